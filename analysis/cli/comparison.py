"""Print a comparison: a sentence for each scenario, the metrics of the first screen, and on request all metrics."""

from collections.abc import Iterator, Sequence

from rich.table import Table

from trustladder.analysis import terminal
from trustladder.analysis.compared import asked, first_rows, in_words
from trustladder.analysis.comparison.compare import Comparison, Finding, rows
from trustladder.analysis.figures.kit.labels import capital
from trustladder.analysis.figures.kit.labels import metric as label
from trustladder.analysis.words import words


def print_comparison(found: Comparison, everything: bool = False) -> None:
    """Print a comparison for people."""
    console, say = terminal.console(), words()
    for name in found.variants:
        if question := asked(say, found, name):
            console.print(question)
        console.print(in_words(say, found, name), style="bold")
        console.print()
        console.print(_everything(found, name, terminal.gap(console)) if everything else _first(found, name))
        console.print()
    console.print(
        f"{found.varies} {capital(found.why)}. {found.runs:,} futures of each on the same random draws, seed "
        f"{found.seed}; intervals 95%, · holds 0."
    )
    if everything:
        console.print(
            f"Up to {found.looks} interim analyses, each at {found.confidence:.2%}; better and worse in so many "
            "futures, ↑ ↓ where no side is better; a month that never came counts as the horizon; too few differ: "
            "hardly any future does, so that nobody knows by how much."
        )
    else:
        console.print("--all prints every metric.")
    if found.failures:
        console.print(f"{found.failures} runs failed and count for nothing", style="bold")


def _first(found: Comparison, name: str) -> Table:
    """Return the metrics of the first screen: the reference, and the change from it with its interval."""
    table = terminal.sheet("", ("as it is", "change"))
    table.add_column("95% interval", justify="right", no_wrap=True)
    for row in first_rows(words(), found, name):
        table.add_row(*row)
    return table


def _everything(found: Comparison, name: str, gap: str) -> Table:
    """Return every metric, by label."""
    table = terminal.table()
    table.add_column("", overflow="fold", min_width=24)
    for title in ("reference", "effect [95%]", "better", "worse"):
        table.add_column(title, justify="right", no_wrap=True)
    findings: Sequence[Finding] = found.variants[name]
    for labelled, row in zip(_labels(found, findings), rows(findings, gap), strict=True):
        table.add_row(labelled, *row[1:])
    return table


def _labels(found: Comparison, findings: Sequence[Finding]) -> Iterator[str]:
    say, scenario = words(), found.scenarios[found.reference]
    for one in findings:
        unit = say.texts.get(f"unit.{one.metric.unit}", one.metric.unit)
        yield f"{label(say, scenario, one.metric.name)} ({unit}){' ◄' if one.smallest is not None else ''}"
