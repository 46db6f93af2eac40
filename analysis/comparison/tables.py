"""Compute two tables of paired effects: every mechanism switched off in turn, and every shipped scenario."""

import tomllib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.comparison.paired import Effect, Tally, batches
from trustladder.analysis.numbers import distinct, or_none
from trustladder.analysis.statistics import pasts_of
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import Execution, Progress
from trustladder.sim.ensemble import run_replicates
from trustladder.sim.metrics import measure
from trustladder.sim.month.run import Record, some_of
from trustladder.sim.scenario.loading import shipped_folder, shipped_names
from trustladder.sim.scenario.scenario import Scenario

MEETING = "aim_meeting_month.anywhere"
COLUMNS = {  # metric: heading, factor, digits
    "region_held": ("energy held, % of futures", 100.0, 1),
    "aim_meeting": ("any energy meeting, %", 100.0, 1),
    "trust_region.counternarcotics": ("trust in the region, x100", 100.0, 1),
    "activities_succeeded": ("activities a year", 1.0, 2),
    "standing.counternarcotics.exercises.anywhere": ("months on exercises or higher, %", 100.0, 1),
    "rivalry_of_rivals": ("rivalry USA-Russia, x100", 100.0, 1),
    "play_off_months": ("playing off, a year", 1.0, 2),
    "flow_interdicted": ("flow stopped, %", 100.0, 2),
    "civilian_harm": ("civilian harm a decade, x100", 100.0, 1),
    "human_security": ("human security, x100", 100.0, 1),
}


FLAGS = ("region_held", "aim_meeting")
TOO_FEW = "too few"  # futures that differ, for an interval


class Variant(NamedTuple):
    """A scenario to compare with the base, or with an earlier variant."""

    name: str
    said: str
    scenario: Scenario
    against: str | None = None  # the name of that variant


class Row(NamedTuple):
    """Effects of one variant, against what it is compared with."""

    name: str
    said: str
    effects: dict[str, Effect]


def switches() -> dict[str, dict[str, Any]]:
    """Return the entries of scenarios/tables/ablations.toml, by name."""
    return tomllib.loads((shipped_folder() / "tables" / "ablations.toml").read_text(encoding="utf-8"))


def ablations(base: Scenario) -> Iterator[Variant]:
    """Yield a scenario with every mechanism switched off in turn; then the null models."""
    for name, entry in switches().items():
        yield Variant(name, entry["said"], base.changed(entry["set"]), entry.get("against"))


def scenarios(base: str, settings: dict[str, Any]) -> Iterator[Variant]:
    """Yield every other shipped scenario of the same region and start."""
    start = Scenario.load(base)
    for name in shipped_names():
        other = Scenario.load(name)
        if name != base and other.governments.keys() == start.governments.keys() and other.start == start.start:
            yield Variant(name, other.short_name, Scenario.load(name, settings))


def variants_of(kind: str, base: str, settings: dict[str, Any]) -> list[Variant]:
    """Return the variants of a table; its base comes first."""
    known = Scenario.load(base, settings)
    others = ablations(known) if kind == "ablations" else scenarios(base, settings)
    return [as_it_is(known), *others]


def as_it_is(base: Scenario) -> Variant:
    """Return the base as a variant."""
    return Variant(base.name, "as it is", base)


def rows(
    variants: Sequence[Variant], runs: int, seed: int, progress: Progress | None = None, threads: int | None = None
) -> list[Row]:
    """Run all variants; return the levels of the first, then the differences of each other from what it is against."""
    execution, first = Execution(threads, progress, keep_pasts=False), variants[0].scenario

    def measured(one: Variant, which: range) -> dict[str, Floats]:
        return columns_of(one.scenario, run_replicates(one.scenario, which, seed, execution=execution).record)

    tallies = [{name: Tally(pasts=pasts_of(first, one.scenario)) for name in (*COLUMNS, MEETING)} for one in variants]
    asked = {one.against for one in variants}
    for which in batches(0, runs):
        base = measured(variants[0], which)
        add(tallies[0], base, {name: np.zeros(len(which)) for name in base})
        bases: dict[str | None, dict[str, Floats]] = {None: base}
        for variant, tally in zip(variants[1:], tallies[1:], strict=True):
            found = measured(variant, which)
            add(tally, found, bases[variant.against])
            if variant.name in asked:
                bases[variant.name] = found
    return [
        Row(one.name, one.said, {name: tally[name].effect(flags=name in FLAGS) for name in COLUMNS if tally[name].runs})
        for one, tally in zip(variants, tallies, strict=True)
    ]


def add(tallies: dict[str, Tally], variant: dict[str, Floats], base: dict[str, Floats]) -> None:
    """Add pairs of futures to the tally of every column that both have."""
    for name in variant.keys() & base.keys():
        tallies[name].add(variant[name], base[name])


def columns_of(scenario: Scenario, record: Record) -> dict[str, Floats]:
    """Return the columns that a scenario has [run]; NaN for futures that failed."""
    good = record.failed == 0
    found = measure(scenario, some_of(record, good), (*COLUMNS, MEETING))
    found["aim_meeting"] = (~np.isnan(found.pop(MEETING))).astype(float)
    whole = {name: np.full(len(good), np.nan) for name in found}
    for name, values in found.items():
        whole[name][good] = values
    return whole


def tree(found: Sequence[Row]) -> list[dict[str, Any]]:
    """Return a table as JSON data."""
    return [
        {"name": row.name, "said": row.said}
        | {name: dict(zip(Effect._fields, map(or_none, effect), strict=True)) for name, effect in row.effects.items()}
        for row in found
    ]


def cell(name: str, effect: Effect) -> str:
    """Format a difference with half the width of its interval; a dot where the interval holds 0."""
    text = with_half(name, effect, effect.difference, "+")
    return text if effect.clear else f"{text} ·"


def level(name: str, effect: Effect) -> str:
    """Format a level with half the width of its interval."""
    return with_half(name, effect, effect.level)


def with_half(name: str, effect: Effect, number: float, sign: str = "") -> str:
    """Format a number with half the width of its interval, to as many decimals; without one, say why there is none."""
    _, factor, digits = COLUMNS[name]

    def show(value: float, more: int) -> str:
        return f"{value * factor:z.{digits + more}f}"

    if not effect.known:
        return f"{number * factor:{sign}z.{digits}f} ({TOO_FEW})"
    half = distinct(show, 0.0, (effect.high - effect.low) / 2.0)[1]
    return f"{number * factor:{sign}z.{len(half.partition('.')[2])}f} ±{half}"


def markdown(found: list[Row], runs: int, seed: int) -> str:
    """Format the table in Markdown, with a note on how to read it."""
    names = list(found[0].effects)
    lines = [
        "| | " + " | ".join(COLUMNS[name][0] for name in names) + " |",
        "|---" * (len(names) + 1) + "|",
    ]
    for index, row in enumerate(found):
        write = level if index == 0 else cell
        lines.append(f"| {row.said} | " + " | ".join(write(name, row.effects[name]) for name in names) + " |")
    lines.append("")
    lines.append(
        f"First row: levels. Other rows: mean paired differences from it, or from the row they name, under the same "
        f"luck, with 95% intervals; · marks those that hold 0. {runs:,} futures each, seed {seed}."
    )
    return "\n".join(lines)
