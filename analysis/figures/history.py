"""Draw the historical record over the fitted model: forum by forum, rung by rung, year by year."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from trustladder.analysis.figures.kit.fit_source import FitSource, Progress, prepare, steps
from trustladder.analysis.figures.kit.labels import SHORT, forum
from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.source import Description
from trustladder.analysis.figures.kit.style import FAINT, INK, SHADES, Target
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.scenario.dates import year_of

if TYPE_CHECKING:
    from trustladder.analysis.history.evidence import Event
    from trustladder.analysis.history.scoreboard import Scoreboard


class Panel(NamedTuple):
    """The standing of one forum on one ladder."""

    forum: str
    domain: str
    shares: Floats  # [rung, year] of histories that stand on the rung or higher; NaN if there was no forum
    events: list[Event]


class HistorySource(FitSource["Scoreboard"]):
    """The scoreboard of a fit: its histories against the record."""

    @property
    def histories(self) -> int:
        """Return the number of histories to simulate."""
        from trustladder.analysis.history.scoreboard import histories

        return histories(self.fit)

    def simulate(self, progress: Progress | None) -> Scoreboard:
        """Simulate the histories, and score them against the record."""
        from trustladder.analysis.history.scoreboard import scoreboard

        return scoreboard(self.known, self.fit, seed=self.seed, progress=progress)

    @cached_property
    def panels(self) -> list[Panel]:
        """Return a panel for every forum and ladder with evidence, ladder by ladder."""
        board = self.run()
        names = Index(board.scenario)
        return [
            _panel_of(board, names, forum, domain)
            for domain in range(len(names.domains))
            for forum in range(len(names.forums))
            if board.evidence.looked[forum, domain].any()
        ]

    def forum(self, name: str) -> str:
        """Return the short name of a forum."""
        return forum(self.words, self.run().scenario, name)

    def rungs(self, domain: str) -> list[str]:
        """Return the names of the rungs of a ladder, the lowest first."""
        return [self.words.said(rung.name, SHORT) for rung in self.run().scenario.domains[domain].rungs.values()]


def _panel_of(board: Scoreboard, names: Index, forum: int, domain: int) -> Panel:
    here, ladder = names.forums[forum], names.domains[domain]
    shares = board.standing[forum, domain]  # [year, standing]
    count = len(board.scenario.domains[ladder].rungs)
    higher = np.array([shares[:, rung + 1 :].sum(axis=1) for rung in range(count)])
    events = [event for event in board.events if (event.forum, event.domain) == (here, ladder) and event.rung]
    return Panel(here, ladder, np.where(board.evidence.looked[forum, domain], higher, np.nan), events)


SOURCE = HistorySource
GAP, YEARS = 0.5, 2.1  # ems between panels, and under them
MARGIN = 0.02  # of forum-years: a model that is ahead by less is no better
__all__ = ["SOURCE", "describe", "draw", "prepare", "steps"]


def draw(data: HistorySource, target: Target) -> Figure:
    """Draw a panel for each forum and ladder: shades for the share of histories, dots for recorded activities."""
    columns, size = 5 if target.wide else 2, target.small(0.72 if target.wide else 0.85)
    ladders = {name: data.rungs(name) for name in dict.fromkeys(one.domain for one in data.panels)}
    names = max(width_of(rung, _small(target)) for rungs in ladders.values() for rung in rungs) + target.em(0.6)
    width = (target.room - names - target.em(GAP) * (columns - 1)) / columns
    lines = [row for name in ladders for row in _batched([one for one in data.panels if one.domain == name], columns)]
    titles = [[fitted(data.forum(one.forum), width, size, 2, bold=True) for one in line] for line in lines]
    above = [1.2 * size / 72.0 * max(text.count("\n") + 1 for text in texts) + target.em(0.3) for texts in titles]
    free = [_without_below(line, after) for line, after in zip(lines, [*lines[1:], None], strict=True)]
    below = [target.em(YEARS if first == 0 else 0.5) for first in free]
    rungs = [len(ladders[line[0].domain]) for line in lines]
    kind, values = told(data)
    fixed = sum(above) + sum(below)
    page = Page(
        target, data.head("history", kind, **values), fixed + target.em(1.3 if target.wide else 1.6) * sum(rungs)
    )
    pitch, top = (page.height - fixed) / sum(rungs), page.height
    for number, line in enumerate(lines):
        height = pitch * rungs[number]
        bottom = top - above[number] - height
        _name_rungs(page, ladders[line[0].domain], names - page.em(0.6), bottom, pitch)
        for column, (one, text) in enumerate(zip(line, titles[number], strict=True)):
            left = names + column * (width + page.em(GAP))
            page.text(left, bottom + height + page.em(0.3), text, size=size, weight="bold", linespacing=1.15)
            axes = page.axes(left, bottom, width, height)
            _panel(axes, data, one, target)
            axes.tick_params(labelbottom=column >= free[number])
        top = bottom - below[number]
    return page.figure


def _without_below(line: list[Panel], after: list[Panel] | None) -> int:
    """Return from which panel of a line on no panel of the same ladder stands under it, so that it needs its years."""
    return 0 if after is None or after[0].domain != line[0].domain else len(after)


def _name_rungs(page: Page, rungs: list[str], right: float, bottom: float, pitch: float) -> None:
    """Write the names of a ladder's rungs from the lowest up, so that they end at a place of the page."""
    for row, rung in enumerate(rungs):
        look: Any = {"size": _small(page.target), "ha": "right", "va": "center", "color": FAINT}
        page.text(right, bottom + (row + 0.5) * pitch, rung, **look)


def _batched(panels: list[Panel], columns: int) -> list[list[Panel]]:
    """Return panels line by line."""
    return [panels[start : start + columns] for start in range(0, len(panels), columns)]


def _small(target: Target) -> float:
    """Return the size of the names of rungs, and of years."""
    return target.small(0.62 if target.wide else 0.68)


def _panel(axes: Axes, data: HistorySource, one: Panel, target: Target) -> None:
    """Draw the shades and marks of one forum on one ladder."""
    first, (rungs, years) = year_of(data.run().scenario.first_month), one.shares.shape
    axes.imshow(
        one.shares,
        origin="lower",
        aspect="auto",
        cmap=SHADES,
        vmin=0.0,
        vmax=1.0,
        extent=(first, first + years, 0.5, rungs + 0.5),
    )
    for kind in ("activity", "refusal"):
        _marks(axes, data, [event for event in one.events if event.kind == kind], kind == "refusal", target)
    axes.grid(False)
    axes.set_yticks([])
    axes.set_ylim(0.5, rungs + 0.5)
    axes.set_xlim(first, first + years)
    axes.xaxis.set_major_locator(MaxNLocator(3, integer=True))
    axes.tick_params(axis="x", labelsize=_small(target))


def _marks(axes: Axes, data: HistorySource, events: list[Event], refused: bool, target: Target) -> None:
    """Draw a dot for each activity, a cross for each refusal, at the middle of its range of dates."""
    rungs = [list(data.run().scenario.domains[event.domain].rungs).index(event.rung) + 1 for event in events]
    when = [0.5 * (event.first.toordinal() + event.last.toordinal()) / 365.2425 for event in events]
    colour, edge = ("C1", "white") if refused else ("white", INK)
    axes.plot(
        when,
        rungs,
        "X" if refused else "o",
        color=colour,
        markeredgecolor=edge,
        markersize=target.text * (0.6 if refused else 0.42),
        markeredgewidth=target.line * 0.35,
        zorder=4 if refused else 3,
    )


def told(data: HistorySource) -> tuple[str, dict[str, Any]]:
    """Return the kind of the finding, and what its sentences need: how near the model is, and how near no skill is."""
    say, board = data.words, data.run()
    naive = no_skill(board)
    facts = [line for line in board.lines if line.name in data.known.facts]
    deeds = [event for event in board.events if event.kind in ("activity", "refusal") and event.rung]
    values = {
        "first": year_of(board.scenario.first_month),
        "last": board.known_until,
        "within": say.number(100.0 * board.within_one, 0),
        "naive": say.number(100.0 * naive, 0),
        "forums": len({one.forum for one in data.panels}),
        "panels": len(data.panels),
        "deeds": sum(event.kind == "activity" for event in deeds),
        "refusals": sum(event.kind == "refusal" for event in deeds),
        "met": sum(line.met for line in facts),
        "facts": len(facts),
    }
    return "_better" if board.within_one > naive + MARGIN else "_not", values


def no_skill(board: Scoreboard) -> float:
    """Return how many recorded forum-years lie within one rung of the one standing that is near most of them."""
    looked = board.evidence.standing[board.evidence.looked]
    levels = range(board.standing.shape[-1])
    return max(float((np.abs(looked - level) <= 1).mean()) for level in levels)


def describe(data: HistorySource) -> Description:
    """Describe how often the standing is right, and how often no skill is; the table has every panel by year."""
    columns = ("forum", "domain", "rung", "year", "share_on_rung_or_higher", "activities", "refusals")
    kind, values = told(data)
    within = ("all", "within one rung", "model", "", data.run().within_one, "", "")
    naive = ("all", "within one rung", "no skill", "", no_skill(data.run()), "", "")
    return data.described("history", columns, [within, naive, *_rows(data)], kind, **values)


def _rows(data: HistorySource) -> list[tuple[Any, ...]]:
    scenario, found = data.run().scenario, []
    for one in data.panels:
        for number, rung in enumerate(scenario.domains[one.domain].rungs):
            for index, share in enumerate(one.shares[number].tolist()):
                year = year_of(scenario.first_month) + index
                here = [event.kind for event in one.events if event.rung == rung and event.last.year == year]
                counts = (here.count("activity"), here.count("refusal"))
                if share == share or any(counts):
                    found.append((one.forum, one.domain, rung, year, share, *counts))
    return found
