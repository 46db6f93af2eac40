"""Draw trust among the governments of the region over time, as fans of quantiles."""

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.lettering import fitted
from trustladder.analysis.figures.kit.page import framed
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.source import Description, Head
from trustladder.analysis.figures.kit.style import INK, Target, number_axis, year_axis, zoomed
from trustladder.sim.arrays.tables import Floats

SOURCE = ResultSource


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw a fan for each domain, side by side, or one above the other in a column."""
    domains = sorted(data.scenario.domains)
    bands = {domain: data.band(f"trust_region.{domain}") for domain in domains}
    shape = (1, len(domains)) if target.wide else (len(domains), 1)
    figure, panels = plt.subplots(
        *shape,
        sharex=True,
        sharey=True,
        squeeze=False,
        figsize=(target.width, target.width * (0.5 if target.wide else 0.62 * len(domains))),
    )
    low = min(float(band["p05"].min()) for band in bands.values())
    high = max(float(band["p95"].max()) for band in bands.values())
    room = 0.88 * target.width / (len(domains) if target.wide else 1)
    for axes, domain in zip(panels.flat, domains, strict=True):
        band = bands[domain]
        axes.fill_between(data.years, band["p05"], band["p95"], color="C0", alpha=0.18, linewidth=0)
        axes.fill_between(data.years, band["p25"], band["p75"], color="C0", alpha=0.35, linewidth=0)
        axes.plot(data.years, band["p50"], color="C0")
        axes.set_title(fitted(data.domain(domain), room, target.text, 2, bold=True))
        zoomed(axes, low, high)
        number_axis(axes, data.words)
        year_axis(axes, data.span)
    if data.finished > 1:
        _label(panels[0, 0], data, bands[domains[0]], target)
    panels[0, 0].set_ylabel(data.words("axis.trust"))
    framed(
        figure,
        target,
        Head(_title(data, domains[0], bands[domains[0]]["p50"]), "", f"{_whose_spread(data, domains[0])}{data.note}"),
    )
    return figure


def _title(data: ResultSource, domain: str, median: Floats) -> str:
    say, (first, last) = data.words, data.ends
    return say(
        "figure.trust-fan.title",
        count=len(data.scenario.governments),
        domain=data.field(domain),
        start=say.number(median[0]),
        end=say.number(median[-1]),
        first=first,
        last=last,
    )


def _whose_spread(data: ResultSource, domain: str) -> str:
    """Return a text on the share of noise in the last month's spread; "" without parameter sets."""
    share = data.share_of_parameters(f"trust_region.{domain}")
    return "" if share is None else data.words("figure.trust-fan.spread", luck=data.words.percent(1.0 - share)) + " "


def describe(data: ResultSource) -> Description:
    """Describe the median at the start and the end of each domain, and the 5 to 95 percent range."""
    say, (first, last) = data.words, data.ends
    domains = sorted(data.scenario.domains)
    names = [f"trust_region.{domain}" for domain in domains]
    sentences = []
    for domain, name in zip(domains, names, strict=True):
        band = data.band(name)
        sentences.append(
            say(
                "figure.trust-fan.domain",
                domain=data.field(domain),
                start=say.number(band["p50"][0]),
                end=say.number(band["p50"][-1]),
                low=say.number(band["p05"][-1]),
                high=say.number(band["p95"][-1]),
            )
        )
    values = {"count": len(domains), "first": first, "last": last, "domains": " ".join(sentences)}
    return data.described_bands("trust-fan", names, **values)


def _label(axes: Axes, data: ResultSource, band: dict[str, Floats], target: Target) -> None:
    """Label the parts of a fan."""
    height = axes.get_ylim()[1] - axes.get_ylim()[0]
    line = {"arrowstyle": "-", "color": INK, "linewidth": target.line * 0.4}
    text = (
        ("fan.median", 0.72, band["p50"], band["p95"], 0.12),
        ("fan.nine", 0.75, 0.5 * (band["p05"] + band["p25"]), band["p05"], -0.12),
        ("fan.half", 0.3, 0.5 * (band["p25"] + band["p50"]), band["p05"], -0.12),
    )
    for key, along, point, edge, away in text:
        index = int(len(data.years) * along)
        axes.annotate(
            data.words(key),
            (data.years[index], point[index]),
            (data.years[index], edge[index] + away * height),
            arrowprops=line,
            color=INK,
            fontsize=target.small(0.8),
            ha="center",
            va="bottom" if away > 0 else "top",
        )
