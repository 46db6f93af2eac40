"""`run` for Python: its result shows its answer, a small table and a figure, and draws any figure of a result."""

from __future__ import annotations

from functools import cached_property
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from trustladder.analysis.notebook.shown import as_html, showing
from trustladder.sim import runs
from trustladder.sim.result import Result

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from trustladder.analysis.figures.kit.result_source import ResultSource
    from trustladder.sim.agents.own import Keeping


class RunResult(Result):
    """What `run` returns; as the last line of a notebook's cell it shows its answer, a table and a figure."""

    def __getstate__(self) -> None:
        """Leave out what was only written to draw figures of."""

    @cached_property
    def _written(self) -> TemporaryDirectory[str]:
        """Return a folder with the tables of the result, for as long as the result is there."""
        from trustladder.sim.store.results import Folder, Plan
        from trustladder.sim.store.run_tables import part_tables

        place = TemporaryDirectory(prefix="trustladder-")
        scenario = self.scenario.model_copy(update={"seed": self.seed})
        keeping: Keeping = "bands" if len(self.months) else "none"
        asked = len(self.replicates) + len(self.failures)
        plan = Plan(scenario, asked, self.seed, "compiled", keeping, self.parameter_sets)
        unknown = np.full((1, len(scenario.domains), len(scenario.actors), len(scenario.actors)), np.nan)
        part = runs.Part(0, self.replicates, self.metrics, self.failures, self.months[: runs.KEPT], unknown, unknown)
        tables, folder = part_tables(plan, part), Folder(Path(place.name))
        del tables["network"]  # of mean trust between actors nothing is kept in memory
        folder.write_part(0, tables)
        command = ["run", scenario.name, "--runs", str(plan.runs), "--seed", str(self.seed)]
        folder.write_manifest(plan.identity(), command, finished=True)
        return place

    def source(self, language: str = "en") -> ResultSource:
        """Return the result as the source of figures and sentences, in one language."""
        from trustladder.analysis.figures.kit.result_source import ResultSource

        return ResultSource(Path(self._written.name), language)

    def plot(self, name: str = "trust-fan", *, language: str = "en", target: str = "web", **options: Any) -> Figure:
        """Return a figure of the result; `trustladder figure` lists what is drawn of a result, and the targets.

        The figure belongs to the caller: pyplot knows nothing of it, and no setting of matplotlib is left changed.
        Raises InputError for a name, a target, a language or an option that is not allowed.

        >>> from trustladder import run
        >>> run("baseline", 100).plot("ladder").savefig("ladder.png")  # doctest: +SKIP
        """
        from trustladder.analysis.figures import figure_of
        from trustladder.analysis.figures.kit.publish import drawn, open_source, target_of

        figure, size = figure_of(name), target_of(target)
        return drawn(figure, open_source(figure, [Path(self._written.name)], language, options), size)

    def _repr_html_(self) -> str:
        """Return the answer in sentences, the small table and the first picture."""
        from trustladder.analysis.answer import answer
        from trustladder.analysis.figures import figure_of
        from trustladder.analysis.reports.blocks import Block, Text
        from trustladder.analysis.reports.content import picture
        from trustladder.analysis.reports.side_by_side import small_table

        data = self.source()
        lead, *rest = answer(data)
        blocks: list[Block] = [Text(lead, "lead"), *([Text(" ".join(rest))] if rest else [])]
        if data.finished:
            blocks += [*small_table([data]), picture(figure_of("overview"), data, count(1))]
        return as_html(blocks)


run = showing(runs.run, lambda found: RunResult(*found), "runs")
