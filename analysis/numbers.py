"""Numbers as JSON holds them, and as tables for people show them."""

import math


def or_none(value: float) -> float | None:
    """Return a number for JSON; None, which becomes null, where it is not known or not finite."""
    return value if math.isfinite(value) else None


def short(value: float) -> str:
    """Return a number with three significant figures and no needless zeros."""
    if value == 0.0:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
