"""Figures: each is drawn for a slide and for a column, holds data, and reads well."""

import itertools
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from analysis.figures import CATALOGUE, draw_standard, figures
from analysis.figures.data import Data
from analysis.figures.style import BLUE, COLUMN, GREEN, ORANGE, RUNGS, SLIDE, VERMILION, house_style
from analysis.simulate import simulate
from sim.errors import InputError
from sim.results import Plan
from sim.scenario import Scenario
from tests.worlds import tiny


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Results of three very different scenarios."""
    folder = tmp_path_factory.mktemp("results")
    scenarios = {
        "baseline": Scenario.load("baseline", {"past.replicates": 30}).with_months(60),
        "malacca": Scenario.load("malacca-piracy"),
        "silent": tiny(forums={"CLUB": {"agenda": {"fish": {"rate": 0.0}, "water": {"rate": 0.0}}}, "PAIR": {"agenda": {"fish": {"rate": 0.0}}}}),
    }  # fmt: skip
    for name, scenario in scenarios.items():
        simulate(Plan(scenario, 30, 1, "compiled", "bands"), folder / name, [])
    return folder


def shown_texts(drawn):
    """All texts that a reader sees; ticks outside an axis' limits are none."""
    yield from drawn.texts
    yield from (text for text in (drawn._suptitle, drawn._supxlabel) if text is not None)
    for axes in drawn.axes:
        yield from (axes.title, axes._left_title, axes.xaxis.label, axes.yaxis.label, *axes.texts)
        if axes.axison:
            for axis, (low, high) in ((axes.xaxis, sorted(axes.get_xlim())), (axes.yaxis, sorted(axes.get_ylim()))):
                yield from (tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high)
        if axes.get_legend() is not None:
            yield from axes.get_legend().get_texts()


@pytest.mark.parametrize("target", [SLIDE, COLUMN], ids=lambda target: target.name)
@pytest.mark.parametrize("name", ["baseline", "malacca", "silent"])
@pytest.mark.parametrize("figure", figures(), ids=CATALOGUE)
def test_a_figure_is_drawn_whole(figure, name, target, results, tmp_path):
    with house_style(target):
        drawn = figure.draw(Data(results / name), target)
        drawn.savefig(tmp_path / f"figure.{target.suffix}")
        drawn.canvas.draw()
        texts = [text for text in shown_texts(drawn) if text.get_visible() and text.get_text().strip()]
        inside = drawn.bbox.padded(3.0)
        boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
        plt.close(drawn)
    assert drawn.get_size_inches()[0] == target.width
    assert min(text.get_fontsize() for text in texts) >= 0.6 * target.text
    outside = [text for text, box in boxes if not (inside.contains(box.x0, box.y0) and inside.contains(box.x1, box.y1))]
    assert not outside, "text runs over the edge"
    assert (tmp_path / f"figure.{target.suffix}").stat().st_size < 1_000_000


@pytest.mark.parametrize("figure", figures(), ids=CATALOGUE)
def test_every_figure_says_what_it_answers_and_that_it_is_no_forecast(figure, results):
    assert figure.ANSWERS.endswith("?")
    with house_style(SLIDE):
        drawn = figure.draw(Data(results / "baseline"), SLIDE)
        said = " ".join(text.get_text() for text in drawn.findobj(plt.Text))
        plt.close(drawn)
    assert "not a forecast" in " ".join(said.split())


def test_a_file_is_drawn_for_each_figure_and_target(results):
    drawn = draw_standard(results / "malacca", columns=True)
    assert len(drawn) == 2 * len(CATALOGUE)
    assert all(place.stat().st_size > 2000 for place in drawn)


def test_text_in_a_column_figure_is_text(results):
    draw_standard(results / "malacca", columns=True)
    svg = (results / "malacca" / "figures" / "trust-fan-column.svg").read_text(encoding="utf-8")
    assert re.search(r"<text[^>]*>[^<]*Piracy", svg)


def test_a_figure_of_the_same_result_is_the_same_file(results, tmp_path):
    import shutil

    shutil.copytree(results / "malacca", tmp_path / "copy", ignore=shutil.ignore_patterns("figures"))
    one = {place.name: place.read_bytes() for place in draw_standard(results / "malacca", columns=True)}
    two = {place.name: place.read_bytes() for place in draw_standard(tmp_path / "copy", columns=True)}
    assert one == two


def test_a_result_without_bands_says_so_instead_of_drawing_nothing(tmp_path):
    simulate(Plan(tiny(), 3, 1, "compiled", "none"), tmp_path / "r", [])
    with pytest.raises(InputError, match="holds no bands over time"):
        draw_standard(tmp_path / "r")


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
    seen = [matrix @ np.array(to_rgb(colour)) for colour in (BLUE, VERMILION, GREEN, ORANGE)]
    for number, one in enumerate(seen):
        for two in seen[number + 1 :]:
            assert np.abs(one - two).max() > 0.1
