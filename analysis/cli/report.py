"""`trustladder report`: write results as one document, HTML and PDF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trustladder.analysis.cli.options import json_option, progress

if TYPE_CHECKING:
    from trustladder.analysis.reports.blocks import Document
    from trustladder.analysis.reports.content import Wish


@click.command(
    "report", epilog="Example: trustladder report out/baseline out/coordinated-donors --title 'Joint money' --short"
)
@click.argument("folders", metavar="DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The file; others lie beside it. Without --to, its ending chooses the kind [default: report.html].",
)
@click.option("--lang", "language", default="en", show_default=True, metavar="en|ru", help="Language.")
@click.option("--title", default="", help="A title [default: the finding].")
@click.option("--author", default="", help="Who stands behind it.")
@click.option("--logo", type=click.Path(path_type=Path), help="A PNG or SVG picture for the top of the first page.")
@click.option("--short", is_flag=True, help="Two pages, without the annex.")
@click.option("--future", is_flag=True, help="Tell one made-up future in the annex.")
@click.option("--metric", help="Of a sweep: which metric [default: region_held].")
@click.option("--scenario", help="Of a sweep: which scenario, if each point was run under several.")
@click.option(
    "--to",
    "forms",
    metavar="html,pdf,docx,pptx,xlsx",
    help="Which documents, with commas between them [default: html,pdf].",
)
@click.option("--template", type=click.Path(path_type=Path), help="A .docx or .pptx whose styles or layouts to use.")
@json_option
def command(
    folders: tuple[Path, ...],
    out: Path | None,
    language: str,
    title: str,
    author: str,
    logo: Path | None,
    short: bool,
    future: bool,
    metric: str | None,
    scenario: str | None,
    forms: str | None,
    template: Path | None,
    as_json: bool,
) -> None:
    """Write a report of the results in DIR: of the first, or of the others against the first; or of one sweep.

    The answer on one page, numbers on a second, the rest in an annex: one HTML file that asks for nothing outside
    itself, and a PDF with the same content; as Word document, slides or workbook where --to asks for them, which needs
    pip install 'trustladder[documents]'.
    """
    from trustladder.analysis.reports.content import Wish
    from trustladder.analysis.reports.logo import logo as read_logo
    from trustladder.analysis.reports.writers import files_of, forms_of, writers_of
    from trustladder.sim.store.parts import check_output

    kinds = forms_of(forms, out)
    paths, writers = files_of(kinds, out), writers_of(kinds, template)
    for path in paths.values():
        check_output(path)
    wish = Wish(title, author, None if logo is None else read_logo(logo), short, future)
    document = _document(list(folders), language, wish, {"metric": metric, "scenario": scenario})
    contents = {form: write(document) for form, write in writers.items()}
    written = [whole(paths[form], content) for form, content in contents.items()]
    click.echo(json.dumps([path.as_posix() for path in written]) if as_json else "\n".join(map(str, written)))


def _document(folders: list[Path], language: str, wish: Wish, of_sweep: dict[str, str | None]) -> Document:
    """Return the report of results or of a sweep. Raises InputError for options that the folders do not take."""
    from trustladder.analysis.reports.content import report, steps
    from trustladder.analysis.reports.swept import is_sweep, report_of_sweep
    from trustladder.sim.scenario.errors import InputError

    given = {name: value for name, value in of_sweep.items() if value is not None}
    if is_sweep(folders):
        if wish.future:
            raise InputError("--future: not of a sweep; allowed: results of runs")
        return report_of_sweep(folders, language, wish, **given)
    if given:
        raise InputError(f"--{next(iter(given))}: of a sweep only; {folders[0]} holds the result of a run")
    with progress("report", steps(len(folders), wish)) as (advance, _):
        return report(folders, language, advance, wish)


def whole(path: Path, content: bytes) -> Path:
    """Write a file, whole or not at all."""
    from trustladder.sim.machine.atomic import replaced

    with replaced(path) as temporary:
        temporary.write_bytes(content)
    return path
