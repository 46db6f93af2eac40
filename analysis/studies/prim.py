"""Find boxes with PRIM (Friedman and Fisher 1999) by the EMA workbench, which peels the space down to dense boxes."""

import warnings
from typing import Any

import numpy as np

from trustladder.analysis.studies.boxes import Flags, Limit, Rule, some, stretch
from trustladder.analysis.studies.swept import Swept
from trustladder.analysis.sweeps.factors import Factor

LEAST_MASS = 0.05  # of all points, in a box
ANY = 1e-9  # it counts a point from here, and gives back no box that is less dense
CHANCE = 0.05


def prim(swept: Swept, used: Flags, interest: Flags, density: float, boxes: int) -> list[Rule]:
    """Find boxes by PRIM; a point counts for the first that holds it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it asks pandas for what pandas 4 will not do
        return _prim(swept, used, interest, density, boxes)


def _prim(swept: Swept, used: Flags, interest: Flags, density: float, boxes: int) -> list[Rule]:
    from ema_workbench.analysis.prim import Prim

    rows = np.flatnonzero(used)
    machine = Prim(frame(swept).iloc[rows].reset_index(drop=True), interest[rows], threshold=ANY, mass_min=LEAST_MASS)
    base, found = float(interest[rows].mean()), []
    for _ in range(boxes):
        box = machine.find_box()
        if box is None:
            break
        choose(box, density)
        inside = np.zeros(len(used), bool)
        inside[rows[box.yi]] = True
        limits = limits_of(swept, box.box_lim, machine.box_init)
        if not limits or interest[inside].mean() <= base:
            break
        found.append((limits, inside))
    return found


def choose(box: Any, density: float) -> None:
    """Select the peel with the largest coverage of those that are dense enough, without their chance limits.

    The densest if none is; ties are broken by the other measure.
    """
    tries = box.peeling_trajectory
    order = tries.assign(dense=tries["density"] >= density).sort_values(
        ["dense", "coverage", "density"], ascending=False, kind="stable"
    )
    best = (-1.0, -1.0, 0)
    for index in order.index.tolist():
        box.select(int(index))
        prune(box)
        now = box.peeling_trajectory.iloc[box._cur_box]
        best = max(best, (float(now["density"]), float(now["coverage"]), int(box._cur_box)))
        if now["density"] >= density:
            return
    box.select(best[2])


def prune(box: Any) -> None:
    """Drop, one by one, limits that chance could explain (quasi-p of Bryant and Lempert 2010 above 5 percent)."""
    while True:
        tested = {
            name: min((one for one in ends if one >= 0.0), default=1.0) for name, ends in box.qp[box._cur_box].items()
        }
        weakest = max(tested, key=lambda name: tested[name], default=None)
        if weakest is None or tested[weakest] <= CHANCE or len(tested) == 1:
            return
        box.drop_restriction(weakest)
        box.select(len(box.box_lims) - 1)


def frame(swept: Swept) -> Any:
    """Return the factors as PRIM's DataFrame: floats, and categories for choices, without constant factors."""
    import pandas as pd

    columns = {}
    for factor in swept.factors:
        values = swept.values(factor)
        if len(np.unique(values)) > 1:
            named = factor.kind == "choice"
            columns[column_of(factor)] = (
                pd.Categorical([factor.values[int(value)] for value in values]) if named else values
            )
    return pd.DataFrame(columns)


def column_of(factor: Factor) -> str:
    """Return a factor's name among PRIM's columns, of which it drops one called "scenario"."""
    return "which scenario" if factor.path == "scenario" else factor.path


def limits_of(swept: Swept, box: Any, whole: Any) -> list[Limit]:
    """Return the limits of a PRIM box that are narrower than the whole range."""
    found = []
    for factor in swept.factors:
        name = column_of(factor)
        if name not in box.columns:
            continue
        (low, high), (least, most) = box[name], whole[name]
        if factor.kind == "choice":
            if set(low) != set(least):
                found.append(some(factor, [str(value) for value in low]))
        elif low > least or high < most:
            found.append(stretch(factor, float(low) if low > least else None, float(high) if high < most else None))
    return found
