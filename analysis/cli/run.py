"""`trustladder run`: run a scenario many times."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trustladder.analysis.cli import completion
from trustladder.analysis.cli.options import (
    all_option,
    json_option,
    load,
    progress,
    seed_option,
    settings_option,
    threads_option,
    uncertainty_option,
)
from trustladder.sim.scenario.limits import MOST_RUNS

if TYPE_CHECKING:
    from trustladder.sim.agents.own import Keeping
    from trustladder.sim.scenario.scenario import Scenario
    from trustladder.sim.store.results import Plan


@click.command("run", epilog="Example: trustladder run baseline --runs 5000 --set levers.training_share=0.8")
@click.argument("scenario", shell_complete=completion.scenario_or_file, required=False)
@click.option("--runs", type=click.IntRange(1, MOST_RUNS), default=1000, show_default=True, help="How many futures.")
@seed_option
@click.option("--months", type=click.IntRange(1, 2400), help="Horizon in months [default: the scenario's].")
@settings_option
@click.option(
    "--lane",
    type=click.Choice(["compiled", "mesa"], case_sensitive=False),
    default="compiled",
    show_default=True,
    help="Fast, or readable.",
)
@uncertainty_option
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the result [default: out/SCENARIO-SEED-HASH].")
@click.option("--overwrite", is_flag=True, help="Replace another result in that folder.")
@click.option("--no-figures", is_flag=True, help="Draw nothing.")
@click.option("--column-figures", is_flag=True, help="Draw for print too (150 mm wide), as SVG.")
@click.option(
    "--no-counterfactuals",
    is_flag=True,
    help="Leave out what meetings on other domains cause (3 x 500 futures).",
)
@click.option("--no-series", is_flag=True, help="Keep no bands over time.")
@click.option("--full-series", is_flag=True, help="Keep every month of every run.")
@click.option(
    "--log",
    metavar="N|all",
    help="Keep every meeting of the first N futures, with each member's answer and what it weighed (two tables).",
)
@threads_option
@click.option(
    "--from", "manifest", type=click.Path(path_type=Path), help="Repeat the run of a manifest, byte for byte."
)
@click.option(
    "--any-version", is_flag=True, help="With --from: by this version of the model, whichever wrote the manifest."
)
@all_option
@json_option
def command(
    scenario: str | None,
    runs: int,
    seed: int | None,
    months: int | None,
    settings: tuple[str, ...],
    lane: str,
    uncertainty: str | None,
    out: Path | None,
    overwrite: bool,
    no_figures: bool,
    column_figures: bool,
    no_counterfactuals: bool,
    no_series: bool,
    full_series: bool,
    log: str | None,
    threads: int | None,
    manifest: Path | None,
    any_version: bool,
    everything: bool,
    as_json: bool,
) -> None:
    """Run a scenario many times; print what comes of it on one screen, and write tables and figures.

    SCENARIO is the name of a shipped scenario or a TOML file.
    """
    check_combination(scenario, manifest, any_version, no_series and full_series)
    logged = futures_of(log, runs, manifest)
    keeping: Keeping = "none" if no_series else "full" if full_series else "bands"
    loaded = None if manifest else load(scenario or "", settings, months)  # before large modules are imported
    from trustladder.analysis.causes import runs_of_arms
    from trustladder.analysis.simulate import plan_from, refuse_all_failed, simulate

    if manifest is not None:
        plan = plan_from(manifest, any_version)
    else:
        plan = plan_of(loaded, runs, seed, lane, keeping, uncertainty, logged)
    folder, arms = out or plan.folder(), not no_counterfactuals
    with drawing(folder, plan, column_figures) if not no_figures else nullcontext(list[Path]) as figures:
        with progress(plan.scenario.name, plan.runs + (runs_of_arms(plan) if arms else 0)) as (advance, cancel):
            outcome = simulate(plan, folder, sys.argv[1:], overwrite, threads, advance, cancel, arms)
        refuse_all_failed(folder, plan.runs)
        report(folder, outcome, figures(), everything, as_json)


def check_combination(scenario: str | None, manifest: Path | None, any_version: bool, both_series: bool) -> None:
    """Raise UsageError for arguments and options that exclude each other."""
    if (scenario is None) == (manifest is None):
        both = "" if scenario is None else ", not both"
        raise click.UsageError(f"name a scenario, or a manifest with --from{both}")
    if both_series:
        raise click.UsageError("--no-series and --full-series exclude each other")
    if any_version and manifest is None:
        raise click.UsageError("--any-version says how a manifest is read; allowed: with --from")


def futures_of(log: str | None, runs: int, manifest: Path | None) -> int:
    """Return of how many futures a log is kept. Raises UsageError for anything but a number of them, or "all"."""
    if log is None:
        return 0
    if manifest is not None:
        raise click.UsageError("--log is what the manifest says; allowed: without --from")
    if log.lower() == "all":
        return runs
    if not (log.isascii() and log.isdigit()) or not 1 <= int(log) <= runs:
        raise click.UsageError(f"--log {log}; allowed: 1 to {runs}, the futures of --runs, or all")
    return int(log)


def plan_of(
    scenario: Scenario | None,
    runs: int,
    seed: int | None,
    lane: str,
    keeping: Keeping,
    uncertainty: str | None,
    log: int,
) -> Plan:
    """Return the plan of a run, with the parameter sets of `--uncertainty`."""
    from trustladder.analysis.uncertainty import sets_of
    from trustladder.sim.store.results import Plan

    assert scenario is not None
    sets, seed = sets_of(uncertainty, scenario), scenario.seed if seed is None else seed
    return Plan(scenario, runs, seed, "mesa" if lane == "mesa" else "compiled", keeping, sets, log)


def drawing(folder: Path, plan: Plan, columns: bool) -> AbstractContextManager[Callable[[], list[Path]]]:
    """Return what draws the standard figures of a result and returns their files; none without bands over time."""
    from trustladder.analysis.figures import standard_ahead

    return standard_ahead(folder, columns) if plan.keeping == "bands" else nullcontext(list[Path])


def report(folder: Path, outcome: object, figures: list[Path], everything: bool, as_json: bool) -> None:
    """Print the summary."""
    import json

    from trustladder.analysis.causes import as_metrics, causes
    from trustladder.analysis.summary import as_rows, print_summary
    from trustladder.sim.store.results import Folder

    if as_json:
        found = causes(Folder(folder))
        more = [] if found is None else list(as_metrics(found))
        click.echo(json.dumps([*as_rows(folder), *more], indent=1))
    else:
        print_summary(folder, outcome, figures, everything)
