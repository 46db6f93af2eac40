"""Story: a refusal is told by how close it was, and a clear one by its largest cost; who proposes is not asked."""

import re

import pytest

from tests.worlds import tiny
from trustladder.analysis.story import Narrator, narrate
from trustladder.sim.agents.meeting import Decision
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.law.responding import Terms

NOTHING = Terms(*[0.0] * len(Terms._fields))
COSTS = {
    "risk": "the risk that others break their word",
    "freedom": "freedom of manoeuvre",
    "rivalry": "a rival in the room",
    "pressure": "the pressure of a patron",
    "influence": "influence given up",
    "load": "the load of other meetings",
}


def refused(chance, needed=0.7, decided_by="agent", **terms):
    return Decision("ANA", False, NOTHING._replace(**terms), 0.4, needed, -0.1, chance, decided_by)


@pytest.fixture(scope="module")
def narrator():
    return Narrator(CooperationModel(tiny()), markdown=False)


def test_a_refusal_that_was_close_says_how_likely_coming_was(narrator):
    assert narrator.why(refused(0.41, risk=0.3)) == "it could have gone either way (41% likely to come)"
    assert "coming was in its interest (90% likely to come)" in narrator.why(refused(0.9, risk=0.3))


@pytest.mark.parametrize("term", COSTS)
def test_a_clear_refusal_says_its_largest_cost_and_the_trust_it_would_have_needed(term, narrator):
    told = narrator.why(refused(0.1, **{**dict.fromkeys(COSTS, 0.1), term: 0.3}))
    assert told.startswith(COSTS[term])
    assert told.endswith("weighs most; it trusts the others 0.40 and would have needed 0.70")
    assert narrator.why(refused(0.1, needed=1.2, risk=0.3)).endswith("no trust would be enough")


def test_what_was_decided_in_its_place_has_no_reason_of_its_own(narrator):
    assert narrator.why(refused(0.1, decided_by="override", risk=0.3)) == "so it was decided in its place"


def test_who_proposes_is_neither_told_to_come_nor_to_stay_away():
    text = "\n".join(narrate(tiny(months=60), replicate=2))
    assert text.count(" proposes ") > 5
    for chair, coming in re.findall(r": (\w+) proposes [^.]*\. ([^.]*)\.", text):
        assert chair not in coming.replace(" and ", " ").replace(",", "").split()
