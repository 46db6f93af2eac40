"""What a reader sees of a drawn figure, and what is wrong with it."""

from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from matplotlib.text import Text

from trustladder.analysis.figures.kit.lettering import HYPHEN
from trustladder.analysis.figures.kit.style import LEAST

NEAR = 3.0  # points between a line and the mark of an actor that it does not join


def faults(drawn: Any) -> list[str]:
    """Every text that is cut, covered, broken or too small, and every line behind an actor that it does not join."""
    drawn.canvas.draw()
    texts = shown_texts(drawn)
    return [
        *(f"cut by the edge: {said!r}" for said in over_the_edge(drawn, texts)),
        *(f"cut short: {said!r}" for said in cut_short(texts)),
        *(f"broken inside a word: {said!r}" for said in broken(texts)),
        *(f"too small: {text.get_text()!r}" for text in texts if text.get_fontsize() < LEAST),
        *(f"{one!r} covers {two!r}" for one, two in overlapping(texts)),
        *(f"{tie} runs behind {actor}" for tie, actor in behind_others(drawn)),
    ]


def shown_texts(drawn: Any) -> list[Any]:
    """All texts that a reader sees, each once; ticks outside an axis' limits are none."""
    every = {id(text): text for text in _texts(drawn)}.values()
    return [text for text in every if text.get_visible() and text.get_text().strip()]


def _texts(drawn: Any) -> Iterator[Any]:
    yield from drawn.texts
    yield from (text for text in (drawn._suptitle, drawn._supxlabel) if text is not None)
    for axes in drawn.axes:
        yield from (axes.title, axes._left_title, *axes.texts)
        if axes.axison:
            yield from (axes.xaxis.label, axes.yaxis.label)
            for axis, (low, high) in ((axes.xaxis, sorted(axes.get_xlim())), (axes.yaxis, sorted(axes.get_ylim()))):
                ticks = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
                yield from (label for tick in ticks for label in (tick.label1, tick.label2))
        if axes.get_legend() is not None:
            yield from axes.get_legend().get_texts()


def over_the_edge(drawn: Any, texts: list[Any]) -> list[str]:
    """The texts that run over the edge of the figure."""
    inside = drawn.bbox.padded(0.01 * drawn.dpi)
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    return [said for said, box in boxes if not (inside.contains(box.x0, box.y0) and inside.contains(box.x1, box.y1))]


def cut_short(texts: list[Any]) -> list[str]:
    """The texts that had no room for all that they say."""
    return [text.get_text() for text in texts if text.get_text().endswith("…")]


def broken(texts: list[Any]) -> list[str]:
    """The texts in which a word goes on in the next line."""
    return [text.get_text() for text in texts if f"{HYPHEN}\n" in text.get_text()]


def overlapping(texts: list[Any]) -> list[tuple[str, str]]:
    """Texts that lie on each other by more than a quarter of a line."""
    boxes = [(text.get_text(), Text.get_window_extent(text)) for text in texts]
    return [(one, two) for (one, here), (two, there) in combinations(boxes, 2) if _covered(one, here, two, there)]


def _covered(one: str, here: Any, two: str, there: Any) -> bool:
    line = min(here.height / (one.count("\n") + 1), there.height / (two.count("\n") + 1))
    wide, tall = min(here.x1, there.x1) - max(here.x0, there.x0), min(here.y1, there.y1) - max(here.y0, there.y0)
    return wide > 1.0 and tall > 0.25 * line


def behind_others(drawn: Any) -> list[tuple[str, str]]:
    """Lines between two actors that pass within a few points of a third; figures mark both by their ids."""
    marked = [(one, one.get_gid()) for axes in drawn.axes for one in axes.get_children() if one.get_gid()]
    actors = {gid.partition(":")[2]: one for one, gid in marked if gid.startswith("actor:")}
    near, found = NEAR * drawn.dpi / 72.0, []
    for tie, gid in ((one, gid) for one, gid in marked if gid.startswith("tie:")):
        corners = tie.get_transform().transform_path(tie.get_path()).to_polygons(closed_only=False)[0]
        points = np.concatenate([np.linspace(a, b, 200) for a, b in pairwise(corners)])
        for name, mark in actors.items():
            place = mark.get_transform().transform(mark.get_xydata())[0]
            if name not in gid.split(":")[1:] and np.hypot(*(points - place).T).min() < near:
                found.append((gid, name))
    return found


def empty_panels(drawn: Any) -> list[Any]:
    """Panels with axes and nothing in them."""
    return [axes for axes in drawn.axes if axes.axison and not axes.has_data() and not axes.texts]


def on_one_line(texts: list[Any]) -> str:
    """All that texts say."""
    return " ".join(" ".join(text.get_text() for text in texts).split())
