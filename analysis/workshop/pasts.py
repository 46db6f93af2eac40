"""The past of what is set, simulated: bands of trust before the start, and the shocks that moved it most."""

from typing import Any

from trustladder.analysis.past_shocks import named_shocks
from trustladder.analysis.words import LANGUAGES, words
from trustladder.analysis.workshop.asked import Asked
from trustladder.analysis.workshop.futures import chunk_size, drawn_months
from trustladder.analysis.workshop.picture import TRUSTS, quantile_bands
from trustladder.analysis.workshop.worker import ALL
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.ensemble import UncertainScenario, run_parameter_sets
from trustladder.sim.fits import default_sets
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.warm_up import past_key

MOST_KEPT = 8
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
    return "" if scenario.past is None else past_key(scenario, scenario.seed)


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
    trust = {name: done.months[:, :, column[name]] for name in series}
    return {
        "first": before.first_month,
        "months": before.months,
        "at": at.tolist(),
        "pasts": len(which),
        "trust": {name: quantile_bands(values[:, at]) for name, values in trust.items()},
        "shocks": {name: shocks_in(before, values.mean(axis=0)) for name, values in trust.items()},
    }


def shocks_in(before: Scenario, mean: Floats) -> list[tuple[int, dict[str, str]]]:
    """Return the months of the shocks that moved mean trust [month] most, the largest first, with their names."""
    named = named_shocks(before, mean)
    return [(shock.month, in_all_languages(shock.event.short_name(shock.key))) for shock, _ in named]


def in_all_languages(name: str) -> dict[str, str]:
    """Return a name of a shipped scenario by language; another one is the same in all."""
    return {language: words(language).known.get(name, name) for language in LANGUAGES}
