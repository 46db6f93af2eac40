"""Draw paired effects of scenarios against the first of them, on the same random draws: size before significance."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from trustladder.analysis.comparison.directions import better
from trustladder.analysis.comparison.paired import Effect, Tally
from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.result_source import ComparisonSource, ResultSource
from trustladder.analysis.figures.kit.sizes import SMALLEST, size_of
from trustladder.analysis.figures.kit.source import Description, Nothing
from trustladder.analysis.figures.kit.style import FAINT, INK, REFERENCE, ZONE, Target
from trustladder.analysis.statistics import pasts_of
from trustladder.analysis.words import Words

SOURCE = ComparisonSource
PANELS = {"region_held": 0, "human_security": 3}  # metrics that are drawn, with the decimals of their effects
METRICS = (  # name, and whether in percent; those of the table
    ("region_held", True),
    ("trust_region.{domain}", False),
    ("trust_region.{aim}", False),
    ("refusal_share", True),
    ("rivalry", False),
    ("play_off_months", False),
    ("flow_interdicted", True),
    ("civilian_harm", False),
    ("collusion", True),
)


class Row(NamedTuple):
    """The effect of one scenario on one metric."""

    metric: str
    percent: bool
    which: int  # index of the scenario among the results
    base: float
    effect: Effect
    runs: int


def metrics(several: Sequence[ResultSource]) -> list[tuple[str, bool]]:
    """Return the metrics to compare (name, whether in percent), for the domains of the first scenario."""
    first = several[0].scenario
    other = next((name for name in sorted(first.domains) if name != first.aim), first.aim)
    found = {name.format(domain=other, aim=first.aim): percent for name, percent in METRICS}
    return list(found.items())


def effects(several: Sequence[ResultSource], chosen: Sequence[tuple[str, bool]] = ()) -> list[Row]:
    """Return every effect, metric by metric, of those chosen or all. Raises Nothing if the results are not paired."""
    first, others = several[0], several[1:]
    for other in others:
        if other.seed != first.seed or (other.scenario.start, other.scenario.months) != (
            first.scenario.start,
            first.scenario.months,
        ):
            raise Nothing("nothing.paired", one=first.scenario.name, two=other.scenario.name)
    shared = min(one.finished for one in several)
    if shared < 2:
        raise Nothing("nothing.pairs", count=shared)
    rows = []
    for name, percent in chosen or metrics(several):
        base = first.metric(name)[:shared]
        for which, other in enumerate(others, 1):
            tally = Tally(math.gcd(first.sets, other.sets), pasts_of(first.scenario, other.scenario))
            tally.add(other.metric(name)[:shared], base)
            rows.append(Row(name, percent, which, tally.base, tally.effect(flags=name == "region_held"), shared))
    return rows


def label(several: Sequence[ResultSource], metric: str) -> str:
    """Return the label of a metric."""
    return labels.metric(several[0].words, several[0].scenario, metric)


def written(say: Words, row: Row, value: float, signed: bool = False) -> str:
    """Return a value, or an effect with the digits that its interval supports; shares in percent."""
    if not signed:
        return say.number(100.0 * value, 1) if row.percent else say.figure(value)
    scale, width = 100.0 if row.percent else 1.0, row.effect.high - row.effect.low
    digits = _digits(scale * width, 1) if width > 0.0 else 2
    most = _digits(scale * abs(row.effect.difference), 3) if row.effect.difference else digits
    return say.signed(scale * value, min(max(min(digits, most), 1), 6))


def _digits(value: float, counting: int) -> int:
    """Return the decimals that leave `counting` significant digits."""
    return counting - 1 - math.floor(math.log10(value))


def draw(data: ComparisonSource, target: Target) -> Figure:
    """Draw two panels with a row for each scenario, sorted by its effect within each group."""
    groups, head = grouped(data), data.head("effects", **told(data))
    lines = sum(1 + len(group) for group in groups.values())
    page = Page(target, head, (1.5 * lines + 6.4) * target.text / 72.0)
    names = {which: labels.capital(labels.short(data.words, data.every[which].scenario)) for which in _rows_of(groups)}
    above, below = page.em(5.0), page.em(1.3)
    size = min(target.text, 72.0 * (page.height - above - below) / lines / 1.22)
    headings = {key: data.words(f"figure.effects.{key}") for key in groups}
    left = min(
        0.42 * page.width,
        max(width_of(text, size, text in headings.values()) for text in (*names.values(), *headings.values())),
    )
    table = Table(page, data, lines, size, left + page.em(0.9), below, page.height - above - below)
    row = 0
    for key, group in groups.items():
        table.write(row, headings[key], weight="bold")
        for place, which in enumerate(group, row + 1):
            matters = any(
                size_of(one.effect, SMALLEST[one.metric]) == "matters" for one in panels(data) if one.which == which
            )
            table.write(place, fitted(names[which], left, size, 1), color=INK if matters else FAINT)
        row += 1 + len(group)
    places = {which: number for number, which in enumerate(_lines(groups)) if which is not None}
    for number, (metric, digits) in enumerate(PANELS.items()):
        table.panel(number, [one for one in panels(data) if one.metric == metric], places, digits)
    return page.figure


def _lines(groups: dict[str, list[int]]) -> list[int | None]:
    """Return the scenario of every line, None for that of a heading."""
    return [which for group in groups.values() for which in (None, *group)]


def _rows_of(groups: dict[str, list[int]]) -> list[int]:
    return [which for group in groups.values() for which in group]


class Table(NamedTuple):
    """Lines of text with panels of effects beside them."""

    page: Page
    data: ComparisonSource
    lines: int
    size: float  # points
    left: float  # inches, of the panels
    bottom: float
    height: float

    def write(self, line: int, text: str, **look: Any) -> None:
        """Write the text of a line."""
        up = self.bottom + self.height * (1.0 - (line + 0.5) / self.lines)
        self.page.text(0.0, up, text, size=self.size, va="center", **look)

    def panel(self, number: int, rows: list[Row], places: dict[int, int], digits: int) -> None:
        """Draw the effects on one metric: the zone of those too small to matter, a dot and an interval a scenario."""
        page, say, times = self.page, self.data.words, 100.0 if rows[0].percent else 1.0
        smallest, beside = times * SMALLEST[rows[0].metric], page.em(3.6)
        width = (page.width - self.left - page.em(1.6)) / len(PANELS)
        left = self.left + number * (width + page.em(1.6))
        axes = page.axes(left, self.bottom, width - beside, self.height)
        ends = [times * value for row in rows for value in (*row.effect[1:], 0.0) if value == value]
        low, high = min(*ends, -1.6 * smallest), max(*ends, 1.6 * smallest)
        axes.set_xlim(low - 0.05 * (high - low), high + 0.06 * (high - low))
        axes.set_ylim(self.lines - 0.5, -0.5)
        axes.axvspan(-smallest, smallest, color=ZONE, linewidth=0, zorder=0)
        axes.axvline(0.0, color=INK, linewidth=0.35 * page.target.line, zorder=1)
        for row in rows:
            self._row(axes, row, places[row.which], times, digits, width / (width - beside))
        self._scale(axes, digits)
        unit = say(
            f"figure.effects.unit_{rows[0].metric}", base=say.number(times * rows[0].base, 0 if digits == 0 else 2)
        )
        heading = fitted(
            labels.capital(
                say(f"figure.effects.{rows[0].metric}", aim=self.data.every[0].field(self.data.every[0].scenario.aim))
            ),
            width,
            page.target.text,
            2,
            bold=True,
        )
        page.heading(left, page.height, heading, unit)
        if number == len(PANELS) - 1:
            axes.annotate(
                say("figure.effects.zone"),
                (0.0, 0.0),
                (0.0, -0.4 * page.target.text),
                ("data", "axes fraction"),
                "offset points",
                ha="center",
                va="top",
                size=page.target.small(),
                color=FAINT,
            )

    def _row(self, axes: Axes, row: Row, place: int, times: float, digits: int, edge: float) -> None:
        middle, low, high = (times * value for value in row.effect[1:])
        matters = size_of(row.effect, SMALLEST[row.metric]) == "matters"
        good = better(row.metric) * middle >= 0.0
        colour = ("C0" if good else "C1") if matters else REFERENCE
        target = self.page.target
        axes.plot([low, high], [place, place], color=colour, linewidth=0.9 * target.line, zorder=2)
        axes.plot(
            [middle],
            [place],
            "o" if good else "s",
            color=colour,
            markersize=target.text * (0.5 if matters else 0.36),
            zorder=3,
        )
        text = self.data.words.signed(middle, digits) if abs(middle) >= 0.5 * 10.0**-digits else "0"
        look: dict[str, Any] = {"color": colour, "weight": "bold" if matters else "normal", "size": self.size}
        axes.text(edge, place, text, transform=axes.get_yaxis_transform(), ha="right", va="center", **look)

    def _scale(self, axes: Axes, digits: int) -> None:
        """Label the effects on top, with signs."""
        say = self.data.words
        axes.set_yticks([])
        axes.spines["bottom"].set_visible(False)
        axes.xaxis.tick_top()
        axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 4, 5, 10]))
        axes.xaxis.set_major_formatter(
            lambda value, _: say.signed(value, 0 if digits == 0 else 2) if abs(value) > 1e-9 else "0"
        )
        axes.tick_params(axis="x", labelsize=self.page.target.small())
        axes.grid(axis="x")
        axes.grid(visible=False, axis="y")


def panels(data: ComparisonSource) -> list[Row]:
    """Return the effects that are drawn: on the aim, and on human security."""
    return effects(data.every, [("region_held", True), ("human_security", False)])


def grouped(data: ComparisonSource) -> dict[str, list[int]]:
    """Return the scenarios in two groups, what donors can do and what may happen to them, by their effect on the aim."""
    held = {row.which: row.effect.difference for row in panels(data) if row.metric == "region_held"}
    order = sorted(held, key=lambda which: -held[which])
    events = data.every[0].scenario.events
    happens = [which for which in order if data.every[which].scenario.events != events]
    found = {"choices": [which for which in order if which not in happens], "events": happens}
    return {key: group for key, group in found.items() if group}


def told(data: ComparisonSource) -> dict[str, Any]:
    """Return what the sentences need: what raises the aim by as much as matters, and what hardly moves it."""
    say, first = data.words, data.every[0]
    rows = [row for row in panels(data) if row.metric == "region_held"]
    kinds = {row.which: size_of(row.effect, SMALLEST["region_held"]) for row in rows}
    order = sorted(rows, key=lambda row: -row.effect.difference)
    up = [row.which for row in order if kinds[row.which] == "matters" and row.effect.difference > 0.0][:3]
    down = [row.which for row in order[::-1] if kinds[row.which] == "matters" and row.effect.difference < 0.0][:2]
    small = sorted((row for row in rows if kinds[row.which] == "small"), key=lambda row: abs(row.effect.difference))
    aim, said = first.field(first.scenario.aim), []
    for key, group in (("up", up), ("down", down if not up else [])):
        if group:
            nouns = say.listed(labels.noun(say, data.every[which].scenario) for which in group)
            said.append(say(f"figure.effects.{key}{'_one' if len(group) == 1 else ''}", nouns=nouns, aim=aim))
    if not said:
        said.append(say("figure.effects.none", aim=aim))
    elif small:
        said.append(
            say(
                "figure.effects.flat",
                nouns=say.listed(labels.noun(say, data.every[row.which].scenario) for row in small[:2]),
            )
        )
    top = max(rows, key=lambda row: abs(row.effect.difference))
    return {
        "said": "; ".join(said), "name": labels.short(say, first.scenario), "first": first.ends[0], "last": first.ends[1],
        "count": len(rows), "small": sum(kind != "matters" for kind in kinds.values()), "aim": aim,
        "top": labels.short(say, data.every[top.which].scenario), "effect": say.signed(100.0 * top.effect.difference, 0),
        "futures": say.number(100.0 * SMALLEST["region_held"], 0), "index": say.number(SMALLEST["human_security"]),
    }  # fmt: skip


def describe(data: ComparisonSource) -> Description:
    """Describe the largest effect, and how many do not matter; the table has the effects on all metrics."""
    columns = ("metric", "scenario", "reference", "effect", "low", "high", "runs", "size")
    every = panels(data)
    every += [row for row in effects(data.every) if row.metric not in PANELS]
    table = [
        (
            row.metric,
            data.every[row.which].title,
            row.base,
            *row.effect[1:],
            row.runs,
            size_of(row.effect, SMALLEST[row.metric]) if row.metric in SMALLEST else "",
        )
        for row in every
    ]
    return data.described("effects", columns, table, **told(data))
