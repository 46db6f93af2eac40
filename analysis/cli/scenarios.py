"""`trustladder scenarios`: list the shipped scenarios."""

import json

import click

from trustladder.analysis.cli.options import json_option


@click.command("scenarios", epilog="Example: trustladder scenarios")
@json_option
def command(as_json: bool) -> None:
    """List the shipped scenarios, each with the question it asks."""
    from trustladder.sim.scenario.loading import shipped_names
    from trustladder.sim.scenario.scenario import Scenario

    found = [Scenario.load(name) for name in shipped_names()]
    if as_json:
        rows = [
            {
                "name": one.name,
                "title": one.title,
                "short": one.short_name,
                "noun": one.noun_phrase,
                "question": one.question,
                "asks": one.asks,
            }
            for one in found
        ]
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    from trustladder.analysis import terminal

    table = terminal.listing()
    table.padding = (0, 2, 1, 0)
    for one in found:
        table.add_row(one.name, one.question)
    terminal.console().print(table)
