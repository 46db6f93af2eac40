"""`trustladder schema`: print the JSON Schema of scenario files, for editors."""

import json

import click


@click.command("schema", epilog="Example: trustladder schema > scenario.schema.json")
def command() -> None:
    """Print the JSON Schema of scenario files; editors complete and check TOML with it."""
    from trustladder.sim.scenario.reuse import Reused
    from trustladder.sim.scenario.scenario import Scenario

    schema, laid = Scenario.model_json_schema(), Reused.model_json_schema()
    schema["$defs"] = {**laid["$defs"], **schema["$defs"]}
    schema["properties"] |= laid["properties"]
    schema["$defs"]["Domain"]["properties"]["ladder"] = {
        "description": "name of the ladder in `ladders` whose rungs it has; its own are laid on top",
        "type": "string",
    }
    schema["properties"]["extends"] = {
        "description": "the scenario, or the scenarios and parts in order, on which this file is laid",
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    }
    for table in [schema, *schema["$defs"].values()]:
        table.pop("required", None)  # a file that extends another may leave anything out
    click.echo(json.dumps(schema, indent=1))
