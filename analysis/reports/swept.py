"""The report of a sweep: what moves a metric most, a table of its factors, and the plan."""

import math
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from trustladder.analysis.figures import figure_of
from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.labels import capital
from trustladder.analysis.figures.kit.provenance import rebuild_commands
from trustladder.analysis.figures.kit.publish import open_source
from trustladder.analysis.figures.kit.source import Nothing
from trustladder.analysis.figures.kit.sweep_source import SensitivitySource
from trustladder.analysis.figures.sobol import noise_in_words
from trustladder.analysis.numbers import distinct
from trustladder.analysis.reports.blocks import Block, Cell, Code, Document, Limits, Part, Sheet, Text
from trustladder.analysis.reports.content import PLAIN, Wish, frame, picture
from trustladder.analysis.reports.findings import limits
from trustladder.analysis.strongest import in_a_sentence, interval, strength, strongest
from trustladder.analysis.studies.sensitivity import HEADLINE, Finding, sensitivity, usual_figure
from trustladder.analysis.studies.swept import Swept
from trustladder.analysis.sweeps.folder import KIND
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.store.results import Folder

SHOWN = 10  # factors on the second page


def is_sweep(folders: list[Path]) -> bool:
    """Return whether a folder holds a sweep. Raises InputError where one of several does."""
    kinds = [Folder(folder).manifest().get("kind") == KIND for folder in folders]
    if any(kinds) and len(folders) > 1:
        raise InputError(f"{folders[kinds.index(True)]}: a sweep; allowed: a report of one sweep alone, or of results")
    return any(kinds)


def report_of_sweep(
    folders: list[Path], language: str, wish: Wish = PLAIN, metric: str | None = None, scenario: str | None = None
) -> Document:
    """Return the report of a finished sweep on one metric. Raises InputError where it cannot be analysed."""
    wish.check()
    Swept(folders[0], scenario)  # refuses what is no finished sweep of one scenario
    data = SensitivitySource(folders[0], language, metric, None, scenario)
    say, numbers = data.words, count(1)
    wanted = usual_figure(data.swept)
    drawn = open_source(figure_of(wanted), folders, language, {"metric": data.metric, **_chosen(scenario)})
    shown = picture(figure_of(wanted), drawn, numbers)
    try:
        finding: Finding | None = data.finding
        sentences = list(_sentences(data))
    except Nothing as reason:
        finding, sentences = None, [say(reason.key, **reason.values)]
    fit, law = data.scenario.fit, str(data.manifest["law"])
    first, *rest = limits(say, law, fit, 0)[:2]
    depends = (say("report.limit.points.head"), say("report.limit.points.text"))
    box = Limits(say("report.heading.limits"), [first, depends, *rest, limits(say, law, fit, 0)[3]])
    blocks: list[Block] = [Text(sentences[0], "lead"), Text(" ".join([*sentences[1:], _design(data)])), shown, box]
    pages = [Part("answer", say("report.heading.answer"), blocks)]
    if finding is not None:
        pages.append(Part("numbers", say("report.heading.factors"), [*_numbers(data, finding)]))
    return Document(
        language,
        say.said(wish.title) or _title(data, finding),
        say.said(data.scenario.question),
        say.said(wish.author),
        capital(say.said(str(data.manifest["title"]), 60)),
        _source(data),
        frame(say),
        pages,
        [] if wish.short else [*_annex(data, finding)],
        wish.logo,
    )


def summary(data: SensitivitySource) -> Iterator[Block]:
    """Yield what moves a metric most: sentences, the strongest factors, and the figure of the method."""
    try:
        lead, *rest = _sentences(data)
    except Nothing as reason:
        yield Text(data.words(reason.key, **reason.values), "lead")
        return
    yield Text(lead, "lead")
    yield Text(" ".join([*rest, _design(data)]))
    yield _factors(data, data.finding, SHOWN)
    name = "tornado" if data.found.method in ("morris", "oat") else "sobol"
    yield picture(figure_of(name), data, count(1))


def _chosen(scenario: str | None) -> dict[str, str]:
    return {} if scenario is None else {"scenario": scenario}


def _sentences(data: SensitivitySource) -> Iterator[str]:
    """Yield what moves the metric most, what comes after it, its mean, and how much is luck."""
    say, one = data.words, data.finding
    yield from strongest(say, data.found, one)
    mean, low, high = distinct(data.measure.written, one.mean, one.mean_low, one.mean_high)
    ends = "" if math.isnan(one.mean_low) else say("report.finding.ends", low=low, high=high)
    yield say("report.sweep.mean", metric=capital(data.measure.label), mean=mean, ends=ends)
    if data.found.method == "sobol":
        yield noise_in_words(data)


def _title(data: SensitivitySource, finding: Finding | None) -> str:
    """Return what matters most; of a sweep that cannot be analysed, its name."""
    if finding is not None:
        factor, metric = data.labels(finding.ranked())[0], in_a_sentence(data.words, data.scenario, data.metric)
        return capital(data.words("report.sweep.found", factor=factor, metric=metric))
    title = data.words.said(str(data.manifest["title"]), 60)
    return data.words("report.sweep.title", title=title, factors=len(data.swept.factors))


def _design(data: SensitivitySource) -> str:
    """Return how many points, futures and factors there are."""
    say, swept = data.words, data.swept
    points, futures = (say.number(number, 0) for number in (swept.points, swept.replicates))
    return say("report.sweep.design", points=points, design=swept.design, futures=futures, factors=len(swept.factors))


def _numbers(data: SensitivitySource, finding: Finding) -> Iterator[Block]:
    """Yield the strongest factors, and those of other headline metrics."""
    say = data.words
    scale = say(f"report.sweep.scale_{data.found.method}")
    yield Text(say("report.table.factors", metric=capital(data.measure.label), scale=scale), "quiet")
    yield _factors(data, finding, SHOWN)
    swept, others = data.swept, [name for name in HEADLINE if name != data.metric]
    sound = [name for name in others if name in swept.outcomes and swept.wrong(name) is None]
    if sound:
        found = sensitivity(data.folder.path, sound, data.found.method, data.chosen).findings
        yield Text(say("report.table.others"), "quiet")
        rows: list[tuple[str | Cell, ...]] = [(_label(data, one), _strongest(data, one)) for one in found]
        yield Sheet((say("report.column.metric"), say("report.column.next")), rows)
    yield Text(say("report.again", command=rebuild_commands(data.origins)[0][-1]), "quiet")


def _label(data: SensitivitySource, one: Finding) -> str:
    return capital(labels.metric(data.words, data.scenario, one.metric))


def _strongest(data: SensitivitySource, one: Finding) -> str:
    rows = one.ranked()[:3]
    return ", ".join(
        f"{name} ({strength(data.words, data.found, one, row)})"
        for name, row in zip(data.labels(rows), rows, strict=True)
    )


def _factors(data: SensitivitySource, finding: Finding, most: int | None = None) -> Sheet:
    """Return factors with their ranges and strengths, the strongest first."""
    say, factors, rows = data.words, data.swept.factors, finding.ranked()[:most]
    table: list[tuple[str | Cell, ...]] = []
    for name, row in zip(data.labels(rows), rows, strict=True):
        one = factors[row]
        choices = ", ".join(labels.value(say, str(value)) for value in one.values)
        ends = [labels.level(say, one, end) for end in (one.low, one.high)] if one.kind != "choice" else []
        moved = say("report.range", low=ends[0], high=ends[1]) if ends else choices
        between = interval(say, data.found, finding, row, "report.range") or say("number.none")
        table.append((name, Cell(moved, "quiet"), strength(say, data.found, finding, row), Cell(between, "quiet")))
    headings = tuple(say(f"report.column.{key}") for key in ("factor", "moved", "strength", "interval"))
    return Sheet(headings, table, numbers=True)


def _source(data: SensitivitySource) -> str:
    say, known = data.words, data.manifest
    points, futures = (say.number(known[key], 0) for key in ("points", "replicates"))
    values = {"seed": known["seed"], "law": str(known["law"])[:8], "version": known.get("trustladder", "")}
    written = say.date(str(known.get("written", "")))
    return say("report.source.of_sweep", points=points, futures=futures, written=written, **values)


def _annex(data: SensitivitySource, finding: Finding | None) -> Iterator[Part]:
    """Yield every factor, the plan, and how to repeat the sweep."""
    say = data.words
    if finding is not None and len(finding.rows) > SHOWN:
        yield Part("all_factors", say("report.heading.all_factors"), [_factors(data, finding)])
    if data.manifest.get("plan"):
        yield Part("plan", say("report.heading.plan"), [Code(str(data.manifest["plan"]).rstrip().splitlines())])
    yield Part("again", say("report.heading.again"), [Code(_commands(data))])


def _commands(data: SensitivitySource) -> list[str]:
    runs, folders = rebuild_commands(data.origins)
    language = [] if data.words.language == "en" else ["--lang", data.words.language]
    options = [
        part for name in ("metric", "scenario") if (value := data.options.get(name)) for part in (f"--{name}", value)
    ]
    return [*runs, " ".join(["trustladder report", *folders, *options, "--out report.html", *language])]
