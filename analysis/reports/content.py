"""The content of a report: question, settings, findings, figures, one future, assumptions, limits, commands."""

import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from trustladder.analysis.figures import figure_of, name_of
from trustladder.analysis.figures.kit.placeholder import describe_figure
from trustladder.analysis.figures.kit.provenance import rebuild_commands
from trustladder.analysis.figures.kit.publish import as_svg
from trustladder.analysis.figures.kit.result_source import ComparisonSource, ResultSource, with_distinct_titles
from trustladder.analysis.figures.kit.source import Nothing, Source
from trustladder.analysis.figures.kit.style import REPORT
from trustladder.analysis.reports.blocks import Block, Code, Document, Heading, Items, Picture, Sheet, Text
from trustladder.analysis.reports.findings import findings, said_of_forecasts
from trustladder.analysis.reports.future import typical_story
from trustladder.analysis.reports.settings import assumptions, baseline, sheet, sources
from trustladder.sim.scenario.errors import InputError

OF_ONE = ("energy-opens", "trust-fan", "ladder", "refusals", "human-security")
OF_SEVERAL = ("effects",)
LIMITS = ("scenario", "share", "brief", "judgement", "region", "period")
Progress = Callable[[int], None]


def steps(count: int) -> int:
    """Return the number of steps of a report of `count` results, for a progress bar."""
    return len(OF_ONE) + (len(OF_SEVERAL) if count > 1 else 0) + 2


def report(folders: list[Path], language: str, progress: Progress | None = None) -> Document:
    """Return the report of one result, or of several against the first. Raises InputError for other folders."""
    if len({path.resolve() for path in folders}) < len(folders):
        raise InputError(f"{', '.join(map(str, folders))}: allowed: each result once")
    several = with_distinct_titles([ResultSource(folder, language) for folder in folders])
    advance = progress or (lambda _: None)
    first, say = several[0], several[0].words
    key = "against_one" if len(several) == 2 else "against"
    title = first.title if len(several) == 1 else say(f"report.{key}", title=first.title, count=len(several) - 1)
    blocks = [
        *_question(several),
        *_settings(several),
        *_findings(several, advance),
        *_figures(several, advance),
        *_future(first, advance),
        *_assumptions(first),
        *_limits(first),
        *_again(several),
    ]
    return Document(language, title, say("report.subtitle"), blocks)


def _question(several: list[ResultSource]) -> Iterator[Block]:
    say = several[0].words
    yield Heading(say("report.heading.question"))
    for data in several:
        yield Text(f"{data.title}. {say.said(data.scenario.question)}")
    first, last = several[0].ends
    yield Text(say("report.setup", first=first, last=last, months=several[0].scenario.months))
    yield Items([data.note for data in several])


def _settings(several: list[ResultSource]) -> Iterator[Block]:
    say, shipped = several[0].words, baseline()
    yield Heading(say("report.heading.settings"))
    for number, data in enumerate(several):
        base = shipped if number == 0 else several[0].scenario
        if base is None or (number == 0 and data.scenario.name != base.name and len(several) > 1):
            continue
        found, more = sheet(data, base)
        against = say("report.quoted", title=several[0].title) if number else say("report.baseline")
        if found is None:
            yield Text(say("report.same", title=data.title, base=against))
        else:
            yield Text(say("report.differs", title=data.title, base=against))
            yield found
        if more:
            yield Text(say("report.more", count=more))


def _findings(several: list[ResultSource], advance: Progress) -> Iterator[Block]:
    yield Heading(several[0].words("report.heading.findings"))
    yield Items(findings(several))
    advance(1)


def _figures(several: list[ResultSource], advance: Progress) -> Iterator[Block]:
    yield Heading(several[0].words("report.heading.figures"))
    for name in (*(OF_SEVERAL if len(several) > 1 else ()), *OF_ONE):
        yield picture(figure_of(name), ComparisonSource(several) if name in OF_SEVERAL else several[0])
        advance(1)


def picture(figure: ModuleType, data: Source) -> Picture:
    """Return a figure, or its placeholder, as SVG with its caption and alt text."""
    known = describe_figure(figure, data)
    return Picture(name_of(figure), as_svg(figure, data, REPORT), known.caption, known.alt)


def _future(data: ResultSource, advance: Progress) -> Iterator[Block]:
    yield Heading(data.words("report.heading.future"))
    try:
        number, lines = typical_story(data)
    except Nothing as reason:
        yield Text(data.words(reason.key, **reason.values))
    else:
        yield Text(data.words("report.future.intro", number=number, title=data.title))
        yield Items(lines)
    advance(1)


def _assumptions(data: ResultSource) -> Iterator[Block]:
    say, named = data.words, sources(data)
    yield Heading(say("report.heading.assumptions"))
    yield Text(say("report.assumptions"))
    yield assumptions(data)
    if named:
        yield Text(say("report.sources"))
        yield Items(named)


def _limits(data: ResultSource) -> Iterator[Block]:
    yield Heading(data.words("report.heading.limits"))
    yield Items([*(data.words(f"report.limit.{key}") for key in LIMITS), *said_of_forecasts(data)])


def _again(several: list[ResultSource]) -> Iterator[Block]:
    """Yield the commands that make the results and the report again, and the versions used."""
    say, language = several[0].words, several[0].words.language
    yield Heading(say("report.heading.again"))
    runs, folders = rebuild_commands([origin for data in several for origin in data.origins])
    yield Code([*runs, shlex.join(["trustladder", "report", *folders, "--out", "report.html", "--lang", language])])
    manifests = [data.manifest for data in several]
    rows = [
        (
            data.scenario.name,
            str(data.seed),
            str(known["law"][:16]),
            *(str(known.get(key, "")) for key in ("trustladder", "python", "numpy")),
        )
        for data, known in zip(several, manifests, strict=True)
    ]
    headings = tuple(say(f"report.column.{key}") for key in ("scenario", "seed", "law"))
    yield Sheet((*headings, "trustladder", "Python", "NumPy"), rows)
