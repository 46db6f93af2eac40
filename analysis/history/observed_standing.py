"""Derive standing from the record: a forum stands on the highest rung of its recent activities."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from trustladder.analysis.history.evidence import Event
from trustladder.sim.arrays.tables import Integers
from trustladder.sim.law.standing import OBSERVED_MONTHS
from trustladder.sim.scenario.scenario import Scenario

MEMORY = OBSERVED_MONTHS

Ladders = Mapping[str, Sequence[str]]  # the rungs of each domain, lowest first


def ladders(scenario: Scenario) -> Ladders:
    """Return the rungs of a scenario's domains, in the order of both lanes."""
    return {name: list(domain.rungs) for name, domain in sorted(scenario.domains.items())}


def observed_standing(
    record: Iterable[Event], domains: Ladders, forums: Collection[str], years: Sequence[int], memory: int = MEMORY
) -> Integers:
    """Return standing [forum, domain, year] at the ends of years, from activities of the last `memory` months.

    Standing is 0 without activities, else the number of the highest rung with one, counted from 1. An activity of which
    only the year is known is dated to its last month. With 36 months that makes no difference at the ends of years: an
    activity counts for its own year and the two that follow.
    """
    standing = np.zeros((len(forums), len(domains), len(years)), dtype=np.int64)
    ends = [12 * year + 11 for year in years]
    for event in record:
        if event.kind != "activity" or event.forum not in forums or event.domain not in domains:
            continue
        forum, domain = list(forums).index(event.forum), list(domains).index(event.domain)
        held = domains[event.domain].index(event.rung) + 1
        for year, end in enumerate(ends):
            if 0 <= end - event.month < memory:
                standing[forum, domain, year] = max(standing[forum, domain, year], held)
    return standing
