"""Summarize a result: the answer in sentences, eight metrics, and where everything is; with `--all` every metric."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from shlex import quote
from typing import Any

import numpy as np

from trustladder.analysis import terminal
from trustladder.analysis.answer import answer, first_label, first_scale, own_question, question_of
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.numbers import distinct, or_none, short
from trustladder.analysis.refusals import METRICS
from trustladder.analysis.spread import what_varies
from trustladder.analysis.statistics import clusters_of, half_by, mean_ends, pasts_of, share_ends
from trustladder.analysis.variance import share_of_parameters
from trustladder.sim.arrays.tables import MEMBERSHIPS, Floats, Integers
from trustladder.sim.metrics import metrics_of
from trustladder.sim.recorded_runs import Metric
from trustladder.sim.scenario.dates import month_name
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.arrow import numbers
from trustladder.sim.store.results import Folder

AT_ONCE = 16  # metrics in memory: 128 MB at a million runs
BY_CLUB = ("standing.", "aim_meeting_month.", "aim_top_month.")


def as_rows(folder: Path) -> list[dict[str, Any]]:
    """Return every metric of a result as a row: name, unit, meaning, runs, share that happened, quantiles.

    If runs are spread over parameter sets, also the share of the metric's variance that is due to them. Intervals
    allow for sets, and for pasts that several runs share.
    """
    result = Folder(folder)
    sets = len(result.manifest().get("sets", ()))
    replicates = _replicates(result)
    clusters = clusters_of(replicates, sets, pasts_of(result.scenario()))
    rows = []
    for metric, values in _columns(result):
        row = _row(metric, values, clusters)
        if metric.name in METRICS:
            row["mean_low"], row["mean_high"] = map(or_none, mean_ends(values, clusters))
        if sets:
            row["parameters"] = or_none(share_of_parameters(values, replicates, sets))
        rows.append(row)
    return rows


def _replicates(result: Folder) -> Integers:
    """Return the replicate of every run. Raises InputError where there is none."""
    table = result.table("runs", ["replicate"])
    if table is None:
        raise InputError(f"{result.path}: holds no finished run")
    return numbers(table.column("replicate")).astype(np.int64)


def _columns(result: Folder) -> Iterator[tuple[Metric, Floats]]:
    """Yield every metric with its values [run], read a few columns at a time."""
    metrics = list(metrics_of(result.scenario()))
    for start in range(0, len(metrics), AT_ONCE):
        some = metrics[start : start + AT_ONCE]
        table = result.table("runs", [metric.name for metric in some])
        if table is None or not table.num_rows:
            raise InputError(f"{result.path}: holds no finished run")
        for metric in some:
            if metric.name in table.column_names:  # a result of an earlier version may have others
                yield metric, numbers(table.column(metric.name))


def _row(metric: Metric, values: Floats, clusters: Sequence[Integers]) -> dict[str, Any]:
    known = values[~np.isnan(values)]
    quantiles = np.quantile(known, [0.05, 0.5, 0.95]).tolist() if len(known) else [None] * 3
    low, high = share_ends(~np.isnan(values), clusters)
    if metric.unit == "months" and len(known):
        quantiles[1] = half_by(values)
    return {
        "metric": metric.name,
        "unit": metric.unit,
        "meaning": metric.meaning,
        "runs": len(values),
        "happened": len(known) / len(values),
        "happened_low": low,
        "happened_high": high,
        "mean": float(known.mean()) if len(known) else None,
        "p05": quantiles[0],
        "median": quantiles[1],
        "p95": quantiles[2],
    }


def print_summary(folder: Path, outcome: Any, figures: list[Path], everything: bool = False) -> None:
    """Print the answer, eight metrics, and where the rest is; all metrics and ladders if `everything` is asked for."""
    console, data = terminal.console(), ResultSource(folder)
    scenario = data.scenario
    console.print(terminal.with_bold("", scenario.short_name, f": {question_of(data.words, scenario)}"))
    first, *others = answer(data)
    console.print(terminal.with_bold("\n", first))
    for sentence in [*others, *own_question(data.words, scenario)]:
        console.print(sentence)
    rows = {row["metric"]: row for row in as_rows(folder)}
    console.print()
    if everything:
        print_metrics(console, scenario, rows)
        print_clubs(console, scenario, rows)
    else:
        print_first(console, data, rows)
    print_whereabouts(console, data, outcome, figures, everything)


def print_first(console: Any, data: ResultSource, rows: dict[str, dict[str, Any]]) -> None:
    """Print the metrics of the first screen, which are those with a text under `first`; trust outside the aim."""
    table = terminal.sheet("", ("median", "9 in 10 futures"))
    for metric in metrics_of(data.scenario):
        if (row := rows.get(metric.name)) and (name := first_label(data.words, data.scenario, metric)):
            values = (first_scale(metric) * row[end] for end in ("median", "p05", "p95"))
            middle, low, high = distinct(data.words.figure, *values)
            table.add_row(name, middle, f"{low} – {high}")
    console.print(table)


def print_metrics(console: Any, scenario: Scenario, rows: dict[str, dict[str, Any]]) -> None:
    """Print every metric that is not split by membership: median, 5-95 percent, unit, meaning."""
    spread = "parameters" in rows["region_held"]
    table = terminal.sheet("", ("median", "5 - 95%"), width=18 if spread else 24)
    table.add_column("unit", no_wrap=not spread)
    if spread:
        table.add_column("luck", justify="right", no_wrap=True)
    for metric in metrics_of(scenario):
        if metric.name in rows and not metric.name.startswith(BY_CLUB):
            row = rows[metric.name]
            share = ["" if row["parameters"] is None else f"{1.0 - row['parameters']:.0%}"] if spread else []
            table.add_row(metric.meaning, *cells(scenario, metric, row), *share)
    console.print(table)
    if spread:
        console.print(
            "\nLast column: how much of the variation is luck; the rest is due to parameters that are not known."
        )


def cells(scenario: Scenario, metric: Metric, row: dict[str, Any]) -> tuple[str, str, str]:
    """Return a metric's median, range and unit; of a month, the dates and the share of futures."""
    if metric.unit == "months":
        if row["median"] is None:
            return "never", "", ""
        low, high = (month_name(scenario.first_month + round(row[end])) for end in ("p05", "p95"))
        span = f"{low} - {high}"
        return month_name(scenario.first_month + round(row["median"])), span, f"came in {row['happened']:.0%}"
    if metric.unit == "flag":
        return f"{row['mean']:.1%}", "", "of futures"
    return short(row["median"]), f"{short(row['p05'])} - {short(row['p95'])}", metric.unit


def print_clubs(console: Any, scenario: Scenario, rows: dict[str, dict[str, Any]]) -> None:
    """Print metrics by membership: months on each rung, and futures with meetings on the aim's ladder."""
    for domain in sorted(scenario.domains):
        table = terminal.sheet("", (), f"\n{scenario.domains[domain].name}", 24)
        for club in MEMBERSHIPS:
            table.add_column(club, justify="right")
        for rung, entry in reversed(scenario.domains[domain].rungs.items()):
            shares = [rows[f"standing.{domain}.{rung}.{club.replace(' ', '_')}"]["mean"] for club in MEMBERSHIPS]
            table.add_row(f"months on {entry.name} or higher", *(f"{share:.0%}" for share in shares))
        if domain == scenario.aim:
            for name, said in (
                ("aim_meeting_month", "futures with a meeting"),
                ("aim_top_month", "futures with one on the highest rung"),
            ):
                met = [rows[f"{name}.{club.replace(' ', '_')}"]["happened"] for club in MEMBERSHIPS]
                table.add_row(said, *(f"{share:.0%}" for share in met))
        console.print(table)


def print_whereabouts(console: Any, data: ResultSource, outcome: Any, figures: list[Path], everything: bool) -> None:
    """Print over what the futures are spread, where everything was written, and what to type next."""
    path = data.folder.path.as_posix()
    console.print(f"\n{what_varies(data.scenario, data.manifest.get('sets', ()))}")
    drawn = f", {len(figures)} figures in {path}/figures" if figures else ""
    again = "was there already" if outcome.reused else f"took {outcome.seconds:.1f} s"
    lane = " on the Mesa lane" if data.manifest["lane"] == "mesa" else ""
    console.print(
        f"{data.runs:,} {'future' if data.runs == 1 else 'futures'}{lane} ({again}): {path}{drawn}", soft_wrap=True
    )
    if outcome.failures:
        console.print(f"{outcome.failures} runs failed: see {path}/failures", style="bold", soft_wrap=True)
    more = "" if everything else " (--all: every metric)"
    console.print(f"Next: trustladder report {quote(path)}{more}", soft_wrap=True)
