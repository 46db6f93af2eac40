"""Story: a refusal is told by how close it was, and a clear one by its largest cost; who proposes is not asked."""

import json
import re

import pytest

from tests.worlds import tiny
from trustladder.analysis.cli import status_of
from trustladder.analysis.story import LINES, Narrator, narrate
from trustladder.analysis.told_years import YearTeller
from trustladder.analysis.words import LANGUAGES, words
from trustladder.sim.agents.meeting import Decision
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.ensemble import UncertainScenario
from trustladder.sim.law.responding import Terms
from trustladder.sim.log_runs import told_future
from trustladder.sim.scenario.scenario import Scenario

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


def told(scenario, replicate=0):
    return told_future(UncertainScenario(scenario), replicate)


@pytest.fixture(scope="module")
def narrator():
    return Narrator(told(tiny()), markdown=False)


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
    text = narrate(told(tiny(months=60), 2), words(), monthly=True, markdown=True)
    assert text.count(" proposes ") > 5
    for chair, coming in re.findall(r": (\w+) proposes [^.]*\. ([^.]*)\.", text):
        assert chair not in coming.replace(" and ", " ").replace(",", "").split()


def test_years_add_up_to_the_meetings_of_the_future():
    future = told(tiny(months=60), 2)
    teller = YearTeller(future, words())
    for years in (1, 2, 5):
        lines = [*teller.periods(years)]
        counts = re.findall(r"(\d+) meetings proposed, (\d+) formed, (\d+) succeeded", " ".join(lines))
        sums = [sum(map(int, column)) for column in zip(*counts, strict=True)]
        meetings = future.meetings
        assert sums == [len(meetings), sum(one.formed for one in meetings), sum(one.success for one in meetings)]
    assert teller.ending() == f"In the end {sums[0]} meetings had been proposed and {sums[1]} formed."


def test_the_finding_is_that_of_the_series():
    scenario, found = Scenario.load("baseline"), {}
    for replicate in range(12):
        future = told(scenario, replicate)
        held, stands = future.series["region_held"].max() > 0, future.series["region_standing"][-1] > 0
        text = YearTeller(future, words()).finding()
        assert text.startswith("In this made-up future, cooperation ")
        assert ("does not take hold" in text, "still stands at the end" in text) == (not held, bool(held and stands))
        found[held, stands] = text
    assert len(found) > 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["baseline", "no-drug-meetings", "malacca-piracy"])
def test_a_story_by_years_is_a_page(name, language):
    for replicate in range(3):
        lines = narrate(told(Scenario.load(name), replicate), words(language)).splitlines()
        assert len(lines) <= LINES == 60
        assert max(map(len, lines)) <= 80


def test_a_story_of_two_centuries_is_a_page_too():
    assert len(narrate(told(tiny(months=2400)), words()).splitlines()) <= LINES


def test_in_a_wider_window_sentences_wrap_later_and_in_markdown_not_at_all():
    future = told(tiny(months=60), 2)
    for monthly in (False, True):
        narrow, wide = (narrate(future, words(), monthly=monthly, width=width) for width in (80, 160))
        assert narrow.split() == wide.split() and narrow.count("\n") > wide.count("\n")
        assert max(map(len, wide.splitlines())) <= 160
        assert "\n## " in f"\n{narrate(future, words(), monthly=monthly, markdown=True)}"


def test_the_command_tells_years_and_with_monthly_every_month(capsys):
    assert status_of(["story", "baseline", "--months", "24", "--uncertainty", "none"]) == 0
    page = capsys.readouterr().out
    assert "In this made-up future, " in page and "\n2014: " in page and "2014-05" not in page.split("2014: ")[0]
    assert status_of(["story", "baseline", "--months", "24", "--uncertainty", "none", "--monthly"]) == 0
    monthly = capsys.readouterr().out
    assert "\n2014-0" in monthly and " stays away: " in monthly and len(monthly) > 3 * len(page)


def test_a_story_as_data_has_its_finding_and_every_meeting(capsys):
    assert status_of(["story", "malacca-piracy", "--months", "48", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    scenario = Scenario.load("malacca-piracy")
    model = CooperationModel(scenario.with_months(48), replicate=0).run()
    assert len(told["meetings"]) == len(model.meetings) > 5
    for one, meeting in zip(told["meetings"], model.meetings, strict=True):
        assert one["forum"] == meeting.forum.name and one["succeeded"] == meeting.success
        assert {answer["actor"]: answer["reason"] for answer in one["answers"]} == {
            decision.actor: decision.reason for decision in meeting.decisions
        }
        assert one["rung"] in scenario.domains[one["domain"]].rungs
    assert status_of(["story", "malacca-piracy", "--months", "48"]) == 0
    assert told["finding"] in " ".join(capsys.readouterr().out.split())
