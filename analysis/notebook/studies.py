"""`sweep` and `sensitivity` for Python: their results show what moves the headline most, a table and a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trustladder.analysis.notebook.shown import as_html, showing
from trustladder.analysis.studies import sensitivity as analysing
from trustladder.analysis.studies.sensitivity import Sensitivity
from trustladder.analysis.sweeps import sweep as sweeping
from trustladder.analysis.sweeps.folder import SweptFolder
from trustladder.sim.scenario.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from trustladder.analysis.figures.kit.sweep_source import SensitivitySource


class ShownSweep(SweptFolder):
    """What `sweep` returns: its folder, which shows what moves the headline most."""

    def __repr__(self) -> str:
        """Return in short what the sweep is, and where."""
        known = self.manifest()
        state = "finished" if known["finished"] else "not finished"
        size = f"{known['points']:,} points ({known['design']}) of {known['replicates']:,} futures"
        return f"Sweep {known['title']!r}: {size}, seed {known['seed']}, {state}, in {self.path}"

    def plot(self, name: str = "", *, language: str = "en", target: str = "web", **options: Any) -> Figure:
        """Return a figure of the sweep; without a name the one that fits its design. Raises InputError."""
        from trustladder.analysis.figures import figure_of
        from trustladder.analysis.figures.kit.publish import drawn, open_source, target_of
        from trustladder.analysis.studies.sensitivity import usual_figure
        from trustladder.analysis.studies.swept import Swept

        figure = figure_of(name or usual_figure(Swept(self.path, options.get("scenario"))))
        return drawn(figure, open_source(figure, [self.path], language, options), target_of(target))

    def _repr_html_(self) -> str:
        """Return what moves the headline most; where it cannot be told, why."""
        from trustladder.analysis.figures.kit.sweep_source import SensitivitySource
        from trustladder.analysis.reports.blocks import Text

        try:
            return _shown(SensitivitySource(self.path))
        except InputError as reason:
            return as_html([Text(repr(self), "lead"), Text(str(reason))])


class ShownSensitivity(Sensitivity):
    """What `sensitivity` returns; it shows what moves its first metric most."""

    def __repr__(self) -> str:
        """Return in short what was analysed, and the strongest factors of the first metrics."""
        lines = [f"Sensitivity ({self.method}) of {len(self.findings)} metrics to {len(self.factors)} factors"]
        for one in self.findings[:5]:
            strongest = ", ".join(f"{self.factors[row]} {one.strength(row):.2g}" for row in one.ranked()[:3])
            lines.append(f"  {one.metric}: {strongest}")
        return "\n".join([*lines, *([f"  {len(self.skipped)} metrics left out: skipped"] if self.skipped else [])])

    def source(self, metric: str = "", language: str = "en") -> SensitivitySource:
        """Return the analysis of one metric, or of the first, as the source of figures and sentences."""
        from trustladder.analysis.figures.kit.sweep_source import SensitivitySource

        name = metric or (self.findings[0].metric if self.findings else "")
        if self.finding(name) is None:
            raise InputError(f"{name or 'no metric'}: not analysed here; allowed: one of findings")
        crossed = len(self.swept.crossed) > 1
        scenario = self.swept.scenario_name if crossed else None
        return SensitivitySource(self.swept.folder.path, language, name, self.method, scenario, self)

    def plot(self, metric: str = "", *, language: str = "en", target: str = "web") -> Figure:
        """Return the figure of one metric, or of the first: bars of every factor. Raises InputError."""
        from trustladder.analysis.figures import figure_of
        from trustladder.analysis.figures.kit.publish import drawn, target_of

        name = "tornado" if self.method in ("morris", "oat") else "sobol"
        return drawn(figure_of(name), self.source(metric, language), target_of(target))

    def _repr_html_(self) -> str:
        """Return what moves the first metric most, a table of factors and a figure."""
        from trustladder.analysis.reports.blocks import Text

        return _shown(self.source()) if self.findings else as_html([Text(repr(self))])


def _shown(data: SensitivitySource) -> str:
    from trustladder.analysis.reports.swept import summary

    return as_html(summary(data))


sweep = showing(sweeping.sweep, lambda found: ShownSweep(found.path))
sensitivity = showing(analysing.sensitivity, lambda found: ShownSensitivity(*found))
