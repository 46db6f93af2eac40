"""`trustladder tables`: what every mechanism, and every shipped scenario, does."""

import json
from typing import Any

import click

from analysis.cli.options import json_option, load, progress, seed_option, settings_option


@click.command("tables", epilog="Example: trustladder tables ablations --runs 4000 --markdown")
@click.argument("kind", type=click.Choice(["ablations", "scenarios"]))
@click.option("--base", default="baseline", show_default=True, help="What the others are compared with.")
@click.option("--runs", type=click.IntRange(2, 1_000_000), default=2000, show_default=True, help="Futures of each.")
@seed_option
@settings_option
@click.option("--markdown", "as_markdown", is_flag=True, help="Print a Markdown table, as in sim/ODD.md.")
@json_option
def command(
    kind: str, base: str, runs: int, seed: int | None, settings: tuple[str, ...], as_markdown: bool, as_json: bool
) -> None:
    """Compare with the baseline, under the same luck: mechanisms switched off in turn, or the shipped scenarios."""
    from analysis.comparison import tables
    from sim.loading import parsed_setting

    changes = dict(parsed_setting(text) for text in settings)
    seed = load(base, settings).seed if seed is None else seed
    with progress(kind, runs * tables.count(kind, base, changes)) as (advance, _):
        found = tables.rows(kind, base, runs, seed, changes, advance)
    if as_json:
        click.echo(
            json.dumps(
                [
                    {
                        "name": row.name,
                        "said": row.said,
                        **{name: effect._asdict() for name, effect in row.effects.items()},
                    }
                    for row in found
                ],
                indent=1,
            )
        )
    elif as_markdown:
        click.echo(tables.markdown(found, runs, seed))
    else:
        _print(found, runs, seed)


def _print(found: list[Any], runs: int, seed: int) -> None:
    from rich.console import Console
    from rich.table import Table

    from analysis.comparison import tables

    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("")
    for name in found[0].effects:
        table.add_column(tables.COLUMNS[name][0], justify="right")
    for place, row in enumerate(found):
        write = tables.level if place == 0 else tables.cell
        table.add_row(row.said, *(write(name, row.effects[name]) for name in row.effects))
    console = Console(highlight=False)
    console.print(table)
    console.print(
        f"First row: levels; the others: paired differences with 95 % intervals, · where 0 is inside. {runs:,} futures, seed {seed}."
    )
