"""A finished sweep as a source of figures: the outcomes of its points, and the influence of its factors."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.labels import Measure
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.source import Nothing, Source, typed
from trustladder.analysis.studies.swept import Swept, begun
from trustladder.analysis.sweeps.folder import KIND, SweptFolder
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Folder

if TYPE_CHECKING:
    from trustladder.analysis.studies.sensitivity import Finding, Method, Sensitivity

HEADLINE = "region_held"


class SweepSource(Source):
    """One metric over the points of a sweep, for one scenario."""

    KIND = "sweep"
    OPTIONS: ClassVar[tuple[str, ...]] = ("metric", "scenario")

    def __init__(
        self, folder: str | Path, language: str = "en", metric: str | None = None, scenario: str | None = None
    ) -> None:
        self.metric, self.chosen = metric or HEADLINE, scenario
        super().__init__(language, metric=self.metric, scenario=scenario)
        self.folder = SweptFolder(Path(folder))
        self.manifest = begun(self.folder)

    @cached_property
    def swept(self) -> Swept:
        """Return the sweep. Raises Nothing if it is not finished."""
        if not self.manifest.get("finished"):
            raise Nothing("nothing.sweep")
        swept = Swept(self.folder.path, self.chosen)
        swept.chosen([self.metric])
        return swept

    @property
    def scenario(self) -> Scenario:
        """Return the scenario of the sweep."""
        return self.swept.scenarios[self.swept.scenario_name]

    @cached_property
    def measure(self) -> Measure:
        """Return the metric with its label."""
        return labels.measure(self.words, self.scenario, self.metric, self.swept.entry(self.metric).unit)

    @cached_property
    def values(self) -> Floats:
        """Return the metric [point]. Raises Nothing if some values are missing, or all are equal."""
        values = self.swept.outcome(self.metric)
        missing = int((~np.isfinite(values)).sum())
        if missing:
            raise Nothing("nothing.missing", metric=self.measure.label, count=missing)
        if self.swept.wrong(self.metric):
            raise Nothing("nothing.constant", metric=self.measure.label, value=self.measure.written(float(values[0])))
        return values

    def factor(self, path: str) -> str:
        """Return the label of a factor."""
        return labels.factor(self.words, self.scenario, path)

    @property
    def note(self) -> str:
        """Return the note: the title, the scenarios, the design and its size."""
        say, known = self.words, self.manifest
        chosen = [name for name in known["scenarios"] if self.chosen in (None, name)]
        text = say(
            "note.sweep",
            title=labels.capital(say.said(known["title"], 60)),
            name=", ".join(say.said(known["scenarios"][one].get("short") or one, 60) for one in chosen),
            points=say.number(known["points"], 0),
            design=known["design"],
            replicates=say.number(known["replicates"], 0),
            seed=known["seed"],
            law=known["law"][:8],
        )
        return self.noted(text, known["law"])

    @property
    def origins(self) -> list[dict[str, Any]]:
        """Return what the sweep depends on, in short."""
        return [swept_in_short(self.manifest)]


def run_or_sweep(folder: Path, language: str) -> ResultSource | SweepSource:
    """Return the source that a folder holds: the result of a run, or a sweep."""
    swept = Folder(folder).manifest().get("kind") == KIND
    return SweepSource(folder, language) if swept else ResultSource(folder, language)


def swept_in_short(manifest: Any) -> dict[str, Any]:
    """Return what a sweep depends on; one that no command made can be made from its plan."""
    return {
        "sweep": manifest["title"],
        "scenario": ", ".join(manifest["scenarios"]),
        "seed": manifest["seed"],
        "design": manifest["design"],
        "points": manifest["points"],
        "runs": manifest["points"] * manifest["replicates"],
        "months": ", ".join(dict.fromkeys(str(tree["months"]) for tree in manifest["scenarios"].values())),
        "replicates": manifest["replicates"],
        "lane": manifest["lane"],
        "law": manifest["law"],
        "factors": manifest["factors"],
        "plan": manifest.get("plan"),
        "version": manifest.get("trustladder"),
        "command": typed(manifest.get("command"), "sweep") or ["sweep", "plan.toml"],
    }


class SensitivitySource(SweepSource):
    """A sensitivity analysis of a sweep for one metric."""

    OPTIONS = ("metric", "method", "scenario")

    def __init__(
        self,
        folder: str | Path,
        language: str = "en",
        metric: str | None = None,
        method: Method | None = None,
        scenario: str | None = None,
        found: Sensitivity | None = None,
    ) -> None:
        super().__init__(folder, language, metric, scenario)
        self.options["method"] = method
        self.method, self.given = method, found

    @cached_property
    def found(self) -> Sensitivity:
        """Return the analysis. Raises Nothing if there are too few points."""
        from trustladder.analysis.studies.sensitivity import LEAST, method_of, samples, sensitivity

        if self.given is not None:
            return self.given
        chosen, count = method_of(self.swept, self.method), samples(self.swept, self.method)
        if count < LEAST[chosen]:
            raise Nothing("nothing.samples", count=count, least=LEAST[chosen], method=chosen)
        assert self.values is not None
        return sensitivity(self.folder.path, [self.metric], self.method, self.chosen)

    @cached_property
    def finding(self) -> Finding:
        """Return the findings for the metric."""
        finding = self.found.finding(self.metric)
        assert finding is not None
        return finding

    def labels(self, rows: list[int]) -> list[str]:
        """Return the labels of factors by their row numbers."""
        return [self.factor(self.found.factors[row]) for row in rows]
