"""Sweeps killed with kill -9 at many moments, and gone on with: the same bytes as in one go?"""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.analysis.sweeps.plans import LONGER, made, parquet
from tests.benchmarks.report import Report, Setup, Table
from tests.kills import Killed, duration, killed

MOMENTS = 50


def measure(setup: Setup) -> Report:
    """One sweep a moment; the moments are spread evenly over the time that a sweep takes, and a little beyond."""
    moments = 2 if setup.quick else MOMENTS
    with TemporaryDirectory() as room:
        whole, taken = parquet(made(Path(room) / "whole", **LONGER).path), duration(fresh(room, "timed"))
        found = [
            killed(fresh(room, f"{number}"), 1.05 * taken * number / max(moments - 1, 1), whole)
            for number in range(moments)
        ]
    rows = [
        (f"{parts} parts there", str(count)) for parts, count in sorted(Counter(one.parts for one in found).items())
    ]
    same, left = sum(one.same for one in found), sum(bool(one.left) for one in found)
    notes = [
        f"{same} of {moments} sweeps killed and gone on with have the same bytes, part by part and point by point.",
        f"{left} of them left anything half-written behind; "
        f"{sum(one.finished for one in found)} were finished before the kill.",
    ]
    return Report(
        [Table(f"a sweep of {taken:.2f} s when it was killed", ("", "kills"), rows)], notes, numbers_of(found)
    )


def fresh(room: str, name: str) -> Path:
    """An empty folder."""
    place = Path(room) / name
    place.mkdir()
    return place


def numbers_of(found: list[Killed]) -> dict[str, object]:
    """The outcome for programs."""
    return {
        "moments": len(found),
        "same": sum(one.same for one in found),
        "left": sum(bool(one.left) for one in found),
        "parts": [one.parts for one in found],
    }
