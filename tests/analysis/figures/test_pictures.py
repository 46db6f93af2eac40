"""Every figure looks as it was approved, holds its texts, and is as light as it should be."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from tests.analysis.figures.made_up import made_up
from tests.analysis.figures.pictures import ALLOWED, APPROVED, CASES, WAYS, distance, picture
from tests.drawn import empty_panels, faults, on_one_line, shown_texts
from trustladder.analysis.claims.claims import read
from trustladder.analysis.figures import CATALOGUE, figure_of, figures, name_of
from trustladder.analysis.figures.kit.claims_source import ClaimsSource
from trustladder.analysis.figures.kit.fan import _roomiest
from trustladder.analysis.figures.kit.lettering import HYPHEN
from trustladder.analysis.figures.kit.one_claim import headline
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.style import SLIDE, TARGETS, style
from trustladder.analysis.words import LANGUAGES
from trustladder.sim.scenario.scenario import Scenario


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
@pytest.mark.parametrize("case", CASES)
def test_a_figure_looks_as_approved(case, way, made, tmp_path):
    data = made.source(case, way.language)
    with style(way.target):
        drawn = figure_of(CASES[case].figure).draw(data, way.target)
        now = picture(drawn)
        said = on_one_line(shown_texts(drawn))
        title = " ".join(text.get_text() for text in drawn.texts if text.get_gid() == "title")
        plt.close(drawn)
    assert max(clause.count(":") for clause in title.split(";")) <= 1
    assert ("not a forecast" if way.language == "en" else "а не прогноз") in said
    approved = APPROVED / f"{case}-{way.name}.png"
    apart = distance(now, Image.open(approved))
    if apart > ALLOWED:
        now.save(tmp_path / approved.name)
    assert apart <= ALLOWED, (
        f"differs from {approved}; drawn: {tmp_path}; approve with python -m tests.analysis.figures"
    )


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
@pytest.mark.parametrize("case", CASES)
def test_a_figure_has_no_faults(case, target, made):
    """No text is cut, covered, broken or too small in either language; no line runs behind a third actor."""
    for language in LANGUAGES:
        data = made.source(case, language)
        with style(target):
            drawn = figure_of(CASES[case].figure).draw(data, target)
            assert faults(drawn) == []
            assert empty_panels(drawn) == []
            assert drawn.get_figwidth() == pytest.approx(target.width)
            if target.height is not None:
                assert drawn.get_figheight() == pytest.approx(target.height)
            plt.close(drawn)


@pytest.mark.parametrize("name", ["overview", "ladder", "ladders", "trust-fan"])
def test_long_names_of_rungs_are_neither_cut_nor_run_into_what_stands_below(name, tmp_path):
    """Of floods in the Sahel, in Russian, on a slide."""
    data = ResultSource(made_up(tmp_path / "sahel", Scenario.load("sahel-floods")), "ru")
    with style(SLIDE):
        drawn = figure_of(name).draw(data, SLIDE)
        assert faults(drawn) == []
        plt.close(drawn)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_of_no_claim_has_two_colons(language, made):
    for name in read().claims:
        title = headline(ClaimsSource.from_folders([made.claims], language, {"claim": name}))
        assert title.count(":") <= 1, title


def test_bands_are_named_where_no_jump_crosses_the_names():
    level = np.where(np.arange(240) < 115, 0.7, 0.6)
    widths = {"p05": -0.05, "p25": -0.02, "p50": 0.0, "p75": 0.02, "p95": 0.05}
    band = {name: level + width for name, width in widths.items()}
    place, near = _roomiest(band, 20, 0.015)
    assert (near.start, near.stop) == (place - 20, place + 21)
    assert len(set(level[near])) == 1
    calm = {name: np.full(240, width) for name, width in widths.items()}
    assert _roomiest(calm, 20, 0.015)[0] == 120


def test_a_slide_is_sixteen_to_nine():
    assert SLIDE.width / SLIDE.height == pytest.approx(16.0 / 9.0)


def test_every_fault_is_found():
    """A text over the edge, one on another, a word that goes on in the next line, a line behind a third actor."""
    with style(SLIDE):
        drawn = plt.figure(figsize=(4.0, 4.0), layout="none")
        axes = drawn.add_axes((0.0, 0.0, 1.0, 1.0), xlim=(0.0, 1.0), ylim=(0.0, 1.0))
        axes.axis("off")
        drawn.text(0.9, 0.9, "over the edge")
        drawn.text(0.2, 0.5, "one")
        drawn.text(0.2, 0.5, "another")
        drawn.text(0.2, 0.2, f"bro{HYPHEN}\nken")
        drawn.text(0.2, 0.8, "tiny", size=3.0)
        drawn.text(0.5, 0.7, "cut sho…")
        axes.plot([0.1, 0.9], [0.1, 0.1], gid="tie:A:B")
        axes.plot([0.5], [0.1], "o", gid="actor:C")
        axes.plot([0.1], [0.1], "o", gid="actor:A")
        found = faults(drawn)
        plt.close(drawn)
    assert [one.partition(":")[0] for one in found if "covers" not in one and "behind" not in one] == [
        "cut by the edge", "cut short", "broken inside a word", "too small",
    ]  # fmt: skip
    assert "'one' covers 'another'" in found
    assert "tie:A:B runs behind C" in found
    assert len(found) == 6


def test_a_changed_figure_would_be_noticed(made):
    """A line that lies elsewhere, a label that says something else: each is further off than is allowed."""
    from trustladder.analysis.figures import trust_fan

    data = CASES["trust-fan"].open(made, "en")
    approved = Image.open(APPROVED / "trust-fan-slide-en.png")

    def moved(drawn):
        line = drawn.axes[0].lines[1]
        line.set_ydata(line.get_ydata() + 0.05)

    def renamed(drawn):
        drawn.texts[0].set_text("Trust among nobody at all")

    for change in (moved, renamed):
        with style(SLIDE):
            drawn = trust_fan.draw(data, SLIDE)
            drawn.canvas.draw()
            change(drawn)
            assert distance(picture(drawn), approved) > ALLOWED
            plt.close(drawn)


def test_every_figure_has_its_approved_pictures_and_no_others():
    assert {case.figure for case in CASES.values()} == {*CATALOGUE}
    assert [name_of(figure) for figure in figures()] == [*CATALOGUE]
    known = {f"{case}-{way.name}.png" for case in CASES for way in WAYS}
    assert {place.name for place in APPROVED.glob("*.png")} == known
