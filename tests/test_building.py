"""Worlds: what scenarios share is worked out once, and each still gets the World that it would get alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustladder.sim.arrays import actor_tables, building
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.keys import Entries
from trustladder.sim.scenario.changes import changed
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario, registry

SCENARIOS = {name: Scenario.load(name) for name in ("baseline", "leap-to-joint-projects", "malacca-piracy")}
LINES = {one.path: one for one in registry() if one.path.partition(".")[0] in ("uncertainties", "levers", "structure")}


def drawn(data, line):
    if line.choices:
        return data.draw(st.sampled_from(line.choices))
    if line.low is None:
        return data.draw(st.booleans())
    whole = isinstance(line.low, int) and isinstance(line.high, int)
    return data.draw(st.integers(line.low, line.high) if whole else st.floats(line.low, line.high))


def assert_same_tables(one, other):
    for name, here in one.items():
        there = other[name]
        alike = repr(here.tolist()) == repr(there.tolist()) if isinstance(here, np.ndarray) else here == there
        assert alike, name


def same(one, other):
    assert_same_tables(one._asdict(), other._asdict())


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_changed_scenario_has_the_world_that_it_has_alone(data):
    scenario = SCENARIOS[data.draw(st.sampled_from(sorted(SCENARIOS)))]
    paths = data.draw(st.lists(st.sampled_from(sorted(LINES)), min_size=1, max_size=6, unique=True))
    other = changed(scenario, {path: drawn(data, LINES[path]) for path in paths})
    tables_of(scenario)
    found = tables_of(other)
    for one in (*vars(building).values(), *vars(actor_tables).values()):
        if hasattr(one, "cache_clear"):
            one.cache_clear()
    same(found, tables_of(other))


@pytest.mark.parametrize("path", sorted(LINES))
def test_whatever_changes_what_scenarios_share_tells_them_apart(path):
    scenario, line = SCENARIOS["leap-to-joint-projects"], LINES[path]
    values = line.choices or ((True, False) if line.low is None else (line.low, line.high))
    building.tables_of(scenario)
    for value in values:
        entries = Entries(changed(scenario, {path: value}))
        assert_same_tables(building._of_entries(entries), building._of_entries.__wrapped__(entries))


def test_an_entry_that_changes_is_another_world():
    scenario = SCENARIOS["baseline"]
    before = tables_of(scenario).agenda["rate"].max()
    tables = tables_of(changed(scenario, {"forums.CARICC.agenda.counternarcotics.rate": 0.99}))
    assert tables.agenda["rate"].max() == 0.99 != before


def test_scenarios_that_differ_by_levers_alone_share_all_tables_but_the_law():
    one, two = (tables_of(changed(SCENARIOS["baseline"], {"levers.joint_share": share})) for share in (0.1, 0.2))
    shared = {name for name, table in one._asdict().items() if table is getattr(two, name)}
    assert {*one._fields} - shared <= {"first_month", "months", "sizes", "law"}
    richer = tables_of(changed(SCENARIOS["baseline"], {"levers.assistance": 2.0}))
    assert richer.attributes is not one.attributes and richer.governments is one.governments


def test_one_is_not_true_for_numbers_that_are_checked_once():
    scenario = SCENARIOS["baseline"]
    assert changed(scenario, {"structure.gate": True}).structure.gate is True
    assert changed(scenario, {"levers.joint_share": 1}).levers.joint_share == 1.0
    with pytest.raises(InputError, match="joint_share"):
        changed(scenario, {"levers.joint_share": True})
