"""Rivals tell clubs apart: one pair, several, or none; and a region may have no donors at all."""

import numpy as np
import pytest

from tests.test_lanes import EVERYTHING_HAPPENS, assert_lanes_agree
from tests.worlds import TINY, tiny
from trustladder.analysis.workshop.shocks import event_of
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.tables import BOTH, NEITHER, ONE
from trustladder.sim.ensemble import ensemble
from trustladder.sim.scenario.scenario import Scenario

NEW = {"kind": "donor", "name": "New", "interest": {"fish": 0.6}, "budget": 0.4, "rivalry": {"BIG": 0.3}}


def with_three_donors(rivals, **forums):
    return tiny(actors={"NEW": NEW}, rivals=rivals, forums=forums)


def without_donors(**more):
    tree = tiny(**more).tree()
    tree["actors"] = {name: actor for name, actor in tree["actors"].items() if actor["kind"] == "government"}
    tree["actors"]["ANA"].pop("dependence")
    tree["forums"]["CLUB"]["members"] = ["ANA", "BEN"]
    return Scenario.from_tree({**tree, "rivals": []})


def membership(scenario, forum="CLUB"):
    return tables_of(scenario).forums["membership"][0, sorted(scenario.forums).index(forum)]


@pytest.mark.parametrize(
    "members, club", [("BIG FAR", BOTH), ("BIG NEW", BOTH), ("FAR NEW", ONE), ("FAR", ONE), ("", NEITHER)]
)
def test_a_club_has_both_rivals_where_some_pair_sits_wholly_in_it(members, club):
    pairs = [["FAR", "BIG"], ["BIG", "NEW"]]
    assert membership(with_three_donors(pairs, CLUB={"members": ["ANA", "BEN", *members.split()]})) == club


def test_one_pair_may_be_written_alone():
    one, other = tiny(rivals=["FAR", "BIG"]), tiny(rivals=[["BIG", "FAR"]])
    assert np.array_equal(ensemble(one, 4, keep=4).months, ensemble(other, 4, keep=4).months)
    assert other.tree()["rivals"] == ["BIG", "FAR"]
    assert Scenario.from_tree(with_three_donors([["BIG", "FAR"], ["BIG", "NEW"]]).tree()).rivals == (
        ("BIG", "FAR"),
        ("BIG", "NEW"),
    )


def test_rivalry_and_trust_of_several_pairs_are_their_means():
    scenario = with_three_donors([["BIG", "FAR"], ["BIG", "NEW"]])
    done = ensemble(scenario, 1, keep=1)
    model = CooperationModel(scenario, replicate=0).run()
    rivalry = [model.donors[0].rivalry[other] for other in (1, 2)]
    last = {name: done.months[0, -1, done.columns.index(name)] for name in ("rivalry_of_rivals", "trust_rivals.fish")}
    assert last["rivalry_of_rivals"] == pytest.approx(sum(rivalry) / 2)
    trust, (big, far, new) = model.trust_by_month[-1][0], (model.names.actor(name) for name in ("BIG", "FAR", "NEW"))
    both_ways = [trust[big, far], trust[far, big], trust[big, new], trust[new, big]]
    assert last["trust_rivals.fish"] == pytest.approx(sum(both_ways) / 4)


def test_without_rivals_every_forum_is_one_of_no_rival():
    scenario = tiny(rivals=[])
    done = ensemble(scenario, 4, keep=4)
    column = {name: done.months[:, :, place] for place, name in enumerate(done.columns)}
    assert np.array_equal(column["standing_no_rival.fish"], column["standing_anywhere.fish"])
    assert not column["standing_both_rivals.fish"].any() and not column["rivalry_of_rivals"].any()
    assert column["rivalry"].any(), "donors may be rivals without telling clubs apart"


@pytest.mark.parametrize(
    "scenario",
    [
        tiny(rivals=[], events=EVERYTHING_HAPPENS),
        with_three_donors([["BIG", "FAR"], ["BIG", "NEW"]], CLUB={"members": ["ANA", "BEN", "BIG", "FAR", "NEW"]}),
        without_donors(),
    ],
    ids=["no rivals", "two pairs", "no donors"],
)
def test_the_lanes_agree_without_rivals_with_several_pairs_and_without_donors(scenario):
    for replicate in range(3):
        assert_lanes_agree(scenario, replicate)


def test_a_region_without_donors_begins_with_a_past_that_had_some():
    past = {"scenario": {**TINY, "start": "1998-01-01"}, "replicates": 2}
    assert_lanes_agree(without_donors(past=past), replicate=1)


@pytest.mark.parametrize("kind", ["rivals-quarrel", "rivals-thaw", "donors-turn-away", "donors-return"])
def test_shocks_between_rivals_are_of_every_pair_and_of_all_donors_where_no_pair_is_named(kind):
    for scenario in (tiny(), tiny(rivals=[]), with_three_donors([["BIG", "FAR"], ["BIG", "NEW"]]), without_donors()):
        event = event_of(scenario, kind, 3)
        assert_lanes_agree(Scenario.from_tree({**scenario.tree(), "events": {"shock": event}}))
