"""A report: what its pages and its annex say."""

import re
import statistics

import pytest

from tests.analysis.figures.made_up import made_up
from tests.analysis.reports.parts import first_page, of, part, texts
from tests.worlds import tiny
from trustladder.analysis.answer import answer, named
from trustladder.analysis.figures.effects import effects
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.history.finding import sentence
from trustladder.analysis.history.shipped_forecast import kept
from trustladder.analysis.reports import findings
from trustladder.analysis.reports.blocks import Code, Picture, Sheet, Text
from trustladder.analysis.reports.content import Wish, report
from trustladder.analysis.reports.settings import assumptions, differences, sheet, sources
from trustladder.analysis.simulate import simulate
from trustladder.analysis.words import words
from trustladder.sim.fits import read_fit
from trustladder.sim.scenario.naming import ASKED
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Plan


def test_two_pages_and_an_annex_in_order(document):
    assert [one.key for one in document.pages] == ["answer", "numbers"]
    assert [one.key for one in document.annex] == ["settings", "effects", "future", "assumptions", "left_out", "again"]
    assert [picture.name for picture in of(document, Picture)] == ["overview", "survival", "effects"]
    assert [picture.number for picture in of(document, Picture)] == [1, 2, 3]


def test_the_first_page_says_the_answer_with_its_interval_and_a_few_more_sentences(folders, document):
    lead, rest = first_page(document)
    assert lead == answer(ResultSource(folders[0]))[0]
    assert re.search(r"in \d+ of 100 futures \(\d+ to \d+\)", lead) or "none of 60 futures" in lead
    assert 3 <= rest.count(". ") + 1 <= 6
    assert "World two: " in rest and "World three: " in rest
    assert re.search(r"Of 100 invitations \d+ are refused \(\d+ to \d+\)", rest)


def test_the_title_is_the_finding_in_under_110_signs(folders, document):
    held = [ResultSource(folder).metric("region_held").mean() for folder in folders]
    say = words()
    assert len(document.title) < 110
    if held[0]:
        assert f"in {say.of_hundred(held[0])}\u00a0of\u00a0100 futures" in document.title
    one = report(folders[:1], "en", wish=Wish(short=True))
    assert one.title.startswith("World one: ")


@pytest.mark.parametrize("metric", ASKED)
def test_a_report_answers_what_its_scenario_asks(metric, folders, tmp_path):
    question = "Sind die Leute besser dran?"  # no words of which tell the metric
    four = {"name": "four", "title": "World four", "question": question, "asks": metric}
    scenario = tiny(**four, uncertainties={"omega": 0.3})
    simulate(Plan(scenario, 60, 1, "compiled", "bands"), tmp_path / "four", ["run", "four"])
    both = [ResultSource(folders[0]), ResultSource(tmp_path / "four")]
    assert findings.asked(both[1]) == metric
    found = report([folders[0], tmp_path / "four"], "en", wish=Wish(short=True))
    assert found.question == question
    lead = first_page(found)[0]
    if metric == "region_held":
        assert lead == answer(both[0])[0]
    else:
        name = named(words(), metric)
        row = next(row for row in effects(both, [(metric, False)]))
        assert lead.startswith("World four: ") and name in lead and name in found.title
        assert words().figure(row.effect.low) in lead or words().points(row.effect.low) in lead


def test_what_matters_is_bold_and_what_is_small_is_not(folders, document):
    table = next(block for block in part(document, "numbers").blocks if isinstance(block, Sheet))
    assert table.headings == ("", "World one", "World two", None, "World three", None)
    assert 5 <= len(table.rows) <= 7
    several = [ResultSource(folder) for folder in folders]
    refused = next(row for row in table.rows if row[0] == "Invitations refused, of 100")
    rows = effects(several, [("refusal_share", False)])
    for cell, row in zip((refused[3], refused[5]), rows, strict=True):
        beyond = row.effect.low > 0.02 or row.effect.high < -0.02
        assert cell.look == ("matters" if beyond else "quiet")
        assert cell.text in (words().signed(100.0 * row.effect.difference, 0), "0")


def test_of_one_result_the_table_has_levels_with_intervals(folders):
    data, found = ResultSource(folders[0]), report(folders[:1], "en", wish=Wish(short=True))
    table = of(found, Sheet)[0]
    assert table.headings == ("", "mean", "95% interval")
    refused = next(row for row in table.rows if row[0] == "Invitations refused, of 100")
    mean, low, high = (
        words().of_hundred(one) for one in findings.mean_with_interval(data, data.metric("refusal_share"))
    )
    assert texts(refused)[1:] == [mean, f"{low} to {high}"]
    assert not found.annex, "a short report has none"


def test_more_scenarios_than_fit_are_told_to_stand_in_the_annex(folders, tmp_path):
    more = list(folders)
    for number, omega in enumerate((0.1, 0.4, 0.5, 0.6, 0.9)):
        scenario = tiny(name=f"w{number}", title=f"World {number}", uncertainties={"omega": omega})
        simulate(Plan(scenario, 60, 1, "compiled", "bands"), tmp_path / f"w{number}", ["run", f"w{number}"])
        more.append(tmp_path / f"w{number}")
    found = report(more, "en")
    page = part(found, "numbers")
    assert any("annex alone: 4" in block.text for block in page.blocks if isinstance(block, Text))
    assert len(next(block for block in page.blocks if isinstance(block, Sheet)).headings) == 8
    listed = next(block for block in part(found, "effects").blocks if isinstance(block, Sheet))
    assert {row[1] for row in listed.rows} == {f"World {name}" for name in ("two", "three", *range(5))}


def test_results_with_other_seeds_are_shown_without_changes(folders, tmp_path):
    simulate(Plan(tiny(name="two", title="World two"), 60, 2, "compiled", "bands"), tmp_path / "two", ["run", "two"])
    found = report([folders[0], tmp_path / "two"], "en")
    assert any("differ in seed" in text for text in first_page(found))
    table = next(block for block in part(found, "numbers").blocks if isinstance(block, Sheet))
    assert table.headings == ("", "World one", "World two")


def test_the_limits_say_how_well_the_version_of_the_result_forecasts_its_region():
    say, law = words("ru"), read_fit().origin["law"]
    known = kept().finding()
    tested = findings.limits(say, law, "central-asia", 0)
    assert tested[1][0] == say("report.limit.untested.head"), "another region, or fit"
    fit = Scenario.load("baseline").fit
    four = findings.limits(say, law, fit, 200)
    assert len(four) == 4
    assert say(f"forecast.verdict.{known.model.verdict}") in four[1][0]
    assert say.number(2.718281828**known.model.mean) in four[1][1]
    assert "200" in four[2][1]
    assert findings.limits(say, "0123456789abcdef", fit, 0)[1][0] == say("report.limit.untested.head")


def test_the_annex_has_the_whole_sentence_on_forecasts(folders):
    data = ResultSource(folders[0], "ru")
    data.manifest["law"] = read_fit().origin["law"]
    assert findings.said_of_forecasts(data) == [], "a world without a forum of the record"
    data.scenario = Scenario.load("baseline")
    assert findings.said_of_forecasts(data) == [sentence(data.words, kept().finding())]


def test_an_interval_knows_of_parameter_sets(folders):
    data = ResultSource(folders[0])
    values = (data.metric("replicate") % 5 < 2).astype(float)  # so in two sets of five, and in no other
    _, low, high = findings.share_with_interval(data, values)
    refused = data.metric("refusal_share")
    mean, *ends = findings.mean_with_interval(data, refused)
    data.manifest["sets"] = [{}] * 5
    share, wider_low, wider_high = findings.share_with_interval(data, values)
    assert 0.0 <= wider_low < low < share < high < wider_high <= 1.0
    groups = [refused[data.metric("replicate").astype(int) % 5 == number].mean() for number in range(5)]
    half = 2.776445 * statistics.stdev(groups) / 5**0.5
    same, *others = findings.mean_with_interval(data, refused)
    assert same == pytest.approx(mean)
    assert others == pytest.approx([mean - half, mean + half], rel=1e-3)
    assert others != pytest.approx(ends)


def test_settings_that_differ_are_listed_and_no_others(document):
    assert differences(tiny(), tiny(uncertainties={"omega": 0.2})) == [("uncertainties.omega", "0.7", "0.2")]
    listed = [block for block in part(document, "settings").blocks if isinstance(block, Sheet)]
    assert ("weight of the mean trust in those invited against the least trusted of them", "0.7", "0.2") in listed[
        0
    ].rows


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_new_forum_is_told_in_words(language):
    """Its name, its members by name, what of it is a number; no brackets of code, no keys, no notes."""
    both = {name: Scenario.load(name) for name in ("baseline", "recommendations")}
    data = ResultSource.__new__(ResultSource)
    data.words, data.scenario = words(language), both["recommendations"]
    found, more = sheet(data, both["baseline"])
    rows = {name: value for name, _, value in found.rows}
    assert more == 0
    seminars = {"en": "Energy seminars", "ru": "Энергетические семинары"}[language]
    members, neutrality = {"en": ("members", "neutrality"), "ru": ("участники", "нейтральность")}[language]
    first, last = {"en": ("Kazakhstan", "USA"), "ru": ("Казахстан", "США")}[language]
    assert rows[f"{seminars}: {members}"].startswith(f"{first}, ") and rows[f"{seminars}: {members}"].endswith(last)
    assert not re.search("[A-Z]{3}, |domain|none", " ".join(rows.values()))
    assert rows[f"{seminars}: {neutrality}"] == ("0.8" if language == "en" else "0,8")
    said = " ".join(cell for row in found.rows for cell in row)
    assert not re.search(r"[\[\]{}]|forums\.|judgement", said)


def test_what_is_counted_in_months_says_so_and_ranges_have_their_signs():
    data = ResultSource.__new__(ResultSource)
    data.words, data.scenario = words("en"), Scenario.load("baseline")
    rows = {row[0]: row for row in assumptions(data).rows}
    assert rows["half-life of evidence"][1:3] == ("48 months", "12 to 240")
    assert rows["what full coercion adds to the log hazard of a crisis"][2] == "−1.5 to 2"
    assert rows["how evidence becomes trust; none is the null"][1] == "beta reputation"


def test_in_russian_the_sources_of_the_figures_are_told_in_russian():
    data = ResultSource.__new__(ResultSource)
    data.words, data.scenario = words("ru"), Scenario.load("baseline")
    assert len(sources(data)) > 10
    assert [text for text in sources(data) if not re.search("[а-яё]", text)] == []


def test_a_future_is_told_only_where_it_is_asked_for_and_marked_as_made_up(document, folders):
    told = part(document, "future")
    assert "made-up" in told.title and "Nothing here happened" in told.blocks[0].text
    lines = told.blocks[1].texts
    assert lines[0].startswith("2000: ")
    assert re.search(r"\d+ meetings proposed, \d+ formed, \d+ succeeded", lines[0])
    assert lines[-1].startswith("In the end ")
    assert "future" not in [one.key for one in report(folders[:1], "en").parts]


def test_the_terms_of_the_refusal_add_up_to_what_was_left(document):
    lines = part(document, "future").blocks[1].texts
    line = next(line for line in lines if "A refusal taken apart." in line)
    weighed, left = re.search(r"What it weighed: (.*); what was left: (\S+)\. It", line).groups()
    terms = [float(term.replace("−", "-")) for term in re.findall(r"[+−][\d.]+", weighed)]
    assert sum(terms) == pytest.approx(float(left.replace("−", "-")), abs=0.03)


def test_every_assumption_has_its_source(document):
    found = next(block for block in part(document, "assumptions").blocks if isinstance(block, Sheet))
    assert len(found.rows) > 60
    assert all(all(cell.strip() for cell in row) for row in found.rows)


def test_the_commands_repeat_the_results_and_the_report(document):
    lines = of(document, Code)[0].lines
    assert lines[0] == "trustladder run one --runs 60 --seed 1 --out result-1"
    assert lines[-1] == "trustladder report result-1 result-2 result-3 --out report.html"
    once = part(document, "numbers").blocks[-1].text
    assert once == "To repeat this: trustladder compare one two three --runs 60 --seed 1"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_differs_from_another_region_is_told_by_names_without_what_is_about_nobody(language, tmp_path):
    """A row for everybody who is only there or only here; no identifier of the scenario file in any row."""
    data = ResultSource(made_up(tmp_path / "sahel", Scenario.load("sahel-floods")), language)
    base = Scenario.load("baseline")
    table, _ = sheet(data, base)
    settings = [str(row[0]) for row in table.rows]
    assert {"en": "Kazakhstan", "ru": "Казахстан"}[language] in settings
    if language == "ru":
        cells = [str(cell) for row in table.rows for cell in row]
        assert [cell for cell in cells if re.search(r"[A-Z]{3}|[a-z]{3}", cell)] == []
