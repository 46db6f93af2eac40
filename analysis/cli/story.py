"""`trustladder story`: tell one future by years, or month by month."""

import json

import click

from trustladder.analysis.cli import completion
from trustladder.analysis.cli.options import json_option, load, seed_option, settings_option, uncertainty_option
from trustladder.sim.scenario.limits import LARGEST_SEED


@click.command("story", epilog="Example: trustladder story baseline --seed 7 --months 36")
@click.argument("scenario", shell_complete=completion.scenario_or_file)
@seed_option
@click.option(
    "--replicate",
    type=click.IntRange(0, LARGEST_SEED),
    default=0,
    show_default=True,
    help="Which future of this seed.",
)
@click.option("--months", type=click.IntRange(1, 2400), help="How much of it [default: all].")
@settings_option
@uncertainty_option
@click.option("--monthly", is_flag=True, help="Every month, with the reason of each refusal.")
@click.option("--markdown", is_flag=True, help="With headings and lists, for a document.")
@json_option
def command(
    scenario: str,
    seed: int | None,
    replicate: int,
    months: int | None,
    settings: tuple[str, ...],
    uncertainty: str | None,
    monthly: bool,
    markdown: bool,
    as_json: bool,
) -> None:
    """Tell one future by years on a page; month by month: who met, who refused and why, what would have turned it."""
    from trustladder.analysis.story import as_data, narrate
    from trustladder.analysis.terminal import console
    from trustladder.analysis.uncertainty import sets_of
    from trustladder.analysis.words import words
    from trustladder.sim.ensemble import UncertainScenario
    from trustladder.sim.log_runs import told_future

    found = load(scenario, settings, months)
    if seed is not None:
        found = found.model_copy(update={"seed": seed})
    told = told_future(UncertainScenario(found, sets_of(uncertainty, found)), replicate)
    if as_json:
        click.echo(json.dumps(as_data(told, words()), indent=1, ensure_ascii=False))
        return
    click.echo(narrate(told, words(), monthly=monthly, markdown=markdown, width=console().width))
