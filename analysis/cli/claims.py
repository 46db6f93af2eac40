"""`trustladder claims`: measure the brief's claims."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trustladder.analysis.cli.options import json_option, progress, say_written, seed_option, threads_option
from trustladder.analysis.cli.tables import print_rows

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from trustladder.analysis.claims.measure import Measured, Report
    from trustladder.analysis.comparison.tables import Row

WIDE = 135  # columns from which an effect and its interval stand on one line
NAMED = 4  # most mechanisms that the first screen names of a claim
ABLATED = 256  # futures of the table of mechanisms; `trustladder tables ablations` makes it of more


@click.command("claims", epilog="Example: trustladder claims --out out/claims")
@click.option(
    "--runs", type=click.IntRange(16, 10**6), default=1024, show_default=True, help="Futures of each arm at each place."
)
@click.option("--out", type=click.Path(path_type=Path), help="A folder for claims.json and the figures.")
@click.option("--file", "path", type=click.Path(path_type=Path), help="Another file of claims.")
@seed_option
@threads_option
@json_option
def command(
    runs: int, out: Path | None, path: Path | None, seed: int | None, threads: int | None, as_json: bool
) -> None:
    """Put the claims of the brief, and the question behind them, to the test: each by paired runs under the same luck.

    At three places: at the shipped numbers, over the posterior, and over the whole ranges of all uncertainties. The
    smallest effects of interest stand in scenarios/tables/claims.toml. Beside them, at the shipped numbers: every
    mechanism switched off in turn, and the nulls with the gate and without it, as `trustladder tables ablations` has
    them.
    """
    from trustladder.analysis.claims.claims import read
    from trustladder.analysis.claims.measure import measure_claims, prepared
    from trustladder.analysis.comparison import tables
    from trustladder.analysis.figures.kit.claims_source import FILE
    from trustladder.sim.store.parts import check_output

    check_output(out and out / FILE)
    work = prepared(runs, seed, read(path))
    variants = [tables.as_it_is(work.known.base), *tables.ablations(work.known.base)]
    few = min(runs, ABLATED)
    with progress("claims", work.planned + few * len(variants)) as (advance, cancel):
        report = measure_claims(work, threads, progress=advance, cancel=cancel)
        ablations = tables.rows(variants, few, work.seed, advance, threads)
    if as_json:
        click.echo(json.dumps(tree_of(report, ablations), indent=1))
    else:
        print_report(report)
        click.echo("\nEvery mechanism switched off in turn, and the nulls:\n")
        print_rows(ablations, few, work.seed)
    if out is not None:
        for path in saved(report, ablations, out):
            say_written(path, as_json)


def tree_of(report: Report, ablations: list[Row]) -> dict[str, Any]:
    """Return the report as a tree for JSON."""
    from trustladder.analysis.claims.measure import tree
    from trustladder.analysis.comparison import tables

    return {**tree(report), "ablations": tables.tree(ablations)}


def saved(report: Report, ablations: list[Row], folder: Path) -> list[Path]:
    """Write the report into a folder, and its figures for slides and for a column of print: all claims, and each."""
    from trustladder.analysis.figures import claims as figure
    from trustladder.analysis.figures import save
    from trustladder.analysis.figures.kit.claims_source import FILE, ClaimsSource
    from trustladder.analysis.figures.kit.saved import Claims
    from trustladder.analysis.figures.kit.style import LATEX, SLIDE
    from trustladder.sim.store.results import Folder

    content = {**tree_of(report, ablations), "command": sys.argv[1:]}
    Folder(folder).write_text(FILE, json.dumps(content, indent=1) + "\n")
    known, places = Claims.model_validate(content), [folder / FILE]
    for claim in (None, *(tested.name for tested in report.tested)):
        data = ClaimsSource(known, claim=claim)
        for target in (SLIDE, LATEX._replace(suffix="svg")):
            places.append(folder / "figures" / f"{claim or 'claims'}-{target.name}.{target.suffix}")
            save(figure, data, target, places[-1])
    return places


def print_report(report: Report) -> None:
    """Print all claims on one screen, then each with its verdict on a line of its own and the numbers of its parts."""
    from rich.text import Text

    from trustladder.analysis import terminal
    from trustladder.analysis.claims import words

    console = terminal.console()
    wide = console.width >= WIDE
    print_first_screen(console, report)
    console.print(sheet([], wide, header=True))
    for tested in report.tested:
        verdict = words.told(tested.verdict, tested.drivers)
        said = Text.assemble(
            (f"{tested.name} {tested.claim.said}", "bold"), f" ({words.labelled(tested)}): ", (verdict, "bold")
        )
        console.print(said, soft_wrap=True)
        alone = len(tested.parts) == 1
        console.print(sheet([part_cells(measured, alone, " " if wide else "\n") for measured in tested.parts], wide))
        console.print()
    for note in words.notes(report):
        console.print(note, soft_wrap=True)


def print_first_screen(console: Console, report: Report) -> None:
    """Print the finding on all claims in a sentence, and a row for each: its short name, verdict and basis."""
    from trustladder.analysis import terminal
    from trustladder.analysis.claims import words

    console.print(terminal.with_bold("", words.finding(report), "\n"))
    table = terminal.table()
    for title in ("claim", "verdict", "rests on"):
        table.add_column(title, overflow="fold")
    for tested in report.tested:
        name = f"{tested.name} {tested.claim.short or tested.claim.said}"
        table.add_row(name, words.told(tested.verdict, tested.drivers), words.labelled(tested, NAMED))
    console.print(table)
    console.print()


def sheet(rows: list[list[str]], wide: bool, header: bool = False) -> Table:
    """Return a table of rows, with the same width of columns for every claim."""
    from trustladder.analysis import terminal

    table = terminal.table()
    table.show_header, table.expand = header, True
    table.add_column("what a claim says of a number", overflow="fold", ratio=1)
    titles = ("shipped", "posterior", "whole ranges", "for / against", "matters from")
    for title, broad, narrow in zip(titles, (19, 19, 19, 13, 22), (9, 9, 9, 9, 15), strict=True):
        table.add_column(title, justify="right", overflow="fold", width=broad if wide else narrow)
    for row in rows:
        table.add_row(*row)
    return table


def part_cells(measured: Measured, alone: bool, gap: str) -> list[str]:
    """Return a part's row: text and verdict, effect at each place, how the worlds divide, smallest effect."""
    from trustladder.analysis.claims import words
    from trustladder.analysis.claims.regimes import BELIEFS
    from trustladder.analysis.claims.verdicts import REVERSED, SUPPORTED

    divided = f"{measured.worlds[SUPPORTED]:.0%} / {measured.worlds[REVERSED]:.0%}" if len(measured.spread) else ""
    verdict = "" if alone else f": {words.told(measured.verdict, measured.drivers[:1])}"
    return [
        f"  {measured.part.said}{verdict}",
        *(words.brief(measured.effects[place], measured.unit).replace(" ", gap) for place in BELIEFS),
        divided,
        f"{words.number(measured.part.smallest, measured.unit)} {words.unit(measured.unit)}",
    ]
