"""Step 3, assistance: what each donor plans for each government, how rivals match it, and what the money buys.

"Other powers are providing this assistance as part of an effort to increase their influence" (brief): a donor adds
to its plan where a rival gave. Money is in units of the largest monthly budget of the scenario. Joint money gathers in
each forum's purse, and is spent on the police of those who come when an activity there succeeds.
"""

from typing import NamedTuple

from trustladder.sim.law.arithmetic import safe_divide
from trustladder.sim.law.rule import rule

KEPT = 11.0 / 12.0  # of unspent money, a month: what is not spent within about a year lapses


@rule
def planned(budget: float, attention: float, joint: float, priority: float) -> float:
    """Return the bilateral plan of a donor for one government; plans and joint money add up to budget * attention."""
    return budget * attention * (1.0 - joint) * priority


@rule
def joint_money(budget: float, attention: float, joint: float) -> float:
    """Return what a donor gives through common forums instead of bilaterally."""
    return budget * attention * joint


@rule
def matched(plan: float, pull: float, eagerness: float) -> float:
    """Return the gift: the plan, raised by up to the share `eagerness` as rivals' gifts (`pull`) outweigh it."""
    return plan * (1.0 + eagerness * safe_divide(pull, plan + pull))


@rule
def withheld(gift: float, cut: float) -> float:
    """Return the gift that is left after a scandal's `cut`."""
    return gift * (1.0 - cut)


@rule
def gathered(purse: float, pot: float) -> float:
    """Return a forum's purse after one more month's `pot`; it comes to a year's money at most, where the pot stays."""
    return KEPT * purse + pot


@rule
def bought(purse: float, part: float, successes: float, joint_yield: float, policing_gain: float) -> float:
    """Return the policing that a forum's purse buys a government.

    The month's `successes` share the purse alike, and so do the governments present at each; `part` is a government's
    share of each success, summed.
    """
    return joint_yield * policing_gain * purse * part / successes


class Purposes(NamedTuple):
    """How one unit of a donor's bilateral money is spent; the five parts add up to 1."""

    police: float  # police training
    special: float  # training of special forces
    border: float  # scanners and other border technology
    arms: float  # arms and other equipment of internal forces
    clean: float  # reducing corruption


@rule
def purposes(training: float, policing: float, border: float, clean: float) -> Purposes:
    """Return the parts of a gift under a donor's mix of shares."""
    trained, equipped = (1.0 - clean) * training, (1.0 - clean) * (1.0 - training)
    return Purposes(trained * policing, trained * (1.0 - policing), equipped * border, equipped * (1.0 - border), clean)
