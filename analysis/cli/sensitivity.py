"""`trustladder sensitivity`: which factors of a finished sweep matter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from trustladder.analysis.cli.figure import check_drawing, draw_into, drawing_options
from trustladder.analysis.cli.options import json_option, progress

if TYPE_CHECKING:
    from rich.table import Table

    from trustladder.analysis.figures.kit.source import Source
    from trustladder.analysis.studies.sensitivity import Finding, Sensitivity
    from trustladder.analysis.studies.swept import Swept


@click.command(
    "sensitivity", epilog="Example: trustladder sensitivity out/mine --metric region_held --figure which.png"
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--metric", "metrics", multiple=True, help="Only this metric; repeatable [default: all].")
@click.option(
    "--method", type=click.Choice(["sobol", "morris", "oat", "pawn"]), help="Another than the design's own; pawn fits all but oat."
)  # fmt: skip
@click.option("--scenario", help="Which, where the sweep ran each point under several.")
@drawing_options
@click.option(
    "--draw", type=click.Choice(["sobol", "tornado", "heatmap", "survival", "convergence"]),
    help="Which figure, of the first metric [default: sobol; tornado of morris and oat; heatmap of a full design of two].",
)  # fmt: skip
@json_option
def command(
    folder: Path, metrics: tuple[str, ...], method: str | None, scenario: str | None, figure: Path | None, purpose: str,
    language: str, draw: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Say which factors of the finished sweep in DIR matter, and how much is mere luck.

    \b
      design saltelli   Sobol' indices of first and total order, with intervals
      design morris     elementary effects
      design oat        how far each factor alone moves a metric
      any but oat       PAWN

    Metrics are means over the futures of a point. A month that never came counts as the horizon; whether it came stands
    beside it (happened.*). A metric without a value at some point is refused, or left out and named.
    """  # noqa: D301 (click reads the backspace as "leave these lines alone")
    import json

    from trustladder.analysis.studies.sensitivity import sensitivity
    from trustladder.analysis.studies.swept import Swept

    if draw is not None and figure is None:
        raise click.UsageError(f"--draw {draw}: says what --figure draws; add --figure FILE")
    check_drawing(figure, purpose, language)
    told = None
    if draw not in WITHOUT_ANALYSIS:
        with progress("metrics", len(metrics) or len(Swept(folder, scenario).outcomes)) as (advance, _):
            told = sensitivity(folder, metrics, method, scenario, advance)  # type: ignore[arg-type]
        print_sensitivity(told) if not as_json else click.echo(json.dumps(told.tree(), indent=1))
    if figure is not None:
        what = draw or usual(told.swept if told else Swept(folder, scenario))
        metric = next(iter(metrics), told.findings[0].metric if told and told.findings else None)
        draw_into(figure, what, _drawn_of(what, told, folder, language, metric, method, scenario), purpose, as_json)


WITHOUT_ANALYSIS = ("heatmap", "survival", "convergence")


def usual(swept: Swept) -> str:
    """What is drawn of a design where nothing else is asked for."""
    if swept.design == "full" and len(swept.factors) == 2:
        return "heatmap"
    return "tornado" if swept.design in ("morris", "oat") else "sobol"


def _drawn_of(
    what: str, told: Sensitivity | None, folder: Path, language: str, metric: str | None, method: str | None, scenario: str | None
) -> Source:  # fmt: skip
    """What a figure of the sweep is drawn of; the analysis that is there already is not made again."""
    from trustladder.analysis.figures import figure_of
    from trustladder.analysis.figures.kit.publish import open_source

    asked = {"metric": metric, "method": method, "scenario": scenario, "found": told}
    figure = figure_of(what)
    given = {name: value for name, value in asked.items() if value is not None and name in figure.SOURCE.OPTIONS}
    if told is not None and "method" in figure.SOURCE.OPTIONS:
        return figure.SOURCE(folder, language, **given, found=told)  # type: ignore[no-any-return]
    return open_source(figure, [folder], language, given)


TITLES = {
    "sobol": {"first": "alone S1", "total": "in all ST", "pawn": "PAWN", "dummy": "by chance"},
    "morris": {"mu_star": "size mu*", "mu": "mean mu", "sigma": "spread sigma", "pawn": "PAWN", "dummy": "by chance"},
    "oat": {"low": "lowest", "high": "highest", "swing": "swing"},
    "pawn": {"pawn": "PAWN", "dummy": "by chance"},
}  # fmt: skip


def print_sensitivity(found: Sensitivity) -> None:
    """Print an analysis for people: the headline metrics in full, of the others what is strongest."""
    from trustladder.analysis import terminal
    from trustladder.analysis.studies.sensitivity import HEADLINE

    console = terminal.console()
    first = [one for one in found.findings if one.metric in HEADLINE] or found.findings[:1]
    if len(found.findings) <= 3:
        first = found.findings
    for one in first:
        console.print(heading(one), style="bold", soft_wrap=True)
        console.print(_full(found, one, terminal.gap(console)))
        console.print(f"{luck_in_words(found, one)}\n", soft_wrap=True)
    rest = [one for one in found.findings if one not in first]
    if rest:
        console.print(_others(found, rest))
    for why in dict.fromkeys(found.skipped.values()):
        names = [name for name, said in found.skipped.items() if said == why]
        console.print(f"\nleft out: {', '.join(names)}: {why}", soft_wrap=True)
    swept = found.swept
    console.print(
        f"\n{swept.points:,} points ({swept.design}) of {swept.replicates:,} futures each; intervals are 95 %. Metrics are means "
        "over the futures of a point; a month that never came counts as the horizon.",
        soft_wrap=True,
    )


def heading(one: Finding) -> str:
    """A metric, what it is, and how it varies over the points."""
    from trustladder.analysis.summary import number

    never = "; never counts as the horizon" if one.censored else ""
    return (
        f"{one.metric}: {one.meaning} ({one.unit}{never}); mean {number(one.mean)}, over points ± {number(one.spread)}"
    )


def _full(found: Sensitivity, one: Finding, gap: str) -> Table:
    from trustladder.analysis import terminal

    table = terminal.table()
    table.add_column("", overflow="fold", min_width=24)
    shown = {key: title for key, title in TITLES[found.method].items() if key in one.rows[0]}
    for title in shown.values():
        table.add_column(title, justify="right", no_wrap=True)
    for place in one.ranked():
        row = one.rows[place]
        table.add_row(found.factors[place], *(cell(row, key, gap) for key in shown))
    return table


def cell(row: dict[str, float], key: str, gap: str = " ") -> str:
    """An index, after a gap with its interval where it has one; shares to two places, effects in the metric's own unit."""
    from trustladder.analysis.summary import number

    write = (lambda value: f"{value:.2f}") if key in ("first", "total", "pawn", "dummy") else number
    if f"{key}_low" not in row:
        return write(row[key])
    return f"{write(row[key])}{gap}[{write(row[f'{key}_low'])}, {write(row[f'{key}_high'])}]"


def luck_in_words(found: Sensitivity, one: Finding) -> str:
    """How much of a metric's variation is mere luck, and what a factor without influence would show."""
    from trustladder.analysis.summary import number

    if one.luck is None:
        said = "luck: not known, one replicate a point cannot tell"
    else:
        said = f"luck: {one.luck.share:.1%} of the variance between points; {one.luck.single:.0%} of that between single futures"
    row = one.rows[0]
    if found.method == "morris" and row["luck"] == row["luck"]:
        said += f"; a factor without influence would show mu* of about {number(row['luck'])}"
    if found.method == "oat" and row["luck"] == row["luck"]:
        said += f"; standard error of a difference {number(row['luck'])}"
    return said


def _others(found: Sensitivity, rest: list[Finding]) -> Table:
    """One line a metric: its three strongest factors, and luck."""
    from trustladder.analysis import terminal

    by = next(TITLES[found.method][key] for key in ("total", "mu_star", "swing", "pawn") if key in rest[0].rows[0])
    table = terminal.table()
    table.add_column("", overflow="fold", min_width=24)
    table.add_column(f"strongest factors, by {by}", overflow="fold")
    table.add_column("luck", justify="right", no_wrap=True)
    for one in rest:
        strongest = ", ".join(f"{found.factors[row]} {one.strength(row):.2g}" for row in one.ranked()[:3])
        table.add_row(one.metric, strongest, "" if one.luck is None else f"{one.luck.share:.1%}")
    return table
