"""The state of the Mesa lane's agents as the compiled lane's arrays, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustladder.sim.agents.actor import Evidence
from trustladder.sim.agents.donor import Gift
from trustladder.sim.arrays.state import State, copied
from trustladder.sim.arrays.tables import STOCKS, DonorColumn, Stock
from trustladder.sim.month.ladders import update_gates

if TYPE_CHECKING:
    from trustladder.sim.agents.model import CooperationModel


def begin_from(model: CooperationModel, start: State) -> None:
    """Give every agent its part of the state to begin with."""
    for observer in model.actors:
        for domain, evidence in enumerate(observer.evidence):
            for subject in model.actors:
                if subject is not observer:
                    where = (domain, subject.number, observer.number)
                    evidence[subject.number] = Evidence(
                        float(start.kept[where]),
                        float(start.broken[where]),
                        float(model.tables.prior[where]),
                        float(model.tables.prior_odds[where]),
                    )
        observer.load = float(start.load[observer.number])
    model.memory = float(start.memory[0])
    for government in model.governments:
        for stock in STOCKS:
            setattr(government, stock.name.lower(), float(start.governments[stock, government.number]))
        government.unrest = float(start.governments[Stock.UNREST, government.number])
    for donor in model.donors:
        donor.rivalry = start.rivalry[donor.place].tolist()
        donor.gifts = [
            Gift(gift=float(gift), cut=float(cut), contribution=float(contribution))
            for gift, cut, contribution in start.gifts[:, donor.place, : len(model.governments)].T
        ]


def state_of(model: CooperationModel, evidence: bool = True) -> State:
    """Return all agents' states as the tables of the compiled lane, with the trust they entered the month with.

    At the end of a month that lane goes on from it as this one does; without evidence it can only be observed.
    """
    state, fields = copied(model.blank), ("kept", "broken", "trust") if evidence else ("trust",)
    _fill_what_events_change(model, state)
    for observer in model.actors:
        state.load[observer.number] = observer.load
        for domain, known_of in enumerate(observer.evidence):
            seen = list(known_of)
            for field in fields:
                values = [getattr(known, field) for known in known_of.values()]
                getattr(state, field)[domain, seen, observer.number] = values
    for government in model.governments:
        for stock in STOCKS:
            state.governments[stock, government.number] = getattr(government, stock.name.lower())
        state.governments[Stock.UNREST, government.number] = government.unrest
    for donor in model.donors:
        state.rivalry[donor.place] = donor.rivalry
        state.donors[DonorColumn.ATTENTION, donor.place] = donor.attention
        state.donors[DonorColumn.MIX : DonorColumn.SPENT, donor.place] = donor.mix
        for place, gift in enumerate(donor.gifts):
            state.gifts[:, donor.place, place] = gift.gift, gift.cut, gift.contribution
    for number, ladders in enumerate(model.ladders):
        for domain, ladder in enumerate(ladders):
            state.standing[number, domain] = ladder.standing
            state.idle[number, domain] = ladder.idle
            state.successes[number, domain] = ladder.successes
    for forum in model.forums:
        state.region_meetings[forum.number] = forum.recent
        state.region_standing[forum.number] = forum.region_standing
        state.closed_until[forum.number] = forum.closed_until
        state.purse[forum.number] = forum.purse.money
    for number, item in enumerate(model.tables.agenda_items):
        state.formed[number] = model.forums[item.forum].formed[item.domain]
        state.success[number] = model.forums[item.forum].success[item.domain]
        state.together[number] = model.forums[item.forum].together[item.domain]
    state.region_held[0] = model.region_held
    state.memory[0] = model.memory
    state.let_through[0], state.damage[0] = model.flow.let_through, model.flow.damage
    update_gates(model.tables, state)
    return state


def _fill_what_events_change(model: CooperationModel, state: State) -> None:
    """Set attributes as conditions leave them, and until when those hold."""
    for actor in model.actors:
        state.attributes[:, actor.number] = actor.attributes
    for government in model.governments:
        state.dependence[:, government.number] = government.dependence
    for donor in model.donors:
        state.usual_rivalry[donor.place] = donor.usual_rivalry
    state.supply[0] = model.supply
    state.active_until[:] = model.event_schedule.active_until
