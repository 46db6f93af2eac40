"""Metrics: what one future comes to, one function each, over all runs of a record at once.

A metric takes `Runs` and returns one number a run [run]; NaN stands for "never within the horizon" (censored). The
same functions serve both lanes, so a metric is stated once. To add one, add a line to one of the tables; those that a
scenario has one of for each rung, domain or reason are in `trustladder.sim.metric_families`.
"""

from collections.abc import Container, Iterator
from functools import partial

import numpy as np

from trustladder.sim.arrays.series import series_names
from trustladder.sim.arrays.tables import Floats
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


def refusal_share(runs: Runs) -> Floats:
    """Return the share of invitations that were refused, 0 where none was sent."""
    columns = [name for name in series_names(runs.names.domains) if name.startswith("refused_")]
    refusals: Floats = np.sum([runs.total(name) for name in columns], axis=0)
    return share(refusals, runs.total("invited"))


def flow_interdicted(runs: Runs) -> Floats:
    """Return the mean share of the illicit flow that was stopped, weighted by transit."""
    return runs.mean("interdicted")


def civilian_harm(runs: Runs) -> Floats:
    """Return harm to civilians a government and decade, the mean over governments."""
    return runs.total("harm") / (len(runs.names.governments) * runs.years / 10.0)


# fmt: off
HEADLINE = (  # months that never came are NaN
    Metric("region_held", "flag", "region-wide cooperation in the domain aimed at was reached", lambda runs: (~np.isnan(runs.first("region_held"))).astype(float)),
    Metric("region_held_month", "months", "when region-wide cooperation in the domain aimed at was first reached", lambda runs: runs.first("region_held")),
    Metric("region_meeting_month", "months", "when the first region-wide activity in the domain aimed at succeeded", lambda runs: runs.first("region_meetings")),
)
MEETINGS = (  # in all forums and domains; shares of nothing are 0
    Metric("meetings_formed", "meetings/year", "meetings that formed", lambda runs: runs.total("formed") / runs.years),
    Metric("meetings_formed_share", "share", "meetings that formed, of those proposed", lambda runs: share(runs.total("formed"), runs.total("convened"))),
    Metric("activities_succeeded", "activities/year", "activities that succeeded", lambda runs: runs.total("succeeded") / runs.years),
    Metric("people_trained", "persons/year", "people trained in successful multinational activities", lambda runs: runs.total("trained") / runs.years),
    Metric("refusal_share", "share", "invitations that were refused", refusal_share),
    Metric("breaches", "breaches/year", "commitments broken", lambda runs: runs.total("breaches") / runs.years),
    Metric("breaches_found_share", "share", "commitments broken that were found out", lambda runs: share(runs.total("breaches_found"), runs.total("breaches"))),
)
DONORS = (  # attention and rivalry of donors with a budget; money in monthly budgets of the largest donor
    Metric("attention", "share", "mean attention of the donors over the horizon", lambda runs: runs.mean("attention")),
    Metric("rivalry", "share", "mean rivalry between donors over the horizon", lambda runs: runs.mean("rivalry")),
    Metric("rivalry_of_rivals", "share", "rivalry of the two rivals in the last month", lambda runs: runs.final("rivalry_of_rivals")),
    Metric("play_off_months", "government-months/year", "months in which a government played two donors off against each other", lambda runs: runs.total("played_off") / runs.years),
    Metric("assistance_given", "money/year", "bilateral assistance given", lambda runs: runs.total("given") / runs.years),
    Metric("assistance_joint", "money/year", "assistance given through common forums", lambda runs: runs.total("given_jointly") / runs.years),
    Metric("assistance_wasted_share", "share", "bilateral assistance wasted: scanners in collusive hands, arms turned on civilians", lambda runs: share(runs.total("wasted"), runs.total("given"))),
)
SECURITY = (  # stocks are means over governments
    Metric("flow_interdicted", "share", "mean share of the illicit flow that was stopped", flow_interdicted),
    Metric("crises", "crises/year", "internal crises in the region", lambda runs: runs.total("crises") / runs.years),
    Metric("civilian_harm", "harm/decade", "harm to civilians a government and decade; 1 is one crisis met with full coercion", civilian_harm),
    Metric("scandals", "scandals/decade", "donors embarrassed by harm that they had armed or trained", lambda runs: runs.total("scandals") / (runs.years / 10.0)),
    Metric("collusion", "share", "mean share of smuggling that officials sanction, last month", lambda runs: runs.final("collusion")),
    Metric("policing", "share", "mean quality of policing, last month", lambda runs: runs.final("policing")),
    Metric("coercion", "share", "mean ability of internal forces to harm civilians, last month", lambda runs: runs.final("coercion")),
)
# fmt: on


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
        *HEADLINE,
        *region_wide(scenario),
        *trusts(scenario),
        *MEETINGS,
        *DONORS,
        *SECURITY,
        *reasons(),
        *_indices(),
        *by_membership(scenario),
    ]


def measure(scenario: Scenario, record: Record, names: Container[str] | None = None) -> dict[str, Floats]:
    """Metrics of every run, by name: those among `names` that the scenario has, or all."""
    runs = Runs(scenario, record)
    return {one.name: one.compute(runs) for one in metrics_of(scenario) if names is None or one.name in names}
