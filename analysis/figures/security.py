"""What becomes of human security: flow stopped, officials, police, coercion, crises, harm."""

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from analysis.figures.data import Data
from analysis.figures.style import GREEN, SLIDE, Target, percent_axis, title_block, year_axis

NAME = "human-security"
ANSWERS = "What becomes of human security?"
PANELS = (  # series, title, as percent
    ("interdicted_so_far", "flow stopped, mean so far", True),
    ("collusion", "smuggling that officials\nsanction", True),
    ("policing", "quality of policing", True),
    ("coercion", "ability to harm civilians", True),
    ("crises_so_far", "crises so far", False),
    ("harm_so_far", "harm to civilians so far", False),
)


def draw(data: Data, target: Target) -> Figure:
    """Six small panels, each with its own scale: mean, half of the futures, nine in ten."""
    wide = target is SLIDE
    rows, columns = (2, 3) if wide else (3, 2)
    figure, panels = plt.subplots(
        rows, columns, sharex=True, figsize=(target.width, target.width * (0.56 if wide else 1.15))
    )
    for axes, (series, title, percent) in zip(panels.flat, PANELS, strict=True):
        band = data.band(series)
        axes.fill_between(data.years, band["p05"], band["p95"], color=GREEN, alpha=0.2, linewidth=0)
        axes.fill_between(data.years, band["p25"], band["p75"], color=GREEN, alpha=0.4, linewidth=0)
        axes.plot(data.years, band["mean"], color=GREEN)
        axes.set_title(title, fontsize=target.text * 0.95)
        top = 1.25 * float(band["p95"].max())
        if percent:
            percent_axis(axes, 1.0 if top > 0.3 else top)
        else:
            axes.set_ylim(0.0, top or 1.0)
        year_axis(axes, data.span, ticks=3)
    title_block(figure, target, "Human security: mean, half of the futures (dark), nine in ten (light)", data.note)
    return figure
