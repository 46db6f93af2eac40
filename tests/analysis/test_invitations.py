"""Invitations and refusals added up over many futures."""

import numpy as np
import pytest

from tests.worlds import tiny
from trustladder import run
from trustladder.analysis.invitations import KEYS, SUMS, TERMS, invitations
from trustladder.sim.engine import Execution
from trustladder.sim.ensemble import UncertainScenario
from trustladder.sim.law.responding import REASONS

FUTURES = 260
SETS = [{"uncertainties.omega": omega} for omega in (0.1, 0.3, 0.5, 0.7, 0.9)]


@pytest.fixture(scope="module")
def found():
    return invitations(UncertainScenario(tiny()), range(FUTURES))


def test_sums_are_those_of_the_whole_log(found):
    answers = run(tiny(), FUTURES, log="all").log.answers()
    asked = answers[answers["decided_by"] == "agent"].rename(columns={"actor": "invited"})
    rows = {tuple(row[key] for key in KEYS): row for row in found.rows()}
    groups = dict(iter(asked.groupby([*KEYS], observed=True)))
    assert set(rows) == set(groups) and len(rows) > 10
    for key, group in groups.items():
        row, refused = rows[key], group[~group["came"]]
        assert (row["invitations"], row["refusals"]) == (len(group), len(refused))
        assert [row[f"because_{name}"] for name in REASONS] == [(refused["reason"] == name).sum() for name in REASONS]
        for name in TERMS:
            assert row[f"weighed_{name}"] == pytest.approx(refused[name].sum())


def test_reasons_add_up_to_refusals_in_every_row(found):
    """Terms and reasons share names (rivalry, pressure, influence, load): none may take the other's place."""
    assert len(set(SUMS)) == len(SUMS)
    for row in found.rows():
        assert sum(row[f"because_{name}"] for name in REASONS) == row["refusals"] <= row["invitations"]


def test_shares_hold_their_intervals_and_narrow_with_more_futures(found):
    few = {one.key: one for one in invitations(UncertainScenario(tiny()), range(200)).refused(["invited"])}
    every = found.refused(["invited"])
    assert [one.key for one in every] == [("ANA",), ("BEN",), ("BIG",), ("FAR",)]
    assert all(0.0 <= one.low <= one.share <= one.high <= 1.0 for one in every)
    assert all(few[one.key].low <= one.share + 0.05 for one in every)
    (whole,) = found.refused([])
    assert whole.key == () and whole.invitations == sum(one.invitations for one in every)


def test_too_few_futures_have_no_interval():
    (one,) = invitations(UncertainScenario(tiny()), range(1)).refused([])
    assert np.isnan(one.low) and np.isnan(one.high) and 0.0 < one.share < 1.0


def test_neither_threads_nor_parameter_sets_in_another_order_of_work_change_a_sum():
    uncertain = UncertainScenario(tiny(), SETS)
    one, two = (invitations(uncertain, range(60), Execution(threads)).rows() for threads in (1, 3))
    assert one == two
