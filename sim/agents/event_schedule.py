"""Events on the Mesa lane: what is due takes effect on the agents, and lapses when it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustladder.sim.agents.donor import Donor
from trustladder.sim.agents.government import Government
from trustladder.sim.agents.notes import of_event
from trustladder.sim.arrays.tables import ATTRIBUTES, DEPENDENCE, USUAL_RIVALRY, ConditionRow, EventRow, ShockRow
from trustladder.sim.law import drift, events
from trustladder.sim.month.log import EVENT
from trustladder.sim.scenario.effects import ShockKind

if TYPE_CHECKING:
    from trustladder.sim.agents.model import CooperationModel

FOREVER = 10**9


class EventSchedule:
    """The events of a model, and until when their conditions hold."""

    def __init__(self, model: CooperationModel) -> None:
        self.model = model
        self.active_until: list[int] = model.start.active_until.tolist()
        self.events: list[EventRow] = list(model.tables.events)
        self.conditions: list[ConditionRow] = list(model.tables.effects)
        self.shocks: list[ShockRow] = list(model.tables.shocks)

    def apply_events(self) -> None:
        """Events that are due take effect; conditions that are over lapse."""
        stale = self.model.month - 1 in self.active_until
        for number, event in enumerate(self.events):
            due = event.month == self.model.month
            if event.month < 0 and not self._holds(number):
                due = events.strikes(event.hazard, self.model.draw(event.draw_key))
            if due:
                stale = True
                self._begin(number)
        if stale:
            self._settle()

    def _holds(self, event: int) -> bool:
        """Whether a condition of the event holds already."""
        pairs = zip(self.conditions, self.active_until, strict=True)
        return any(condition.event == event and until >= self.model.month for condition, until in pairs)

    def _begin(self, event: int) -> None:
        known = self.model.scenario.events[self.model.names.events[event]]
        self.model.note(of_event(known.name), EVENT, event, -1, 0, 0)
        for place, condition in enumerate(self.conditions):
            if condition.event == event:
                self.active_until[place] = self.model.month + condition.months - 1 if condition.months > 0 else FOREVER
        for shock in self.shocks:
            if shock.event == event:
                self._apply_shock(shock)

    def _settle(self) -> None:
        """All attributes from what they are without events, and the conditions that hold, in order."""
        for actor in self.model.actors:
            actor.attributes = self.model.tables.attributes[:, actor.number].tolist()
        for donor in self.model.donors:
            donor.usual_rivalry = self.model.tables.usual_rivalry[donor.place].tolist()
        for government in self.model.governments:
            government.dependence = self.model.tables.dependence[:, government.number].tolist()
        self.model.supply = 1.0
        for condition, until in zip(self.conditions, self.active_until, strict=True):
            if until >= self.model.month:
                self._alter(condition)

    def _alter(self, what: ConditionRow) -> None:
        values, place = {
            ATTRIBUTES: lambda: (self.model.actors[what.column].attributes, what.row),
            USUAL_RIVALRY: lambda: (self.model.donors[what.row].usual_rivalry, what.column),
            DEPENDENCE: lambda: (self.model.governments[what.column].dependence, what.row),
        }.get(what.table, lambda: ([self.model.supply], 0))()
        values[place] = events.altered(values[place], what.operation, what.amount, what.low, what.high)
        if what.table not in (ATTRIBUTES, USUAL_RIVALRY, DEPENDENCE):
            self.model.supply = values[0]

    def _apply_shock(self, shock: ShockRow) -> None:
        """One blow of an event."""
        of, amount, kind = self.model.actors[shock.of], shock.amount, ShockKind(shock.kind)
        match kind, of:
            case ShockKind.RIVALRY, Donor():
                toward = self.model.donors[shock.toward - len(self.model.governments)]
                of.be_rival(toward, events.jolted(of.rivalry[toward.place], amount))
            case ShockKind.TRUST, _:
                for domain, evidence in enumerate(of.evidence):
                    if shock.domain in (-1, domain):
                        known = evidence[shock.toward]
                        known.kept += drift.at_start(max(amount, 0.0), self.model.memory)
                        known.broken += drift.at_start(max(-amount, 0.0), self.model.memory)
            case ShockKind.LEADERSHIP, _:
                for other in self.model.actors:
                    if other is not of:
                        of.void(other, amount)
                        other.void(of, amount)
            case _, Donor():
                of.attention = events.jolted(of.attention, amount)
            case _, Government():
                of.be_hit(kind.name.lower(), amount)
