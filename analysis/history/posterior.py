"""Read and write a posterior: parameter sets of equal weight in a CSV file, and how they were found in a JSON file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from trustladder.analysis.history.prior import of_parameters
from trustladder.sim.scenario.errors import InputError, shown
from trustladder.sim.scenario.files import LARGE, read_bytes
from trustladder.sim.scenario.loading import shipped_folder
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Folder

if TYPE_CHECKING:
    from trustladder.analysis.history.calibrate import Calibration, Posterior

Settings = dict[str, Any]  # dotted changes of a scenario
TABLE, ORIGIN = "posterior.csv", "posterior.json"


class Fit(NamedTuple):
    """An ensemble of parameter sets, and its origin."""

    sets: list[Settings]
    origin: dict[str, Any]

    def median(self) -> Settings:
        """Return the median of each parameter as one set."""
        return {name: type(value)(np.median([one[name] for one in self.sets])) for name, value in self.sets[0].items()}


def shipped_fit() -> Path:
    """Return the folder of the shipped posterior."""
    return shipped_folder() / "evidence"


def write(folder: Path, plan: Calibration, found: Posterior) -> None:
    """Write the ensemble and its origin into a folder."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(plan.prior.names)
    for point in found.kept:
        rows.writerow(f"{value:.6g}" for value in plan.prior.settings(point).values())
    origin = {
        **plan.identity(),
        "waves": plan.waves,
        "simulated_sets": len(found.points),
        "effective_sets": round(found.effective, 1),
    }
    store = Folder(folder)
    store.write_text(TABLE, text.getvalue())
    store.write_text(ORIGIN, json.dumps(origin, indent=1) + "\n")


def read(folder: Path | None = None) -> Fit:
    """Read an ensemble from a folder, by default the shipped one. Raises InputError, one line, where it is damaged."""
    path = (folder or shipped_fit()) / TABLE
    try:
        rows = list(csv.reader(io.StringIO(read_bytes(path, "posterior", LARGE).decode("utf-8"), newline="")))
        origin = json.loads(read_bytes(path.with_name(ORIGIN), "posterior").decode("utf-8"))
    except ValueError as error:
        raise InputError(f"{path}: not a posterior ({' '.join(str(error).split())})") from None
    if len(rows) < 2:
        raise InputError(f"{path}: no parameter set; `trustladder calibrate` makes them")
    prior = of_parameters(rows[0], Scenario.load(origin["targets"]["scenario"]), str(path))
    whole = dict(zip(prior.names, prior.whole, strict=True))
    return Fit([_set(f"{path}: row {number}", rows[0], row, whole) for number, row in enumerate(rows[1:], 2)], origin)


def _set(where: str, names: list[str], row: list[str], whole: dict[str, bool]) -> Settings:
    if len(row) != len(names):
        raise InputError(f"{where}: {len(row)} cells; allowed: {len(names)}")
    try:
        return {name: int(cell) if whole[name] else float(cell) for name, cell in zip(names, row, strict=True)}
    except ValueError as error:
        raise InputError(f"{where}: {shown(str(error))}; allowed: numbers") from None
