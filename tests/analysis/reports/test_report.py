"""Reports: the same content as HTML and as PDF, in two languages; every text is text; nothing is asked of anywhere."""

import base64
import html as entities
import json
import re
import statistics
from html.parser import HTMLParser

import pytest

from tests.analysis.figures.test_bad_results import NASTY, nasty
from tests.worlds import tiny
from trustladder.analysis.cli import status_of
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.history.finding import sentence
from trustladder.analysis.history.shipped_forecast import kept
from trustladder.analysis.reports import findings as sentences
from trustladder.analysis.reports.blocks import Code, Document, Heading, Items, Picture, Sheet, Text
from trustladder.analysis.reports.content import _limits, report
from trustladder.analysis.reports.html import html
from trustladder.analysis.reports.pdf import pdf
from trustladder.analysis.reports.settings import assumptions, differences, sheet, sources
from trustladder.analysis.simulate import simulate
from trustladder.analysis.words import words
from trustladder.sim.fits import read_fit
from trustladder.sim.metric_families import REFUSED
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Plan

PARTS = 8  # question, settings, findings, figures, one future, assumptions, limits, how to repeat it


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Three results of a small world under the same luck."""
    folder, found = tmp_path_factory.mktemp("small"), []
    for name, omega in (("one", 0.7), ("two", 0.2), ("three", 0.71)):
        scenario = tiny(name=name, title=f"World {name}", uncertainties={"omega": omega})
        simulate(Plan(scenario, 60, 1, "compiled", "bands"), folder / name, ["run", name])
        found.append(folder / name)
    return found


@pytest.fixture(scope="module")
def document(folders):
    return report(folders, "en")


class Page(HTMLParser):
    """What a browser would read of a page: tags with their attributes, and text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words.append(data)


def of(document, kind):
    return [block for block in document.blocks if isinstance(block, kind)]


def test_a_report_holds_every_part_in_order(document):
    headings = [block.text for block in of(document, Heading)]
    assert len(headings) == PARTS
    assert headings[0] == "The question"
    assert headings[-1] == "How to repeat it"
    assert of(document, Picture)[0].name == "effects"
    assert any("not a forecast" in text for block in of(document, Items) for text in block.texts)


def test_findings_are_sentences_with_intervals(document):
    sentences = of(document, Items)[1].texts
    assert len(sentences) > 6
    assert re.search(
        r"held in \d[\d.]*% of 60 futures by the end of 2002 \(95% interval [\d.]+% to [\d.]+%\)", sentences[0]
    )
    changes = [text for text in sentences if "changes by" in text and text.startswith("World two")]
    assert changes
    assert all(
        re.search(r"changes by [+−][\d.]+.* \(95% interval [+−]?[\d.]+ to [+−]?[\d.]+\), from", text)
        for text in changes
    )


def test_an_effect_is_that_of_paired_futures(folders):
    from trustladder.analysis.figures.effects import effects
    from trustladder.analysis.figures.kit.result_source import ResultSource

    one, two = (ResultSource(folder) for folder in folders[:2])
    row = next(row for row in effects([one, two]) if row.metric == "refusal_share")
    assert row.effect.difference == pytest.approx((two.metric("refusal_share") - one.metric("refusal_share")).mean())


def test_an_interval_of_a_share_knows_of_parameter_sets(folders):
    """Sets that differ widen the interval."""
    from trustladder.analysis.figures.kit.result_source import ResultSource

    data = ResultSource(folders[0])
    values = (data.metric("replicate") % 5 < 2).astype(float)  # so in two sets of five, and in no other
    _, low, high = sentences.share_with_interval(data, values)
    data.manifest["sets"] = [{}] * 5
    share, wider_low, wider_high = sentences.share_with_interval(data, values)
    assert 0.0 <= wider_low < low < share < high < wider_high <= 1.0


def limits(data):
    (found,) = [block.texts for block in _limits(data) if isinstance(block, Items)]
    return found


def test_the_limits_say_how_well_the_version_of_the_result_forecasts_its_region(folders):
    data = ResultSource(folders[0], "ru")
    known = kept()
    said = sentence(data.words, known.finding())
    data.manifest["law"] = read_fit().origin["law"]
    assert said not in limits(data), "a world without a forum of the record"
    data.scenario = Scenario.load("baseline")
    assert limits(data)[-1] == said
    data.manifest["law"] = "0123456789abcdef"
    assert said not in limits(data), "another version of the model"


def test_settings_that_differ_are_listed_and_no_others(document):
    assert differences(tiny(), tiny(uncertainties={"omega": 0.2})) == [("uncertainties.omega", "0.7", "0.2")]
    sheets = [sheet for sheet in of(document, Sheet) if sheet.headings[0] == "setting"]
    assert ("weight of the mean trust in those invited against the least trusted of them", "0.7", "0.2") in sheets[
        0
    ].rows


def test_an_interval_of_a_mean_knows_of_parameter_sets(folders):
    from trustladder.analysis.figures.kit.result_source import ResultSource

    data = ResultSource(folders[0])
    values = data.metric("refusal_share")
    mean, low, high = sentences.mean_with_interval(data, values)
    data.manifest["sets"] = [{}] * 5
    same, wider_low, wider_high = sentences.mean_with_interval(data, values)
    groups = [values[data.metric("replicate").astype(int) % 5 == number].mean() for number in range(5)]
    half = 2.776445 * statistics.stdev(groups) / 5**0.5
    assert same == pytest.approx(mean)
    assert (wider_low, wider_high) == pytest.approx((mean - half, mean + half), rel=1e-3)
    assert (low, high) != pytest.approx((wider_low, wider_high))


def test_of_several_results_a_finding_says_whose_it_is(document, folders):
    sentences = of(document, Items)[1].texts
    assert [text for text in sentences if "Of all invitations" in text] == [
        next(text for text in sentences if text.startswith("World one. Of all invitations "))
    ]
    alone = of(report(folders[:1], "en"), Items)[1].texts
    assert any(text.startswith("Of all invitations ") for text in alone)


def test_a_report_of_two_speaks_of_one_other_scenario(folders):
    assert report(folders[:2], "en").title == "World one, and what another scenario changes"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_new_forum_is_told_in_words(language):
    """Its name, its members, what of it is a number; no brackets of code, no keys, no notes."""
    from trustladder.analysis.figures.kit.result_source import ResultSource

    both = {name: Scenario.load(name) for name in ("baseline", "recommendations")}
    data = ResultSource.__new__(ResultSource)
    data.words, data.scenario = words(language), both["recommendations"]
    found, more = sheet(data, both["baseline"])
    rows = {name: value for name, _, value in found.rows}
    assert more == 0
    seminars = {"en": "Energy seminars", "ru": "Энергетические семинары"}[language]
    members, neutrality = {"en": ("members", "neutrality"), "ru": ("участники", "нейтральность")}[language]
    assert rows[f"{seminars}: {members}"] == "KAZ, KGZ, TJK, TKM, UZB, GBR, SAU, USA"
    assert rows[f"{seminars}: {neutrality}"] == ("0.8" if language == "en" else "0,8")
    said = " ".join(cell for row in found.rows for cell in row)
    assert not re.search(r"[\[\]{}]|forums\.|judgement", said)


def test_what_is_counted_in_months_says_so_and_ranges_have_their_signs():
    from trustladder.analysis.figures.kit.result_source import ResultSource

    data = ResultSource.__new__(ResultSource)
    data.words, data.scenario = words("en"), Scenario.load("baseline")
    rows = {row[0]: row for row in assumptions(data).rows}
    assert rows["half-life of evidence"][1:3] == ("48 months", "12 to 240")
    assert rows["what full coercion adds to the log hazard of a crisis"][2] == "−1.5 to 2"
    assert rows["how evidence becomes trust; none is the null"][1] == "beta reputation"


def test_in_russian_the_sources_of_the_figures_are_told_in_russian():
    from trustladder.analysis.figures.kit.result_source import ResultSource

    data = ResultSource.__new__(ResultSource)
    data.words, data.scenario = words("ru"), Scenario.load("baseline")
    assert len(sources(data)) > 10
    assert [text for text in sources(data) if not re.search("[а-яё]", text)] == []


def test_a_future_is_told_from_its_own_decisions(document):
    lines = of(document, Items)[2].texts
    assert lines[0].startswith("2000: ")
    assert re.search(r"\d+ meetings proposed, \d+ formed, \d+ succeeded", lines[0])
    assert any("A refusal taken apart." in line for line in lines)
    assert lines[-1].startswith("In the end ")


def test_the_terms_of_the_refusal_add_up_to_what_was_left(document):
    line = next(line for line in of(document, Items)[2].texts if "A refusal taken apart." in line)
    weighed, left = re.search(r"What it weighed: (.*); what was left: (\S+)\. It", line).groups()
    terms = [float(term.replace("−", "-")) for term in re.findall(r"[+−][\d.]+", weighed)]
    assert sum(terms) == pytest.approx(float(left.replace("−", "-")), abs=0.03)


def test_every_assumption_has_its_source(document):
    sheet = next(sheet for sheet in of(document, Sheet) if sheet.headings[0] == "assumption")
    assert len(sheet.rows) > 60
    assert all(all(cell.strip() for cell in row) for row in sheet.rows)


def test_the_commands_repeat_the_results_and_the_report(document):
    lines = of(document, Code)[0].lines
    assert lines[0] == "trustladder run one --runs 60 --seed 1 --out result-1"
    assert lines[-1] == "trustladder report result-1 result-2 result-3 --out report.html --lang en"


def test_the_page_asks_for_nothing_outside_itself(document):
    page = Page(html(document))
    for tag, attributes in page.tags:
        assert tag not in ("script", "link", "iframe", "object", "embed", "base", "form")
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("src", "data:image/svg+xml;base64,").startswith("data:image/svg+xml;base64,")
        assert "href" not in attributes
    assert not re.search(r"url\(|@import", html(document).split("</style>")[0])
    pictures = [attributes for tag, attributes in page.tags if tag == "img"]
    assert len(pictures) == len(of(document, Picture))
    for attributes in pictures:
        assert len(attributes["alt"]) > 40
        assert b"<svg" in base64.b64decode(attributes["src"].partition(",")[2])


@pytest.mark.parametrize("language", ["en", "ru"])
def test_one_command_writes_both_files(language, folders, tmp_path, capsys):
    out = tmp_path / "deep" / "report.html"
    assert status_of(["report", str(folders[0]), "--out", str(out), "--lang", language, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [out.as_posix(), out.with_suffix(".pdf").as_posix()]
    page = out.read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in page
    assert ("Чего это не говорит" in page) == (language == "ru")
    content = out.with_suffix(".pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(content) < 1_000_000


def test_results_of_one_title_are_told_apart_by_their_folders(folders, tmp_path):
    scenario = tiny(name="one", title="World one", uncertainties={"omega": 0.1})
    simulate(Plan(scenario, 60, 1, "compiled", "bands"), tmp_path / "another", ["run", "one"])
    document = report([folders[0], tmp_path / "another"], "en")
    sentences = of(document, Items)[1].texts
    assert any(text.startswith("another: region-wide") for text in sentences)
    assert any(text.startswith("one: region-wide") for text in sentences)
    assert any(text.startswith("another: ") and "changes by" in text for text in sentences)


def test_a_report_in_russian_has_the_same_parts(folders, document):
    russian = report(folders, "ru")
    assert [type(block) for block in russian.blocks] == [type(block) for block in document.blocks]
    assert any("0,2" in row for sheet in of(russian, Sheet) if sheet.headings[0] == "настройка" for row in sheet.rows)
    english = " ".join(text for block in of(russian, Heading) for text in block)
    assert not re.search("[a-z]", english)


def test_names_of_every_kind_are_text_on_the_page_and_in_the_pdf(tmp_path):
    simulate(
        Plan(nasty(), 5, 1, "compiled", "bands"), tmp_path / "nasty", ["run", "<b>.toml", "--set", "x='; rm -rf /"]
    )
    document = report([tmp_path / "nasty"], "en")
    text = html(document)
    page = Page(text)
    assert "script" not in {tag for tag, _ in page.tags}
    assert {tag for tag, _ in page.tags} <= {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "p",
        "ul",
        "li",
        "bdi",
        "figure",
        "img",
        "figcaption",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "pre",
    }
    assert "<script>alert(1)</script>" in "".join(page.words)
    assert entities.escape(NASTY[6]) in text
    assert pdf(document).startswith(b"%PDF-")


def test_markup_of_the_typesetter_is_text():
    tricks = ["#set page(width: 1pt)", "$ x $", "*bold*", "= heading", "// gone", "<label>", "@ref", "\\"]
    blocks = [
        Heading(tricks[0]),
        Text(" ".join(tricks)),
        Items(tricks),
        Sheet(("a", tricks[1]), [(tricks[2], tricks[3])]),
        Code(tricks),
    ]
    assert pdf(Document("en", tricks[0], tricks[4], blocks)).startswith(b"%PDF-")


def test_what_a_result_lacks_is_said_in_its_place(folders, tmp_path):
    import shutil

    copy = shutil.copytree(folders[0], tmp_path / "old", ignore=shutil.ignore_patterns("figures"))
    shutil.rmtree(copy / "series")
    manifest = json.loads((copy / "manifest.json").read_text())
    kept = {name: one for name, one in manifest["parts"].items() if not name.startswith("series")}
    (copy / "manifest.json").write_text(json.dumps({**manifest, "law": "feed" * 4, "parts": kept}))
    document = report([copy], "en")
    said = " ".join(str(block) for block in document.blocks)
    assert "kept no bands over time" in said
    assert "single decisions are told again by the law" in said
    assert "older law" in said
    assert len(of(document, Heading)) == PARTS


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["nowhere"], "no such manifest"),
        (["R", "R"], "allowed: each result once"),
        (["R", "--out", "report.doc"], "a file that ends in .html"),
        (["R", "--lang", "xx"], "no language 'xx'"),
    ],
)
def test_what_is_asked_wrongly_is_one_line(asked, said, folders, capsys):
    assert status_of(["report", *(str(folders[0]) if part == "R" else part for part in asked)]) == 2
    line = capsys.readouterr().err
    assert said in line
    assert line.count("\n") == 1


def test_nothing_half_written_is_left(folders, tmp_path):
    (tmp_path / "report.html").mkdir()
    assert status_of(["report", str(folders[0]), "--out", str(tmp_path / "report.html"), "--no-pdf"]) == 2
    assert [place.name for place in tmp_path.iterdir()] == ["report.html"]


def test_the_baseline_is_what_settings_are_told_against():
    assert differences(Scenario.load("baseline"), Scenario.load("coordinated-donors")) == [
        ("levers.joint_share", "own", "0.5")
    ]


def test_a_result_whose_refusals_had_other_reasons_is_told_without_them(folders):
    whole, older = ResultSource(folders[0]), ResultSource(folders[0])
    older.__dict__["_columns"] = [name for name in whole._columns if name not in REFUSED]
    told = list(sentences.first_sentences(whole))
    assert any("commonest reason" in one for one in told)
    assert list(sentences.first_sentences(older)) == [one for one in told if "commonest reason" not in one]
