"""Tell one future by years: meetings, refusals and their reasons, rungs won and lost; for stories and reports."""

from collections import Counter
from collections.abc import Iterator

from trustladder.analysis.figures.kit.labels import about, actor, capital, forum
from trustladder.analysis.invitations import FOR, TERMS
from trustladder.analysis.words import Words
from trustladder.sim.agents.meeting import Decision, Meeting
from trustladder.sim.law.responding import Terms
from trustladder.sim.log import Happening, ToldFuture
from trustladder.sim.month.log import CRISIS, STANDING
from trustladder.sim.scenario.dates import year_of

NAMED = 2  # steps of a period that are told, and actors that a sentence names, at most


class YearTeller:
    """Tells a future in sentences of one language."""

    def __init__(self, told: ToldFuture, say: Words) -> None:
        self.told, self.scenario, self.say = told, told.scenario, say

    def name(self, one: str) -> str:
        """Return the short name of an actor."""
        return actor(self.say, self.scenario, one)

    def reason(self, one: Decision) -> str:
        """Return why an actor refused."""
        return self.say.texts.get(f"figure.reasons.{one.reason}") or self.say(f"reason.{one.reason}")

    def finding(self) -> str:
        """Return whether and when cooperation takes hold, and whether it stands at the end."""
        told, on = self.told, about(self.say, self.scenario, [self.scenario.aim])
        if told.held is None:
            return self.say("told.never", on=on)
        stands = told.series["region_standing"][-1] > 0
        month = self.say.month(self.scenario.first_month + told.held)
        return self.say("told.takes_hold" if stands else "told.passes", on=on, month=month)

    def periods(self, years: int = 1, named: int = NAMED) -> Iterator[str]:
        """Yield a line for each period of so many years in which something happens, which names so much at most."""
        first, last = (year_of(self.scenario.first_month + month) for month in (0, self.scenario.months - 1))
        for begin in range(first, last + 1, years):
            end = min(begin + years - 1, last)
            label = str(begin) if begin == end else self.say("told.years", first=begin, last=end)
            meetings = [one for one in self.told.meetings if begin <= year_of(one.month) <= end]
            happened = [one for one in self.told.happened if begin <= self._year(one.month) <= end]
            if sentences := [*self._business(meetings, named), *self._rest(happened, named)]:
                yield f"{label}: {' '.join(sentences)}"

    def _year(self, elapsed: int) -> int:
        return year_of(self.scenario.first_month + elapsed)

    def _business(self, meetings: list[Meeting], named: int) -> Iterator[str]:
        """Yield how many meetings were proposed and formed, who refused most, and who broke a commitment."""
        if not meetings:
            return
        say = self.say
        formed, worked = sum(one.formed for one in meetings), sum(one.success for one in meetings)
        yield say("told.meetings", proposed=len(meetings), formed=formed, worked=worked)
        refused = [decision for one in meetings for decision in one.decisions if not decision.came]
        if refused:
            who, count = Counter(one.actor for one in refused).most_common(1)[0]
            reason = Counter(self.reason(one) for one in refused if one.actor == who).most_common(1)[0][0]
            yield say("told.refused", name=self.name(who), count=count, reason=reason)
        caught = sorted({one.name for meeting in meetings for one in meeting.caught})
        if caught:
            key = "told.caught" if len(caught) <= named else "told.caught_many"
            yield say(key, names=say.listed(map(self.name, caught)), count=len(caught))

    def _rest(self, happened: list[Happening], named: int) -> Iterator[str]:
        """Yield steps up and down, of many those of the aim and on the highest rungs, and the number of crises."""
        climbs = [one for one in happened if one.kind == STANDING]
        telling = sorted(climbs, key=lambda one: (one.other != self.scenario.aim, -max(one.before, one.after)))[:named]
        yield from (self._climb(one) for one in climbs if one in telling)
        if len(climbs) > named:
            yield self.say("told.more", count=len(climbs) - named)
        if crises := sum(one.kind == CRISIS for one in happened):
            yield self.say("told.crises", count=crises)

    def _climb(self, one: Happening) -> str:
        say, scenario = self.say, self.scenario
        rungs = [rung.name for rung in scenario.domains[one.other].rungs.values()]
        whole = len(self.told.names.ladders) == 1
        return say(
            "told.climbs" if one.after > one.before else "told.slips",
            month=capital(say.month(scenario.first_month + one.month)),
            forum=say("told.region") if whole else forum(say, scenario, one.subject),
            rung=say.said(rungs[max(one.before, one.after) - 1]),
            on=about(say, scenario, [one.other]),
        )

    def why(self) -> Iterator[str]:
        """Yield the terms of one refusal: the first in the domain aimed at, else the first."""
        known = [(meeting, one) for meeting in self.told.meetings for one in meeting.decisions if not one.came]
        domains, say, scenario = self.told.names.domains, self.say, self.scenario
        aimed = [pair for pair in known if domains[pair[0].domain] == scenario.aim]
        for meeting, decision in [*aimed, *known][:1]:
            rung = [*scenario.domains[domains[meeting.domain]].rungs.values()][meeting.rung_number]
            yield say(
                "told.why",
                month=capital(say.month(meeting.month)),
                name=self.name(decision.actor),
                forum=forum(say, scenario, meeting.forum.name),
                rung=say.said(rung.name),
                terms=self._terms(decision.terms),
                worth=say.signed(decision.worth),
                belief=say.number(decision.belief),
                needed=say.number(decision.needed) if decision.needed <= 1.0 else say("told.no_trust"),
                reason=self.reason(decision),
            )

    def _terms(self, terms: Terms) -> str:
        """Return the terms of a decision with their signs, as text."""
        weighed = {name: (1.0 if name in FOR else -1.0) * getattr(terms, name) for name in TERMS}
        return "; ".join(
            f"{self.say(f'term.{name}')} {self.say.signed(value)}"
            for name, value in weighed.items()
            if abs(value) >= 0.005
        )

    def ending(self) -> str:
        """Return how many meetings there were."""
        formed = sum(one.formed for one in self.told.meetings)
        return self.say("told.ending", proposed=len(self.told.meetings), formed=formed)
