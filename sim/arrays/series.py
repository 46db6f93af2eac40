"""What is observed every month: one row of numbers, filled by the same rules on both lanes.

A row begins with tallies (what happened this month) and states (how things stand at its end), followed by one block
for each domain. To add a series, add its line here, and its value where it arises or in `observe`.
"""

from enum import IntEnum, auto
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import MEMBERSHIPS, DonorColumn, Floats, Integers, ModelTables, Stock
from trustladder.sim.law.arithmetic import safe_divide
from trustladder.sim.law.responding import COSTS, REASONS
from trustladder.sim.law.rule import rule
from trustladder.sim.scenario.changes import Identity
from trustladder.sim.scenario.effects import Attribute


class Series(IntEnum):
    """Columns of a row that do not depend on a domain."""

    CONVENED = 0
    POSTPONED = 1
    FORMED = 2
    SUCCEEDED = 3
    INVITED = 4
    REFUSED = 5  # the first of the reasons, in the order of trustladder.sim.law.responding.REASONS
    BREACHES = REFUSED + len(REASONS)
    BREACHES_FOUND = auto()
    TRAINED = auto()
    REGION_MEETINGS = auto()
    PLAYED_OFF = auto()
    CRISES = auto()
    HARM = auto()
    SCANDALS = auto()
    GIVEN = auto()
    GIVEN_JOINTLY = auto()
    WASTED = auto()
    INTERDICTED = auto()
    REGION_HELD = auto()
    REGION_STANDING = auto()
    ATTENTION = auto()
    RIVALRY = auto()
    RIVALRY_OF_RIVALS = auto()
    COLLUSION = auto()
    POLICING = auto()
    COERCION = auto()
    BORDER_TECHNOLOGY = auto()
    UNREST = auto()
    DAMAGE = auto()
    FIXED = auto()  # where the blocks of the domains begin


class Block(IntEnum):
    """Columns of one domain's block."""

    TRUST_REGION = 0
    TRUST_RIVALS = 1
    TRUST_IN_DONORS = 2
    TRUST_OF_DONORS = 3
    STANDING = 4  # the first of four memberships, in the order of trustladder.sim.arrays.tables.MEMBERSHIPS
    WIDTH = 8


REGISTER: dict[str, tuple[str, str]] = {
    "convened": ("meetings", "meetings that were proposed"),
    "postponed": ("meetings", "meetings that were due, but whose chair would accept no rung in reach"),
    "formed": ("meetings", "meetings that formed"),
    "succeeded": ("meetings", "activities that succeeded"),
    "invited": ("invitations", "invitations sent"),
    "refused_either_way": ("refusals", "refused with an acceptance of 25 to 75%: it could have gone either way"),
    "refused_against_interest": ("refusals", "refused with an acceptance over 75%: against its interest in coming"),
    **{
        f"refused_for_{cost.reason}": ("refusals", f"clear refusals whose largest cost was {cost.meaning}")
        for cost in COSTS
    },
    "breaches": ("breaches", "commitments broken"),
    "breaches_found": ("breaches", "of these, found out"),
    "trained": ("persons", "people trained in successful activities"),
    "region_meetings": ("meetings", "region-wide successes in the domain aimed at"),
    "played_off": ("governments", "governments that played two donors off"),
    "crises": ("crises", "internal crises"),
    "harm": ("harm", "harm to civilians; 1 is one crisis met with full coercion"),
    "scandals": ("scandals", "donors embarrassed by a harm"),
    "given": ("money", "bilateral assistance"),
    "given_jointly": ("money", "assistance through common forums"),
    "wasted": ("money", "border technology in collusive hands, arms turned on civilians"),
    "interdicted": ("share", "share of the illicit flow that is stopped"),
    "region_held": ("flag", "1 once region-wide cooperation in the domain aimed at was reached"),
    "region_standing": ("rungs", "rungs of the domain aimed at that some forum has reached region-wide and stands on"),
    "attention": ("share", "mean attention of the donors that have a budget"),
    "rivalry": ("share", "mean rivalry between donors that have a budget"),
    "rivalry_of_rivals": ("share", "rivalry of the two rivals"),
    "collusion": ("share", "mean share of smuggling that officials sanction"),
    "policing": ("share", "mean quality of policing"),
    "coercion": ("share", "mean ability of internal forces to harm civilians"),
    "border_technology": ("share", "mean detection equipment at borders"),
    "unrest": ("share", "mean instability that harm to civilians has left"),
    "damage": ("ratio", "illicit flow that has got through lately, over what got through at the start"),
}

BLOCK_REGISTER: dict[str, tuple[str, str]] = {
    "trust_region": ("share", "mean trust of the governments in each other"),
    "trust_rivals": ("share", "mean trust of the two rivals in each other"),
    "trust_in_donors": ("share", "mean trust of the governments in donors that sit in a forum"),
    "trust_of_donors": ("share", "mean trust of donors that sit in a forum in the governments"),
    **{
        f"standing_{membership.replace(' ', '_')}": ("rungs", f"highest standing of a forum: {membership}")
        for membership in MEMBERSHIPS
    },
}


def series_names(domains: list[str]) -> list[str]:
    """Return the name of every column, for these domains in order."""
    return [*REGISTER, *(f"{name}.{domain}" for domain in domains for name in BLOCK_REGISTER)]


def describe(name: str) -> tuple[str, str]:
    """Return unit and meaning of a series."""
    return REGISTER.get(name) or BLOCK_REGISTER[name.partition(".")[0]]


class ObservedGroups(NamedTuple):
    """Whom the means are taken over, by number."""

    governments: Integers  # all
    funded: Integers  # donors with a budget at the start
    active: Integers  # donors that sit in a forum
    rivals: Integers  # [pair, 2] rivals that both have a budget at the start


def observed_groups(tables: ModelTables) -> ObservedGroups:
    """Return the groups that the observed means are taken over, fixed at the start."""
    return _groups(*map(Identity, (tables.sizes, tables.attributes, tables.seated, tables.rivals)))


@lru_cache(maxsize=512)  # the sets of a fit, again and again
def _groups(sizes: Identity, attributes: Identity, seated: Identity, rivals: Identity) -> ObservedGroups:
    first = int(sizes.one[0]["governments"])  # of the donors
    funded, sits = attributes.one[Attribute.BUDGET, first:] > 0.0, seated.one[..., first:].any(axis=(0, 1))
    both = rivals.one[funded[rivals.one].all(axis=1)]
    return ObservedGroups(np.arange(first), np.flatnonzero(funded), np.flatnonzero(sits), both)


@rule
def observe(tables: ModelTables, state: State, who: ObservedGroups, row: Floats) -> None:
    """Fill the columns of a row that are states at the end of a month, but for the blocks of the domains."""
    row[Series.REGION_HELD] = 1.0 if state.region_held[0] else 0.0
    row[Series.REGION_STANDING] = float(highest(state.region_standing))
    row[Series.RIVALRY] = mean_rivalry(state.rivalry, who.rivals, len(who.funded))
    row[Series.RIVALRY_OF_RIVALS] = mean_between(state.rivalry, tables.stated_rivals, 0)
    stocks = state.governments
    row[Series.ATTENTION] = mean_of(state.donors[DonorColumn.ATTENTION], who.funded)
    row[Series.COLLUSION] = mean_of(stocks[Stock.COLLUSION], who.governments)
    row[Series.POLICING] = mean_of(stocks[Stock.POLICING], who.governments)
    row[Series.COERCION] = mean_of(stocks[Stock.COERCION], who.governments)
    row[Series.BORDER_TECHNOLOGY] = mean_of(stocks[Stock.BORDER_TECHNOLOGY], who.governments)
    row[Series.UNREST] = mean_of(stocks[Stock.UNREST], who.governments)
    row[Series.DAMAGE] = state.damage[0]


@rule
def highest(standing: Integers) -> int:
    """Return the highest of some standings, 0 where there are none."""
    found = 0
    for one in standing:
        found = max(one, found)
    return found


@rule
def mean_of(column: Floats, numbers: Integers) -> float:
    """Return the mean of a column over these numbers, 0 where there are none.

    Divided last, the mean of shares stays a share.
    """
    total = 0.0
    for number in numbers:
        total += column[number]
    return safe_divide(total, float(len(numbers)))


@rule
def mean_rivalry(rivalry: Floats, rivals: Integers, funded: int) -> float:
    """Return the mean over all pairs of so many donors with a budget; those that are no rivals count as 0."""
    total = 0.0
    for pair in range(len(rivals)):
        total += rivalry[rivals[pair, 0], rivals[pair, 1]]
    return safe_divide(total, 0.5 * funded * (funded - 1))


@rule
def observe_domains(tables: ModelTables, state: State, who: ObservedGroups, row: Floats) -> None:
    """Fill the blocks of the domains: mean trust between groups, and the highest standing of each kind of club."""
    g = len(who.governments)
    for domain in range(len(tables.domains)):
        trust, block = state.trust[domain], row[Series.FIXED + Block.WIDTH * domain :]
        block[Block.TRUST_REGION] = mean_pairs(trust, who.governments, who.governments, 0, 0)
        block[Block.TRUST_RIVALS] = mean_between(trust, tables.stated_rivals, g)
        block[Block.TRUST_IN_DONORS] = mean_pairs(trust, who.active, who.governments, g, 0)
        block[Block.TRUST_OF_DONORS] = mean_pairs(trust, who.governments, who.active, 0, g)
        for membership in range(len(MEMBERSHIPS)):
            block[Block.STANDING + membership] = float(state.best_standing[domain, membership])


@rule
def mean_between(matrix: Floats, pairs: Integers, shift: int) -> float:
    """Return the mean over pairs, both ways, 0 where there are none; the shift turns donors into actors."""
    total = 0.0
    for pair in range(len(pairs)):
        one, two = pairs[pair, 0] + shift, pairs[pair, 1] + shift
        total += 0.5 * (matrix[one, two] + matrix[two, one])
    return safe_divide(total, float(len(pairs)))


@rule
def mean_pairs(matrix: Floats, rows: Integers, columns: Integers, row_shift: int, column_shift: int) -> float:
    """Return the mean over pairs of different actors; shifts turn numbers among donors into numbers among actors."""
    total, count = 0.0, 0.0
    for row in rows:
        for column in columns:
            if row + row_shift != column + column_shift:
                total += matrix[row + row_shift, column + column_shift]
                count += 1.0
    return safe_divide(total, count)
