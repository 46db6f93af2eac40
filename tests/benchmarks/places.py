"""Places at which the law is checked: the shipped numbers and the posterior, their futures, and figures of them."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from trustladder.analysis.comparison.paired import Effect, Tally
from trustladder.analysis.statistics import Ends, clusters_of, mean_ends, pasts_of, share_ends
from trustladder.sim.arrays.tables import Floats, Integers
from trustladder.sim.engine import Execution, ParameterSets
from trustladder.sim.ensemble import UncertainScenario, run_parameter_sets
from trustladder.sim.metrics import measure
from trustladder.sim.month.run import Record
from trustladder.sim.recorded_runs import Runs
from trustladder.sim.scenario.scenario import Scenario

SEED = 1
Change = Callable[[Scenario], Scenario]
Clusters = tuple[Integers, ...]


class Futures(NamedTuple):
    """The futures of a scenario, from replicate 0, spread over a number of parameter sets."""

    scenario: Scenario
    record: Record
    sets: int

    @property
    def clusters(self) -> Clusters:
        """Return the futures that share a parameter set or a past."""
        return clusters_of(np.arange(len(self.record.failed)), self.sets, pasts_of(self.scenario))

    def metric(self, name: str) -> Floats:
        """Return a metric [run]."""
        return measure(self.scenario, self.record, (name,))[name]

    def final(self, series: str) -> Floats:
        """Return a series in the last month [run]."""
        return Runs(self.scenario, self.record).final(series)

    def less(self, other: "Futures", flag: str) -> Effect:
        """Return the paired difference of a flag from other futures under the same luck."""
        tally = Tally(self.sets, pasts_of(self.scenario, other.scenario))
        tally.add(self.metric(flag), other.metric(flag))
        return tally.effect(flags=True)


class Place:
    """A scenario spread over parameter sets, if any, and its variants by name, each run once."""

    def __init__(self, said: str, base: Scenario, sets: ParameterSets, futures: int, variants: dict[str, Change]):
        self.said, self.base, self.sets, self.futures, self.variants = said, base, sets, futures, variants
        self._known: dict[str, Futures] = {}

    @property
    def rungs(self) -> list[str]:
        """Return the rungs of the domain aimed at."""
        return list(self.base.domains[self.base.aim].rungs)

    def of(self, variant: str) -> Futures:
        """Return the futures of a variant."""
        if variant not in self._known:
            self._known[variant] = self.run(self.variants[variant])
        return self._known[variant]

    def run(self, change: Change) -> Futures:
        """Run the changed scenario."""
        scenario = change(self.base)
        spread, alone = UncertainScenario(scenario, self.sets), Execution(keep_pasts=False)
        done = run_parameter_sets(spread, range(self.futures), SEED, execution=alone)
        assert not done.record.failed.any()
        return Futures(scenario, done.record, len(self.sets))


def plus_minus(middle: float, ends: Ends, digits: int = 1) -> str:
    """Return a figure with half of its interval, if it has one."""
    half = f" ±{(ends[1] - ends[0]) / 2.0:.{digits}f}" if ends[0] == ends[0] else ""
    return f"{middle:.{digits}f}{half}"


def percent(flags: Floats, clusters: Clusters = ()) -> str:
    """Return the share of futures in percent, with half of its interval unless it is 0."""
    low, high = share_ends(flags, clusters)
    return plus_minus(100.0 * flags.mean(), (100.0 * low, 100.0 * high)) if flags.any() else "0"


def mean(values: Floats, clusters: Clusters = ()) -> str:
    """Return a mean with half of its interval."""
    return plus_minus(values.mean(), mean_ends(values, clusters))


def ratio(part: Floats, whole: Floats, clusters: Clusters = ()) -> str:
    """Return a part of a whole, over all runs, in percent with half of its interval, from the residuals of runs."""
    share = part.mean() / whole.mean()
    low, high = mean_ends((part - share * whole) / whole.mean(), clusters)
    return plus_minus(100.0 * share, (100.0 * low, 100.0 * high))


def points(found: Effect) -> str:
    """Return a difference of shares in points, with its interval."""
    return f"{100.0 * found.difference:+.1f} ({100.0 * found.low:+.1f} to {100.0 * found.high:+.1f})"


def fan(values: Floats) -> str:
    """Return a mean with the range of nine runs in ten."""
    low, high = np.quantile(values, (0.05, 0.95))
    return f"{values.mean():.2f} ({low:.2f}-{high:.2f})"
