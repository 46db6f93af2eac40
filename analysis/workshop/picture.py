"""Build pictures: everything that the stage draws, as keys and whole numbers (thousandths), sampled over time."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from trustladder.analysis.comparison.paired import Tally
from trustladder.analysis.statistics import pasts_of, share_ends
from trustladder.analysis.workshop.futures import ScenarioRuns, drawn_months
from trustladder.sim.arrays.series import BLOCK_REGISTER
from trustladder.sim.arrays.tables import MEMBERSHIPS, Floats, Integers
from trustladder.sim.metrics import measure

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
TRUSTS = [name for name in BLOCK_REGISTER if name.startswith("trust_")]
FIGURES = (  # metrics whose means the page shows
    "region_held",
    "activities_succeeded",
    "refusal_share",
    "rivalry_of_rivals",
    "play_off_months",
    "flow_interdicted",
    "civilian_harm",
    "collusion",
    "human_security",
    "human_security_civilians_first",
    "human_security_flow_first",
    "assistance_given",
    "assistance_joint",
)
DRIVERS = (  # monthly counts that may explain the headline
    "refused_for_distrust",
    "refused_for_autonomy",
    "refused_for_rivalry",
    "refused_for_pressure",
    "refused_for_influence",
    "refused_for_load",
    "refused_either_way",
    "refused_against_interest",
    "postponed",
    "played_off",
    "succeeded",
    "breaches_found",
    "given_jointly",
)


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


def picture(runs: ScenarioRuns) -> dict[str, Any]:
    """Return what the stage draws of one scenario; cached until more replicates have run."""
    if runs.picture_cache is None or runs.picture_cache[0] != runs.count:
        runs.picture_cache = runs.count, _picture(runs)
    return runs.picture_cache[1]


def _picture(runs: ScenarioRuns) -> dict[str, Any]:
    scenario, columns = runs.scenario, runs.columns
    at = drawn_months(scenario.months)
    months = runs.months()
    names = {*FIGURES, "region_held_month", "region_meeting_month"}  # measuring all metrics would dominate the time
    metrics = measure(scenario, runs.record(), names)
    domains = runs.names.domains
    return {
        "futures": runs.count,
        "at": at.tolist(),
        "trust": {
            f"{name}.{domain}": quantile_bands(months[:, :, columns[f"{name}.{domain}"]])
            for domain in domains
            for name in TRUSTS
        },
        "ladders": {domain: ladder_shares(runs, months, domain) for domain in domains},
        "held": arrival_curve(metrics["region_held_month"], at, runs.clusters),
        "met": arrival_curve(metrics["region_meeting_month"], at, runs.clusters),
        # in ten thousandths, as it is a few percent
        "stopped": quantile_bands(10.0 * runs.cumulative("interdicted") / (at + 1)),
        "harm": quantile_bands(runs.cumulative("harm")),
        "network": {
            moment: {domain: milli(trust) for domain, trust in zip(domains, runs.trust(index), strict=True)}
            for index, moment in enumerate(("start", "end"))
        },
        "figures": {name: round(float(np.nanmean(metrics[name])), 4) for name in FIGURES},
        "chance": share_with_interval(~np.isnan(metrics["region_held_month"]), runs.clusters),
    }


def share_with_interval(flags: Any, clusters: Sequence[Integers] = ()) -> list[int]:
    """Return a share with its 95 percent interval, in thousandths."""
    return milli(np.array([flags.mean(), *share_ends(flags.astype(np.float64), clusters)]))


def arrival_curve(when: Floats, at: Integers, clusters: Sequence[Integers] = ()) -> list[list[int]]:
    """Return the share of runs in which an event has come, with its interval [share, low, high][month]."""
    found = [share_with_interval(when <= month, clusters) for month in at]
    return [list(column) for column in zip(*found, strict=True)]


def ladder_shares(runs: ScenarioRuns, months: Floats, domain: str) -> dict[str, list[list[int]]]:
    """Return by membership of the rivals the share of runs [rung][month] with a forum on a rung or higher."""
    rungs = range(1, len(runs.scenario.domains[domain].rungs) + 1)
    found = {}
    for club in (club.replace(" ", "_") for club in MEMBERSHIPS):
        standing = months[:, :, runs.columns[f"standing_{club}.{domain}"]]
        found[club] = [milli((standing >= rung).mean(axis=0)) for rung in rungs]
    return found


def effects(variant: ScenarioRuns, base: ScenarioRuns) -> dict[str, Any]:
    """Return the paired differences between two scenarios, and the drivers that differ with them."""
    count = min(variant.count, base.count)
    names = (*FIGURES, *(f"trust_region.{domain}" for domain in variant.names.domains))
    ours, theirs = (measure(one.scenario, one.record(), names) for one in (variant, base))
    both = [name for name in names if name in ours and name in theirs]
    sets, pasts = len(base.uncertain.sets), pasts_of(base.scenario, variant.scenario)
    changed = {
        name: paired_effect(Tally(sets, pasts), ours[name][:count], theirs[name][:count], name == "region_held")
        for name in both
    }
    return {"futures": count, "figures": changed, "with": movers(variant, base, count)}


def paired_effect(tally: Tally, variant: Floats, base: Floats, flags: bool) -> dict[str, float | None]:
    """Return a mean paired difference with its interval, and both levels; None for what is not known."""
    tally.add(variant, base)
    found = tally.effect(flags=flags)
    return rounded({"a": tally.base, "b": found.level, "low": found.low, "high": found.high})


def rounded(numbers: dict[str, float]) -> dict[str, float | None]:
    """Round to five decimals; NaN becomes None, since JSON has no NaN."""
    return {name: None if value != value else round(float(value), 5) for name, value in numbers.items()}


def movers(variant: ScenarioRuns, base: ScenarioRuns, count: int) -> list[dict[str, Any]]:
    """Return the three drivers whose paired differences are clearest, as yearly means, the clearest first."""
    found = []
    ours, theirs = variant.record(), base.record()
    for name in DRIVERS:
        column = variant.columns[name]
        one = ours.total[:count, column] / (variant.scenario.months / 12.0)
        two = theirs.total[:count, column] / (base.scenario.months / 12.0)
        spread = float((one - two).std())
        if spread > 0.0:
            clarity = abs(float((one - two).mean())) / spread
            found.append((clarity, {"key": name, "a": round(float(two.mean()), 3), "b": round(float(one.mean()), 3)}))
    return [entry for _, entry in sorted(found, key=lambda pair: -pair[0])][:3]
