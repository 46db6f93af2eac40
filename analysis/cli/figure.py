"""`trustladder figure`: a figure of results, ready for a publication; or where one comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli.options import json_option, progress

if TYPE_CHECKING:
    from types import ModuleType


@click.command(
    "figure",
    epilog="Example: trustladder figure trust-fan out/baseline-1-0a1b2c3d --for latex --format pdf,png --lang ru",
)
@click.argument("name", required=False)
@click.argument("results", nargs=-1, type=click.Path(path_type=Path))
@click.option("--for", "purpose", default="web", show_default=True, metavar="word|latex|slides|web", help="Where it is read: width, size of text, format.")  # fmt: skip
@click.option("--format", "formats", metavar="svg,pdf,png", help="Formats, with commas between them [default: the purpose's own].")  # fmt: skip
@click.option("--lang", "language", default="en", show_default=True, metavar="en|ru", help="Language.")
@click.option("--width", type=click.FloatRange(40.0, 500.0), metavar="MM", help="Another width, in millimetres; text keeps its size.")  # fmt: skip
@click.option("--style", "own", type=click.Path(path_type=Path), help="A matplotlib style file, on top of the house style.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=Path(), help="Folder to write into [default: here].")
@click.option("--explain", type=click.Path(path_type=Path), metavar="FILE", help="Say what a figure's file shows, and how to draw it again.")  # fmt: skip
@json_option
def command(
    name: str | None,
    results: tuple[Path, ...],
    purpose: str,
    formats: str | None,
    language: str,
    width: float | None,
    own: Path | None,
    out: Path,
    explain: Path | None,
    as_json: bool,
) -> None:
    """Draw figure NAME of RESULT folders, with its caption and alt text (.txt) and its data (.csv) beside it.

    Without a NAME: list the figures, each with the question it answers.
    """
    if explain is not None:
        _explain(explain, as_json)
    elif name is None:
        _catalogue(language, as_json)
    else:
        from analysis.figures import figure_of
        from analysis.figures.publish import formats_of, opened, publish, target_of
        from analysis.figures.style import read_style

        figure, target = figure_of(name), target_of(purpose, width)
        kinds = formats_of(formats, target)
        read_style(own)
        data = opened(figure, results, language)
        prepared(figure, data)
        written = publish(figure, data, purpose, target, kinds, out, own)
        click.echo(json.dumps([place.as_posix() for place in written]) if as_json else "\n".join(map(str, written)))


def prepared(figure: ModuleType, data: Any) -> None:
    """Have ready what takes a figure longer, under a bar; what stands against it, the figure itself says."""
    from analysis.figures.closeup import FUTURES
    from analysis.figures.data import Nothing

    if hasattr(figure, "prepare"):
        with progress("a close look at futures", min(FUTURES, data.runs)) as (advance, _):
            try:
                figure.prepare(data, advance)
            except Nothing:
                return


def _catalogue(language: str, as_json: bool) -> None:
    """Every figure with its question; those of studies with the command that draws them."""
    from rich.console import Console
    from rich.table import Table

    from analysis.figures import catalogue

    rows = catalogue(language)
    if as_json:
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("figure", "what it answers", "of"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "figure")
    for row in rows:
        table.add_row(row["name"], row["answers"], row["of"])
    Console(highlight=False).print(table)


def _explain(place: Path, as_json: bool) -> None:
    """What a figure's file says about itself."""
    from analysis.figures.provenance import read, redrawn
    from sim.compiled import law_hash

    known = read(place)
    if as_json:
        click.echo(json.dumps({**known, "again": redrawn(known)}, indent=1, ensure_ascii=False))
        return
    click.echo(f"{place}: {known.get('figure')}, by trustladder {known.get('trustladder')}\n\n{known.get('caption')}\n")
    for number, result in enumerate(known.get("results", []), 1):
        told = ", ".join(f"{key} {result.get(key)}" for key in ("scenario", "seed", "runs", "months", "lane", "law"))
        click.echo(f"result {number}: {told}")
    click.echo("\nTo draw it again:")
    for line in redrawn(known):
        click.echo(f"  {line}")
    laws = {result.get("law") for result in known.get("results", [])}
    if laws != {law_hash()}:
        click.echo(
            "\nThe law installed here is another one: the numbers would differ. Install the version named above."
        )
