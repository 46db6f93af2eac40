"""The record over what the fitted model shows: forum by forum, rung by rung, year by year."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure

from analysis.figures.style import INK, SLIDE, VERMILION, Target, title_block
from analysis.history.evidence import Event
from analysis.history.scoreboard import Scoreboard
from sim.names import Names

SHARES = LinearSegmentedColormap.from_list("shares", ["#FFFFFF", "#9CC4E0", "#2171B5", "#08306B"])
COLUMNS = 3


def draw(board: Scoreboard, target: Target = SLIDE) -> Figure:
    """A panel for each forum and domain: the shade is the share of histories that stand there, a dot an activity."""
    names = Names(board.scenario)
    shown = [
        (domain, forum)
        for domain in range(len(names.domains))
        for forum in range(len(names.forums))
        if board.evidence.looked[forum, domain].any()
    ]
    rows = -(-len(shown) // COLUMNS)
    figure, panels = plt.subplots(rows, COLUMNS, sharex=True, squeeze=False, figsize=(target.width, 1.25 * rows + 1.3))
    for axes, (domain, forum) in zip(panels.flat, shown, strict=False):
        _panel(axes, board, names, forum, domain, target)
    for axes in panels.flat[len(shown) :]:
        axes.axis("off")
    for column in range(COLUMNS):
        last = max(place for place in range(len(shown)) if place % COLUMNS == column)
        panels.flat[last].tick_params(labelbottom=True)
    mapped = plt.cm.ScalarMappable(Normalize(0.0, 1.0), SHARES)
    bar = figure.colorbar(mapped, ax=list(panels.flat), location="bottom", shrink=0.4, aspect=40, pad=0.02)
    bar.set_label("share of histories that stand on the rung or higher", fontsize=target.text * 0.8)
    bar.ax.tick_params(labelsize=target.text * 0.7)
    bar.outline.set_visible(False)
    title_block(
        figure, target, "What happened (dots; crosses: refused) and where the fitted model stands",
        f"Rungs: {_ladders(board)}. Fitted to the record to {board.known_until}; not a forecast.",
    )  # fmt: skip
    return figure


def _ladders(board: Scoreboard) -> str:
    """The numbers of the rungs in words."""
    ladders = sorted(board.scenario.domains.items())
    return "; ".join(
        f"{name}: " + ", ".join(f"{number} {rung.name}" for number, rung in enumerate(domain.rungs.values(), 1))
        for name, domain in ladders
    )


def _panel(axes: Axes, board: Scoreboard, names: Names, forum: int, domain: int, target: Target) -> None:
    scenario, field = board.scenario, names.domains[domain]
    rungs = list(scenario.domains[field].rungs)
    first = scenario.first_month // 12
    shares = board.standing[forum, domain]  # [year, standing]
    higher = np.array([shares[:, rung + 1 :].sum(axis=1) for rung in range(len(rungs))])
    looked = np.where(board.evidence.looked[forum, domain], higher, np.nan)
    axes.imshow(
        looked, origin="lower", aspect="auto", cmap=SHARES, vmin=0.0, vmax=1.0,
        extent=(first, first + looked.shape[1], 0.5, len(rungs) + 0.5),
    )  # fmt: skip
    for event in board.events:
        if (event.forum, event.domain) == (names.forums[forum], field) and event.rung:
            _mark(axes, event, rungs.index(event.rung) + 1, target)
    axes.grid(False)
    axes.set_yticks(range(1, len(rungs) + 1))
    axes.set_ylim(0.5, len(rungs) + 0.5)
    axes.tick_params(labelsize=target.text * 0.65)
    axes.set_title(f"{names.forums[forum]}: {field}", fontsize=target.text * 0.75)


def _mark(axes: Axes, event: Event, rung: int, target: Target) -> None:
    """A dot where there was an activity, a cross where one was refused; the middle of what is known of its date."""
    if event.kind not in ("activity", "refusal"):
        return
    when = 0.5 * (event.first.toordinal() + event.last.toordinal()) / 365.2425
    refused = event.kind == "refusal"
    axes.plot(
        [when], [rung], "x" if refused else "o", color=VERMILION if refused else "white", markeredgecolor=VERMILION if refused else INK,
        markersize=target.text * 0.42, markeredgewidth=target.line * 0.5,
    )  # fmt: skip
