"""The past of what is set, simulated: bands of trust before the start, and the shocks that moved it most."""

from typing import Any

import numpy as np

from trustladder.analysis.words import LANGUAGES, words
from trustladder.analysis.workshop.asked import Asked
from trustladder.analysis.workshop.describing import month_of
from trustladder.analysis.workshop.futures import chunk_size, drawn_months
from trustladder.analysis.workshop.picture import TRUSTS, quantile_bands
from trustladder.analysis.workshop.worker import ALL
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.ensemble import UncertainScenario, run_parameter_sets
from trustladder.sim.fits import default_sets
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.warm_up import name_of, past_key

MOST_KEPT = 8
NAMED, APART = 4, 18  # shocks, those that moved trust most; months between two of them
Past = dict[str, Any]


class Pasts:
    """Pasts of the scenarios that were asked for of late; levers leave them as they are."""

    def __init__(self) -> None:
        self.asked: Asked[Past | None] = Asked(MOST_KEPT)

    def show(self, scenario: Scenario) -> Past | None:
        """Return the past of a scenario, None where it has none; it takes as long as its runs."""
        return self.asked.get(key_of(scenario), lambda: past_of(scenario))


def key_of(scenario: Scenario) -> str:
    """Return the key of a scenario's past."""
    return "" if scenario.past is None else name_of(past_key(scenario, scenario.seed))


def past_of(scenario: Scenario) -> Past | None:
    """Run the pasts of the futures that pictures show, and return bands of trust with the shocks that moved it."""
    before = scenario.history()
    if before is None or scenario.past is None:
        return None
    which, at = range(min(ALL, scenario.past.replicates)), drawn_months(before.months)
    uncertain = UncertainScenario(before, default_sets(scenario))
    done = run_parameter_sets(uncertain, which, scenario.seed, keep=len(which), chunk=chunk_size(which))
    column = {name: place for place, name in enumerate(done.columns)}
    series = [f"{name}.{domain}" for domain in Index(before).domains for name in TRUSTS]
    return {
        "first": before.first_month,
        "months": before.months,
        "at": at.tolist(),
        "pasts": len(which),
        "trust": {name: quantile_bands(done.months[:, at, column[name]]) for name in series},
        "shocks": shocks_of(before, done.months[:, :, column[f"trust_region.{scenario.aim}"]].mean(axis=0)),
    }


def shocks_of(before: Scenario, trust: Floats) -> list[tuple[int, dict[str, str]]]:
    """Return the months of the dated events that moved mean trust [month] most, the largest first, and their names.

    They lie apart in time. A move counts by how far it lies from what trust does in a usual month.
    """
    steps, moved = np.diff(trust, prepend=trust[0]), list[tuple[float, int, str]]()
    unusual = np.abs(steps - np.median(steps))
    for key, event in before.events.items():
        month = month_of(before, event.date)
        if month is not None and 0 < month < before.months:
            moved.append((float(unusual[month : month + 2].max()), month, event.short_name(key)))
    largest = list[tuple[int, str]]()
    for _, month, name in sorted(moved, reverse=True):
        if len(largest) < NAMED and all(abs(month - other) >= APART for other, _ in largest):
            largest.append((month, name))
    return [(month, in_all_languages(name)) for month, name in largest]


def in_all_languages(name: str) -> dict[str, str]:
    """Return a name of a shipped scenario by language; another one is the same in all."""
    return {language: words(language).known.get(name, name) for language in LANGUAGES}
