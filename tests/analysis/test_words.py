"""Languages: the same keys and values in each, English to the letter as the scenarios and the registry have it."""

import ast
import re
from collections import Counter

import pytest

from tests.conftest import ROOT
from trustladder.analysis.claims.claims import read
from trustladder.analysis.figures.kit.labels import factor, measure
from trustladder.analysis.figures.kit.labels import metric as metric_label
from trustladder.analysis.history.facts import targets
from trustladder.analysis.sweeps.factors import paths_of
from trustladder.analysis.sweeps.plans import SweepPlan
from trustladder.analysis.words import BY_WORDING, LANGUAGES, entries, links, words
from trustladder.sim.fits import FITTED
from trustladder.sim.metrics import metrics_of
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.loading import shipped_names
from trustladder.sim.scenario.naming import LONGEST_NOUN, LONGEST_SHORT
from trustladder.sim.scenario.scenario import Scenario, registry

ENGLISH = words("en").texts
NAMING = ("label.", "value.", "reason.", "term.", "metric.", "series.", "club.", "named.")
NAMED = {  # what scenarios and events are called in rows and in sentences, and how long that may be
    "named.short.": LONGEST_SHORT,
    "named.noun.": LONGEST_NOUN,
    "named.event-short.": LONGEST_SHORT,
    "named.event-noun.": LONGEST_NOUN,
}
ABBREVIATIONS = ("forum.", "page.short.", *NAMED)  # which may be the full name as well
APART = ("figure.ladders.none", "metric.collusion")  # no rung, which is no choice; shorter on an axis, in English
OTHERS = [language for language in LANGUAGES if language != "en"]


@pytest.mark.parametrize("language", OTHERS)
def test_languages_have_the_same_keys(language):
    assert set(words(language).texts) == set(ENGLISH)


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_takes_the_same_values_in_every_language(language):
    for key, text in words(language).texts.items():
        taken, english = (set(re.findall(r"\{(\w+)\}", one)) for one in (text, ENGLISH[key]))
        assert taken <= english, key
        assert english - taken <= {"count"}, key


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_was_left_in_english(language):
    plain = {key: re.sub(r"\{\w+\}", "", text) for key, text in words(language).texts.items()}
    left = [key for key, text in plain.items() if re.search("[a-z]{4}", text) and not re.search("[а-яё]", text)]
    assert left == [key for key in left if key.startswith("named.source.") or key == "page.language.en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_is_stated_in_one_file_and_is_no_link_as_well(language):
    stated = [key for key, _ in entries(language)]
    tables = tuple(key for key in links() if key.endswith("."))
    twice = [key for key, count in Counter(stated).items() if count > 1]
    assert twice + [key for key in stated if key in links() or key.startswith(tables)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_to_a_text(language):
    texts = words(language).texts
    for key, target in links().items():
        assert target in texts or (target.endswith(".") and any(one.startswith(target) for one in texts)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_is_stated_once_and_linked_to_where_else_it_is_needed(language):
    """No parameter, choice, reason, term, metric or shipped name has the same text under two keys, nor two names."""
    things = {key.rpartition(".")[2]: key for key, _ in entries(language) if key.startswith(NAMING)}
    told = [one for one in entries(language) if not one[0].startswith(ABBREVIATIONS) and one[0] not in APART]
    stated = Counter((key.rpartition(".")[2], text.casefold()) for key, text in told)
    assert [things[name] for (name, _), count in stated.items() if name in things and count > 1] == []
    forbidden = tuple(key for key in links() if key.startswith("page.") and key.endswith("."))
    assert [key for key, _ in entries(language) if key.startswith(forbidden)] == []


def test_what_is_translated_is_what_scenarios_say():
    said = {line.meaning for line in registry()} | {line.source for line in registry()} | {FITTED}
    for name in shipped_names():
        scenario = Scenario.load(name)
        said |= {scenario.title, scenario.question, scenario.short, scenario.noun}
        said |= {text for event in scenario.events.values() for text in (event.short, event.noun)}
        tables = (scenario.actors, scenario.forums, scenario.domains, scenario.events, scenario.assets)
        said |= {one.name for table in tables for one in table.values()}
        said |= {quantity.source for _, quantity in scenario.quantities()} | {
            event.source for event in scenario.events.values()
        }
        said |= {rung.name for domain in scenario.domains.values() for rung in domain.rungs.values()}
    said |= {text for claim in read().claims.values() for text in (claim.said, claim.short)} | {
        part.said for _, part in read().parts()
    }
    said |= {fact.said for fact in targets().facts.values()} | {SweepPlan.model_fields["title"].default}
    stale = [key for key, text in ENGLISH.items() if key.startswith(BY_WORDING) and text not in said]
    assert stale == [], "reword the translation too"


@pytest.mark.parametrize("language", LANGUAGES)
def test_short_names_and_nouns_are_as_short_in_every_language(language):
    texts = words(language).texts.items()
    long = [key for key, text in texts for head, most in NAMED.items() if key.startswith(head) and len(text) > most]
    assert long == []
    assert {head for head in NAMED for key, _ in texts if key.startswith(head)} == set(NAMED)


@pytest.mark.parametrize("language", OTHERS)
def test_the_short_name_and_the_noun_of_every_shipped_scenario_and_event_are_translated(language):
    known = words(language).known
    for name in shipped_names():
        scenario = Scenario.load(name)
        told = [scenario.short_name, scenario.noun_phrase]
        told += [event.short_name(key) for key, event in scenario.events.items()]
        told += [event.noun_phrase(key) for key, event in scenario.events.items()]
        assert [text for text in told if text not in known] == [], name


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_worded_alike_in_english_is_translated_alike(language):
    texts, found = words(language).texts, {}
    for key, text in ENGLISH.items():
        if key.startswith(BY_WORDING):
            found.setdefault(text, set()).add(texts[key])
    assert {text: told for text, told in found.items() if len(told) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["baseline", "malacca-piracy"])
def test_every_metric_and_every_parameter_has_a_label_and_every_unit_its_words(language, name):
    scenario, say = Scenario.load(name), words(language)
    for metric in metrics_of(scenario):
        told = measure(say, scenario, metric.name, metric.unit)
        assert f"metric.{metric.name.partition('.')[0]}" in say.texts, metric.name
        assert not re.search(r"[{}_]", told.label), metric.name
        assert f"unit.{metric.unit}" in say.texts
    for path in paths_of([scenario]):
        told = factor(say, scenario, path)
        assert not re.search(r"[{}_]", told), path
        assert len(told) <= 80, path
        assert path not in told or path == "scenario", path
    assert {f"value.{choice}" for line in registry() for choice in line.choices} <= set(say.texts)


@pytest.mark.parametrize("name", ["none.at.all", "standing.fish", "trust_region.nowhere", "standing.a.b.c", "x_y"])
def test_a_metric_that_nobody_labelled_keeps_its_name(name):
    assert metric_label(words("ru"), Scenario.load("baseline"), name) == name.replace("_", " ").replace(".", ", ")


def test_metrics_made_from_another_say_so():
    baseline = Scenario.load("baseline")
    told = metric_label(words("en"), baseline, "happened.region_held_month")
    assert told == "whether it comes: when region-wide cooperation is held"
    assert "Борьба" not in metric_label(words("ru"), baseline, "trust_region.counternarcotics")


def keys_in_code():
    """Every text that looks like a key in the code of figures and reports."""
    for room in ("figures", "reports"):
        for path in (ROOT / "analysis" / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                call = isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
                name = getattr(node.func, "id", getattr(node.func, "attr", "")) if call else ""
                if call and name in ("say", "words", "Nothing") and isinstance(node.args[0].value, str):
                    yield node.args[0].value


def test_every_key_that_is_asked_for_is_there():
    asked = set(keys_in_code()) - {"ru", "en"}
    assert len(asked) > 60
    assert asked <= set(ENGLISH)


def test_numbers_are_written_as_the_language_does():
    english, russian = words("en"), words("ru")
    assert (english.number(1234.5, 1), russian.number(1234.5, 1)) == ("1,234.5", "1\u00a0234,5")
    assert (english.percent(0.034), russian.percent(0.034)) == ("3.4%", "3,4\u00a0%")
    assert english.percent(0.34) == "34%"
    assert english.signed(-0.25) == "−0.25"
    assert english.signed(0.25) == "+0.25"
    assert russian.listed(["А", "Б", "В"]) == "А, Б и В"


@pytest.mark.parametrize(("language", "wrong"), [("en", r"[\d}]\s%"), ("ru", r"[\d}] ?%")])
def test_percent_stand_at_their_number_in_english_and_after_a_space_that_does_not_break_in_russian(language, wrong):
    texts = words(language).texts.items()
    assert [key for key, text in texts if re.search(wrong, text) and not key.startswith(BY_WORDING)] == []


SIZES = r"(?:г\.|мес\.|кБ|с\.|т\b|п\.|млн|мин\b)"  # units and abbreviations that stay at their number


@pytest.mark.parametrize("wrong", [rf"[\d}}] {SIZES}", r"п\. п\.", "—", r"[\d}] — "])
def test_russian_keeps_units_at_their_numbers_and_has_one_dash(wrong):
    texts = words("ru").texts.items()
    told = {key: re.sub(r"\{on:.*?\}", "", text) for key, text in texts if not key.startswith("named.figure.")}
    assert [key for key, text in told.items() if re.search(wrong, text)] == []


REPLACED = {  # words that have been replaced, each by what one thing is called everywhere
    r"\bворот(?!а-)": "условие", r"\bлетопис": "исторические данные", r"\bразвёртк": "серия расчётов",
    r"\bудач(?!н)|\bвезени": "случайность, случайные числа", r"\bгражданск": "мирные жители", r"\bдоклад": "записка",
    r"\bящик": "рамка", r"начальное число": "зерно", r"\bстравлива|\bсталкива": "играть на соперничестве",
    r"\bпредсказ": "прогноз", r"удержано": "закрепилось",
    r"\bдел(?:о|а)? (?:всего|региона)|удавшиеся дела": "мероприятие",
}  # fmt: skip


@pytest.mark.parametrize("word", REPLACED)
def test_one_thing_has_one_russian_name(word):
    assert [key for key, text in words("ru").texts.items() if re.search(word, text, re.I)] == [], REPLACED[word]


NAMES = "who|name|forum|giver|taker|hub|most|least|factor|strong|weak|worst|best"
SINGULAR = rf"(?:^|[^«(]){{(?:{NAMES})}} (?!и )[а-яё]+(?:ет|ёт|ит|ся)\b"  # "США даёт", "ворота меняет"


def test_no_russian_name_in_the_singular_or_plural_rules_a_verb():
    """Names of actors, forums and factors are of any gender and number: "США", "Россия", "патрули"."""
    texts = words("ru").texts.items()
    assert [key for key, text in texts if re.search(SINGULAR, text)] == []


BEFORE = r"(?<!из )(?<!на )(?<!меньше )"
COUNTED = rf"{BEFORE}{{(?:count|runs|futures|window|early|months|seconds)}} (?!из )[а-яё]{{3,}}(?:ов|ев|ий|ей|нт)\b"


def test_no_russian_noun_stands_in_one_form_after_a_number_of_any_size():
    """ "1 вариант, 2 варианта, 5 вариантов": a count comes after a colon, or where one form is right for all."""
    texts = words("ru").texts.items()
    assert [key for key, text in texts if re.search(COUNTED, text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_month_can_be_a_deadline_inside_a_sentence(language):
    say = words(language)
    told = {say.by_month(12 * 2027 + month) for month in range(12)}
    assert len(told) == 12 and all("2027" in one for one in told)
    assert say.by_month(12 * 2027 + 1) == {"en": "by February 2027", "ru": "к февралю 2027 года"}[language]


def test_dates_are_written_as_the_language_does():
    english, russian = words("en"), words("ru")
    assert (english.date("2026-02-05T10:11:12+00:00"), russian.date("2026-02-05")) == ("5 February 2026", "05.02.2026")
    assert english.date("yesterday") == "yesterday"


def test_a_scenario_that_renames_an_actor_keeps_the_name_it_gave():
    assert words("ru").said("Kazakhstan") == "Казахстан"
    assert words("ru").said("Qazaqstan") == "Qazaqstan"


@pytest.mark.parametrize("text", ["a\u202eb", "a\x00b", "a\nb", "a\u2028b", "a\u2066b", "a\ufffeb", "a\uffffb"])
def test_signs_that_would_turn_or_break_a_line_are_taken_out(text):
    assert words("en").said(text) == "a b"


def test_a_long_text_is_cut_where_it_is_asked_to_be():
    assert words("en").said("x" * 300) == "x" * 199 + "…"


def test_a_language_that_is_not_there_is_one_line():
    with pytest.raises(InputError, match="no language 'fr'"):
        words("fr")


def test_a_name_that_runs_leftward_leaves_numbers_where_they_are():
    assert words("en").said("שלום") == "\u200eשלום\u200e"
    assert words("en").said("Nowruz") == "Nowruz"
