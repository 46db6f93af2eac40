"""Draw why invitations are turned down: a bar for each actor, as long as what it refuses, split by reason."""

from itertools import cycle
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures import refusals as by_whom
from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.refusals import Refusals, refusals
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.sampled_runs import prepare_sample, sample_runs, sample_steps
from trustladder.analysis.figures.kit.source import Description
from trustladder.analysis.figures.kit.style import INK, REASON_COLOURS, SPARE_COLOURS, Target
from trustladder.analysis.numbers import apportioned
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.law.responding import CLOSE_CALLS, REASONS

SOURCE = ResultSource
prepare, steps = prepare_sample, sample_steps  # run futures again first
COLOURS = REASON_COLOURS | dict(zip((name for name in REASONS if name not in REASON_COLOURS), cycle(SPARE_COLOURS)))
LEAST_SHARE = 0.002  # of refusals: rarer reasons are left to the table
WRITTEN = 0.04  # of invitations: parts as large carry their number
BRIGHT = 0.45  # of lightness: digits on darker parts are white


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw the bars under a row of the reasons, both in one order."""
    known = refusals(data, sample_runs(data))
    kind, values = told(data, known)
    common = LEAST_SHARE * known.reasons.sum()
    shown = [name for name in COLOURS if known.reasons[:, REASONS.index(name)].sum() > common]
    rows = len(known.invited)
    page = Page(target, data.head("reasons", kind, **values), (1.55 * rows + 5.5) * target.text / 72.0)
    top = _key(page, data, shown)
    height = top - page.em(2.2)
    size = min(target.text, 72.0 * height / rows / 1.25)
    names = [fitted(data.actor(one), 0.28 * page.width, size, 1) for one in known.invited]
    left = max(width_of(name, size) for name in names) + page.em(0.6)
    axes = page.axes(left, page.em(1.6), page.width - left - page.em(1.6), height)
    _bars(axes, page, known, shown)
    axes.set_xlim(0.0, 1.08 * 100.0 * float(known.shares.max()))
    axes.set_ylim(rows - 0.45, -0.55)
    axes.set_yticks(range(rows), names, size=size, color=INK)
    axes.tick_params(axis="x", labelsize=target.small())
    axes.spines["bottom"].set_visible(False)
    axes.grid(axis="x")
    axes.grid(visible=False, axis="y")
    return page.figure


def _key(page: Page, data: ResultSource, shown: list[str]) -> float:
    """Name the reasons in rows over the bars; return the height under them."""
    canvas, x, y = page.canvas(0.0, 0.0, page.width, page.height), 0.0, page.height - page.em(1.2)
    for name in shown:
        text = reason(data, name)
        need = page.em(2.6) + width_of(text, page.target.text)
        if x and x + need > page.width:
            x, y = 0.0, y - page.em(1.5)
        canvas.fill_between(
            [x, x + page.em(0.9)], y - page.em(0.42), y + page.em(0.48), color=COLOURS[name], linewidth=0
        )
        canvas.text(x + page.em(1.25), y, text, va="center")
        x += need
    return y - page.em(1.0)


def of_hundred(known: Refusals) -> Floats:
    """Return refusals of 100 invitations [actor, reason]."""
    found: Floats = 100.0 * known.reasons / known.sent.sum(axis=1, keepdims=True)
    return found


def counts(known: Refusals) -> list[list[int]]:
    """Return refusals of 100 invitations [actor][reason] as whole numbers, which add up to what the actor refuses."""
    both = zip(of_hundred(known), known.shares, strict=True)
    return [apportioned(row.tolist(), round(100.0 * share)) for row, share in both]


def _bars(axes: Axes, page: Page, known: Refusals, shown: list[str]) -> None:
    """Draw the parts of every bar, with their numbers where there is room, and its length at its end."""
    shares = of_hundred(known)
    edge, small, written = 0.3 * page.target.line, page.target.small(), counts(known)
    for row in range(len(shares)):
        at = 0.0
        for name in shown:
            place, colour = REASONS.index(name), COLOURS[name]
            value = float(shares[row, place])
            axes.barh([row], [value], left=at, color=colour, height=0.74, edgecolor="white", linewidth=edge)
            if value >= 100.0 * WRITTEN:
                ink = "white" if _lightness(colour) < BRIGHT else INK
                axes.text(
                    at + 0.5 * value, row, str(written[row][place]), size=small, color=ink, ha="center", va="center"
                )
            at += value
        look: dict[str, Any] = {"size": small, "weight": "bold", "va": "center", "textcoords": "offset points"}
        axes.annotate(f"{100.0 * known.shares[row]:.0f}", (at, row), (0.4 * page.target.text, 0.0), **look)


def _lightness(colour: str) -> float:
    red, green, blue = (int(colour[start : start + 2], 16) / 255.0 for start in (1, 3, 5))
    return 0.3 * red + 0.59 * green + 0.11 * blue


def reason(data: ResultSource, name: str) -> str:
    """Return the name of a reason as a row of the figure has it."""
    return data.words.texts.get(f"figure.reasons.{name}") or data.words(f"reason.{name}")


def told(data: ResultSource, known: Refusals) -> tuple[str, dict[str, Any]]:
    """Return the kind of the finding, and what its sentences need: the commonest reason, and whose is another most."""
    say, sums = data.words, known.reasons.sum(axis=0)
    either, close = (
        float(sums[[REASONS.index(name) for name in names]].sum() / sums.sum())
        for names in (["either_way"], CLOSE_CALLS)
    )
    real = [name for name in COLOURS if name not in CLOSE_CALLS]
    shares = of_hundred(known)
    who, why = np.unravel_index(
        int(shares[:, [REASONS.index(name) for name in real]].argmax()), (len(shares), len(real))
    )
    commonest = max(real, key=lambda name: sums[REASONS.index(name)])
    values = {
        **by_whom.told(data, known),
        "either": say.percent(either, 0),
        "close": say.percent(close, 0),
        "who": data.subject(known.invited[who]),
        "why": reason(data, real[why]),
        "count": say.number(counts(known)[who][REASONS.index(real[why])], 0),
        "commonest": reason(data, commonest),
        "common": say.percent(float(sums[REASONS.index(commonest)] / sums.sum()), 0),
    }
    return "_luck" if either > 0.5 else "", values


def describe(data: ResultSource) -> Description:
    """Describe the commonest reason, and whose is another most; the table is that of refusals."""
    sampled = sample_runs(data)
    kind, values = told(data, refusals(data, sampled))
    rows = [tuple(row.values()) for row in sampled.invitations]
    return data.described("reasons", tuple(sampled.invitations[0]), rows, kind, **values)
