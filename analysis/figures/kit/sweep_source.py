"""A finished sweep as figures read it: the outcome of its points, and which of its factors matter."""

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
    """One metric over the points of a sweep under one scenario."""

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
        """The sweep. Raises Nothing where it is not finished."""
        if not self.manifest.get("finished"):
            raise Nothing("nothing.sweep")
        swept = Swept(self.folder.path, self.chosen)
        swept.chosen([self.metric])
        return swept

    @property
    def scenario(self) -> Scenario:
        """The scenario that was run."""
        return self.swept.scenarios[self.swept.scenario_name]

    @cached_property
    def measure(self) -> Measure:
        """The metric with its label."""
        return labels.measure(self.words, self.scenario, self.metric, self.swept.entry(self.metric).unit)

    @cached_property
    def values(self) -> Floats:
        """The metric at each point [point]. Raises Nothing where it has no value at some, or the same at all."""
        values = self.swept.outcome(self.metric)
        missing = int((~np.isfinite(values)).sum())
        if missing:
            raise Nothing("nothing.missing", metric=self.measure.label, count=missing)
        if self.swept.wrong(self.metric):
            raise Nothing("nothing.constant", metric=self.measure.label, value=self.measure.written(float(values[0])))
        return values

    def factor(self, path: str) -> str:
        """A factor's label."""
        return labels.factor(self.words, self.scenario, path)

    @property
    def note(self) -> str:
        """What was run."""
        say, known = self.words, self.manifest
        said = say(
            "note.sweep", title=labels.capital(say.said(known["title"], 60)), name=say.said(self.chosen or ", ".join(known["scenarios"]), 60),
            points=say.number(known["points"], 0), design=known["design"], replicates=say.number(known["replicates"], 0),
            seed=known["seed"], law=known["law"][:8],
        )  # fmt: skip
        return self.noted(said, known["law"])

    @property
    def origins(self) -> list[dict[str, Any]]:
        """What the sweep depends on, in short."""
        return [swept_in_short(self.manifest)]


def run_or_sweep(folder: Path, language: str) -> ResultSource | SweepSource:
    """What a folder holds: the result of a run, or a sweep."""
    swept = Folder(folder).manifest().get("kind") == KIND
    return SweepSource(folder, language) if swept else ResultSource(folder, language)


def swept_in_short(manifest: Any) -> dict[str, Any]:
    """What a sweep depends on; where nobody typed the command, a plan of the same content makes it."""
    return {
        "sweep": manifest["title"], "scenario": ", ".join(manifest["scenarios"]), "seed": manifest["seed"],
        "design": manifest["design"], "points": manifest["points"], "runs": manifest["points"] * manifest["replicates"],
        "months": ", ".join(dict.fromkeys(str(tree["months"]) for tree in manifest["scenarios"].values())),
        "replicates": manifest["replicates"], "lane": manifest["lane"], "law": manifest["law"],
        "factors": manifest["factors"], "plan": manifest.get("plan"), "version": manifest.get("trustladder"),
        "command": typed(manifest.get("command"), "sweep") or ["sweep", "plan.toml"],
    }  # fmt: skip


class SensitivitySource(SweepSource):
    """Which factors of a sweep matter for one metric."""

    OPTIONS = ("metric", "method", "scenario")

    def __init__(
        self, folder: str | Path, language: str = "en", metric: str | None = None, method: Method | None = None,
        scenario: str | None = None, found: Sensitivity | None = None,
    ) -> None:  # fmt: skip
        super().__init__(folder, language, metric, scenario)
        self.options["method"] = method
        self.method, self.given = method, found

    @cached_property
    def found(self) -> Sensitivity:
        """The analysis. Raises Nothing where there are too few points."""
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
        """What was found of the metric."""
        finding = self.found.finding(self.metric)
        assert finding is not None
        return finding

    def labels(self, rows: list[int]) -> list[str]:
        """The labels of factors by their places."""
        return [self.factor(self.found.factors[row]) for row in rows]
