"""Ladders drawn as ladders: rails at 0 and 100 futures, a bar on every rung: reached, and there at the end."""

from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.lettering import fitted, unbroken, width_of
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.style import FAINT, INK, LEAST, PALE, PALEBLUE, REFERENCE, TRACK, Target
from trustladder.analysis.words import Words

GREYS, BLUES = (PALE, REFERENCE), (PALEBLUE, "C0")  # reached, standing at the end
BAR, STEP, RAIL = 0.8, 0.25, 0.28  # ems: a bar, the gap between two of a rung, a rail


class Rung(NamedTuple):
    """A rung of a ladder, with the shares of futures of each result that reach it, and that stand there at the end."""

    domain: str
    rung: str
    name: str
    shares: list[tuple[float, float]]


class Lettering(NamedTuple):
    """How the names of rungs are set: each broken into lines, the size of all, and the most lines that one takes."""

    of: dict[str, str]
    size: float
    lines: int


def rungs(several: list[ResultSource], domain: str) -> list[Rung]:
    """Return the rungs of a ladder from below."""
    first = several[0]
    return [
        Rung(domain, rung, labels.capital(first.words.said(one.name)), [share(data, domain, rung) for data in several])
        for rung, one in first.scenario.domains[domain].rungs.items()
    ]


def share(data: ResultSource, domain: str, rung: str) -> tuple[float, float]:
    """Return the share of futures in which a forum ever stands on a rung or higher, and that in the last month."""
    reached = float((data.metric(f"standing.{domain}.{rung}.anywhere") > 0.0).mean())
    return reached, float(data.band(f"share_standing_anywhere.{domain}.{rung}")["mean"][-1])


def height_of_rung(target: Target, count: int, lines: int = 1) -> float:
    """Return the height of a rung with the bars of so many results, and a name of so many lines, in inches."""
    return target.em(1.6 + count * (BAR + STEP)) + (lines - 1) * 1.05 * target.small() / 72.0


def inner(page: Page, say: Words, width: float, brief: bool = False) -> float:
    """Return the room between the rails of a ladder that is so wide with its numbers, in inches."""
    small = page.target.small()
    numbers = width_of("100 → 100", small, bold=True) if brief else apart(page, say) + width_of("100", small)
    return width - numbers - page.em(0.5 + 2.0 * RAIL)


def lettered(page: Page, say: Words, every: list[Rung], width: float, brief: bool = False, most: int = 2) -> Lettering:
    """Return how all names of a figure's rungs are set between rails: at one size, smaller, or at last in `most` lines.

    Names take as few lines as they can; what does not fit is cut.
    """
    room, text, least = inner(page, say, width, brief) - page.em(0.4), page.target.text, page.target.least
    names = [one.name for one in every]
    size = min(text, *(text * room / width_of(name, text) for name in names))
    if size < least:
        size = unbroken(names, room, least, max(LEAST, 0.85 * least))
    set_in = {name: fitted(name, room, size, most) for name in names}
    return Lettering(set_in, size, 1 + max(name.count("\n") for name in set_in.values()))


def apart(page: Page, say: Words) -> float:
    """Return the distance between the right edges of the two columns of numbers, in inches."""
    small = page.target.small()
    return page.em(0.6) + max(width_of(say("figure.ladder.end"), small), width_of("100", small, bold=True))


class Layout(NamedTuple):
    """A place for a ladder with its numbers in a page, its names, and whether its numbers are joined."""

    left: float
    bottom: float
    width: float
    step: float  # height of a rung
    names: Lettering
    brief: bool = False


def ladder(page: Page, say: Words, every: list[Rung], at: Layout) -> float:
    """Draw a ladder with its numbers beside it; return its top, in inches."""
    count, rail = len(every[0].shares), page.em(RAIL)
    tall, right = len(every) * at.step + page.em(0.6), inner(page, say, at.width, at.brief) + 2.0 * rail
    canvas = page.canvas(at.left, at.bottom, at.width, tall)
    for x in (0.0, right - rail):
        canvas.add_patch(Rectangle((x, 0.0), rail, tall, color=INK, linewidth=0))
    tones = (GREYS, BLUES) if count > 1 else (BLUES,)
    for number, one in enumerate(every):
        y = number * at.step + page.em(0.35)
        for place, (shares, tone) in enumerate(reversed(list(zip(one.shares, tones, strict=False)))):
            low = y + place * page.em(BAR + STEP)
            _bar(canvas, page, (rail, low, right - 2.0 * rail), shares, tone)
            _numbers(canvas, page, say, at, low + page.em(0.5 * BAR), shares, tone[1] if shares[0] else FAINT)
        up = y + page.em(count * (BAR + STEP) + 0.05)
        canvas.text(rail + page.em(0.3), up, at.names.of[one.name], size=at.names.size, va="bottom", linespacing=0.95)
    return at.bottom + tall


def _numbers(
    canvas: Axes, page: Page, say: Words, at: Layout, height: float, shares: tuple[float, float], colour: str
) -> None:
    """Write how many futures of 100 reach a rung, and how many stand there at the end: in two columns, or joined."""
    reached, stands = map(say.of_hundred, shares)
    look: dict[str, Any] = {"size": page.target.small(), "color": colour, "ha": "right", "va": "center"}
    if at.brief:
        canvas.text(at.width, height, f"{reached} → {stands}" if shares[0] else "0", weight="bold", **look)
        return
    canvas.text(at.width - apart(page, say), height, reached, **look)
    canvas.text(at.width, height, stands, weight="bold", **look)


def _bar(
    canvas: Axes, page: Page, place: tuple[float, float, float], shares: tuple[float, float], tone: tuple[str, str]
) -> None:
    left, bottom, width = place
    for part, colour in ((1.0, TRACK), (shares[0], tone[0]), (shares[1], tone[1])):
        canvas.add_patch(Rectangle((left, bottom), width * part, page.em(BAR), facecolor=colour, linewidth=0))


def columns(page: Page, say: Words, left: float, bottom: float, width: float) -> None:
    """Name the two columns of numbers beside a ladder, over them."""
    look: dict[str, Any] = {"size": page.target.small(), "color": FAINT, "ha": "right", "va": "bottom"}
    page.text(left + width, bottom, say("figure.ladder.end"), **look)
    page.text(left + width - apart(page, say), bottom, say("figure.ladder.reach"), **look)
