"""From the record to standing as it was: a forum stands where it has lately been active."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np

from trustladder.analysis.history.evidence import Event
from trustladder.sim.arrays.tables import Integers
from trustladder.sim.law.standing import OBSERVED_MONTHS
from trustladder.sim.scenario.scenario import Scenario

MEMORY = OBSERVED_MONTHS

Ladders = Mapping[str, Sequence[str]]  # the rungs of each domain, lowest first


def ladders(scenario: Scenario) -> Ladders:
    """The rungs of a scenario's domains, in the order of both lanes."""
    return {name: list(domain.rungs) for name, domain in sorted(scenario.domains.items())}


def observed_standing(
    record: Iterable[Event], domains: Ladders, forums: Collection[str], years: Sequence[int], memory: int = MEMORY
) -> Integers:
    """Standing [forum, domain, year] at the ends of years, from activities of the last `memory` months.

    0 where there was none, else the number of the highest rung that had one, counted from 1. An activity of which only the year is known counts as its last month. At the ends of years and with 36 months that
    makes no difference: an activity counts for its own year and the two that follow.
    """
    standing = np.zeros((len(forums), len(domains), len(years)), dtype=np.int64)
    ends = [12 * year + 11 for year in years]
    for forum, domain, event in _activities(record, domains, forums):
        held = domains[event.domain].index(event.rung) + 1
        for place, end in enumerate(ends):
            if 0 <= end - event.month < memory:
                standing[forum, domain, place] = max(standing[forum, domain, place], held)
    return standing


def activity_counts(
    record: Iterable[Event], domains: Ladders, forums: Collection[str], years: Sequence[int]
) -> Integers:
    """How many activities there were [forum, domain, year]."""
    counts = np.zeros((len(forums), len(domains), len(years)), dtype=np.int64)
    for forum, domain, event in _activities(record, domains, forums):
        if event.last.year in years:
            counts[forum, domain, list(years).index(event.last.year)] += 1
    return counts


def _activities(record: Iterable[Event], domains: Ladders, forums: Collection[str]) -> Iterator[tuple[int, int, Event]]:
    """The activities of these forums in these domains, with the number of each."""
    for event in record:
        if event.kind == "activity" and event.forum in forums and event.domain in domains:
            yield list(forums).index(event.forum), list(domains).index(event.domain), event
