"""The months of the futures that a picture counts, as bands over time; run anew once somebody looks at them.

To keep every month of a thousand futures takes half as long again as to count them, so that the answer does without.
They are the same futures, to the last bit.
"""

import threading
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.workshop.asked import Asked
from trustladder.analysis.workshop.futures import chunk_size, drawn_months, spread
from trustladder.analysis.workshop.picture import TRUSTS, milli, quantile_bands
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.state import trust_in
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import Execution
from trustladder.sim.ensemble import run_parameter_sets
from trustladder.sim.scenario.scenario import Scenario

CUMULATIVE = ("interdicted", "harm")  # series that are drawn as cumulative sums
MOST_KEPT = 12  # scenarios whose bands stay in memory
Bands = dict[str, Any]


class Months(NamedTuple):
    """The drawn months of futures."""

    at: list[int]
    columns: dict[str, int]
    values: Floats  # [run, drawn month, series]
    cumulative: Floats  # [run, drawn month, series of CUMULATIVE] summed up from the first month on
    trust: tuple[Floats, Floats]  # mean trust [domain, observed, observer] at the begin of the first and last month


class OverTime:
    """Bands over time of the scenarios that were looked at of late."""

    def __init__(self) -> None:
        self.asked: Asked[Bands] = Asked(MOST_KEPT)

    def bands(self, key: str, scenario: Scenario, count: int, cancel: threading.Event | None = None) -> Bands:
        """Return the bands of the first futures of a scenario. Raises Cancelled once `cancel` is set."""
        return self.asked.get(key, lambda: bands_of(scenario, months_of(scenario, count, cancel)))


def months_of(scenario: Scenario, count: int, cancel: threading.Event | None = None) -> Months:
    """Run the first futures of a scenario, and keep their drawn months. Raises Cancelled once `cancel` is set."""
    which, at = range(count), drawn_months(scenario.months)
    execution = Execution(cancel=cancel)
    done = run_parameter_sets(
        spread(scenario), which, scenario.seed, keep=count, chunk=chunk_size(which), execution=execution
    )
    columns = {name: place for place, name in enumerate(done.columns)}
    summed = np.cumsum(done.months[:, :, [columns[name] for name in CUMULATIVE]], axis=1)[:, at]
    assert done.first_states is not None and done.last_states is not None
    first, last = (trust_in(states).mean(axis=0) for states in (done.first_states, done.last_states))
    return Months(at.tolist(), columns, done.months[:, at], summed, (first, last))


def bands_of(scenario: Scenario, months: Months) -> Bands:
    """Return what the page draws over time, and who trusts whom, in thousandths."""
    domains, at = Index(scenario).domains, np.array(months.at)
    series = [f"{name}.{domain}" for domain in domains for name in TRUSTS]
    return {
        "counted": len(months.values),
        "trust": {name: quantile_bands(months.values[:, :, months.columns[name]]) for name in series},
        # in ten thousandths, as it is a few percent
        "stopped": quantile_bands(10.0 * months.cumulative[:, :, 0] / (at + 1)),
        "harm": quantile_bands(months.cumulative[:, :, 1]),
        "network": {
            moment: {domain: milli(trust) for domain, trust in zip(domains, found, strict=True)}
            for moment, found in zip(("start", "end"), months.trust, strict=True)
        },
    }
