"""A scenario as tables of numbers, the form in which both lanes read it.

Actors are numbered governments first, then donors, each in the order of their ids, so that the order of a file does
not matter. Pairs are stored with the one observed first and the observer last. Months count from year 0. What is read
one at a time stands in tables of rows, each kind a NamedTuple; what is worked out for many actors at once stands in
columns, an enumeration naming them. The compiled lane reads both, the Mesa lane gives each agent its own row.
"""

from collections.abc import Iterable
from enum import IntEnum
from functools import cache
from typing import Any, NamedTuple, get_type_hints

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.uint64]
Rows = np.recarray  # a table of rows
Code = np.uint64  # a folded key of a draw
Mix = tuple[float, float, float, float, float]

TRAINING, POLICING, BORDER, JOINT, CLEAN = range(5)  # places in a donor's assistance mix
MIX = ("training_share", "policing_share", "border_share", "joint_share", "anti_corruption_share")
PURPOSES = 5  # of a gift, in the order of trustladder.sim.law.assistance.Purposes
WEAPONS = 3  # the place of arms among them
ATTRIBUTES, USUAL_RIVALRY, DEPENDENCE, SUPPLY = range(4)  # what a condition changes
# membership: whether both of a pair of rivals sit in a forum, some rivals but no such pair, or none
BOTH, ONE, NEITHER, ANYWHERE = range(4)
MEMBERSHIPS = ("both rivals", "one rival", "no rival", "anywhere")
ALWAYS, NEVER = -(10**6), 10**6  # months before and after every scenario


class Stock(IntEnum):
    """Columns of the governments."""

    POLICING = 0
    COERCION = 1
    BORDER_TECHNOLOGY = 2
    COLLUSION = 3
    FLOOR = 4  # under which collusion never falls
    COOPERATION = 5  # highest standing against the flow among its forums, as a share of the ladder
    PLAY_OFF_GAIN = 6  # what playing off is worth to it this month
    UNREST = 7  # instability that harm to civilians has left
    COUNT = 8


STOCKS = (Stock.POLICING, Stock.COERCION, Stock.BORDER_TECHNOLOGY, Stock.COLLUSION)  # those that assistance moves


class DonorColumn(IntEnum):
    """Columns of the donors."""

    ATTENTION = 0
    SEAT_MONEY = 1  # joint money that it brings to each of its forums this month
    MIX = 2  # the first of the shares of its assistance, in the order of MIX
    SPENT = 7  # the first of the purposes on which a unit of bilateral money is spent this month
    PACE = 12  # at which attention nears its target
    COUNT = 13


class DyadColumn(IntEnum):
    """What passes between a donor and a government."""

    GIFT = 0
    CUT = 1  # share withheld after scandals
    CONTRIBUTION = 2  # the donor's part of the government's coercion
    COUNT = 3


class Sizes(NamedTuple):
    """How many there are of each."""

    governments: int
    donors: int
    actors: int
    forums: int
    domains: int
    rungs: int  # of the longest ladder
    ladders: int  # one a forum, or one in all
    aim: int  # the domain aimed at


class Constants(NamedTuple):
    """The numbers and choices of the law, by the registry's names, half-lives already turned into monthly shares."""

    omega: float
    precision: float
    dulling: float
    concern_response: float
    concern_pace: float
    rival_aversion: float
    pressure: float
    influence: float
    inducement: float
    load_cost: float
    load_retention: float
    host_comfort: float
    asset_benefit: float
    asset_exposure: float
    temptation_collusion: float
    detection: float
    reliability: float
    undermining: float
    kept_share: float
    thaw: float
    evidence_weight: float
    retention: float
    backlash: float
    absent_discount: float
    ceiling_start: float
    bilateral_evidence: float
    phi: float
    kept_bits: float  # log likelihood ratio of a word kept (kydd)
    breach_bits: float  # log likelihood ratio of a breach found (kydd)
    linear_gain: float
    linear_loss: float
    linear_loyal: float
    linear_wary: float
    reform: float
    attention_floor: float
    levers: Mix  # targets of the mix, -1 where a lever is not set
    matching: float
    play_off: float
    premium: float
    heat: float
    contest_scale: float
    stock_pace: float
    policing_gain: float
    joint_yield: float
    coercion_gain: float
    border_gain: float
    misuse: float
    arms_weight: float
    special_weight: float
    cleaning: float
    rent_pull: float
    entry_window: int
    closure: int
    idle_limit: int
    suspension_rivalry: float
    region_governments: int
    region_window: int
    rivalry_pace: float
    calm: float
    policing_effect: float
    border_effect: float
    cooperation_effect: float
    wastefulness: float
    crisis_base: float
    coercion_unrest: float
    policing_calm: float
    restraint: float
    unrest_gain: float
    unrest_retention: float
    scandal_retention: float
    scandal_evidence: float
    trust_rule: int
    response_rule: int
    gate: bool
    ceiling: bool
    climbing: bool
    shuffled: bool


class ForumRow(NamedTuple):
    """A forum, with the members that it has in a period."""

    size: int
    can_meet: bool  # whether two sit in it, its sponsor among them
    governments: int  # the first seats are theirs
    sponsor: int  # actor, -1 where chaired in turn
    neutrality: float
    hosted: bool  # whether an experienced host sits in it
    membership: int
    founded: int  # month
    ended: int  # last month
    ladder: int  # row of the standing


class AgendaRow(NamedTuple):
    """What a forum does in a domain; rate 0 where nothing."""

    rate: float  # a month
    entry: int  # rung from 0, -1 where none
    top: int  # rungs that its mandate names
    standing: int  # rungs held at the start
    convene: Code
    succeed: Code
    shuffle: Code


class AgendaItem(NamedTuple):
    """A domain that a forum has on its agenda."""

    forum: int
    domain: int


class DomainRow(NamedTuple):
    """A field of cooperation."""

    rungs: int
    corruptible: float
    sensitive: float
    against_flow: bool
    gate_domain: int  # -1 where it has no gate
    gate_rung: int


class RungRow(NamedTuple):
    """A kind of activity."""

    benefit: float
    exposure: float
    intrusion: float
    weight: float
    quorum_governments: int
    quorum_donors: int
    successes: int
    needs_policing: bool
    seminar: bool
    trainees: int


class EventRow(NamedTuple):
    """Something that happens."""

    month: int  # -1 for a random one
    hazard: float
    draw_key: Code


class ConditionRow(NamedTuple):
    """An attribute that an event changes while it lasts."""

    event: int
    table: int  # ATTRIBUTES, USUAL_RIVALRY, DEPENDENCE or SUPPLY
    row: int
    column: int
    operation: int
    amount: float
    low: float
    high: float
    months: int  # -1: for good


class ShockRow(NamedTuple):
    """A state that an event hits once."""

    event: int
    kind: int
    of: int  # actor
    toward: int  # actor, -1 where none
    domain: int  # -1: all
    amount: float


class ModelTables(NamedTuple):
    """A scenario as tables.

    Those that hang on who sits where have the period first; `trustladder.sim.arrays.periods.in_period` takes one.
    """

    first_month: int
    months: int
    periods: Integers  # [period] first month of each: from one in which somebody joins or leaves a forum to the next
    sizes: Rows  # [1] Sizes
    law: Rows  # [1] Constants
    attributes: (
        Floats  # [attribute, actor] before any event, in the order of trustladder.sim.scenario.effects.Attribute
    )
    usual_rivalry: Floats  # [donor, donor] before any event
    rivals_of: Integers  # [donor, place] the rivals of each donor in order, -1 behind the last
    stated_rivals: Integers  # [pair, 2] donors by whose presence clubs are told apart
    # [pair, 2] donors that are, or through an event may become, rivals; in order, the first before the second
    rivals: Integers
    dependence: Floats  # [donor, government] before any event
    prior: Floats  # [domain, actor, actor] trust before evidence
    prior_odds: Floats  # the same as log odds
    priority: Floats  # [donor, government] rows add up to 1
    governments: Floats  # [stock, government] at the start, and at rest
    play_off: Codes  # [government]
    crisis: Codes  # [government]
    donors: Floats  # [giving, donor] at the start
    forums: Rows  # [period, forum]
    agenda: Rows  # [forum, domain]
    agenda_items: Rows  # all that is on an agenda, forum by forum
    rates: Floats  # [item] a month
    convene: Codes  # [item]
    members: Integers  # [period, forum, seat] actors in order, -1 where no seat
    seated: Flags  # [period, forum, actor]
    needed: Flags  # [forum, actor] whether it must attend from the second rung on
    assets: Floats  # [period, forum, domain, actor] share of its infrastructure that it shares with others in the room
    seats: Floats  # [period, donor] forums among which its joint money is divided, 1 where there are none
    attend: Codes  # [forum, domain, actor]
    keep: Codes  # [forum, domain, actor]
    find: Codes  # [forum, domain, actor]
    covers: Flags  # [period, forum, forum] whether the first holds a gate open for the second
    domains: Rows  # [domain]
    rungs: Rows  # [domain, rung]
    transfer: Floats  # [domain, domain] from, to
    events: Rows
    effects: Rows  # conditions
    shocks: Rows
    scandal: Codes  # [government, donor]


KINDS: dict[Any, Any] = {float: np.float64, int: np.int64, bool: np.bool_, Code: np.uint64, Mix: (np.float64, (5,))}


@cache
def dtype_of(row: type) -> np.dtype[np.void]:
    """Return the dtype of a table of such rows."""
    return np.dtype([(name, *_kind(kind)) for name, kind in get_type_hints(row).items()], align=True)


def _kind(kind: Any) -> tuple[Any, ...]:
    found = KINDS[kind]
    return found if isinstance(found, tuple) else (found,)


PLAIN: dict[str, type] = {
    "sizes": Sizes,
    "law": Constants,
    "forums": ForumRow,
    "agenda_items": AgendaItem,
    "domains": DomainRow,
    "events": EventRow,
    "effects": ConditionRow,
    "shocks": ShockRow,
}


def with_plain_rows(tables: ModelTables) -> ModelTables:
    """Return the tables of one period with lists of rows for tables of rows, as the Mesa lane's agents read them.

    Python reads a named tuple of its own numbers many times faster than a row of an array.
    """
    rows: dict[str, Any] = {name: [entry(row, one) for one in getattr(tables, name)] for name, row in PLAIN.items()}
    return tables._replace(**rows)


def entry(row: type, record: Any) -> Any:
    """One row of a table as its NamedTuple, with plain Python numbers."""
    return row(*(tuple(value.tolist()) if isinstance(value, np.ndarray) else value for value in record.item()))


def table(row: type, rows: Iterable[Any], shape: tuple[int, ...] | None = None) -> Rows:
    """Return a table of rows, given in C order."""
    filled = np.array([tuple(entry) for entry in rows], dtype=dtype_of(row))
    return (filled if shape is None else filled.reshape(shape)).view(np.recarray)
