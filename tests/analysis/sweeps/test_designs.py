"""Designs: each looks where it says it does, and a longer one begins with a shorter one where that is promised."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SALib.sample import sobol as salib_sobol

from tests.worlds import tiny
from trustladder.analysis.sweeps.designs import PREFIXED, design_of, morris, saltelli, unit_problem
from trustladder.analysis.sweeps.factors import Factor, factor_of
from trustladder.sim.scenario.changes import parameter_of
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario, registry

TWO = [Factor("uncertainties.omega", "number", 0.0, 1.0), Factor("levers.step", "whole", 1.0, 6.0)]
SAMPLED = ("lhs", "sobol", "saltelli", "morris", "random")


def rows(name, points=8, factors=TWO, levels=4, seed=3):
    design = design_of(name, factors, points, levels, seed)
    return design.rows(0, design.size)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("full", 16), ("lhs", 8), ("sobol", 8), ("saltelli", 32), ("morris", 24), ("oat", 9), ("random", 8)],
)
def test_a_design_has_as_many_points_as_it_says(name, expected):
    assert rows(name).shape == (expected, 2)


@pytest.mark.parametrize("name", SAMPLED)
def test_sampled_designs_stay_within_the_ranges_and_use_them(name):
    found = rows(name, 64)
    assert found.min() >= 0.0 and found.max() <= 1.0
    assert found.min() < 0.1 and found.max() > 0.9


@pytest.mark.parametrize("name", SAMPLED)
def test_another_seed_looks_elsewhere_and_the_same_seed_looks_again(name):
    assert np.array_equal(rows(name), rows(name))
    assert not np.array_equal(rows(name), rows(name, seed=4))


@pytest.mark.parametrize("name", [name for name in PREFIXED if name != "list"])
@settings(max_examples=15)
@given(points=st.integers(1, 20), more=st.integers(1, 20))
def test_a_longer_design_begins_with_the_shorter_one(name, points, more):
    short, long = rows(name, points), rows(name, points + more)
    assert np.array_equal(long[: len(short)], short)


def test_a_longer_hypercube_is_another_one():
    assert not np.array_equal(rows("lhs", 16)[:8], rows("lhs", 8))


@pytest.mark.parametrize("name", ["full", "oat", *SAMPLED])
@settings(max_examples=15)
@given(st.data())
def test_any_stretch_of_a_design_is_that_stretch_of_the_whole(name, data):
    whole = rows(name, 12)
    first = data.draw(st.integers(0, len(whole)))
    last = data.draw(st.integers(first, len(whole)))
    part = design_of(name, TWO, 12, 4, 3).rows(first, last)
    assert np.array_equal(part, whole[first:last], equal_nan=True)


def test_a_hypercube_has_one_point_in_every_slice_of_every_factor():
    slices = np.floor(rows("lhs", 50) * 50).astype(int)
    assert all(sorted(column) == list(range(50)) for column in slices.T.tolist())


def test_a_sobol_sequence_fills_each_half_evenly():
    assert ((rows("sobol", 64) < 0.5).sum(axis=0) == 32).all()


def test_saltelli_points_stand_as_salib_expects_them():
    theirs = salib_sobol.sample(unit_problem(3), 8, calc_second_order=False, seed=np.random.default_rng(7))
    assert np.array_equal(saltelli(3, 7, 0, 40), theirs)


def test_a_morris_trajectory_moves_each_factor_once_by_the_same_step():
    for start in range(0, 40, 4):
        moves = np.diff(morris(3, 4, 1, start, start + 4), axis=0)
        assert ((moves != 0.0).sum(axis=0) == 1).all() and ((moves != 0.0).sum(axis=1) == 1).all()
        assert np.allclose(np.abs(moves[moves != 0.0]), 2.0 / 3.0)


def test_one_at_a_time_begins_with_the_scenario_as_it_is():
    found = rows("oat")
    assert np.isnan(found[0]).all()
    assert ((~np.isnan(found[1:])).sum(axis=1) == 1).all()


def test_a_full_design_has_every_combination_once():
    values = {tuple(factor.at(share) for factor, share in zip(TWO, row, strict=True)) for row in rows("full").tolist()}
    assert values == {(omega / 3.0, step) for omega in range(4) for step in (1, 3, 5, 6)}


# --- factors -------------------------------------------------------------------------------------------------------


def factor(path, entry, scenario=None):
    return factor_of("plan.toml", path, entry, [scenario or tiny(months=36)])


EVENT = {"name": "A change", "date": date(2001, 3, 1), "effects": [{"change": "attention", "of": ["BIG"], "blow": 0.2}]}


def test_a_pair_of_numbers_is_a_range_and_three_are_a_list():
    assert factor("uncertainties.omega", [0.2, 0.6]).at(0.5) == pytest.approx(0.4)
    assert factor("uncertainties.omega", [0.2, 0.4, 0.9]).values == (0.2, 0.4, 0.9)
    assert factor("uncertainties.omega", {"values": [0.2, 0.9]}).values == (0.2, 0.9)


def test_left_out_a_factor_covers_the_range_of_the_registry():
    assert factor("uncertainties.precision", {})[1:4] == ("number", 2.0, 15.0)
    assert factor("structure.gate", {}).values == (False, True)
    assert factor("structure.trust_rule", {}).values == ("beta", "kydd", "linear", "none")
    assert factor("actors.ANA.collusion", {})[2:4] == (0.0, 1.0)


def test_whole_numbers_stay_whole_and_are_equally_likely():
    steps = factor("levers.step", [1, 6])
    counts = np.bincount([steps.at(share) for share in np.linspace(0.0, 1.0, 6001)[:-1].tolist()])
    assert counts.tolist() == [0, 1000, 1000, 1000, 1000, 1000, 1000]


def test_dates_move_by_the_month_within_the_horizon():
    scenario = tiny(events={"change": EVENT})
    ranged = factor("events.change.date", [date(2000, 5, 1), date(2000, 7, 1)], scenario)
    assert [ranged.at(share) for share in (0.0, 0.4, 1.0)] == [date(2000, 5, 1), date(2000, 6, 1), date(2000, 7, 1)]
    whole = factor("events.change.date", {}, scenario)
    assert (whole.at(0.0), whole.at(1.0)) == (date(2000, 1, 1), date(2002, 12, 1))


@pytest.mark.parametrize("line", [line for line in registry() if "*" not in line.path], ids=lambda line: line.path)
def test_every_scalar_of_the_registry_can_be_varied(line):
    found = factor(line.path, {})
    for share in (0.0, 0.5, 1.0):
        tiny().changed({line.path: found.at(share)})


def test_every_number_of_an_entity_in_the_registry_is_found_by_its_path():
    known = [path for path, _ in Scenario.load("baseline").quantities() if parameter_of(path) is not None]
    assert {"actors.USA.rivalry.RUS", "forums.CARICC.agenda.counternarcotics.rate", "assets.GAS.size"} & set(known)
    assert len(known) > 300


@pytest.mark.parametrize(
    ("path", "entry", "said"),
    [
        ("levers.trainign_share", {}, "no such parameter (did you mean levers.training_share?)"),
        ("uncertainties.omega", [0.9, 0.1], "0.9 to 0.1 is reversed"),
        ("uncertainties.omega", [0.5, 1.5], "1.5; allowed: 0 to 1"),
        ("uncertainties.omega", ["a", "b"], "'a'; allowed: 0 to 1"),
        ("uncertainties.omega", 0.4, "allowed: [low, high], a list of values"),
        ("uncertainties.omega", [0.4, 0.4, 0.5], "each value once"),
        ("uncertainties.omega", [], "allowed: [low, high], a list of values"),
        ("levers.step", [1, 2.5, 3], "2.5; allowed: whole numbers from 1 to 6"),
        ("structure.trust_rule", ["beta", "kyd"], "no such choice 'kyd' (did you mean kydd?)"),
        ("structure.gate", [True, 1], "no such choice '1'"),
        ("events.storm.date", {}, "no dated event of tiny 'storm'"),
        ("scenario", {}, "allowed: a list of scenarios"),
    ],
)
def test_what_a_factor_may_not_be_is_said_in_one_line(path, entry, said):
    with pytest.raises(InputError) as raised:
        factor(path, entry)
    assert said in str(raised.value) and "\n" not in str(raised.value)
    assert str(raised.value).startswith("plan.toml: factors")


@given(st.floats(0.0, 1.0), st.integers(1, 12))
def test_a_choice_is_one_of_its_values_wherever_it_is_asked(share, count):
    choice = Factor("scenario", "choice", values=tuple(range(count)))
    assert choice.at(share) in choice.values
    assert [choice.at(place) for place in choice.grid(3).tolist()] == list(choice.values)
