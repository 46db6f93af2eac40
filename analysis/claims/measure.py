"""Measure the brief's claims at the shipped numbers, over the posterior and over the whole ranges; return verdicts."""

import threading
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.claims.assumptions import (
    ASSUMED,
    EMERGENT,
    OWN,
    UNTOLD,
    Basis,
    Mechanism,
    basis_of,
    labelled_by_arms,
    mechanisms,
    regimes_without,
)
from trustladder.analysis.claims.claims import Claim, Claims, Part, read, unit_of
from trustladder.analysis.claims.drivers import Driver, drivers
from trustladder.analysis.claims.effects import by_world, effect_at, most_beyond, values_of, variances
from trustladder.analysis.claims.experiment import Experiment, Futures, Money
from trustladder.analysis.claims.regimes import RANGES, Regime, regimes_of, whole_ranges
from trustladder.analysis.claims.verdicts import (
    DEPENDS,
    REVERSED,
    SUPPORTED,
    claim_verdict,
    part_verdict,
    shares,
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
        """Return whether the claim is its own arm, assumed, emergent, or cannot be told: the first of its parts'."""
        found = {part.basis.label for part in self.parts}
        return next(one for one in (OWN, ASSUMED, EMERGENT, UNTOLD) if one in found)

    @property
    def rests_on(self) -> list[str]:
        """Return the mechanisms that arms set, where it is its own arm; else those that make the effect of a part."""
        named = [name for part in self.parts for name in (part.basis.own if self.label == OWN else part.basis.gone)]
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
    money: dict[str, Money]  # by arm: the largest difference of totals before and after, the median factor
    seed: int
    failures: int
    law: str
    without: int  # futures of each arm without a mechanism


class Work(NamedTuple):
    """An experiment that is ready to run."""

    known: Claims
    regimes: list[Regime]
    seed: int
    mechanisms: list[Mechanism]
    without: list[Regime]  # all mechanisms, and without each

    @property
    def runs(self) -> int:
        """Return the number of futures, without pasts and without those that only match costs."""
        return sum(
            Experiment(known, self.seed).arms * sum(len(regime.sets) * regime.replicates for regime in regimes)
            for known, regimes in ((self.known, self.regimes), (labelled_by_arms(self.known), self.without))
        )


def prepared(runs: int, seed: int | None = None, known: Claims | None = None) -> Work:
    """Return the claims (the shipped ones by default) with the regimes at which they are tested."""
    known = known or read()
    seed = known.base.seed if seed is None else seed
    off = mechanisms()
    return Work(known, regimes_of(known.base, runs, seed), seed, off, regimes_without(off, runs))


def measure_claims(
    work: Work, threads: int | None = None, progress: Progress | None = None, cancel: threading.Event | None = None
) -> Report:
    """Run every arm at every regime, and measure every claim."""
    experiment = Experiment(work.known, work.seed, progress, cancel)
    futures = [experiment.at(regime, threads) for regime in work.regimes]
    labelling = Experiment(labelled_by_arms(work.known), work.seed, progress, cancel)
    without = [labelling.at(regime, threads) for regime in work.without]
    tested = [
        Tested(name, claim, [measured(work, part, futures, without) for part in claim.parts])
        for name, claim in work.known.claims.items()
    ]
    money = {arm: settled([one for at in futures for one in at.money[arm]]) for arm in futures[0].money}
    return Report(
        work.known.base.name,
        tested,
        work.regimes,
        money,
        work.seed,
        experiment.failures + labelling.failures,
        law_hash(),
        work.without[0].replicates,
    )


def measured(work: Work, part: Part, futures: Sequence[Futures], without: Sequence[Futures]) -> Measured:
    """Measure one part of a claim at every regime, and what it rests on."""
    known = work.known
    unit = unit_of(known, part)
    flags, pasts = unit == "flag", pasts_of(known.base)
    basis = basis_of(part, known.arms, work.mechanisms, without, flags, pasts)
    effects = {at.regime.name: effect_at(part, at, flags, pasts) for at in futures}
    verdicts = {name: verdict(effect, part.direction, part.smallest) for name, effect in effects.items()}
    ranges = next(at for at in futures if at.regime.name == RANGES)
    worlds = shares([verdict(one, part.direction, part.smallest) for one in by_world(part, ranges, flags)])
    spread = world_effects(part, ranges)
    divided = {at.regime.name: divide(part, at) for at in futures} if part.statistic == "shares" else {}
    return Measured(
        part,
        unit,
        effects,
        verdicts,
        worlds,
        spread,
        found_drivers(known, part, ranges, spread),
        divided,
        part_verdict(
            list(verdicts.values()), worlds, basis.label in (ASSUMED, OWN), most_that_may(part, ranges, worlds)
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
    before, factor, after = np.array(money).T
    return Money(float(np.abs(before).max()), float(np.median(factor)), float(np.abs(after).max()))


def tree(report: Report) -> dict[str, Any]:
    """Return the report as JSON data; unknown numbers are null."""
    return {
        "scenario": report.scenario,
        "seed": report.seed,
        "law": report.law,
        "failures": report.failures,
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
    yield "without", {name: row_of(effect) for name, effect in measured.basis.without.items()}
    yield "drivers", [driver._asdict() for driver in measured.drivers]
    for name, divided in measured.variances.items():
        yield f"variance_{name}", dict(zip(("varied", "beside", "luck"), divided, strict=True))


def row_of(effect: Effect) -> dict[str, float | None]:
    """Return an effect as JSON data."""
    numbers = {"level": effect.level, "effect": effect.difference, "low": effect.low, "high": effect.high}
    return {name: or_none(value) for name, value in numbers.items()}
