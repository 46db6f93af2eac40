"""Describe every column of a table: name, unit, meaning; for parameters also range and source."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from trustladder.analysis.studies.log_codebook import LOG_COLUMNS
from trustladder.analysis.sweeps.factors import EVENT_DATE
from trustladder.sim.arrays.series import describe
from trustladder.sim.metrics import metrics_of
from trustladder.sim.scenario.changes import parameter_of
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.log_tables import KINDS


class Entry(NamedTuple):
    """One line of a codebook."""

    name: str
    role: str  # id, parameter, outcome
    unit: str
    meaning: str
    low: float | None = None
    high: float | None = None
    source: str = ""


IDS = {
    "scenario": ("text", "scenario that was run"),
    "point": ("number", "point of the design, from 0"),
    "replicate": ("number", "future of its point, from 0; the same number has the same luck everywhere"),
    "runs": ("futures", "futures of this point that did not fail"),
    "set": ("number", "parameter set in which this future lives"),
    "month": ("months", "month since the start, from 0; -1 where unknown"),
    "error": ("text", "why the future failed"),
    "series": ("text", "what was observed"),
    "moment": ("text", "start or end of the horizon"),
    "domain": ("text", "ladder of cooperation"),
    "observer": ("text", "who trusts"),
    "observed": ("text", "who is trusted"),
    "trust": ("share", "mean trust, 0 to 1"),
    "mean": ("as the series", "mean over futures"),
    **{
        f"p{quantile:02d}": ("as the series", f"{quantile} percent of futures lie below")
        for quantile in (5, 25, 50, 75, 95)
    },
}
DERIVED = {
    "held_by_gate": (
        "flag",
        "region-wide cooperation held with the other domains and not without, both without spillover; "
        "-1 where the other way round",
    ),
    "held_by_trust": (
        "flag",
        "region-wide cooperation held with spillover of trust and not without; -1 where the other way round",
    ),
    "share_by_trust": (
        "share",
        "of the futures in which region-wide cooperation was held, those in which spillover of trust brought it",
    ),
}
PREFIXES = {  # of a column made from another
    "sd.": "standard deviation over the futures of a point",
    "happened.": "share of futures in which it came within the horizon",
    "without.": "in the same future without other domains than the aim",
    "with.": "in the same future without spillover of trust between domains",
}


def entry_of(name: str, scenarios: Mapping[str, Scenario]) -> Entry:
    """Return the entry of one column; unit and meaning are empty for an undeclared column."""
    for prefix, said in PREFIXES.items():
        if name.startswith(prefix):
            inner = entry_of(name.removeprefix(prefix), scenarios)
            unit = "share" if prefix == "happened." else inner.unit
            return inner._replace(name=name, unit=unit, meaning=f"{inner.meaning}: {said}")
    if name in IDS:
        return Entry(name, "id", *IDS[name])
    if name in DERIVED:
        return Entry(name, "outcome", *DERIVED[name])
    return _parameter(name) or _outcome(name, scenarios) or Entry(name, "outcome", "", "")


def _parameter(name: str) -> Entry | None:
    if EVENT_DATE.fullmatch(name):
        said = "month since the start in which the event takes effect, from 0; empty: it has no date"
        return Entry(name, "parameter", "months", said)
    line = parameter_of(name)
    if line is None:
        return None
    low, high = (None if value is None else float(value) for value in (line.low, line.high))
    unit = line.unit if line.low is not None or line.choices else "true or false"
    return Entry(name, "parameter", unit, line.meaning, low, high, line.source)


def _outcome(name: str, scenarios: Mapping[str, Scenario]) -> Entry | None:
    for scenario in scenarios.values():
        for metric in metrics_of(scenario):
            if metric.name == name:
                return Entry(name, "outcome", metric.unit, metric.meaning)
    try:
        return Entry(name, "outcome", *describe(name))
    except KeyError:
        return None


def codebook(columns: Iterable[str], scenarios: Mapping[str, Scenario], table: str = "runs") -> list[Entry]:
    """Return an entry for every column of a table, in order.

    A row of `points` is a point, and its outcomes are means over its futures.
    """
    if table in KINDS:
        return [Entry(name, *LOG_COLUMNS[name]) for name in columns]
    means = table == "points"
    return [_in_a_table(entry_of(name, scenarios), means) for name in columns]


def _in_a_table(entry: Entry, means: bool) -> Entry:
    """Add to an outcome's meaning what its mean is over, and what an empty cell means."""
    if entry.role != "outcome" or entry.name.startswith(("sd.", "happened.")):
        return entry
    month, meaning = entry.unit == "months", entry.meaning
    if means:
        meaning += ", mean over the futures in which it came" if month else ", mean over the futures of the point"
    return entry._replace(meaning=meaning + ("; empty: never within the horizon" if month else ""))
