"""Evidence over the tables of one run, row by row: what all know of one actor in one domain, eight observers at a time.

Trust is worked out where somebody looks: of the members of forums that meet, and of all pairs in months that are
observed.
"""

from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import Floats, ModelTables
from trustladder.sim.law import drift, learning, responding
from trustladder.sim.law.arithmetic import minimum, where
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.eights import eights, lane_ids
from trustladder.sim.machine.simd import broadcast, load, movemask, store


@rule
def know(tables: ModelTables, state: State, beliefs: Floats, forum: int, domain: int) -> None:
    """Compute the trust of a forum's members in each other from the evidence, and p, their belief in all others."""
    members, size, omega = tables.members[forum], tables.forums[forum].size, tables.law[0].omega
    for start in eights(tables.sizes[0].actors):
        if not sits(tables, forum, start):
            continue
        total, least = broadcast(0.0), broadcast(1.0)
        for seat in range(size):
            one, others = trust_now(tables, state, domain, members[seat], start), lane_ids(start) != members[seat]
            total += where(others, one, 0.0)
            least = minimum(where(others, one, 1.0), least)
        store(beliefs, start, responding.belief(total / (size - 1), least, omega))


@rule
def know_all(tables: ModelTables, state: State) -> None:
    """Compute everybody's trust in all others."""
    for domain in range(tables.sizes[0].domains):
        for subject in range(tables.sizes[0].actors):
            for start in eights(state.trust.shape[2]):
                trust_now(tables, state, domain, subject, start)


@rule
def sits(tables: ModelTables, forum: int, start: int) -> bool:
    """Whether one of eight actors sits in a forum; its meetings need not work out eights of which none does."""
    return movemask(load(tables.seated[forum], start)) != 0


@rule
def trust_now(tables: ModelTables, state: State, domain: int, subject: int, start: int) -> float:
    """Compute T of eight observers in one actor by the trust rule."""
    memory = state.memory[0]
    r, s = (
        drift.now(load(state.kept[domain, subject], start), memory),
        drift.now(load(state.broken[domain, subject], start), memory),
    )
    prior = load(tables.prior[domain, subject], start)
    if tables.law[0].trust_rule == learning.BETA:  # asked first, so that nothing else is worked out for it
        trust = learning.beta_trust(r, s, prior)
    else:
        odds = load(tables.prior_odds[domain, subject], start)
        trust = learning.trust(tables.law[0].trust_rule, r, s, prior, odds)
    store(state.trust[domain, subject], start, trust)
    return trust
