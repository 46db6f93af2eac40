"""What an event can change: the one table of conditions and blows.

A condition changes an attribute while it lasts; a blow hits a state once. To add one, add a line here, and for a
condition a row of `Attribute`, for a blow its case in the events step of both lanes.
"""

from enum import IntEnum
from typing import NamedTuple


class Attribute(IntEnum):
    """Attributes of actors that conditions may change.

    Rows of the world's table, before one row of interest a domain.
    """

    AUTONOMY = 0
    SECRECY = 1
    TEMPTATION = 2
    INSTABILITY = 3
    TRANSIT = 4
    BUDGET = 5
    ATTENTION_TARGET = 6
    SENSITIVITY = 7
    INTEREST = 8  # the first domain's row; the others follow


class ShockKind(IntEnum):
    """States that a blow may hit."""

    RIVALRY = 0
    TRUST = 1
    ATTENTION = 2
    LEADERSHIP = 3
    COLLUSION = 4
    POLICING = 5
    COERCION = 6
    BORDER_TECHNOLOGY = 7


class Condition(NamedTuple):
    """Whose attribute it is, toward whom, and the range it stays in."""

    of: str | None
    toward: str | None
    low: float
    high: float


class Hit(NamedTuple):
    """Whose state is hit, toward whom, and the largest blow."""

    of: str
    toward: str | None
    most: float


CONDITIONS = {
    "autonomy": Condition("actor", None, 0.0, 1.0),
    "secrecy": Condition("actor", None, 0.0, 1.0),
    "temptation": Condition("actor", None, 0.0, 1.0),
    "interest": Condition("actor", None, 0.0, 1.0),
    "instability": Condition("government", None, 0.0, 1.0),
    "transit": Condition("government", None, 0.0, 1.0),
    "budget": Condition("donor", None, 0.0, 5.0),
    "attention_target": Condition("donor", None, 0.0, 1.0),
    "sensitivity": Condition("donor", None, 0.0, 1.0),
    "rivalry": Condition("donor", "donor", 0.0, 1.0),
    "dependence": Condition("government", "donor", 0.0, 1.0),
    "supply": Condition(None, None, 0.0, 10.0),
}

SHOCKS = {
    "rivalry": Hit("donor", "donor", 1.0),
    "trust": Hit("actor", "actor", 10.0),
    "attention": Hit("donor", None, 1.0),
    "leadership": Hit("government", None, 1.0),
    "collusion": Hit("government", None, 1.0),
    "policing": Hit("government", None, 1.0),
    "coercion": Hit("government", None, 1.0),
    "border_technology": Hit("government", None, 1.0),
}
