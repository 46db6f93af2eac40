"""Compare scenarios on the same random draws, with as many futures as the verdict needs.

The rule, fixed before the first future is run: an interim analysis after 250 futures, and whenever their number has
doubled, up to `runs`. With K analyses, every interval is drawn at 1 - 0.05 / K (Bonferroni), so that it covers the
truth with 95 percent wherever the comparison stops. Stop as soon as, for every headline metric of every variant, the
interval leaves out 0 or lies within the smallest effect of interest. "Never" counts as the horizon where a metric is a
month.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from trustladder.analysis.comparison.directions import better
from trustladder.analysis.comparison.paired import Effect, Tally, batches
from trustladder.analysis.numbers import distinct, or_none
from trustladder.analysis.spread import what_varies
from trustladder.analysis.statistics import pasts_of
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import Execution, ParameterSets, Progress
from trustladder.sim.ensemble import UncertainScenario, run_parameter_sets
from trustladder.sim.metrics import measure, metrics_of
from trustladder.sim.month.run import some_of
from trustladder.sim.recorded_runs import Metric
from trustladder.sim.runs import chosen_sets
from trustladder.sim.scenario.errors import InputError, unknown, whole_number
from trustladder.sim.scenario.limits import LARGEST_SEED
from trustladder.sim.scenario.naming import HELD
from trustladder.sim.scenario.scenario import Scenario

FIRST_ANALYSIS = 250
MOST_RUNS = 10**7
ERROR = 0.05  # chance that an interval misses, all interim analyses together
SMALLEST = {HELD: 0.02, "human_security": 0.01}  # headline metrics, with the smallest effect of interest
# of other metrics that a question may be about; each moves the human-security index by as much as matters there
SMALLEST_ASKED = {**SMALLEST, "civilian_harm": 0.025, "flow_interdicted": 0.0015, "collusion": 0.05}


class Finding(NamedTuple):
    """The effect of one variant on one metric."""

    metric: Metric
    reference: float  # level of the reference
    effect: Effect
    higher: float  # share of futures
    lower: float
    runs: int
    smallest: float | None  # of a headline metric
    parameters: float | None = None  # share of the variation that is due to parameter sets, where there are some

    @property
    def better(self) -> float | None:
        """Return the share of futures in which the variant is better; None for a metric without a better side."""
        side = better(self.metric.name)
        return None if side == 0 else self.higher if side > 0 else self.lower

    @property
    def verdict(self) -> str:
        """Return the verdict of the interval."""
        small = self.smallest is not None and -self.smallest < self.effect.low and self.effect.high < self.smallest
        if self.effect.clear:
            side = "higher" if self.effect.low > 0.0 else "lower"
            return f"{side}, but less than matters" if small else side
        return "no difference that matters" if small else "undecided"


class Comparison(NamedTuple):
    """Findings on all variants against the reference."""

    reference: str
    variants: dict[str, list[Finding]]
    runs: int
    seed: int
    looks: int  # interim analyses planned
    confidence: float  # of each interim analysis
    why: str  # why it stopped
    failures: int
    varies: str  # over what the futures are spread
    scenarios: Mapping[str, Scenario]  # by name, the reference among them

    def tree(self) -> dict[str, Any]:
        """Return the comparison as JSON data."""
        return {
            **{
                name: getattr(self, name)
                for name in ("reference", "runs", "seed", "looks", "confidence", "why", "failures", "varies")
            },
            "variants": {name: [row_of(finding) for finding in found] for name, found in self.variants.items()},
        }


def row_of(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON data."""
    metric, effect = finding.metric, finding.effect
    return {
        "metric": metric.name,
        "unit": metric.unit,
        "meaning": metric.meaning,
        "reference": finding.reference,
        "level": or_none(effect.level),
        "effect": or_none(effect.difference),
        "low": or_none(effect.low),
        "high": or_none(effect.high),
        "higher": finding.higher,
        "lower": finding.lower,
        "better": finding.better,
        "runs": finding.runs,
        "smallest": finding.smallest,
        "verdict": finding.verdict,
        "parameters": finding.parameters,
    }


def compare(
    reference: str | Scenario,
    *variants: str | Scenario,
    runs: int = 16_000,
    seed: int | None = None,
    smallest: Mapping[str, float] | None = None,
    settings: Mapping[str, Any] | None = None,
    uncertainty: Literal["none", "posterior"] | None = None,
    parameter_sets: ParameterSets | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Comparison:
    """Compare scenarios with the first of them, on the same random draws.

    More futures are run until every headline effect is told from 0, or is surely smaller than what matters.

    Parameters
    ----------
    reference, variants
        Scenarios, names of shipped ones, or paths of TOML files; all of one horizon, each under a name of its own.
    runs
        The most futures of each, from 2.
    seed
        The seed of all draws, from 0 to 2**63 - 1; the reference's own unless given.
    smallest
        Other headline metrics by name, each with the smallest effect of interest in its unit. Unless given: cooperation
        on the aim, human security, and what the questions of the variants are about.
    settings
        Dotted settings such as {"levers.joint_share": 0.5}, which hold in every scenario that is named or read.
    uncertainty
        "posterior" spreads futures over the parameter sets that the record leaves, "none" over luck alone; the
        posterior where there is one, unless given.
    parameter_sets
        Other sets to spread over; replicate k of every scenario has set k modulo their number.
    threads
        Threads, from 1; all cores unless given.
    progress
        Called with the number of runs that were just finished.
    cancel
        An event; once it is set, Cancelled is raised.

    Returns
    -------
    Comparison
        Findings on every metric of each variant, by its name in `variants`, with intervals of 95 percent; `why` says
        why it stopped.

    Raises
    ------
    InputError
        In one line, for scenarios that cannot be compared or an argument that is not allowed.

    Examples
    --------
    >>> from trustladder import compare
    >>> compare("baseline", "coordinated-donors", runs=1000).why  # doctest: +SKIP
    """
    check_runs(runs)
    known = [read(one, settings or {}) for one in (reference, *variants)]
    metrics = check(known)
    chosen = headline(metrics, smallest, known[1:])
    seed = known[0].seed if seed is None else whole_number("seed", seed, 0, LARGEST_SEED)
    analyses = interim_analyses(runs)
    confidence = 1.0 - ERROR / len(analyses)
    sets = chosen_sets(known, uncertainty, parameter_sets)
    pairs = Pairs(known, metrics, seed, sets, threads, progress, cancel)
    for futures in analyses:
        pairs.run_until(futures)
        found = pairs.findings(confidence, chosen)
        open_ones = undecided(found)
        if not open_ones:
            break
    why = f"ran all {runs:,} futures; undecided: {', '.join(open_ones)}" if open_ones else stop_reason(futures, runs)
    varies = what_varies(known[0], sets[0])
    scenarios, first = {one.name: one for one in known}, known[0].name
    return Comparison(first, found, futures, seed, len(analyses), confidence, why, pairs.failures, varies, scenarios)


def check_runs(runs: int) -> None:
    """Raise InputError if there are too few futures for an interval."""
    if whole_number("runs", runs, -MOST_RUNS, MOST_RUNS) < 2:
        raise InputError(f"runs: {runs}; allowed: 2 or more")


def stop_reason(futures: int, runs: int) -> str:
    """Return the reason why a comparison stopped that decided every headline effect."""
    when = "with the last" if futures == runs else "early,"
    return f"stopped {when} after {futures:,} futures: every headline effect is clear, or smaller than what matters"


def read(one: str | Scenario, settings: Mapping[str, Any]) -> Scenario:
    """Return a scenario with settings applied."""
    if isinstance(one, Scenario):
        return one.changed(settings) if settings else one
    return Scenario.load(one, settings)


def check(known: Sequence[Scenario]) -> list[Metric]:
    """Return the metrics that all scenarios have. Raises InputError for scenarios that cannot be compared."""
    first = known[0]
    if len(known) < 2:
        raise InputError(f"{first.name}: nothing to compare it with; name two scenarios or more")
    if len({one.name for one in known}) < len(known):
        raise InputError(f"{', '.join(one.name for one in known)}: allowed: each scenario once, under its own name")
    for other in known[1:]:
        if (other.start, other.months) != (first.start, first.months):
            raise InputError(
                f"{other.name}: {other.months} months from {other.start}; allowed: {first.months} months from "
                f"{first.start}, as {first.name} has"
            )
    names = [{metric.name for metric in metrics_of(one)} for one in known]
    return [metric for metric in metrics_of(first) if all(metric.name in has for has in names)]


def headline(
    metrics: list[Metric], smallest: Mapping[str, float] | None, variants: Sequence[Scenario] = ()
) -> dict[str, float]:
    """Return the headline metrics with the smallest effect of interest of each, those that variants ask about too."""
    asked: dict[str, float] = {one.asks: SMALLEST_ASKED[one.asks] for one in variants}
    chosen = dict(smallest or {**SMALLEST, **asked})
    for name, size in chosen.items():
        if name not in {metric.name for metric in metrics}:
            raise unknown("--until", name, [metric.name for metric in metrics], "metric of all of these scenarios")
        if not size > 0.0:
            raise InputError(f"--until {name}={size:g}; allowed: a smallest effect of interest above 0")
    return chosen


def interim_analyses(runs: int) -> list[int]:
    """Return the numbers of futures after which interim analyses take place."""
    analyses = []
    futures = FIRST_ANALYSIS
    while futures < runs:
        analyses.append(futures)
        futures *= 2
    return [*analyses, runs]


def undecided(found: Mapping[str, Sequence[Finding]]) -> list[str]:
    """Return the headline effects that are undecided."""
    return [
        f"{finding.metric.name} of {name}"
        for name, findings in found.items()
        for finding in findings
        if finding.smallest is not None and finding.verdict == "undecided"
    ]


class Pairs:
    """Paired futures of several scenarios on the same random draws, tallied batch by batch."""

    def __init__(
        self,
        known: Sequence[Scenario],
        metrics: list[Metric],
        seed: int,
        sets: Sequence[ParameterSets],
        threads: int | None,
        progress: Progress | None,
        cancel: threading.Event | None,
    ) -> None:
        self.known, self.metrics, self.seed = known, metrics, seed
        self.execution = Execution(threads, progress, cancel)
        self.uncertain = {one.name: UncertainScenario(one, of) for one, of in zip(known, sets, strict=True)}
        self.tallies = {
            one.name: {metric.name: Tally(max(map(len, sets)), pasts_of(known[0], one)) for metric in metrics}
            for one in known[1:]
        }
        self.runs = self.failures = 0

    def run_until(self, until: int) -> None:
        """Run every scenario on, until it has `until` futures."""
        for which in batches(self.runs, until):
            base = self._futures(self.known[0], which)
            for one in self.known[1:]:
                variant = self._futures(one, which)
                for name, tally in self.tallies[one.name].items():
                    tally.add(variant[name], base[name])
            self.runs = which.stop

    def _futures(self, scenario: Scenario, which: range) -> dict[str, Floats]:
        """Return every metric of some replicates; NaN for those that failed, the horizon for "never"."""
        record = run_parameter_sets(self.uncertain[scenario.name], which, self.seed, execution=self.execution).record
        good = record.failed == 0
        self.failures += int((~good).sum())
        found = measure(scenario, some_of(record, good))
        return {metric.name: spread(metric, found[metric.name], good, scenario.months) for metric in self.metrics}

    def findings(self, confidence: float, chosen: Mapping[str, float]) -> dict[str, list[Finding]]:
        """Return the findings of all runs so far: what a variant asks about first, then the other headline metrics."""
        return {one.name: list(self._findings(one, confidence, chosen)) for one in self.known[1:]}

    def _findings(self, one: Scenario, confidence: float, chosen: Mapping[str, float]) -> Iterator[Finding]:
        tallies = self.tallies[one.name]
        for metric in sorted(self.metrics, key=lambda metric: (metric.name not in chosen, metric.name != one.asks)):
            yield finding(metric, tallies[metric.name], confidence, chosen.get(metric.name))


def spread(metric: Metric, values: Floats, good: np.ndarray, months: int) -> Floats:
    """Return values at the indices of the runs that did not fail; a month that never came is the horizon."""
    whole = np.full(len(good), np.nan)
    whole[good] = np.where(np.isnan(values), float(months), values) if metric.unit == "months" else values
    return whole


def finding(metric: Metric, tally: Tally, confidence: float, smallest: float | None) -> Finding:
    """Return a tally as a finding."""
    effect, runs = tally.effect(confidence, metric.unit == "flag"), max(tally.runs, 1)
    higher, lower, parameters = tally.higher / runs, tally.lower / runs, or_none(tally.parameters)
    return Finding(metric, tally.base, effect, higher, lower, tally.runs, smallest, parameters)


def rows(found: Sequence[Finding], gap: str = " ") -> Iterator[tuple[str, str, str, str, str]]:
    """Yield findings as text: meaning (or name, of a family) with unit, reference, effect, better, worse.

    `gap` stands between an effect and its interval.
    """
    for one in found:
        effect, side = one.effect, better(one.metric.name)
        mark = "" if effect.clear else " ·"
        change, low, high = distinct(lambda value, more: f"{value:+.{3 + more}g}", *effect[1:])
        span = f"{change}{gap}{f'[{low}, {high}]{mark}' if effect.known else '[too few differ]'}"
        worse = one.lower if side > 0 else one.higher
        shares = (
            (f"{one.better:.0%}", f"{worse:.0%}")
            if one.better is not None
            else (f"↑{one.higher:.0%}", f"↓{one.lower:.0%}")
        )
        name = one.metric.name if "." in one.metric.name else one.metric.meaning
        headline = " ◄" if one.smallest is not None else ""
        yield f"{name} ({one.metric.unit}){headline}", f"{one.reference:.3g}", span, *shares
