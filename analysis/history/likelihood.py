"""Compute the likelihood of a record: of its facts jointly, and of the standing that its activities show.

The facts are an approximate Bayesian computation: the share of runs that show all of them at once. Standing, by forum
and year, is compared through the errors of records (`Reporting`); the windows of years overlap, so each year has the
weight 1 / `years_apart`.
"""

from typing import NamedTuple

import numpy as np

from trustladder.analysis.history.facts import SCALES, Reporting, Targets, agree, misses, observed, out_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.tables import Flags, Floats, Integers
from trustladder.sim.month.run import Record
from trustladder.sim.scenario.dates import month_number, year_of
from trustladder.sim.scenario.scenario import Scenario


class Evidence(NamedTuple):
    """The facts and standing of a record: the real one, or, to test the method, one run of the model."""

    facts: Floats  # [fact] a month since year 0 (NaN for never), or 1 for yes
    standing: Integers  # [forum, domain, year] as activities show it
    looked: Flags  # [forum, domain, year] whether there was a forum to look at


class SimulatedEvidence(NamedTuple):
    """The facts, scales and standing of some runs of one parameter set, from which its likelihood is computed."""

    facts: Floats  # [fact, run]
    scales: Floats  # [scale, run]
    standing: Floats  # [forum, domain, year, standing] shares of runs


def simulated_evidence(known: Targets, scenario: Scenario, record: Record) -> SimulatedEvidence:
    """Return the facts and scales of runs, and their standing at the ends of years."""
    facts = np.array([observed(fact, scenario, record) for fact in known.facts.values()])
    levels = np.arange(max(len(domain.rungs) for domain in scenario.domains.values()) + 1)
    scales = np.array([SCALES[name](scenario, record) for name in known.scale])
    return SimulatedEvidence(facts, scales, (record.shown[..., None] == levels).mean(axis=0))


def observable_cells(scenario: Scenario) -> Flags:
    """Return where a record could hold something: a domain on the agenda of a founded forum [forum, domain, year]."""
    names, last = Index(scenario), scenario.first_month + scenario.months - 1
    years = np.arange(year_of(scenario.first_month), year_of(last) + 1)
    looked = np.zeros((len(names.forums), len(names.domains), len(years)), dtype=bool)
    for number, name in enumerate(names.forums):
        forum = scenario.forums[name]
        founded = scenario.first_month if forum.founded is None else month_number(forum.founded)
        for domain in forum.agenda:
            looked[number, names.domains.index(domain)] = years >= year_of(founded)
    return looked


def emission(reporting: Reporting, levels: int) -> Floats:
    """Return the probability that a true standing is recorded as another [true, recorded]; rows add up to 1."""
    true, recorded = np.indices((levels, levels))
    lower = np.where(true > 0, reporting.missed / np.maximum(true, 1), 0.0)
    higher = reporting.wrong / np.maximum(levels - 1, 1)
    table = np.where(recorded < true, lower, higher)
    np.fill_diagonal(table, 0.0)
    np.fill_diagonal(table, 1.0 - table.sum(axis=1))
    return table


def log_likelihood(known: Targets, what: SimulatedEvidence, evidence: Evidence) -> float:
    """Return the log-likelihood of a record, given the runs of one parameter set."""
    return log_facts(known, what, evidence) + log_standing(known.reporting, what, evidence)


def implausibility(known: Targets, what: SimulatedEvidence) -> float:
    """Return by how far the median run of a parameter set misses facts and matched scales, 0 where it meets them all.

    History matching (Craig et al. 1997): implausible sets are ruled out, however well they explain the rest.
    """
    return sum(missed(known, what).values())


def missed(known: Targets, what: SimulatedEvidence) -> dict[str, float]:
    """Return the facts and matched scales that a parameter set misses, and by how far."""
    facts = {name: misses(fact, values) for (name, fact), values in zip(known.facts.items(), what.facts, strict=True)}
    scales = {
        name: out_of(scale, values) for (name, scale), values in zip(known.scale.items(), what.scales, strict=True)
    }
    matched = {name: value for name, value in scales.items() if known.scale[name].matched}
    return {name: value for name, value in {**facts, **matched}.items() if value > 0.0}


def log_facts(known: Targets, what: SimulatedEvidence, evidence: Evidence) -> float:
    """Return the log of the share of runs that show all facts at once, with half a run added."""
    together = np.ones(what.facts.shape[1], dtype=bool)
    for fact, values, target in zip(known.facts.values(), what.facts, evidence.facts, strict=True):
        together &= agree(fact, values, target)
    return float(np.log((together.sum() + 0.5) / (len(together) + 1.0)))


def log_standing(reporting: Reporting, what: SimulatedEvidence, evidence: Evidence) -> float:
    """Return the log probability of the recorded standing, each year weighted by 1 / `years_apart`."""
    recorded = what.standing @ emission(reporting, what.standing.shape[-1])
    chances = np.take_along_axis(recorded, evidence.standing[..., None].astype(np.int64), axis=-1)[..., 0]
    return float(np.log(chances[evidence.looked]).sum() / reporting.years_apart)
