"""Write a fit: its parameter sets in a CSV file, how they were found in a JSON file, the medoid as a scenario's part.

`sim/fits.py` reads it.
"""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w

from trustladder.analysis.history.calibrate import Calibration, Posterior, record_of, simulated
from trustladder.analysis.history.facts import Targets, fitted
from trustladder.analysis.history.likelihood import log_likelihood
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.fits import CHECKED, MEDOID, ORIGIN, TABLE, Fit, Settings, read_fit
from trustladder.sim.machine.version import law_hash
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.loading import merged, with_settings
from trustladder.sim.store.results import Folder


def write(folder: Path, plan: Calibration, found: Posterior) -> None:
    """Write a fit into a folder."""
    sets = [rounded(plan.prior.settings(point)) for point in found.kept]
    origin = {
        **plan.identity(),
        "waves": plan.waves,
        "simulated_sets": len(found.points),
        "effective_sets": round(found.effective, 1),
    }
    write_fit(folder, Fit(sets, {**origin, "medoid": sets[medoid(found.kept)]}), plan.targets)


def rounded(settings: Settings) -> Settings:
    """Return a parameter set with six significant digits, as it is kept."""
    return {name: type(value)(f"{value:.6g}") for name, value in settings.items()}


def medoid(points: Floats) -> int:
    """Return the number of the point [point, parameter] with the least sum of distances to all others."""
    distances = np.linalg.norm(points[:, None] - points[None], axis=-1)
    return int(distances.sum(axis=1).argmin())


def write_fit(folder: Path, fit: Fit, known: Targets) -> None:
    """Write a fit into a folder, as of this version of the model."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(fit.sets[0])
    for one in fit.sets:
        rows.writerow(f"{value:.6g}" for value in one.values())
    origin = {
        **fit.origin,
        "law": law_hash(),
        "log_likelihoods": log_likelihoods(known, fit.sets[:CHECKED], fit.origin),
        "histories": fit.histories(),
    }
    store = Folder(folder)
    store.write_text(TABLE, text.getvalue())
    store.write_text(ORIGIN, json.dumps(origin, indent=1) + "\n")
    store.write_text(MEDOID, part_of_scenario(fit.medoid, known))


def part_of_scenario(medoid: Settings, known: Targets) -> str:
    """Return the medoid as a part that scenarios extend, judgements with their ranges."""
    scenario, judged = fitted(known).tree(), {}
    note = f"medoid of the fit to the record until {known.until}"
    for path, value in medoid.items():
        old: Any = scenario
        for step in path.split("."):
            old = old.get(step) if isinstance(old, dict) else None
        judged[path] = (
            {"judgement": value, "range": list(old["range"]), "note": note} if isinstance(old, dict) else value
        )
    return (
        "# The medoid of the fit in this folder, written by `trustladder calibrate`; not to be edited.\n\n"
        + tomli_w.dumps(merged({"fit": "."}, with_settings({}, judged, {})))
    )


def log_likelihoods(known: Targets, sets: Sequence[Settings], origin: dict[str, Any]) -> list[float]:
    """Return the log-likelihoods of parameter sets, with the histories that the fit ran of each."""
    scenario = fitted(known)
    evidence = record_of(known, scenario)
    return [
        round(log_likelihood(known, simulated(known, scenario, one, origin["runs"], origin["seed"]), evidence), 6)
        for one in sets
    ]


def renewed(folder: Path) -> str:
    """Mark a fit as one of this version of the model, and return the version.

    Raises InputError where the likelihoods of its first sets differ now.
    """
    fit = read_fit(folder)
    for key in ("targets", "medoid", "log_likelihoods"):
        if key not in fit.origin:
            raise InputError(f"{folder / ORIGIN}: {key}: is missing; a fit of an earlier version must be fitted anew")
    known = Targets.model_validate_json(json.dumps(fit.origin["targets"]))
    found = log_likelihoods(known, fit.sets[:CHECKED], fit.origin)
    if found != fit.origin["log_likelihoods"]:
        raise InputError(
            f"{folder / TABLE}: the first sets have log-likelihoods of {found[0]:.6f}, ..., and had "
            f"{fit.origin['log_likelihoods'][0]:.6f}, ... when they were fitted; this version must be fitted anew"
        )
    write_fit(folder, fit, known)
    return law_hash()
