"""Families of metrics: one for each reason, rung, domain or club of a scenario."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from trustladder.sim.arrays.series import REGISTER, Series
from trustladder.sim.arrays.tables import MEMBERSHIPS, Floats
from trustladder.sim.law.responding import CLOSE_CALLS, COSTS
from trustladder.sim.recorded_runs import Metric, Runs, share
from trustladder.sim.scenario.scenario import Scenario

REFUSED = tuple(REGISTER)[Series.REFUSED : Series.BREACHES]  # metrics and series of refusals, in the order of REASONS


def share_of_invitations(runs: Runs, columns: tuple[str, ...]) -> Floats:
    """Return the refusals of some kinds, of all invitations."""
    found: Floats = np.sum([runs.total(column) for column in columns], axis=0)
    return share(found, runs.total("invited"))


def reasons() -> Iterator[Metric]:
    """Yield the share of invitations refused, by how close the refusal was, and clear ones by their largest cost."""
    said = {
        "refused_either_way": "invitations refused that could have gone either way (acceptance 25 to 75%)",
        "refused_against_interest": "invitations refused against the interest in coming (acceptance over 75%)",
    }
    for name, meaning in said.items():
        yield Metric(name, "share", meaning, partial(share_of_invitations, columns=(name,)))
    clear = REFUSED[len(CLOSE_CALLS) :]
    meaning = "invitations clearly refused (acceptance under 25%)"
    yield Metric("refused_clearly", "share", meaning, partial(share_of_invitations, columns=clear))
    for cost, column in zip(COSTS, clear, strict=True):
        meaning = f"invitations clearly refused, with {cost.reason} as the largest cost"
        yield Metric(column, "share", meaning, partial(share_of_invitations, columns=(column,)))


def region_wide(scenario: Scenario) -> Iterator[Metric]:
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


def by_membership(scenario: Scenario) -> Iterator[Metric]:
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


def trusts(scenario: Scenario) -> Iterator[Metric]:
    """Yield trust between groups in each domain, and its change."""
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
