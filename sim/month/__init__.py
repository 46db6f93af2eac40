"""The compiled lane's month, in the order of the law.

 1 events.py        what is due takes effect
 2 assistance.py    attention, gifts, playing off (steps 2 to 4)
 3 stocks.py        what the gifts leave behind
 4 meetings.py      forums convene and propose; evidence.py says how far their members trust each other
 5 responding.py    members weigh and answer
 6 activity.py      those who came act, all learn (steps 8 and 9)
 7 ladders.py       forums climb and fall, and what hangs on where they stand
 8 drift.py         what fades
 9 security.py      the flow, and crises

`simulate` runs through them; `run` keeps the record, and `log`, of chosen runs, every proposal and answer. Here is the
order of the month and its bookkeeping over columns, eight actors at a time (`sim/machine/simd.py`), in the order of
sums that both lanes keep; formulas are in `trustladder.sim.law`, which the Mesa lane calls uncompiled. `scratch` holds
temporary arrays, `reference` passes tables by address, `indexing` says how their arrays are indexed.
"""
