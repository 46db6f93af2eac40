"""`trustladder show`: print a scenario, or the source of each of its numbers."""

import json

import click

from trustladder.analysis.cli import completion
from trustladder.analysis.cli.options import json_option, load, settings_option


@click.command("show", epilog="Example: trustladder show baseline --sources")
@click.argument("scenario", shell_complete=completion.scenario_or_file)
@settings_option
@click.option("--sources", is_flag=True, help="Every number with its value and where it comes from.")
@json_option
def command(scenario: str, settings: tuple[str, ...], sources: bool, as_json: bool) -> None:
    """Show a scenario: its actors, forums, ladders, events and levers."""
    from trustladder.analysis import overview

    found = load(scenario, settings)
    if as_json and sources:
        click.echo(json.dumps(overview.source_rows(found), indent=1, ensure_ascii=False))
    elif as_json:
        click.echo(json.dumps(found.tree(), indent=1, ensure_ascii=False))
    elif sources:
        overview.print_sources(found)
    else:
        overview.print_scenario(found)
