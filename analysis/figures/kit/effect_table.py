"""Lines of text with panels of effects beside them: a dot and an interval a line, a zone of what is too small."""

from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.style import FAINT, INK, REFERENCE, ZONE
from trustladder.analysis.words import Words

BESIDE, BETWEEN = 3.6, 1.6  # ems of the numbers beside a panel, and between panels


class Mark(NamedTuple):
    """An effect on its line, in the unit of its panel."""

    line: int
    middle: float
    low: float
    high: float
    matters: bool
    good: bool


class Scale(NamedTuple):
    """What a panel is about: its heading and unit, the smallest effect of interest, decimals of numbers and ticks."""

    heading: str
    unit: str
    smallest: float
    digits: int
    ticks: int


class EffectTable(NamedTuple):
    """The place of the lines in the body of a page, in inches, the size of their text, and where panels begin."""

    page: Page
    say: Words
    lines: int
    size: float  # points
    left: float
    bottom: float
    height: float

    def write(self, line: int, text: str, **look: Any) -> None:
        """Write the text of a line."""
        up = self.bottom + self.height * (1.0 - (line + 0.5) / self.lines)
        self.page.text(0.0, up, text, size=self.size, va="center", **look)

    def panel(self, number: int, count: int, scale: Scale, marks: list[Mark]) -> None:
        """Draw one of several panels; the last names the zone of what is too small."""
        page, small = self.page, scale.smallest
        width = panel_width(page, self.left, count)
        left = self.left + number * (width + page.em(BETWEEN))
        axes = page.axes(left, self.bottom, width - page.em(BESIDE), self.height)
        ends = [value for mark in marks for value in (*mark[1:4], 0.0) if value == value]
        low, high = min(*ends, -1.6 * small), max(*ends, 1.6 * small)
        axes.set_xlim(low - 0.05 * (high - low), high + 0.06 * (high - low))
        axes.set_ylim(self.lines - 0.5, -0.5)
        axes.axvspan(-small, small, color=ZONE, linewidth=0, zorder=0)
        axes.axvline(0.0, color=INK, linewidth=0.35 * page.target.line, zorder=1)
        for mark in marks:
            self._mark(axes, mark, scale.digits, width / (width - page.em(BESIDE)))
        self._ticks(axes, scale.ticks)
        page.heading(left, page.height, scale.heading, scale.unit)
        if number == count - 1:
            look: dict[str, Any] = {"ha": "center", "va": "top", "size": page.target.small(), "color": FAINT}
            place, away = (0.0, 0.0), (0.0, -0.4 * page.target.text)
            axes.annotate(
                self.say("figure.effects.zone"), place, away, ("data", "axes fraction"), "offset points", **look
            )

    def _mark(self, axes: Axes, mark: Mark, digits: int, edge: float) -> None:
        """Draw an effect with its interval, round and blue for the better, square and rust for the worse."""
        colour, target = ("C0" if mark.good else "C1") if mark.matters else REFERENCE, self.page.target
        axes.plot([mark.low, mark.high], [mark.line, mark.line], color=colour, linewidth=0.9 * target.line, zorder=2)
        shape, size = "o" if mark.good else "s", target.text * (0.5 if mark.matters else 0.36)
        axes.plot([mark.middle], [mark.line], shape, color=colour, markersize=size, zorder=3)
        text = self.say.signed(mark.middle, digits) if abs(mark.middle) >= 0.5 * 10.0**-digits else "0"
        look: dict[str, Any] = {"color": colour, "weight": "bold" if mark.matters else "normal", "size": self.size}
        axes.text(edge, mark.line, text, transform=axes.get_yaxis_transform(), ha="right", va="center", **look)

    def _ticks(self, axes: Axes, digits: int) -> None:
        """Label the effects on top, with signs."""
        axes.set_yticks([])
        axes.spines["bottom"].set_visible(False)
        axes.xaxis.tick_top()
        axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 4, 5, 10]))
        axes.xaxis.set_major_formatter(lambda value, _: self.say.signed(value, digits) if abs(value) > 1e-9 else "0")
        axes.tick_params(axis="x", labelsize=self.page.target.small())
        axes.grid(axis="x")
        axes.grid(visible=False, axis="y")


def panel_width(page: Page, left: float, count: int) -> float:
    """Return the width of one of several panels with its numbers, in inches."""
    return (page.width - left - page.em(BETWEEN) * (count - 1)) / count
