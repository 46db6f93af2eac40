"""Measure the brief's claims at the shipped numbers, over the posterior and over the whole ranges; return verdicts."""

import threading
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.claims.assumptions import (
    ASSUMED,
    EMERGENT,
    LOOKS,
    OWN,
    TUNED,
    UNTOLD,
    Basis,
    Mechanism,
    bases_of,
    mechanisms,
)
from trustladder.analysis.claims.claims import Claim, Claims, Part, read, unit_of
from trustladder.analysis.claims.drivers import Driver, drivers
from trustladder.analysis.claims.effects import by_world, effect_at, most_beyond, room_of, values_of, variances
from trustladder.analysis.claims.experiment import Experiment, Futures, Money
from trustladder.analysis.claims.regimes import RANGES, Regime, regimes_of, whole_ranges
from trustladder.analysis.claims.verdicts import (
    DEPENDS,
    REVERSED,
    SUPPORTED,
    SURE,
    TOO_FEW,
    claim_verdict,
    part_verdict,
    reaches,
    shares,
    turns,
    verdict,
)
from trustladder.analysis.comparison.paired import Effect
from trustladder.analysis.numbers import or_none
from trustladder.analysis.statistics import pasts_of
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import Progress
from trustladder.sim.machine.version import law_hash


class Measured(NamedTuple):
    """The findings on one part of a claim."""

    part: Part
    unit: str
    effects: dict[str, Effect]  # by place
    verdicts: dict[str, str]  # by place
    worlds: dict[str, float]  # share of the worlds of the whole ranges, by verdict
    spread: Floats  # effect in each of these worlds
    drivers: list[Driver]
    variances: dict[
        str, tuple[float, float, float]
    ]  # by place: shares of varied, beside and luck; where it is of shares
    verdict: str
    basis: Basis


class Tested(NamedTuple):
    """A claim with its findings."""

    name: str
    claim: Claim
    parts: list[Measured]

    @property
    def verdict(self) -> str:
        """Return the verdict on the claim."""
        return claim_verdict([part.verdict for part in self.parts])

    @property
    def label(self) -> str:
        """Return whether the claim is tuned, its own arm, assumed, emergent or untold: the first of its parts'."""
        found = {part.basis.label for part in self.parts}
        return next(one for one in (TUNED, OWN, ASSUMED, EMERGENT, UNTOLD) if one in found)

    @property
    def rests_on(self) -> list[str]:
        """Return what the label names: parameters, mechanisms that arms set, or that make the effect of a part."""
        fields = {TUNED: "tuned", OWN: "own", ASSUMED: "gone"}
        named = [name for part in self.parts for name in getattr(part.basis, fields.get(self.label, ""), ())]
        return list(dict.fromkeys(named))

    @property
    def drivers(self) -> list[Driver]:
        """Return the parameters on which the claim depends: the strongest of each part that depends."""
        found = [part.drivers[0] for part in self.parts if part.verdict == DEPENDS and part.drivers]
        return list({driver.path: driver for driver in found}.values())


class Report(NamedTuple):
    """All claims, measured."""

    scenario: str
    tested: list[Tested]
    regimes: list[Regime]
    money: dict[str, Money]  # by arm: the median factor, the largest difference of totals
    seed: int
    failures: int
    law: str
    futures: int  # that were run


class Work(NamedTuple):
    """An experiment that is ready to run."""

    known: Claims
    regimes: list[Regime]
    runs: int  # futures of each arm at each place, at most
    seed: int
    mechanisms: list[Mechanism]

    @property
    def parts(self) -> list[Part]:
        """Return the parts of all claims."""
        return [part for _, part in self.known.parts()]

    @property
    def planned(self) -> int:
        """Return about how many futures are asked for; fewer are run where that is enough."""
        places = sum(len(regime.sets) * regime.replicates for regime in self.regimes)
        experiment = Experiment(self.known, self.seed)
        labels = len(self.mechanisms) * len(experiment.arms_of(self.parts)) * min(LOOKS[0], self.runs)
        return experiment.planned(self.parts, places) + labels


def prepared(runs: int, seed: int | None = None, known: Claims | None = None) -> Work:
    """Return the claims (the shipped ones by default) with the regimes at which they are tested."""
    known = known or read()
    seed = known.base.seed if seed is None else seed
    return Work(known, regimes_of(known.base, runs, seed), runs, seed, mechanisms())


def measure_claims(
    work: Work, threads: int | None = None, progress: Progress | None = None, cancel: threading.Event | None = None
) -> Report:
    """Run the arms at every regime as often as it takes, and measure every claim."""
    planned = Planned(progress or (lambda done: None), work.planned)
    experiment = Experiment(work.known, work.seed, planned, cancel)
    futures = []
    for regime in work.regimes:
        futures.append(looked_at(work, experiment, regime, threads))
        experiment.guess |= {arm: money[0].factor for arm, money in futures[0].money.items()}
        planned.until(experiment.planned(work.parts, sum(len(at.regime.sets) * at.regime.replicates for at in futures)))
    matter = [reaches(placed(work, part, futures[0]).sure, part.smallest) for part in work.parts]
    bases = iter(bases_of(work.parts, matter, experiment, work.mechanisms, work.runs, threads))
    planned.until(work.planned)
    tested = [
        Tested(name, claim, [measured(work, part, futures, next(bases)) for part in claim.parts])
        for name, claim in work.known.claims.items()
    ]
    money = {arm: settled([one for at in futures for one in at.money[arm]]) for arm in futures[0].money}
    base, law = work.known.base.name, law_hash()
    return Report(base, tested, work.regimes, money, work.seed, experiment.failures, law, len(experiment.kept))


class Planned:
    """Progress towards a number of futures of which not all may be needed, and of which some may need more."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress, self.total = progress, total
        self.done = 0
        self._lock = threading.Lock()

    def __call__(self, runs: int) -> None:
        """Count futures that were run, up to the total."""
        with self._lock:
            runs = min(runs, self.total - self.done)
            self.done += runs
        self.progress(runs)

    def until(self, number: int) -> None:
        """Count as done what is not needed of the first futures."""
        self(max(0, number - self.done))


class Placed(NamedTuple):
    """A part at one regime."""

    effect: Effect
    sure: Effect  # with the interval by which its verdict is given
    verdict: str


def placed(work: Work, part: Part, at: Futures) -> Placed:
    """Return the effect and the verdict on a part at a regime."""
    unit, pasts = unit_of(work.known, part), pasts_of(work.known.base)
    effect, sure = (effect_at(part, at, unit == "flag", pasts, *one) for one in ((), (SURE,)))
    room = room_of(part, at, unit, pasts, SURE)
    return Placed(effect, sure, verdict(sure, part.direction, part.smallest, room))


def looked_at(work: Work, experiment: Experiment, regime: Regime, threads: int | None) -> Futures:
    """Run every arm at a regime: a part of the futures, and all of those parts of claims that are not plain by then."""
    found = experiment.at(regime, threads, work.parts, regime.look)
    if regime.look == regime.replicates:
        return found
    left = [part for part in work.parts if placed(work, part, found).verdict == TOO_FEW]
    return found.with_more(experiment.at(regime, threads, left)) if left else found


def measured(work: Work, part: Part, futures: Sequence[Futures], basis: Basis) -> Measured:
    """Measure one part of a claim at every regime."""
    known, unit = work.known, unit_of(work.known, part)
    places = {at.regime.name: placed(work, part, at) for at in futures}
    ranges = next(at for at in futures if at.regime.name == RANGES)
    each = by_world(part, ranges, unit == "flag")
    worlds = shares([verdict(one, part.direction, part.smallest) for one in each])
    spread = world_effects(part, ranges)
    verdicts = {name: one.verdict for name, one in places.items()}
    turning = turns(worlds, most_that_may(part, ranges, worlds), len(each))
    return Measured(
        part,
        unit,
        {name: one.effect for name, one in places.items()},
        verdicts,
        worlds,
        spread,
        found_drivers(known, part, ranges, spread),
        {at.regime.name: divide(part, at) for at in futures} if part.statistic == "shares" else {},
        part_verdict(
            [told for name, told in verdicts.items() if name != RANGES], verdicts[RANGES], turning, basis.assumed
        ),
        basis,
    )


def most_that_may(part: Part, futures: Futures, worlds: dict[str, float]) -> tuple[float, float]:
    """Return the largest shares of worlds that may be for a part and against it, allowing for luck."""
    clear = worlds[SUPPORTED], worlds[REVERSED]
    if part.statistic != "mean":
        return clear
    sign = 1.0 if part.direction.endswith("higher") else -1.0
    values = sign * values_of(part, futures)
    if part.direction.startswith("not"):
        against = most_beyond(values, part.smallest)
        return max(clear[0], most_beyond(-values, -part.smallest)), max(clear[1], against)
    return max(clear[0], most_beyond(values, part.smallest)), max(clear[1], most_beyond(-values, part.smallest))


def world_effects(part: Part, futures: Futures) -> Floats:
    """Return the effect in every world [world]; none for shares of variance, which need many worlds."""
    if part.statistic == "shares":
        return np.zeros(0)
    values = values_of(part, futures)
    return values.min(axis=1) if part.statistic == "least" else values.mean(axis=1)


def found_drivers(known: Claims, part: Part, futures: Futures, spread: Floats) -> list[Driver]:
    """Return the uncertainties on which the effect depends, except those that the arms themselves set."""
    if part.statistic == "shares":
        one, two, _ = variances(part, futures)
        spread = two - one
    set_by_arms = {path for arm in part.arms for path in known.arms[arm].set}
    names = whole_ranges(known.base).names
    kept = [number for number, name in enumerate(names) if name not in set_by_arms]
    return drivers(spread, futures.regime.points[:, kept], tuple(names[number] for number in kept))


def divide(part: Part, futures: Futures) -> tuple[float, float, float]:
    """Return the shares of the variance of one future due to the numbers varied, to those beside, and to luck."""
    one, two, luck = (max(0.0, float(each.mean())) for each in variances(part, futures))
    total = one + two + luck
    return (one / total, two / total, luck / total) if total > 0.0 else (0.0, 0.0, 0.0)


def settled(money: Sequence[Money]) -> Money:
    """Summarize the cost matching of an arm over all worlds."""
    factor, after = np.array(money).T
    return Money(float(np.median(factor)), float(np.abs(after).max()))


def tree(report: Report) -> dict[str, Any]:
    """Return the report as JSON data; unknown numbers are null."""
    return {
        "scenario": report.scenario,
        "seed": report.seed,
        "law": report.law,
        "failures": report.failures,
        "futures": report.futures,
        "places": {
            regime.name: {"sets": len(regime.sets), "replicates": regime.replicates} for regime in report.regimes
        },
        "money": {arm: money._asdict() for arm, money in report.money.items()},
        "claims": [
            {
                "claim": tested.name,
                "said": tested.claim.said,
                "label": tested.label,
                "rests_on": tested.rests_on,
                "verdict": tested.verdict,
                "depends_on": [driver.path for driver in tested.drivers],
                "parts": [dict(_part(part)) for part in tested.parts],
            }
            for tested in report.tested
        ],
    }


def _part(measured: Measured) -> Iterator[tuple[str, Any]]:
    part = measured.part
    for name in ("said", "metric", "arms", "statistic", "bound", "direction", "smallest", "reason"):
        yield name, getattr(part, name)
    yield "unit", measured.unit
    yield "verdict", measured.verdict
    yield (
        "places",
        {name: {**row_of(effect), "verdict": measured.verdicts[name]} for name, effect in measured.effects.items()},
    )
    yield "worlds", measured.worlds if len(measured.spread) else None
    yield "spread", [or_none(value) for value in measured.spread.tolist()]
    yield "label", measured.basis.label
    for name in ("tuned", "own", "gone", "open"):
        yield name, getattr(measured.basis, name)
    yield "without", {name: row_of(effect) for name, effect in measured.basis.without.items()}
    yield "drivers", [driver._asdict() for driver in measured.drivers]
    for name, divided in measured.variances.items():
        yield f"variance_{name}", dict(zip(("varied", "beside", "luck"), divided, strict=True))


def row_of(effect: Effect) -> dict[str, float | None]:
    """Return an effect as JSON data."""
    numbers = {"level": effect.level, "effect": effect.difference, "low": effect.low, "high": effect.high}
    return {name: or_none(value) for name, value in numbers.items()}
