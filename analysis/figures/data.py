"""What figures read: a result's tables as arrays by name."""

from functools import cached_property
from pathlib import Path

import numpy as np

from analysis.shares import share_of_parameters
from sim.columns import numbers
from sim.errors import InputError
from sim.results import Folder
from sim.world import Floats


class Data:
    """A result folder, read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = Folder(folder)
        self.manifest = self.folder.manifest()
        self.scenario = self.folder.scenario()
        self.runs: int = self.manifest["runs"]

    @cached_property
    def _bands(self) -> dict[str, dict[str, Floats]]:
        table = self.folder.table("series")
        if table is None or "series" not in table.column_names:
            raise InputError(f"{self.folder.path}: holds no bands over time; run without --no-series and --full-series")
        names = np.array(table.column("series").to_pylist())
        columns = {name: numbers(table.column(name)) for name in ("mean", "p05", "p25", "p50", "p75", "p95")}
        order = {name: names == name for name in dict.fromkeys(names.tolist())}
        return {name: {column: values[rows] for column, values in columns.items()} for name, rows in order.items()}

    def band(self, series: str) -> dict[str, Floats]:
        """Mean and quantiles of a series [month]."""
        return self._bands[series]

    @cached_property
    def years(self) -> Floats:
        """The months as years, each at its middle."""
        years: Floats = (self.scenario.first_month + np.arange(self.scenario.months, dtype=np.float64) + 0.5) / 12.0
        return years

    @property
    def span(self) -> tuple[float, float]:
        """First and last year of the horizon."""
        first = self.scenario.first_month / 12.0
        return first, first + self.scenario.months / 12.0

    def metric(self, name: str) -> Floats:
        """A metric of every run."""
        table = self.folder.table("runs", [name])
        if table is None:
            raise InputError(f"{self.folder.path}: holds no finished run")
        values: Floats = numbers(table.column(name))
        return values

    def share_of_parameters(self, name: str) -> float | None:
        """The share of a metric's variation that is due to parameter sets; None where there are none, or it is unknown."""
        sets = len(self.manifest.get("sets", ()))
        if not sets:
            return None
        replicates = self.metric("replicate").astype(np.int64)
        found = share_of_parameters(self.metric(name), replicates, sets)
        return None if np.isnan(found) else found

    def network(self, moment: str, domain: str) -> dict[tuple[str, str], float]:
        """Mean trust by (observer, observed) at "start" or "end"."""
        table = self.folder.table("network")
        if table is None:
            raise InputError(f"{self.folder.path}: holds no network")
        rows = zip(*(table.column(name).to_pylist() for name in table.column_names), strict=True)
        return {(who, whom): trust for when, field, who, whom, trust in rows if when == moment and field == domain}

    @property
    def note(self) -> str:
        """What stands under every figure: how many futures, of what, by which law."""
        kept = min(self.runs, 1000)
        shown = f"{self.runs:,} futures" if self.runs <= kept else f"{self.runs:,} futures, bands of the first {kept:,}"
        if self.manifest.get("sets"):
            shown += f" over {len(self.manifest['sets'])} parameter sets"
        return f"{self.scenario.name}: {shown}, seed {self.manifest['seed']}, law {self.manifest['law'][:8]}. A scenario, not a forecast."
