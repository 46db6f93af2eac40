"""`trustladder history`: compare the fitted model with the record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trustladder.analysis.cli.backtest import print_backtest
from trustladder.analysis.cli.figure import check_drawing, draw_into, drawing_options
from trustladder.analysis.cli.learned import in_short, rows_of, sentences
from trustladder.analysis.cli.options import all_option, json_option, progress
from trustladder.sim.scenario.limits import LARGEST_SEED

if TYPE_CHECKING:
    from trustladder.analysis.figures.kit.source import Source
    from trustladder.analysis.history.scoreboard import Line, Scoreboard
    from trustladder.sim.fits import Fit


@click.command("history", epilog="Example: trustladder history --figure history.png")
@click.option(
    "--fit",
    "folder",
    type=click.Path(path_type=Path),
    help="A folder of `trustladder calibrate` [default: the shipped posterior].",
)
@click.option("--facts", type=click.Path(path_type=Path), help="Another file of facts.")
@drawing_options
@click.option(
    "--backtest",
    "later",
    is_flag=True,
    help="Score forecasts made from the record up to 2004, ..., 2012 on the years after each.",
)
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), default=1, show_default=True)
@all_option
@json_option
def command(
    folder: Path | None,
    facts: Path | None,
    figure: Path | None,
    purpose: str,
    language: str,
    later: bool,
    seed: int,
    everything: bool,
    as_json: bool,
) -> None:
    """Hold the fitted model against the record to 2012: every fact, its tolerance, and what the model gives."""
    from trustladder.sim.fits import read_fit

    check_drawing(figure, purpose, language)
    fit = read_fit(folder)
    data: Source
    if later:
        from trustladder.analysis.figures.backtest import BacktestSource

        data = BacktestSource(folder, language, facts, seed, print_backtest(fit, facts, seed, as_json))
    else:
        from trustladder.analysis.figures.history import HistorySource

        data = HistorySource(
            folder, language, facts, seed, print_scoreboard(fit, folder, facts, seed, everything, as_json)
        )
    if figure is not None:
        draw_into(figure, "backtest" if later else "history", data, purpose, as_json)


def print_scoreboard(
    fit: Fit, folder: Path | None, facts: Path | None, seed: int, everything: bool, as_json: bool
) -> Scoreboard:
    """Run the histories of a fit; print what the record can tell about it, and how they meet the facts."""
    from trustladder.analysis.history.facts import targets
    from trustladder.analysis.history.scoreboard import histories, scoreboard
    from trustladder.sim.fits import SHIPPED, folder_of

    place = folder or folder_of(SHIPPED)
    said = sentences(fit, place)
    with progress("histories", histories(fit)) as (advance, _):
        board = scoreboard(targets(facts), fit, seed=seed, progress=advance)
    if as_json:
        facts_met = [_plain(line) for line in board.lines]
        tree = {"said": said, "learned": rows_of(fit, place), "within_one_rung": board.within_one, "facts": facts_met}
        click.echo(json.dumps(tree, indent=1))
    else:
        _print(board, said if everything else [in_short(fit, place)], everything)
    return board


VERDICTS = {(True, True): "yes", (True, False): "median", (False, True): "medoid", (False, False): "no"}


def _plain(line: Line) -> dict[str, object]:
    """Return a line of the scoreboard for JSON, NaN and infinity as null."""
    return {
        key: None if isinstance(value, float) and (value != value or abs(value) == float("inf")) else value
        for key, value in line._asdict().items()
    }


def finding(board: Scoreboard) -> str:
    """Return in a sentence how many facts of the record the model gives, and which it misses."""
    counted = [line for line in board.lines if line.counted]
    missed = [line for line in counted if not (line.met and line.medoid_met)]
    if not missed:
        return f"At the median of the fit and at its medoid the model gives all {len(counted)} facts of the record."
    names = "; ".join(f"{line.said} ({VERDICTS[line.met, line.medoid_met]})" for line in missed)
    met = len(counted) - len(missed)
    return f"The model gives {met} of {len(counted)} facts of the record at the fit's median and medoid; not {names}."


def _print(board: Scoreboard, said: list[str], everything: bool) -> None:
    from trustladder.analysis import terminal

    spread = ("5-95%", "never") if everything else ()
    table = terminal.table()
    for heading in ("fact", "allowed", "median", "medoid", *spread, "met"):
        table.add_column(heading, justify="left" if heading == "fact" else "right", no_wrap=heading != "fact")
    for line in board.lines:
        dated = line.high > 1900.0
        cells = [f"{_number(line.low, dated)}-{_number(line.high, dated)}"]
        cells += [_number(one, dated) for one in (line.model, line.medoid)]
        if everything:
            cells.append(f"{_number(line.model_low, dated)}-{_number(line.model_high, dated)}")
            cells.append(f"{line.never:.0%}" if dated else "")
        verdict = VERDICTS[line.met, line.medoid_met] if line.counted else f"({VERDICTS[line.met, line.medoid_met]})"
        table.add_row(line.said, *cells, verdict)
    console = terminal.console()
    console.print(finding(board), style="bold")
    for sentence in said:
        console.print(sentence)
    console.print()
    console.print(table)
    console.print(
        f"\nStanding at years' ends is right or one rung off in {board.within_one:.0%} of the forum-years on record. A "
        "fit on the record is no forecast: trustladder history --backtest."
    )
    if everything:
        console.print(
            "Median and medoid: of the posterior, whose medoid scenarios ship; 5-95%: histories over it; met: at "
            "both, or at the one named; in brackets: reported, not counted."
        )
    else:
        if not all(line.counted for line in board.lines):
            console.print("In brackets: reported, not counted.")
        console.print("--all: the range over histories, and what the record tells of each parameter.")


def _number(value: float, dated: bool) -> str:
    if abs(value) == float("inf"):
        return "never"
    return f"{value:.1f}" if dated else f"{value:.2g}"
