"""Every figure looks as it was approved, holds its texts, and is as light as it should be."""

import matplotlib.pyplot as plt
import pytest
from PIL import Image

from tests.analysis.figures.pictures import ALLOWED, APPROVED, CASES, WAYS, distance, picture
from tests.drawn import empty_panels, faults, on_one_line, shown_texts
from trustladder.analysis.figures import CATALOGUE, figure_of, figures, name_of
from trustladder.analysis.figures.kit.lettering import HYPHEN
from trustladder.analysis.figures.kit.style import SLIDE, TARGETS, style
from trustladder.analysis.words import LANGUAGES


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
@pytest.mark.parametrize("case", CASES)
def test_a_figure_looks_as_approved(case, way, made, tmp_path):
    data = made.source(case, way.language)
    with style(way.target):
        drawn = figure_of(CASES[case].figure).draw(data, way.target)
        now = picture(drawn)
        said = on_one_line(shown_texts(drawn))
        plt.close(drawn)
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
