"""Draw paired effects of scenarios against the first of them, on the same random draws: size before significance."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.figure import Figure

from trustladder.analysis.comparison.directions import better
from trustladder.analysis.comparison.paired import Effect, Tally
from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.effect_table import EffectTable, Mark, Scale, panel_width
from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.result_source import ComparisonSource, ResultSource
from trustladder.analysis.figures.kit.sizes import SMALLEST, size_of
from trustladder.analysis.figures.kit.source import Description, Nothing
from trustladder.analysis.figures.kit.style import FAINT, INK, Target
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
    rows, say, first = panels(data), data.words, data.every[0]
    groups = grouped(data, rows)
    lines: list[str | int] = []
    for key, group in groups.items():
        lines += [key, *group]
    page = Page(target, data.head("effects", **told(data)), (1.5 * len(lines) + 6.4) * target.text / 72.0)
    texts = [
        say(f"figure.effects.{one}") if isinstance(one, str) else labels.capital(data.every[one].short) for one in lines
    ]
    bold = [isinstance(one, str) for one in lines]
    widest = max(width_of(text, target.text, heavy) for text, heavy in zip(texts, bold, strict=True))
    left = min(0.42 * page.width, widest) + page.em(0.9)
    room = panel_width(page, left, len(PANELS))
    named = {one: labels.capital(label(data.every, one)) for one in PANELS}
    named["region_held"] = say("figure.effects.region_held")
    headings = {one: fitted(name, room, target.text, 2, bold=True) for one, name in named.items()}
