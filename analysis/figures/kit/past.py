"""The past of a result: what its scenario's histories live through before the start, as bands over time.

A result keeps no month of its past, so some histories are run again, over the same parameter sets; their bands are kept
beside the figures, and in the user's cache for other results with the same past. A result of another version of the
model cannot be told its past.
"""

import json
from contextlib import suppress
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.figures.kit.result_source import QUANTILES, ResultSource
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.machine.folders import forget_older, writable_folder
from trustladder.sim.machine.version import law_hash
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.arrow import numbers
from trustladder.sim.store.parts import read_part
from trustladder.sim.store.results import Folder
from trustladder.sim.warm_up import past_key

HISTORIES = 500
FILE = "figures/closeup/past-{histories}.parquet"
FAMILY = "trust_region."  # series that are kept
KEPT_VERSIONS = 3  # of the model, in the user's cache
Columns = dict[str, np.ndarray[Any, Any]]  # of bands in long form


class Past(NamedTuple):
    """Histories of a result: the scenario that they live through, and their bands by series and quantile [month]."""

    scenario: Scenario
    histories: int
    bands: dict[str, dict[str, Floats]]

    @property
    def years(self) -> Floats:
        """Return the middle of each month as a year [month]."""
        return (self.scenario.first_month + np.arange(self.scenario.months, dtype=np.float64) + 0.5) / 12.0


def past_of(data: ResultSource) -> Past | None:
    """Return the past of a result, from its folder if it is there; None where it has none, or none can be told."""
    before = data.scenario.history()
    if before is None:
        return None
    name = FILE.format(histories=HISTORIES)
    columns = _read(data.folder, name)
    if columns is None and not data.old_law:
        columns = _read_or_lived(data, before)
        _write(data.folder, name, columns)
    return None if columns is None else Past(before, HISTORIES, _by_series(columns))


def _read_or_lived(data: ResultSource, before: Scenario) -> Columns:
    """Return bands in long form from the user's cache, where any result had the same past, or else from histories."""
    try:
        kept = Folder(writable_folder("bands", law_hash()))
    except OSError:
        return _lived(data, before)
    forget_older(kept.path, KEPT_VERSIONS)
    name = f"{_key(data)}.parquet"
    columns = _read(kept, name)
    if columns is None:
        columns = _lived(data, before)
        _write(kept, name, columns)
    return columns


def _key(data: ResultSource) -> str:
    """Return a hash of all that the bands hang on."""
    sets = json.dumps(data.manifest.get("sets"), sort_keys=True)
    text = f"{past_key(data.scenario, data.seed)} {sets} {HISTORIES} {FAMILY}"
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _read(folder: Folder, name: str) -> Columns | None:
    """Return bands from a folder; None where there are none, or none that can be read."""
    with suppress(InputError, KeyError):
        if (folder.path / name).is_file():
            table = read_part(folder.path / name)
            series = np.array(table.column("series").to_pylist())
            return {"series": series, **{one: numbers(table.column(one)) for one in QUANTILES}}
    return None


def _write(folder: Folder, name: str, columns: Columns) -> None:
    """Keep bands in a folder, unless it is read-only: then they are made each time."""
    with suppress(InputError):
        folder.write(name, columns)


def _lived(data: ResultSource, before: Scenario) -> Columns:
    """Run histories; return their bands in long form: the series of each row, and mean and quantiles."""
    from trustladder.sim.bands import bands
    from trustladder.sim.runs import run

    done = run(before, HISTORIES, seed=data.seed, parameter_sets=data.manifest.get("sets") or [{}])
    found = bands(before, done.months, FAMILY)
    return {name: found[name] for name in ("series", *QUANTILES)}


def _by_series(columns: Columns) -> dict[str, dict[str, Floats]]:
    """Return quantiles by series from long form."""
    series = columns["series"]
    return {one: {name: columns[name][series == one] for name in QUANTILES} for one in dict.fromkeys(series.tolist())}
