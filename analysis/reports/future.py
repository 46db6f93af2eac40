"""Tell one future year by year: meetings, refusals and their reasons, rungs won and lost."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from trustladder.analysis.figures.effects import metrics
from trustladder.analysis.figures.kit.rerun import Rerun, RungChange, rerun
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.sampled_runs import FOR, FUTURES, TERMS
from trustladder.analysis.figures.kit.source import Nothing
from trustladder.sim.agents.meeting import Meeting
from trustladder.sim.law.responding import Terms
from trustladder.sim.scenario.dates import year_of


def typical(data: ResultSource) -> int:
    """Return the number of the sampled future that is nearest to the medians of the compared metrics."""
    count = min(FUTURES, data.finished)
    if count == 0:
        raise Nothing("nothing.runs")
    distance = np.zeros(count)
    for name, _ in metrics([data]):
        values = data.metric(name)
        wide = float(values.std())
        if wide > 0.0:
            distance += ((values[:count] - np.median(values)) / wide) ** 2
    return int(distance.argmin())


def typical_story(data: ResultSource) -> tuple[int, list[str]]:
    """Return the number of a typical future, and its story. Raises Nothing for another version of the law."""
    if data.old_law:
        raise Nothing("nothing.old_law", law=data.manifest["law"][:8])
    number = typical(data)
    future = next(iter(rerun(data, [number])))
    return number, [*years(data, future), *why(data, future), *ending(data, future)]


def years(data: ResultSource, future: Rerun) -> Iterator[str]:
    """Yield a line for each year with events."""
    first, last = data.ends
    for year in range(first, last + 1):
        meetings = [meeting for meeting in future.meetings if _year(data, _elapsed(data, meeting)) == year]
        climbs = [climb for climb in future.climbs if _year(data, climb.month) == year]
        crises = sum(_year(data, month) == year for month in future.crises)
        sentences = [*_business(data, meetings), *(_climb(data, climb) for climb in climbs)]
        sentences += [data.words("report.future.crises", count=crises)] if crises else []
        if sentences:
            yield f"{year}: {' '.join(sentences)}"


def _elapsed(data: ResultSource, meeting: Meeting) -> int:
    """Return the months from the start to a meeting."""
    return meeting.month - data.scenario.first_month


def _year(data: ResultSource, elapsed: int) -> int:
    return year_of(data.scenario.first_month + elapsed)


def _business(data: ResultSource, meetings: list[Meeting]) -> Iterator[str]:
    """Yield how many meetings were proposed and formed, who refused most, and who broke a commitment."""
    if not meetings:
        return
    say = data.words
    formed, worked = sum(meeting.formed for meeting in meetings), sum(meeting.success for meeting in meetings)
    yield say("report.future.meetings", proposed=len(meetings), formed=formed, worked=worked)
    refused = [decision for meeting in meetings for decision in meeting.decisions if not decision.came]
    if refused:
        actor, count = Counter(one.actor for one in refused).most_common(1)[0]
        reason = Counter(one.reason or "either_way" for one in refused).most_common(1)[0][0]
        yield say("report.future.refused", name=data.name(actor), count=count, reason=say(f"reason.{reason}"))
    caught = Counter(actor.name for meeting in meetings for actor in meeting.caught)
    if caught:
        yield say("report.future.caught", names=say.listed(data.name(actor) for actor in sorted(caught)))


def _climb(data: ResultSource, climb: RungChange) -> str:
    """Describe a rung won or lost."""
    rungs = [data.words.said(rung.name) for rung in data.scenario.domains[climb.domain].rungs.values()]
    forum = (
        data.words("report.future.region")
        if climb.forum is None
        else data.words.said(data.scenario.forums[climb.forum].name)
    )
    won = climb.after > climb.before
    rung = rungs[climb.after - 1] if won else rungs[climb.before - 1]
    key = "report.future.climbs" if won else "report.future.loses"
    return data.words(key, month=data.month(climb.month), forum=forum, rung=rung, domain=data.field(climb.domain))


def why(data: ResultSource, future: Rerun) -> Iterator[str]:
    """Yield the terms of one refusal: the first in the domain aimed at, else the first."""
    known = [(meeting, one) for meeting in future.meetings for one in meeting.decisions if not one.came]
    aimed = [pair for pair in known if future.names.domains[pair[0].domain] == data.scenario.aim]
    for meeting, decision in [*aimed, *known][:1]:
        say, terms = data.words, decision.terms
        domain = data.scenario.domains[future.names.domains[meeting.domain]]
        rung = list(domain.rungs.values())[meeting.rung_number]
        needed = say.number(decision.needed) if decision.needed <= 1.0 else say("report.future.no_trust")
        yield say(
            "report.future.why",
            month=data.month(_elapsed(data, meeting)),
            name=data.name(decision.actor),
            forum=say.said(data.scenario.forums[meeting.forum.name].name),
            rung=say.said(rung.name),
            terms=_terms(data, terms),
            worth=say.signed(decision.worth),
            belief=say.number(decision.belief),
            needed=needed,
            reason=say(f"reason.{decision.reason or 'either_way'}"),
        )


def _terms(data: ResultSource, terms: Terms) -> str:
    """Return the terms of a decision with their signs, as text."""
    say = data.words
    weighed = {name: (1.0 if name in FOR else -1.0) * getattr(terms, name) for name in TERMS}
    return "; ".join(
        f"{say(f'term.{name}')} {say.signed(value)}" for name, value in weighed.items() if abs(value) >= 0.005
    )


def ending(data: ResultSource, future: Rerun) -> Iterator[str]:
    """Yield the outcome of the future."""
    formed = sum(meeting.formed for meeting in future.meetings)
    key = "held" if future.region_held else "not_held"
    aim = data.field(data.scenario.aim)
    yield data.words(f"report.future.{key}", proposed=len(future.meetings), formed=formed, aim=aim)
