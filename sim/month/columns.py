"""Whole columns: copied, cleared, added up."""

from trustladder.sim.arrays.tables import Floats
from trustladder.sim.law.rule import rule


@rule
def copy(source: Floats, target: Floats) -> None:
    """Copy a row of numbers."""
    for place in range(len(source)):
        target[place] = source[place]


@rule
def clear(row: Floats) -> None:
    """Set a row to 0."""
    for column in range(len(row)):
        row[column] = 0.0


@rule
def total(column: Floats, count: int) -> float:
    """Return the sum of the first numbers of a column, one after the other, as both lanes add."""
    found = 0.0
    for place in range(count):
        found += column[place]
    return found
