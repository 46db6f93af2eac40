"""Step 12, human security: how much of the flow is stopped, and when internal forces harm civilians.

"Technical assistance for border security is a waste of money" where smuggling is "sanctioned ... by government
officials themselves"; equipment is "used against unarmed civilians, resulting in embarrassment or worse for the
country providing the assistance" (brief). Both feed back: the flow that gets through makes drugs a concern, and harm
leaves unrest.
"""

from trustladder.sim.law.arithmetic import clip, exponential, minimum, safe_divide
from trustladder.sim.law.rule import rule


@rule
def honest_power(collusion: float, q: float) -> float:
    """(1 - collusion)**q for q = 0, 1, 2, and a straight line between; q = 0 is the null: collusion wastes nothing."""
    honest = 1.0 - collusion
    distance = q - 1.0
    if distance < 0.0:
        return -distance + (1.0 + distance) * honest
    return (1.0 - distance) * honest + distance * honest * honest


@rule
def missed(effect: float, stock: float, honest: float) -> float:
    """Return the share of the flow that one means of interdiction lets through."""
    return 1.0 - clip(effect * stock * honest, 0.0, 1.0)


@rule
def interdiction(policing_missed: float, border_missed: float, cooperation_missed: float) -> float:
    """Return the share of the flow that is stopped by at least one of the three."""
    return 1.0 - policing_missed * border_missed * cooperation_missed


@rule
def damage(before: float, supply: float, stopped: float, let_through: float, pace: float) -> float:
    """Return the damage that the flow does, one month later: what gets through, smoothed, relative to the start.

    `let_through` is the share of the flow that got through in the first month, and supply is 1 at rest. So a world
    that stays as it began keeps a damage of 1, and a flow that doubles or is stopped more is noticed by and by.
    """
    return before + pace * (safe_divide(supply * (1.0 - stopped), let_through) - before)


@rule
def instability(own: float, unrest: float) -> float:
    """Return a country's instability: its own, and the unrest that harm to civilians has left, together at most 1.

    Whether repression deters or stirs dissent is disputed (Davenport 2007); without a gain from harm it does neither.
    """
    return minimum(1.0, own + unrest)


@rule
def crisis_hazard(base: float, instability: float, coercion: float, policing: float, b1: float, b2: float) -> float:
    """Return the monthly chance of a crisis; `b1` and `b2` may be of either sign: coercion may also deter."""
    return clip(base * instability * exponential(b1 * coercion - b2 * policing), 0.0, 1.0)


@rule
def harm(coercion: float, policing: float, restraint: float) -> float:
    """Harm to civilians in a crisis: in proportion to the ability to do it, less what police trained for crowds spare.

    Full policing spares the share `restraint`: training should move "from special forces units to policing work"
    (brief).
    """
    return coercion * (1.0 - restraint * policing)


@rule
def scandal_chance(contribution: float, coercion: float) -> float:
    """Return the chance that a donor is embarrassed by a harm: its share of the coercive forces."""
    return clip(contribution / coercion, 0.0, 1.0) if coercion > 0.0 else 0.0


@rule
def scandal_cut(cut: float, sensitivity: float) -> float:
    """Return the share of a gift withheld after one more scandal."""
    return cut + sensitivity * (1.0 - cut)
