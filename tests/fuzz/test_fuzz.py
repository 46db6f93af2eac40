"""Some hundreds of random small worlds, those that once failed, and the tool that finds and shrinks them."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.fuzz.__main__ import kind, main
from tests.fuzz.holds import faults
from tests.fuzz.kinds import KINDS, kinds_of
from tests.fuzz.shrinking import shrunk
from tests.fuzz.worker import DIED, REFUSED, Worker, tried
from tests.fuzz.worlds import drawn
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario

KNOWN = sorted(Path(__file__).with_name("known").glob("*.json"))
SEED, WORLDS, TOGETHER = 1, 200, 10


@pytest.mark.parametrize("first", range(0, WORLDS, TOGETHER))
def test_random_worlds_are_the_same_on_both_lanes_and_stay_in_range(first):
    failing = {number: found for number in range(first, first + TOGETHER) if (found := tried(drawn(SEED, number)))}
    assert not failing


@pytest.mark.parametrize("place", KNOWN, ids=lambda place: place.stem)
def test_a_world_that_failed_once_fails_no_more(place):
    assert faults(json.loads(place.read_text(encoding="utf-8"))) == []


def test_worlds_are_whole_and_many_have_a_past_of_others():
    worlds = 100
    trees = [drawn(SEED, number) for number in range(worlds)]
    scenarios = [Scenario.from_tree(tree) for tree in trees]
    pasts = [(one, one.history()) for one in scenarios if one.past is not None]
    assert len(pasts) > worlds / 2
    for table in ("actors", "forums", "domains"):
        assert sum({*getattr(one, table)} != {*getattr(before, table)} for one, before in pasts) > worlds / 10
    assert sum(before.past is not None for _, before in pasts) > worlds / 20
    assert drawn(SEED, 7) == trees[7] != drawn(SEED + 1, 7)


def test_every_kind_of_world_is_often_drawn():
    worlds = 300
    found = Counter(name for number in range(worlds) for name in kinds_of(drawn(SEED, number)))
    rare = {name: found[name] for name in KINDS if found[name] < worlds / 10}
    assert not rare


def broken_lane(monkeypatch):
    """A lane that counts one meeting too many wherever there is an event."""
    from trustladder.sim.agents.model import CooperationModel

    observe = CooperationModel.observe

    def miscounted(self):
        self.tally[0] += len(self.tables.events)
        observe(self)

    monkeypatch.setattr(CooperationModel, "observe", miscounted)


def test_a_difference_is_found_and_the_world_is_shrunk_to_what_it_takes(monkeypatch):
    broken_lane(monkeypatch)
    tree = next(tree for tree in (drawn(SEED, number) for number in range(50)) if tree["events"])
    found = faults(tree)
    assert {kind(fault) for fault in found} == {"lanes differ"}
    assert any("convened in month 0" in fault for fault in found)
    small = shrunk(tree, lambda one: any("lanes differ" in fault for fault in tried(one)), seconds=6.0)
    assert len(json.dumps(small)) < len(json.dumps(tree))
    assert small["events"] and faults(small)


class Dying(Worker):
    """A process that does not survive some worlds."""

    def faults(self, tree):
        try:
            return [DIED] if Scenario.from_tree(tree).past is not None else []
        except InputError as error:
            return [f"{REFUSED}: {error}"]


def test_the_command_saves_what_fails_and_exits_with_1(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("tests.fuzz.__main__.Worker", Dying)
    with pytest.raises(SystemExit) as left:
        main(["--worlds", "3", "--save", str(tmp_path), "--shrink", "1"], standalone_mode=False)
    assert left.value.code == 1
    saved = [json.loads(place.read_text()) for place in tmp_path.iterdir()]
    assert saved and all("past" in tree for tree in saved)
    for tree in saved:
        assert Scenario.from_tree(tree).past is not None
    assert f"{len(saved)} crashes" in capsys.readouterr().out


def test_a_worker_that_dies_is_replaced():
    worker = Worker(bounds=False)
    try:
        worker.pool.submit(_die)
        assert worker.faults({}) == [DIED]
        assert worker.faults({})[0].startswith("refused: scenario: title: is missing")
    finally:
        worker.close()


def _die():
    import os

    os._exit(1)
