"""Every number that a caption or an alt text says follows from the table beside the figure."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.analysis.figures.pictures import CASES
from trustladder.analysis.figures import figure_of
from trustladder.analysis.figures.kit.placeholder import describe_figure
from trustladder.analysis.figures.kit.sizes import SMALLEST

Row = dict[str, Any]
NUMBER = re.compile(r"(?<![\w.])[+−]?\d+(?:,\d{3})*(?:\.\d+)?")


def written(value: float) -> Iterator[str]:
    """A number as texts may write it: plain or in percent, with up to three decimals."""
    for scaled in (value, 100.0 * value):
        for digits in range(4):
            yield f"{abs(scaled):,.{digits}f}"


def plain(rows: list[Row]) -> Iterator[float]:
    """The numbers of a table, how many rows it has, and how many of each text and of each column's texts."""
    yield len(rows)
    for column in rows[0]:
        cells = [row[column] for row in rows if row[column] != ""]
        yield from (float(cell) for cell in cells if isinstance(cell, int | float))
        texts = [cell for cell in cells if isinstance(cell, str)]
        yield len(set(texts))
        yield from Counter(texts).values()
        yield from (float(year) for text in set(texts) for year in re.findall(r"\b\d{4}\b", text))


def shares(rows: list[Row], key: str, part: str, whole: str) -> Iterator[float]:
    """The share of a part in a whole, for each value of a column and for all."""
    for name in (None, *{row[key] for row in rows}):
        mine = [row for row in rows if name in (None, row[key]) and row["proposer"] != row["invited"]]
        if sum(row[whole] for row in mine):
            yield sum(row[part] for row in mine) / sum(row[whole] for row in mine)


def of_refusals(rows: list[Row]) -> Iterator[float]:
    """Shares refused by each actor and reason, and how many there are of each."""
    yield from shares(rows, "invited", "refusals", "invitations")
    for reason in [column for column in rows[0] if column.startswith("because_")]:
        yield from shares(rows, "invited", reason, "invitations")
        yield from shares(rows, "invited", reason, "refusals")
    yield 0.0
    yield sum(row["because_either_way"] + row["because_against_interest"] for row in rows)


def of_money(rows: list[Row]) -> Iterator[float]:
    """All money, and the share of each giver and taker."""
    whole = sum(row["money_a_year"] for row in rows)
    yield whole
    for side in ("donor", "government"):
        for name in {row[side] for row in rows}:
            yield sum(row["money_a_year"] for row in rows if row[side] == name) / whole


def of_ties(rows: list[Row]) -> Iterator[float]:
    """How many pairs gain, lose, and hardly change; with how many each actor gains or loses."""
    mine = [row for row in rows if row["domain"] == "counternarcotics"]
    gains = [row for row in mine if row["change"] >= SMALLEST["trust"]]
    losses = [row for row in mine if row["change"] <= -SMALLEST["trust"]]
    yield from (len(mine), len(gains), len(losses), len(mine) - len(gains) - len(losses))
    for side in (gains, losses):
        yield from Counter(name for row in side for name in (row["one"], row["two"])).values()


def of_effects(rows: list[Row]) -> Iterator[float]:
    """How many scenarios there are, and how many have no effect on the aim that matters."""
    held = [row for row in rows if row["metric"] == "region_held"]
    yield from (len(held), sum(row["size"] != "matters" for row in held))


def of_forecasts(rows: list[Row]) -> Iterator[float]:
    """In how many years and forums the model is ahead."""
    for group in ("origin", "forum"):
        chances = {(row["of"], row["forecast"]): row["chance"] for row in rows if row["by"] == group}
        names = {name for name, _ in chances}
        yield sum(chances[name, "model"] > chances[name, "persistence"] for name in names)
        yield len(names)


def of_points(rows: list[Row]) -> Iterator[float]:
    """The share of points of interest, and coverage and density of each first box."""
    reached = [row for row in rows if row["reached"]]
    yield len(reached) / len(rows)
    for box in [column for column in rows[0] if column.startswith("in_first_box")]:
        inside = [row for row in rows if row[box]]
        yield sum(row["reached"] for row in inside) / len(reached)
        yield sum(row["reached"] for row in inside) / len(inside)


def of_cells(rows: list[Row]) -> Iterator[float]:
    """The means of rows and columns of a grid, and how many there are."""
    one, two, value = rows[0]
    for side in (one, two):
        levels = sorted({row[side] for row in rows})
        yield len(levels)
        yield from (sum(row[value] for row in rows if row[side] == level) * len(levels) / len(rows) for level in levels)


def of_means(rows: list[Row]) -> Iterator[float]:
    """The ends of intervals of a running mean, and four times the replicates."""
    for row in rows:
        yield from (row["mean"] - row["half_of_interval"], row["mean"] + row["half_of_interval"], 4 * row["futures"])


def of_panels(rows: list[Row]) -> Iterator[float]:
    """How many panels and forums a record has."""
    mine = [row for row in rows if row["forum"] != "all"]
    yield len({(row["forum"], row["domain"]) for row in mine})
    yield len({row["forum"] for row in mine})


DERIVED: dict[str, Callable[[list[Row]], Iterator[float]]] = {
    "refusals": of_refusals, "reasons": of_refusals, "assistance": of_money, "trust-network": of_ties,
    "effects": of_effects, "backtest": of_forecasts, "boxes": of_points, "heatmap": of_cells,
    "convergence": of_means, "history": of_panels,
}  # fmt: skip
SAID = {  # numbers of texts that are no findings: bounds, sizes, what a set-up is
    *("100", "0", "1", "2", "0.02", "0.01", "9", "10", "36", "95"), *(str(year) for year in range(1990, 2041)),
}  # fmt: skip
ELSEWHERE = {"boxes": {"91", "0.499", "8.25"}, "sobol": {"256", "160"}}  # a fit in halves, limits, points of a sweep


@pytest.mark.parametrize("case", CASES)
def test_every_number_of_a_caption_stands_in_the_table(case, made):
    figure, data = figure_of(CASES[case].figure), made.source(case, "en")
    known = describe_figure(figure, data)
    rows = [dict(zip(known.columns, row, strict=True)) for row in known.rows]
    numbers = [*plain(rows), *DERIVED.get(CASES[case].figure, lambda _: iter(()))(rows)]
    allowed = {text for value in numbers if value == value for text in written(value)} | SAID
    said = NUMBER.findall(f"{known.caption.removesuffix(data.note)} {known.alt}")
    missing = {number for number in (one.lstrip("+−") for one in said) if number not in allowed}
    assert missing <= ELSEWHERE.get(CASES[case].figure, set())
