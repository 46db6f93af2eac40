"""Placeholders: a figure that gives the reason why there is nothing to draw, instead of an empty panel."""

from types import ModuleType

from matplotlib.figure import Figure

from trustladder.analysis.figures import name_of
from trustladder.analysis.figures.kit.labels import capital
from trustladder.analysis.figures.kit.lettering import fitted
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.source import Description, Head, Nothing, Source
from trustladder.analysis.figures.kit.style import FAINT, Target


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
    text = fitted(data.words(reason.key, **reason.values), target.room, target.text)
    head = Head(data.words(f"figure.{name_of(figure)}.answers"), "", data.note)
    page = Page(target, head, target.em(1.3 * (text.count("\n") + 1) + 2.0))
    page.text(0.0, page.height - page.em(0.7), text, va="top", color=FAINT)
    return page.figure
