"""Analyse which factors of a finished sweep matter, for which metric, and how much is luck.

sensitivity("out/mine") or sensitivity("out/mine", metrics=["region_held"])
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from trustladder.analysis.numbers import or_none
from trustladder.analysis.statistics import pasts_of
from trustladder.analysis.studies import indices
from trustladder.analysis.studies.cells import BATCHES, Cells, block_of, cells_of, units_of
from trustladder.analysis.studies.elementary import Row, morris
from trustladder.analysis.studies.luck import Luck
from trustladder.analysis.studies.swept import Swept
from trustladder.analysis.sweeps.designs import one_at_a_time
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import Progress
from trustladder.sim.scenario.errors import InputError, shown

Method = Literal["sobol", "morris", "oat", "pawn"]
METHODS: tuple[Method, ...] = ("sobol", "morris", "oat", "pawn")
DESIGNS = {"sobol": ("saltelli",), "morris": ("morris",), "oat": ("oat",)}  # pawn takes any design but oat
LEAST = {"sobol": 16, "morris": 4, "oat": 2, "pawn": 50}  # base samples, trajectories, points, points
STRENGTHS: dict[Method, str] = {"sobol": "total", "morris": "mu_star", "oat": "swing", "pawn": "pawn"}  # ranked by
COUNTED = {"sobol": "base samples", "morris": "trajectories", "oat": "points", "pawn": "points"}
AT_ONCE = 16_000_000  # numbers of several outcomes in memory at once
HEADLINE = ("region_held", "region_held_month", "human_security")


Analysis = Callable[[Sequence[Cells]], list[list[Row]]]  # of outcomes: a row each, and factor


class Finding(NamedTuple):
    """The effects of the factors on one metric."""

    metric: str
    unit: str
    meaning: str
    censored: bool  # a month that never came counts as the horizon
    mean: float  # over points
    mean_low: float  # its 95 percent interval, over points and luck; NaN where there are too few replicates
    mean_high: float
    spread: float  # standard deviation over points
    luck: Luck | None
    rows: list[Row]  # one a factor

    def strength(self, row: int) -> float:
        """Return the index by which factors are ranked."""
        return next(self.rows[row][key] for key in STRENGTHS.values() if key in self.rows[row])

    def ranked(self) -> list[int]:
        """Return the factors, the strongest first."""
        return sorted(range(len(self.rows)), key=lambda row: -self.strength(row))


class Sensitivity(NamedTuple):
    """The findings on all metrics of a sweep, or on those requested."""

    swept: Swept
    method: Method
    factors: list[str]
    findings: list[Finding]
    skipped: dict[str, str]  # metrics that could not be analysed, and why

    def finding(self, metric: str) -> Finding | None:
        """Return the finding on one metric."""
        return next((one for one in self.findings if one.metric == metric), None)

    def tree(self) -> dict[str, Any]:
        """Return all findings as JSON data; unknown numbers are null."""
        return {
            **self.swept.identity,
            "method": self.method,
            "skipped": self.skipped,
            "findings": [
                {
                    "metric": one.metric,
                    "unit": one.unit,
                    "meaning": one.meaning,
                    "censored": one.censored,
                    "mean": one.mean,
                    "spread": one.spread,
                    "mean_low": or_none(one.mean_low),
                    "mean_high": or_none(one.mean_high),
                    "luck": None
                    if one.luck is None
                    else {key: or_none(value) for key, value in one.luck._asdict().items()},
                    "factors": [
                        {"factor": factor, **{key: or_none(value) for key, value in row.items()}}
                        for factor, row in zip(self.factors, one.rows, strict=True)
                    ],
                }
                for one in self.findings
            ],
        }


def sensitivity(
    folder: str | Path,
    metrics: Sequence[str] = (),
    method: Method | None = None,
    scenario: str | None = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Say which factors of a finished sweep matter to its metrics, and how much of the variation is luck.

    Parameters
    ----------
    folder
        The folder of the sweep.
    metrics
        Names of metrics; all unless given, without those that cannot be analysed.
    method
        "sobol", "morris", "oat" or "pawn"; the design's own unless given.
    scenario
        Which, of a sweep that ran each point under several.
    progress
        Called with the number of metrics that were just analysed.

    Returns
    -------
    Sensitivity
        A finding on each metric, with intervals of 95 percent where there are enough points; `skipped` names the
        metrics that were left out, with the reason.

    Raises
    ------
    InputError
        In one line, for a sweep that is not finished, a method that does not fit its design, or a metric that was
        asked for and cannot be analysed.

    Examples
    --------
    >>> from trustladder import sensitivity
    >>> sensitivity("out/mine", ["region_held"]).findings[0].rows  # doctest: +SKIP
    """
    if isinstance(metrics, str):
        raise InputError(f"metrics: {shown(metrics)}; allowed: a list of names, such as [{shown(metrics)}]")
    swept = Swept(folder, scenario)
    chosen = fitting(swept, method)
    names = swept.chosen(metrics or ordered(swept.outcomes))
    wrong = {name: why for name in names if (why := swept.wrong(name)) is not None}
    if wrong and metrics:
        name, why = next(iter(wrong.items()))
        raise InputError(f"{swept.folder.path}: {name} {why}; it cannot be analysed")
    sound = [name for name in names if name not in wrong]
    analyse, most = analysis_of(swept, chosen), swept.replicates if chosen == "oat" else BATCHES
    findings, many = [], max(1, AT_ONCE // (swept.points * min(swept.replicates, most)))
    for first in range(0, len(sound), many):
        some = sound[first : first + many]
        cells = cells_of(swept, some, most)
        rows = analyse(list(cells.values()))
        findings += [finding_of(swept, name, cells[name], row) for name, row in zip(some, rows, strict=True)]
        if progress is not None:
            progress(len(some))
    return Sensitivity(swept, chosen, [factor.path for factor in swept.factors], findings, wrong)


def ordered(outcomes: Sequence[str]) -> list[str]:
    """Return the outcomes with the headline metrics first."""
    first = [name for name in HEADLINE if name in outcomes]
    return [*first, *(name for name in outcomes if name not in first)]


def fitting(swept: Swept, method: Method | None) -> Method:
    """Return the method for a design. Raises InputError where it does not fit, or has too few points."""
    chosen, count = method_of(swept, method), samples(swept, method)
    if count < LEAST[chosen]:
        raise InputError(
            f"{swept.folder.path}: {count} {COUNTED[chosen]} are too few for {chosen}; allowed: {LEAST[chosen]} or more"
        )
    return chosen


def method_of(swept: Swept, method: Method | None) -> Method:
    """Return the requested method, or a design's own. Raises InputError where it does not fit the design."""
    own: Method = next((name for name in METHODS if swept.design in DESIGNS.get(name, ())), "pawn")
    chosen = method or own
    allowed = DESIGNS.get(chosen, ("full", "lhs", "sobol", "saltelli", "morris", "random", "list"))
    if swept.design not in allowed:
        raise InputError(
            f"{swept.folder.path}: {chosen} does not fit the design {swept.design}; "
            f"allowed designs: {', '.join(allowed)}"
        )
    return chosen


def samples(swept: Swept, method: Method | None) -> int:
    """Return how many samples a method has: base samples, trajectories or points."""
    factors = len(swept.factors)
    return swept.points // {"sobol": factors + 2, "morris": factors + 1}.get(method_of(swept, method), 1)


def usual_figure(swept: Swept) -> str:
    """Return the name of the figure that fits a design."""
    if swept.design == "full" and len(swept.factors) == 2:
        return "heatmap"
    return "tornado" if swept.design in ("morris", "oat") else "sobol"


def analysis_of(swept: Swept, method: Method) -> Analysis:
    """Return the analysis by a method, and by PAWN beside it if there are enough points."""
    shares = np.stack([swept.shares(factor) for factor in swept.factors], axis=1)
    analyse = own_analysis_of(swept, method, shares)
    if method == "oat" or swept.points < LEAST["pawn"]:
        return analyse

    def both(cells: Sequence[Cells]) -> list[list[Row]]:
        means = np.stack([one.values.mean(axis=1) for one in cells])
        pairs = zip(analyse(cells), indices.pawn(shares, means, block_of(swept)), strict=True)
        return [[{**own, **pawn} for own, pawn in zip(*rows, strict=True)] for rows in pairs]

    return both


def own_analysis_of(swept: Swept, method: Method, shares: Floats) -> Analysis:
    """Return the analysis by a method alone."""
    factors = shares.shape[1]
    if method == "sobol":
        return lambda cells: [indices.sobol(one.values, factors) for one in cells]
    if method == "morris":
        return lambda cells: [morris(shares, one.values) for one in cells]
    if method == "oat":
        which, pasts = varied_by(swept), pasts_of(*swept.scenarios.values())
        return lambda cells: [indices.one_at_a_time(which, one.values, factors, one.flags, pasts) for one in cells]
    return lambda cells: [[{} for _ in range(factors)] for _ in cells]


def finding_of(swept: Swept, name: str, cells: Cells, rows: list[Row]) -> Finding:
    """Return the finding on a metric, with the metric's unit and meaning."""
    entry, values = swept.entry(name), swept.outcome(name)
    mean, spread = float(values.mean()), float(values.std(ddof=1))
    ends = cells.level(units_of(swept))
    return Finding(name, entry.unit, entry.meaning, swept.censored(name), mean, *ends, spread, cells.luck, rows)


def varied_by(swept: Swept) -> np.ndarray:
    """Return the factor that each point of a one-at-a-time design varies; -1 for the unchanged scenario."""
    levels = swept.manifest["levels"]
    shares = one_at_a_time([factor.grid(levels) for factor in swept.factors])
    return np.where(np.isnan(shares).all(axis=1), -1, (~np.isnan(shares)).argmax(axis=1))
