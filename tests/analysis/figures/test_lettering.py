"""Texts and colours of figures: as wide as there is room, and told apart by every reader."""

import itertools
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from trustladder.analysis.figures.kit.lettering import HYPHEN, fitted, with_widths
from trustladder.analysis.figures.kit.publish import table
from trustladder.analysis.figures.kit.style import BLUE, REFERENCE, RUNGS, RUST, SLIDE, TEAL, style


def test_no_cell_of_a_table_is_a_formula():
    assert (
        table(("name", "value"), [("=cmd()", 1.0), ("+1", float("nan")), ("a,b", 2)])
        == "name,value\n'=cmd(),1\n'+1,\n\"a,b\",2\n"
    )


@pytest.mark.parametrize("text", ["Защита энергетической инфраструктуры " * 6, "i" * 300, "one two"])
def test_a_fitted_line_is_as_wide_as_there_is_room(text):
    with style(SLIDE):
        figure = plt.figure(figsize=(4.0, 4.0), layout="none")
        shown = figure.text(0.0, 0.5, fitted(text, 4.0, 14.0, bold=True), fontsize=14.0, fontweight="bold")
        assert shown.get_window_extent().width <= figure.bbox.width
        assert fitted(text, 4.0, 14.0).replace("\n", "").replace(" ", "").replace(HYPHEN, "") == text.replace(" ", "")
        plt.close(figure)


def test_a_text_of_an_svg_says_how_wide_it_is():
    """So that it keeps its place for readers who lack the font, whatever style is in use when that is written."""
    line = "font-weight: 700; font-size: 16px; font-family: 'Source Sans 3', 'DejaVu Sans'"
    said = with_widths(f'<text style="{line}" x="1">Trust among the five</text>')
    with style(SLIDE):
        figure = plt.figure(layout="none", dpi=720)
        shown = figure.text(0.0, 0.5, "Trust among the five", fontsize=16.0, fontweight="bold")
        expected = shown.get_window_extent().width / 10.0
        plt.close(figure)
    assert float(re.search(r'textLength="([\d.]+)"', said).group(1)) == pytest.approx(expected, rel=0.02)
    assert with_widths('<text style="font-size: 16px; font-family: Georgia">x</text>').count("textLength") == 0


def test_a_text_cut_short_says_so():
    with style(SLIDE):
        lines = fitted("word " * 100, 3.0, 14.0, most=2).split("\n")
    assert len(lines) == 2
    assert lines[-1].endswith("…")


def luminance(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_rungs_grow_darker_so_that_they_read_in_grey():
    shades = [luminance(colour) for colour in RUNGS]
    assert all(lighter > darker for lighter, darker in itertools.pairwise(shades))
    assert min(lighter - darker for lighter, darker in itertools.pairwise(shades[:4])) > 0.08


def test_colours_differ_for_red_green_blind_readers():
    """Machado et al. (2009), deuteranopia, severity 1."""
    matrix = np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]])
    seen = [matrix @ np.array(to_rgb(colour)) for colour in (BLUE, RUST, TEAL, REFERENCE)]
    for number, one in enumerate(seen):
        for two in seen[number + 1 :]:
            assert np.abs(one - two).max() > 0.1
