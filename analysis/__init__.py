"""What is done with results: comparison, sweeps, studies, claims, history, figures, reports, the page, commands.

simulate.py    makes a result; summary.py, story.py and answer.py tell it
statistics.py  every interval; comparison/paired.py uses it for effects under the same luck, variance.py shares variance
invitations.py sums up refusals over futures, refusals.py their reasons; figures/refusals.py and reasons.py draw them
words/         all texts for people, in English and Russian
"""

if __name__ == "analysis":  # a clone's folder, found beside a script
    raise ImportError("no package is called analysis: write `from trustladder import compare, sweep, figure`")
