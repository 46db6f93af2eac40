"""Step curves of cumulative incidence with their intervals."""

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes

from trustladder.analysis.figures.kit.style import percent_axis
from trustladder.analysis.studies.futures import Curve
from trustladder.analysis.words import Words


def stepped(axes: Axes, one: Curve, label: str, colour: str, style: str, alpha: float) -> None:
    """Draw a step curve, and its interval as a band; a single future has none."""
    years = (one.first_month + np.arange(len(one.share))) / 12.0
    if one.runs > 1:
        axes.fill_between(years, one.low, one.high, color=colour, alpha=alpha, linewidth=0, step="post")
    axes.step(years, one.share, color=colour, linestyle=style, where="post", label=label)


def share_axis(axes: Axes, curves: Iterable[Curve], above: float, words: Words) -> float:
    """Scale a vertical axis of shares up to `above` times the highest curve. Returns its upper end."""
    highest = max(float(one.high[-1] if one.runs > 1 else one.share[-1]) for one in curves)
    top = max(0.1, min(1.0, above * highest))
    percent_axis(axes, top, words)
    return top
