"""Tables of a report: results side by side on one small table, and every effect for the annex."""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from trustladder.analysis.figures.effects import Row, effects, label, metrics
from trustladder.analysis.figures.kit.labels import about
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.source import Nothing
from trustladder.analysis.figures.kit.ties import first_domain
from trustladder.analysis.numbers import distinct
from trustladder.analysis.reports.blocks import Block, Cell, Look, Sheet, Text
from trustladder.analysis.reports.findings import (
    effects_on,
    mean_with_interval,
    share_with_interval,
    size_on,
    smallest_of,
    strongest,
)
from trustladder.analysis.words import Words
from trustladder.sim.scenario.naming import HELD

MOST = 3  # scenarios beside the first


class Line(NamedTuple):
    """A row of the small table: its metric, and how its values are written."""

    key: str
    metric: str
    hundred: bool

    def level(self, say: Words, value: float, more: int = 0) -> str:
        """Return a level as text, with so many more decimals than usual."""
        return say.of_hundred(value, more) if self.hundred else say.number(value, 2 + more)

    def change(self, say: Words, value: float) -> str:
        """Return a change as text, with its sign; 0 without one."""
        text = say.signed(100.0 * value if self.hundred else value, 0 if self.hundred else 3)
        return text if text[0] in "+−" else "0"


def lines(data: ResultSource) -> list[Line]:
    """Return the rows of the small table that a result has."""
    first = next(iter(data.scenario.domains[data.scenario.aim].rungs))
    every = (
        Line("held", HELD, True),
        Line("at_end", f"region_at_end.{first}", True),
        Line("trust", f"trust_region.{first_domain(data)}", False),
        Line("refused", "refusal_share", True),
        Line("security", "human_security", False),
        Line("harm", "civilian_harm", False),
    )
    return [line for line in every if data.has_metric(line.metric)]


def small_table(several: list[ResultSource]) -> Iterator[Block]:
    """Yield the small table of one result with its intervals, or of the first beside its three strongest rivals."""
    first, say = several[0], several[0].words
    start, end = first.ends
    if len(several) == 1:
        yield Text(say("report.table.one", first=start, last=end), "quiet")
        yield Sheet(("", say("report.column.mean"), say("report.column.interval")), list(_alone(first)), numbers=True)
        return
    shown = _shown(several)
    key = "paired" if effects_on(several, HELD) else "unpaired"
    yield Text(say(f"report.table.{key}", name=first.short, first=start, last=end), "quiet")
    headings: list[str | None] = ["", first.short]
    for which in shown:
        headings += [several[which].short, None] if key == "paired" else [several[which].short]
    yield Sheet(tuple(headings), list(_rows(several, shown, key == "paired")), numbers=True)
    if len(several) - 1 > len(shown):
        yield Text(say("report.table.more", count=len(several) - 1 - len(shown)), "quiet")


def _shown(several: list[ResultSource]) -> list[int]:
    """Return which others stand in the table: those with the largest effects on cooperation, in their order."""
    strong = [row.which for row in strongest(several, HELD)] or list(range(1, len(several)))
    return sorted(strong[:MOST])


def _name(data: ResultSource, line: Line) -> str:
    on = about(data.words, data.scenario, [data.scenario.aim])
    return data.words(f"report.row.{line.key}", on=on, trust=data.field(first_domain(data)))


def _alone(data: ResultSource) -> Iterator[tuple[str | Cell, ...]]:
    say = data.words
    for line in lines(data):
        values = data.metric(line.metric)
        find = share_with_interval if line.key in ("held", "at_end") else mean_with_interval
        mean, low, high = distinct(partial(line.level, say), *find(data, values))
        between = say("report.range", low=low, high=high) if data.finished > 1 else ""
        yield _name(data, line), mean, Cell(between, "quiet")


def _rows(several: list[ResultSource], shown: list[int], paired: bool) -> Iterator[tuple[str | Cell, ...]]:
    first, say = several[0], several[0].words
    for line in lines(first):
        cells: list[str | Cell] = [_name(first, line), line.level(say, float(first.metric(line.metric).mean()))]
        known = {row.which: row for row in effects_on(several, line.metric)}
        for which in shown:
            other = several[which]
            mean = float(other.metric(line.metric).mean()) if other.has_metric(line.metric) else float("nan")
            cells.append(line.level(say, mean))
            if which in known:
                row = known[which]
                look: Look = "matters" if size_on(row) == "matters" else "quiet"
                cells.append(Cell(line.change(say, row.effect.difference), look))
            elif paired:
                cells.append("")
        yield tuple(cells)


def all_effects(several: list[ResultSource]) -> Iterator[Block]:
    """Yield every compared metric: of one result its mean with its interval, else the effect of every other."""
    say = several[0].words
    try:
        if len(several) == 1:
            headings: tuple[str, ...] = ("metric", "mean", "interval")
            rows = list(_means(several[0]))
        else:
            headings = ("metric", "scenario", "reference", "effect", "interval")
            rows = list(_effects(several))
    except Nothing as reason:
        yield Text(say(reason.key, **reason.values))
        return
    yield Sheet(tuple(say(f"report.column.{key}") for key in headings), rows)


def compared(several: list[ResultSource]) -> list[tuple[str, bool]]:
    """Return the metrics that are compared (name, whether in percent), human security among them."""
    found = [*metrics(several), ("human_security", False)]
    return [(name, percent) for name, percent in found if several[0].has_metric(name)]


def _means(data: ResultSource) -> Iterator[tuple[str | Cell, ...]]:
    say = data.words
    for name, percent in compared([data]):
        show = (lambda value, more: say.percent(value, 1 + more)) if percent else say.figure
        mean, low, high = distinct(show, *mean_with_interval(data, data.metric(name)))
        yield label([data], name), mean, say("report.range", low=low, high=high)


def _effects(several: list[ResultSource]) -> Iterator[tuple[str | Cell, ...]]:
    say = several[0].words
    for row in effects(several, compared(several)):
        mark: Look = "matters" if smallest_of(row.metric) and size_on(row) == "matters" else "plain"
        size, low, high = distinct(partial(_signed, say, row), *row.effect[1:])
        yield (
            label(several, row.metric),
            several[row.which].short,
            say.percent(row.base, 1) if row.percent else say.figure(row.base),
            Cell(say("answer.change.points", size=size) if row.percent else size, mark),
            say("report.range", low=low, high=high) if row.effect.known else say("number.none"),
        )


def _signed(say: Words, row: Row, value: float, more: int) -> str:
    """Return an effect or an end of its interval with its sign; 0 for what has no digit left."""
    text = say.signed(100.0 * value, 1 + more) if row.percent else say.figure(value, more)
    if not any(sign in "123456789" for sign in text):
        return "0"
    return text if text[0] in "+−" else f"+{text}"
