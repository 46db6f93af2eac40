"""How far trust among the governments of the region rises or falls, and how sure that is."""

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.data import Data
from analysis.figures.style import BLUE, INK, SLIDE, Target, title_block, year_axis, zoomed
from sim.world import Floats

NAME = "trust-fan"
ANSWERS = "How does trust among the governments of the region develop?"


def draw(data: Data, target: Target) -> Figure:
    """A fan for each domain, side by side on a slide, one above the other in a column."""
    domains = sorted(data.scenario.domains)
    wide = target is SLIDE
    shape = (1, len(domains)) if wide else (len(domains), 1)
    figure, panels = plt.subplots(
        *shape,
        sharex=True,
        sharey=True,
        squeeze=False,
        figsize=(target.width, target.width * (0.5 if wide else 0.62 * len(domains))),
    )
    bands = {domain: data.band(f"trust_region.{domain}") for domain in domains}
    low = min(float(band["p05"].min()) for band in bands.values())
    high = max(float(band["p95"].max()) for band in bands.values())
    for axes, domain in zip(panels.flat, domains, strict=True):
        band = bands[domain]
        axes.fill_between(data.years, band["p05"], band["p95"], color=BLUE, alpha=0.18, linewidth=0)
        axes.fill_between(data.years, band["p25"], band["p75"], color=BLUE, alpha=0.35, linewidth=0)
        axes.plot(data.years, band["p50"], color=BLUE)
        axes.set_title(data.scenario.domains[domain].name)
        zoomed(axes, low, high)
        year_axis(axes, data.span)
    _label(panels[0, 0], data, bands[domains[0]], target)
    panels[0, 0].set_ylabel("trust, 0 to 1")
    start, end = bands[domains[0]]["p50"][[0, -1]]
    first, last = (int(year) for year in data.span)
    title_block(
        figure, target,
        f"Trust among the {len(data.scenario.governments)} governments: {start:.2f} in {first}, {end:.2f} in {last - 1} (median)",
        f"{_whose_spread(data, domains[0])}{data.note}",
    )  # fmt: skip
    return figure


def _whose_spread(data: Data, domain: str) -> str:
    """What of the last month's spread is luck, where futures are spread over parameter sets."""
    share = data.share_of_parameters(f"trust_region.{domain}")
    return "" if share is None else f"Of the spread at the end {1.0 - share:.0%} is luck, the rest is parameters. "


def _label(axes: Axes, data: Data, band: dict[str, Floats], target: Target) -> None:
    """Say on the fan itself what its parts are."""
    height = axes.get_ylim()[1] - axes.get_ylim()[0]
    line = {"arrowstyle": "-", "color": INK, "linewidth": target.line * 0.4}
    said = (
        ("median future", 0.72, band["p50"], band["p95"], 0.12),
        ("9 in 10 futures", 0.75, 0.5 * (band["p05"] + band["p25"]), band["p05"], -0.12),
        ("half of them", 0.3, 0.5 * (band["p25"] + band["p50"]), band["p05"], -0.12),
    )
    for text, along, point, edge, away in said:
        place = int(len(data.years) * along)
        axes.annotate(
            text, (data.years[place], point[place]), (data.years[place], edge[place] + away * height), arrowprops=line,
            color=INK, fontsize=target.text * 0.8, ha="center", va="bottom" if away > 0 else "top",
        )  # fmt: skip
