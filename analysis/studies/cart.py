"""Find boxes with CART (Breiman et al. 1984) by scikit-learn: the leaves of a tree of binary splits."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from trustladder.analysis.studies.boxes import Flags, Limit, Rule, some, stretch
from trustladder.analysis.studies.swept import Swept
from trustladder.analysis.sweeps.factors import Factor

LEAST_MASS = 0.05  # of all points, in a leaf
LEAVES = 8  # so that the tree can be read


def cart(swept: Swept, used: Flags, interest: Flags) -> list[Rule]:
    """Return the leaves that are mostly of interest (the densest if none is), by falling coverage.

    By scikit-learn, one column a value of a choice: ema_workbench's own wrapper of the same trees loses the right-hand
    side of a split on a choice.
    """
    from sklearn.tree import DecisionTreeClassifier

    names, columns = [], []
    for factor in swept.factors:
        values = swept.values(factor)
        for index in range(len(factor.values)) if factor.kind == "choice" else [-1]:
            names.append((factor, index))
            columns.append(values if index < 0 else (values == index).astype(float))
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
    """Return every leaf of a tree with the splits that lead to it."""
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
    """Merge the splits of a path into one limit per factor, in the order of the first split on each."""
    ends: dict[str, tuple[float | None, float | None]] = {}
    kept: dict[str, list[str]] = {}
    factors: dict[str, Factor] = {}
    for column, above, cut in path:
        factor, index = names[column]
        factors.setdefault(factor.path, factor)
        if index < 0:
            low, high = ends.get(factor.path, (None, None))
            ends[factor.path] = (cut, high) if above else (low, cut)
        else:
            here = kept.get(factor.path, list(factor.values))
            value = factor.values[index]
            kept[factor.path] = [value] if above else [one for one in here if one != value]
    return [
        some(factor, kept[path]) if path in kept else stretch(factor, *ends[path]) for path, factor in factors.items()
    ]
