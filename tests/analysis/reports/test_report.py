"""Reports: the same content as HTML and as PDF, in two languages; every text is text; nothing is asked of anywhere."""

import base64
import html as entities
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from tests.analysis.figures.test_bad_results import NASTY, nasty
from tests.worlds import tiny
from trustladder.analysis.answer import answer, named
from trustladder.analysis.cli import status_of
from trustladder.analysis.figures.effects import effects
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.history.finding import sentence
from trustladder.analysis.history.shipped_forecast import kept
from trustladder.analysis.reports import findings
from trustladder.analysis.reports.blocks import Cell, Code, Document, Image, Items, Limits, Part, Picture, Sheet, Text
from trustladder.analysis.reports.content import Wish, report
from trustladder.analysis.reports.html import html
from trustladder.analysis.reports.pdf import pdf, typeset
from trustladder.analysis.reports.settings import assumptions, differences, sheet, sources
from trustladder.analysis.simulate import simulate
from trustladder.analysis.words import words
from trustladder.sim.fits import read_fit
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Plan

TAGS = set(
    re.findall(
        r"\S+",
        "html head meta title style body header nav a main section aside footer p span h1 h2 h3 b ul li dl div dt dd "
        "bdi figure img figcaption table thead tbody tr th td pre",
    )
)
FRAME = {name: name for name in ("report", "figure", "question", "contents", "annex")}


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
    return report(folders, "en", wish=Wish(future=True))


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
    return [block for part in document.parts for block in part.blocks if isinstance(block, kind)]


def part(document, key):
    return next(one for one in document.parts if one.key == key)


def first_page(document):
    return [block.text for block in part(document, "answer").blocks if isinstance(block, Text)]


def texts(cells):
    return [cell.text if isinstance(cell, Cell) else cell for cell in cells]


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


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("Does human security gain if donors train police?", "human_security"),
        ("Are more civilians harmed?", "civilian_harm"),
        ("How much smuggling do officials still sanction?", "collusion"),
        ("How far does cooperation get?", "region_held"),
    ],
)
def test_a_report_answers_what_its_scenario_asks(question, metric, folders, tmp_path):
    scenario = tiny(name="four", title="World four", question=question, uncertainties={"omega": 0.3})
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


def test_the_page_asks_for_nothing_outside_itself(document):
    page = Page(html(document))
    for tag, attributes in page.tags:
        assert tag not in ("script", "link", "iframe", "object", "embed", "base", "form")
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("src", "data:image/svg+xml;base64,").startswith("data:image/svg+xml;base64,")
        assert attributes.get("href", "#").startswith("#")
    assert not re.search(r"url\(|@import", html(document).split("</style>")[0])
    pictures = [attributes for tag, attributes in page.tags if tag == "img"]
    assert len(pictures) == len(of(document, Picture))
    for attributes in pictures:
        assert len(attributes["alt"]) > 40
        assert b"<svg" in base64.b64decode(attributes["src"].partition(",")[2])


def test_the_page_has_landmarks_and_its_contents_lead_to_its_parts(document):
    page = Page(html(document))
    tags = [tag for tag, _ in page.tags]
    for landmark in ("header", "nav", "main", "footer", "h1"):
        assert tags.count(landmark) == 1
    targets = [attributes["href"][1:] for tag, attributes in page.tags if tag == "a"]
    assert targets == [attributes["id"] for tag, attributes in page.tags if tag == "section" and "id" in attributes]
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_page_prints_as_a4_and_follows_dark_mode(document):
    style = html(document).partition("<style>")[2].partition("</style>")[0]
    assert "size: A4" in style and "counter(page)" in style and "break-before: page" in style
    assert re.search(r"prefers-color-scheme: dark.*figure img \{ filter: invert", style, re.S)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_answer_and_numbers_take_a_page_each(language, folders):
    long = Wish(title="Long " * 40, author="A. Writer", short=True)
    for wish in (Wish(short=True), long._replace(title=long.title.strip())):
        assert len(list(typeset(report(folders, language, wish=wish), "png"))) == 2


@pytest.mark.parametrize("language", ["en", "ru"])
def test_one_command_writes_both_files(language, folders, tmp_path, capsys):
    out = tmp_path / "deep" / "report.html"
    assert status_of(["report", str(folders[0]), "--out", str(out), "--lang", language, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [out.as_posix(), out.with_suffix(".pdf").as_posix()]
    page = out.read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in page
    assert ("Чего это не\u00a0говорит" in page) == (language == "ru")
    content = out.with_suffix(".pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(content) < 1_000_000


def test_results_of_one_title_are_told_apart_by_their_folders(folders, tmp_path):
    scenario = tiny(name="one", title="World one", uncertainties={"omega": 0.1})
    simulate(Plan(scenario, 60, 1, "compiled", "bands"), tmp_path / "another", ["run", "one"])
    found = report([folders[0], tmp_path / "another"], "en")
    heads = [line.partition(":")[0] for line in of(found, Items)[0].texts]
    assert heads == ["one", "another"]
    assert "another: " in first_page(found)[1]


def test_a_report_in_russian_has_the_same_parts(folders, document):
    russian = report(folders, "ru", wish=Wish(future=True))
    for one, other in zip(russian.parts, document.parts, strict=True):
        assert one.key == other.key
        assert [type(block) for block in one.blocks] == [type(block) for block in other.blocks]
        assert not re.search("[a-z]", one.title)
    settings = part(russian, "settings").blocks
    assert any("0,2" in row for block in settings if isinstance(block, Sheet) for row in block.rows)
    assert not re.search("[a-z]{3}", first_page(russian)[0].replace("World", "").replace("water", ""))


def test_names_of_every_kind_are_text_on_the_page_and_in_the_pdf(tmp_path):
    simulate(
        Plan(nasty(), 5, 1, "compiled", "bands"), tmp_path / "nasty", ["run", "<b>.toml", "--set", "x='; rm -rf /"]
    )
    found = report([tmp_path / "nasty"], "en")
    text = html(found)
    page = Page(text)
    assert {tag for tag, _ in page.tags} <= TAGS
    assert "<script>alert(1)</script>" in "".join(page.words)
    assert entities.escape(NASTY[6]) in text
    assert pdf(found).startswith(b"%PDF-")


TITLES = {
    "markup": "<script>alert(1)</script> & *bold* #set page(width: 1pt) $x$ // <label> @ref \\",
    "right to left": "שיתוף פעולה 17 of 100 مرحبا",
    "200 signs": "Cooperation " * 16 + "and more",
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_title_of_every_kind_is_text(title, folders):
    wish = Wish(title=title, author=title, short=True)
    found = report(folders[:1], "en", wish=wish)
    text = html(found)
    assert title.strip() in found.title and "<script>" not in text.partition("<body>")[2]
    assert entities.escape(title) in text
    assert ('<bdi dir="auto">' in text) == ("שיתוף" in title)
    pages = list(typeset(found, "png"))
    assert len(pages) == 2


def test_markup_of_the_typesetter_is_text():
    tricks = ["#set page(width: 1pt)", "$ x $", "*bold*", "= heading", "// gone", "<label>", "@ref", "\\"]
    blocks = [
        Text(" ".join(tricks)),
        Text(tricks[0], "lead"),
        Items(tricks),
        Sheet(("a", tricks[1]), [(tricks[2], Cell(tricks[3], "matters"))], numbers=True),
        Limits(tricks[0], [(tricks[1], tricks[2])] * 4),
        Code(tricks),
    ]
    pages = [Part("answer", tricks[0], blocks)]
    found = Document("en", tricks[0], tricks[4], tricks[2], tricks[1], tricks[3], FRAME, pages, pages)
    assert pdf(found).startswith(b"%PDF-")


def test_what_a_result_lacks_is_said_in_its_place(folders, tmp_path):
    """A result of another version, without bands: its numbers are told, and why there are no pictures."""
    copy = shutil.copytree(folders[0], tmp_path / "old", ignore=shutil.ignore_patterns("figures"))
    shutil.rmtree(copy / "series")
    manifest = json.loads((copy / "manifest.json").read_text())
    known = {name: one for name, one in manifest["parts"].items() if not name.startswith("series")}
    (copy / "manifest.json").write_text(json.dumps({**manifest, "law": "feed" * 4, "parts": known}))
    found = report([copy], "en", wish=Wish(future=True))
    said = " ".join(str(block) for one in found.parts for block in one.blocks)
    assert "kept no bands over time" in said
    assert "single decisions are told again by the law" in said
    assert "Nobody has tested its forecasts here" in said
    assert pdf(found).startswith(b"%PDF-")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_result_with_one_future_is_told_as_one(language, tmp_path):
    simulate(Plan(tiny(title="Alone"), 1, 1, "compiled", "bands"), tmp_path / "one", ["run", "one"])
    found = report([tmp_path / "one"], language)
    assert {"en": "in this one future", "ru": "в этом единственном варианте"}[language] in found.title.lower()
    table = of(found, Sheet)[0]
    assert all(texts(row)[2] == "" for row in table.rows), "one future has no interval"
    assert "nan" not in html(found).partition("<body>")[2].split("base64")[0].lower()
    assert pdf(found).startswith(b"%PDF-")


def test_a_result_without_a_finished_future_says_so(folders, tmp_path):
    copy = shutil.copytree(folders[0], tmp_path / "empty")
    shutil.rmtree(copy / "runs")
    manifest = json.loads((copy / "manifest.json").read_text())
    known = {name: one for name, one in manifest["parts"].items() if not name.startswith("runs")}
    (copy / "manifest.json").write_text(json.dumps({**manifest, "finished": False, "parts": known}))
    found = report([copy], "en")
    assert "holds no finished future" in first_page(found)[0]
    assert pdf(found).startswith(b"%PDF-")
    assert report([folders[1], copy], "en").title, "beside another, too"


def png():
    import io

    from PIL import Image as Pillow

    written = io.BytesIO()
    Pillow.new("RGB", (40, 20), "navy").save(written, "png")
    return written.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="navy"/></svg>'


@pytest.mark.parametrize(("name", "content"), [("logo.png", png()), ("logo.svg", SVG), ("by-content.txt", SVG)])
def test_a_logo_is_embedded_in_both(name, content, folders, tmp_path):
    (tmp_path / name).write_bytes(content)
    out = tmp_path / "report.html"
    asked = ["report", str(folders[0]), "--short", "--logo", str(tmp_path / name), "--out", str(out)]
    assert status_of(asked) == 0
    assert base64.b64encode(content).decode() in out.read_text(encoding="utf-8")
    without = pdf(report(folders[:1], "en", wish=Wish(short=True)))
    assert out.with_suffix(".pdf").read_bytes() != without


LOGOS = {
    "text": (b"no picture at all", "no picture"),
    "half a PNG": (png()[:60], "a damaged picture"),
    "another XML": (b"<html><body/></html>", "XML of another kind"),
    "bytes": (bytes(range(256)), "no picture"),
    "nothing": (b"", "no picture"),
    "too large": (b" " * 3_000_000, "too large for a logo"),
}


@pytest.mark.parametrize("kind", LOGOS)
def test_a_logo_that_is_no_picture_is_one_line(kind, folders, tmp_path, capsys):
    content, said = LOGOS[kind]
    (tmp_path / "logo").write_bytes(content)
    out = tmp_path / "report.html"
    assert status_of(["report", str(folders[0]), "--logo", str(tmp_path / "logo"), "--out", str(out)]) == 2
    line = capsys.readouterr().err
    assert said in line and line.count("\n") == 1
    assert not out.exists()


def test_a_logo_that_the_typesetter_refuses_leaves_nothing_behind(folders, tmp_path):
    broken = Image("svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>')
    (tmp_path / "logo.svg").write_bytes(broken.content)
    out = tmp_path / "report.html"
    status = status_of(["report", str(folders[0]), "--logo", str(tmp_path / "logo.svg"), "--out", str(out)])
    assert (status, out.exists()) in ((2, False), (0, True))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["nowhere"], "no such manifest"),
        (["R", "R"], "allowed: each result once"),
        (
            ["R", "--out", "report.doc"],
            "ends in .doc (did you mean docx?); allowed: a file that ends in .html",
        ),
        (["R", "--out", "report.txt", "--to", "pdf"], "ends in .txt; allowed: a file that ends in .pdf"),
        (["R", "--out", "r.html", "--to", "docx"], "--to docx,html writes it too; allowed: a file that ends in .docx"),
        (["R", "--out", "."], "a folder; allowed: a file, such as report.html"),
        (["R", "--out", "r.html", "--to", ""], "no document ''"),
        (["R", "--lang", "xx"], "no language 'xx'"),
        (["R", "--title", "x" * 201], "201 characters; allowed: 1 to 200"),
        (["R", "--author", "  "], "allowed: 1 to 200, not blank"),
        (["R", "--logo", "nowhere.png"], "nowhere.png"),
        (["R", "--metric", "region_held"], "--metric: of a sweep only"),
    ],
)
def test_what_is_asked_wrongly_is_one_line(asked, said, folders, capsys):
    assert status_of(["report", *(str(folders[0]) if part == "R" else part for part in asked)]) == 2
    line = capsys.readouterr().err
    assert said in line
    assert line.count("\n") == 1


def test_nothing_half_written_is_left(folders, tmp_path):
    (tmp_path / "report.html").mkdir()
    assert status_of(["report", str(folders[0]), "--out", str(tmp_path / "report.html"), "--to", "html"]) == 2
    assert [place.name for place in tmp_path.iterdir()] == ["report.html"]


def test_a_console_without_cyrillic_gets_text_and_no_traceback(folders, tmp_path):
    out = tmp_path / "отчёт.html"
    asked = ["-m", "trustladder", "--quiet", "report", str(folders[0]), "--short", "--lang", "ru", "--out", str(out)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, *asked], capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    assert len(done.stdout.decode("utf-8").splitlines()) == 2
    assert "Чего это не\u00a0говорит" in out.read_text(encoding="utf-8")


def test_the_baseline_is_what_settings_are_told_against():
    assert differences(Scenario.load("baseline"), Scenario.load("coordinated-donors")) == [
        ("levers.joint_share", "own", "0.5")
    ]
