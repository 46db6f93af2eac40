"""Narrate one future month by month, with the reason of each refusal and what would have changed it."""

from collections.abc import Iterator

from trustladder.sim.agents.meeting import Decision, Meeting
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.scenario.dates import month_name
from trustladder.sim.scenario.scenario import Scenario

LARGEST = {  # the largest cost of a clear refusal
    "distrust": "the risk that others break their word",
    "autonomy": "freedom of manoeuvre",
    "rivalry": "a rival in the room",
    "pressure": "the pressure of a patron outside the room",
    "influence": "influence given up by giving jointly",
    "load": "the load of other meetings",
}


class Narrator:
    """Narrates a running model."""

    def __init__(self, model: CooperationModel, markdown: bool) -> None:
        self.model, self.scenario = model, model.scenario
        self.heading, self.bullet = ("### ", "- ") if markdown else ("", "  ")

    def name(self, actor: str) -> str:
        """Return the name of an actor."""
        return self.scenario.actors[actor].name

    def names(self, actors: list[str]) -> str:
        """Return names in a row."""
        known = [self.name(actor) for actor in actors]
        return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} and {known[-1]}" if known else "Nobody"

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
        domain = self.scenario.domains[self.model.names.domains[meeting.domain]]
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
        domain = self.scenario.domains[self.model.names.domains[meeting.domain]]
        rung = list(domain.rungs.values())[meeting.rung_number]
        came = {decision.actor for decision in meeting.decisions if decision.came}
        if forum.sponsor is not None and forum.sponsor not in came:
            return f"{self.name(forum.sponsor)}, its sponsor, stays away"
        governments = len(came & set(self.scenario.governments))
        wants = []
        if governments < rung.quorum_governments:
            wants.append(f"{governments} of {rung.quorum_governments} governments that it takes are there")
        if len(came) - governments < rung.quorum_donors:
            wants.append(f"{len(came) - governments} of {rung.quorum_donors} donors that it takes are there")
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


def narrate(scenario: Scenario, replicate: int = 0, markdown: bool = False) -> Iterator[str]:
    """Yield the lines of the story of one future."""
    model = CooperationModel(scenario, replicate=replicate)
    narrator = Narrator(model, markdown)
    yield f"{'## ' if markdown else ''}{scenario.title}: future {replicate} of seed {scenario.seed}"
    yield scenario.question
    yield ""
    while model.running:
        meetings, notes = len(model.meetings), len(model.notes)
        model.step()
        lines = list(
            narrator.month(model.elapsed - 1, model.meetings[meetings:], [text for _, text in model.notes[notes:]])
        )
        yield from lines
        if lines and markdown:
            yield ""
    yield from ending(model, markdown)


def ending(model: CooperationModel, markdown: bool) -> Iterator[str]:
    """Yield the outcome: the standing of every forum, and the headline."""
    scenario = model.scenario
    yield f"{'### ' if markdown else ''}In the end"
    bullet = "- " if markdown else "  "
    for forum in model.forums:
        for domain, ladder in enumerate(forum.ladders):
            field = scenario.domains[model.names.domains[domain]]
            if forum.agenda[domain].rate > 0.0 and ladder.standing > 0:
                rung = list(field.rungs.values())[ladder.standing - 1].name
                yield f"{bullet}{scenario.forums[forum.name].name} stands on {rung} ({field.name.lower()})."
    aim = scenario.domains[scenario.aim].name.lower()
    held = "is held" if model.region_held else "is not held"
    formed = sum(meeting.formed for meeting in model.meetings)
    meetings = f"{len(model.meetings)} meetings were proposed, {formed} formed."
    yield f"{bullet}{meetings} Region-wide cooperation on {aim} {held}."
