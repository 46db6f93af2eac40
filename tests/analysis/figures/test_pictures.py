"""Every figure looks as it was approved, holds its texts, and is as light as it should be."""

import matplotlib.pyplot as plt
import pytest
from PIL import Image

from tests.analysis.figures.made_up import one_law
from tests.analysis.figures.pictures import ALLOWED, APPROVED, CASES, WAYS, Made, distance, picture
from tests.drawn import cut_short, empty_panels, on_one_line, over_the_edge, overlapping, shown_texts
from trustladder.analysis.figures import CATALOGUE, figure_of, figures, name_of
from trustladder.analysis.figures.kit.style import LEAST, SLIDE, WORD, style


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    with one_law():
        yield Made(tmp_path_factory.mktemp("made-up"))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
@pytest.mark.parametrize("case", CASES)
def test_a_figure_looks_as_approved(case, way, made, tmp_path):
    data = CASES[case].open(made, way.language)
    with style(way.target):
        drawn = figure_of(CASES[case].figure).draw(data, way.target)
        now = picture(drawn)
        texts = shown_texts(drawn)
        said = on_one_line(texts)
        _legible(drawn, texts)
        plt.close(drawn)
    assert drawn.get_size_inches()[0] == pytest.approx(way.target.width)
    assert ("not a forecast" if way.language == "en" else "а не прогноз") in said
    approved = APPROVED / f"{case}-{way.name}.png"
    apart = distance(now, Image.open(approved))
    if apart > ALLOWED:
        now.save(tmp_path / approved.name)
    assert apart <= ALLOWED, (
        f"differs from {approved}; drawn: {tmp_path}; approve with python -m tests.analysis.figures"
    )


def _legible(drawn, texts):
    assert min(text.get_fontsize() for text in texts) >= LEAST
    assert cut_short(texts) == []
    assert overlapping(texts) == []
    assert over_the_edge(drawn, texts) == []
    assert empty_panels(drawn) == []


@pytest.mark.parametrize("case", CASES)
def test_a_figure_for_a_page_of_text_is_legible(case, made):
    """Nothing too small, cut short, over the edge or over other text, in the longer language."""
    data = CASES[case].open(made, "ru")
    with style(WORD):
        drawn = figure_of(CASES[case].figure).draw(data, WORD)
        drawn.canvas.draw()
        _legible(drawn, shown_texts(drawn))
        plt.close(drawn)


def test_a_changed_figure_would_be_noticed(made):
    """A line that lies elsewhere, a label that says something else: each is further off than is allowed."""
    from trustladder.analysis.figures import trust_fan

    data = CASES["trust-fan"].open(made, "en")
    approved = Image.open(APPROVED / "trust-fan-slide-en.png")

    def moved(axes):
        axes.lines[0].set_ydata(axes.lines[0].get_ydata() + 0.03)

    def renamed(axes):
        axes._left_title.set_text("Counternarcosis")

    for change in (moved, renamed):
        with style(SLIDE):
            drawn = trust_fan.draw(data, SLIDE)
            drawn.canvas.draw()
            change(drawn.axes[0])
            assert distance(picture(drawn), approved) > ALLOWED
            plt.close(drawn)


def test_every_figure_has_its_approved_pictures_and_no_others():
    assert {case.figure for case in CASES.values()} == {*CATALOGUE}
    assert [name_of(figure) for figure in figures()] == [*CATALOGUE]
    known = {f"{case}-{way.name}.png" for case in CASES for way in WAYS}
    assert {place.name for place in APPROVED.glob("*.png")} == known
