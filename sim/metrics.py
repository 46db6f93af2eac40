"""Metrics: what one future comes to, one function each, over all runs of a record at once.

A metric takes `Runs` and returns one number a run [run]; NaN stands for "never within the horizon" (censored). The
same functions serve both lanes, so a metric is stated once. To add one, write a function and decorate it.
"""

from collections.abc import Callable, Container, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.series import Series, series_names
from trustladder.sim.arrays.tables import MEMBERSHIPS, Floats, Integers
from trustladder.sim.law.responding import DISTRUST, REASONS
from trustladder.sim.month.run import Record
from trustladder.sim.scenario.scenario import Scenario

BEST_INTERDICTION = 0.06  # the largest share of the heroin flow stopped around 2010 (UNODC 2012)
WEIGHTINGS = {  # of flow stopped, civilians spared, honesty
    "human_security": (0.4, 0.4, 0.2),
    "human_security_civilians_first": (0.2, 0.6, 0.2),
    "human_security_flow_first": (0.6, 0.2, 0.2),
}


class Runs:
    """The record of some runs of a scenario, asked by name."""

    def __init__(self, scenario: Scenario, record: Record) -> None:
        self.scenario, self.record, self.names = scenario, record, Index(scenario)
        self.months = scenario.months
        self.years = scenario.months / 12.0
        self._column = {name: place for place, name in enumerate(series_names(self.names.domains))}

    def total(self, series: str) -> Floats:
        """Return a series summed over all months."""
        return self.record.total[:, self._column[series]]

    def mean(self, series: str) -> Floats:
        """Return a series' mean over all months."""
        return self.total(series) / self.months

    def final(self, series: str) -> Floats:
        """Return a series in the last month."""
        return self.record.final[:, self._column[series]]

    def change(self, series: str) -> Floats:
        """Return a series in the last month, less the first."""
        return self.final(series) - self.record.start[:, self._column[series]]

    def first(self, series: str) -> Floats:
        """Return the first month in which a series is above 0, counted from 0; NaN for never."""
        return censored(self.record.first[:, self._column[series]])

    def reached_month(self, rung: int) -> Floats:
        """Return the first month in which a rung of the aim, or one above, was held region-wide; NaN for never."""
        return censored(self.record.first_reached[:, rung])

    def reached(self, rung: int) -> Floats:
        """Return 1 where a rung of the aim, or one above, was ever held region-wide."""
        return (self.record.first_reached[:, rung] >= 0).astype(float)

    def at_end(self, rung: int) -> Floats:
        """Return 1 where a rung of the aim, or one above, is held region-wide in the last month."""
        return (self.final("region_standing") > rung).astype(float)

    def first_meeting(self, domain: str, rung: int | None, membership: int) -> Floats:
        """Return the first month in which a club's forum met on a rung (any rung where None); NaN for never."""
        found = self.record.first_met[:, self.names.domains.index(domain), membership]
        wanted = found if rung is None else found[:, rung : rung + 1]
        earliest = np.where(wanted < 0, self.months, wanted).min(axis=1, initial=self.months)
        return censored(np.where(earliest == self.months, -1, earliest))

    def share_standing(self, domain: str, rung: int, membership: int) -> Floats:
        """Return the share of months in which some forum of a club stands on a rung or higher."""
        months = self.record.months_on[:, self.names.domains.index(domain), membership, rung + 1 :]
        return months.sum(axis=1) / self.months


def censored(months: Integers) -> Floats:
    """Months, with NaN for never."""
    return np.where(months < 0, np.nan, months.astype(float))


def share(part: Floats, whole: Floats) -> Floats:
    """Return a part of a whole, 0 where there is no whole."""
    result: Floats = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0.0)
    return result


class Metric(NamedTuple):
    """A metric: its name, unit, meaning in one line, and function."""

    name: str
    unit: str
    meaning: str
    compute: Callable[[Runs], Floats]


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
    """Flow stopped (6 percent is full marks), civilians spared and honesty, each in 0..1, weighted."""
    stopped = np.clip(flow_interdicted(runs) / BEST_INTERDICTION, 0.0, 1.0)
    spared = 1.0 - np.clip(civilian_harm(runs), 0.0, 1.0)
    honest = 1.0 - runs.mean("collusion")
    return weights[0] * stopped + weights[1] * spared + weights[2] * honest


# --- families ------------------------------------------------------------------------------------------------------


def _indices() -> Iterator[Metric]:
    for name, weights in WEIGHTINGS.items():
        said = "human-security index: flow stopped {:g}, civilians spared {:g}, honesty {:g}".format(*weights)
        yield Metric(name, "index", said, partial(security_index, weights=weights))


COSTS = REASONS[DISTRUST:]  # of clear refusals


def share_of_invitations(runs: Runs, columns: tuple[str, ...]) -> Floats:
    """Return the refusals of some kinds, of all invitations."""
    found: Floats = np.sum([runs.total(column) for column in columns], axis=0)
    return share(found, runs.total("invited"))


def _reasons() -> Iterator[Metric]:
    said = {
        "refused_either_way": "invitations refused that could have gone either way (acceptance 25 to 75 %)",
        "refused_against_interest": "invitations refused against the interest in coming (acceptance over 75 %)",
    }
    for name, meaning in said.items():
        yield Metric(name, "share", meaning, partial(share_of_invitations, columns=(name,)))
    clear = tuple(f"refused_for_{cost}" for cost in COSTS)
    meaning = "invitations clearly refused (acceptance under 25 %)"
    yield Metric("refused_clearly", "share", meaning, partial(share_of_invitations, columns=clear))
    for cost, column in zip(COSTS, clear, strict=True):
        meaning = f"invitations clearly refused, with {cost} as the largest cost"
        yield Metric(column, "share", meaning, partial(share_of_invitations, columns=(column,)))


def _region_wide(scenario: Scenario) -> Iterator[Metric]:
    """Yield whether and when each rung of the aim was reached region-wide, and whether it still is at the end."""
    for number, (rung, kind) in enumerate(scenario.domains[scenario.aim].rungs.items()):
        reached, at_end = partial(Runs.reached, rung=number), partial(Runs.at_end, rung=number)
        month = partial(Runs.reached_month, rung=number)
        yield Metric(f"region_reached.{rung}", "flag", f"{kind.name} or more was reached region-wide", reached)
        yield Metric(
            f"region_reached_month.{rung}", "months", f"when {kind.name} or more was reached region-wide", month
        )
        yield Metric(
            f"region_at_end.{rung}", "flag", f"{kind.name} or more is held region-wide in the last month", at_end
        )


def _by_membership(scenario: Scenario) -> Iterator[Metric]:
    """First meetings and top-rung activities in the aim, by club, and the share of months on each rung, by club."""
    aim, top = scenario.aim, len(scenario.domains[scenario.aim].rungs) - 1
    tried = (
        ("aim_meeting_month", None, "when a forum first met in the domain aimed at"),
        ("aim_top_month", top, "when a forum first met on the highest rung aimed at"),
    )
    for name, rung, said in tried:
        for number, membership in enumerate(MEMBERSHIPS):
            compute = partial(Runs.first_meeting, domain=aim, rung=rung, membership=number)
            yield Metric(f"{name}.{membership.replace(' ', '_')}", "months", f"{said}: {membership}", compute)
    said = "months in which a forum stood on this rung or higher"
    for domain in sorted(scenario.domains):
        for number, rung_name in enumerate(scenario.domains[domain].rungs):
            for place, membership in enumerate(MEMBERSHIPS):
                compute = partial(Runs.share_standing, domain=domain, rung=number, membership=place)
                yield Metric(
                    f"standing.{domain}.{rung_name}.{membership.replace(' ', '_')}",
                    "share",
                    f"{said}: {membership}",
                    compute,
                )


def _trusts(scenario: Scenario) -> Iterator[Metric]:
    said = {
        "trust_region": "trust of the governments in each other",
        "trust_rivals": "trust of the two rivals in each other",
        "trust_in_donors": "trust of the governments in the donors",
        "trust_of_donors": "trust of the donors in the governments",
    }
    for domain, field in sorted(scenario.domains.items()):
        where = field.name.lower()
        for name, meaning in said.items():
            series = f"{name}.{domain}"
            yield Metric(series, "share", f"{meaning} on {where}, last month", partial(Runs.final, series=series))
        change = partial(Runs.change, series=f"trust_region.{domain}")
        yield Metric(
            f"trust_region_change.{domain}", "share", f"change of trust among the governments on {where}", change
        )


def metrics_of(scenario: Scenario) -> list[Metric]:
    """All metrics of a scenario, the headline first."""
    return [
        *_declared[:3],
        *_region_wide(scenario),
        *_trusts(scenario),
        *_declared[3:],
        *_reasons(),
        *_indices(),
        *_by_membership(scenario),
    ]


def measure(scenario: Scenario, record: Record, names: Container[str] | None = None) -> dict[str, Floats]:
    """Metrics of every run, by name: those among `names` that the scenario has, or all."""
    runs = Runs(scenario, record)
    return {one.name: one.compute(runs) for one in metrics_of(scenario) if names is None or one.name in names}


assert Series.REFUSED + len(REASONS) == Series.BREACHES
