"""The content of a report of results: the answer on one page, numbers on the next, and an annex."""

import shlex
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from trustladder.analysis.answer import first_sentence
from trustladder.analysis.figures import figure_of, name_of
from trustladder.analysis.figures.kit.codebook import codebook
from trustladder.analysis.figures.kit.labels import capital
from trustladder.analysis.figures.kit.placeholder import describe_figure
from trustladder.analysis.figures.kit.provenance import rebuild_commands
from trustladder.analysis.figures.kit.publish import as_svgs
from trustladder.analysis.figures.kit.result_source import ComparisonSource, ResultSource, with_distinct_titles
from trustladder.analysis.figures.kit.source import Nothing, Source
from trustladder.analysis.figures.kit.style import REPORT
from trustladder.analysis.figures.survival import SurvivalSource
from trustladder.analysis.reports.blocks import (
    Block,
    Cell,
    Code,
    Document,
    Image,
    Items,
    Limits,
    Part,
    Picture,
    Sheet,
    Text,
)
from trustladder.analysis.reports.findings import answered, asked, limits, said_of_forecasts, strongest, subject
from trustladder.analysis.reports.future import typical_story
from trustladder.analysis.reports.settings import assumptions, baseline, sheet, sources
from trustladder.analysis.reports.side_by_side import all_effects, small_table
from trustladder.analysis.words import Words
from trustladder.sim.scenario.errors import InputError, shown
from trustladder.sim.scenario.naming import HELD

CURVES = 6  # scenarios on the figure over time
LONGEST = 200  # characters of a title or an author
FRAME = ("report", "figure", "question", "contents", "annex", "codebook", "sheet", "column", "meaning")
Progress = Callable[[int], None]


class Wish(NamedTuple):
    """What a report is asked to be: its title in place of the finding, its author, its logo, and its parts."""

    title: str = ""
    author: str = ""
    logo: Image | None = None
    short: bool = False  # two pages, without the annex
    future: bool = False  # with one future told

    def check(self) -> None:
        """Raise InputError for a title or an author that is too long, or blank."""
        for name in ("title", "author"):
            text = getattr(self, name)
            if len(text) > LONGEST or (text and not text.strip()):
                raise InputError(f"--{name}: {shown(text)}, {len(text)} characters; allowed: 1 to {LONGEST}, not blank")


PLAIN = Wish()


def steps(results: int, wish: Wish = PLAIN) -> int:
    """Return the number of steps of a report of so many results, for a progress bar."""
    return 3 + (0 if wish.short else 1 + wish.future + (results > 1))


def report(folders: list[Path], language: str, progress: Progress | None = None, wish: Wish = PLAIN) -> Document:
    """Return the report of one result, or of several against the first. Raises InputError for other folders."""
    wish.check()
    if len({path.resolve() for path in folders}) < len(folders):
        raise InputError(f"{', '.join(map(str, folders))}: allowed: each result once")
    several = with_distinct_titles([ResultSource(folder, language) for folder in folders])
    advance, first, say = progress or (lambda _: None), several[0], several[0].words
    known, numbers = answered(several), count(1)
    advance(1)
    key = "one" if len(several) == 1 else "several"
    pages = [
        Part("answer", say("report.heading.answer"), [*_answer(several, known.sentences, numbers, advance)]),
        Part("numbers", say(f"report.heading.numbers_{key}"), [*_numbers(several, numbers, advance)]),
    ]
    return Document(
        language,
        say.said(wish.title) or known.title,
        known.question,
        say.said(wish.author),
        first.title if len(several) == 1 else say("report.subject", names="; ".join(one.short for one in several[:4])),
        source(several),
        frame(say),
        pages,
        [] if wish.short else list(_annex(several, numbers, advance, wish)),
        wish.logo,
    )


def frame(say: Words) -> dict[str, str]:
    """Return the words of the frame of a report."""
    return {key: say(f"report.frame.{key}") for key in FRAME}


def source(several: list[ResultSource]) -> str:
    """Return on what a report rests: how many futures, which seed, which versions, and when."""
    first, say = several[0], several[0].words
    known, key = first.manifest, "of_one" if len(several) == 1 else "of_several"
    seeds = ", ".join(dict.fromkeys(str(one.seed) for one in several))
    laws = ", ".join(dict.fromkeys(str(one.manifest["law"])[:8] for one in several))
    version, written = known.get("trustladder", ""), say.date(str(known.get("written", "")))
    futures = say.number(min(one.finished for one in several), 0)
    return say(f"report.source.{key}", futures=futures, seed=seeds, law=laws, version=version, written=written)


def _answer(
    several: list[ResultSource], sentences: list[str], numbers: Iterator[int], advance: Progress
) -> Iterator[Block]:
    """Yield the sentences of the first page, its figure, and what it cannot tell."""
    one, say = subject(several), several[0].words
    lead, *rest = sentences
    yield Text(lead, "lead")
    if rest:
        yield Text(" ".join(rest))
    wanted = "human-security" if asked(one) == "human_security" else "overview"
    yield picture(figure_of(wanted), one if wanted == "human-security" else several[0], numbers)
    advance(1)
    first = several[0]
    yield Limits(say("report.heading.limits"), limits(say, first.manifest["law"], first.scenario.fit, first.sets))


def _numbers(several: list[ResultSource], numbers: Iterator[int], advance: Progress) -> Iterator[Block]:
    """Yield the small table, cooperation over time, and one line that repeats all of it."""
    say = several[0].words
    try:
        yield from small_table(several)
    except Nothing as reason:
        yield Text(say(reason.key, **reason.values))
    if len(several) > 1:
        told = [(one.short, first_sentence(one)) for one in several[:CURVES]]
        yield Items([f"{name}: {sentence[:1].lower()}{sentence[1:]}" for name, sentence in told])
    strong = [row.which for row in strongest(several, HELD)] or range(1, len(several))
    curves = [0, *sorted(list(strong)[: CURVES - 1])]
    data = SurvivalSource([several[which].folder.path for which in curves], say.language)
    yield picture(figure_of("survival"), data, numbers)
    advance(1)
    yield Text(say("report.again", command=in_one_line(several)), "quiet")


def picture(figure: ModuleType, data: Source, numbers: Iterator[int]) -> Picture:
    """Return a figure, or its placeholder, as SVG with what it says."""
    name, known = name_of(figure), describe_figure(figure, data)
    text, outlined = as_svgs(figure, data, REPORT)
    head = data.heads.get(name)
    title = head.title if head else data.words(f"figure.{name}.answers")
    subtitle = head.subtitle if head else ""
    texts, rows = (capital(title), capital(subtitle), known.alt), tuple(known.rows)
    meanings = tuple(meaning for _, meaning in codebook(data, known))
    return Picture(next(numbers), name, text, outlined, *texts, known.columns, rows, meanings)


def _annex(several: list[ResultSource], numbers: Iterator[int], advance: Progress, wish: Wish) -> Iterator[Part]:
    """Yield what differs, every effect, one future if it is asked for, assumptions, limits, and how to repeat it."""
    first, say = several[0], several[0].words
    parts: list[tuple[str, list[Block]]] = [("settings", [*_settings(several)])]
    effects = list(all_effects(several))
    if len(several) > 1:
        effects.insert(0, picture(figure_of("effects"), ComparisonSource(several), numbers))
        advance(1)
    parts.append(("effects" if len(several) > 1 else "means", effects))
    if wish.future:
        parts.append(("future", [*_future(first)]))
        advance(1)
    parts += [("assumptions", [*_assumptions(first)]), ("left_out", [*_left_out(first)]), ("again", [*again(several)])]
    for key, blocks in parts:
        yield Part(key, say(f"report.heading.{key}"), blocks)
    advance(1)


def _settings(several: list[ResultSource]) -> Iterator[Block]:
    say, shipped = several[0].words, baseline()
    for number, data in enumerate(several):
        base = shipped if number == 0 else several[0].scenario
        if base is None or (number == 0 and data.scenario.name != base.name and len(several) > 1):
            continue
        found, more = sheet(data, base)
        against = say("report.quoted", title=several[0].short) if number else say("report.baseline")
        yield Text(say("report.same" if found is None else "report.differs", title=data.short, base=against))
        if found is not None:
            yield found
        if more:
            yield Text(say("report.more", count=more))


def _future(data: ResultSource) -> Iterator[Block]:
    """Yield one future, told, and that it is made up."""
    try:
        number, lines = typical_story(data)
    except Nothing as reason:
        yield Text(data.words(reason.key, **reason.values))
    else:
        yield Text(data.words("report.future.intro", number=number, title=data.short))
        yield Items(lines)


def _assumptions(data: ResultSource) -> Iterator[Block]:
    say, named = data.words, sources(data)
    yield Text(say("report.assumptions"))
    yield assumptions(data)
    if named:
        yield Text(say("report.sources"))
        yield Items(named)


def _left_out(data: ResultSource) -> Iterator[Block]:
    yield Items([*(data.words(f"report.left_out.{key}") for key in ("brief", "actors")), *said_of_forecasts(data)])


def commands(several: list[ResultSource]) -> list[str]:
    """Return the commands that make the results and the report again."""
    language = several[0].words.language
    runs, folders = rebuild_commands([origin for data in several for origin in data.origins])
    last = ["trustladder", "report", *folders, "--out", "report.html"]
    return [*runs, shlex.join([*last, *(["--lang", language] if language != "en" else [])])]


def in_one_line(several: list[ResultSource]) -> str:
    """Return what makes the numbers again: a run, a comparison where every result is a plain run, else all commands."""
    if len(several) == 1:
        return commands(several)[0]
    asked = [origin["command"] for one in several for origin in one.origins]
    options = {tuple(map(str, command[2:])) for command in asked}
    if len(options) > 1 or not set(next(iter(options))[::2]) <= {"--runs", "--seed"}:
        return "; ".join(commands(several)[:-1])
    return shlex.join(["trustladder", "compare", *(str(command[1]) for command in asked), *next(iter(options))])


def again(several: list[ResultSource]) -> Iterator[Block]:
    """Yield the commands that make the results and the report again, and the versions used."""
    say = several[0].words
    yield Code(commands(several))
    rows: list[tuple[str | Cell, ...]] = [
        (
            data.scenario.name,
            str(data.seed),
            str(data.manifest["law"][:16]),
            *(str(data.manifest.get(key, "")) for key in ("trustladder", "python", "numpy")),
        )
        for data in several
    ]
    headings = tuple(say(f"report.column.{key}") for key in ("scenario", "seed", "law"))
    yield Sheet((*headings, "trustladder", "Python", "NumPy"), rows)
