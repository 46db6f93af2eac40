"""Build pictures: everything that the stage draws, as keys and whole numbers (thousandths), sampled over time."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from trustladder.analysis.comparison.paired import Tally
from trustladder.analysis.statistics import pasts_of, share_ends
from trustladder.analysis.workshop.futures import ScenarioRuns, drawn_months
from trustladder.analysis.workshop.session import ViewState
from trustladder.sim.arrays.series import BLOCK_REGISTER
from trustladder.sim.arrays.tables import MEMBERSHIPS, Floats, Integers
from trustladder.sim.metric_families import REFUSED
from trustladder.sim.metrics import measure
from trustladder.sim.scenario.naming import HELD, HELD_MONTH
from trustladder.sim.scenario.scenario import Scenario

Message = dict[str, Any]
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
TRUSTS = [name for name in BLOCK_REGISTER if name.startswith("trust_")]
FIGURES = (  # metrics whose means the page shows
    HELD,
    "refusal_share",
    *REFUSED,
    "breaches",
    "flow_interdicted",
    "civilian_harm",
    "collusion",
    "human_security",
    "human_security_civilians_first",
    "human_security_flow_first",
)
ANYWHERE = MEMBERSHIPS.index("anywhere")


def milli(values: Floats) -> list[Any]:
    """Convert numbers to whole thousandths, which are short on the wire."""
    return np.rint(np.asarray(values) * 1000.0).astype(np.int64).tolist()


def quantile_bands(values: Floats) -> list[list[int]]:
    """Return quantiles [quantile][month] of values [run, month], by linear interpolation."""
    ordered = np.sort(values, axis=0)
    places = np.array(QUANTILES) * (len(ordered) - 1)
    low = places.astype(np.int64)
    high = np.minimum(low + 1, len(ordered) - 1)
    return milli(ordered[low] + (places - low)[:, None] * (ordered[high] - ordered[low]))


def picture_of(view: ViewState, mine: ScenarioRuns, against: ViewState | None, other: ScenarioRuns | None) -> Message:
    """Return the picture of a view state, beside what it is compared with; of the futures that were run."""
    return {
        "is": "picture",
        "now": view,
        "against": against,
        "b": picture(mine),
        "a": None if other is None else picture(other),
        "effects": None if other is None else effects(mine, other),
    }


def picture(runs: ScenarioRuns) -> dict[str, Any]:
    """Return what the stage draws of one scenario; made once, until more replicates have run."""
    if "picture" not in runs.made:
        runs.made["picture"] = _picture(runs)
    found: dict[str, Any] = runs.made["picture"]
    return found


def measured(runs: ScenarioRuns) -> dict[str, Floats]:
    """Return the metrics that the page shows or compares [run]; all that there are would take too long."""
    if "metrics" not in runs.made:
        trust = (f"trust_region.{domain}" for domain in runs.names.domains)
        names = {*FIGURES, *trust, HELD_MONTH, "region_meeting_month", standing_at_end(runs.scenario)}
        runs.made["metrics"] = measure(runs.scenario, runs.record(), names)
    found: dict[str, Floats] = runs.made["metrics"]
    return found


def standing_at_end(scenario: Scenario) -> str:
    """Return the metric of whether some forum still stands on the first rung of what is aimed at."""
    return f"region_at_end.{next(iter(scenario.domains[scenario.aim].rungs))}"


def _picture(runs: ScenarioRuns) -> dict[str, Any]:
    scenario = runs.scenario
    at = drawn_months(scenario.months)
    metrics = measured(runs)
    return {
        "futures": runs.count,
        "at": at.tolist(),
        "climb": climb(runs),
        "held": arrival_curve(metrics[HELD_MONTH], at, runs.clusters),
        "met": [milli((metrics["region_meeting_month"][:, None] <= at).mean(axis=0))],  # drawn without an interval
        "figures": {name: round(float(np.nanmean(metrics[name])), 4) for name in FIGURES},
        "chance": share_with_interval(~np.isnan(metrics[HELD_MONTH]), runs.clusters),
        "last": milli(metrics[standing_at_end(scenario)].mean()),
    }


def share_with_interval(flags: Any, clusters: Sequence[Integers] = ()) -> list[int]:
    """Return a share with its 95 percent interval, in thousandths."""
    return milli(np.array([flags.mean(), *share_ends(flags.astype(np.float64), clusters)]))


def arrival_curve(when: Floats, at: Integers, clusters: Sequence[Integers] = ()) -> list[list[int]]:
    """Return the share of runs in which an event has come, with its interval [share, low, high][month]."""
    found = [share_with_interval(when <= month, clusters) for month in at]
    return [list(column) for column in zip(*found, strict=True)]


def climb(runs: ScenarioRuns) -> dict[str, list[list[int]]]:
    """Return by domain and rung in which shares of runs some forum stands there at the end, and ever met there."""
    record, found = runs.record(), {}
    for number, domain in enumerate(runs.names.domains):
        standing = record.final[:, runs.columns[f"standing_anywhere.{domain}"]]
        met = record.first_met[:, number, ANYWHERE] >= 0
        rungs = range(len(runs.scenario.domains[domain].rungs))
        found[domain] = [milli(np.array([(standing > rung).mean(), met[:, rung].mean()])) for rung in rungs]
    return found


def effects(variant: ScenarioRuns, base: ScenarioRuns) -> dict[str, Any]:
    """Return the paired differences between two scenarios."""
    count = min(variant.count, base.count)
    names = (*FIGURES, *(f"trust_region.{domain}" for domain in variant.names.domains))
    ours, theirs = measured(variant), measured(base)
    both = [name for name in names if name in ours and name in theirs]
    sets, pasts = len(base.uncertain.sets), pasts_of(base.scenario, variant.scenario)
    changed = {
        name: paired_effect(Tally(sets, pasts), ours[name][:count], theirs[name][:count], name == HELD) for name in both
    }
    return {"futures": count, "figures": changed}


def paired_effect(tally: Tally, variant: Floats, base: Floats, flags: bool) -> dict[str, float | None]:
    """Return a mean paired difference with its interval, and both levels; None for what is not known."""
    tally.add(variant, base)
    found = tally.effect(flags=flags)
    return rounded({"a": tally.base, "b": found.level, "low": found.low, "high": found.high})


def rounded(numbers: dict[str, float]) -> dict[str, float | None]:
    """Round to five decimals; NaN becomes None, since JSON has no NaN."""
    return {name: None if value != value else round(float(value), 5) for name, value in numbers.items()}
