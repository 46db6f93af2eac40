"""Draw the share of futures in which some forum stands on each rung, over time, by its membership."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.fan import Box
from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.source import Description
from trustladder.analysis.figures.kit.style import FAINT, INK, RUNGS, Target, apart, year_axis
from trustladder.sim.arrays.tables import MEMBERSHIPS

SOURCE = ResultSource
ROW, GAP, NAMES = 12.5, 1.4, 0.24  # ems: a ladder's row, between panels; share of the width: names of rungs


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw a row of panels for each ladder, one for each membership: areas, the darker the higher the rung."""
    domains = sorted(data.scenario.domains)
    page = Page(target, data.head("ladders", **told(data)), target.em(ROW * len(domains)))
    tall, room = page.height / len(domains), max(_names_width(page, data, domain) for domain in domains)
    for row, domain in enumerate(domains):
        _row(page, data, domain, page.height - tall * (row + 1), tall, room)
    return page.figure


def _row(page: Page, data: ResultSource, domain: str, bottom: float, tall: float, room: float) -> None:
    """Draw the panels of a ladder under its name, and the names of its rungs beside the last."""
    say, left, gap, small = data.words, page.em(2.2), page.em(GAP), page.target.small()
    page.text(0.0, bottom + tall, data.domain(domain), weight="bold", va="top")
    width = (page.width - left - room - gap * (len(MEMBERSHIPS) - 1)) / len(MEMBERSHIPS)
    for column, membership in enumerate(MEMBERSHIPS):
        box = Box(left + column * (width + gap), bottom + page.em(1.9), width, tall - page.em(5.2))
        axes = page.axes(*box)
        _panel(axes, page, data, domain, membership)
        axes.tick_params(labelsize=small, labelleft=column == 0)
        name = fitted(say(f"club.{membership.replace(' ', '_')}"), width + 0.8 * gap, small, 1)
        page.text(box.left, box.bottom + box.height + page.em(0.4), name, size=small, color=FAINT)
    _names(axes, page, data, domain, box.height)


def told(data: ResultSource) -> dict[str, Any]:
    """Return what the sentences need: the rung on which clubs differ most at the end, and their shares of futures."""
    say = data.words
    shares = {
        (domain, rung): [float(data.band(_series(domain, club, rung))["mean"][-1]) for club in MEMBERSHIPS[:3]]
        for domain in sorted(data.scenario.domains)
        for rung in data.scenario.domains[domain].rungs
    }
    domain, rung = max(shares, key=lambda one: max(shares[one]) - min(shares[one]))
    both, one, none = (say.of_hundred(share) for share in shares[domain, rung])
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


def _panel(axes: Axes, page: Page, data: ResultSource, domain: str, membership: str) -> None:
    """Draw the areas of one membership, on the scale of all."""
    highest = 0.0
    for number, rung in enumerate(data.scenario.domains[domain].rungs):
        share = 100.0 * data.band(_series(domain, membership, rung))["mean"]
        highest = max(highest, float(share.max()))
        axes.fill_between(data.years, 0.0, share, color=RUNGS[number % len(RUNGS)], linewidth=0)
    if highest == 0.0:
        look: dict[str, Any] = {"transform": axes.transAxes, "ha": "center", "va": "center", "color": FAINT}
        axes.text(0.5, 0.5, data.words("figure.ladders.none"), size=page.target.small(), **look)
    axes.set_ylim(0.0, 100.0)
    axes.set_yticks([0.0, 50.0, 100.0])
    year_axis(axes, data.span, ticks=2)


def _named(page: Page, data: ResultSource, domain: str) -> list[str]:
    """Return the names of the rungs of a ladder with their shares of futures at the end, from below."""
    say, found = data.words, []
    for rung, one in data.scenario.domains[domain].rungs.items():
        share = say.of_hundred(float(data.band(_series(domain, "anywhere", rung))["mean"][-1]))
        text = say("figure.ladders.end", rung=labels.inside(say, one.name), share=share)
        found.append(fitted(text, NAMES * page.width, page.target.small(), 2))
    return found


def _names_width(page: Page, data: ResultSource, domain: str) -> float:
    """Return the room beside the last panel, in inches."""
    return max(width_of(name, page.target.small()) for name in _named(page, data, domain)) + page.em(1.7)


def _names(axes: Axes, page: Page, data: ResultSource, domain: str, tall: float) -> None:
    """Write the name of every rung where its area ends, after a mark of its colour."""
    names, small = _named(page, data, domain), page.target.small()
    shares = [
        100.0 * float(data.band(_series(domain, "anywhere", rung))["mean"][-1])
        for rung in data.scenario.domains[domain].rungs
    ]
    lines = max(name.count("\n") + 1 for name in names)
    least = (1.22 * lines + (0.4 if lines > 1 else 0.0)) * small / 72.0 / tall * 100.0
    order = sorted(range(len(names)), key=lambda rung: (shares[rung], -rung))
    moved = apart([shares[rung] + 1e-6 * place for place, rung in enumerate(order)], least, 0.0, 100.0)
    for rung, height in zip(order, moved, strict=True):
        look: dict[str, Any] = {"textcoords": "offset points", "annotation_clip": False, "va": "center"}
        colour, x = RUNGS[rung % len(RUNGS)], 0.5 * page.target.text
        axes.annotate("\N{BLACK SQUARE}", (data.span[1], height), (x, 0.0), color=colour, size=small, **look)
        spot = (x + 1.0 * page.target.text, 0.0)
        axes.annotate(names[rung], (data.span[1], height), spot, color=INK, size=small, linespacing=1.0, **look)
