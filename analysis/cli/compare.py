"""`trustladder compare`: scenarios under the same luck."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trustladder.analysis.cli import completion
from trustladder.analysis.cli.figure import check_drawing, draw_into, drawing_options
from trustladder.analysis.cli.options import (
    all_option,
    json_option,
    progress,
    say_written,
    seed_option,
    settings_option,
    threads_option,
    uncertainty_option,
)

if TYPE_CHECKING:
    from trustladder.analysis.comparison.compare import Comparison
    from trustladder.analysis.comparison.robustness import Robustness

OF_SCENARIOS = "not of the table of --policies and --worlds; allowed there: --metric and --threshold"


@click.command(
    "compare",
    epilog="Example: trustladder compare baseline coordinated-donors, "
    "or: trustladder compare --policies training-first,open-door --worlds baseline,regional-thaw",
)
@click.argument("scenarios", shell_complete=completion.scenario_or_file, nargs=-1)
@click.option("--runs", type=click.IntRange(2, 10**7), help="At most so many futures [default: 16000; tables 2000].")
@click.option(
    "--until",
    metavar="METRIC=SIZE",
    multiple=True,
    help="A headline metric, and the smallest effect of interest; repeatable.",
)
@click.option("--policies", metavar="A,B,...", help="Make the table of these policies over --worlds instead.")
@click.option("--worlds", metavar="A,B,...", help="The scenarios on which the policies are laid.")
@click.option(
    "--base",
    shell_complete=completion.scenario,
    help="Of the table: what a policy is told apart from [default: baseline].",
)
@click.option("--metric", shell_complete=completion.metric, help="Of the table: which metric [default: region_held].")
@click.option("--threshold", type=float, help="Of the table: from which value of the metric a future is good enough.")
@uncertainty_option
@seed_option
@settings_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Of the table: a folder for it, from which `trustladder figure regret` draws.",
)
@drawing_options
@threads_option
@all_option
@json_option
def command(
    scenarios: tuple[str, ...],
    runs: int | None,
    until: tuple[str, ...],
    policies: str | None,
    worlds: str | None,
    base: str | None,
    metric: str | None,
    threshold: float | None,
    uncertainty: str | None,
    seed: int | None,
    settings: tuple[str, ...],
    out: Path | None,
    figure: Path | None,
    purpose: str,
    language: str,
    threads: int | None,
    everything: bool,
    as_json: bool,
) -> None:
    """Compare SCENARIOS with the first of them: each metric's effect with its interval, under the same luck.

    Stops by itself once every headline effect is told from 0, or is smaller than what matters. With --policies and
    --worlds: which policy does best in the worst case, regrets least, or is good enough most often.
    """
    from trustladder.analysis.cli.comparison import print_comparison
    from trustladder.analysis.comparison.robustness import robustness
    from trustladder.sim.scenario.loading import parsed_setting
    from trustladder.sim.store.parts import check_output

    check_drawing(figure, purpose, language)
    check_output(out and out / "table")
    changes = dict(map(parsed_setting, settings))
    if policies is None and worlds is None:
        of_table = {"--base": base, "--metric": metric, "--threshold": threshold, "--figure": figure, "--out": out}
        check_scenarios(scenarios, of_table)
        found = compared(scenarios, runs or 16_000, seed, until, changes, uncertainty, threads)
        print_comparison(found, everything) if not as_json else click.echo(json.dumps(found.tree(), indent=1))
        return
    if policies is None or worlds is None or scenarios:
        raise click.UsageError("the table takes --policies and --worlds, and no other scenarios")
    refuse({"--until": until or None}, OF_SCENARIOS)
    base, metric, runs = base or "baseline", metric or "region_held", runs or 2000
    one, other = ([name.strip() for name in names.split(",")] for names in (policies, worlds))
    with progress("policies in worlds", runs * len(one) * len(other)) as (advance, _):
        table = robustness(
            one,
            other,
            base=base,
            metric=metric,
            threshold=threshold,
            runs=runs,
            seed=seed,
            settings=changes,
            **believed(uncertainty, base, changes),
            threads=threads,
            progress=advance,
        )
    print_table(table) if not as_json else click.echo(json.dumps(table.tree(), indent=1))
    keep_table(table, base, changes, out, figure, purpose, language, as_json)


def compared(
    scenarios: tuple[str, ...],
    runs: int,
    seed: int | None,
    until: tuple[str, ...],
    changes: dict[str, Any],
    uncertainty: str | None,
    threads: int | None,
) -> Comparison:
    """Compare scenarios, with progress."""
    from trustladder.analysis.comparison.compare import compare

    how = {"settings": changes, "threads": threads, **believed(uncertainty, scenarios[0], changes)}
    with progress(" against ".join(scenarios[:2]), runs * len(scenarios)) as (advance, cancel):
        return compare(*scenarios, runs=runs, seed=seed, smallest=sizes(until), progress=advance, cancel=cancel, **how)


def check_scenarios(scenarios: tuple[str, ...], of_table: dict[str, Any]) -> None:
    """Raise UsageError for fewer than two scenarios, and for options of the table."""
    if len(scenarios) < 2:
        raise click.UsageError("name two scenarios or more; or policies and worlds")
    refuse(
        of_table,
        "of the table of --policies and --worlds; headline metrics are named by --until METRIC=SIZE, and results "
        "are drawn by: trustladder figure effects RESULT RESULT",
    )


def refuse(given: dict[str, Any], why: str) -> None:
    """Raise UsageError for options that would change nothing here."""
    typed = [name for name, value in given.items() if value is not None]
    if typed:
        raise click.UsageError(f"{', '.join(typed)}: {why}")


def keep_table(
    table: Robustness,
    base: str,
    changes: dict[str, Any],
    out: Path | None,
    figure: Path | None,
    purpose: str,
    language: str,
    quiet: bool,
) -> None:
    """Write the table into a folder, and its figure into a file, where these are asked for."""
    if figure is None and out is None:
        return
    from trustladder.analysis.figures.kit.saved import RobustnessTable
    from trustladder.analysis.figures.regret import FILE, RobustnessSource
    from trustladder.sim.store.results import Folder

    whole = table_of(table, base, changes)
    if out is not None:
        Folder(out).write_text(FILE, json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
        say_written(out / FILE, quiet)
    if figure is not None:
        draw_into(figure, "regret", RobustnessSource(RobustnessTable.model_validate(whole), language), purpose, quiet)


def table_of(table: Robustness, base: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Return a table as JSON data, with all that it depends on."""
    from trustladder.sim.machine.version import law_hash
    from trustladder.sim.scenario.scenario import Scenario
    from trustladder.sim.store.results import plain

    titles = {name: Scenario.load(name).short_name for name in (*table.policies, *table.worlds)}
    beside = {"law": law_hash(), "base": Scenario.load(base, changes).tree(), "titles": titles, "command": sys.argv[1:]}
    kept: dict[str, Any] = plain({**table.tree(), **beside})
    return kept


def believed(uncertainty: str | None, scenario: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Return `--uncertainty` as arguments of `compare`."""
    from trustladder.analysis.uncertainty import sets_of
    from trustladder.sim.scenario.scenario import Scenario

    if uncertainty == "prior":
        return {"parameter_sets": sets_of("prior", Scenario.load(scenario, changes))}
    return {"uncertainty": uncertainty}


def sizes(until: tuple[str, ...]) -> dict[str, float]:
    """Headline metrics with their smallest effects, from the command line."""
    found = {}
    for text in until:
        name, _, size = text.partition("=")
        try:
            found[name.strip()] = float(size)
        except ValueError:
            raise click.UsageError(f"--until {text}; allowed: METRIC=SIZE, such as region_held=0.02") from None
    return found


def print_table(found: Robustness) -> None:
    """Print policies in worlds for people."""
    from trustladder.analysis import terminal

    console, scores = terminal.console(), found.scores()
    console.print(f"{found.metric.meaning} ({found.metric.unit}), and regret", style="bold", soft_wrap=True)
    columns = [
        (world, [f"{mean:.3g} ({lost:.2g})" for mean, lost in zip(means, regret, strict=True)])
        for world, means, regret in zip(found.worlds, found.means.T, found.regret.T, strict=True)
    ]
    columns.append(("worst", [f"{score:.3g}" for score in scores["maximin"]]))
    columns.append(("regret", [f"{score:.3g}" for score in scores["minimax regret"]]))
    columns.append((f"reach {found.threshold:g}", [f"{score:.1%}" for score in scores["domain"]]))
    for table in terminal.blocks("policy", found.policies, columns, console.width):
        console.print(table)
        console.print()
    for name, first in found.first.items():
        winner = found.winner(name)
        share = first[found.policies.index(winner)]
        told = terminal.with_bold(f"{name}: ", winner, f", first in {share:.0%} of resamples")
        console.print(told, soft_wrap=True)
    console.print(
        f"{found.varies} {found.runs:,} futures a cell under the same luck, seed {found.seed}; worlds weigh the same.",
        soft_wrap=True,
    )
