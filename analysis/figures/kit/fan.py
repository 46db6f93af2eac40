"""Trust over time as a fan: the past in grey with the shocks that moved it, through the start, into the futures."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.past import Past
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.style import FAINT, INK, PALEBLUE, REFERENCE, apart
from trustladder.analysis.past_shocks import dated_shocks, named_shocks
from trustladder.sim.arrays.tables import Floats

GREY, BLUES = ("#E3E3E3", "#C9C9C9", REFERENCE), ("#D3E3F2", PALEBLUE, "C0")  # nine in ten, half, median
NAMED_BANDS = (("nine", "p75", "p95"), ("half", "p25", "p50"))  # where each name stands: between two quantiles


class Box(NamedTuple):
    """A place in the body of a page, in inches from its lower left corner."""

    left: float
    bottom: float
    width: float
    height: float


class Fan(NamedTuple):
    """What a fan shows: a result, one of its series, its past if there is one; the strip names all dated shocks."""

    data: ResultSource
    series: str
    past: Past | None
    strip: bool

    @property
    def band(self) -> dict[str, Floats]:
        """Return the band of the futures."""
        return self.data.band(self.series)

    @property
    def parts(self) -> list[tuple[Floats, dict[str, Floats], tuple[str, str, str]]]:
        """Return years, band and colours of the past, if there is one, and of the futures."""
        future = (self.data.years, self.band, BLUES)
        return [future] if self.past is None else [(self.past.years, self.past.bands[self.series], GREY), future]

    @property
    def between(self) -> str:
        """Return what stands between a name and its number beside the panel; the narrow one has two lines."""
        return " " if self.strip else "\n"

    @property
    def limits(self) -> tuple[float, float]:
        """Return a range of trust, in tenths, that holds every band with some room for names."""
        low = min(float(band["p05"].min()) for _, band, _ in self.parts)
        high = max(float(band["p95"].max()) for _, band, _ in self.parts)
        low, high = np.floor((low - 0.08) * 10.0) / 10.0, np.ceil((high + 0.01) * 10.0) / 10.0
        return max(0.0, float(low)), min(1.0, float(high))


def paint(page: Page, fan: Fan, box: Box) -> None:
    """Draw a fan into a box of a page."""
    target, say = page.target, fan.data.words
    right = width_of(f"{say('fan.median')}{fan.between}{say.number(0.0)}", target.text, bold=True) + page.em(0.9)
    foot, head = page.em(5.8 if fan.strip and fan.past else 1.8), page.em(1.9)
    left = page.em(2.7)
    axes = page.axes(box.left + left, box.bottom + foot, box.width - left - right, box.height - foot - head)
    low, high = fan.limits
    axes.set_ylim(low, high)
    axes.set_xlim(fan.parts[0][0][0], fan.data.years[-1])
    for years, band, (pale, middle, line) in fan.parts:
        axes.fill_between(years, band["p05"], band["p95"], color=pale, linewidth=0)
        axes.fill_between(years, band["p25"], band["p75"], color=middle, linewidth=0)
        axes.plot(years, band["p50"], color=line)
    ticks = np.round(np.arange(low, high + 1e-9, 0.1), 1)
    axes.set_yticks(ticks, [say.number(one, 1) for one in ticks])
    _years(axes, fan, box.width - left - right, page)
    taken = _names(axes, page, fan)
    _ends(axes, page, fan, box.height - foot - head)
    if fan.past is not None:
        named = _shocks(axes, page, fan, fan.past, taken)
        if fan.strip:
            _strip(
                axes, page, fan.past, fan.data, Box(box.left + left, box.bottom, box.width - left - right, foot), named
            )


def _years(axes: Axes, fan: Fan, width: float, page: Page) -> None:
    """Label the first year, the start, and round years that stay clear of both."""
    first, start, last = int(fan.parts[0][0][0]), fan.data.ends[0], fan.data.ends[1]
    kept = sorted({first, start})
    least = 1.25 * width_of("2000", page.target.text) / width * (last - first)
    step = 5 if (last - first) / 5.0 * least / 5.0 < last - first and width > page.em(26.0) else 10
    for year in range(-(-first // step) * step, last + 1, step):
        if all(abs(year - other) >= least for other in kept):
            kept.append(year)
    axes.tick_params(axis="x", pad=0.5 * page.target.text)
    axes.set_xticks(sorted(kept), [str(year) for year in sorted(kept)])


def _names(axes: Axes, page: Page, fan: Fan) -> list["Spot"]:
    """Write what is past and what is future over the panel, what the bands are in them, and where the start is.

    Return what the last takes up of the past.
    """
    say, target, start = fan.data.words, page.target, fan.data.span[0]
    over: dict[str, Any] = {
        "xycoords": ("data", "axes fraction"), "textcoords": "offset points", "va": "bottom", "weight": "semibold",
    }  # fmt: skip
    count = say("fan.futures", count=say.number(fan.data.finished, 0))
    axes.annotate(count, (start, 1.0), (0.3 * target.text, 0.5 * target.text), color="C0", **over)
    if fan.data.finished > 1:
        _name_bands(axes, page, fan)
    if fan.past is None:
        return []
    axes.annotate(say("fan.past"), (axes.get_xlim()[0], 1.0), (0.0, 0.5 * target.text), color=FAINT, **over)
    axes.axvline(start, color=INK, linewidth=0.45 * target.line)
    begins = say("fan.start", month=say.month(fan.data.scenario.first_month))
    (first, last), width = axes.get_xlim(), axes.get_position().width * target.width
    fits = width_of(begins, target.text) + page.em(0.6) < (last - start) / (last - first) * width
    spot, away = (start, axes.get_ylim()[0]), ((0.35 if fits else -0.35) * target.text, 0.35 * target.text)
    side = "left" if fits else "right"
    axes.annotate(begins, spot, away, textcoords="offset points", ha=side, va="bottom", linespacing=1.0)
    if fits:
        return []
    half = 0.5 * (width_of(begins, target.text) + page.em(0.7)) * (last - first) / width
    bottom, top = axes.get_ylim()
    tall = page.em(0.6 + 1.2 * (begins.count("\n") + 1)) * (top - bottom) / (axes.get_position().height * page.full)
    return [Spot(start - half, half, bottom, bottom + tall, bottom, False)]


def _name_bands(axes: Axes, page: Page, fan: Fan) -> None:
    """Write what the bands are, in them; where one is too narrow for it, beside the fan with a line to the band."""
    say, target, years = fan.data.words, page.target, fan.data.years
    (first, last), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    box, small = axes.get_position(), target.small()
    wide = max(width_of(say(f"fan.{key}"), small) for key, *_ in NAMED_BANDS)
    reach = round(6.3 * wide * (last - first) / (box.width * target.width))  # months
    tall = 0.95 * small / 72.0 * (top - bottom) / (box.height * page.full)
    place, near = _roomiest(fan.band, reach, tall)
    narrow = [key for key, low, high in NAMED_BANDS if _between(fan.band, near, low, high)[1] < tall]
    over = float(fan.band["p95"][near].max()) + 1.6 * tall <= top
    aside = {} if over or not narrow else _side_by_side(fan.band["p05"], reach)
    for key, low, high in NAMED_BANDS:
        middle, (height, _) = aside.get(key, place), _between(fan.band, near, low, high)
        if key in narrow:
            above = over and key == "nine"
            band = ("p05", "p25") if aside and key == "nine" else (low, high)
            edge = float(fan.band["p95"][near].max()) + 0.6 * tall
            if not above:
                under = slice(min(aside.values()) - reach, max(aside.values()) + reach + 1) if aside else near
                edge = float(fan.band["p05"][max(under.start, 0) : under.stop].min()) - 0.6 * tall
            height = edge + (0.5 if above else -0.5) * tall
            line: dict[str, Any] = {"color": INK, "linewidth": 0.4 * target.line}
            axes.plot([years[middle]] * 2, [0.5 * float(sum(fan.band[one][middle] for one in band)), edge], **line)
        axes.text(years[middle], height, say(f"fan.{key}"), size=small, ha="center", va="center")


def _side_by_side(edge: Floats, reach: int) -> dict[str, int]:
    """Return the months at which two names stand side by side under an edge: where it is highest over both."""
    count = len(edge)
    inner = range(min(2 * reach, count // 2), max(count - 2 * reach, count // 2 + 1))
    best = max(
        inner, key=lambda at: (float(edge[max(at - 2 * reach, 0) : at + 2 * reach].min()), -abs(at - count // 2))
    )
    return {"nine": max(best - reach, 0), "half": min(best + reach, count - 1)}


def _between(band: dict[str, Floats], near: slice, low: str, high: str) -> tuple[float, float]:
    """Return the middle between two quantiles over some months, and the height that is free between them there."""
    bottom, top = float(band[low][near].max()), float(band[high][near].min())
    return 0.5 * (bottom + top), top - bottom


def _roomiest(band: dict[str, Floats], reach: int, tall: float) -> tuple[int, slice]:
    """Return the month at which the bands are named, and the months that the names cover, which no jump crosses.

    `reach` is half of a name's length, in months, and `tall` its height in data. Nearest to the middle of all months
    with room enough, or with nearly as much as there is.
    """
    count = len(band["p50"])
    reach = min(reach, (count - 1) // 2)
    middles = range(reach, count - reach)

    def near(middle: int) -> slice:
        return slice(middle - reach, middle + reach + 1)

    def room(middle: int) -> float:
        return min(_between(band, near(middle), low, high)[1] for _, low, high in NAMED_BANDS)

    rooms = {middle: room(middle) for middle in middles}
    most = max(rooms.values())
    enough = [middle for middle, one in rooms.items() if one >= min(tall, most - 0.2 * abs(most))]
    place = min(enough, key=lambda middle: abs(middle - count // 2))
    return place, near(place)


def _ends(axes: Axes, page: Page, fan: Fan, height: float) -> None:
    """Write the last median, and the ends of nine in ten futures, beside the panel."""
    say, target = fan.data.words, page.target
    last = {name: float(fan.band[name][-1]) for name in ("p05", "p50", "p95")}
    texts = {name: say.number(value) for name, value in last.items()}
    texts["p50"] = f"{say('fan.median')}{fan.between}{texts['p50']}"
    shown = ["p50"] if fan.data.finished == 1 else ["p95", "p50", "p05"]
    low, high = axes.get_ylim()
    least = (1.2 if fan.strip else 1.8) * target.text / 72.0 / height * (high - low)
    for name, place in zip(shown, apart([last[name] for name in shown], least, low, high), strict=True):
        look: dict[str, Any] = {"color": "C0", "weight": "semibold"} if name == "p50" else {"color": FAINT}
        spot = (fan.data.years[-1], place)
        axes.annotate(
            texts[name], spot, (0.5 * target.text, 0.0), textcoords="offset points", va="center",
            annotation_clip=False, linespacing=1.0, **look,
        )  # fmt: skip


def _shocks(axes: Axes, page: Page, fan: Fan, past: Past, there: list["Spot"]) -> set[str]:
    """Name the shocks that moved the mean most at the curve, where there is room; return the keys of these."""
    say, small = fan.data.words, page.target.small()
    named = named_shocks(past.scenario, past.bands[fan.series]["mean"])
    taken = [*there]
    for shock, size in sorted(named, key=lambda one: one[0].day):
        year = shock.year
        name = fitted(labels.event(say, shock.event), page.em(8.2 if fan.strip else 6.6), small, 3)
        text = f"{name},\n{shock.day.year} ({say.signed(size)})"
        spots = _spots(axes, page, past.bands[fan.series], past.years, year, text, fan.data.span[0])
        spot = next((one for one in spots if not any(one.meets(other) for other in taken)), None)
        if spot is None:
            continue
        taken.append(spot)
        line: dict[str, Any] = {"color": INK, "linewidth": 0.4 * page.target.line}
        foot = min(max(year, spot.middle - 0.8 * spot.half), spot.middle + 0.8 * spot.half)
        axes.plot([year, foot], [spot.band, spot.low if spot.above else spot.high], **line)
        look: dict[str, Any] = {"ha": "center", "va": "bottom", "linespacing": 1.0, "size": small}
        axes.text(spot.middle, spot.low, text, **look)
    return {shock.key for shock, _ in named}


class Spot(NamedTuple):
    """Where a name may stand at the curve, in data: its middle and half width, bottom and top, the band's edge."""

    middle: float
    half: float
    low: float
    high: float
    band: float
    above: bool

    def meets(self, other: "Spot") -> bool:
        """Return whether two names would lie on each other."""
        beside = abs(self.middle - other.middle) > self.half + other.half
        return not beside and self.low < other.high and other.low < self.high


def _spots(
    axes: Axes, page: Page, band: dict[str, Floats], years: Floats, year: float, text: str, start: float
) -> Iterator[Spot]:
    """Yield places for a name above and below the past, clear of its band and of the start."""
    (first, last), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    box, small = axes.get_position(), page.target.small()
    half = 0.53 * width_of(text, small) * (last - first) / (box.width * page.target.width)
    tall = (text.count("\n") + 1) * 1.22 * small / 72.0 * (top - bottom) / (box.height * page.full)
    gap, month = 0.35 * tall, int((year - years[0]) * 12.0)
    for above, shift in ((True, -0.8), (True, -1.5), (True, -2.2), (False, 0.0), (False, 0.6), (False, -0.6)):
        wanted = year + shift * half
        middle = min(max(wanted, first + half), start - half - 0.3)
        near = (years > middle - half) & (years < middle + half)
        edge = float(band["p95"][near].max() if above else band["p05"][near].min())
        low = edge + gap if above else edge - gap - tall
        if bottom < low and low + tall < top:
            at = float(band["p95" if above else "p05"][month])
            yield Spot(middle, half, low, low + tall, at, above)


def _strip(axes: Axes, page: Page, past: Past, data: ResultSource, box: Box, named: set[str]) -> None:
    """Draw a tick for every dated shock under the panel, with its name where there is room in one of two rows."""
    say, target, (first, last) = data.words, page.target, axes.get_xlim()
    canvas, height = page.canvas(*box), box.height - page.em(3.3)
    line = page.em(1.25) * target.small() / target.text
    canvas.text(0.0, height + page.em(0.45), say("fan.shocks"), size=target.small(), color=FAINT, va="bottom")
    ends = [0.0, 0.0]
    for shock in dated_shocks(past.scenario):
        place = box.width * (shock.year - first) / (last - first)
        canvas.plot(
            [place, place], [height - page.em(0.25), height + page.em(0.3)], color=INK, linewidth=0.5 * target.line
        )
        text = labels.event(say, shock.event)
        room = width_of(text, target.small())
        row = next((row for row in (0, 1) if ends[row] <= place), None)
        if shock.key in named or row is None or place + room > box.width:
            continue
        look: dict[str, Any] = {"size": target.small(), "color": FAINT, "va": "top"}
        canvas.text(place, height - page.em(0.4) - row * line, text, **look)
        ends[row] = place + room + page.em(0.8)
