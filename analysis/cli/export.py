"""`trustladder export`: write results for R, Stata and spreadsheets."""

from pathlib import Path

import click

from trustladder.analysis.cli.options import json_option, progress


@click.command("export", epilog="Example: trustladder export out/mine --to dta --out mine.dta")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--to",
    type=click.Choice(["csv", "dta", "parquet"]),
    required=True,
    help="CSV, Stata, or plain Parquet as R's arrow reads it.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="A file for one table, or a folder for all of them."
)
@click.option(
    "--table",
    help="Which: runs, points, design, series, network, failures, meetings, answers, happenings [default: runs in a "
    "file, all in a folder].",
)
@click.option("--overwrite", is_flag=True, help="Replace files that are there.")
@json_option
def command(folder: Path, to: str, out: Path, table: str | None, overwrite: bool, as_json: bool) -> None:
    """Write the finished result in DIR, of a run or a sweep, as files for other programs.

    Beside each file lies its codebook: what every column is, in what unit, and under what name Stata has it.
    """
    import json

    from trustladder.analysis.studies.exports import export, size

    with progress("rows", size(folder)) as (advance, _):
        written = export(folder, to, out, table, overwrite, advance)  # type: ignore[arg-type]
    if as_json:
        rows = [
            {**one._asdict(), "place": one.place.as_posix(), "codebook": one.codebook.as_posix()} for one in written
        ]
        click.echo(json.dumps(rows, indent=1))
        return
    for one in written:
        click.echo(
            f"{one.table}: {one.rows:,} rows of {one.columns} columns in {one.place}; codebook {one.codebook.name}"
        )
