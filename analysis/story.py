"""Narrate one future: by years on a page, or month by month, with every refusal and what would have changed it."""

from collections.abc import Iterator
from textwrap import fill
from typing import Any

from trustladder.analysis.numbers import or_none
from trustladder.analysis.told_years import YearTeller
from trustladder.analysis.words import Words
from trustladder.sim.agents.meeting import Decision, Meeting
from trustladder.sim.law.responding import COSTS
from trustladder.sim.log import ToldFuture
from trustladder.sim.scenario.dates import month_name

PERIODS = ((1, 2), (1, 1), (1, 0), (2, 2), (5, 2), (10, 2), (20, 2), (50, 2), (100, 2))  # years of each; what it names
LINES = 60  # of a story by years, in a window of 80 columns

LARGEST = {cost.reason: cost.meaning for cost in COSTS}  # cost of a clear refusal


class Narrator:
    """Narrates a future month by month."""

    def __init__(self, told: ToldFuture, markdown: bool) -> None:
        self.told, self.scenario = told, told.scenario
        self.heading, self.bullet = ("### ", "- ") if markdown else ("", "  ")

    def name(self, actor: str) -> str:
        """Return the name of an actor."""
        return self.scenario.actors[actor].name

    def names(self, actors: list[str]) -> str:
        """Return names in a row."""
        known = [self.name(actor) for actor in actors]
        return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} and {known[-1]}" if known else "Nobody"

    def months(self) -> Iterator[str]:
        """Yield the events of every month; in Markdown with an empty line after each that has some."""
        for elapsed in range(self.scenario.months):
            meetings = [one for one in self.told.meetings if one.month == self.scenario.first_month + elapsed]
            lines = [*self.month(elapsed, meetings, [text for month, text in self.told.notes if month == elapsed])]
            yield from lines
            if lines and self.heading:
                yield ""

    def month(self, elapsed: int, meetings: list[Meeting], notes: list[str]) -> Iterator[str]:
        """Yield the events of a month; no line if there were none."""
        if not meetings and not notes:
            return
        yield f"{self.heading}{month_name(self.scenario.first_month + elapsed)}"
        for note in notes:
            yield f"{self.bullet}{note}"
        for meeting in meetings:
            yield from self.meeting(meeting)

    def meeting(self, meeting: Meeting) -> Iterator[str]:
        """Yield a proposal, who came, who refused and why, and the outcome."""
        domain = self.scenario.domains[self.told.names.domains[meeting.domain]]
        rung = list(domain.rungs.values())[meeting.rung_number]
        forum = self.scenario.forums[meeting.forum.name].name
        came = [one.actor for one in meeting.decisions if one.came and one.decided_by != "chair"]
        refused = [decision for decision in meeting.decisions if not decision.came]
        proposal = f"{self.name(meeting.chair.name)} proposes {rung.name} ({domain.name.lower()})."
        yield f"{self.bullet}{forum}: {proposal} {self.coming(came)}"
        for decision in refused:
            yield f"{self.bullet}{self.bullet}{self.name(decision.actor)} stays away: {self.why(decision)}."
        yield f"{self.bullet}{self.bullet}{self.outcome(meeting)}"

    def coming(self, came: list[str]) -> str:
        """Return a sentence on who of those invited came."""
        return f"{self.names(came)} {'comes' if len(came) <= 1 else 'come'}."

    def why(self, decision: Decision) -> str:
        """Return why an actor refused: how close it was; of a clear refusal, the largest cost and the trust needed."""
        if decision.decided_by == "override":
            return "so it was decided in its place"
        likely = f"{decision.chance:.0%} likely to come"
        if decision.reason == "either_way":
            return f"it could have gone either way ({likely})"
        if decision.reason == "against_interest":
            return f"although coming was in its interest ({likely}); another day it would have come"
        needed = f"would have needed {decision.needed:.2f}" if decision.needed <= 1.0 else "no trust would be enough"
        largest = LARGEST[decision.reason or "distrust"]
        return f"{largest} weighs most; it trusts the others {decision.belief:.2f} and {needed}"

    def lacking(self, meeting: Meeting) -> str:
        """Return what a meeting that did not form lacked, by the conditions of `conduct.forms`."""
        forum = self.scenario.forums[meeting.forum.name]
        domain = self.scenario.domains[self.told.names.domains[meeting.domain]]
        rung = list(domain.rungs.values())[meeting.rung_number]
        came = {decision.actor for decision in meeting.decisions if decision.came}
        if forum.sponsor is not None and forum.sponsor not in came:
            return f"{self.name(forum.sponsor)}, its sponsor, stays away"
        governments = len(came & set(self.scenario.governments))
        wants = []
        if governments < rung.quorum_governments:
            wants.append(f"too few governments came ({governments} of the {rung.quorum_governments} needed)")
        if len(came) - governments < rung.quorum_donors:
            wants.append(f"too few donors came ({len(came) - governments} of the {rung.quorum_donors} needed)")
        needed = [name for name in forum.needs if name not in came]
        return " and ".join(wants) or f"from this rung on it takes {self.names(needed)}"

    def outcome(self, meeting: Meeting) -> str:
        """Return the outcome of a proposal."""
        if not meeting.formed:
            return f"It does not meet: {self.lacking(meeting)}."
        broke = [actor.name for actor in meeting.broke]
        caught = [actor.name for actor in meeting.caught]
        outcome = "It succeeds." if meeting.success else "It fails."
        if caught:
            outcome += (
                f" {self.names(caught)} broke {'its' if len(caught) == 1 else 'their'} word, and all members know."
            )
        if len(broke) > len(caught):
            hidden = self.names([actor for actor in broke if actor not in caught])
            outcome += f" {hidden} broke a commitment that nobody found out."
        return outcome

    def ending(self) -> Iterator[str]:
        """Yield where every forum stands in the end."""
        told, scenario = self.told, self.scenario
        yield f"{self.heading}In the end"
        for number, forum in enumerate(told.names.forums):
            for domain, standing in zip(told.names.domains, told.standing[number % len(told.standing)], strict=True):
                if standing > 0 and forum_acts(self.told, forum, domain):
                    field = scenario.domains[domain]
                    rung = [*field.rungs.values()][int(standing) - 1].name
                    yield f"{self.bullet}{scenario.forums[forum].name} stands on {rung} ({field.name.lower()})."


def forum_acts(told: ToldFuture, forum: str, domain: str) -> bool:
    """Return whether a forum has a domain on its agenda."""
    entry = told.scenario.forums[forum].agenda.get(domain)
    return entry is not None and entry.rate.value > 0.0


def narrate(told: ToldFuture, say: Words, *, monthly: bool = False, markdown: bool = False, width: int = 80) -> str:
    """Return the story of one future; sentences wrap at the width, but not in Markdown."""
    teller, scenario = YearTeller(told, say), told.scenario
    title = say("told.title", title=say.said(scenario.title), number=told.replicate, seed=scenario.seed)
    head = [f"{'## ' if markdown else ''}{title}", say.said(scenario.question), "", teller.finding(), ""]
    if monthly:
        narrator = Narrator(told, markdown)
        months = [*narrator.months(), *narrator.ending(), f"{narrator.bullet}{teller.ending()}"]
        return written([*head, *months], markdown, width)
    for years, named in PERIODS:
        periods = [f"{'- ' if markdown else ''}{line}" for line in teller.periods(years, named)]
        text = written([*head, *periods, "", teller.ending()], markdown, width)
        if markdown or text.count("\n") < LINES:
            break
    return text


def as_data(told: ToldFuture, say: Words) -> dict[str, Any]:
    """Return the story of one future as data: its finding, a sentence or more a year, and every meeting."""
    teller, scenario = YearTeller(told, say), told.scenario
    return {
        "title": say.said(scenario.title),
        "question": say.said(scenario.question),
        "seed": scenario.seed,
        "replicate": told.replicate,
        "finding": teller.finding(),
        "years": list(teller.periods()),
        "meetings": [_meeting(one, told) for one in told.meetings],
    }


def _meeting(one: Meeting, told: ToldFuture) -> dict[str, Any]:
    domain = list(told.scenario.domains)[one.domain]
    answers = [
        {
            "actor": each.actor,
            "came": each.came,
            "reason": each.reason,
            "belief": each.belief,
            "needed": or_none(each.needed),
        }
        for each in one.decisions
    ]
    return {
        "month": one.month - told.scenario.first_month,
        "forum": one.forum.name,
        "domain": domain,
        "rung": list(told.scenario.domains[domain].rungs)[one.rung_number],
        "proposer": one.chair.name,
        "formed": one.formed,
        "succeeded": one.success,
        "answers": answers,
    }


def written(lines: list[str], markdown: bool, width: int) -> str:
    """Return lines as one text; each wraps at the width, but not in Markdown."""
    return "\n".join(line if markdown else wrapped(line, width) for line in lines)


def wrapped(line: str, width: int) -> str:
    """Return a line wrapped at the width; of one that begins with spaces or a year, the rest stands further in."""
    indent = " " * (len(line) - len(line.lstrip()))
    rest = f"{indent}  " if line[:1] == " " or line[:1].isdecimal() else ""
    return fill(line.strip(), width, initial_indent=indent, subsequent_indent=rest, break_on_hyphens=False)
