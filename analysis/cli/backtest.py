"""What `trustladder history --backtest` prints: the finding in words, the scores behind it, and what they rest on."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trustladder.analysis.cli.options import progress
from trustladder.analysis.numbers import distinct

if TYPE_CHECKING:
    from rich.table import Table

    from trustladder.analysis.history.backtest import Backtest
    from trustladder.analysis.history.scores import Difference
    from trustladder.sim.fits import Fit


def print_backtest(fit: Fit, facts: Path | None, seed: int, as_json: bool) -> Backtest:
    """Run the back-test, and print what it found."""
    from trustladder.analysis.history.backtest import backtest, work
    from trustladder.analysis.history.facts import targets

    with progress("histories to 2024", work(fit)) as (advance, cancel):
        found = backtest(targets(facts), fit, seed=seed, progress=advance, cancel=cancel)
    if as_json:
        click.echo(json.dumps(as_tree(found, fit, seed), indent=1))
    else:
        _print(found)
    return found


def as_tree(found: Backtest, fit: Fit, seed: int) -> dict[str, Any]:
    """Return the whole back-test for JSON: its finding, scores over all, by origin and by forum, and their basis."""
    from trustladder.analysis.history.backtest import HINDSIGHT, NAMES, by_forum, by_origin
    from trustladder.analysis.history.finding import finding, sentence
    from trustladder.analysis.history.shipped_forecast import as_file
    from trustladder.analysis.words import words

    scores = []
    for name in (*NAMES, *HINDSIGHT):
        log_score, brier = found.score(name)
        ahead, better = found.ahead(name, "persistence"), found.ahead(name, "persistence", brier=True)
        scores.append(
            {
                "forecast": name,
                "log_score": log_score,
                "brier": brier,
                "ahead": ahead._asdict(),
                "brier_ahead": better._asdict(),
            }
        )
    return {
        "said": sentence(words("en"), finding(found)),
        "finding": as_file(found, fit, seed),
        "scores": scores,
        "origins": [one._asdict() for one in found.origins],
        "by_origin": list(by_origin(found)),
        "by_forum": list(by_forum(found)),
    }


def _print(found: Backtest) -> None:
    from trustladder.analysis import terminal
    from trustladder.analysis.history.backtest import HINDSIGHT, ORIGINS
    from trustladder.analysis.history.finding import finding, sentence
    from trustladder.analysis.words import words

    say, console = words("en"), terminal.console()
    console.print(sentence(say, finding(found)) + "\n")
    console.print(_scores(found))
    console.print()
    console.print(_origins(found))
    sets = [one.sets for one in found.origins]
    least = min(number for one in found.origins for number in one.histories.values())
    before = found.cells.origin < ORIGINS[-1]
    told, wise = (math.exp(found.score(name, before)[0]) for name in ("model", HINDSIGHT[1]))
    console.print(
        f"\nChance: geometric mean of what was given to {len(found.cells.year):,} recorded standings, of forums in a "
        f"domain and year, to {found.last_year}; intervals over forums. The model rests on {min(sets):,.0f} to "
        f"{max(sets):,.0f} effective parameter sets, and in each forum on at least {least:,.0f} histories. In "
        f"hindsight, with the fit to 2012, it gives {wise:.0%} instead of {told:.0%} before {ORIGINS[-1]}."
    )


def _scores(found: Backtest) -> Table:
    """Return the scores over all origins as a table."""
    from trustladder.analysis import terminal
    from trustladder.analysis.words import words

    table, say = terminal.table(), words("en")
    for heading in ("forecast", "chance", "log", "ahead by (95%)", "Brier"):
        table.add_column(heading, justify="left" if heading == "forecast" else "right", no_wrap=True)
    for name in ("model", "free", "pool_model", found.partner, "persistence", "hazard"):
        log_score, brier = found.score(name)
        against = "" if name == "persistence" else _written(found.ahead(name, "persistence"))
        table.add_row(
            say(f"forecast.{name}"), f"{math.exp(log_score):.0%}", say.number(log_score), against, f"{brier:.2f}"
        )
    return table


def _origins(found: Backtest) -> Table:
    """Return the chances by origin as a table."""
    from trustladder.analysis import terminal
    from trustladder.analysis.history.backtest import ORIGINS
    from trustladder.analysis.words import words

    table, say = terminal.table(), words("en")
    table.add_column("chance, from")
    for origin in ORIGINS:
        table.add_column(str(origin), justify="right", no_wrap=True)
    for name in ("model", "persistence", "pool_model"):
        chances = (math.exp(found.score(name, found.cells.origin == origin)[0]) for origin in ORIGINS)
        table.add_row(say(f"forecast.{name}"), *(f"{chance:.0%}" for chance in chances))
    return table


def _written(one: Difference) -> str:
    from trustladder.analysis.words import words

    mean, low, high = distinct(lambda value, more: words("en").signed(value, 2 + more), *one)
    return f"{mean} [{low}, {high}]"
