"""What it costs to verify a result as it is read, against reading it."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from analysis.simulate import simulate
from analysis.summary import as_rows
from sim.parts import hash_of, verify
from sim.results import Folder, Plan, size_in_words
from sim.scenario import Scenario
from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from tests.benchmarks.timing import Spread, in_turns, ratios, spread

GOAL = 20.0  # percent of the time of reading


def measure(setup: Setup) -> Report:
    """All columns of a result, and its summary, with and without verifying, in turns."""
    runs = 200 if setup.quick else 200_000
    with TemporaryDirectory() as room:
        place = Path(room) / "r"
        scenario = Scenario.load("malacca-piracy").with_months(24)
        simulate(Plan(scenario, runs, 1, "compiled", "none"), place, [])
        parts = sorted((place / "runs").glob("*.parquet"))
        size = sum(part.stat().st_size for part in parts)

        def unverified(task: Any) -> None:
            with patch("sim.parts.verify", lambda _: None):
                task()

        def forgetting(task: Any) -> None:
            with patch.dict("sim.parts._verified", clear=True):
                task()

        everything, summary = (lambda: Folder(place).table("runs")), (lambda: as_rows(place))
        tasks = {
            "read": lambda: unverified(everything), "read, verified": lambda: forgetting(everything),
            "summary": lambda: unverified(summary), "summary, verified": lambda: forgetting(summary),
            "hashes alone": lambda: [hash_of(part) for part in parts],
        }  # fmt: skip
        taken = in_turns(tasks, 2 if setup.quick else 7)
        for part in parts:
            verify(part)
    rows = [
        goal_row(what, over(taken[f"{what}, verified"], taken[what]), "% more", GOAL, least=False)
        for what in ("read", "summary")
    ]
    seconds = {name: spread(values) for name, values in taken.items()}
    notes = [f"{runs:,} runs, {size_in_words(size)} of Parquet; hashing alone takes {1000 * seconds['hashes alone'].median:.0f} ms, "
             f"reading all columns {1000 * seconds['read'].median:.0f} ms."]  # fmt: skip
    return Report([Table("what verifying adds", GOALS, rows)], notes, {"seconds": seconds, "runs": runs, "bytes": size})


def over(dear: list[float], cheap: list[float]) -> Spread:
    """How much more one takes than the other, in percent."""
    return Spread(*(value - 100.0 for value in ratios(dear, cheap, factor=100.0)))
