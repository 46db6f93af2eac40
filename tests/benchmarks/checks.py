"""Check what section 8 of sim/ODD.md says of the law: rungs reached and why, nulls, facts, and how futures differ."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tests.benchmarks.places import SEED, Change, Place, fan, mean, percent, points, ratio
from tests.benchmarks.report import Report, Setup, Table
from trustladder.analysis.causes import ARMS, MEANINGS, NO_GATE, NO_GATE_WITHOUT, ungated
from trustladder.analysis.history.facts import Fact, fitted, misses, observed, targets
from trustladder.analysis.history.scoreboard import records
from trustladder.analysis.uncertainty import sets_of
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.fits import read_fit
from trustladder.sim.scenario.changes import changed
from trustladder.sim.scenario.scenario import Scenario

FUTURES, HISTORIES = 2000, 4000
AS_IT_IS = "as it is"
Rows = Iterator[tuple[str, ...]]


def setting(path: str, value: Any) -> Change:
    """Return the change of one number, in the past too."""
    return lambda scenario: changed(scenario, {path: value})


def after(first: Change, then: Change) -> Change:
    """Return two changes, one after the other."""
    return lambda scenario: then(first(scenario))


NULLS = {
    "attendance by coin": setting("structure.response_rule", "random"),
    "trust stays at the prior": setting("structure.trust_rule", "none"),
}
FREE, MEETINGS_FREE = "`load_cost` 0", setting("uncertainties.load_cost", 0.0)
JUDGEMENTS = {
    FREE: MEETINGS_FREE,
    "`load_cost` 0.3": setting("uncertainties.load_cost", 0.3),
    "`memory_half_life` 12": setting("uncertainties.memory_half_life", 12.0),
    "`memory_half_life` 240": setting("uncertainties.memory_half_life", 240.0),
    "no ceiling": setting("structure.ceiling", False),
    "`inducement` 0": setting("uncertainties.inducement", 0.0),
}
VARIANTS: dict[str, Change] = {
    AS_IT_IS: lambda scenario: scenario,
    **ARMS,
    **NULLS,
    **{f"{null}, {NO_GATE}": after(ungated, change) for null, change in NULLS.items()},
    **{f"{FREE}, {arm}": after(MEETINGS_FREE, ARMS[arm]) for arm in (NO_GATE, NO_GATE_WITHOUT)},
    **JUDGEMENTS,
}
DATES = {"January 2014": 1, "January 2024": 121, "December 2033": 240}  # months run until then


def reached(place: Place) -> Rows:
    """Yield rungs reached and still so at the end, as it is and by counterfactual."""
    for arm in (AS_IT_IS, *ARMS):
        found = place.of(arm)
        flags = [[f"region_{when}.{rung}" for when in ("reached", "at_end")] for rung in place.rungs]
        cells = (" / ".join(percent(found.metric(flag), found.clusters) for flag in pair) for pair in flags)
        yield f"{place.said}: {MEANINGS.get(arm, arm)}", *cells


def brought(place: Place) -> Rows:
    """Yield what meetings on other domains bring without the gate: rungs reached with them, less without them."""
    for start, said in (("", place.said), (f"{FREE}, ", f"{place.said}, {FREE}")):
        with_them, without = (place.of(f"{start}{arm}") for arm in (NO_GATE, NO_GATE_WITHOUT))
        yield said, *(points(with_them.less(without, f"region_reached.{rung}")) for rung in place.rungs)


def nulls(place: Place) -> Rows:
    """Yield rungs reached under the nulls, and that less what the law reaches, with the gate and without it."""
    for law, end, said in ((AS_IT_IS, "", "gate"), (NO_GATE, f", {NO_GATE}", "no gate")):
        for null in NULLS:
            found, cells = place.of(null + end), []
            for flag in (f"region_reached.{rung}" for rung in place.rungs):
                cells.append(
                    f"{percent(found.metric(flag), found.clusters)}: {points(found.less(place.of(law), flag))}"
                )
            yield f"{place.said}, {said}: {null}", *cells


def refusals(place: Place) -> Rows:
    """Yield invitations refused, and the share of refusals that could have gone either way."""
    found = place.of(AS_IT_IS)
    refused, either = found.metric("refusal_share"), found.metric("refused_either_way")
    yield place.said, mean(100.0 * refused, found.clusters), ratio(either, refused, found.clusters)


def differing(place: Place) -> Rows:
    """Yield by how much futures differ: standard deviation, and mean."""
    found = place.of(AS_IT_IS)
    told = (
        found.metric("civilian_harm"),
        found.final("damage"),
        found.final("unrest"),
        found.metric("meetings_formed"),
    )
    yield place.said, *(f"{values.std(ddof=1):.3f} ({values.mean():.3f})" for values in told)


def operating(place: Place) -> Rows:
    """Yield in how many months joint operations stand, and in how many futures ever and in the last month."""
    found, rungs = place.of(AS_IT_IS), list(place.base.domains["counternarcotics"].rungs)
    for club in ("anywhere", "both_rivals"):
        months = found.metric(f"standing.counternarcotics.operations.{club}")
        last = found.final(f"standing_{club}.counternarcotics") > rungs.index("operations")
        futures = (percent(flags.astype(float), found.clusters) for flags in (months > 0.0, last))
        yield f"{place.said}: {club.replace('_', ' ')}", mean(100.0 * months, found.clusters), *futures


def trusting(place: Place) -> Rows:
    """Yield trust of the governments in each other at some dates."""
    until = (place.run(lambda base, months=months: base.with_months(months)) for months in DATES.values())
    yield place.said, *(fan(found.final("trust_region.counternarcotics")) for found in until)


def judged(place: Place) -> Rows:
    """Yield what judgements do that no record tells."""
    for variant in (AS_IT_IS, *JUDGEMENTS):
        found = place.of(variant)
        told = {"meetings_formed": 1.0, "refusal_share": 100.0, "human_security": 100.0}
        cells = (mean(factor * found.metric(name), found.clusters) for name, factor in told.items())
        trust = fan(found.final("trust_region.counternarcotics"))
        yield variant, percent(found.metric("region_held"), found.clusters), *cells, trust


def facts(histories: int) -> Rows:
    """Yield the facts to 2012 at the shipped numbers, and at the median of each parameter of the fit."""
    known = targets()
    scenario = fitted(known)
    done = [records(scenario, [settings], histories, SEED, None) for settings in ({}, read_fit().median())]
    for name, fact in known.facts.items():
        asked = (
            f"{fact.target / 12.0:.1f} ±{fact.tolerance_months / 12.0:g}" if fact.dated else f"{fact.probability:.0%}"
        )
        yield name, asked, *(verdict(fact, observed(fact, scenario, record)) for record in done)


def verdict(fact: Fact, values: Floats) -> str:
    """Return whether a fact is met, and the median year, or the share of histories that show it."""
    year = np.median(np.nan_to_num(values, nan=np.inf)) / 12.0
    return f"{'missed' if misses(fact, values) else 'met'}: {f'{year:.2f}' if fact.dated else percent(values)}"


TABLES: dict[str, tuple[tuple[str, ...], Callable[[Place], Rows]]] = {
    "Rungs reached region-wide / still so at the end, % of futures": ((), reached),
    "What meetings on drugs bring to the rungs reached, without the gate, in points": ((), brought),
    "The nulls: rungs reached, % of futures, and the difference from the law, in points": ((), nulls),
    "Refusals, %": (("of invitations", "of these could have gone either way"), refusals),
    "Futures differ: standard deviation (mean)": (("harm a decade", "damage", "unrest", "meetings a year"), differing),
    "Joint operations stand, %": (("of months", "of futures, ever", "of futures, last month"), operating),
    "Trust of the governments in each other, with the range of nine futures in ten": (tuple(DATES), trusting),
}
JUDGED = ("energy held, %", "meetings a year", "refused, %", "human security, x100", "trust in 2033")
ASKED = ("asked", "at the shipped numbers", "at the median of each parameter")


def measure(setup: Setup) -> Report:
    """Run both places and return their tables; a few futures in a smoke run."""
    base, futures = Scenario.load("baseline"), 8 if setup.quick else FUTURES
    sets = sets_of("posterior", base)[: 4 if setup.quick else None]
    shipped = Place("shipped numbers", base, (), futures, VARIANTS)
    places = (shipped, Place("posterior", base, sets, futures, VARIANTS))
    tables = [
        Table(said, ("", *(head or shipped.rungs)), [row for place in places for row in write(place)])
        for said, (head, write) in TABLES.items()
    ]
    tables.append(Table("What judgements do at the shipped numbers", ("", *JUDGED), list(judged(shipped))))
    tables.append(Table("Facts to 2012", ("", *ASKED), list(facts(8 if setup.quick else HISTORIES))))
    note = f"{futures:,} futures an arm and place, seed {SEED}; ± is half of a 95% interval, by parameter set and past."
    return Report(tables, [note], {table.caption: [table.head, *table.rows] for table in tables})
