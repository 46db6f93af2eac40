"""What a forum's founding documents say: the highest rung that it may propose, and who must attend."""

import numpy as np
import pytest

from tests.test_lanes import assert_lanes_agree
from tests.worlds import tiny
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.state import blank, one_of, repeated
from trustladder.sim.arrays.warm_start import warm_start
from trustladder.sim.ensemble import ensemble

EAGER = {"trust": {"others": 0.95}}  # so that forums climb


def eager(months=120, **more):
    return tiny(actors=dict.fromkeys(("ANA", "BEN", "BIG", "FAR"), EAGER), months=months, **more)


def mandate(rung, scope="forum"):
    club = {"agenda": {"fish": {"top_rung": rung}}}
    return eager(forums={"CLUB": club}, structure={"standing_scope": scope})


def rungs_proposed(scenario, forum="CLUB", domain=0):
    models = [CooperationModel(scenario, replicate=number).run() for number in range(4)]
    return {
        one.rung_number for model in models for one in model.meetings if (one.forum.name, one.domain) == (forum, domain)
    }


def test_a_mandate_that_names_the_whole_ladder_changes_nothing():
    one, other = (ensemble(scenario, 8, keep=8) for scenario in (eager(), mandate("patrols")))
    assert np.array_equal(one.months, other.months)


@pytest.mark.parametrize("scope", ["forum", "region"])
def test_a_forum_proposes_nothing_above_its_mandate(scope):
    assert rungs_proposed(eager(structure={"standing_scope": scope})) == {0, 1}
    assert rungs_proposed(mandate("talks", scope)) == {0}
    assert_lanes_agree(mandate("talks", scope), replicate=2)


def test_a_forum_never_stands_above_its_mandate():
    done = ensemble(mandate("talks"), 8, keep=8)
    stood = done.record.first_stood[:, sorted(mandate("talks").forums).index("CLUB"), 0]
    assert (stood[:, 0] >= 0).any() and (stood[:, 1] < 0).all()


def test_the_step_that_policy_takes_ends_at_the_mandate():
    club = {"founded": "2000-02-01", "agenda": {"fish": {"top_rung": "talks"}}}
    scenario = eager(forums={"CLUB": club}, levers={"step": 2})
    assert tables_of(scenario).agenda.entry[sorted(scenario.forums).index("CLUB"), 0] == 0


def test_a_past_in_which_the_mandate_was_wider_leaves_no_standing_above_it():
    before, now = eager(), mandate("talks")
    past = repeated(blank(tables_of(before)), 1)
    past.standing[0], past.successes[0] = 2, 5
    past.standing[0, :, 1] = 1
    start = one_of(warm_start(tables_of(now), Index(now), past, Index(before)), 0)
    assert start.standing[:, 0].tolist() == [1, 2], "the club, the pair"
