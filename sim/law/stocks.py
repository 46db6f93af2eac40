"""Step 5, stocks: what assistance leaves behind in a government's forces and offices.

Policing, coercion and border technology each relax to where they began, and are raised by what donors pay for.
"Corruption-reduction initiatives will not eliminate corruption" (brief): collusion has a floor.

Whether military aid makes forces more repressive is disputed. Sullivan, Blanken and Rice (2020) find that aid and
arms to governments after civil wars raise repression; Savage and Caverley (2017), that training gives armed forces
power of their own, where money and arms pass to the regime. So arms and special forces have a weight each, and neither
is assumed to harm more.
"""

from trustladder.sim.law.arithmetic import clip, maximum, where
from trustladder.sim.law.assistance import Purposes
from trustladder.sim.law.rule import rule


@rule
def raised(stock: float, effect: float) -> float:
    """Return a stock in 0..1 after an effect that closes that share of its distance to 1."""
    return stock + clip(effect, 0.0, 1.0) * (1.0 - stock)


@rule
def coercive(gift: float, spent: Purposes, misuse: float, special: float, arms: float) -> float:
    """How much of a gift raises the ability of internal forces to harm civilians.

    `special` and `arms` weigh special-forces training and arms. Trained police have been implicated too, hence
    `misuse`, the weight of police training.
    """
    return gift * (misuse * spent.police + special * spent.special + arms * spent.arms)


@rule
def cleaned(collusion: float, floor: float, effect: float) -> float:
    """Collusion after anti-corruption work: nearer to its floor, never under it."""
    cleaner = maximum(collusion - clip(effect, 0.0, 1.0) * (collusion - floor), floor)
    return where(collusion <= floor, collusion, cleaner)


@rule
def rents(transit: float, supply: float) -> float:
    """Smuggling rents of a government's officials: its share of the flow times the flow."""
    return transit * supply
