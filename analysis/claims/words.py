"""Format the report of claims: effects in readable units, verdicts, and notes."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from trustladder.analysis.claims.assumptions import ASSUMED, LOOKS, OWN
from trustladder.analysis.claims.drivers import Driver
from trustladder.analysis.claims.measure import Report, Tested
from trustladder.analysis.claims.verdicts import (
    CANNOT,
    DEPENDS,
    EITHER,
    IN_PART,
    NOT,
    REVERSED,
    SMALL,
    STRUCTURAL,
    SUPPORTED,
    TOO_FEW,
)
from trustladder.analysis.comparison.paired import Effect
from trustladder.analysis.numbers import distinct
from trustladder.analysis.words import Words, words

PERCENT = ("flag", "share")  # printed in percentage points
# in which verdicts are counted; the last stands in older results alone
ORDER = (STRUCTURAL, REVERSED, NOT, SMALL, EITHER, CANNOT, IN_PART, DEPENDS, TOO_FEW, "undecided")


def unit(name: str) -> str:
    """Return the readable name of a unit."""
    return "points" if name in PERCENT else name


def number(value: float, name: str) -> str:
    """Format a size in readable units."""
    return f"{100.0 * value:.3g}" if name in PERCENT else f"{value:.3g}"


def brief(effect: Effect, name: str) -> str:
    """Format an effect with half the width of its interval."""
    if effect.low != effect.low:
        return "not known"
    digits, half = decimals(effect, name), scaled(effect.high - effect.low, name) / 2.0
    middle = f"{scaled(effect.difference, name):+.{digits}f}".replace("-", "−")
    margin = distinct(lambda value, more: f"{value:.{digits + more}f}", 0.0, half)[1]
    return f"{middle} ±{margin}" if half else middle


def scaled(value: float, name: str) -> float:
    """Return a number in readable units."""
    return 100.0 * value if name in PERCENT else value


def decimals(effect: Effect, name: str) -> int:
    """Return how many decimals to print: two figures of the interval, but no more than four of the effect."""
    half, middle = (abs(scaled(value, name)) for value in ((effect.high - effect.low) / 2.0, effect.difference))
    wanted = 2 if half == 0.0 else 1 - math.floor(math.log10(half))
    return max(0, min(wanted, 6 if middle == 0.0 else 3 - math.floor(math.log10(middle))))


def told(verdict: str, drivers: Sequence[Driver]) -> str:
    """Format a verdict with the parameters on which it depends."""
    if verdict != DEPENDS:
        return verdict
    names = ", ".join(short(driver.path) for driver in drivers)
    return f"depends on {names}" if names else "depends"


def labelled(tested: Tested, most: int | None = None) -> str:
    """Format what a claim rests on: its label, with what is named by it, in full or the first few of them."""
    named, more = tested.rests_on[:most], len(tested.rests_on[most:]) if most else 0
    names = ", ".join(named) + (f" and {more} more" if more else "")
    return f"{tested.label}: {names}" if names else tested.label


def finding(report: Report) -> str:
    """Return how many claims have which verdict, and how many rest on what the law assumes, in two sentences."""
    assumed = sum(tested.label in (ASSUMED, OWN) for tested in report.tested)
    counts = counted([tested.verdict for tested in report.tested], words("en"))
    return f"{counts}. The effects of {assumed} rest on a mechanism that the law assumes."


def counted(verdicts: Sequence[str], say: Words, most: int | None = None) -> str:
    """Return how many claims are plainly supported, then how many have each other verdict, or the commonest of them."""
    found = Counter(verdicts)
    plain, count = found.pop(SUPPORTED, 0), len(verdicts)
    if not found:
        return say("verdicts.all", count=count)
    others = [name for name, _ in found.most_common(most)]
    rest = ", ".join(
        say(f"verdicts.{name.replace(' ', '_')}", count=found[name]) for name in sorted(others, key=ORDER.index)
    )
    return say("verdicts.some" if plain else "verdicts.none", plain=plain, count=count, rest=rest)


def short(path: str) -> str:
    """Return a parameter's last name."""
    return path.rpartition(".")[2]


def notes(report: Report) -> Iterator[str]:
    """Yield notes on how to read the table."""
    sizes = ", ".join(f"{regime.name} {len(regime.sets)} x {regime.replicates}" for regime in report.regimes)
    yield (
        "Effects with half the width of their 95% intervals, paired under the same luck; points are percentage "
        f"points. Parameter sets x futures of each arm: {sizes}, and a quarter where the verdict was plain by then; "
        f"{report.futures:,} futures in all, seed {report.seed}, law {report.law[:8]}. For / against: sets of the "
        "whole ranges in which the interval alone supports or reverses the part."
    )
    yield (
        "Verdicts are given by intervals of 99.9%, so that another seed hardly ever gives another one. too few "
        "futures: such an interval holds the smallest effect, or it cannot be told whether the sign turns over the "
        "sets of the ranges, so that more futures (--runs) may tell. too small to matter: less than the smallest "
        "effect, either way. cannot be tested here: the number could not move that far at any place."
    )
    yield (
        "assumed: with the mechanism that is named switched off, less than half of the effect is left, or it turns; "
        "its own arm: the claim is about that mechanism, so that only the size is a finding; emergent: no mechanism "
        "alone makes the effect; tuned: a level, and a fitted parameter is not as the fit has it; cannot be told: no "
        f"effect that surely matters at the shipped numbers, or {LOOKS[-1]} futures of each arm leave it open."
    )
    yield (
        "structural: supported, and the law assumes it. depends: the sign turns over the ranges, or places differ; "
        "named is the parameter whose rank goes with the effect most closely, where any does beyond chance."
    )
    for arm, money in report.money.items():
        yield (
            f"Same money: {arm}, with budgets scaled by {money.factor:.3f} (median), costs what its counterpart does, "
            f"within {money.after:.2%}."
        )
    for tested in report.tested:
        for part in tested.parts:
            for regime, (varied, beside, luck) in part.variances.items():
                yield (
                    f"{tested.name}, variance of {part.part.metric}, {regime}: "
                    f"{', '.join(map(short, part.part.varied))} {varied:.1%}, "
                    f"{short(part.part.beside[0])} {beside:.1%}, luck {luck:.1%}."
                )
    if report.failures:
        yield f"{report.failures} runs failed and count for nothing."
