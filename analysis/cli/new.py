"""`trustladder new`: write a scenario file to begin with."""

from pathlib import Path
from shlex import quote

import click

TEMPLATE = """# A scenario of your own. Say what you ask in one sentence, and change only what the question needs.
# `trustladder check {file}` checks it, `trustladder run {file}` runs it, \
`trustladder show {base}` shows what it extends.

title = "{title}"
question = "What if ...?"
# asks = "human_security"  # what the question is about, one of: {asked}; where left out, the first: cooperation
# short = "..."  # in rows, at most 22 characters; where left out, the title up to a colon, or the name of the file
# noun = "..."  # inside sentences, such as "joint money"
extends = "{base}"
# months = 240
# seed = 1

# Policy: shares between 0 and 1; a share that is left out stays as each donor's own.
[levers]
training_share = 0.7
# policing_share = 0.7
# joint_share = 0.3
# anti_corruption_share = 0.2
# attention_floor = 0.5

# What nobody chooses; `trustladder show {base} --sources` lists all with their ranges.
# [uncertainties]
# omega = 0.5

# One actor, another value: a judgement with its range, or a figure with its source.
# [actors.{actor}]
# autonomy = {{ judgement = 0.4, range = [0.2, 0.6], note = "why" }}

# What every donor (or government) has that its own entry leaves out.
# [defaults.donor]
# sensitivity = {{ judgement = 0.3, range = [0.1, 0.5] }}

# A ladder for any number of domains: RUNGS as under [domains.ID.rungs.ID], or a shipped one, which `extends` brings.
# extends = ["{base}", "ladders/energy"]
# [domains.my-domain]
# name = "Water"
# ladder = "energy"

# Something that happens on a date (or with a `hazard` a month).
# [events.my-event]
# name = "A summit"
# date = {year}-06-01
# effects = [
#     {{ change = "trust", of = ["{actor}"], toward = ["{other}"], blow = 0.5 }},
# ]
"""


@click.command("new", epilog="Example: trustladder new my-scenario.toml --extends baseline")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--extends", "base", default="baseline", show_default=True, help="The scenario to change.")
def command(file: Path, base: str) -> None:
    """Write a commented scenario file to begin with. An existing file is never replaced."""
    from trustladder.sim.scenario.errors import InputError
    from trustladder.sim.scenario.naming import ASKED
    from trustladder.sim.scenario.scenario import Scenario

    if file.suffix != ".toml":
        raise InputError(f"{file}: is no name of a scenario; allowed: a file whose name ends in .toml")
    known = Scenario.load(base)
    actor, other, *_ = known.governments
    text = TEMPLATE.format(
        file=file.name,
        asked=", ".join(ASKED),
        base=base,
        title=file.stem.replace("-", " ").capitalize(),
        actor=actor,
        other=other,
        year=known.start.year + 1,
    )
    try:
        with file.open("x", encoding="utf-8") as written:
            written.write(text)
    except FileExistsError:
        raise InputError(f"{file}: exists already; name another file") from None
    except OSError as error:
        raise InputError(f"{file}: cannot be written ({error.strerror})") from None
    click.echo(f"{file}: written; change it, then: trustladder run {quote(str(file))}")
