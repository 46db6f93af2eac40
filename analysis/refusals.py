"""Why invitations are refused, over all futures of a result: the share of each reason, with its interval."""

from typing import NamedTuple

import numpy as np

from trustladder.analysis.statistics import clusters_of, mean_ends, pasts_of
from trustladder.sim.law.responding import COSTS, REASONS
from trustladder.sim.metric_families import REFUSED
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.store.arrow import numbers
from trustladder.sim.store.results import Folder

METRICS = ("refusal_share", *REFUSED)  # of all reasons together, then of each in the order of REASONS
CLEARLY = tuple(cost.reason for cost in COSTS)  # those of clear refusals


class Refusals(NamedTuple):
    """The share of invitations that are refused for one reason, or for any: a mean over futures."""

    reason: str | None  # one of trustladder.sim.law.responding.REASONS; None for any
    share: float
    low: float  # NaN where too few futures give an interval
    high: float


def refusals(folder: Folder) -> list[Refusals]:
    """Return the share of invitations refused, then that of each reason, over all futures of a result.

    Intervals allow for parameter sets, and for pasts that several futures share. Raises InputError for a result that
    does not hold them, as of a version of the model that knew other reasons.
    """
    table = folder.table("runs", ["replicate", *METRICS])
    if table is None or not table.num_rows or not {*METRICS} <= {*table.column_names}:
        raise InputError(f"{folder.path}: holds no refusals by reason; allowed: a finished run of this version")
    replicates = numbers(table.column("replicate")).astype(np.int64)
    clusters = clusters_of(replicates, len(folder.manifest().get("sets", ())), pasts_of(folder.scenario()))
    found = []
    for reason, name in zip((None, *REASONS), METRICS, strict=True):
        values = numbers(table.column(name))
        found.append(Refusals(reason, float(values.mean()), *mean_ends(values, clusters)))
    return found
