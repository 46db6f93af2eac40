"""`trustladder sensitivity`: find which factors of a finished sweep matter."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trustladder.analysis.cli import completion
from trustladder.analysis.cli.figure import check_drawing, draw_into, drawing_options
from trustladder.analysis.cli.options import all_option, json_option, progress
from trustladder.analysis.numbers import ranged, short

if TYPE_CHECKING:
    from rich.table import Table

    from trustladder.analysis.figures.kit.source import Source
    from trustladder.analysis.studies.sensitivity import Finding, Sensitivity


@click.command(
    "sensitivity", epilog="Example: trustladder sensitivity out/mine --metric region_held --figure which.png"
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--metric",
    "metrics",
    shell_complete=completion.metric,
    multiple=True,
    help="Only this metric; repeatable [default: all].",
)
@click.option(
    "--method",
    type=click.Choice(["sobol", "morris", "oat", "pawn"]),
    help="Another than the design's own; pawn fits all but oat.",
)
@click.option("--scenario", help="Which, where the sweep ran each point under several.")
@drawing_options
@click.option(
    "--draw",
    type=click.Choice(["sobol", "tornado", "heatmap", "survival", "convergence"]),
    help="Which figure, of the first metric "
    "[default: sobol; tornado of morris and oat; heatmap of a full design of two].",
)
@all_option
@click.option("--markdown", is_flag=True, help="Print a Markdown table of the first metric, as in sim/ODD.md.")
@json_option
def command(
    folder: Path,
    metrics: tuple[str, ...],
    method: str | None,
    scenario: str | None,
    figure: Path | None,
    purpose: str,
    language: str,
    draw: str | None,
    everything: bool,
    markdown: bool,
    as_json: bool,
) -> None:
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

    from trustladder.analysis.studies.sensitivity import sensitivity, usual_figure
    from trustladder.analysis.studies.swept import Swept

    if draw is not None and figure is None:
        raise click.UsageError(f"--draw {draw}: says what --figure draws; add --figure FILE")
    check_drawing(figure, purpose, language)
    analysis = None
    if draw not in WITHOUT_ANALYSIS:
        with progress("metrics", len(metrics) or len(Swept(folder, scenario).outcomes)) as (advance, _):
            analysis = sensitivity(folder, metrics, method, scenario, advance)  # type: ignore[arg-type]
        if as_json or markdown:
            click.echo(json.dumps(analysis.tree(), indent=1) if as_json else as_markdown(analysis))
        else:
            print_sensitivity(analysis, everything)
    if figure is not None:
        what = draw or usual_figure(analysis.swept if analysis else Swept(folder, scenario))
        metric = next(iter(metrics), analysis.findings[0].metric if analysis and analysis.findings else None)
        draw_into(figure, what, _drawn_of(what, analysis, folder, language, metric, method, scenario), purpose, as_json)


WITHOUT_ANALYSIS = ("heatmap", "survival", "convergence")


def _drawn_of(
    what: str,
    analysis: Sensitivity | None,
    folder: Path,
    language: str,
    metric: str | None,
    method: str | None,
    scenario: str | None,
) -> Source:
    """Return the source of a figure of the sweep; an analysis that was made before is used again."""
    from trustladder.analysis.figures import figure_of
    from trustladder.analysis.figures.kit.publish import open_source

    asked = {"metric": metric, "method": method, "scenario": scenario, "found": analysis}
    figure = figure_of(what)
    given = {name: value for name, value in asked.items() if value is not None and name in figure.SOURCE.OPTIONS}
    if analysis is not None and "method" in figure.SOURCE.OPTIONS:
        return figure.SOURCE(folder, language, **given, found=analysis)  # type: ignore[no-any-return]
    return open_source(figure, [folder], language, given)


TITLES = {
    "sobol": {"first": "alone S1", "total": "in all ST", "pawn": "PAWN", "dummy": "by chance"},
    "morris": {"mu_star": "size mu*", "mu": "mean mu", "sigma": "spread sigma", "pawn": "PAWN", "dummy": "by chance"},
    "oat": {"low": "lowest", "high": "highest", "swing": "swing"},
    "pawn": {"pawn": "PAWN", "dummy": "by chance"},
}


BESIDE = ("pawn", "dummy")  # indices that stand beside those of a method
SHOWN = 10  # factors on the first screen
AFTER = {"oat": "Of lowest and highest, of their paired difference from the scenario as it is."}


def print_sensitivity(found: Sensitivity, everything: bool = False) -> None:
    """Print what matters most for the first metric, its strongest factors, and how much is luck.

    Every factor of the headline metrics, and the strongest of the others, if `everything` is asked for.
    """
    from trustladder.analysis import terminal
    from trustladder.analysis.strongest import strongest
    from trustladder.analysis.studies.sensitivity import HEADLINE
    from trustladder.analysis.words import words

    console = terminal.console()
    first = [one for one in found.findings if one.metric in HEADLINE] or found.findings[:1]
    if everything and len(found.findings) <= 3:
        first = found.findings
    for one in first if everything else first[:1]:
        console.print(" ".join(strongest(words(), found, one)), style="bold")
        console.print(heading(one))
        console.print(_factors(found, one, terminal.gap(console)) if everything else _strongest(found, one))
        for note in (noise_in_words(one), *missing(found, one), *contradicting(found, one)):
            console.print(note)
        console.print()
    rest = [one for one in found.findings if one not in first]
    if rest and everything:
        console.print(_others(found, rest))
    for why in dict.fromkeys(found.skipped.values()):
        names = [name for name, said in found.skipped.items() if said == why]
        alone = len(names) == 1
        count = "1 metric is" if alone else f"{len(names)} metrics are"
        told = f": {', '.join(names)}" if everything else ""
        console.print(f"{count} left out, since {'it' if alone else 'each'} {why}{told}")
    swept = found.swept
    console.print(
        (
            f"{swept.points:,} points ({swept.design}) of {swept.replicates:,} futures each; "
            f"intervals are 95%, over points and luck. {AFTER.get(found.method, '')}"
        ).rstrip()
    )
    if not everything and (left := len(found.findings) - 1 or len(first[0].rows) > SHOWN):
        console.print(f"--all: every factor, and {left} other metrics" if left is not True else "--all: every factor")


def as_markdown(found: Sensitivity, most: int = 12) -> str:
    """Return the strongest factors of the first metric as a Markdown table, as in sim/ODD.md."""
    from trustladder.analysis.figures.kit.labels import factor as label
    from trustladder.analysis.words import words

    one, scenario = found.findings[0], found.swept.scenarios[found.swept.scenario_name]
    shown = {key: title for key, title in TITLES[found.method].items() if key in one.rows[0]}
    lines = [f"| {one.metric} | {' | '.join(shown.values())} |", "|---" * (len(shown) + 1) + "|"]
    for number in one.ranked()[:most]:
        path, cells = found.factors[number], (cell(one.rows[number], key) for key in shown)
        lines.append(f"| {label(words(), scenario, path)} (`{path}`) | {' | '.join(cells)} |")
    return "\n".join(lines)


def heading(one: Finding) -> str:
    """Return a metric, its meaning, and how it varies over the points."""
    never = "; never counts as the horizon" if one.censored else ""
    mean = f"mean {ranged(short, one.mean, one.mean_low, one.mean_high)}"
    deviation = f"standard deviation over points {short(one.spread)}"
    return f"{one.metric}: {one.meaning} ({one.unit}{never}); {mean}; {deviation}"


def _strongest(found: Sensitivity, one: Finding) -> Table:
    """Return the strongest factors, each on one line, by the design's own method."""
    shown = {key: title for key, title in TITLES[found.method].items() if found.method == "pawn" or key not in BESIDE}
    return _table(found, one, shown, one.ranked()[:SHOWN], " ")


def _factors(found: Sensitivity, one: Finding, gap: str) -> Table:
    """Return all factors, with PAWN beside the design's own method."""
    return _table(found, one, TITLES[found.method], one.ranked(), gap)


def _table(found: Sensitivity, one: Finding, titles: dict[str, str], rows: list[int], gap: str) -> Table:
    from trustladder.analysis import terminal

    shown = {key: title for key, title in titles.items() if key in one.rows[0]}
    table = terminal.sheet("", shown.values(), width=24)
    for number in rows:
        table.add_row(found.factors[number], *(cell(one.rows[number], key, gap) for key in shown))
    return table


def cell(row: dict[str, float], key: str, gap: str = " ") -> str:
    """Return an index, with its interval where it has one; shares to two places, effects in the metric's unit."""
    shares = key in ("first", "total", "pawn", "dummy")
    low, high = (row.get(f"{key}_{end}", math.nan) for end in ("low", "high"))
    return ranged((lambda value, more: f"{value:z.{2 + more}f}") if shares else short, row[key], low, high, gap)


def noise_in_words(one: Finding) -> str:
    """Return in words how much of a metric's variation is noise, with its interval."""
    if one.luck is None:
        return "luck: not known, one replicate a point cannot tell"
    luck = one.luck
    share = ranged(lambda value, more: f"{value:.{1 + more}%}", luck.share, luck.share_low, luck.share_high)
    between = f"{share} of the variance between points"
    return f"luck: {between}; {one.luck.single:.0%} of that between single futures"


def missing(found: Sensitivity, one: Finding) -> Iterator[str]:
    """Yield why there is no interval, and how many replicates or samples would do."""
    from trustladder.analysis.studies.crossed import LEAST_REPLICATES, LEAST_UNITS, too_few
    from trustladder.analysis.studies.elementary import LEAST_MOVED
    from trustladder.analysis.studies.sensitivity import samples

    ends = {"sobol": "total_low", "morris": "mu_star_low"}.get(found.method)
    if found.swept.replicates < LEAST_REPLICATES and found.method != "oat":
        yield too_few(found.swept.replicates)
    elif ends is not None and any(row[ends] != row[ends] for row in one.rows):
        count = samples(found.swept, found.method)
        if found.method == "morris":
            yield (
                f"No interval where a factor moves the metric in fewer than {LEAST_MOVED} trajectories or replicates; "
                "0: in none."
            )
        elif count < LEAST_UNITS:
            yield f"No intervals: {count} base samples are too few; {LEAST_UNITS} would do."
        else:
            yield "No intervals: the variance between points cannot be told from luck; more replicates would do."


def contradicting(found: Sensitivity, one: Finding) -> Iterator[str]:
    """Yield a sentence on indices that no metric can have."""
    if found.method == "sobol" and any(row["first"] > row["total"] or row["first"] < 0.0 for row in one.rows):
        yield "A share alone above the share in all, or below 0, is noise of the estimate: the true ones never are."


def _others(found: Sensitivity, rest: list[Finding]) -> Table:
    """Return one line a metric: its three strongest factors, and noise."""
    from trustladder.analysis import terminal
    from trustladder.analysis.studies.sensitivity import STRENGTHS

    by = next(TITLES[found.method][key] for key in STRENGTHS.values() if key in rest[0].rows[0])
    table = terminal.table()
    table.add_column("", overflow="fold", min_width=24)
    table.add_column(f"strongest factors, by {by}", overflow="fold")
    table.add_column("luck", justify="right", no_wrap=True)
    for one in rest:
        strongest = ", ".join(f"{found.factors[row]} {one.strength(row):.2g}" for row in one.ranked()[:3])
        table.add_row(one.metric, strongest, "" if one.luck is None else f"{one.luck.share:.1%}")
    return table
