"""What it costs to verify a result as it is read: hashing its tables, of the time that reading them takes."""

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from tests.benchmarks.timing import in_turns, ratios, spread
from trustladder.analysis.simulate import simulate
from trustladder.analysis.summary import as_rows
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.parts import hash_of
from trustladder.sim.store.results import Folder, Plan, size_in_words

GOAL = 10.0  # percent


def measure(setup: Setup) -> Report:
    """Every column of a result, and its summary, read and verified, and its tables hashed, in turns."""
    runs = 200 if setup.quick else 100_000
    with TemporaryDirectory() as room:
        place = Path(room) / "r"
        simulate(Plan(Scenario.load("malacca-piracy").with_months(12), runs, 1, "compiled", "none"), place, [])
        parts = sorted((place / "runs").glob("*.parquet"))
        size = sum(part.stat().st_size for part in parts)

        def summary() -> None:
            with patch.dict(
                "trustladder.sim.store.parts._verified", clear=True
            ):  # as a command does that has just begun
                as_rows(place)

        tasks = {
            "all columns": lambda: Folder(place).table("runs"),
            "the summary": summary,
            "hashing": lambda: [hash_of(part) for part in parts],
        }
        taken = in_turns(tasks, 2 if setup.quick else 7)
    shares = {what: ratios(taken["hashing"], taken[what], factor=100.0) for what in ("all columns", "the summary")}
    rows = [goal_row(what, share, "% of it", GOAL, least=False) for what, share in shares.items()]
    seconds = {what: spread(values) for what, values in taken.items()}
    notes = [f"{runs:,} runs, {size_in_words(size)} of Parquet, hashed in {1000.0 * seconds['hashing'].median:.0f} ms."]
    return Report([Table("hashing, of reading", GOALS, rows)], notes, {"seconds": seconds, "runs": runs, "bytes": size})
