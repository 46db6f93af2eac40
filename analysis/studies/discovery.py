"""Scenario discovery (Bryant and Lempert 2010): where, in the space of what a sweep varied, an outcome is reached.

A point is of interest where the mean of a metric over its futures reaches a threshold. PRIM (Friedman and Fisher 1999)
peels the space down to boxes dense in such points; CART (Breiman et al. 1984) cuts it in two, again and again.
"""

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from analysis.studies.swept import Swept
from analysis.summary import number, wilson
from analysis.sweeps.factors import Factor, first_day
from sim.ensemble import Progress
from sim.errors import InputError

FITTING = ("full", "lhs", "sobol", "saltelli", "random", "list")  # designs that fill the space
LEAST = 40  # points
LEAST_OF_INTEREST = 5  # points of interest, and others
LEAST_MASS = 0.05  # of all points, in a box
LEAVES = 8  # of a tree, so that it can be told
RESAMPLES = 2000  # of points
ANY = 1e-9  # PRIM counts a point from here, and gives back no box that is less dense
CHANCE = 0.05
Flags = np.ndarray


class Limit(NamedTuple):
    """What a box asks of one factor: a stretch of numbers (an open side is None), or some of its values."""

    factor: str
    low: float | None
    high: float | None
    values: tuple[str, ...]  # of a choice; empty for a stretch
    said: str


class Box(NamedTuple):
    """One rule, and how well it does."""

    limits: list[Limit]
    points: int  # that it holds
    interest: int  # of these, of interest
    coverage: float  # of all points of interest, the share inside
    density: float  # of the points inside, the share of interest
    density_low: float  # 95 % interval, points resampled and the box as it is
    density_high: float
    mass: float  # of all points, the share inside


class Found(NamedTuple):
    """The boxes of one method, and how dense the first is in points that it was not fitted to."""

    method: str
    boxes: list[Box]
    unseen: float  # density in held-out halves; NaN where no box was found in a half


class Discovery(NamedTuple):
    """What was found, and in what."""

    swept: Swept
    metric: str
    threshold: float
    below: bool
    interest: int
    methods: list[Found]

    def tree(self) -> dict[str, Any]:
        """All of it for programs."""
        swept = self.swept
        return {
            "title": swept.manifest["title"], "scenario": swept.scenario_name, "design": swept.design, "points": swept.points,
            "replicates": swept.replicates, "metric": self.metric, "threshold": self.threshold, "below": self.below,
            "interest": self.interest,
            "methods": [
                {
                    "method": one.method, "unseen": None if one.unseen != one.unseen else one.unseen,
                    "boxes": [{**box._asdict(), "limits": [limit._asdict() for limit in box.limits]} for box in one.boxes],
                }
                for one in self.methods
            ],
        }  # fmt: skip


Rule = tuple[list[Limit], Flags]  # a box, and which points are in it
Method = Callable[[Swept, Flags, Flags], list[Rule]]  # of the points that are used, those of interest


def discover(
    folder: str | Path,
    metric: str = "region_held",
    threshold: float = 0.3,
    below: bool = False,
    density: float = 0.8,
    boxes: int = 3,
    scenario: str | None = None,
    progress: Progress = lambda _: None,
) -> Discovery:
    """Boxes of PRIM and CART in which a metric reaches a threshold (`below`: stays under it).

    Of PRIM's peels the one that covers most is taken, of those at least `density` dense; the densest where none is.
    """
    ready()
    swept = Swept(folder, scenario)
    interest = flags(swept, metric, threshold, below)
    methods: dict[str, Method] = {
        "PRIM": lambda swept, used, wanted: prim(swept, used, wanted, density, boxes),
        "CART": cart,
    }
    found, everywhere = [], np.ones(swept.points, bool)
    for name, method in methods.items():
        rules = method(swept, everywhere, interest)
        progress(1)
        found.append(Found(name, [measured(rule, interest) for rule in rules], unseen(method, swept, interest)))
        progress(1)
    return Discovery(swept, metric, threshold, below, int(interest.sum()), found)


def ready() -> None:
    """Raise InputError, with what to install, where the libraries are missing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of parallel engines that nobody asked for
            import ema_workbench.analysis.prim  # noqa: F401
            import sklearn.tree  # noqa: F401
    except ImportError as error:
        missing = str(error.name).partition(".")[0]
        raise InputError(f"discover: {missing} is not installed; pip install 'trustladder[discovery]'") from None


def flags(swept: Swept, metric: str, threshold: float, below: bool) -> Flags:
    """Which points are of interest. Raises InputError where there is nothing to tell apart."""
    place, (name,) = swept.folder.path, swept.chosen([metric])
    if swept.design not in FITTING:
        raise InputError(f"{place}: the design {swept.design} does not fill the space; allowed: {', '.join(FITTING)}")
    if swept.points < LEAST:
        raise InputError(f"{place}: {swept.points} points are too few; allowed: {LEAST} or more")
    why = swept.wrong(name)
    if why is not None:
        raise InputError(f"{place}: {name} {why}; there is nothing to discover")
    values = swept.outcome(name)
    interest: Flags = values < threshold if below else values >= threshold
    count = int(interest.sum())
    if min(count, swept.points - count) < LEAST_OF_INTEREST:
        side = "below" if below else "at or above"
        raise InputError(
            f"{place}: {count} of {swept.points:,} points have {name} {side} {threshold:g} (it goes from {number(float(values.min()))} "
            f"to {number(float(values.max()))}); allowed: a threshold with at least {LEAST_OF_INTEREST} points on either side"
        )
    return interest


def measured(rule: Rule, interest: Flags) -> Box:
    """A rule with how well it does; the interval by bootstrap of its points, by Wilson's where all are alike."""
    limits, inside = rule
    count, hits = int(inside.sum()), int((inside & interest).sum())
    if 0 < hits < count:
        drawn = np.random.default_rng(1).binomial(count, hits / count, RESAMPLES) / count
        low, high = np.quantile(drawn, [0.025, 0.975]).tolist()
    else:
        low, high = wilson(hits, count)
    share = hits / count if count else 0.0
    return Box(limits, count, hits, hits / int(interest.sum()), share, low, high, count / len(interest))


def unseen(method: Method, swept: Swept, interest: Flags) -> float:
    """The density of the first box in points that it was not fitted to: fitted to each half, tried on the other."""
    half = np.random.default_rng(1).permutation(swept.points) % 2 == 0
    hits = count = 0
    for used in (half, ~half):
        if min((used & interest).sum(), (used & ~interest).sum()) < 2:
            return float("nan")
        rules = method(swept, used, interest)
        if rules:
            inside = member(swept, rules[0][0]) & ~used
            hits, count = hits + int((inside & interest).sum()), count + int(inside.sum())
    return hits / count if count else float("nan")


def member(swept: Swept, limits: Sequence[Limit]) -> Flags:
    """Which points lie in a box."""
    inside = np.ones(swept.points, bool)
    factors = {factor.path: factor for factor in swept.factors}
    for limit in limits:
        factor = factors[limit.factor]
        values = swept.values(factor)
        if limit.values:
            inside &= np.isin(values, [place for place, value in enumerate(factor.values) if value in limit.values])
        else:
            inside &= (values >= (-np.inf if limit.low is None else limit.low)) & (
                values <= (np.inf if limit.high is None else limit.high)
            )
    return inside


def stretch(factor: Factor, low: float | None, high: float | None) -> Limit:
    """A limit of numbers."""

    def write(value: float) -> str:
        return first_day(round(value)).isoformat()[:7] if factor.kind == "month" else f"{value:.3g}"

    if low is not None and high is not None:
        said = f"{write(low)} to {write(high)}"
    else:
        said = f"{write(low)} or more" if low is not None else f"{write(high or 0.0)} or less"
    return Limit(factor.path, low, high, (), said)


def some(factor: Factor, values: Sequence[str]) -> Limit:
    """A limit of values."""
    kept = tuple(value for value in factor.values if value in values)
    return Limit(
        factor.path,
        None,
        None,
        kept,
        " or ".join(value.lower() if value in ("True", "False") else value for value in kept),
    )


# --- the two methods -----------------------------------------------------------------------------------------------


def prim(swept: Swept, used: Flags, interest: Flags, density: float, boxes: int) -> list[Rule]:
    """Boxes by PRIM; a point counts for the first that holds it."""
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
        tries = box.peeling_trajectory
        dense = tries[tries["density"] >= density]
        best = tries["density"].idxmax() if dense.empty else dense["coverage"].idxmax()
        box.select(int(best))
        prune(box)
        inside = np.zeros(len(used), bool)
        inside[rows[box.yi]] = True
        limits = limits_of(swept, box.box_lim, machine.box_init)
        if not limits or interest[inside].mean() <= base:
            break
        found.append((limits, inside))
    return found


def prune(box: Any) -> None:
    """Drop, one by one, the limits that chance could have made (quasi-p of Bryant and Lempert 2010 above 5 percent)."""
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
    """The factors as PRIM takes them: floats, and categories for choices; a factor with one value says nothing."""
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
    """A factor's name among PRIM's columns, of which it drops one called "scenario"."""
    return "which scenario" if factor.path == "scenario" else factor.path


def limits_of(swept: Swept, box: Any, whole: Any) -> list[Limit]:
    """What a box of PRIM asks, where it asks for less than the whole."""
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


def cart(swept: Swept, used: Flags, interest: Flags) -> list[Rule]:
    """The leaves of a tree that are mostly of interest (the densest where none is), the one that covers most first.

    By scikit-learn, one column a value of a choice: ema_workbench's own wrapper of the same trees loses the right-hand
    side of a split on a choice.
    """
    from sklearn.tree import DecisionTreeClassifier

    names, columns = [], []
    for factor in swept.factors:
        values = swept.values(factor)
        for place in range(len(factor.values)) if factor.kind == "choice" else [-1]:
            names.append((factor, place))
            columns.append(values if place < 0 else (values == place).astype(float))
    table = np.stack(columns, axis=1)
    rows = np.flatnonzero(used)
    tree = DecisionTreeClassifier(
        min_samples_leaf=max(2, int(LEAST_MASS * len(rows))), max_leaf_nodes=LEAVES, random_state=1
    ).fit(table[rows], interest[rows])
    leaf = tree.apply(table)
    found = []
    for node, path in paths(tree.tree_):
        inside = (leaf == node) & used
        if path:
            found.append((tightened(path, names), inside))
    dense = [rule for rule in found if interest[rule[1]].mean() > 0.5]
    if not dense and found:
        dense = [max(found, key=lambda rule: float(interest[rule[1]].mean()))]
    return sorted(dense, key=lambda rule: -int((rule[1] & interest).sum()))


Split = tuple[int, bool, float]  # column, whether above the cut, cut


def paths(tree: Any) -> list[tuple[int, list[Split]]]:
    """Every leaf of a tree with the splits that lead to it."""
    found: list[tuple[int, list[Split]]] = []
    open_ones: list[tuple[int, list[Split]]] = [(0, [])]
    while open_ones:
        node, path = open_ones.pop()
        if tree.children_left[node] < 0:
            found.append((node, path))
            continue
        column, cut = int(tree.feature[node]), float(tree.threshold[node])
        open_ones.append((int(tree.children_right[node]), [*path, (column, True, cut)]))
        open_ones.append((int(tree.children_left[node]), [*path, (column, False, cut)]))
    return found


def tightened(path: Sequence[Split], names: Sequence[tuple[Factor, int]]) -> list[Limit]:
    """The splits of a path as one limit a factor, in the order in which the tree asked."""
    ends: dict[str, tuple[float | None, float | None]] = {}
    kept: dict[str, list[str]] = {}
    factors: dict[str, Factor] = {}
    for column, above, cut in path:
        factor, place = names[column]
        factors.setdefault(factor.path, factor)
        if place < 0:
            low, high = ends.get(factor.path, (None, None))
            ends[factor.path] = (cut, high) if above else (low, cut)
        else:
            here = kept.get(factor.path, list(factor.values))
            value = factor.values[place]
            kept[factor.path] = [value] if above else [one for one in here if one != value]
    return [
        some(factor, kept[path]) if path in kept else stretch(factor, *ends[path]) for path, factor in factors.items()
    ]
