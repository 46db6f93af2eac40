"""What a reader sees of a drawn figure."""

from collections.abc import Iterator
from typing import Any


def shown_texts(drawn: Any) -> Iterator[Any]:
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
