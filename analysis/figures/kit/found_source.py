"""A comparison that was run, as the source of the figure of effects: its findings in place of results."""

from collections.abc import Sequence
from typing import Any

from trustladder.analysis.comparison.compare import Comparison, Finding
from trustladder.analysis.figures.kit.result_source import ComparisonSource, ResultSource
from trustladder.analysis.figures.kit.source import Source
from trustladder.analysis.words import Words
from trustladder.sim.machine.version import law_hash
from trustladder.sim.scenario.scenario import Scenario


class FoundSource(ComparisonSource):
    """The findings of a comparison; of its futures nothing is kept."""

    def __init__(self, found: Comparison, language: str = "en") -> None:
        Source.__init__(self, language)
        self.found = found
        self.every = [_named(found.scenarios[name], self.words) for name in (found.reference, *found.variants)]

    def findings(self, metrics: Sequence[str]) -> list[tuple[int, Finding]]:
        """Return the findings on metrics, each with the number of its scenario; of one that is missing, none."""
        return [
            (which, one)
            for metric in metrics
            for which, known in enumerate(self.found.variants.values(), 1)
            for one in known
            if one.metric.name == metric
        ]

    @property
    def note(self) -> str:
        """Return the note: how many futures of each scenario, and of which version."""
        count = self.words.number(self.found.runs, 0)
        futures = self.words("note.futures_one" if self.found.runs == 1 else "note.futures_all", count=count)
        name = self.every[0].short
        text = self.words("note.result", name=name, futures=futures, seed=self.found.seed, law=law_hash()[:8])
        return self.noted(text, law_hash())

    @property
    def origins(self) -> list[dict[str, Any]]:
        """Return nothing: no folder holds what was compared."""
        return []


def _named(scenario: Scenario, words: Words) -> ResultSource:
    """Return a source that knows the names of a scenario and no numbers."""
    found = ResultSource.__new__(ResultSource)
    found.words, found.scenario, found.alias = words, scenario, ""
    return found
