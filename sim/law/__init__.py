"""The law: one page for each step of a month, in the order in which they happen.

 1 events.py        what is due takes effect, and lapses when it is over
 2 attention.py     how much outside powers care
 3 assistance.py    what they give, and what the money buys
 4 playing_off.py   governments bid rivals against each other
 5 stocks.py        what assistance leaves behind
 6 convening.py     a forum takes up a domain and proposes an activity
 7 responding.py    those invited weigh it and answer
 8 conduct.py       who keeps its word, and whether it succeeds
 9 learning.py      what that teaches
10 standing.py      what a forum has earned, and how it is lost
11 drift.py         what fades by itself
12 security.py      what it does to human security

Every rule is a plain function of numbers: agents call it as it is, the compiled lane compiles it. `arithmetic.py` and
`rule.py` are all that the pages share.
"""
