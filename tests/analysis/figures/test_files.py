"""Files of figures in other people's documents: SVG, PDF and slides say what they show, and how they are made again."""

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from PIL import Image
from pptx import Presentation

from tests.analysis.figures.pictures import CASES
from trustladder.analysis.cli import status_of
from trustladder.analysis.figures import figure_of
from trustladder.analysis.figures.kit.codebook import codebook
from trustladder.analysis.figures.kit.explained import explained
from trustladder.analysis.figures.kit.placeholder import describe_figure
from trustladder.analysis.figures.kit.provenance import read
from trustladder.analysis.figures.kit.publish import publish
from trustladder.analysis.figures.kit.style import SLIDE, WEB
from trustladder.analysis.words import LANGUAGES

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def files(made, tmp_path_factory):
    """Two figures in every format, in a folder."""
    folder = tmp_path_factory.mktemp("files")
    for name in ("ladder", "rivalry"):
        data = made.source(name, "en")
        publish(figure_of(name), data, WEB, ["svg", "pdf"], folder / name)
        publish(figure_of(name), data, SLIDE, ["pptx"], folder / name)
    return folder


def test_a_screen_reader_tells_an_svg_as_one_image_with_its_title_and_its_alt_text(files, made):
    root = ElementTree.parse(files / "ladder.svg").getroot()
    data = made.source("ladder", "en")
    title, alt = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == title.get("id") and root.get("aria-describedby") == alt.get("id")
    assert title.text == data.heads["ladder"].title and len(title.text) < 160
    assert alt.text == describe_figure(figure_of("ladder"), data).alt


def test_ids_of_two_figures_in_one_page_stay_apart_and_every_link_leads_somewhere(files):
    every = []
    for name in ("ladder", "rivalry"):
        text = (files / f"{name}.svg").read_text(encoding="utf-8")
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids))
        assert {*re.findall(r"url\(#([^)]+)\)", text), *re.findall(r'href="#([^"]+)"', text)} <= set(ids)
        every.append(set(ids))
    assert every[0].isdisjoint(every[1])


def test_a_pdf_is_tagged_with_its_alt_text_and_has_a_short_title_and_xmp(files, made):
    content, data = (files / "ladder.pdf").read_bytes(), made.source("ladder", "en")
    known = read(files / "ladder.pdf")
    assert known["title"] == data.heads["ladder"].title and known["figure"] == "ladder"
    assert b"/StructTreeRoot" in content and b"/Alt" in content and re.search(rb"/Lang ?\(en\)", content)
    packet = content[content.index(b"<x:xmpmeta") : content.index(b"</x:xmpmeta>")].decode("utf-8")
    assert f"{known['title']}</rdf:li>" in packet and "/FontFile" in content.decode("latin-1")


def test_a_figure_is_one_slide_with_its_finding_as_title_and_its_alt_text(files, made):
    data = made.source("ladder", "en")
    head, alt = data.heads["ladder"], describe_figure(figure_of("ladder"), data).alt
    (slide,) = Presentation(str(files / "ladder.pptx")).slides
    assert slide.shapes.title.text == head.title
    assert head.subtitle in [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    (picture,) = (shape for shape in slide.shapes if shape.shape_type == 13)
    assert picture._element.nvPicPr.cNvPr.get("descr") == alt
    assert picture.image.size[0] / (picture.width / 914_400) >= 299
    assert "trustladder figure ladder" in slide.notes_slide.notes_text_frame.text


def test_a_slide_says_how_it_is_drawn_again(files, capsys):
    (known,) = explained(files / "ladder.pptx")
    assert known == {**read(files / "ladder.svg"), "for": "slide", "width_mm": known["width_mm"]}
    assert status_of(["figure", "--explain", str(files / "ladder.pptx")]) == 0
    assert "--for slides --lang en --format pptx" in capsys.readouterr().out


def test_dots_an_inch_are_as_asked_and_drawn_again_so(made, tmp_path):
    asked = ["figure", "ladder", str(made.results[0]), "--for", "word", "--dpi", "600", "--out", str(tmp_path)]
    assert status_of(asked) == 0
    with Image.open(tmp_path / "ladder-word.png") as image:
        assert image.info["dpi"][0] == pytest.approx(600, abs=0.1)
        assert image.width == pytest.approx(150.0 / 25.4 * 600, abs=2)
    assert read(tmp_path / "ladder-word.png")["dpi"] == 600


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--format", "svg", "--dpi", "300"], "--dpi 300: svg has no dots; allowed: --format png, or pptx"),
        (["--format", "png", "--dpi", "30"], "--dpi: 30; allowed: a whole number from 72 to 1200"),
        (["--format", "pptx"], "pptx holds slides; allowed with --for slides"),
        (["--format", "emf"], "no format 'emf'"),
        (
            ["--format", "svg,xlsx"],
            "a figure is no .xlsx, its numbers are in the .csv beside it; all figures of a report",
        ),
    ],
)
def test_a_format_that_does_not_go_is_one_line(asked, said, made, tmp_path, capsys):
    assert status_of(["figure", "ladder", str(made.results[0]), *asked, "--out", str(tmp_path / "out")]) == 2
    line = capsys.readouterr().err
    assert said in line and line.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_a_codebook_says_what_every_column_holds(case, language, made):
    data = made.source(case, language)
    known = describe_figure(figure_of(CASES[case].figure), data)
    lines = dict(codebook(data, known))
    assert [*lines] == [*known.columns]
    for name, said in lines.items():
        assert said and said != name and "{" not in said, name
        assert language == "en" or re.search("[а-яё]", said), name


def test_a_codebook_lies_beside_the_table_of_a_figure(files):
    written = list(csv.reader(io.StringIO((files / "ladder-codebook.csv").read_text(encoding="utf-8"))))
    table = list(csv.reader(io.StringIO((files / "ladder.csv").read_text(encoding="utf-8"))))
    assert written[0] == ["column", "meaning"] and [row[0] for row in written[1:]] == table[0]
