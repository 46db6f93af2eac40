"""Who was invited by whom, refused, and why: sums over many futures of a scenario, with intervals.

    found = invitations(UncertainScenario(scenario), range(1000))
    found.rows()                          # forum, domain, proposer, invited: invitations, refusals, reasons, terms
    found.refused(["invited"])            # the share that each refuses, with its interval

The futures are run on the compiled lane, and what each of their chunks adds up to is all that is kept of them.
"""

import threading
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.statistics import clustered_mean
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.tables import Floats, Integers
from trustladder.sim.engine import CHUNK, IN_FULL, Execution
from trustladder.sim.ensemble import UncertainScenario, run_parameter_sets
from trustladder.sim.law.responding import COSTS, REASONS
from trustladder.sim.log_rows import Rows
from trustladder.sim.month.log import CHAIR, Answer, Proposal
from trustladder.sim.scenario.errors import InputError, listed, shown, unknown

FOR = ("gain", "inducement")  # what is weighed for coming and against it, as trustladder.sim.law.responding names it
AGAINST = tuple(cost.term for cost in COSTS)
TERMS = (*FOR, *AGAINST)
CLUSTERS = 20  # at least, for an interval
KEYS = ("forum", "domain", "proposer", "invited")
SUMS = (
    "invitations",
    "refusals",
    *(f"because_{name}" for name in REASONS),
    *(f"weighed_{name}" for name in TERMS),  # over refusals
)


class Refused(NamedTuple):
    """The share of some invitations that were refused, with its interval; NaN ends where too few futures give one."""

    key: tuple[str, ...]
    invitations: int
    share: float
    low: float
    high: float


class Invitations:
    """Sums of invitations over futures, chunk by chunk: takes the rows of a log, and forgets them.

    Parameters
    ----------
    names
        The ids of the scenario.
    futures
        Of how many replicates, from the first.
    """

    def __init__(self, names: Index, futures: int) -> None:
        self.names, self.futures = names, futures
        self._shape = (len(names.forums), len(names.domains), len(names.actors), len(names.actors))
        self._chunks: dict[int, tuple[Integers, Floats]] = {}  # cells, and their sums [cell, SUMS]
        self.given: Floats = np.zeros(0)  # of the same futures, as in Record
        self._lock = threading.Lock()

    def keep(self, place: int, rows: Rows) -> None:
        """Add up the rows of one chunk."""
        asked = np.flatnonzero(rows.answers[Answer.DECIDED_BY] != CHAIR)  # who proposes is not asked
        proposals, answers = rows.proposals[:, rows.of[asked]], rows.answers[:, asked]
        key = (proposals[Proposal.FORUM], proposals[Proposal.DOMAIN], proposals[Proposal.CHAIR], answers[Answer.ACTOR])
        cells, where = np.unique(np.ravel_multi_index(key, self._shape), return_inverse=True)
        refused = answers[Answer.CAME] == 0
        added = [np.ones(len(asked)), refused, *(answers[Answer.REASON] == reason for reason in range(len(REASONS)))]
        added += [rows.term(name)[asked] * refused for name in TERMS]
        sums: Floats = np.stack([np.bincount(where, one.astype(np.float64), len(cells)) for one in added], axis=1)
        with self._lock:
            self._chunks[place] = cells, sums

    def by(self, keys: Sequence[str] = KEYS) -> Iterator[tuple[tuple[str, ...], Floats]]:
        """Return sums [chunk, SUMS] of the invitations that have these keys in common, in the order of ids.

        Raises InputError for what is none of KEYS.
        """
        if not isinstance(keys, list | tuple):
            raise InputError(f"keys: {shown(keys)}; allowed: a list of {listed(KEYS)}")
        for name in keys:
            if name not in KEYS:
                raise unknown("keys", str(name), KEYS, "key")
        return self._by([KEYS.index(name) for name in keys])

    def _by(self, places: list[int]) -> Iterator[tuple[tuple[str, ...], Floats]]:
        found: dict[tuple[int, ...], Floats] = {}
        chunks = [self._chunks[place] for place in sorted(self._chunks)]
        for number, (cells, sums) in enumerate(chunks):
            codes = np.stack(np.unravel_index(cells, self._shape), axis=1)[:, places]
            for code, row in zip(map(tuple, codes.tolist()), sums, strict=True):
                found.setdefault(code, np.zeros((len(chunks), len(SUMS))))[number] += row
        known = (self.names.forums, self.names.domains, self.names.actors, self.names.actors)
        for code in sorted(found):
            yield tuple(known[place][one] for place, one in zip(places, code, strict=True)), found[code]

    def rows(self) -> list[dict[str, Any]]:
        """Return sums over all futures by forum, domain, proposer and invited."""
        return [
            {**dict(zip(KEYS, key, strict=True)), **dict(zip(SUMS, sums.sum(axis=0).tolist(), strict=True))}
            for key, sums in self.by()
        ]

    def shares(self) -> list[dict[str, Any]]:
        """Return the share refused by each invited ("" for all) for each reason ("" for any) of what others send it."""
        sums: dict[str, Floats] = {}
        for (proposer, invited), row in self.by(("proposer", "invited")):
            if proposer != invited:
                sums |= {who: sums.get(who, np.zeros(1)) + row for who in ("", invited)}
        reasons = [("", SUMS.index("refusals")), *((name, SUMS.index(f"because_{name}")) for name in REASONS)]
        return [
            {"invited": who, "reason": name, **self._refused((), row[:, 0], row[:, place])._asdict()}
            for who, row in sums.items()
            for name, place in reasons
        ]

    def refused(self, keys: Sequence[str]) -> list[Refused]:
        """Return the share of invitations refused by these keys; chunks, or parameter sets, are the clusters.

        Raises InputError for what is none of KEYS.
        """
        return [self._refused(key, sums[:, 0], sums[:, 1]) for key, sums in self.by(keys)]

    def _refused(self, key: tuple[str, ...], sent: Floats, refused: Floats) -> Refused:
        low, high = clustered_mean(refused, sent)
        return Refused(key, int(sent.sum()), float(refused.sum() / sent.sum()), max(low, 0.0), min(high, 1.0))


def invitations(uncertain: UncertainScenario, which: range, execution: Execution = IN_FULL) -> Invitations:
    """Run futures of a scenario, and return what was invited, refused and weighed in them.

    Raises Cancelled once the execution is cancelled.
    """
    found, chunk = Invitations(Index(uncertain.scenario), len(which)), min(CHUNK, -(-len(which) // CLUSTERS))
    done = run_parameter_sets(uncertain, which, uncertain.scenario.seed, chunk=chunk, execution=execution, log=found)
    found.given = done.record.given
    return found
