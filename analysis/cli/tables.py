"""`trustladder tables`: compare every mechanism, or every shipped scenario, with the baseline."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from trustladder.analysis.cli import completion
from trustladder.analysis.cli.options import all_option, json_option, load, progress, seed_option, settings_option

if TYPE_CHECKING:
    from trustladder.analysis.comparison.tables import Row


@click.command("tables", epilog="Example: trustladder tables ablations --runs 4000 --markdown")
@click.argument("kind", type=click.Choice(["ablations", "scenarios"]))
@click.option(
    "--base",
    shell_complete=completion.scenario,
    default="baseline",
    show_default=True,
    help="What the others are compared with.",
)
@click.option("--runs", type=click.IntRange(2, 1_000_000), default=2000, show_default=True, help="Futures of each.")
@seed_option
@settings_option
@click.option("--markdown", "as_markdown", is_flag=True, help="Print a Markdown table, as in sim/ODD.md.")
@all_option
@json_option
def command(
    kind: str,
    base: str,
    runs: int,
    seed: int | None,
    settings: tuple[str, ...],
    as_markdown: bool,
    everything: bool,
    as_json: bool,
) -> None:
    """Compare with the baseline, under the same luck: mechanisms switched off in turn, or the shipped scenarios."""
    from trustladder.analysis.comparison import tables
    from trustladder.sim.scenario.loading import parsed_setting

    changes = dict(parsed_setting(text) for text in settings)
    seed = load(base, settings).seed if seed is None else seed
    variants = tables.variants_of(kind, base, changes)
    with progress(kind, runs * len(variants)) as (advance, _):
        found = tables.rows(variants, runs, seed, advance)
    if as_json:
        click.echo(json.dumps(tables.tree(found), indent=1))
    elif as_markdown:
        click.echo(tables.markdown(found, runs, seed))
    else:
        (print_rows if everything else print_first)(found, runs, seed)


FIRST, EACH = 30, 15  # width of the first column, and of each metric's
SHOWN, HEADLINES = (
    12,
    {"region_held": "energy, of 100", "human_security": "security"},
)  # rows and metrics of the first screen


def print_first(found: list[Row], runs: int, seed: int) -> None:
    """Print what moves the headline most in a sentence, and the strongest rows of the two headline metrics."""
    from trustladder.analysis import terminal
    from trustladder.analysis.comparison import tables

    console, name = terminal.console(), next(iter(HEADLINES))
    ranked = sorted(found[1:], key=lambda row: -abs(row.effects[name].difference))
    told = [f"{row.said} ({100.0 * row.effects[name].difference:+z.1f})" for row in ranked[:3]]
    level = tables.level(name, found[0].effects[name])
    console.print(
        f"Cooperation on energy takes hold in {level} of 100 futures; what moves that most, in points: "
        f"{'; '.join(told)}.",
        style="bold",
    )
    table = terminal.sheet("", HEADLINES.values())
    for row in ranked[:SHOWN]:
        table.add_row(row.said, *(tables.cell(one, row.effects[one]) for one in HEADLINES))
    console.print(table)
    rest = ranked[SHOWN:]
    if rest:
        most = 100.0 * abs(rest[0].effects[name].difference)
        others = "1 other moves" if len(rest) == 1 else f"{len(rest)} others move"
        console.print(f"{others} energy by {most:.1f} points or less.")
    console.print(
        f"Paired differences with half the width of their 95% intervals, · where 0 is inside. {runs:,} futures, seed "
        f"{seed}. --all: every row and metric."
    )


def print_rows(found: list[Row], runs: int, seed: int) -> None:
    """Print a table in blocks of metrics as wide as the terminal."""
    from trustladder.analysis import terminal
    from trustladder.analysis.comparison import tables

    console, names = terminal.console(), list(found[0].effects)
    many = max(1, (console.width - FIRST) // EACH)
    for start in range(0, len(names), many):
        some = names[start : start + many]
        table = terminal.table()
        table.add_column("", width=FIRST - 2, overflow="fold")
        for name in some:
            table.add_column(tables.COLUMNS[name][0], width=EACH - 2, justify="right", overflow="fold")
        for number, row in enumerate(found):
            write = tables.level if number == 0 else tables.cell
            table.add_row(row.said, *(write(name, row.effects[name]) if name in row.effects else "" for name in some))
        console.print(table)
        console.print()
    console.print(
        "First row: levels; the others: paired differences from it, or from the row they name, with 95% intervals, · "
        "where 0 is inside. "
        f"{runs:,} futures, seed {seed}.",
        soft_wrap=True,
    )
