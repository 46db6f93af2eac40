"""What a reader sees of a drawn figure."""

from collections.abc import Iterator
from typing import Any


def shown_texts(drawn: Any) -> list[Any]:
    """All texts that a reader sees; ticks outside an axis' limits are none."""
    return [text for text in _texts(drawn) if text.get_visible() and text.get_text().strip()]


def _texts(drawn: Any) -> Iterator[Any]:
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


def over_the_edge(drawn: Any, texts: list[Any]) -> list[str]:
    """The texts that run over the edge of the figure."""
    inside = drawn.bbox.padded(0.02 * drawn.dpi)
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    return [said for said, box in boxes if not (inside.contains(box.x0, box.y0) and inside.contains(box.x1, box.y1))]


def empty_panels(drawn: Any) -> list[Any]:
    """Panels with axes and nothing in them."""
    return [axes for axes in drawn.axes if axes.axison and not axes.has_data() and not axes.texts]


def on_one_line(texts: list[Any]) -> str:
    """All that texts say."""
    return " ".join(" ".join(text.get_text() for text in texts).split())
