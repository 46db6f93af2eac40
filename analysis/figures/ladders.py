"""Draw the share of futures in which some forum stands on each rung, over time, by its membership."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.lettering import fitted
from trustladder.analysis.figures.kit.page import framed
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.source import Description
from trustladder.analysis.figures.kit.style import INK, RUNGS, Target, subplots, year_axis
from trustladder.sim.arrays.tables import MEMBERSHIPS

SOURCE = ResultSource


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw a panel for each domain and membership: nested areas, the darker the higher the rung, on one scale."""
    domains = sorted(data.scenario.domains)
    figure, panels = subplots(
        len(domains),
        len(MEMBERSHIPS),
        sharex=True,
        sharey=True,
        squeeze=False,
        figsize=(target.width, 0.24 * len(domains) * target.width),
    )
    for row, domain in enumerate(domains):
        name = fitted(data.domain(domain), 0.15 * target.width, target.small(), 3, bold=True)
        panels[row, 0].set_ylabel(name, fontweight="bold", fontsize=target.small(), color=INK)
        for column, membership in enumerate(MEMBERSHIPS):
            axes = panels[row, column]
            _panel(axes, data, domain, membership)
            text = data.words(f"club.{membership.replace(' ', '_')}")
            axes.set_title(fitted(text, 0.145 * target.width, target.text) if row == 0 else "", fontweight="normal")
        _legend(panels[row, -1], data, domain, target)
    framed(figure, target, data.head("ladders", **told(data)))
    return figure


def told(data: ResultSource) -> dict[str, Any]:
    """Return what the sentences need: the rung on which clubs differ most at the end, and their shares of futures."""
    say = data.words
    shares = {
        (domain, rung): [float(data.band(_series(domain, club, rung))["mean"][-1]) for club in MEMBERSHIPS[:3]]
        for domain in sorted(data.scenario.domains)
        for rung in data.scenario.domains[domain].rungs
    }
    domain, rung = max(shares, key=lambda one: max(shares[one]) - min(shares[one]))
    both, one, none = (labels.of_hundred(say, share) for share in shares[domain, rung])
    name = labels.inside(say, data.scenario.domains[domain].rungs[rung].name)
    return {
        "rung": name, "domain": data.field(domain), "both": both, "one": one, "none": none,
        "first": data.ends[0], "last": data.ends[1],
    }  # fmt: skip


def describe(data: ResultSource) -> Description:
    """Describe the rung on which clubs differ most at the end; the table has the bands of every panel."""
    names = [_series(domain, membership, rung) for domain, membership, rung in _panels(data)]
    return data.described_bands("ladders", names, **told(data))


def _panels(data: ResultSource) -> list[tuple[str, str, str]]:
    """Return every domain, membership and rung."""
    return [
        (domain, membership, rung)
        for domain in sorted(data.scenario.domains)
        for membership in MEMBERSHIPS
        for rung in data.scenario.domains[domain].rungs
    ]


def _series(domain: str, membership: str, rung: str) -> str:
    return f"share_standing_{membership.replace(' ', '_')}.{domain}.{rung}"


def _panel(axes: Axes, data: ResultSource, domain: str, membership: str) -> None:
    highest = 0.0
    for number, rung in enumerate(data.scenario.domains[domain].rungs):
        share = 100.0 * data.band(_series(domain, membership, rung))["mean"]
        highest = max(highest, float(share.max()))
        axes.fill_between(data.years, 0.0, share, color=RUNGS[number % len(RUNGS)], linewidth=0)
    if highest == 0.0:
        axes.text(0.5, 0.5, data.words("figure.ladders.none"), transform=axes.transAxes, ha="center", va="center")
    axes.set_ylim(0.0, 100.0)
    axes.set_yticks([0.0, 50.0, 100.0])
    year_axis(axes, data.span, ticks=2)


def _legend(axes: Axes, data: ResultSource, domain: str, target: Target) -> None:
    """Draw the legend of a ladder beside its row: the highest rung on top."""
    names = [
        fitted(data.words.said(rung.name), 0.2 * target.width, target.small(), 2)
        for rung in data.scenario.domains[domain].rungs.values()
    ]
    handles = [Patch(color=RUNGS[index % len(RUNGS)], label=name) for index, name in enumerate(names)][::-1]
    axes.legend(
        handles=handles,
        frameon=False,
        fontsize=target.small(),
        handlelength=1.0,
        borderpad=0.0,
        loc="center left",
        bbox_to_anchor=(1.02, 0.5),
    )
