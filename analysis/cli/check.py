"""`trustladder check`: validate a scenario file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from trustladder.analysis.cli import completion
from trustladder.analysis.cli.options import json_option, settings_option

if TYPE_CHECKING:
    from trustladder.sim.scenario.scenario import Scenario


@click.command("check", epilog="Example: trustladder check my-scenario.toml")
@click.argument("file", shell_complete=completion.scenario_or_file)
@settings_option
@json_option
def command(file: str, settings: tuple[str, ...], as_json: bool) -> None:
    """Check a scenario file, and its past: every key, value, reference and date.

    Exit status 2 where something is wrong.
    """
    from trustladder.analysis.cli.options import load
    from trustladder.sim.scenario.errors import one_line

    scenario = load(file, settings)
    build(scenario)
    found = {name: len(getattr(scenario, name)) for name in ("actors", "forums", "domains", "assets", "events")}
    if as_json:
        said = {"short": scenario.short_name, "noun": scenario.noun_phrase, "asks": scenario.asks}
        click.echo(json.dumps({"file": file, "sound": True, **said, **found}))
    else:
        counted = ", ".join(f"{count} {name if count != 1 else name[:-1]}" for name, count in found.items())
        names = f'in rows "{scenario.short_name}", in sentences "{scenario.noun_phrase}"'
        span = f"{scenario.months} months from {scenario.start}"
        click.echo(f"{one_line(file)}: sound: {counted}; {span}; {names}; asks about {scenario.asks}")


def build(scenario: Scenario) -> None:
    """Build the tables of the scenario and of all its pasts, and read its fit, as a run does."""
    from trustladder.sim.arrays.building import tables_of
    from trustladder.sim.fits import default_sets

    default_sets(scenario)
    one: Scenario | None = scenario
    while one is not None:
        tables_of(one)
        one = one.history()
