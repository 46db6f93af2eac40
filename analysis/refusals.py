"""Why invitations are refused, over all futures of a result: the share of each reason, with its interval."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.statistics import clusters_of, mean_ends, pasts_of
from trustladder.sim.law.responding import REASONS
from trustladder.sim.metric_families import REFUSED
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.store.arrow import numbers
from trustladder.sim.store.results import Folder

METRICS = ("refusal_share", *REFUSED)  # of all reasons together, then of each in the order of REASONS
TOLD = {
    "either_way": "could have gone either way",
    "against_interest": "were refused against the interest in coming",
    "distrust": "for the risk that others break their word",
    "autonomy": "for freedom of manoeuvre",
    "rivalry": "for a rival in the room",
    "pressure": "for a patron outside the room",
    "influence": "for influence given up by giving jointly",
    "load": "for the load of other meetings",
}
CLEARLY = REASONS[2:]  # those of clear refusals


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


def sentence(found: list[Refusals]) -> str:
    """Return why invitations are refused, in words: how many, how closely, and the largest costs of clear refusals."""
    every, *some = found
    by_reason = {one.reason: one for one in some}
    close = [f"{told(by_reason[name])} {TOLD[name]}" for name in REASONS[:2]]
    clear = sorted((by_reason[name] for name in CLEARLY), key=lambda one: -one.share)
    largest = [f"{told(one)} {TOLD[str(one.reason)]}" for one in clear if one.share >= 0.0005]
    costs = f"; clearly, {', '.join(largest)}" if largest else ""
    return f"Of all invitations, {told(every)} are refused: {', '.join(close)}{costs}."


def told(one: Refusals) -> str:
    """Return a share with its interval."""
    ends = "" if math.isnan(one.low) else f" ({max(one.low, 0.0):.1%} to {one.high:.1%})"
    return f"{one.share:.1%}{ends}"


def from_row(row: Mapping[str, Any]) -> Refusals:
    """Return refusals from a row of a summary."""
    reason = (None, *REASONS)[METRICS.index(row["metric"])]
    low, high = (math.nan if row[end] is None else row[end] for end in ("mean_low", "mean_high"))
    return Refusals(reason, row["mean"], low, high)
