"""Read a finished sweep as numbers: the value of each factor, and the mean of each outcome, at each point."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from trustladder.analysis.studies.codebook import Entry, entry_of
from trustladder.analysis.sweeps.factors import EVENT_DATE, Factor
from trustladder.analysis.sweeps.folder import KIND, SweptFolder
from trustladder.analysis.sweeps.plans import as_text
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.scenario.dates import month_number
from trustladder.sim.scenario.errors import InputError, listed, unknown
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.arrow import numbers

HAPPENED, SPREAD = "happened.", "sd."
BESIDE = ("point", "scenario", "runs")


class Swept:
    """The points of one scenario of a finished sweep. Raises InputError for any other folder."""

    def __init__(self, path: str | Path, scenario: str | None = None) -> None:
        self.folder = SweptFolder(Path(path))
        self.manifest = manifest_of(self.folder)
        whole = self.folder.points()
        names = np.array(whole.column("scenario").to_pylist(), dtype=object)
        self.crossed: list[str] = self.manifest["crossed"]
        self.scenario_name = self._chosen(scenario)
        mine = names == self.scenario_name if len(self.crossed) > 1 else np.ones(len(names), bool)
        self.rows = np.flatnonzero(mine)
        self.table = whole.take(pa.array(self.rows)) if len(self.crossed) > 1 else whole
        self.names = names[mine]
        self.design: str = self.manifest["design"]
        self.replicates: int = self.manifest["replicates"]

    def _chosen(self, scenario: str | None) -> str:
        if scenario is not None and scenario not in self.crossed:
            raise unknown(str(self.folder.path), scenario, self.crossed, "scenario")
        if scenario is None and len(self.crossed) > 1:
            raise InputError(
                f"{self.folder.path}: each point was run under {len(self.crossed)} scenarios; choose one with "
                f"--scenario: {listed(self.crossed)}"
            )
        return scenario or self.crossed[0]

    @property
    def points(self) -> int:
        """Return the number of points."""
        return len(self.rows)

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """Return the scenarios that were run, by name."""
        return self.folder.scenarios()

    @cached_property
    def horizon(self) -> Floats:
        """Return the number of months of each point's scenario [point]."""
        return np.array([float(self.scenarios[name].months) for name in self.names])

    @cached_property
    def starts(self) -> Floats:
        """Return the first month of each point's scenario, since year 0 [point]."""
        return np.array([float(self.scenarios[name].first_month) for name in self.names])

    @property
    def identity(self) -> dict[str, Any]:
        """Return what was swept, as the JSON of a study begins."""
        return {
            "title": self.manifest["title"],
            "scenario": self.scenario_name,
            "design": self.design,
            "points": self.points,
            "replicates": self.replicates,
        }

    # --- factors ---

    @cached_property
    def factors(self) -> list[Factor]:
        """Return the factors that were varied; for a list of points, with the range of the values."""
        if self.manifest["factors"]:
            return [
                Factor(path, kind, low, high, tuple(values))
                for path, kind, low, high, values in self.manifest["factors"]
            ]
        return [self._listed(path) for path in self.manifest["columns"]]

    def _listed(self, path: str) -> Factor:
        if EVENT_DATE.fullmatch(path):
            months = self.months(path) + self.starts
            return Factor(path, "month", float(np.nanmin(months)), float(np.nanmax(months)))
        if numeric(self.table.schema.field(path).type):
            values = numbers(self.table.column(path))
            return Factor(path, "number", float(np.nanmin(values)), float(np.nanmax(values)))
        return Factor(path, "choice", values=tuple(dict.fromkeys(self.words(path))))

    def words(self, path: str) -> list[str]:
        """Return the values of a factor as texts [point]."""
        column = self.table.column("scenario" if path == "scenario" else path)
        return [as_text(value) for value in column.to_pylist()]

    def values(self, factor: Factor) -> Floats:
        """Return the values of a factor as numbers [point].

        Dates are months since year 0; choices are indices into the list of values.
        """
        if EVENT_DATE.fullmatch(factor.path):
            return self._dates(factor)
        if factor.kind != "choice":
            return np.asarray(numbers(self.table.column(factor.path)), dtype=float)
        indices = {plain(value): index for index, value in enumerate(factor.values)}
        return np.array([indices.get(plain(text), np.nan) for text in self.words(factor.path)], dtype=float)

    def _dates(self, factor: Factor) -> Floats:
        months = self.months(factor.path) + self.starts
        if factor.kind != "choice":
            return months
        indices = {month_of(value): index for index, value in enumerate(factor.values)}
        return np.array([indices.get(month, np.nan) for month in months.tolist()])

    def months(self, path: str) -> Floats:
        """Return the date of an event as months since its scenario's start [point]; NaN where it has none."""
        column = self.table.column(path)
        if numeric(column.type):
            return np.asarray(numbers(column), dtype=float)
        texts = [text or "" for text in column.to_pylist()]  # of sweeps by versions that wrote dates as texts
        return np.array([month_of(text) if text else np.nan for text in texts]) - self.starts

    def shares(self, factor: Factor) -> Floats:
        """Return each point's position along the range of a factor, 0 at its first value and 1 at its last [point]."""
        low, span = (0.0, factor.steps - 1) if factor.kind == "choice" else (factor.low, factor.high - factor.low)
        return (self.values(factor) - low) / (span or 1.0)

    # --- outcomes ---

    @cached_property
    def columns(self) -> frozenset[str]:
        """Return the names of all columns."""
        return frozenset(self.table.column_names)

    @cached_property
    def outcomes(self) -> list[str]:
        """Return the names of all outcomes, in the order of the table."""
        beside = {*BESIDE, *self.manifest["columns"]}
        return [name for name in self.table.column_names if name not in beside and not name.startswith(SPREAD)]

    def chosen(self, metrics: Sequence[str]) -> list[str]:
        """Return the outcomes of these names. Raises InputError, with the nearest spelling, for an unknown one."""
        for name in metrics:
            if name not in self.outcomes:
                raise unknown(str(self.folder.path), name, self.outcomes, "metric")
        return list(dict.fromkeys(metrics))

    def censored(self, name: str) -> bool:
        """Return whether an outcome is a month that may never come."""
        return f"{HAPPENED}{name}" in self.columns

    def outcome(self, name: str) -> Floats:
        """Return the mean of an outcome at each point [point]; a month that never came counts as the horizon."""
        values = numbers(self.table.column(name))
        if not self.censored(name):
            return values
        came = numbers(self.table.column(HAPPENED + name))
        return np.where(came > 0.0, came * np.nan_to_num(values), 0.0) + (1.0 - came) * self.horizon

    def entry(self, name: str) -> Entry:
        """Return the codebook entry of an outcome."""
        return entry_of(name, self.scenarios)

    def wrong(self, name: str) -> str | None:
        """Return why an outcome cannot be analysed, or None if it can.

        Without this check NaN would silently give indices of 0.0.
        """
        values = self.outcome(name)
        missing = int((~np.isfinite(values)).sum())
        if missing:
            first = int(self.rows[np.flatnonzero(~np.isfinite(values))[0]])
            return f"has no value at {missing:,} of {self.points:,} points, the first of them point {first}"
        return "is the same at every point" if np.ptp(values) <= 1e-12 * max(1.0, np.abs(values).max()) else None


def manifest_of(folder: SweptFolder) -> Mapping[str, Any]:
    """Return a finished sweep's manifest. Raises InputError for another folder, or an unfinished sweep."""
    manifest = begun(folder)
    if not manifest.get("finished"):
        raise InputError(f"{folder.path}: the sweep is not finished; the same trustladder sweep goes on with it")
    return manifest


def begun(folder: SweptFolder) -> Mapping[str, Any]:
    """Return the manifest of a sweep, finished or not. Raises InputError for another folder."""
    if not folder.path.is_dir():
        raise InputError(f"{folder.path}: no such folder; trustladder sweep makes one")
    manifest = folder.manifest()
    if manifest.get("kind") != KIND:
        raise InputError(f"{folder.path}: the folder holds the result of a run, no sweep; trustladder sweep makes one")
    return manifest


def numeric(kind: pa.DataType) -> bool:
    """Return whether a column holds numbers."""
    return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind))


def plain(value: Any) -> str:
    """Return the canonical spelling of a value, by which a manifest and a column are matched."""
    text = str(value).lower()
    try:
        return repr(float(text))
    except ValueError:
        return text


def month_of(text: str) -> float:
    """Return the months since year 0 of an ISO date."""
    return float(month_number(date.fromisoformat(text)))
