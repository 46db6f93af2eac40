"""In how many futures some forum stands on each rung, over time, on both ladders, by club."""

from textwrap import fill
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.figures.data import Data
from analysis.figures.style import RUNGS, SLIDE, Target, percent_axis, title_block, year_axis
from sim.world import CLUBS

NAME = "ladders"
ANSWERS = "How high do forums stand, with both rivals, one of them, or none?"


def draw(data: Data, target: Target) -> Figure:
    """A panel for each domain and club: nested areas, the darker the higher the rung."""
    domains = sorted(data.scenario.domains)
    wide = target is SLIDE
    rows, columns = (len(domains), len(CLUBS)) if wide else (len(CLUBS), len(domains))
    height = target.width * (0.3 * len(domains) if wide else 1.75)
    figure, panels = plt.subplots(
        rows, columns, sharex=True, sharey="row" if wide else "col", squeeze=False, figsize=(target.width, height)
    )
    for row, domain in enumerate(domains):
        top = _top(data, domain)
        for column, club in enumerate(CLUBS):
            axes = panels[row, column] if wide else panels[column, row]
            _panel(axes, data, domain, club, top)
            if wide:
                axes.set_title(club if row == 0 else "", fontweight="normal")
                axes.set_ylabel(
                    fill(data.scenario.domains[domain].name, 18, break_long_words=False) if column == 0 else "",
                    fontweight="bold",
                )
            else:
                axes.set_title(
                    fill(data.scenario.domains[domain].name, 18, break_long_words=False) if column == 0 else ""
                )
                axes.set_ylabel(club if row == 0 else "")
    _legends(panels, data, domains, target)
    title_block(figure, target, "Futures in which a forum stands on a rung or higher, by club", data.note)
    return figure


def _top(data: Data, domain: str) -> float:
    """The height of a ladder's panels: all of the futures, or less where few stand on it at all."""
    rung = next(iter(data.scenario.domains[domain].rungs))
    most = float(data.band(f"share_standing_anywhere.{domain}.{rung}")["mean"].max())
    return 1.0 if most > 0.4 else 0.5 if most > 0.2 else 0.2 if most > 0.08 else 0.1


def _panel(axes: Axes, data: Data, domain: str, club: str, top: float) -> None:
    for number, rung in enumerate(data.scenario.domains[domain].rungs):
        share = data.band(f"share_standing_{club.replace(' ', '_')}.{domain}.{rung}")["mean"]
        axes.fill_between(data.years, 0.0, share, color=RUNGS[number % len(RUNGS)], linewidth=0)
    percent_axis(axes, top)
    axes.set_yticks([0.0, top / 2, top])
    year_axis(axes, data.span, ticks=2)


def _legends(panels: Any, data: Data, domains: list[str], target: Target) -> None:
    """One legend a ladder, beside its row on a slide, under its column otherwise: the highest rung on top."""
    wide = target is SLIDE
    for number, domain in enumerate(domains):
        rungs = list(data.scenario.domains[domain].rungs.values())
        handles = [
            Patch(color=RUNGS[place % len(RUNGS)], label=rung.name if wide else fill(rung.name, 22))
            for place, rung in enumerate(rungs)
        ][::-1]
        axes = panels[number, -1] if wide else panels[-1, number]  # type: ignore[index]
        where = (
            {"loc": "center left", "bbox_to_anchor": (1.02, 0.5)}
            if wide
            else {"loc": "upper left", "bbox_to_anchor": (-0.05, -0.22)}
        )
        axes.legend(
            handles=handles, frameon=False, fontsize=target.text * 0.8, handlelength=1.0, borderpad=0.0, **where
        )
