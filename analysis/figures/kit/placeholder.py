"""Placeholders: a figure that gives the reason why there is nothing to draw, instead of an empty panel."""

from types import ModuleType

from matplotlib.figure import Figure

from trustladder.analysis.figures import name_of
from trustladder.analysis.figures.kit.labels import capital
from trustladder.analysis.figures.kit.lettering import fitted
from trustladder.analysis.figures.kit.page import framed
from trustladder.analysis.figures.kit.source import Description, Head, Nothing, Source
from trustladder.analysis.figures.kit.style import FAINT, Target, subplots


def draw_figure(figure: ModuleType, data: Source, target: Target) -> Figure:
    """Draw a figure, or its placeholder if there is nothing to draw."""
    try:
        made: Figure = figure.draw(data, target)
    except Nothing as reason:
        return placeholder(figure, data, target, reason)
    return made


def describe_figure(figure: ModuleType, data: Source) -> Description:
    """Describe a figure, or the reason why there is none; computed once for all of its files."""
    name = name_of(figure)
    if name not in data.descriptions:
        data.descriptions[name] = _describe(figure, data)
    return data.descriptions[name]


def _describe(figure: ModuleType, data: Source) -> Description:
    try:
        known: Description = figure.describe(data)
    except Nothing as reason:
        text = data.words(reason.key, **reason.values)
        question = data.words(f"figure.{name_of(figure)}.answers")
        return Description(f"{question} {text} {data.note}", text, ("notice",), [(text,)])
    return known._replace(caption=f"{capital(known.caption)} {data.note}", alt=capital(known.alt))


def placeholder(figure: ModuleType, data: Source, target: Target, reason: Nothing) -> Figure:
    """Draw the question of a figure, and the reason why there is no answer."""
    made, axes = subplots(figsize=(target.width, target.width * (0.35 if target.wide else 0.6)))
    axes.axis("off")
    text = fitted(data.words(reason.key, **reason.values), 0.9 * target.width, target.text)
    axes.text(0.0, 0.5, text, transform=axes.transAxes, va="center", ha="left", color=FAINT)
    framed(made, target, Head(data.words(f"figure.{name_of(figure)}.answers"), "", data.note))
    return made
