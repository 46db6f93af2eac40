"""Step 4, playing off: a government bids two rivals against each other.

"Local leaders ... play off outside powers against each other in an effort to preserve their own freedom of
manoeuvre" (brief), and so encourage the zero-sum competition that they live on.
"""

from trustladder.sim.law.arithmetic import minimum, safe_divide
from trustladder.sim.law.rule import rule


@rule
def contest(rivalry: float, gift: float, other: float) -> float:
    """How strongly two donors contest a government: both must give, and each must mind the other."""
    return rivalry * minimum(gift, other)


@rule
def earnings(strongest: float, scale: float, intensity: float) -> float:
    """Return what the strongest contest over a government lets it earn, as a share: half of `intensity` at `scale`.

    It also makes freedom of manoeuvre more valuable.
    """
    return intensity * safe_divide(strongest, strongest + scale)


@rule
def plays_off(autonomy: float, earned: float, draw: float) -> bool:
    """Whether a government plays its strongest pair of suitors off against each other this month."""
    return draw < autonomy * earned


@rule
def bid_up(gift: float, premium: float) -> float:
    """Return a gift raised by the bidding."""
    return gift * (1.0 + premium)


@rule
def inflamed(rivalry: float, heat: float) -> float:
    """Rivalry between the two after one more round of bidding."""
    return rivalry + heat * (1.0 - rivalry)
