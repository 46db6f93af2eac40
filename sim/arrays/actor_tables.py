"""Build the tables of actors: their attributes, the stocks of governments, and trust before evidence.

What entries state is read once for all scenarios that share them; what numbers of the law and levers make of it, once
for all in which these are the same.
"""

from functools import lru_cache
from typing import Any

import numpy as np

from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.keys import Entries
from trustladder.sim.arrays.tables import STOCKS, Floats, Integers, Stock
from trustladder.sim.machine.memory import (
    aligned_copy,
    aligned_zeros,
    pad_to_width,
    padded_length,
    padded_length_unaligned,
)
from trustladder.sim.scenario.effects import Attribute
from trustladder.sim.scenario.entities import Donor, Government
from trustladder.sim.scenario.scenario import Scenario


@lru_cache(maxsize=512)  # a fit has hundreds of sets
def attributes(entries: Entries, assistance: float, *temptations: float) -> Floats:
    """Return the attributes that events may change; whoever states no temptation has that of its kind."""
    stated, kinds = _stated_attributes(entries)
    found = aligned_copy(stated)
    found[Attribute.BUDGET] *= assistance
    for kind, temptation in enumerate(temptations):
        found[Attribute.TEMPTATION, : len(kinds)][kinds == kind] = temptation
    return found


@lru_cache(maxsize=32)
def _stated_attributes(entries: Entries) -> tuple[Floats, Integers]:
    """Return the attributes that entries state, padded for loads that begin at any actor, and kinds of temptation.

    A kind is the number of the temptation that an actor has: that of governments, neutral donors, or powers; -1 for its
    own.
    """
    scenario, names = entries.scenario, Index(entries.scenario)
    found = aligned_zeros(Attribute.INTEREST + len(names.domains), padded_length_unaligned(len(names.actors)))
    found[:, : len(names.actors)] = np.array([_attributes_of(scenario, names, name) for name in names.actors]).T
    return found, np.array([_temptation_kind(scenario.actors[name]) for name in names.actors])


def _attributes_of(scenario: Scenario, names: Index, name: str) -> list[float]:
    """One actor's column."""
    actor = scenario.actors[name]
    column = [0.0] * (Attribute.INTEREST + len(names.domains))
    column[Attribute.AUTONOMY] = actor.autonomy.value
    column[Attribute.SECRECY] = actor.secrecy.value
    column[Attribute.TEMPTATION] = 0.0 if actor.temptation is None else actor.temptation.value
    for row, domain in enumerate(names.domains):
        if domain in actor.interest:
            column[Attribute.INTEREST + row] = actor.interest[domain].value
    if isinstance(actor, Government):
        column[Attribute.INSTABILITY] = actor.instability.value
        column[Attribute.TRANSIT] = actor.transit.value
    else:
        column[Attribute.BUDGET] = actor.budget.value
        column[Attribute.ATTENTION_TARGET] = actor.attention_target.value
        column[Attribute.SENSITIVITY] = actor.sensitivity.value
    return column


def _temptation_kind(actor: Government | Donor) -> int:
    if actor.temptation is not None:
        return -1
    return 0 if isinstance(actor, Government) else 1 if actor.neutral else 2


@lru_cache(maxsize=512)  # a fit has hundreds of sets
def trust(entries: Entries, prior: float) -> dict[str, Any]:
    """Trust before evidence [domain, observed, observer]; an actor's trust in itself is never asked for."""
    stated = stated_trust(entries)
    known = np.where(np.isnan(stated), prior, stated)
    found = aligned_copy(np.broadcast_to(known, (len(entries.scenario.domains), *known.shape)))
    return {"prior": found, "prior_odds": aligned_copy(np.log(found / (1.0 - found)))}


@lru_cache(maxsize=32)
def stated_trust(entries: Entries) -> Floats:
    """Return the trust that actors state [observed, observer], NaN where they state none."""
    actors, names = entries.scenario.actors, Index(entries.scenario).actors
    found = np.full((len(names), padded_length(len(names))), 0.5)
    for observer, name in enumerate(names):
        trust = actors[name].trust
        for observed, other in enumerate(names):
            value = trust.get(other, trust.get("others"))
            if observed != observer:
                found[observed, observer] = np.nan if value is None else value.value
    return found


@lru_cache(maxsize=512)  # a fit has hundreds of sets
def governments(entries: Entries, floor: float) -> Floats:
    """Return the stocks of governments, with the floor of collusion as a share of today's."""
    found = aligned_copy(_stated_stocks(entries))
    found[Stock.FLOOR] = found[Stock.COLLUSION] * floor
    return found


@lru_cache(maxsize=32)
def _stated_stocks(entries: Entries) -> Floats:
    """Return the columns of stocks that governments state, one column each."""
    found = np.zeros((Stock.COUNT, len(entries.scenario.governments)))
    for column, government in enumerate(entries.scenario.governments.values()):
        found[list(STOCKS), column] = [getattr(government, stock.name.lower()).value for stock in STOCKS]
    return pad_to_width(found)
