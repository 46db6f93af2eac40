"""Define the prior: uniform on the stated ranges of the parameters that are fitted."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from trustladder.sim.arrays.tables import Floats
from trustladder.sim.scenario.errors import InputError, unknown
from trustladder.sim.scenario.loading import shipped_folder
from trustladder.sim.scenario.parameters import Table
from trustladder.sim.scenario.quantity import Quantity
from trustladder.sim.scenario.scenario import Scenario, registry
from trustladder.sim.scenario.validation import checked


class Fitted(Table):
    """The file that names the fitted parameters."""

    scenario: str
    parameters: list[str]


class Prior(NamedTuple):
    """Ranges of the fitted parameters; a point of the unit cube is a value of each."""

    names: tuple[str, ...]
    low: Floats
    high: Floats
    whole: tuple[bool, ...]  # numbers of months are whole

    def settings(self, point: Sequence[float] | Floats) -> dict[str, Any]:
        """Return a point of the unit cube [parameter] as changes of a scenario."""
        values = (self.low + np.asarray(point) * (self.high - self.low)).tolist()
        return {
            name: round(value) if whole else value
            for name, value, whole in zip(self.names, values, self.whole, strict=True)
        }

    def points(self, count: int, seed: int) -> Floats:
        """Return `count` Sobol' points inside the unit cube [point, parameter]."""
        from scipy.stats import qmc  # scipy takes most of a second

        sobol = qmc.Sobol(len(self.names), rng=np.random.default_rng(seed))
        drawn: Floats = np.clip(sobol.random(count), 1e-9, 1.0 - 1e-9)
        return drawn


def shipped_prior() -> Path:
    """Return the path of the shipped list of fitted parameters."""
    return shipped_folder() / "evidence" / "calibration.toml"


def prior(path: Path | None = None) -> Prior:
    """Load the prior of the parameters that a file names. Raises InputError, one line, where anything is wrong."""
    file = path or shipped_prior()
    known = checked(file, Fitted)
    return of_parameters(known.parameters, Scenario.load(known.scenario), str(file))


def of_parameters(names: Sequence[str], scenario: Scenario, where: str) -> Prior:
    """Return the prior of named parameters, on the registry's ranges or on those of the scenario's judgements."""
    if not names:
        raise InputError(f"{where}: parameters: the list is empty; allowed: at least one")
    ranges = {**dict(_registered()), **dict(_judged(scenario.tree()))}
    for name in names:
        if name not in ranges:
            raise unknown(f"{where}: parameters", name, ranges, "parameter with a range")
        if list(names).count(name) > 1:
            raise InputError(f"{where}: parameters: {name!r} stands there twice; allowed: each once")
    low, high = np.array([ranges[name] for name in names], dtype=float).T
    return Prior(tuple(names), low, high, tuple(isinstance(ranges[name][0], int) for name in names))


def _registered() -> Iterator[tuple[str, tuple[float, float]]]:
    """Yield the ranges of the registry that do not belong to a scenario's entries."""
    for one in registry():
        if one.low is not None and one.high is not None and "*" not in one.path and one.role in ("X", "L", "R"):
            yield one.path, (one.low, one.high)


def _judged(tree: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[float, float]]]:
    """Ranges of judgements anywhere in a scenario's tree."""
    for key, value in tree.items():
        if isinstance(value, Mapping):
            if value.get("judgement") is not None and value.get("range"):
                found = Quantity.model_validate(dict(value)).range
                if found is not None:
                    yield ".".join((*path, key)), (float(found[0]), float(found[1]))
            else:
                yield from _judged(value, (*path, key))
