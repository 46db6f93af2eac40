"""The compiled lane's month, in the order of the law.

`month` moves the actors, `meetings` answers invitations, `activity` carries a meeting through; `run` keeps the record,
`reference` hands tables around. Nothing here states a rule: every number comes from a function of `sim.law`, the one
that the Mesa lane calls plainly. What is here is bookkeeping over arrays, in the order of sums that both lanes keep.
"""
