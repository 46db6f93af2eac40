"""What a shipped scenario asks is what its headline counts, in both languages."""

import pytest

from trustladder.analysis.answer import own_question, question_of
from trustladder.analysis.questions import HELD, asked
from trustladder.analysis.words import LANGUAGES, words
from trustladder.analysis.workshop.describing import describe_scenario
from trustladder.sim.metrics import metrics_of
from trustladder.sim.scenario.loading import shipped_names
from trustladder.sim.scenario.scenario import Scenario

AIMS = {  # how a question names a domain
    "energy": {"en": ("energy", "pipelines"), "ru": ("энергети", "трубопровод")},
    "spills": {"en": ("oil spills",), "ru": ("разливами нефти",)},
    "floods": {"en": ("from floods",), "ru": ("от паводков",)},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", shipped_names())
def test_one_scenario_asks_about_what_its_headline_counts_in_every_language(name, language):
    scenario, say = Scenario.load(name), words(language)
    own, shown = say.said(scenario.question), question_of(say, scenario)
    assert asked(own) == asked(scenario.question) == describe_scenario(scenario)["asks"]
    assert asked(shown) == HELD and shown.endswith("?")
    assert any(word in shown.lower() for word in AIMS[scenario.aim][language]), shown
    assert (shown == own) == (asked(own) == HELD)
    told = own_question(say, scenario)
    assert [line.startswith(own) and "trustladder compare" in line for line in told] == [True] * (shown != own)


@pytest.mark.parametrize("name", shipped_names())
def test_what_a_question_asks_about_is_a_metric_of_its_scenario(name):
    scenario = Scenario.load(name)
    assert asked(scenario.question) in {metric.name for metric in metrics_of(scenario)}


def test_questions_about_people_smuggling_and_the_flow_are_told_from_those_about_cooperation():
    found = {name: asked(Scenario.load(name).question) for name in shipped_names()}
    assert {name for name, metric in found.items() if metric == "collusion"} == {"anti-corruption"}
    assert {name for name, metric in found.items() if metric == "flow_interdicted"} == {"border-technology"}
    assert {name for name, metric in found.items() if metric == "civilian_harm"} == {"equipment-heavy"}
    assert sum(metric == "human_security" for metric in found.values()) == 5
