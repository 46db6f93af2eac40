"""Two tables: every mechanism switched off in turn, and what each shipped scenario moves; paired with the baseline."""

import tomllib
from collections.abc import Iterator
from typing import Any, NamedTuple

from analysis.comparison.paired import Effect, effect, effects, metrics_by_run
from sim.ensemble import Progress
from sim.loading import shipped_folder, shipped_names
from sim.scenario import Scenario

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


class Row(NamedTuple):
    """One variant against the baseline."""

    name: str
    said: str
    effects: dict[str, Effect]


def ablations(base: str, settings: dict[str, Any]) -> Iterator[tuple[str, str, Scenario]]:
    """The baseline with every mechanism switched off in turn."""
    text = (shipped_folder() / "tables" / "ablations.toml").read_text(encoding="utf-8")
    for name, entry in tomllib.loads(text).items():
        yield name, entry["said"], Scenario.load(base, {**settings, **entry["set"]})


def scenarios(base: str, settings: dict[str, Any]) -> Iterator[tuple[str, str, Scenario]]:
    """Every other shipped scenario of the same region and start."""
    start = Scenario.load(base)
    for name in shipped_names():
        other = Scenario.load(name)
        if name != base and other.governments.keys() == start.governments.keys() and other.start == start.start:
            yield name, other.title, Scenario.load(name, settings)


def with_meeting(metrics: dict[str, Any]) -> dict[str, Any]:
    """The metrics, with a flag for futures in which any forum met in the aim."""
    met = metrics["aim_meeting_month.anywhere"]
    return {**metrics, "aim_meeting": (met == met).astype(float)}


def rows(kind: str, base: str, runs: int, seed: int, settings: dict[str, Any], progress: Progress | None) -> list[Row]:
    """The baseline's levels, then each variant's differences."""
    variants = list((ablations if kind == "ablations" else scenarios)(base, settings))
    reference = with_meeting(metrics_by_run(Scenario.load(base, settings), runs, seed, progress))
    names = [name for name in COLUMNS if name in reference]
    found = [Row(base, "as it is", {name: effect(reference[name], 0.0 * reference[name]) for name in names})]
    for name, said, scenario in variants:
        variant = with_meeting(metrics_by_run(scenario, runs, seed, progress))
        found.append(Row(name, said, effects(variant, reference, names)))
    return found


def count(kind: str, base: str, settings: dict[str, Any]) -> int:
    """How many scenarios a table runs, the baseline among them."""
    return 1 + len(list((ablations if kind == "ablations" else scenarios)(base, settings)))


def cell(name: str, effect: Effect) -> str:
    """A difference with half the width of its interval; a dot where the interval holds 0."""
    _, factor, digits = COLUMNS[name]
    half = (effect.high - effect.low) / 2.0 * factor
    text = f"{effect.difference * factor:+.{digits}f} ±{half:.{digits}f}"
    return text if effect.clear else f"{text} ·"


def level(name: str, effect: Effect) -> str:
    """A level with half the width of its interval."""
    _, factor, digits = COLUMNS[name]
    half = (effect.high - effect.low) / 2.0 * factor
    return f"{effect.level * factor:.{digits}f} ±{half:.{digits}f}"


def markdown(found: list[Row], runs: int, seed: int) -> str:
    """The table in Markdown, with how to read it."""
    names = list(found[0].effects)
    lines = [
        "| | " + " | ".join(COLUMNS[name][0] for name in names) + " |",
        "|---" * (len(names) + 1) + "|",
    ]
    for place, row in enumerate(found):
        write = level if place == 0 else cell
        lines.append(f"| {row.said} | " + " | ".join(write(name, row.effects[name]) for name in names) + " |")
    lines.append("")
    lines.append(
        f"First row: levels. Other rows: mean paired differences from it under the same luck, with 95 % intervals; "
        f"· marks those that hold 0. {runs:,} futures each, seed {seed}."
    )
    return "\n".join(lines)
