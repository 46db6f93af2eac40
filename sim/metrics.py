"""Metrics: what one future comes to, one function each, over all runs of a record at once.

A metric takes `Runs` and returns one number a run [run]; NaN stands for "never within the horizon" (censored). The
same functions serve both lanes, so a metric is stated once. To add one, write a function and decorate it; those that a
scenario has one of for each rung, domain or reason are in `trustladder.sim.metric_families`.
"""

from collections.abc import Callable, Container, Iterator
from functools import partial

import numpy as np

from trustladder.sim.arrays.series import Series, series_names
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.law.responding import REASONS
from trustladder.sim.metric_families import by_membership, reasons, region_wide, trusts
from trustladder.sim.month.run import Record
from trustladder.sim.recorded_runs import Metric, Runs, share
from trustladder.sim.scenario.scenario import Scenario

BEST_INTERDICTION = 0.06  # the largest share of the heroin flow stopped around 2010 (UNODC 2012)
WEIGHTINGS = {  # of flow stopped, civilians spared, honesty
    "human_security": (0.4, 0.4, 0.2),
    "human_security_civilians_first": (0.2, 0.6, 0.2),
    "human_security_flow_first": (0.6, 0.2, 0.2),
}


_declared: list[Metric] = []


def metric(unit: str, meaning: str) -> Callable[[Callable[[Runs], Floats]], Callable[[Runs], Floats]]:
    """Declare a function as the metric of its name."""

    def declare(function: Callable[[Runs], Floats]) -> Callable[[Runs], Floats]:
        _declared.append(Metric(function.__name__, unit, meaning, function))
        return function

    return declare


# --- the headline --------------------------------------------------------------------------------------------------


@metric("flag", "region-wide cooperation in the domain aimed at was reached")
def region_held(runs: Runs) -> Floats:
    """1 where the first rung, or one above, was reached region-wide within the horizon."""
    return (~np.isnan(runs.first("region_held"))).astype(float)


@metric("months", "when region-wide cooperation in the domain aimed at was first reached")
def region_held_month(runs: Runs) -> Floats:
    """Censored where it never was."""
    return runs.first("region_held")


@metric("months", "when the first region-wide activity in the domain aimed at succeeded")
def region_meeting_month(runs: Runs) -> Floats:
    """Censored where there was none."""
    return runs.first("region_meetings")


# --- meetings ------------------------------------------------------------------------------------------------------


@metric("meetings/year", "meetings that formed")
def meetings_formed(runs: Runs) -> Floats:
    """In all forums and domains."""
    return runs.total("formed") / runs.years


@metric("share", "meetings that formed, of those proposed")
def meetings_formed_share(runs: Runs) -> Floats:
    """0 where none was proposed."""
    return share(runs.total("formed"), runs.total("convened"))


@metric("activities/year", "activities that succeeded")
def activities_succeeded(runs: Runs) -> Floats:
    """In all forums and domains."""
    return runs.total("succeeded") / runs.years


@metric("persons/year", "people trained in successful multinational activities")
def people_trained(runs: Runs) -> Floats:
    """At the stated number of trainees an activity."""
    return runs.total("trained") / runs.years


@metric("share", "invitations that were refused")
def refusal_share(runs: Runs) -> Floats:
    """0 where none was sent."""
    return share(refusals(runs), runs.total("invited"))


def refusals(runs: Runs) -> Floats:
    """All refusals of a run."""
    columns = [name for name in series_names(runs.names.domains) if name.startswith("refused_")]
    return np.sum([runs.total(name) for name in columns], axis=0)


@metric("breaches/year", "commitments broken")
def breaches(runs: Runs) -> Floats:
    """Found out or not."""
    return runs.total("breaches") / runs.years


@metric("share", "commitments broken that were found out")
def breaches_found_share(runs: Runs) -> Floats:
    """0 where none was broken."""
    return share(runs.total("breaches_found"), runs.total("breaches"))


# --- donors --------------------------------------------------------------------------------------------------------


@metric("share", "mean attention of the donors over the horizon")
def attention(runs: Runs) -> Floats:
    """Of donors with a budget."""
    return runs.mean("attention")


@metric("share", "mean rivalry between donors over the horizon")
def rivalry(runs: Runs) -> Floats:
    """Of donors with a budget."""
    return runs.mean("rivalry")


@metric("share", "rivalry of the two rivals in the last month")
def rivalry_of_rivals(runs: Runs) -> Floats:
    """Z between them."""
    return runs.final("rivalry_of_rivals")


@metric("government-months/year", "months in which a government played two donors off against each other")
def play_off_months(runs: Runs) -> Floats:
    """Sum over governments."""
    return runs.total("played_off") / runs.years


@metric("money/year", "bilateral assistance given")
def assistance_given(runs: Runs) -> Floats:
    """In monthly budgets of the largest donor."""
    return runs.total("given") / runs.years


@metric("money/year", "assistance given through common forums")
def assistance_joint(runs: Runs) -> Floats:
    """In monthly budgets of the largest donor."""
    return runs.total("given_jointly") / runs.years


@metric("share", "bilateral assistance wasted: scanners in collusive hands, arms turned on civilians")
def assistance_wasted_share(runs: Runs) -> Floats:
    """0 where none was given."""
    return share(runs.total("wasted"), runs.total("given"))


# --- human security ------------------------------------------------------------------------------------------------


@metric("share", "mean share of the illicit flow that was stopped")
def flow_interdicted(runs: Runs) -> Floats:
    """Weighted by transit."""
    return runs.mean("interdicted")


@metric("crises/year", "internal crises in the region")
def crises(runs: Runs) -> Floats:
    """In all governments."""
    return runs.total("crises") / runs.years


@metric("harm/decade", "harm to civilians a government and decade; 1 is one crisis met with full coercion")
def civilian_harm(runs: Runs) -> Floats:
    """Mean over governments."""
    return runs.total("harm") / (len(runs.names.governments) * runs.years / 10.0)


@metric("scandals/decade", "donors embarrassed by harm that they had armed or trained")
def scandals(runs: Runs) -> Floats:
    """All donors together."""
    return runs.total("scandals") / (runs.years / 10.0)


@metric("share", "mean share of smuggling that officials sanction, last month")
def collusion(runs: Runs) -> Floats:
    """Mean over governments."""
    return runs.final("collusion")


@metric("share", "mean quality of policing, last month")
def policing(runs: Runs) -> Floats:
    """Mean over governments."""
    return runs.final("policing")


@metric("share", "mean ability of internal forces to harm civilians, last month")
def coercion(runs: Runs) -> Floats:
    """Mean over governments."""
    return runs.final("coercion")


def security_index(runs: Runs, weights: tuple[float, float, float]) -> Floats:
    """Return the index of whole runs."""
    return weighed_security(flow_interdicted(runs), civilian_harm(runs), runs.mean("collusion"), weights)


def weighed_security(
    interdicted: Floats, harm: Floats, collusion: Floats, weights: tuple[float, float, float]
) -> Floats:
    """Return the index of some time from its means, and harm a government and decade.

    Flow stopped (6 percent is full marks), civilians spared and honesty, each in 0..1, weighted.
    """
    stopped = np.clip(interdicted / BEST_INTERDICTION, 0.0, 1.0)
    spared = 1.0 - np.clip(harm, 0.0, 1.0)
    return weights[0] * stopped + weights[1] * spared + weights[2] * (1.0 - collusion)


def _indices() -> Iterator[Metric]:
    for name, weights in WEIGHTINGS.items():
        said = "human-security index: flow stopped {:g}, civilians spared {:g}, honesty {:g}".format(*weights)
        yield Metric(name, "index", said, partial(security_index, weights=weights))


def metrics_of(scenario: Scenario) -> list[Metric]:
    """All metrics of a scenario, the headline first."""
    return [
        *_declared[:3],
        *region_wide(scenario),
        *trusts(scenario),
        *_declared[3:],
        *reasons(),
        *_indices(),
        *by_membership(scenario),
    ]


def measure(scenario: Scenario, record: Record, names: Container[str] | None = None) -> dict[str, Floats]:
    """Metrics of every run, by name: those among `names` that the scenario has, or all."""
    runs = Runs(scenario, record)
    return {one.name: one.compute(runs) for one in metrics_of(scenario) if names is None or one.name in names}


assert Series.REFUSED + len(REASONS) == Series.BREACHES
