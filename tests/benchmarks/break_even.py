"""Where the choices of policy that the law decides turn: their effects over the parameters that decide them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import NamedTuple

from tests.benchmarks.report import Report, Setup, Table
from trustladder.analysis.comparison.paired import Effect, effect
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.ensemble import run_replicates
from trustladder.sim.metrics import measure as metrics
from trustladder.sim.scenario.scenario import Scenario

FUTURES, SEED = 400, 1
MATTERS = 0.02  # of the index of human security: smaller effects are too small to matter
INDEX = "human_security"
OUTCOMES = {  # metric: what it is called
    "civilian_harm": "civilian harm a decade, x100",
    "coercion": "coercion, x100",
    INDEX: "human security, x100",
}


class Axis(NamedTuple):
    """A parameter and the values at which it is held, in the past too."""

    path: str
    values: tuple[float, ...]


class Question(NamedTuple):
    """A lever set low or high, over two parameters."""

    name: str
    said: str
    lever: str
    low: float
    high: float
    rows: Axis
    columns: Axis


Cells = dict[tuple[float, float], dict[str, Effect]]  # by values of both parameters and by metric

WEIGHTS = (0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4)
QUESTIONS = (
    Question(
        "training",
        "training against equipment: training share 0.2 to 0.8",
        "levers.training_share",
        0.2,
        0.8,
        Axis("uncertainties.special_weight", WEIGHTS),
        Axis("uncertainties.arms_weight", WEIGHTS),
    ),
    Question(
        "police",
        "police against special forces: policing share 0.2 to 0.8",
        "levers.policing_share",
        0.2,
        0.8,
        Axis("uncertainties.misuse", (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)),
        Axis("uncertainties.restraint", (0.0, 0.2, 0.4, 0.6, 0.8)),
    ),
    Question(
        "coordination",
        "coordination, with and without payment: joint share 0.05 to 0.5",
        "levers.joint_share",
        0.05,
        0.5,
        Axis("uncertainties.inducement", (0.0, 10.0, 40.0)),
        Axis("uncertainties.joint_yield", (0.0, 0.5, 1.0, 1.5, 2.0)),
    ),
)


def effects(base: Scenario, asked: Question, futures: int) -> Cells:
    """Return the paired effects of raising the lever in every cell of the grid."""
    found: Cells = {}
    for row, column in product(asked.rows.values, asked.columns.values):
        held = base.changed({asked.rows.path: row, asked.columns.path: column})
        low, high = (outcomes(held.changed({asked.lever: value}), futures) for value in (asked.low, asked.high))
        found[row, column] = {metric: effect(high[metric], low[metric]) for metric in OUTCOMES}
    return found


def outcomes(scenario: Scenario, futures: int) -> dict[str, Floats]:
    """Return the outcomes of a scenario's futures [run]."""
    return metrics(scenario, run_replicates(scenario, range(futures), SEED).record, OUTCOMES)


def crossing(values: Sequence[float], differences: Sequence[float]) -> float | None:
    """Return the first value at which a difference turns, by straight lines between the grid's; None for never."""
    points = list(zip(values, differences, strict=True))
    for (left, before), (right, after) in pairwise(points):
        if before * after < 0.0:
            return left + (right - left) * before / (before - after)
    return None


def line(asked: Question, cells: Cells, metric: str) -> dict[float, float | None]:
    """Return the break-even line of a metric: by value of the rows, the value of the columns at which it turns."""
    columns = asked.columns.values
    return {
        row: crossing(columns, [cells[row, column][metric].difference for column in columns])
        for row in asked.rows.values
    }


def table_of(asked: Question, cells: Cells, metric: str) -> Table:
    """Return the effects on one metric as a grid."""
    short = [axis.path.rpartition(".")[2] for axis in (asked.rows, asked.columns)]
    head = (f"{short[0]} by {short[1]}", *(f"{column:g}" for column in asked.columns.values), "turns at")
    turns = line(asked, cells, metric)
    rows = []
    for row in asked.rows.values:
        turn = turns[row]
        found = [text(cells[row, column][metric]) for column in asked.columns.values]
        rows.append((f"{row:g}", *found, "" if turn is None else f"{turn:.2f}"))
    return Table(f"{asked.said}; {OUTCOMES[metric]}", head, rows)


def text(found: Effect) -> str:
    """Return a difference with half its interval, x100; a dot where the interval holds 0."""
    half = f" ±{50.0 * (found.high - found.low):.1f}" if found.known else ""
    return f"{100.0 * found.difference:+.1f}{half}{'' if found.clear else ' ·'}"


def verdict(asked: Question, cells: Cells) -> str:
    """Return how large the effect on the index is at each value of the rows, and whether that matters."""
    name = asked.rows.path.rpartition(".")[2]
    sizes = [
        size(row, [cells[row, column][INDEX].difference for column in asked.columns.values], name)
        for row in asked.rows.values
    ]
    return f"{asked.name}, on the index: {'; '.join(sizes)}."


def size(row: float, differences: Sequence[float], name: str) -> str:
    """Return the least and the greatest effect of a row of the grid, and that they are too small where they are."""
    least, most = min(differences), max(differences)
    small = ", too small to matter" if max(-least, most) < MATTERS else ""
    return f"{name} {row:g}: {least:+.3f} to {most:+.3f}{small}"


def told(asked: Question, cells: Cells) -> Iterator[Table]:
    """Yield the tables of a question."""
    for metric in OUTCOMES:
        yield table_of(asked, cells, metric)


def ends(asked: Question) -> Question:
    """Return the question at the ends of both parameters."""
    rows, columns = (axis._replace(values=(axis.values[0], axis.values[-1])) for axis in (asked.rows, asked.columns))
    return asked._replace(rows=rows, columns=columns)


def measure(setup: Setup) -> Report:
    """Every question over its grid in the baseline, under the same luck; the ends alone in a smoke run."""
    base = Scenario.load("baseline")
    questions = [ends(asked) for asked in QUESTIONS] if setup.quick else list(QUESTIONS)
    futures = 4 if setup.quick else FUTURES
    found = {asked.name: effects(base, asked, futures) for asked in questions}
    tables = [table for asked in questions for table in told(asked, found[asked.name])]
    notes = [verdict(asked, found[asked.name]) for asked in questions]
    notes.append(f"{futures} futures a cell and arm, seed {SEED}; · marks differences whose 95% interval holds 0.")
    numbers = {
        asked.name: {
            "cells": [
                [row, column, *(cell[metric].difference for metric in OUTCOMES)]
                for (row, column), cell in found[asked.name].items()
            ],
            "lines": {metric: line(asked, found[asked.name], metric) for metric in OUTCOMES},
        }
        for asked in questions
    }
    return Report(tables, notes, numbers)
