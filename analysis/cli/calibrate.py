"""`trustladder calibrate`: fit judgements to the record."""

from pathlib import Path
from typing import Any

import click

from trustladder.analysis.cli.options import json_option, progress, small_seed_option, threads_option


@click.command("calibrate", epilog="Example: trustladder calibrate --out fit")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="Folder of the fit; a second call goes on in it."
)
@click.option(
    "--sets",
    type=click.IntRange(8, 10**6),
    default=4096,
    show_default=True,
    help="Parameter sets of the first wave; half as many in each later one.",
)
@click.option("--waves", type=click.IntRange(1, 50), default=5, show_default=True)
@click.option("--runs", type=click.IntRange(2, 100_000), default=64, show_default=True, help="Histories of each set.")
@click.option("--kept", type=click.IntRange(2, 10**6), default=200, show_default=True, help="Sets of the posterior.")
@small_seed_option
@click.option(
    "--facts", type=click.Path(path_type=Path), help="Another file of facts, as scenarios/evidence/facts.toml."
)
@click.option(
    "--parameters",
    type=click.Path(path_type=Path),
    help="Another list of what is fitted, as scenarios/evidence/calibration.toml.",
)
@click.option(
    "--identify",
    "truths",
    type=click.IntRange(2, 10**5),
    metavar="N",
    help="Do not fit: read N records made by the model back, and say what a record can tell (kept beside the fit).",
)
@click.option(
    "--renew",
    is_flag=True,
    help="Do not fit: mark the fit in --out as one of this version of the model, if that gives the same likelihoods.",
)
@threads_option
@json_option
def command(
    out: Path,
    sets: int,
    waves: int,
    runs: int,
    kept: int,
    seed: int,
    facts: Path | None,
    parameters: Path | None,
    truths: int | None,
    renew: bool,
    threads: int | None,
    as_json: bool,
) -> None:
    """Fit judgements to the record to 2012, or say what a record can tell about them.

    Parameter sets are drawn in waves that move to where the facts are met; every set is weighed by its histories. What
    is finished is kept: the same command goes on where it was stopped.
    """
    import json
    import os

    from trustladder.analysis.history.calibrate import Calibration, calibrate
    from trustladder.analysis.history.facts import targets
    from trustladder.analysis.history.identifiability import identification, identify
    from trustladder.analysis.history.posterior import renewed, write
    from trustladder.analysis.history.prior import prior

    if renew:
        version = renewed(out)
        click.echo(json.dumps({"law": version}) if as_json else f"{out}: fits version {version} of the model")
        return
    plan = Calibration(targets(facts), prior(parameters), sets, waves, runs, kept, seed)
    workers = threads or os.cpu_count() or 1
    if truths:
        with progress("reading records back", sets) as (advance, _):
            recovered = identify(plan, truths, threads=workers, progress=advance)
        identification(plan, truths, recovered).write(out)
        _say([one._asdict() for one in recovered], as_json, IDENTIFIED)
        return
    with progress("parameter sets", sum(plan.sizes())) as (advance, cancel):
        found = calibrate(plan, out, threads=workers, progress=advance, cancel=cancel)
    write(out, plan, found)
    _say(found.summary(), as_json, SUMMARY)
    if not as_json:
        click.echo(
            f"{len(found.points):,} parameter sets, worth {found.effective:.0f} of equal weight; written to {out}"
        )


IDENTIFIED = {
    "name": "parameter",
    "followed": "follows the truth",
    "narrowed": "narrowed",
    "covered": "in the 90%",
}
SUMMARY = {"name": "parameter", "low": "5%", "median": "median", "high": "95%", "narrowed": "narrowed"}


def _say(rows: list[dict[str, Any]], as_json: bool, headings: dict[str, str]) -> None:
    """Print rows as JSON or as a table."""
    import json

    from trustladder.analysis import terminal

    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    table = terminal.table()
    for key, heading in headings.items():
        table.add_column(heading, justify="left" if key == "name" else "right", overflow="fold", no_wrap=key != "name")
    for row in rows:
        cells = (row[key] for key in headings)
        table.add_row(*(cell if isinstance(cell, str) else f"{cell:.3g}" for cell in cells))
    terminal.console().print(table)
