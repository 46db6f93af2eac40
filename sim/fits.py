"""Read a fit: the parameter sets that the record of a region leaves possible, and the one with which it begins.

A scenario names the folder of its fit (`fit`), and begins with the fit's medoid, the set with the least distance to all
others. A number that a scenario states otherwise is its own, and does not vary over the sets.
"""

import csv
import io
import json
import logging
from contextlib import suppress
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from trustladder.sim.machine.version import law_hash
from trustladder.sim.scenario.changes import is_whole, parameter_of, value_at, with_parameters
from trustladder.sim.scenario.dates import month_number
from trustladder.sim.scenario.errors import InputError, shown, unknown
from trustladder.sim.scenario.files import LARGE, is_there, read_bytes
from trustladder.sim.scenario.loading import shipped_folder
from trustladder.sim.scenario.scenario import Scenario, registry

LOG = logging.getLogger(__name__)
Settings = dict[str, Any]  # dotted changes of a scenario
TABLE, ORIGIN, MEDOID = "posterior.csv", "posterior.json", "medoid.toml"
SHIPPED = "evidence"
CHECKED = 8  # sets of which a fit keeps what they gave
SUMS = ("formed", "succeeded", "breaches", "given", "harm", "interdicted", "rivalry")  # series that are compared
ENDS = ("trust_region", "trust_in_donors")  # of which the last month is
FITTED = "fitted to the record"  # the source of a number that is the medoid's


class Fit(NamedTuple):
    """An ensemble of parameter sets of equal weight, and how it was found."""

    sets: list[Settings]
    origin: dict[str, Any]

    @property
    def medoid(self) -> Settings:
        """The set with the least distance to all others. Raises InputError where an earlier version wrote none."""
        if "medoid" not in self.origin:
            raise InputError(f"{ORIGIN}: medoid: is missing, as an earlier version wrote none; fit anew")
        return dict(self.origin["medoid"])

    @property
    def current(self) -> bool:
        """Whether this version of the model made it, or gives its first sets the histories that they had then.

        Another version takes seconds to ask, once a process.
        """
        if self.origin.get("law") == law_hash():
            return True
        known = self.origin.get("histories")
        with suppress(InputError, KeyError, TypeError, ValueError):  # a scenario that is not here, a damaged file
            return known is not None and bool(known == self.histories())
        return False

    def histories(self) -> str:
        """Return a hash of the histories of its first sets, to the last bit. Raises InputError as a scenario does."""
        known, origin = self.origin["targets"], self.origin
        sets = tuple(tuple(one.items()) for one in self.sets[:CHECKED])
        return _histories(known["scenario"], known["until"], origin["runs"], origin["seed"], sets)

    def median(self) -> Settings:
        """Return the median of each parameter as one set."""
        return {name: type(value)(median(one[name] for one in self.sets)) for name, value in self.sets[0].items()}


@lru_cache(maxsize=8)
def _histories(name: str, until: str, runs: int, seed: int, sets: tuple[tuple[tuple[str, Any], ...], ...]) -> str:
    """Return a hash of what series add up to, run by run; a series that is new changes nothing."""
    from trustladder.sim.ensemble import run_replicates

    scenario, digest = Scenario.load(name), blake2b(digest_size=16)
    scenario = scenario.with_months(month_number(date.fromisoformat(until)) + 1 - scenario.first_month)
    for one in sets:
        done = run_replicates(scenario.changed(dict(one)), range(runs), seed)
        for values, names in ((done.record.total, SUMS), (done.record.final, ENDS)):
            for i, column in enumerate(done.columns):
                if column.partition(".")[0] in names:
                    digest.update(values[:, i].tobytes())
    return digest.hexdigest()


def folder_of(name: str) -> Path:
    """Return the folder of a fit by the name that scenarios have for it: a path, or that of a shipped one."""
    return shipped_folder() / name  # an absolute path stays as it is


def read_fit(folder: Path | None = None) -> Fit:
    """Read a fit from a folder, by default the shipped one. Raises InputError, one line, where it is damaged."""
    path = (folder or folder_of(SHIPPED)) / TABLE
    return _read(path, *(_written(one) for one in (path, path.with_name(ORIGIN))))


def _written(path: Path) -> int:
    """Return when a file was last written, in nanoseconds; 0 where it is missing, which its reader says."""
    return path.stat().st_mtime_ns if is_there(path) else 0


@lru_cache(maxsize=8)
def _read(path: Path, *_: int) -> Fit:
    try:
        rows = list(csv.reader(io.StringIO(read_bytes(path, "posterior", LARGE).decode("utf-8"), newline="")))
        origin = json.loads(read_bytes(path.with_name(ORIGIN), "posterior").decode("utf-8"))
    except ValueError as error:
        raise InputError(f"{path}: not a posterior ({' '.join(str(error).split())})") from None
    if not isinstance(origin, dict):
        raise InputError(f"{path.with_name(ORIGIN)}: {shown(origin)}; allowed: a table")
    if len(rows) < 2:
        raise InputError(f"{path}: no parameter set; `trustladder calibrate` makes them")
    for name in rows[0]:
        if parameter_of(name) is None:
            raise unknown(str(path), name, (line.path for line in registry()), "parameter")
    return Fit([_set(f"{path}: row {number}", rows[0], row) for number, row in enumerate(rows[1:], 2)], origin)


def _set(where: str, names: list[str], row: list[str]) -> Settings:
    if len(row) != len(names):
        raise InputError(f"{where}: {len(row)} cells; allowed: {len(names)}")
    try:
        return {name: int(cell) if is_whole(name) else float(cell) for name, cell in zip(names, row, strict=True)}
    except ValueError as error:
        raise InputError(f"{where}: {shown(str(error))}; allowed: numbers") from None


def default_sets(scenario: Scenario) -> list[Settings]:
    """Return the parameter sets over which a scenario is spread unless its user says otherwise.

    Those of its fit; none where it has no fit, or one of another version of the model, which one logged line says.
    Raises InputError where the fit cannot be read.
    """
    if scenario.fit is None:
        return []
    fit = _fit_of(scenario)
    if not fit.current:
        LOG.warning("%s; the numbers of the scenario are used alone, and its spread is luck alone", _outdated(scenario))
        return []
    return own_numbers_kept(scenario, fit)


def posterior_sets(scenario: Scenario) -> list[Settings]:
    """Return the parameter sets of a scenario's fit.

    Raises InputError where it has none, one of another version of the model, or one that cannot be read.
    """
    if scenario.fit is None:
        raise InputError(f"uncertainty posterior: {scenario.name} was never fitted to a record; allowed for it: none")
    fit = _fit_of(scenario)
    if not fit.current:
        raise InputError(
            f"uncertainty posterior: {_outdated(scenario)}; `trustladder calibrate` fits anew; or use none"
        )
    return own_numbers_kept(scenario, fit)


def _fit_of(scenario: Scenario) -> Fit:
    """Return the fit that a scenario names. Raises InputError, with the scenario's name, where it cannot be read."""
    try:
        return read_fit(folder_of(str(scenario.fit)))
    except InputError as error:
        raise InputError(
            f"{scenario.name}: fit: {error}; allowed: a folder that `trustladder calibrate` wrote"
        ) from None


def _outdated(scenario: Scenario) -> str:
    return f"{scenario.fit}/{TABLE} was fitted under another version of the model than this one, {law_hash()}"


def fitted_numbers(scenario: Scenario) -> Settings:
    """Return the numbers that a scenario has from its fit; none where it has no fit, or one that cannot be read."""
    if scenario.fit is None:
        return {}
    try:
        return _shared(scenario, _fit_of(scenario))
    except InputError:
        return {}


def _shared(scenario: Scenario, fit: Fit) -> Settings:
    """Return the numbers of a fit's medoid that a scenario has too."""
    return {path: value for path, value in fit.medoid.items() if value_at(scenario, path) == value}


def own_numbers_kept(scenario: Scenario, fit: Fit) -> list[Settings]:
    """Return the sets of a fit without those parameters that a scenario states otherwise than the fit's medoid.

    Raises InputError where the scenario has no such parameter.
    """
    free = _shared(scenario, fit)
    sets = [{name: one[name] for name in free} for one in fit.sets]
    try:
        with_parameters(scenario, sets[0])
    except InputError as error:
        raise InputError(f"uncertainty posterior: {scenario.name} lacks what was fitted ({error})") from None
    return sets if free else []
