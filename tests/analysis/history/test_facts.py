"""Facts: what the record asks of a history, and how runs are read."""

import numpy as np
import pytest

from trustladder.analysis.history.facts import agree, fitted, observed, targets
from trustladder.analysis.history.likelihood import (
    Evidence,
    SimulatedEvidence,
    emission,
    implausibility,
    log_facts,
    log_standing,
    observable_cells,
)
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.ensemble import ensemble
from trustladder.sim.month.run import empty_record
from trustladder.sim.scenario.dates import month_number
from trustladder.sim.scenario.errors import InputError

KNOWN = targets()
HISTORY = fitted(KNOWN)
NAMES = Index(HISTORY)


def record_with(**cells):
    """Two runs in which nothing happened, but for some cells: field = {(run, forum, rung): month}."""
    record = empty_record(tables_of(HISTORY), 5, 2)
    domain = NAMES.domains.index("counternarcotics")
    rungs = list(HISTORY.domains["counternarcotics"].rungs)
    for field, months in cells.items():
        for (run, forum, rung), month in months.items():
            getattr(record, field)[run, NAMES.forums.index(forum), domain, rungs.index(rung)] = month
    return record


def read(name, record):
    return observed(KNOWN.facts[name], HISTORY, record)


def test_the_history_ends_where_the_facts_stop_looking():
    assert HISTORY.first_month + HISTORY.months - 1 == month_number(KNOWN.until)


def test_the_region_shares_information_when_its_centre_stands_on_it():
    dates = read("S1", record_with(first_stood={(0, "CARICC", "information-sharing"): 146}))
    assert dates[0] == HISTORY.first_month + 146
    assert np.isnan(dates[1])
    assert agree(KNOWN.facts["S1"], dates, KNOWN.facts["S1"].target).tolist() == [True, False]


def test_training_with_both_rivals_counts_from_the_first_course_to_which_both_came():
    record = record_with(first_formed={(0, "NRC", "training"): 90, (1, "NRC", "training"): 90})
    domain, rungs = NAMES.domains.index("counternarcotics"), list(HISTORY.domains["counternarcotics"].rungs)
    record.first_together[0, domain, rungs.index("training")] = 115
    dates = read("S2", record)
    assert dates[0] == HISTORY.first_month + 115
    assert np.isnan(dates[1]), "a course without them"


def test_the_western_design_is_refused_unless_it_once_operates():
    refused = read("S4", record_with(first_formed={(0, "CACI", "operations"): 180, (1, "CSTO", "operations"): 80}))
    assert refused.tolist() == [0.0, 1.0]


def test_the_order_of_rungs_asks_which_came_first_and_never_comes_last():
    formed = {(0, "CSTO", "operations"): 80}
    stood = {(0, "CARICC", "information-sharing"): 130}
    assert read("S10", record_with(first_formed=formed, first_stood=stood)).tolist() == [1.0, 0.0]
    assert read("S10", record_with(first_formed=formed)).tolist() == [1.0, 0.0]
    assert read("S10", record_with(first_stood=stood)).tolist() == [0.0, 0.0]


def test_never_agrees_with_never():
    fact = KNOWN.facts["S2"]
    assert agree(fact, np.array([np.nan, 24100.0]), np.nan).tolist() == [True, False]


def test_a_record_is_most_often_right_and_errs_downward():
    table = emission(KNOWN.reporting, 5)
    assert table.sum(axis=1) == pytest.approx(np.ones(5))
    assert (np.diag(table) > 0.7).all()
    assert (table > 0.0).all()
    for true in range(1, 5):
        assert table[true, :true].sum() > table[true, true + 1 :].sum()


def test_standing_that_was_recorded_is_likelier_where_the_model_stands_there():
    shape = (*observable_cells(HISTORY).shape, 5)
    recorded = np.full(shape[:3], 2)
    evidence = Evidence(np.zeros(0), recorded, observable_cells(HISTORY))

    def standing(level):
        shares = np.zeros(shape)
        shares[..., level] = 1.0
        return log_standing(KNOWN.reporting, SimulatedEvidence(np.zeros((0, 1)), np.zeros((0, 1)), shares), evidence)

    assert standing(2) > standing(3) > standing(1)


def test_facts_count_only_where_one_history_shows_all_of_them():
    target = np.array([fact.target for fact in KNOWN.facts.values()])
    evidence = Evidence(target, np.zeros((0,)), np.zeros((0,)))
    good = np.repeat(target[:, None], 10, axis=1)
    half = good.copy()
    half[0, :5] += 120.0
    half[1, 5:] += 120.0
    explained = [
        log_facts(KNOWN, SimulatedEvidence(values, np.zeros((0, 10)), np.zeros(0)), evidence) for values in (good, half)
    ]
    assert explained[0] == pytest.approx(np.log(10.5 / 11.0))
    assert explained[1] == pytest.approx(np.log(0.5 / 11.0))


def test_a_set_whose_median_run_misses_a_fact_is_ruled_out_by_how_far_it_misses():
    target = np.array([fact.target for fact in KNOWN.facts.values()])
    scales = np.array([[0.5 * (scale.low + scale.high)] * 11 for scale in KNOWN.scale.values()])
    good = np.repeat(target[:, None], 11, axis=1)

    def miss(facts, scales=scales):
        return implausibility(KNOWN, SimulatedEvidence(facts, scales, np.zeros(0)))

    late, never, refused = good.copy(), good.copy(), scales.copy()
    late[0] += 24 + 12
    never[0, :6] = np.nan
    refused[list(KNOWN.scale).index("refusals")] = 0.7
    assert miss(good) == 0.0
    assert miss(late) == pytest.approx(0.5)
    assert miss(never) == pytest.approx(10.0)
    assert miss(good, refused) == pytest.approx(0.25)


def test_a_forum_is_not_looked_at_before_it_is_founded():
    looked = observable_cells(HISTORY)
    domain = NAMES.domains.index("counternarcotics")
    assert looked[NAMES.forums.index("NRC"), domain].tolist() == [year >= 2005 for year in range(1997, 2013)]
    assert not looked[NAMES.forums.index("NRC"), NAMES.domains.index("energy")].any()


def test_real_runs_can_be_read():
    record = ensemble(HISTORY, 5).record
    for name, fact in KNOWN.facts.items():
        values = observed(fact, HISTORY, record)
        assert values.shape == (5,), name


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('forum = "CARICC"\ndomain', 'forum = "CARIC"\ndomain', "facts.S1.forum: no forum 'CARIC'.*mean CARICC"),
        ('rung = "training"', 'rung = "trainin"', "facts.S2.rung"),
        ("date = 2009-03-22\n", "", "facts.S1.date: is missing"),
        ("tolerance_months = 24", 'tolerance_months = "two years"', "tolerance_months"),
        ('kind = "stands"', 'kind = "stood"', "kind"),
        ('club = "both rivals"\n', "", "facts.S2: a forum or a club is needed"),
        ("missed = 0.2", "missed = 2.0", "reporting.missed"),
        ("[scale.refusals]", "[scale.refusal]", "scale: no scale 'refusal'"),
    ],
)
def test_bad_facts_are_told_in_one_line(tmp_path, old, new, said):
    from trustladder.analysis.history.facts import shipped_targets

    text = shipped_targets().read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "facts.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=said) as told:
        targets(file)
    assert "\n" not in str(told.value)
    assert str(told.value).startswith(str(file))
