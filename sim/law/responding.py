"""Step 7, responding: each invited actor weighs an assurance game (a stag hunt) and answers by quantal response.

"As interaction leads to greater trust, more involved regional cooperation ... may become acceptable to governments
that now studiously avoid multilateral engagement" (brief). The game is that of Kydd (2005) and Skyrms (2004); the
answer follows the logit quantal response of McKelvey and Palfrey (1995). Utilities are in units of the first
rung's benefit over 0.9.
"""

from typing import NamedTuple

from trustladder.sim.law.arithmetic import clip, logistic, maximum, safe_divide, where
from trustladder.sim.law.rule import rule

QUANTAL, THRESHOLD, RANDOM = range(3)  # how an actor answers
RESPONSE_RULES = {"quantal": QUANTAL, "threshold": THRESHOLD, "random": RANDOM}  # structure.response_rule
CLEAR, CERTAIN = 0.25, 0.75  # acceptance under which a refusal was clear, over which it was against the interest
NEVER = 2.0  # the indifference trust where nothing is at stake


class Cost(NamedTuple):
    """A cost of coming: its term, the reason of a clear refusal in which it is the largest, and what it is."""

    term: str  # of Terms
    reason: str
    meaning: str


COSTS = (  # in the order of Terms; log, series, metrics, words and figures follow from this table
    Cost("risk", "distrust", "the risk that others break their word"),
    Cost("freedom", "autonomy", "freedom of manoeuvre"),
    Cost("rivalry", "rivalry", "a rival in the room"),
    Cost("pressure", "pressure", "the pressure of a patron outside the room"),
    Cost("influence", "influence", "influence given up by giving jointly"),
    Cost("load", "load", "the load of other meetings"),
)
CLOSE_CALLS = ("either_way", "against_interest")  # no cost: another day the same actor might have come
REASONS = (*CLOSE_CALLS, *(cost.reason for cost in COSTS))  # why it refused
EITHER_WAY, AGAINST_INTEREST, DISTRUST, AUTONOMY, RIVALRY, PRESSURE, INFLUENCE, LOAD = range(len(REASONS))


@rule
def belief(mean: float, least: float, omega: float) -> float:
    """p: the belief that the others will keep their word, from the mean and the least trusted of those invited."""
    return omega * mean + (1.0 - omega) * least


@rule
def full_gain(benefit: float, interest: float, weight: float, asset: float) -> float:
    """B I: the worth among those who keep their word; sharing an asset with somebody in the room raises it."""
    return benefit * (1.0 + weight * asset) * interest


@rule
def full_risk(exposure: float, exposed: float, weight: float, asset: float) -> float:
    """L S: the loss among those who do not; sharing an asset raises it too."""
    return exposure * (1.0 + weight * asset) * exposed


@rule
def exposedness(sensitive: float, secrecy: float, spared: float) -> float:
    """S: how far an activity lays weak points open; a `sensitive` domain does so in proportion to secrecy."""
    return (1.0 - sensitive * (1.0 - secrecy)) * (1.0 - spared)


@rule
def spared(comfort: float, neutrality: float, hosted_seminar: bool) -> float:
    """How far a seminar hosted by a country with long experience spares the guests their own weak points."""
    return comfort * neutrality if hosted_seminar else 0.0


@rule
def autonomy_value(autonomy: float, earned: float, joint: float) -> float:
    """kappa: the value of freedom of manoeuvre.

    Dearer where playing off pays, cheaper for a donor that gives jointly.
    """
    return autonomy * (1.0 + earned) * (1.0 - joint)


@rule
def friction(strongest: float, weight: float, neutrality: float) -> float:
    """Return the cost of rivalry, which a neutral forum makes bearable.

    For a donor, that with its strongest rival in the room; for a government, that of a patron outside with the sponsor.
    """
    return weight * strongest * (1.0 - neutrality)


class SeatCosts(NamedTuple):
    """What sitting in a forum costs an actor whatever is done there, in utility."""

    rivalry: float
    pressure: float
    influence: float
    load: float


NO_COSTS = SeatCosts(0.0, 0.0, 0.0, 0.0)


class Terms(NamedTuple):
    """What one actor weighs in one invitation, in utility: U is its gain and inducement, less all costs."""

    full_gain: float  # B I: worth of the activity among those who keep their word
    full_risk: float  # L S: loss among those who do not
    gain: float  # p B I
    risk: float  # (1 - p) L S
    freedom: float  # C kappa
    rivalry: float
    pressure: float
    influence: float
    load: float
    inducement: float


@rule
def terms(p: float, full_gain: float, full_risk: float, freedom: float, seat: SeatCosts, induced: float) -> Terms:
    """Return the terms of an invitation at belief `p`."""
    gain, risk = p * full_gain, (1.0 - p) * full_risk
    rivalry, pressure, influence, load = seat
    return Terms(full_gain, full_risk, gain, risk, freedom, rivalry, pressure, influence, load, induced)


@rule
def worth(t: Terms) -> float:
    """U: the worth of taking part against staying away."""
    return t.gain - t.risk - t.freedom - t.rivalry - t.pressure - t.influence - t.load + t.inducement


@rule
def indifference_trust(t: Terms) -> float:
    """p*: the belief at which taking part is worth exactly as much as staying away.

    p* B I - (1 - p*) L S - costs = 0. Less than 0 where any belief is enough, more than 1 where none would be.
    """
    cost = t.freedom + t.rivalry + t.pressure + t.influence + t.load - t.inducement
    whole = t.full_gain + t.full_risk
    return where(whole > 0.0, safe_divide(t.full_risk + cost, whole), NEVER)


@rule
def acceptance(response_rule: int, value: float, precision: float) -> float:
    """P(attend). Quantal: logistic in `precision` * U. Threshold: attend where U > 0. Random: a coin, the null."""
    if response_rule == QUANTAL:
        return logistic(precision * value)
    return where(response_rule == THRESHOLD, where(value > 0.0, 1.0, 0.0), 0.5)


@rule
def refusal(t: Terms, chance: float) -> int:
    """Why an actor refused that accepted with this chance.

    Between a quarter and three quarters it could have gone either way; above, it refused against its interest in
    coming. Below, the refusal was clear, and its reason is the largest of the costs.
    """
    reason, largest = where(t.freedom > t.risk, AUTONOMY, DISTRUST), maximum(t.risk, t.freedom)
    reason, largest = where(t.rivalry > largest, RIVALRY, reason), maximum(t.rivalry, largest)
    reason, largest = where(t.pressure > largest, PRESSURE, reason), maximum(t.pressure, largest)
    reason, largest = where(t.influence > largest, INFLUENCE, reason), maximum(t.influence, largest)
    reason = where(t.load > largest, LOAD, reason)
    reason = where(chance >= CLEAR, EITHER_WAY, reason)
    return where(chance > CERTAIN, AGAINST_INTEREST, reason)


@rule
def inducement(money: float, weight: float, guests: int) -> float:
    """Return what joint money offers each of those invited."""
    return weight * money / guests


@rule
def influence_cost(joint: float, weight: float) -> float:
    """Return what giving jointly costs a donor in influence of its own."""
    return weight * clip(joint, 0.0, 1.0)
