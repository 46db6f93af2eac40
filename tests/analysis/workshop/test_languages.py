"""Two languages with the same keys; nothing that the page can name lacks a word."""

import ast
import json
import re
import tomllib

import pytest

from trustladder.analysis.words import LANGUAGES, words
from trustladder.analysis.workshop.levers import MOVABLE, PLAIN, TABLES, parameters
from trustladder.analysis.workshop.pages import HERE, page_html
from trustladder.analysis.workshop.shocks import SHOCKS
from trustladder.analysis.workshop.texts import page_texts, translations_of
from trustladder.sim.law.responding import CLOSE_CALLS, COSTS
from trustladder.sim.metric_families import REFUSED
from trustladder.sim.scenario.loading import shipped_names
from trustladder.sim.scenario.parameters import lines_of
from trustladder.sim.scenario.scenario import Scenario

TEXTS = {language: json.loads(page_texts(language)) for language in LANGUAGES}
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in (HERE / "static").rglob("*.js")}
TREES = [ast.parse(path.read_text(encoding="utf-8")) for path in HERE.glob("*.py")]  # before any thread may do the same


def test_languages_have_the_same_keys_and_the_same_blanks():
    assert set(TEXTS) == {"en", "ru"}
    assert TEXTS["en"].keys() == TEXTS["ru"].keys()
    for key, text in TEXTS["en"].items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", TEXTS["ru"][key])), key


def test_russian_is_russian():
    latin = [key for key, text in TEXTS["ru"].items() if text.strip() and not re.search("[а-яё×]", text, re.I)]
    assert set(latin) == {"language.en", "answer.plus-minus"}


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_every_text_that_a_script_asks_for_is_there(name):
    for key in re.findall(r'\b(?:t|fill)\("([\w.-]+)"', SCRIPTS[name]):
        assert key in TEXTS["en"], key


def test_every_lever_group_shock_reason_and_price_has_its_words():
    needed = [f"{table}.{path}" for path in parameters() for table in ("lever", "meaning")]
    needed += [f"group.{group}" for group, _ in parameters().values()]
    needed += [f"unit.{line.unit}" for _, line in parameters().values() if line.unit != "choice"]
    needed += [f"choice.{one}" for _, line in parameters().values() for one in line.choices]
    needed += [f"{table}.{kind}" for kind in SHOCKS for table in ("shock", "shock-says")]
    needed += [f"why.{reason}" for reason in CLOSE_CALLS] + [f"cost.{cost.reason}" for cost in COSTS]
    needed += [f"why-not.{name}" for name in REFUSED]
    needed += [f"{table}.{path}" for path in PLAIN for table in ("plain", "because")]
    needed += [
        f"price.{name}" for name in re.findall(r"(\w+): -?1", SCRIPTS["answer.js"].split("PRICES = {")[1].split("}")[0])
    ]
    needed += [f"preset.{name}" for name in shipped_names()]
    assert [key for key in needed if key not in TEXTS["en"]] == []


def test_the_plain_levers_are_levers_that_every_scenario_has():
    assert len(PLAIN) == 5 and set(PLAIN) <= {f"levers.{line.path.partition('.')[2]}" for line in movable()}


def test_the_page_offers_every_shock_that_there_is():
    assert json.loads(re.search(r"const SHOCKS = (\[.*?\]);", SCRIPTS["panels.js"])[1]) == list(SHOCKS)


def test_every_movable_uncertainty_and_no_other_name_is_declared_in_one_group():
    text = (HERE / "groups.toml").read_text(encoding="utf-8")
    declared = [name for names in tomllib.loads(text).values() for name in names]
    assert sorted(declared) == sorted(line.path.partition(".")[2] for line in movable() if line.role == "X")


def movable():
    return [line for prefix, table in TABLES.items() for line in lines_of(prefix, table) if line.role in MOVABLE]


def refusals():
    """Every refusal in the sources: its key, and the names of its values."""
    for tree in TREES:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "UserError":
                texts = [one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)]
                many = isinstance(node.args[0], ast.JoinedStr)
                for key in [texts[0] + what for what in ("months", "actors", "forums")] if many else texts:
                    yield key, {keyword.arg for keyword in node.keywords}


def test_every_refusal_has_its_sentence_in_every_language_with_the_values_that_it_is_given():
    found = dict(refusals())
    keys = {key.removeprefix("refusal.") for key in TEXTS["en"] if key.startswith("refusal.")}
    assert set(found) == keys
    for language in TEXTS.values():
        for key, values in found.items():
            assert set(re.findall(r"\{(\w+)\}", language[f"refusal.{key}"])) <= values, key


def test_no_sentence_is_sent_where_a_key_would_do():
    for path in HERE.glob("*.py"):
        if path.name not in ("server.py", "store.py", "tunnels.py"):  # what they refuse is said in the terminal
            assert "raise InputError(" not in path.read_text(encoding="utf-8"), path.name


def test_every_source_of_a_lever_is_translated_or_names_literature():
    sources = {line.source for _, line in parameters().values()}
    cited = re.compile(r"[A-Z]\w+( and [A-Z]\w+)* (et al\. )?\d{4}")
    left = [source for source in sources if source not in words("ru").known]
    assert [source for source in left if not all(cited.search(part) for part in source.split(";"))] == []


@pytest.mark.parametrize("name", shipped_names())
def test_everything_that_a_shipped_scenario_is_called_has_a_russian_name(name):
    scenario = Scenario.load(name)
    said = translations_of(scenario)
    named = [one.name for table in (scenario.actors, scenario.forums, scenario.domains) for one in table.values()]
    named += [rung.name for domain in scenario.domains.values() for rung in domain.rungs.values()]
    assert [text for text in named if not re.search("[а-яё]", said.get(text, {}).get("ru", ""), re.I)] == []
    assert {scenario.title, scenario.question} <= set(said)
    assert TEXTS["en"][f"preset.{name}"] == scenario.title


def test_shipped_events_have_their_names():
    named = {key: event.name for name in shipped_names() for key, event in Scenario.load(name).events.items()}
    assert {key: TEXTS["en"].get(f"event.{key}") for key in named} == named


@pytest.mark.parametrize("name", shipped_names())
def test_everything_in_a_shipped_scenario_has_its_name(name):
    scenario = Scenario.load(name)
    rungs = [rung for domain in scenario.domains.values() for rung in domain.rungs]
    kinds = {"actor": scenario.actors, "forum": scenario.forums, "domain": scenario.domains, "rung": rungs}
    assert [f"{kind}.{key}" for kind, keys in kinds.items() for key in keys if f"{kind}.{key}" not in TEXTS["en"]] == []


def test_no_script_speaks_to_another_host_or_turns_text_into_markup():
    for name, text in SCRIPTS.items():
        assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", text), name
        assert set(re.findall(r"https?://[\w.]+", text)) <= {"http://www.w3.org"}, name


@pytest.mark.parametrize("page", ["stage", "phone", "console", "guide"])
def test_a_page_fetches_all_its_modules_at_once(page):
    needed, seen = [f"{page}.js"], set()
    while needed:
        name = needed.pop()
        seen.add(name)
        folder = (HERE / "static" / name).parent
        for found in re.findall(
            r'^import [^;]*"(\.[^"]+)"', (HERE / "static" / name).read_text(encoding="utf-8"), re.M
        ):
            path = (folder / found).resolve().relative_to((HERE / "static").resolve()).as_posix()
            if path not in seen:
                needed.append(path)
    assert set(re.findall(r'modulepreload" href="/static/([^"]+)"', page_html(page))) == seen - {f"{page}.js"}
