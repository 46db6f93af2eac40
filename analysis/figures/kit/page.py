"""The page of a figure: its head and note, set in inches from the edges, and the body between them.

A slide is always 16:9; elsewhere the height follows from what is drawn. Text is measured before it is set.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from trustladder.analysis.figures.kit.labels import capital
from trustladder.analysis.figures.kit.lettering import balanced, fitted
from trustladder.analysis.figures.kit.source import Head
from trustladder.analysis.figures.kit.style import FAINT, INK, TARGETS, Target, blank
from trustladder.sim.scenario.errors import InputError

TITLE_LINES = 2
SMALLEST_TITLE = 0.7  # of the title's size, for one that needs more lines
NARROW = "--width: too narrow for its texts; allowed: more, or smaller text in --style"
LEADS = {"title": 1.16, "subtitle": 1.28, "note": 1.3}  # heights of lines, in sizes of their text


class Block(NamedTuple):
    """Lines of text of one size."""

    lines: list[str]
    size: float  # points
    lead: float  # height of a line, in sizes

    @property
    def height(self) -> float:
        """Return the height in inches."""
        return len(self.lines) * self.size * self.lead / 72.0


def title_of(text: str, target: Target) -> Block:
    """Return a title in at most two lines; a longer one is set smaller, at last cut short."""
    size = target.title
    while (
        balanced(text, target.room, size, bold=True).count("\n") >= TITLE_LINES and size > SMALLEST_TITLE * target.title
    ):
        size -= 0.02 * target.title
    lines = balanced(text, target.room, size, bold=True).split("\n")
    if len(lines) > TITLE_LINES:
        lines = fitted(text, target.room, size, TITLE_LINES, bold=True).split("\n")
    return Block(lines, size, LEADS["title"])


def _blocks(head: Head, target: Target) -> dict[str, Block]:
    """Return the lines of a head; a bare page has its note alone."""
    found = {} if target.bare else {"title": title_of(capital(head.title), target)}
    for key, text, size in (("subtitle", head.subtitle, target.subtitle), ("note", head.note, target.least)):
        if text and not (target.bare and key == "subtitle"):
            found[key] = Block(fitted(capital(text), target.room, size).split("\n"), size, LEADS[key])
    return found


class Page:
    """A figure with a head, a note, and a body in which axes and texts are placed in inches.

    `body` is the height of the body in inches; where the page has a fixed height it is what is left.
    """

    def __init__(self, target: Target, head: Head, body: float = 3.0) -> None:
        blocks, gap = _blocks(head, target), 0.45 * target.text / 72.0
        above = sum(one.height for key, one in blocks.items() if key != "note")
        below = blocks["note"].height if "note" in blocks else 0.0
        top = 0.8 * target.margin + above + (2.2 * gap if above else 0.0)
        bottom = 0.6 * target.margin + below + gap
        self.target, self.full = target, target.height or top + body + bottom
        self.bottom, self.width, self.height = bottom, target.room, self.full - top - bottom
        self.figure = blank(target.width, self.full)
        self._write(blocks, gap, 0.6 * target.margin + below)

    def _write(self, blocks: dict[str, Block], gap: float, note: float) -> None:
        """Set the head from the top down, and the note from `note` inches down."""
        height, full = self.full - 0.8 * self.target.margin, self.full
        for key, block in blocks.items():
            height = note if key == "note" else height - (0.4 * gap if key == "subtitle" else 0.0)
            for line in block.lines:
                look: Any = {"weight": "bold", "color": INK} if key == "title" else {"color": FAINT}
                left = self.target.margin / self.target.width
                self.figure.text(left, height / full, line, size=block.size, va="top", ha="left", gid=key, **look)
                height -= block.size * block.lead / 72.0

    def em(self, count: float = 1.0) -> float:
        """Return so many ems of text, in inches."""
        return self.target.em(count)

    def axes(self, left: float, bottom: float, width: float, height: float, **options: Any) -> Axes:
        """Return axes at a place in the body, in inches from its lower left corner."""
        if min(width, height) <= 0.0:
            raise InputError(NARROW)
        across, up = self.target.width, self.full
        box = (self.target.margin + left) / across, (self.bottom + bottom) / up, width / across, height / up
        return self.figure.add_axes(box, **options)

    def canvas(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Return axes without ticks whose unit is an inch, for shapes and texts."""
        axes = self.axes(left, bottom, width, height, xlim=(0.0, width), ylim=(0.0, height))
        axes.axis("off")
        return axes

    def text(self, left: float, bottom: float, text: str, **options: Any) -> Text:
        """Write a text at a place in the body, in inches from its lower left corner."""
        across, up = self.target.width, self.full
        options = {"size": self.target.text, **options}
        return self.figure.text((self.target.margin + left) / across, (self.bottom + bottom) / up, text, **options)

    def heading(self, left: float, top: float, name: str, unit: str = "") -> None:
        """Write the name of a panel down from a place in the body, and its unit under it."""
        self.text(left, top, name, weight="bold", va="top", linespacing=1.0)
        if unit:
            lower = top - self.em(0.06 + 1.16 * (name.count("\n") + 1))
            self.text(left, lower, unit, size=self.target.small(), color=FAINT, va="top", linespacing=1.0)


def check_width(drawn: Figure, target: Target, own: bool = False) -> None:
    """Raise InputError where texts run over the edge of a page narrower than the medium's own, or in a style `own`."""
    usual = min((one.width for one in TARGETS.values() if one.name == target.name), default=0.0)
    if target.width >= usual and not own:
        return
    drawn.canvas.draw()
    inside = drawn.bbox.padded(0.02 * drawn.dpi)
    for text in [*drawn.texts, *(text for axes in drawn.axes for text in [*axes.texts, *_tick_labels(axes)])]:
        box = text.get_window_extent()
        if not (inside.contains(box.x0, box.y0) and inside.contains(box.x1, box.y1)):
            raise InputError(NARROW)


def _tick_labels(axes: Axes) -> Iterator[Text]:
    """Yield the labels of the ticks that are seen."""
    if axes.axison:
        for axis, (low, high) in ((axes.xaxis, sorted(axes.get_xlim())), (axes.yaxis, sorted(axes.get_ylim()))):
            yield from (tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high)


def sides(page: Page, shares: Sequence[float], gap: float) -> list[tuple[float, float]]:
    """Return the left edge and the width of panels side by side, as shares of the body, with gaps in ems."""
    room, left, found = page.width - page.em(gap) * (len(shares) - 1), 0.0, []
    for share in shares:
        width = room * share / sum(shares)
        found.append((left, width))
        left += width + page.em(gap)
    return found
