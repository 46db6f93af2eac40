"""Pasts on disk: what one command has run, the next one reads; what is damaged or cannot be kept is run again."""

import logging

import numpy as np
import pytest

from trustladder.sim import past_store as pasts
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.engine import Execution
from trustladder.sim.past_store import PastStore
from trustladder.sim.scenario.changes import with_parameters
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.warm_up import WarmUpCache

SCENARIO = Scenario.load("baseline", {"past.replicates": 6, "months": 1})


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A folder of its own for pasts."""
    monkeypatch.setattr(pasts, "writable_folder", lambda *names: tmp_path)
    return lambda **options: PastStore(**options)


def started(store, which, scenario=SCENARIO, **execution):
    """The cache of a new process, and the states with which it begins some replicates."""
    cache = WarmUpCache(store=store)
    found = cache.starts(scenario, tables_of(scenario), which, scenario.seed, execution=Execution(**execution))
    return cache, [field[found.rows] for field in found.states]


def same(one, two):
    return all(np.array_equal(field, other) for field, other in zip(one, two, strict=True))


def test_what_one_command_ran_the_next_one_reads_to_the_bit(store):
    first, states = started(store(), range(6))
    second, again = started(store(), range(6))
    assert (first.runs, second.runs) == (6, 0)
    assert same(states, again)


def test_only_the_runs_that_the_disk_lacks_are_made_and_then_it_has_all(store):
    started(store(), [1, 4])
    more, states = started(store(), range(6))
    assert more.runs == 4
    last, again = started(store(), range(6))
    assert last.runs == 0 and same(states, again)
    assert same(states, started(None, range(6))[1])


def test_parameter_sets_and_seeds_have_pasts_of_their_own(store):
    started(store(), range(6))
    other = with_parameters(SCENARIO, {"uncertainties.omega": 0.3})
    assert started(store(), range(6), other)[0].runs == 6
    assert started(store(), range(6), SCENARIO.model_copy(update={"seed": 2}))[0].runs == 6
    assert started(store(), range(6), other)[0].runs == 0


@pytest.mark.parametrize("damage", [lambda file: file[:100], lambda file: file[:-300] + b"x" * 300, lambda file: b""])
def test_a_damaged_past_is_told_in_one_line_run_again_and_mended(store, tmp_path, caplog, damage):
    _, states = started(store(), range(6))
    (path,) = tmp_path.glob("*.past")
    path.write_bytes(damage(path.read_bytes()))
    with caplog.at_level(logging.WARNING, "trustladder"):
        cache, again = started(store(), range(6))
    assert cache.runs == 6 and same(states, again)
    (line,) = (one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING)
    assert line.startswith(f"{path}: damaged") and "\n" not in line
    assert started(store(), range(6))[0].runs == 0


@pytest.mark.parametrize("place", [*range(0, 4000, 97), *(one / 16 for one in range(16))])  # closely in the head
def test_no_flipped_bit_changes_a_number(store, tmp_path, place):
    _, states = started(store(), [0])
    (path,) = tmp_path.glob("*.past")
    content = bytearray(path.read_bytes())
    content[int(place * len(content) / 4000)] ^= 4
    path.write_bytes(content)
    assert same(states, started(store(), [0])[1])


def test_points_that_come_once_are_read_from_disk_but_not_kept_there(store, tmp_path):
    started(store(), range(6), keep_pasts=False)
    assert not list(tmp_path.glob("*.past"))


def test_the_pasts_used_longest_ago_are_removed_once_all_are_too_large(store, tmp_path):
    for omega in (0.1, 0.2, 0.3):
        started(store(limit=1), range(2), with_parameters(SCENARIO, {"uncertainties.omega": omega}))
    assert len(list(tmp_path.glob("*.past"))) <= 1


def test_where_nothing_can_be_written_every_past_is_run(monkeypatch):
    def refuse(*names):
        raise OSError("read-only")

    monkeypatch.setattr(pasts, "writable_folder", refuse)
    cache, states = started(PastStore(), range(6))
    assert cache.runs == 6 and same(states, started(None, range(6))[1])
