"""What a scenario's `asks` names is what its answers are about, whatever the words of its question."""

import json

import pytest

from tests.worlds import tiny
from trustladder.analysis.answer import NAMED, own_question, question_of
from trustladder.analysis.reports.findings import SIZES
from trustladder.analysis.words import LANGUAGES, words
from trustladder.analysis.workshop.describing import describe_scenario
from trustladder.sim.metrics import metrics_of
from trustladder.sim.scenario.loading import shipped_names
from trustladder.sim.scenario.naming import ASKED, HELD
from trustladder.sim.scenario.scenario import Scenario

AIMS = {  # how a question names a domain
    "energy": {"en": ("energy", "pipelines"), "ru": ("энергети", "трубопровод")},
    "spills": {"en": ("oil spills",), "ru": ("разливами нефти",)},
    "floods": {"en": ("from floods",), "ru": ("от паводков",)},
}
ABOUT = {  # how a shipped question names what it asks about, where that is not cooperation
    "human_security": {"en": "human security", "ru": "безопасность человека"},
    "civilian_harm": {"en": "civilians harmed", "ru": "мирные жители"},
    "collusion": {"en": "how much smuggling", "ru": "сколько контрабанды"},
    "flow_interdicted": {"en": "illicit flow", "ru": "незаконного потока"},
}
UNUSUAL = "Leben die Leute ruhiger, wenn die Polizei besser ausgebildet ist?"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", shipped_names())
def test_one_scenario_asks_about_what_its_headline_counts_in_every_language(name, language):
    scenario, say = Scenario.load(name), words(language)
    own, shown = say.said(scenario.question), question_of(say, scenario)
    assert describe_scenario(scenario)["asks"] == scenario.asks
    assert shown.endswith("?")
    assert any(word in shown.lower() for word in AIMS[scenario.aim][language]), shown
    assert (shown == own) == (scenario.asks == HELD)
    told = own_question(say, scenario)
    assert [line.startswith(own) and "trustladder compare" in line for line in told] == [True] * (shown != own)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", shipped_names())
def test_a_shipped_question_says_in_words_what_it_asks_about(name, language):
    scenario = Scenario.load(name)
    own = words(language).said(scenario.question).lower()
    assert {metric for metric, said in ABOUT.items() if said[language] in own} == {scenario.asks} - {HELD}


def test_shipped_scenarios_ask_about_people_smuggling_and_the_flow_as_well_as_cooperation():
    found = {name: Scenario.load(name).asks for name in shipped_names()}
    assert {name for name, metric in found.items() if metric == "collusion"} == {"anti-corruption"}
    assert {name for name, metric in found.items() if metric == "flow_interdicted"} == {"border-technology"}
    assert {name for name, metric in found.items() if metric == "civilian_harm"} == {"equipment-heavy"}
    assert sum(metric == "human_security" for metric in found.values()) == 5


@pytest.mark.parametrize("metric", ASKED)
def test_whatever_a_scenario_may_ask_about_is_a_metric_with_its_words_and_its_smallest_effect(metric):
    assert metric in {one.name for one in metrics_of(tiny())}
    assert metric in SIZES
    for language in LANGUAGES if metric != HELD else ():
        texts = words(language).texts
        assert {f"answer.named.{NAMED[metric]}", f"report.level.{metric}"} <= set(texts), language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_in_any_words_is_about_what_its_scenario_names(language):
    say = words(language)
    for question in (UNUSUAL, "Does human security improve?"):
        about_cooperation, other = tiny(question=question), tiny(question=question, asks="human_security")
        assert (question_of(say, about_cooperation), own_question(say, about_cooperation)) == (question, [])
        assert question_of(say, other) != question
        assert own_question(say, other)[0].startswith(question)


def test_a_file_with_a_question_of_its_own_does_not_take_over_what_the_old_one_asks(tmp_path):
    def asks(head, base):
        (tmp_path / "mine.toml").write_text(f'extends = "{base}"\n{head}\n')
        return Scenario.load(tmp_path / "mine.toml").asks

    assert asks('title = "T"\nmonths = 24', "training-first") == "human_security"  # its question is inherited too
    assert asks(f'question = "{UNUSUAL}"', "training-first") == HELD
    assert asks(f'question = "{UNUSUAL}"\nasks = "collusion"', "training-first") == "collusion"
    assert asks('asks = "civilian_harm"', "training-first") == "civilian_harm"
    (tmp_path / "second.toml").write_text(f'extends = "anti-corruption"\nquestion = "{UNUSUAL}"\n')
    assert asks("", "second.toml") == HELD
    assert Scenario.load("anti-corruption", {"question": UNUSUAL}).asks == HELD
    assert Scenario.load("anti-corruption", {"levers.joint_share": 0.5}).asks == "collusion"


def test_what_a_scenario_asks_about_survives_its_tree():
    scenario = Scenario.load("border-technology")
    assert Scenario.from_tree(json.loads(json.dumps(scenario.tree()))).asks == "flow_interdicted"
    assert scenario.changed({"months": 12}).asks == "flow_interdicted"
