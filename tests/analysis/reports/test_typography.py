"""Lines and columns of documents: nothing that belongs together is broken, and tables are short."""

import docx
import pytest
from docx.oxml.ns import qn

from tests.analysis.reports.test_documents import document  # noqa: F401 (a fixture)
from trustladder.analysis.figures.kit.lettering import our_font, width_of
from trustladder.analysis.reports.blocks import Code, Picture, Sheet
from trustladder.analysis.reports.columns import widths
from trustladder.analysis.reports.typography import bound, typographic
from trustladder.analysis.reports.word_table import table


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("in 46 of 100 futures (41 to 50)", ["in_46_of_100 futures", "(41_to_50)"]),
        ("в 46 из 100 вариантов (от 41 до 50) – к концу", ["в_46_из_100 вариантов", "(от_41_до_50)_– к_концу"]),
        ("+22 п. п., от +18 до +25", ["+22_п._п., от_+18_до_+25"]),
        ("ждёт ли область своих ворот", ["ждёт ли область"]),
        ("trustladder run baseline --runs 1000 --seed 1", ["--runs 1000 --seed 1"]),
    ],
)
def test_no_line_ends_between_what_belongs_together(text, kept):
    said = bound(text)
    assert said.replace("\u00a0", " ") == text
    for part in kept:
        assert part.replace("_", "\u00a0") in said


def test_commands_and_alt_texts_keep_their_spaces(document):  # noqa: F811
    made = typographic(document)
    for part, known in zip(made.parts, document.parts, strict=True):
        for block, was in zip(part.blocks, known.blocks, strict=True):
            assert not isinstance(block, Code) or block == was
            assert not isinstance(block, Picture) or (block.alt, block.rows) == (was.alt, was.rows)


def test_a_heading_over_two_columns_has_room_and_what_is_not_bold_takes_less():
    heading = "Energy at once and together"
    sheet = Sheet(("", "a", heading, None), [("trust", "0.61", "0.62", "+0.01")], numbers=True)
    with our_font():
        columns = widths(sheet, 6.0, 12.0)
        assert sum(columns) == pytest.approx(6.0)
        assert columns[2] + columns[3] > width_of(heading, 12.0, bold=True)
        assert columns[2] < 1.2 * width_of("0.62", 12.0) + 0.2


def test_a_table_of_words_is_as_short_as_its_texts_allow():
    rows = [("a fairly long sentence about one assumption", "0.5", "0 to 1", "judgement")] * 20
    rows += [("another", "0.1", "0 to 1", "a source with its author, its title, its year and its page, and a remark")]
    sheet = Sheet(("assumption", "value", "plausible", "source"), rows)
    columns = widths(sheet, 5.0, 8.5)
    assert sum(columns) == pytest.approx(5.0)
    assert columns[0] == max(columns) and columns[3] > columns[2] > 0.5
    made = docx.Document()
    table(made, sheet, 127.0, wider=1.0)
    assert made.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
