"""`trustladder story`: tell one future month by month."""

import click

from trustladder.analysis.cli import completion
from trustladder.analysis.cli.options import load, seed_option, settings_option, uncertainty_option


@click.command("story", epilog="Example: trustladder story baseline --seed 7 --months 36")
@click.argument("scenario", shell_complete=completion.scenario_or_file)
@seed_option
@click.option("--replicate", type=click.IntRange(0), default=0, show_default=True, help="Which future of this seed.")
@click.option("--months", type=click.IntRange(1, 2400), help="How much of it [default: all].")
@settings_option
@uncertainty_option
@click.option("--markdown", is_flag=True, help="With headings and lists, for a document.")
def command(
    scenario: str,
    seed: int | None,
    replicate: int,
    months: int | None,
    settings: tuple[str, ...],
    uncertainty: str | None,
    markdown: bool,
) -> None:
    """Tell one future month by month: who met, who refused and why, and what would have turned it."""
    from trustladder.analysis.story import narrate
    from trustladder.analysis.uncertainty import sets_of
    from trustladder.sim.ensemble import UncertainScenario

    found = load(scenario, settings, months)
    if seed is not None:
        found = found.model_copy(update={"seed": seed})
    own = UncertainScenario(found, sets_of(uncertainty, found)).of(replicate)
    for line in narrate(own, replicate, markdown):
        click.echo(line)
