"""`trustladder structures`: compare structural choices of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from trustladder.analysis.cli.options import json_option, progress, small_seed_option, threads_option
from trustladder.analysis.numbers import distinct, or_none, ranged

if TYPE_CHECKING:
    from trustladder.analysis.history.structures import Structures


@click.command("structures", epilog="Example: trustladder structures --sets 512")
@click.option(
    "--sets",
    type=click.IntRange(8, 10**5),
    default=256,
    show_default=True,
    help="Parameter sets of the prior, for the record's verdict.",
)
@small_seed_option
@threads_option
@json_option
def command(sets: int, seed: int, threads: int | None, as_json: bool) -> None:
    """Run every structural choice: what it does to the headline, and whether the record can tell it apart."""
    import json
    import os

    from trustladder.analysis.history.facts import targets
    from trustladder.analysis.history.prior import prior
    from trustladder.analysis.history.structures import structures, work
    from trustladder.sim.fits import read_fit

    fit = read_fit()
    with progress("forms of the model", work(fit, sets)) as (advance, _):
        found = structures(
            targets(), prior(), fit, sets=sets, seed=seed, threads=threads or os.cpu_count() or 1, progress=advance
        )
    if not as_json:
        _print(found)
        return
    rows = [
        {
            "name": one.form.name,
            "said": one.form.said,
            "held": one.held.difference,
            "held_low": one.held.low,
            "held_high": one.held.high,
            "log_factor": or_none(one.log_factor),
            "low": or_none(one.low),
            "high": or_none(one.high),
            "ruled_out": or_none(one.ruled_out),
            "told_apart": one.told_apart,
        }
        for one in found.verdicts
    ]
    click.echo(json.dumps({"numbers": found.numbers, "forms": rows}, indent=1))


def _print(found: Structures) -> None:
    from trustladder.analysis import terminal

    table = terminal.table()
    for heading in ("form", "energy held, points", "record, log10 factor", "told apart"):
        table.add_column(heading, justify="left" if heading == "form" else "right", no_wrap=heading == "told apart")
    low, high = found.numbers
    for one in sorted(found.verdicts, key=lambda one: -abs(one.held.difference)):
        half = 50.0 * (one.held.high - one.held.low)
        more = " *" if abs(one.held.difference) > high - low else ""
        factor, below, above = (value / 2.302585 for value in (one.log_factor, one.low, one.high))
        record = "" if factor != factor else ranged(lambda value, more: f"{value:+z.{1 + more}f}", factor, below, above)
        table.add_row(
            one.form.said,
            f"{100.0 * one.held.difference:+z.1f} ±{half:.1f}{more}",
            record,
            one.told_apart,
        )
    console = terminal.console()
    console.print(finding(found), style="bold")
    console.print(table)
    console.print(
        f"Against the model as it is, same luck. Numbers alone: {low:.0%} to {high:.0%} of futures (5-95% of the "
        "posterior's sets); * moves it more. Told apart: a factor of ten lies outside the interval."
    )


def finding(found: Structures) -> str:
    """Return which form moves the headline most, beside numbers alone, and how many forms the record tells."""
    low, high = found.numbers
    most = max(found.verdicts, key=lambda one: abs(one.held.difference))
    beyond = abs(most.held.difference) > high - low
    worse, better = (sum(one.told_apart == kind for one in found.verdicts) for kind in ("worse", "better"))
    effect = distinct(lambda value, more: f"{100.0 * value:+.{more}f}", *most.held[1:])
    return (
        f'What moves energy cooperation most is "{most.form.said}": {effect[0]} points '
        f"({effect[1]} to {effect[2]}), {'more' if beyond else 'less'} than numbers alone; the record speaks against "
        f"{worse} of {len(found.verdicts)} forms, and for {better}."
    )
