"""`trustladder discover`: find where, in the space that a sweep covered, cooperation opens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from trustladder.analysis.cli import completion
from trustladder.analysis.cli.figure import check_drawing, draw_into, drawing_options
from trustladder.analysis.cli.options import all_option, json_option, progress
from trustladder.analysis.numbers import distinct, ranged

if TYPE_CHECKING:
    from rich.console import Console

    from trustladder.analysis.studies.discovery import Discovery, Found


@click.command(
    "discover",
    epilog="Example: trustladder discover out/mine --metric region_held --threshold 0.3 --figure where.png",
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--metric",
    shell_complete=completion.metric,
    default="region_held",
    show_default=True,
    help="Its mean over the futures of a point counts.",
)
@click.option("--threshold", type=float, default=0.3, show_default=True, help="From where a point is of interest.")
@click.option("--below", is_flag=True, help="Points below the threshold are of interest instead.")
@click.option(
    "--density",
    type=click.FloatRange(0.0, 1.0),
    default=0.8,
    show_default=True,
    help="How dense a box of PRIM should be.",
)
@click.option(
    "--boxes", type=click.IntRange(1, 20), default=3, show_default=True, help="At most so many boxes of PRIM."
)
@click.option("--scenario", help="Which, where the sweep ran each point under several.")
@drawing_options
@all_option
@json_option
def command(
    folder: Path,
    metric: str,
    threshold: float,
    below: bool,
    density: float,
    boxes: int,
    scenario: str | None,
    figure: Path | None,
    purpose: str,
    language: str,
    everything: bool,
    as_json: bool,
) -> None:
    """Say where a metric of the finished sweep in DIR reaches a threshold: boxes by PRIM, and by CART.

    Needs pip install 'trustladder[discovery]', and a design that fills the space: lhs, sobol, random, full, saltelli.
    """
    import json

    from trustladder.analysis.studies.discovery import discover

    check_drawing(figure, purpose, language)
    with progress("fits", 4) as (advance, _):
        found = discover(folder, metric, threshold, below, density, boxes, scenario, advance)
    print_discovery(found, everything) if not as_json else click.echo(json.dumps(found.tree(), indent=1))
    if figure is not None:
        from trustladder.analysis.figures.boxes import DiscoverySource

        data = DiscoverySource(folder, language, metric, threshold, below, density, boxes, scenario, found)
        draw_into(figure, "boxes", data, purpose, as_json)


def finding(found: Discovery) -> str:
    """Return in a sentence how often a sweep's points are of interest, and where they are densest."""
    swept = found.swept
    low, high = found.share
    ends = _ends(low, high)
    side = "below" if found.below else "at or above"
    told = f"{found.metric} is {side} {found.threshold:g} at {found.interest / swept.points:.0%} of points{ends}"
    boxes = [box for one in found.methods for box in one.boxes[:1]]
    if not boxes:
        return f"{told}; no box is denser than the whole."
    box = boxes[0]
    dense = _ends(box.density_low, box.density_high)
    limits = " and ".join(f"{limit.factor} {limit.said}" for limit in box.limits)
    return f"{told}, and at {box.density:.0%}{dense} where {limits}: {box.coverage:.0%} of them lie there."


def _ends(low: float, high: float) -> str:
    """Return the ends of a share's interval in brackets; nothing if it has none."""
    ends = distinct(lambda share, more: f"{share:.{more}%}", low, high)
    return f" ({' to '.join(ends)})" if low == low else ""


def print_discovery(found: Discovery, everything: bool = False) -> None:
    """Print the finding, and the first box; every box of every method if `everything` is asked for."""
    from trustladder.analysis import terminal
    from trustladder.analysis.studies.crossed import LEAST_REPLICATES, too_few

    console, swept = terminal.console(), found.swept
    never = " (never counts as the horizon)" if swept.censored(found.metric) else ""
    console.print(finding(found), style="bold")
    console.print(
        f"{found.metric}: {swept.entry(found.metric).meaning}, mean over the {swept.replicates:,} futures of a "
        f"point{never}\n"
    )
    for one in found.methods if everything else found.methods[:1]:
        _print_method(console, found, one, len(one.boxes) if everything else 1)
    if swept.replicates < LEAST_REPLICATES:
        console.print(too_few(swept.replicates))
    console.print(
        "coverage: points of interest inside, of all of them; density: of those inside, with its 95% interval; mass: "
        "points inside, of all."
    )
    if not everything:
        console.print("--all prints every box of every method.")


def _print_method(console: Console, whole: Discovery, found: Found, most: int) -> None:
    from trustladder.analysis import terminal

    table = terminal.sheet("box", ("coverage", "density [95%]", "mass", "points"), found.method, 24)
    for box in found.boxes[:most]:
        said = "\n".join(f"{limit.factor}: {limit.said}" for limit in box.limits)
        ends = box.density_low, box.density_high
        dense = ranged(lambda share, more: f"{share:.{2 + more}f}", box.density, *ends)
        if not whole.dense_enough(found, box):
            dense += " !"
        table.add_row(said, f"{box.coverage:.0%}", dense, f"{box.mass:.0%}", f"{box.points:,}")
    console.print(table)
    if not all(whole.dense_enough(found, box) for box in found.boxes[:most]):
        console.print(
            f"!: less dense than the {whole.density:g} asked for; no box that chance could not have made is denser"
        )
    if not found.boxes:
        console.print("no box is denser than the whole")
    elif found.unseen == found.unseen:
        console.print(f"in points that it was not fitted to, the first box has density {found.unseen:.2f}")
    console.print()
