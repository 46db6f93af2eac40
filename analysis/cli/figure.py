"""`trustladder figure`: draw a figure for a publication, or say where one comes from."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any

import click

from trustladder.analysis.cli import completion
from trustladder.analysis.cli.options import Command, json_option, progress, say_written
from trustladder.sim.scenario.limits import LARGEST_SEED

if TYPE_CHECKING:
    from types import ModuleType

    from trustladder.analysis.figures.kit.source import Source


def options(*added: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Return a decorator that adds several options to a command, in their order."""
    return lambda command: reduce(lambda known, option: option(known), reversed(added), command)


figure_options = options(  # each figure takes some of them
    click.option(
        "--metric", shell_complete=completion.metric, help="Which metric [default: region_held, or its month]."
    ),
    click.option("--scenario", help="Which, of a sweep that ran each point under several."),
    click.option(
        "--method",
        type=click.Choice(["sobol", "morris", "oat", "pawn"]),
        help="Of sobol and tornado: another than the design's own.",
    ),
    click.option("--threshold", type=float, help="Of boxes: from where a point is of interest [default: 0.3]."),
    click.option("--below", is_flag=True, default=None, help="Of boxes: points below the threshold instead."),
    click.option(
        "--density", type=click.FloatRange(0.0, 1.0), help="Of boxes: how dense one of PRIM should be [default: 0.8]."
    ),
    click.option("--boxes", type=click.IntRange(1, 20), help="Of boxes: at most so many [default: 3]."),
    click.option("--claim", metavar="C0..C13", help="Of claims: this one alone [default: all]."),
    click.option(
        "--seed",
        type=click.IntRange(0, LARGEST_SEED),
        help="Of history and backtest: seed of the histories [default: 1].",
    ),
    click.option("--facts", type=click.Path(path_type=Path), help="Of history and backtest: another file of facts."),
)
drawing_options = options(  # by which a command draws its finding into a file
    click.option(
        "--figure",
        type=click.Path(path_type=Path),
        help="Draw it: .png, .svg or .pdf, with caption (.txt) and data (.csv) beside.",
    ),
    click.option(
        "--for",
        "purpose",
        default="slides",
        show_default=True,
        metavar="word|latex|slides|web",
        help="Where the figure is read.",
    ),
    click.option(
        "--lang", "language", default="en", show_default=True, metavar="en|ru", help="Language of the figure."
    ),
)


def check_drawing(path: Path | None, purpose: str, language: str) -> None:
    """Raise InputError for what cannot be drawn or written, before anything is computed."""
    from trustladder.analysis.figures.kit.publish import formats_of, target_of
    from trustladder.analysis.words import words
    from trustladder.sim.store.parts import check_output

    words(language)
    target = target_of(purpose)
    if path is not None:
        formats_of(path.suffix[1:] or "none", target, f"--figure {path}")
    check_output(path)


def draw_into(path: Path, name: str, data: Source, purpose: str, quiet: bool) -> None:
    """Draw the finding of a command as a figure of this name into a file, and print where."""
    from trustladder.analysis.figures import figure_of
    from trustladder.analysis.figures.kit.publish import publish, target_of

    for written in publish(figure_of(name), data, target_of(purpose), [path.suffix[1:]], path.with_suffix("")):
        say_written(written, quiet)


@click.command(
    "figure",
    epilog="Example: trustladder figure trust-fan out/baseline-1-0a1b2c3d --for latex --format pdf,png --lang ru",
)
@click.argument("name", shell_complete=completion.figure, required=False)
@click.argument("results", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--for",
    "purpose",
    default="web",
    show_default=True,
    metavar="word|latex|slides|web",
    help="Where it is read: width, size of text, format.",
)
@click.option(
    "--format",
    "formats",
    metavar="svg,pdf,png,pptx",
    help="Formats, with commas between them; pptx is for slides.",
)
@click.option("--lang", "language", default="en", show_default=True, metavar="en|ru", help="Language.")
@click.option(
    "--width",
    type=click.FloatRange(80.0, 500.0),
    metavar="MM",
    help="Another width, in millimetres; text keeps its size.",
)
@click.option("--dpi", type=click.IntRange(72, 1200), help="Other dots an inch, of png and pptx.")
@click.option("--style", type=click.Path(path_type=Path), help="A matplotlib style file, on top of the house style.")
@click.option("--out", type=click.Path(path_type=Path), default=Path(), help="Folder to write into [default: here].")
@click.option(
    "--explain",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Say what a figure shows, or those in a .docx, .pptx or .html, and how to draw it again.",
)
@figure_options
@json_option
def command(
    name: str | None,
    results: tuple[Path, ...],
    purpose: str,
    formats: str | None,
    language: str,
    width: float | None,
    dpi: int | None,
    style: Path | None,
    out: Path,
    explain: Path | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Draw figure NAME of RESULT folders; beside it its caption and alt text (.txt), its data (.csv) and a codebook.

    Without a NAME: list the figures, each with the question it answers and with what it is drawn of.
    """
    if explain is not None:
        _explain(explain, as_json)
    elif name is None:
        _print_catalogue(language, as_json)
    else:
        from trustladder.analysis.figures import figure_of
        from trustladder.analysis.figures.kit.publish import open_source, publish, sized, stem_of
        from trustladder.analysis.figures.kit.style import read_style

        figure = figure_of(name)
        target, kinds = sized(purpose, width, dpi, formats)
        read_style(style)
        data = open_source(
            figure, results, language, {key: value for key, value in options.items() if value is not None}
        )
        prepare(figure, data)
        written = publish(figure, data, target, kinds, out / stem_of(figure, data, purpose), style)
        click.echo(json.dumps([path.as_posix() for path in written]) if as_json else "\n".join(map(str, written)))


def prepare(figure: ModuleType, data: Source) -> None:
    """Compute what takes seconds under a progress bar; a figure with nothing to draw says so itself."""
    from trustladder.analysis.figures import name_of
    from trustladder.analysis.figures.kit.source import Nothing

    if hasattr(figure, "prepare"):
        with progress(name_of(figure), figure.steps(data)) as (advance, _):
            try:
                figure.prepare(data, advance)
            except Nothing:
                return


def _print_catalogue(language: str, as_json: bool) -> None:
    """Print every figure with its question, and what it is drawn of."""
    from rich.text import Text

    from trustladder.analysis import terminal
    from trustladder.analysis.figures import catalogue

    rows = catalogue(language)
    if as_json:
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    table = terminal.listing()
    for row in rows:
        taken = f" ({row['of']}{', '.join(['', *row['takes']])})"
        table.add_row(row["name"], Text.assemble(row["answers"], (taken, "dim")))
    terminal.console().print(table)


KEYS = (
    "scenario",
    "sweep",
    "fit",
    "design",
    "points",
    "sets",
    "policies",
    "worlds",
    "seed",
    "runs",
    "months",
    "lane",
    "law",
)


def _explain(path: Path, as_json: bool) -> None:
    """Print what a figure's file, or every figure in a document, shows, and how to draw it again."""
    from trustladder.analysis.figures.kit.explained import DOCUMENTS, explained
    from trustladder.analysis.figures.kit.provenance import redraw_commands

    every, suffix = explained(path), path.suffix.lower()
    agains = [redraw_commands(known, suffix) for known in every]
    if as_json:
        told = [{**known, "again": again} for known, again in zip(every, agains, strict=True)]
        click.echo(json.dumps(told if suffix in DOCUMENTS else told[0], indent=1, ensure_ascii=False))
        return
    for number, (known, again) in enumerate(zip(every, agains, strict=True)):
        click.echo("\n" * (number > 0) + f"{path}: {known.get('figure')}, by trustladder {known.get('trustladder')}")
        _print_explained(known, again)


def _print_explained(known: dict[str, Any], again: list[str]) -> None:
    """Print what a figure shows, of which results, and how to draw it again."""
    from trustladder.sim.machine.version import law_hash

    click.echo(f"\n{known.get('caption')}\n")
    _print_results(known["results"])
    click.echo("\nTo draw it again:")
    for line in again:
        click.echo(f"  {line}")
    _print_plans(known["results"])
    laws = {str(result.get("law")) for result in known["results"]}
    if laws != {law_hash()}:
        click.echo(
            "\nThe law installed here is another one: the numbers would differ. Install the version named above."
        )


def _print_results(results: list[dict[str, Any]]) -> None:
    """Print the results that a figure was drawn of, with the factors of sweeps."""
    for number, result in enumerate(results, 1):
        click.echo(f"result {number}: {', '.join(f'{key} {_plain(result[key])}' for key in KEYS if key in result)}")
        for path, kind, low, high, values in result.get("factors", []):
            click.echo(f"  {path}: {', '.join(values) if values else f'{low:g} to {high:g}'} ({kind})")


def _print_plans(results: list[dict[str, Any]]) -> None:
    """Print the plans of the sweeps among results."""
    for number, result in enumerate(results, 1):
        if result.get("plan"):
            name = next((part for part in result["command"] if part.endswith(".toml")), "the plan")
            click.echo(f"\n{name}, of result {number}:\n{indent(result['plan'], '  ').rstrip()}")


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
