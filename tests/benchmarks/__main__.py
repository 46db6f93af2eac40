"""Run the benchmarks in order and print their tables: python -m tests.benchmarks --help."""

import json
import os
import platform
import time
from pathlib import Path
from typing import Any

import click
import numba
import numpy as np

from tests.benchmarks import NAMES, module_of
from tests.benchmarks.prepared import CORES
from tests.benchmarks.report import BEFORE_SPEED, Report, Setup, text_of
from tests.benchmarks.timing import Spread


def show(name: str, report: Report, taken: float) -> None:
    """Print one benchmark's tables and notes."""
    first_line = (module_of(name).__doc__ or "").splitlines()[0]
    click.echo(f"\n{name}: {first_line}\n")
    for table in report.tables:
        click.echo(text_of(table) + "\n")
    for note in report.notes:
        click.echo(f"  - {note}")
    click.echo(f"  [{taken:.0f} s]")


def plain(value: Any) -> Any:
    """Numbers as JSON has them, a spread by the names of its three."""
    if isinstance(value, Spread):
        return value._asdict()
    return {str(key): plain(one) for key, one in value.items()} if isinstance(value, dict) else value


def machine() -> dict[str, object]:
    """What the figures were measured on, and how many cores it was using before."""
    busy = getattr(os, "getloadavg", lambda: (float("nan"),))()[0]
    return {
        "cores": CORES,
        "busy with other work": round(busy, 1),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "numba": numba.__version__,
        "numpy": np.__version__,
    }


@click.command(epilog="Example: python -m tests.benchmarks --only lanes --only speed --json figures.json")
@click.option("--only", type=click.Choice(NAMES), multiple=True, help="Run this one; repeatable [default: all].")
@click.option("--quick", is_flag=True, help="A smoke run: the same tables from hardly any measurements.")
@click.option("--full", is_flag=True, help="All that the goals speak of: a million runs, not a tenth of them.")
@click.option("--against", metavar="COMMIT", default=BEFORE_SPEED, show_default=True, help="Compare the month with it.")
@click.option("--json", "place", type=click.Path(path_type=Path), help="Write the numbers to this file too.")
@click.option("--figures", type=click.Path(path_type=Path), help="Draw the figures into this folder.")
def main(
    only: tuple[str, ...], quick: bool, full: bool, against: str, place: Path | None, figures: Path | None
) -> None:
    """Measure speed, scaling, memory and start-up, each beside its goal; figures are medians (least .. greatest)."""
    setup = Setup(quick, figures, full, against)
    facts = machine()
    click.echo("Machine: " + ", ".join(f"{key} {value}" for key, value in facts.items()))
    numbers: dict[str, object] = {"machine": facts, "quick": quick}
    for name in NAMES:
        if not only or name in only:
            started = time.perf_counter()
            report: Report = module_of(name).measure(setup)
            show(name, report, time.perf_counter() - started)
            numbers[name] = report.numbers
    if place is not None:
        place.write_text(json.dumps(plain(numbers), indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
