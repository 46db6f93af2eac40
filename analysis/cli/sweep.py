"""`trustladder sweep`: run a plan over all of its points; the same command again continues."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from trustladder.analysis.cli import completion
from trustladder.analysis.cli.options import json_option, progress
from trustladder.analysis.numbers import distinct
from trustladder.sim.scenario.limits import MOST_THREADS

if TYPE_CHECKING:
    from trustladder.analysis.sweeps.sweep import Outcome


EXAMPLE = """\
scenario = "baseline"         # or a list: each point is run under every one
design = "saltelli"           # full, lhs, sobol, saltelli, morris, oat, random, list
points = 32                   # of saltelli base samples, of morris trajectories
replicates = 20
seed = 11
[factors]
"levers.training_share" = [0.1, 0.9]           # a range
"structure.trust_rule" = ["beta", "kydd"]      # a list of values
"uncertainties.omega" = {}                     # the registry's range
"""
HELP = f"""Run a scenario over ranges of its parameters; PLAN is a TOML file, or the name of a shipped one.

\b
{EXAMPLE}
Also: title, months, levels (of full, oat, morris), arms (true: each point also without the other domains, and with
them but without spillover), file (of a list: a CSV, one column a parameter), runs_a_part, and a table [settings]
that holds at every point.

What is there already is kept: the same command goes on after a stop, and more replicates, or more points of a
design whose first points stay, cost only themselves. Compiled lane only. Shipped plans: screening, variance.
"""


def print_example(context: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print the plan that the help shows, and end."""
    if asked:
        click.echo(EXAMPLE, nl=False)
        context.exit()


@click.command(
    "sweep",
    help=HELP,
    epilog="Example: trustladder sweep --example > plan.toml; trustladder sweep plan.toml --out out/mine",
)
@click.option(
    "--example", is_flag=True, is_eager=True, expose_value=False, callback=print_example, help="Print a plan that runs."
)
@click.argument("plan", shell_complete=completion.plan_or_file, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the result [default: out/PLAN-SEED-HASH].")
@click.option("--points", type=click.IntRange(1, 10**9), help="As many points [default: the plan's].")
@click.option("--replicates", type=click.IntRange(1, 10**9), help="As many replicates of each [default: the plan's].")
@click.option("--shard", metavar="I/N", default="1/1", help="Run only this share, 1/4 to 4/4 for four machines.")
@click.option("--threads", type=click.IntRange(1, MOST_THREADS), help="Threads [default: all cores].")
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Dask scheduler whose workers run it, as tls://host:8786. Whoever can reach a scheduler can run any code on "
    "its workers: loopback or TLS only.",
)
@click.option("--overwrite", is_flag=True, help="Replace another result in that folder.")
@json_option
def command(
    plan: Path,
    out: Path | None,
    points: int | None,
    replicates: int | None,
    shard: str,
    threads: int | None,
    cluster: str | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Run what is missing of a plan, and say where it is."""
    from trustladder.analysis.sweeps.connecting import check_cluster
    from trustladder.analysis.sweeps.plans import Sweep
    from trustladder.analysis.sweeps.sweep import default_path, execute, finalize, open_sweep

    share = share_of(shard)
    if cluster is not None and threads is not None:
        raise click.UsageError("--threads: a cluster's workers have their own; allowed: either --threads or --cluster")
    if cluster is not None:
        check_cluster(cluster)
    known = Sweep.load(plan, points=points, replicates=replicates)
    with open_sweep(known, out or default_path(known), share, sys.argv[1:], overwrite) as work:
        with progress(known.plan.title, work.runs) as (advance, cancel):
            seconds = execute(work, threads, advance, cancel, cluster)
        with progress("summing up", known.points * known.plan.replicates) as (advance, _):
            outcome = finalize(work, seconds, advance)
    report(known.points, outcome, as_json)


def finding(folder: Path) -> str:
    """Return in a sentence how the headline varies over the points of a finished sweep, with the mean's interval."""
    import numpy as np

    from trustladder.analysis.sweeps.folder import SweptFolder
    from trustladder.analysis.words import words
    from trustladder.sim.store.arrow import numbers

    say, held = words(), numbers(SweptFolder(folder).points().column("region_held"))
    low, high = distinct(say.of_hundred, *np.quantile(held, [0.05, 0.95]).tolist())
    mean = say.of_hundred(float(held.mean()))
    if held.min() == held.max():
        return f"Cooperation takes hold in {mean} of 100 futures at every point."
    return (
        f"Cooperation takes hold in {mean} of 100 futures on average over {len(held):,} points, and at 9 in 10 points "
        f"in {low if low == high else f'{low} to {high}'}."
    )


def share_of(text: str) -> tuple[int, int]:
    """Return a shard as its number and how many there are."""
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise click.UsageError(f"--shard {text}; allowed: 1/4 to 4/4 for four machines")
    return int(found[1]), int(found[2])


def report(points: int, outcome: Outcome, as_json: bool) -> None:
    """Print what was run, at what speed, and where it is."""
    import json

    if not as_json and outcome.finished:
        click.echo(finding(outcome.path))
    rate = outcome.runs / outcome.seconds if outcome.seconds > 0.0 else 0.0
    if as_json:
        keys = {name: value for name, value in outcome._asdict().items() if name != "path"}
        row = {"place": outcome.path.as_posix(), **keys, "points": points, "runs_per_second": rate}
        click.echo(json.dumps(row, indent=1))
        return
    if outcome.runs:
        kept = f"; {outcome.reused:,} were there already" if outcome.reused else ""
        click.echo(f"{outcome.runs:,} runs in {outcome.seconds:.1f} s ({rate:,.0f} a second){kept}")
    else:
        click.echo(f"nothing was missing: {outcome.reused:,} runs are there")
    if outcome.failures:
        click.echo(f"{outcome.failures:,} runs failed, and are not tried again: see {outcome.path.as_posix()}/failures")
    state = "complete" if outcome.finished else "this share is complete; others are missing"
    click.echo(f"{points:,} points in {outcome.path.as_posix()}: {state}")
    click.echo("The runs of a point differ by luck alone; what is no factor has the scenario's own number.")
    if outcome.finished:
        click.echo(f"Next: trustladder sensitivity {quote(outcome.path.as_posix())}")
