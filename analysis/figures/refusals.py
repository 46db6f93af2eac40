"""Draw who turns down whose invitations: a matrix sorted by rates, and the share of all beside it."""

from math import isnan
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from trustladder.analysis.figures.kit.lettering import fitted, unbroken, width_of
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.refusals import LEAST, Refusals, refusals
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.sampled_runs import prepare_sample, sample_runs, sample_steps
from trustladder.analysis.figures.kit.source import Description
from trustladder.analysis.figures.kit.style import FAINT, INK, SHADES, WHITE_FROM, Target
from trustladder.analysis.numbers import distinct
from trustladder.analysis.words import Words

SOURCE = ResultSource
prepare, steps = prepare_sample, sample_steps  # run futures again first
UPRIGHT = 7.0  # ems of a heading that stands upright
FULL = 0.8  # share at the dark end of the scale


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw a cell for each invited (row) and inviting actor (column), blank where there are too few invitations."""
    known = refusals(data, sample_runs(data))
    rows, columns = len(known.invited), len(known.proposers)
    headings = [data.actor(one) for one in known.proposers]
    draft = 0.6 * target.room / columns
    upright = unbroken(headings, draft, target.least, 0.0) < 0.85 * target.least
    headings = [fitted(one, UPRIGHT * target.text / 72.0, target.least, 2) if upright else one for one in headings]
    tall = max(width_of(one, target.least) for one in headings) * 72.0 / target.text + 0.8 if upright else 3.6
    page = Page(target, data.head("refusals", **told(data, known)), (1.65 * rows + tall + 0.4) * target.text / 72.0)
    head, right = page.em(tall), page.em(6.0)
    height = page.height - head
    size = min(target.text, 72.0 * height / rows / 1.25)
    names = [fitted(data.actor(one), 0.24 * page.width, size, 1) for one in known.invited]
    left = max(width_of(name, size) for name in names) + page.em(0.6)
    axes = page.axes(left, 0.0, page.width - left - right, height, xlim=(0.0, columns), ylim=(rows, 0.0))
    axes.axis("off")
    _cells(axes, page, known, size)
    cell = (page.width - left - right) / columns
    small = target.least if upright else unbroken(headings, 0.96 * cell, target.least, 0.85 * target.least)
    look: dict[str, Any] = {"color": FAINT, "linespacing": 0.95, "va": "bottom"}
    for place, text in enumerate(headings):
        x, shown = left + (place + 0.5) * cell, text if upright else fitted(text, 0.98 * cell, small, 3)
        page.text(x, height + page.em(0.3), shown, size=small, ha="center", rotation=90 if upright else 0, **look)
    say, canvas = data.words, page.canvas(page.width - right, 0.0, right, height)
    beside = say("figure.refusals.all")
    page.text(page.width - right + page.em(0.6), height + page.em(0.3), beside, size=target.small(), **look)
    for place, (name, share) in enumerate(zip(names, known.shares, strict=True)):
        y = height * (1.0 - (place + 0.5) / rows)
        page.text(left - page.em(0.5), y, name, size=size, ha="right", va="center")
        width = page.em(3.2) * float(share / known.shares.max())
        canvas.fill_between(
            [page.em(0.6), page.em(0.6) + width], y - page.em(0.28), y + page.em(0.28), color="C3", linewidth=0
        )
        canvas.text(page.em(0.9) + width, y, say.number(100.0 * share, 0), size=size, weight="bold", va="center")
    return page.figure


def _cells(axes: Axes, page: Page, known: Refusals, size: float) -> None:
    """Draw the cells with enough invitations, each with its number."""
    edge = 0.5 * page.target.line
    for (row, column), count in np.ndenumerate(known.sent):
        if count < LEAST:
            continue
        share = float(known.refused[row, column] / count)
        shade = min(share / FULL, 1.0)
        axes.add_patch(Rectangle((column, row), 1.0, 1.0, facecolor=SHADES(shade), edgecolor="white", linewidth=edge))
        colour = "white" if shade >= WHITE_FROM else INK
        axes.text(column + 0.5, row + 0.5, f"{100.0 * share:.0f}", size=size, ha="center", va="center", color=colour)


def told(data: ResultSource, known: Refusals) -> dict[str, Any]:
    """Return what the sentences need: who refuses most and least, and how often all do."""
    say, shares = data.words, known.shares
    return {
        "most": data.subject(known.invited[0]),
        "least": data.subject(known.invited[-1]),
        "most_share": say.number(100.0 * float(shares[0]), 0),
        "least_share": say.number(100.0 * float(shares[-1]), 0),
        "share": say.number(100.0 * known.total, 0),
        "mean": say.number(100.0 * known.total, 1),
        "ends": ends(say, known),
        "enough": LEAST,
        "rows": len(known.invited),
        "columns": len(known.proposers),
        "futures": say.number(sample_runs(data).futures, 0),
        "sent": say.number(float(known.sent.sum()), 0),
        "first": data.ends[0],
        "last": data.ends[1],
    }


def ends(say: Words, known: Refusals) -> str:
    """Return the ends of the interval of what all refuse, of 100; nothing where there are too few futures for one."""
    low, high = distinct(lambda share, more: say.number(100.0 * share, 1 + more), known.low, known.high)
    return "" if isnan(known.low) else say("answer.ends", low=low, high=high)


def describe(data: ResultSource) -> Description:
    """Describe who refuses most and least; the table has every invitation by forum, domain, pair and reason."""
    sampled = sample_runs(data)
    known = refusals(data, sampled)
    rows = [tuple(row.values()) for row in sampled.invitations]
    return data.described("refusals", tuple(sampled.invitations[0]), rows, **told(data, known))
