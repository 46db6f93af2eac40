"""A figure that says why there is nothing to show, instead of an empty panel."""

from types import ModuleType
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from analysis.figures.data import Data, Nothing, Told
from analysis.figures.style import FAINT, Target, fitted, title_block


def drawn(figure: ModuleType, data: Any, target: Target) -> Figure:
    """A figure, or the notice that takes its place."""
    before = plt.get_fignums()
    try:
        made: Figure = figure.draw(data, target)
    except Nothing as reason:
        for begun in set(plt.get_fignums()) - set(before):
            plt.close(begun)
        return notice(figure, first(data), target, reason)
    return made


def told(figure: ModuleType, data: Any) -> Told:
    """A figure in words and numbers, or why there are none; worked out once for each of its files."""
    kept, key = first(data).told, (figure.NAME, *map(id, data if isinstance(data, list) else [data]))
    if key not in kept:
        kept[key] = _told(figure, data)
    return kept[key]


def _told(figure: ModuleType, data: Any) -> Told:
    try:
        known: Told = figure.told(data)
    except Nothing as reason:
        one = first(data)
        said = one.words(reason.key, **reason.values)
        return Told(f"{one.words(f'figure.{figure.NAME}.answers')} {said} {one.note}", said, ("notice",), [(said,)])
    return known


def first(data: Any) -> Data:
    """The result that words and notes come from: the first of several."""
    found: Data = data[0] if isinstance(data, list) else data
    return found


def notice(figure: ModuleType, data: Data, target: Target, reason: Nothing) -> Figure:
    """The question, and why this result has no answer."""
    made, axes = plt.subplots(figsize=(target.width, target.width * (0.35 if target.wide else 0.6)))
    axes.axis("off")
    said = fitted(data.words(reason.key, **reason.values), 0.9 * target.width, target.text)
    axes.text(0.0, 0.5, said, transform=axes.transAxes, va="center", ha="left", color=FAINT)
    title_block(made, target, data.words(f"figure.{figure.NAME}.answers"), data.note)
    return made
