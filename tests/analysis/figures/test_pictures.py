"""Every figure looks as it was approved, holds its texts, and is as light as it should be."""

import matplotlib.pyplot as plt
import pytest
from PIL import Image

from analysis.figures import CATALOGUE, figures
from analysis.figures.style import SLIDE, house_style
from tests.analysis.figures.made_up import one_law
from tests.analysis.figures.pictures import ALLOWED, APPROVED, WAYS, data_for, distance, picture, results


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    with one_law():
        yield results(tmp_path_factory.mktemp("made-up"))


def texts_of(drawn):
    """All texts that a reader sees; ticks outside an axis' limits are none."""
    yield from drawn.texts
    yield from (text for text in (drawn._suptitle, drawn._supxlabel) if text is not None)
    for axes in drawn.axes:
        yield from (axes.title, axes._left_title, *axes.texts)
        if axes.axison:
            yield from (axes.xaxis.label, axes.yaxis.label)
            for axis, (low, high) in ((axes.xaxis, sorted(axes.get_xlim())), (axes.yaxis, sorted(axes.get_ylim()))):
                yield from (tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high)
        if axes.get_legend() is not None:
            yield from axes.get_legend().get_texts()


def outside(drawn, texts):
    """The texts that run over the edge."""
    inside = drawn.bbox.padded(0.02 * drawn.dpi)
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    return [said for said, box in boxes if not (inside.contains(box.x0, box.y0) and inside.contains(box.x1, box.y1))]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
@pytest.mark.parametrize("figure", figures(), ids=CATALOGUE)
def test_a_figure_looks_as_approved(figure, way, folders, tmp_path):
    data = data_for(figure, folders, way.language)
    with house_style(way.target):
        drawn = figure.draw(data, way.target)
        now = picture(drawn)
        texts = [text for text in texts_of(drawn) if text.get_visible() and text.get_text().strip()]
        over = outside(drawn, texts)
        least = min(text.get_fontsize() for text in texts)
        plt.close(drawn)
    assert drawn.get_size_inches()[0] == pytest.approx(way.target.width)
    assert least >= 0.59 * way.target.text
    assert over == [], "text runs over the edge"
    approved = APPROVED / f"{figure.NAME}-{way.name}.png"
    apart = distance(now, Image.open(approved))
    if apart > ALLOWED:
        now.save(tmp_path / approved.name)
    assert apart <= ALLOWED, (
        f"differs from {approved}; drawn: {tmp_path}; approve with python -m tests.analysis.figures"
    )


def test_a_changed_figure_would_be_noticed(folders):
    """A line that lies elsewhere, a label that says something else: each is further off than is allowed."""
    from analysis.figures import fan

    data = data_for(fan, folders, "en")
    approved = Image.open(APPROVED / "trust-fan-slide-en.png")

    def moved(axes):
        axes.lines[0].set_ydata(axes.lines[0].get_ydata() + 0.03)

    def renamed(axes):
        axes._left_title.set_text("Counternarcosis")

    for change in (moved, renamed):
        with house_style(SLIDE):
            drawn = fan.draw(data, SLIDE)
            drawn.canvas.draw()
            change(drawn.axes[0])
            assert distance(picture(drawn), approved) > ALLOWED
            plt.close(drawn)


def test_every_figure_has_its_approved_pictures_and_no_others():
    known = {f"{figure.NAME}-{way.name}.png" for figure in figures() for way in WAYS}
    assert {place.name for place in APPROVED.glob("*.png")} == known
