"""Draw how many futures reach each rung of each ladder, and how many stand there at the end; of one result or two."""

from itertools import chain
from typing import Any

from matplotlib.figure import Figure

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.page import Page, sides
from trustladder.analysis.figures.kit.rails import (
    BLUES,
    GREYS,
    Layout,
    Rung,
    columns,
    height_of_rung,
    ladder,
    lettered,
    rungs,
)
from trustladder.analysis.figures.kit.result_source import ComparisonSource, ResultSource
from trustladder.analysis.figures.kit.source import Description
from trustladder.analysis.figures.kit.style import Target

MUCH = 0.5  # of futures: rungs that so many reach are those of which a title tells the fall


class LadderSource(ComparisonSource):
    """A result, or two of which the second is held against the first."""

    KIND = "one_or_two"
    FOLDERS = (1, 2)


SOURCE = LadderSource
Results = ResultSource | ComparisonSource


def results(data: Results) -> list[ResultSource]:
    """Return the results of a source."""
    return [data] if isinstance(data, ResultSource) else list(data.every)


def ordered(data: ResultSource) -> list[str]:
    """Return the ladders from left to right: one that opens after another stands behind it."""
    domains = data.scenario.domains
    return sorted(domains, key=lambda name: (domains[name].gate != "none", name))


def draw(data: Results, target: Target) -> Figure:
    """Draw the ladders side by side, the one that opens another first."""
    several = results(data)
    every = [rungs(several, domain) for domain in ordered(several[0])]
    kind, values = told(several)
    most = max(map(len, every))
    step, head = height_of_rung(target, len(several)), target.em(3.2)
    body = most * step + target.em(0.6) + head + (target.em(1.9) if len(several) > 1 else 0.0)
    page = Page(target, data.head("ladder", kind, **values), body)
    bottom = max(0.0, page.height - body)
    if len(several) > 1:  # a slide is no taller for the key: rungs come a little nearer to each other
        step -= min(target.em(0.15), max(0.0, body - page.height) / most)
    places = sides(page, [1.0] * len(every), 3.0)
    names = lettered(page, several[0].words, list(chain(*every)), places[0][1])
    for one, (left, width) in zip(every, places, strict=True):
        top = ladder(page, several[0].words, one, Layout(left, bottom, width, step, names))
        _heading(page, several[0], one, left, top, width)
    if len(several) > 1:
        _key(page, several)
    return page.figure


def _heading(page: Page, data: ResultSource, one: list[Rung], left: float, top: float, width: float) -> None:
    """Write the name of a ladder over it, what opens it, and what its numbers are."""
    say, gate = data.words, data.scenario.domains[one[0].domain].gate
    columns(page, say, left, top + page.em(0.3), width)
    opens = ""
    if gate != "none":
        name = say.said(data.scenario.domains[gate.domain].rungs[gate.rung].name)
        opens = say("figure.ladder.opens", rung=name)
    page.heading(left, top + page.em(3.8 if opens else 2.8), data.domain(one[0].domain), opens)


def _key(page: Page, several: list[ResultSource]) -> None:
    """Say in a row over the ladders which bars are of which result."""
    canvas, x = page.canvas(0.0, page.height - page.em(1.5), page.width, page.em(1.5)), 0.0
    for data, (pale, deep) in zip(several, (GREYS, BLUES), strict=False):
        for colour in (deep, pale):
            canvas.fill_between([x, x + page.em(1.4)], page.em(0.35), page.em(1.15), color=colour, linewidth=0)
            x += page.em(1.4)
        name = labels.capital(data.short)
        text = canvas.text(x + page.em(0.5), page.em(0.72), name, weight="semibold", color=deep, va="center")
        x += page.em(0.5 + 1.6) + text.get_window_extent().width / page.figure.dpi


def told(several: list[ResultSource]) -> tuple[str, dict[str, Any]]:
    """Return the kind of the finding, and what its sentences need: the rung that most futures lose, and the aim."""
    first, say = several[0], several[0].words
    names = ordered(first)
    aim = rungs(several, first.scenario.aim)[0]
    main = rungs(several, names[0])
    high = [one for one in main if one.shares[0][0] >= MUCH] or main[:1]
    fallen = max(high, key=lambda one: one.shares[0][0] - one.shares[0][1])
    values: dict[str, Any] = {
        "first": first.ends[0],
        "last": first.ends[1],
        "domain": first.domain(names[0]),
        "inside": first.field(names[0]),
        "rung": labels.inside(say, fallen.name),
        "aim": first.field(first.scenario.aim),
        "on": labels.about(say, first.scenario, [first.scenario.aim]),
        "low": labels.inside(say, aim.name),
    }
    for key, (rung, data) in {"a": (fallen, 0), "c": (aim, 0), "b": (fallen, 1), "end_low": (aim, 1)}.items():
        values[key] = say.of_hundred(rung.shares[0][data])
    if len(several) > 1:
        values["other"] = several[1].short
        values |= {"d": say.of_hundred(aim.shares[1][0]), "e": say.of_hundred(fallen.shares[1][1])}
    return "_two" if len(several) > 1 else "_one" if len(names) == 1 else "", values


def describe(data: Results) -> Description:
    """Describe the rung that most futures lose, and the first rung of the aim; the table has every rung."""
    several = results(data)
    kind, values = told(several)
    rows = [
        (one.short, rung.domain, rung.rung, *rung.shares[number])
        for number, one in enumerate(several)
        for domain in ordered(several[0])
        for rung in rungs(several, domain)
    ]
    return data.described(
        "ladder", ("scenario", "domain", "rung", "share_reached", "share_at_end"), rows, kind, **values
    )
