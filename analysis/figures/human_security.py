"""Draw human security over time: flow stopped, officials, police, coercion, crises, harm."""

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.result_source import QUANTILES, ResultSource
from trustladder.analysis.figures.kit.source import Description
from trustladder.analysis.figures.kit.style import (
    Target,
    number_axis,
    panel_title,
    percent_axis,
    title_block,
    year_axis,
)

SOURCE = ResultSource
PANELS = {  # series, as percent
    "interdicted_so_far": True,
    "collusion": True,
    "policing": True,
    "coercion": True,
    "crises_so_far": False,
    "harm_so_far": False,
}


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw six small panels with scales of their own: the mean, the middle half and nine tenths of the futures."""
    bands = {series: data.band(series) for series in PANELS}
    rows, columns = (2, 3) if target.wide else (3, 2)
    figure, panels = plt.subplots(
        rows, columns, sharex=True, figsize=(target.width, target.width * (0.56 if target.wide else 1.15))
    )
    for axes, (series, percent) in zip(panels.flat, PANELS.items(), strict=True):
        band = bands[series]
        axes.fill_between(data.years, band["p05"], band["p95"], color="C2", alpha=0.2, linewidth=0)
        axes.fill_between(data.years, band["p25"], band["p75"], color="C2", alpha=0.4, linewidth=0)
        axes.plot(data.years, band["mean"], color="C2")
        panel_title(axes, data.words(f"series.{series}"), 0.8 * target.width / columns, target.small(0.95))
        top = 1.25 * float(band["p95"].max())
        if percent:
            percent_axis(axes, 1.0 if top > 0.3 else top or 1.0, data.words)
        else:
            axes.set_ylim(0.0, top or 1.0)
            number_axis(axes, data.words)
        year_axis(axes, data.span, ticks=3)
    title_block(figure, target, data.words("figure.human-security.title"), data.note)
    return figure


def describe(data: ResultSource) -> Description:
    """Describe each series in the last month: its mean and the 5 to 95 percent range."""
    say, last, sentences = data.words, data.ends[1], []
    for series, percent in PANELS.items():
        band = data.band(series)
        mean, low, high = (
            say.percent(float(band[name][-1])) if percent else say.figure(float(band[name][-1]))
            for name in ("mean", "p05", "p95")
        )
        sentences.append(
            say("figure.human-security.panel", series=say(f"series.{series}"), mean=mean, low=low, high=high)
        )
    text = "; ".join(sentences)
    caption = say("figure.human-security.caption", last=last, said=text)
    alt = say("figure.human-security.alt", last=last, said=text)
    return Description(caption, alt, ("series", "month", *QUANTILES), list(data.rows_of(list(PANELS))))
