"""One law, two lanes: the same numbers to the last bit."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.worlds import tiny
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.tables import DonorColumn, DyadColumn
from trustladder.sim.engine import Execution
from trustladder.sim.ensemble import ensemble
from trustladder.sim.law.learning import TRUST_RULES
from trustladder.sim.metrics import measure
from trustladder.sim.scenario.effects import CONDITIONS, SHOCKS
from trustladder.sim.scenario.loading import shipped_names
from trustladder.sim.scenario.parameters import Structure, Uncertainties, lines_of
from trustladder.sim.scenario.scenario import Scenario


def assert_lanes_agree(scenario, replicate=0):
    """Every series of every month, every record and every metric, bit for bit."""
    compiled = ensemble(scenario, 1, first=replicate, keep=1)
    mesa = CooperationModel(scenario, replicate=replicate, record=False).run()
    differing = np.argwhere(mesa.months[0] != compiled.months[0])
    assert not len(differing), [(month, compiled.columns[column]) for month, column in differing[:5]]
    for name, one, two in zip(mesa.record._fields, mesa.record, compiled.record, strict=True):
        assert np.array_equal(one, two), name
    for name, values in measure(scenario, mesa.record).items():
        assert np.array_equal(values, measure(scenario, compiled.record)[name], equal_nan=True), name


@pytest.mark.parametrize("name", shipped_names())
def test_the_lanes_agree_on_every_shipped_scenario(name):
    assert_lanes_agree(Scenario.load(name), replicate=3)


def choices():
    """Every choice of structure that is not the one believed, alone."""
    for line in lines_of("structure", Structure):
        values = line.choices or ((False,) if line.low is None else (line.low, line.high))
        yield from ({line.path: value} for value in values if value != line.default)


STRUCTURES = [
    *choices(),
    {"structure.standing_scope": "region", "structure.gate": False, "structure.trust_rule": "kydd"},
    {"structure.dyads": "shuffled", "structure.trust_rule": "linear", "structure.response_rule": "threshold"},
    {"uncertainties.bilateral_evidence": 0.5},
    {"levers.step": 3, "levers.joint_share": 0.5, "levers.attention_floor": 0.9, "levers.assistance": 2.0},
]


@pytest.mark.parametrize("settings_", STRUCTURES, ids=str)
def test_the_lanes_agree_for_every_structural_choice(settings_):
    assert_lanes_agree(Scenario.load("energy-first", settings_).with_months(60), replicate=1)


EVERYTHING_HAPPENS = {
    "crash": {
        "name": "crash",
        "hazard": 0.05,
        "effects": [
            {"change": "supply", "multiply": 2.0, "months": 6},
            {"change": "interest", "domain": "fish", "add": 0.2, "months": 4},
            {"change": "instability", "set": 0.9, "months": 3},
            {"change": "rivalry", "of": ["BIG", "FAR"], "blow": 0.4},
        ],
    },
    "summit": {
        "name": "summit",
        "date": "2000-08-01",
        "effects": [
            {"change": "trust", "of": ["ANA"], "toward": ["BEN", "BIG"], "blow": 1.0},
            {"change": "trust", "of": ["BEN"], "domain": "water", "blow": -0.5},
            {"change": "rivalry", "blow": -0.3},
            {"change": "rivalry", "of": ["BIG", "FAR"], "add": 0.2, "months": 8},
            {"change": "dependence", "of": ["BEN"], "toward": ["FAR"], "set": 0.7},
            {"change": "attention", "of": ["FAR"], "blow": 0.5},
            {"change": "attention_target", "multiply": 0.5},
            {"change": "budget", "of": ["BIG"], "add": 0.4, "months": 5},
        ],
    },
    "coup": {
        "name": "coup",
        "date": "2001-06-01",
        "effects": [
            {"change": "leadership", "of": ["ANA"], "blow": 0.6},
            {"change": "collusion", "of": ["ANA"], "blow": -0.9},
            {"change": "policing", "blow": -0.2},
            {"change": "coercion", "of": ["BEN"], "blow": 0.5},
            {"change": "border_technology", "blow": 0.3},
            {"change": "autonomy", "of": ["ANA"], "set": 0.1, "months": 2},
            {"change": "secrecy", "multiply": 0.5},
            {"change": "temptation", "add": 0.3},
            {"change": "transit", "of": ["BEN"], "add": 0.5, "months": 12},
            {"change": "sensitivity", "set": 0.9},
        ],
    },
}


def test_the_lanes_agree_whatever_happens():
    scenario = tiny(events=EVERYTHING_HAPPENS, months=60)
    for replicate in range(12):
        assert_lanes_agree(scenario, replicate)


EFFECTS = [*((name, {"add": 0.3, "months": 6}) for name in CONDITIONS), *((name, {"blow": 0.3}) for name in SHOCKS)]


@pytest.mark.parametrize(("change", "how"), EFFECTS, ids=[f"{name}-{min(how)}" for name, how in EFFECTS])
def test_the_lanes_agree_on_every_kind_of_effect_alone_and_each_changes_the_world(change, how):
    events = {"it": {"name": "it", "hazard": 0.1, "effects": [{"change": change, **how}]}}
    facts = {"crisis_base": 0.05, "coercion_gain": 0.1, "memory_half_life": 240.0}
    three = {"name": "three", "members": ["ANA", "BEN", "BIG"], "sponsor": "BIG", "agenda": {"fish": {"rate": 0.5}}}
    world = {"months": 90, "uncertainties": facts, "forums": {"THREE": three}}
    with_it, without = (tiny(events=one, **world) for one in (events, {}))
    assert_lanes_agree(with_it)
    assert not np.array_equal(*(ensemble(one, 8, keep=8).months for one in (with_it, without)))


def numbers():
    """Uncertainties drawn from the whole ranges of the registry."""
    lines = list(lines_of("uncertainties", Uncertainties))
    whole = {line.path: st.integers(int(line.low), int(line.high)) for line in lines if isinstance(line.default, int)}
    real = {line.path: st.floats(line.low, line.high) for line in lines if isinstance(line.default, float)}
    return st.fixed_dictionaries({**whole, **real})


def structures():
    drawn = {}
    for line in lines_of("structure", Structure):
        of_numbers = st.booleans() if line.low is None else st.floats(line.low, line.high)
        drawn[line.path] = st.sampled_from(line.choices) if line.choices else of_numbers
    return st.fixed_dictionaries({**drawn, "seed": st.integers(0, 2**62)})


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(numbers(), structures())
def test_the_lanes_agree_anywhere_in_the_registrys_ranges(facts, structure):
    assert_lanes_agree(tiny(events=EVERYTHING_HAPPENS, months=30).changed({**facts, **structure}))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(numbers(), structures())
def test_shares_stay_shares_and_nothing_becomes_undefined(facts, structure):
    done = ensemble(tiny(events=EVERYTHING_HAPPENS, months=60).changed({**facts, **structure}), 8, keep=8)
    assert np.isfinite(done.months).all()
    assert not done.record.failed.any()
    shares = (
        "trust",
        "rivalry",
        "attention",
        "collusion",
        "policing",
        "coercion",
        "border",
        "interdicted",
        "region_held",
    )
    for place, name in enumerate(done.columns):
        values = done.months[:, :, place]
        assert (values >= 0.0).all(), name
        if name.startswith(shares):
            assert (values <= 1.0).all(), name
    state = done.last_states
    mix = state.donors[:, DonorColumn.MIX : DonorColumn.SPENT]
    for field in (state.trust, state.rivalry, state.gifts[:, DyadColumn.CUT], mix):
        assert ((field >= 0.0) & (field <= 1.0)).all()


def test_threads_and_chunks_change_no_bit():
    scenario = Scenario.load("zero-sum-rivalry").with_months(60)
    base = ensemble(scenario, 23, keep=23, chunk=50, execution=Execution(1))
    for threads, chunk in ((1, 1), (2, 7), (4, 5), (3, 50), (2, 23)):
        other = ensemble(scenario, 23, keep=23, chunk=chunk, execution=Execution(threads))
        assert np.array_equal(base.months, other.months)
        for one, two in zip(base.record, other.record, strict=True):
            assert np.array_equal(one, two)


@pytest.mark.parametrize("rule", TRUST_RULES)
def test_a_month_that_nobody_observes_is_lived_as_one_that_is_kept(rule):
    scenario = tiny(events=EVERYTHING_HAPPENS, months=60).changed({"structure.trust_rule": rule})
    kept, unkept = ensemble(scenario, 20, keep=20), ensemble(scenario, 20)
    assert kept.record.total[:, kept.columns.index("formed")].sum() > 100
    for one, two in zip(kept.record, unkept.record, strict=True):
        assert np.array_equal(one, two)


def test_a_replicate_is_the_same_alone_and_among_others():
    scenario = Scenario.load("malacca-piracy").with_months(48)
    many, alone = ensemble(scenario, 31, keep=31), ensemble(scenario, 1, first=17, keep=1)
    assert np.array_equal(many.months[17], alone.months[0])


def test_replicates_beyond_the_pasts_begin_with_an_earlier_past_again():
    scenario = Scenario.load("baseline", {"past.replicates": 3}).with_months(12)
    done = ensemble(scenario, 7, keep=7)
    start = done.columns.index("rivalry_of_rivals")
    assert not np.array_equal(done.months[0], done.months[3]), "another replicate has other luck"
    assert_lanes_agree(scenario, replicate=5)
    assert done.months[:, 0, start].std() > 0.0
