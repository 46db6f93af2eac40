"""`trustladder report`: write results as one document, HTML and PDF."""

from __future__ import annotations

import json
from pathlib import Path

import click

from trustladder.analysis.cli.options import json_option, progress


@click.command("report", epilog="Example: trustladder report out/baseline out/coordinated-donors --out report.html")
@click.argument("results", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("report.html"),
    show_default=True,
    help="The HTML file; the PDF lies beside it.",
)
@click.option("--lang", "language", default="en", show_default=True, metavar="en|ru", help="Language.")
@click.option("--no-pdf", is_flag=True, help="Write the HTML alone.")
@json_option
def command(results: tuple[Path, ...], out: Path, language: str, no_pdf: bool, as_json: bool) -> None:
    """Write a report of RESULT folders: the first, or the others against the first.

    One HTML file that asks for nothing outside itself, and a PDF with the same content.
    """
    from trustladder.analysis.reports.content import report, steps
    from trustladder.analysis.reports.html import html
    from trustladder.analysis.reports.pdf import pdf
    from trustladder.sim.scenario.errors import InputError

    if out.suffix != ".html":
        raise InputError(f"--out {out}: allowed: a file that ends in .html")
    with progress("report", steps(len(results))) as (advance, _):
        document = report(list(results), language, advance)
        written = [whole(out, html(document).encode("utf-8"))]
        if not no_pdf:
            written.append(whole(out.with_suffix(".pdf"), pdf(document)))
    click.echo(json.dumps([path.as_posix() for path in written]) if as_json else "\n".join(map(str, written)))


def whole(path: Path, content: bytes) -> Path:
    """Write a file, whole or not at all."""
    from trustladder.sim.machine.atomic import replaced

    with replaced(path) as temporary:
        temporary.write_bytes(content)
    return path
