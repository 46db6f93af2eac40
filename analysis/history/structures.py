"""Compare structural forms of the model: their effect on the headline, and their Bayes factors.

The headline is the share of futures with region-wide cooperation held, over the posterior's parameter sets and with the
same random draws. The Bayes factor compares the marginal likelihood of the record, averaged over the prior, with that
of the model as it is; its interval is a bootstrap over parameter sets.
"""

import math
import tomllib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from scipy.special import logsumexp

from trustladder.analysis.comparison.paired import Effect, Tally
from trustladder.analysis.history.calibrate import record_of, simulated
from trustladder.analysis.history.facts import Targets, fitted
from trustladder.analysis.history.likelihood import implausibility, log_likelihood
from trustladder.analysis.history.prior import Prior
from trustladder.analysis.history.time_step import with_time_steps
from trustladder.analysis.statistics import pasts_of
from trustladder.analysis.variance import share_of_parameters
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import Execution
from trustladder.sim.ensemble import ensemble, run_replicates
from trustladder.sim.fits import Fit
from trustladder.sim.metrics import measure
from trustladder.sim.scenario.changes import with_parameters
from trustladder.sim.scenario.loading import shipped_folder
from trustladder.sim.scenario.scenario import Scenario

BASE = "baseline"
RUNS_A_SET = 5  # futures of each set of the posterior
HISTORIES = 32  # of each set of the prior
RESAMPLED = 1000
TELLING = np.log(10.0)  # a factor of ten is strong evidence (Jeffreys 1961)


class Form(NamedTuple):
    """One structural choice."""

    name: str
    said: str
    settings: dict[str, Any]


HALF_MONTH = Form("half-month", "time: steps of half a month (other luck)", {})


class Verdict(NamedTuple):
    """The effect of a form on the headline, and its Bayes factor."""

    form: Form
    held: Effect  # the headline's difference from the model as it is
    log_factor: float  # of the record's evidence, against the model as it is
    low: float
    high: float
    ruled_out: float  # share of the prior's sets that miss a fact

    @property
    def told_apart(self) -> str:
        """Return whether the record distinguishes it from the model as it is."""
        if math.isnan(self.log_factor):
            return "not asked"
        if self.high < -TELLING:
            return "worse"
        return "better" if self.low > TELLING else "no"


class Structures(NamedTuple):
    """All forms, and the range of the headline over parameter sets alone."""

    verdicts: list[Verdict]
    numbers: tuple[float, float]  # 5 and 95 percent of the share held, over the posterior's sets


def forms() -> list[Form]:
    """Load the model as it is, and each choice of the shipped table."""
    text = (shipped_folder() / "tables" / "structures.toml").read_text(encoding="utf-8")
    listed = tomllib.loads(text).items()
    return [Form("as it is", "the model as it is", {}), *(Form(name, one["said"], one["set"]) for name, one in listed)]


def structures(
    known: Targets,
    prior: Prior,
    fit: Fit,
    *,
    sets: int = 256,
    seed: int = 1,
    threads: int,
    progress: Callable[[int], None] | None = None,
) -> Structures:
    """Run all forms: futures over the posterior, histories over the prior."""
    points = prior.points(sets, seed)
    base = _held(fit, {}, seed, threads, progress)
    explained, _ = _explained(known, prior, points, {}, seed, threads, progress)
    verdicts = []
    for form in forms()[1:]:
        held = _held(fit, form.settings, seed, threads, progress)
        other, missing = _explained(known, prior, points, form.settings, seed, threads, progress)
        factor, low, high = _factor(other, explained)
        verdicts.append(Verdict(form, paired(held, base, fit), factor, low, high, missing))
    stepped = _held_in_steps(fit, seed, threads, progress)
    verdicts.append(Verdict(HALF_MONTH, paired(stepped, base, fit), math.nan, math.nan, math.nan, math.nan))
    return Structures(verdicts, _by_numbers(base, len(fit.sets)))


def work(fit: Fit, sets: int) -> int:
    """Return the number of steps that `structures` reports: futures and parameter sets."""
    return len(forms()) * (len(fit.sets) * RUNS_A_SET + sets) + len(fit.sets) * RUNS_A_SET


def _held(
    fit: Fit, settings: Mapping[str, Any], seed: int, threads: int, progress: Callable[[int], None] | None
) -> Floats:
    """Return whether cooperation is held in each future over the posterior [run]; replicate k has set k mod n."""
    scenario = Scenario.load(BASE)
    sets = [{**one, **settings} for one in fit.sets]
    execution = Execution(threads, progress, keep_pasts=False)
    done = ensemble(scenario, RUNS_A_SET * len(sets), seed=seed, parameter_sets=sets, execution=execution)
    held: Floats = measure(scenario, done.record)["region_held"]
    return held


def _held_in_steps(fit: Fit, seed: int, threads: int, progress: Callable[[int], None] | None) -> Floats:
    """Return the same in steps of half a month, to which the numbers of every set are scaled as the scenario's."""
    base, count = Scenario.load(BASE), len(fit.sets)
    held = np.zeros(RUNS_A_SET * count)

    def run(number: int) -> None:
        finer = with_time_steps(with_parameters(base, fit.sets[number]), 2)
        which = range(number, len(held), count)
        done = run_replicates(finer, which, seed, execution=Execution(1, progress, keep_pasts=False))
        held[which] = measure(finer, done.record)["region_held"]

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, range(count)))
    return held


def paired(held: Floats, base: Floats, fit: Fit) -> Effect:
    """Return the difference of two shares under the same luck, set by set."""
    tally = Tally(len(fit.sets), pasts_of(Scenario.load(BASE)))
    tally.add(held, base)
    return tally.effect(flags=True)


def _by_numbers(held: Floats, sets: int) -> tuple[float, float]:
    """Return the 5 and 95 percent points of the share held over parameter sets, without noise."""
    theirs = share_of_parameters(held, np.arange(len(held)), sets)
    half = 1.6448536269514722 * float(np.sqrt(np.nan_to_num(theirs) * held.var()))
    return max(0.0, float(held.mean()) - half), min(1.0, float(held.mean()) + half)


def _explained(
    known: Targets,
    prior: Prior,
    points: Floats,
    settings: Mapping[str, Any],
    seed: int,
    threads: int,
    progress: Callable[[int], None] | None,
) -> tuple[Floats, float]:
    """Return the log-likelihood of the record under each set [point], and the share of sets that miss a fact."""
    scenario = fitted(known)
    evidence = record_of(known, scenario)

    def weigh(point: Floats) -> tuple[float, float]:
        what = simulated(known, scenario, {**prior.settings(point), **settings}, HISTORIES, seed)
        if progress is not None:
            progress(1)
        return log_likelihood(known, what, evidence), implausibility(known, what)

    with ThreadPoolExecutor(threads) as pool:
        found = np.array(list(pool.map(weigh, points)))
    return found[:, 0], float((found[:, 1] > 0.0).mean())


def _factor(other: Floats, base: Floats) -> tuple[float, float, float]:
    """Return the log ratio of two mean likelihoods over the same sets, with its 95 percent bootstrap interval."""
    drawn = np.random.default_rng(1).integers(len(base), size=(RESAMPLED, len(base)))
    factors = logsumexp(other[drawn], axis=1) - logsumexp(base[drawn], axis=1)
    low, high = np.quantile(factors, (0.025, 0.975))
    return float(logsumexp(other) - logsumexp(base)), float(low), float(high)
