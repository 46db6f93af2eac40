"""Chunks: pieces that cover what is missing once, sized by speed, and parts that come together again byte for byte."""

import threading
from itertools import pairwise

import numpy as np
import pytest

from tests.analysis.sweeps.plans import PLAN
from trustladder.analysis.sweeps.chunks import FIRST, ChunkSizer, PartAssembler, PartialResult, WorkQueue, cut
from trustladder.analysis.sweeps.growth import Stage, WorkUnit, work_units
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.analysis.sweeps.runner import Runner
from trustladder.sim.store.arrow import column


def runs_in(pieces):
    return [(piece.number, point, one) for piece in pieces for point in piece.points for one in piece.replicates]


@pytest.mark.parametrize("size", [1, 3, 17, 64, 1000])
def test_a_pile_is_handed_out_once_and_whole(size):
    parts = [*work_units([Stage(5, 4, ""), Stage(9, 7, "")], 10), WorkUnit(99, range(1), range(40, 80))]
    pile, found = WorkQueue(parts), []
    while pile.rest:
        chunk = pile.take(size)
        assert chunk
        assert sum(piece.runs for piece in chunk) <= max(2 * size, 1)
        found += chunk
    assert runs_in(found) == runs_in(parts)
    assert (pile.runs, pile.take(size)) == (0, [])


def test_a_part_is_cut_between_points_and_a_point_between_replicates():
    assert cut(WorkUnit(0, range(10), range(5)), 20) == [
        WorkUnit(0, range(4), range(5)),
        WorkUnit(0, range(4, 10), range(5)),
    ]
    assert cut(WorkUnit(0, range(1), range(100)), 30)[0] == WorkUnit(0, range(1), range(30))
    assert cut(WorkUnit(0, range(2), range(100)), 30)[0] == WorkUnit(0, range(1), range(30))
    assert cut(WorkUnit(0, range(10), range(5)), 40) == [WorkUnit(0, range(10), range(5))], (
        "hardly anything would be left"
    )


@pytest.mark.parametrize("size", [1, 3, 8])
@pytest.mark.parametrize(
    "plan",
    [
        PLAN,
        {
            **PLAN,
            "arms": True,
            "scenario": ["malacca-piracy", "baseline"],
            "points": 2,
        },
    ],
)
def test_a_part_that_was_cut_comes_together_in_any_order_byte_for_byte(plan, size):
    sweep = Sweep.load({**plan, "months": 12, "replicates": 5})
    runner = Runner(sweep, 1, None, threading.Event())
    part = WorkUnit(4, range(1, 4), range(5))
    pile, puzzle, whole = WorkQueue([part]), PartAssembler([part]), []
    while pile.rest:
        whole += [PartialResult(piece, *runner.part(piece)) for piece in pile.take(size)]
    shuffled = np.random.default_rng(size).permutation(len(whole))
    (found,) = [done for place in shuffled for done in puzzle.add(whole[place])]
    columns, failed = runner.part(part)
    assert found.unit == part and found.failed == failed
    for name, values in columns.items():
        assert column(found.columns[name]).equals(column(values)), name
        assert column(found.columns[name]).type == column(values).type


def test_failures_come_together_too():
    part = WorkUnit(0, range(3), range(2))
    pieces = [
        PartialResult(
            part._replace(points=range(at, at + 1)), {"x": np.array([at] * (at < 2))}, {"point": [at] * (at == 2)}
        )
        for at in range(3)
    ]
    puzzle = PartAssembler([part])
    (whole,) = [done for piece in reversed(pieces) for done in puzzle.add(piece)]
    assert whole.columns["x"].tolist() == [0, 1] and whole.failed == {"point": [2]}


def test_chunks_grow_to_ten_seconds_and_not_by_leaps():
    first = FIRST["compiled"]
    pace, sizes = ChunkSizer(), [first]
    pace.learn(first, 30.0)  # it compiled
    for _ in range(12):
        sizes.append(pace.runs)
        pace.learn(pace.runs, pace.runs / 1000.0)
    assert pace.runs == 10_000
    assert all(two <= 4 * one for one, two in pairwise(sizes))
    pace.learn(pace.runs, pace.runs / 100.0)
    assert pace.runs == 2_500, "slower points, shorter chunks"


def test_towards_the_end_chunks_get_shorter_so_that_all_come_to_it_together():
    pace = ChunkSizer()
    pace.runs, pace.speed = 10_000, 1000.0
    assert pace.next(10**6, 2) == 10_000
    assert pace.next(20_000, 2) == 5_000
    assert pace.next(500, 2) == 1000, "a second at least"
    assert ChunkSizer().next(1, 0) == FIRST["compiled"]


def test_agents_of_ones_own_which_are_slow_begin_with_short_chunks_and_end_with_them():
    pace = ChunkSizer("mesa")
    assert pace.next(10**6, 2) == FIRST["mesa"]
    pace.learn(2, 2.0)
    pace.learn(8, 8.0)
    assert pace.next(10**6, 2) == 10, "ten seconds at one a second"
    assert pace.next(3, 2) == FIRST["mesa"]
