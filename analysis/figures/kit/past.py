"""The past of a result: what its scenario's histories live through before the start, as bands over time.

A result keeps no month of its past, so some histories are run again, over the same parameter sets; their bands are kept
beside the figures. A result of another version of the model cannot be told its past.
"""

from contextlib import suppress
from typing import NamedTuple

import numpy as np

from trustladder.analysis.figures.kit.result_source import QUANTILES, ResultSource
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.arrow import numbers
from trustladder.sim.store.parts import read_part

HISTORIES = 500
FILE = "figures/closeup/past-{histories}.parquet"
FAMILY = "trust_region."  # series that are kept


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
    path = data.folder.path / FILE.format(histories=HISTORIES)
    with suppress(InputError, KeyError):
        if path.is_file():
            table = read_part(path)
            kept = {name: numbers(table.column(name)) for name in QUANTILES}
            return Past(before, HISTORIES, _by_series(table.column("series").to_pylist(), kept))
    if data.old_law:
        return None
    names, columns = _lived(data, before)
    with suppress(InputError):  # a read-only folder: they are run each time
        data.folder.write(path.relative_to(data.folder.path).as_posix(), {"series": names, **columns})
    return Past(before, HISTORIES, _by_series(names, columns))


def _lived(data: ResultSource, before: Scenario) -> tuple[list[str], dict[str, Floats]]:
    """Run histories; return their bands in long form: the series of each row, and mean and quantiles."""
    from trustladder.sim.bands import bands
    from trustladder.sim.runs import run

    done = run(before, HISTORIES, seed=data.seed, parameter_sets=data.manifest.get("sets") or [{}])
    found = bands(before, done.months, FAMILY)
    return found["series"].tolist(), {name: found[name] for name in QUANTILES}


def _by_series(names: list[str], columns: dict[str, Floats]) -> dict[str, dict[str, Floats]]:
    """Return quantiles by series from long form."""
    series = np.array(names)
    return {one: {name: columns[name][series == one] for name in QUANTILES} for one in dict.fromkeys(names)}
