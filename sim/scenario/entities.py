"""What a scenario is made of: governments, donors, forums, domains with their rungs, assets, events.

Every attribute is declared here once, with the registry's symbol, default, range, unit and meaning. All of it is
data: another region is another file.
"""

import sys
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from trustladder.sim.scenario.dates import month_number
from trustladder.sim.scenario.naming import Noun, Short, noun_of, short_name
from trustladder.sim.scenario.parameters import Label, Number, Remark, Table
from trustladder.sim.scenario.quantity import Quantity

MOST_ACTORS, MOST_DOMAINS, MOST_RUNGS, LONGEST = 400, 8, 12, 2400  # the longest horizon, in months
MOST = 2**62  # what a machine counts, with room for a sum
ANY = (-sys.float_info.max, sys.float_info.max)
FIRST_DAY, LAST_DAY = date(1000, 1, 1), date(3000, 12, 31)


def _day(value: Any) -> Any:
    """Return a day, also one written as text; a moment of a day is none."""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if type(value) is not date:
        raise PydanticCustomError("day", "a date such as 2014-01-31")
    return value


def _as_tuple(value: Any) -> Any:
    """Return a list of a file as a tuple."""
    return tuple(value) if isinstance(value, list) else value


def _as_pairs(value: Any) -> Any:
    """Return pairs of ids; two ids alone are one pair."""
    pairs = _as_tuple(value)
    if isinstance(pairs, tuple) and pairs and all(isinstance(one, str) for one in pairs):
        pairs = (pairs,)
    if not isinstance(pairs, tuple) or not all(_is_pair(one) for one in pairs):
        raise PydanticCustomError("pairs", "the ids of two donors, or a list of such pairs")
    return pairs


def _is_pair(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(one, str) for one in value)


Quantities = Annotated[dict[str, Quantity], Field(max_length=MOST_ACTORS)]
Ids = Annotated[tuple[str, ...], BeforeValidator(_as_tuple), Field(max_length=MOST_ACTORS)]
Pair = Annotated[tuple[str, str], BeforeValidator(_as_tuple)]
Pairs = Annotated[
    tuple[Pair, ...],
    BeforeValidator(lambda value: _as_pairs(value)),
    PlainSerializer(lambda pairs: list(pairs[0]) if len(pairs) == 1 else [list(pair) for pair in pairs]),
    WithJsonSchema({"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "array"}]}}),
    Field(max_length=MOST_ACTORS),
]
Day = Annotated[date, BeforeValidator(_day), Field(ge=FIRST_DAY, le=LAST_DAY)]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,60}$")]


def attribute(role: str, symbol: str, default: float | None, low: Number, high: Number, unit: str, meaning: str) -> Any:
    """Return a `Quantity` of an entity; a table of quantities where `default` is None."""
    told: dict[str, Any] = {"symbol": symbol, "unit": unit, "role": role}
    declared = {**told, "source": "scenario", "low": low, "high": high}
    if default is None:
        return Field(default_factory=dict, description=meaning, json_schema_extra=declared)
    return Field(default=Quantity(judgement=default), description=meaning, json_schema_extra=declared)


def optional(low: Number, high: Number, meaning: str = "", bears: tuple[Number, Number] | None = None) -> Any:
    """Declare a number that may be left out, and is no line of the registry.

    `bears` is the range that the law bears, where that is wider.
    """
    extra: dict[str, Any] = {"low": low, "high": high, "bears": list(bears or (low, high))}
    return Field(default=None, description=meaning or None, json_schema_extra=extra)


def count(default: int, low: int, high: int, meaning: str = "") -> Any:
    """Declare a whole number; a file may say up to `high`, a tree that a program made up to what a machine counts."""
    extra: dict[str, Any] = {"low": low, "high": high, "bears": [low, MOST]}
    return Field(default=default, ge=low, le=MOST, description=meaning or None, json_schema_extra=extra)


class Entity(Table):
    """A table whose numbers stay within the range that their attribute declares.

    A file is held to what it may say (`low` to `high`); a tree that a program made, such as a manifest, to what the law
    bears.
    """

    @field_validator("*", mode="after")
    @classmethod
    def _within_range(cls, value: Any, info: ValidationInfo) -> Any:
        known = _ranges(cls).get(info.field_name or "")
        if value is None or known is None:
            return value
        low, high = (
            (known["low"], known["high"]) if is_written(info) else known.get("bears", (known["low"], known["high"]))
        )
        for key, one in value.items() if isinstance(value, dict) else [("", value)]:
            number = one.value if isinstance(one, Quantity) else one
            if not low <= number <= high:
                context = {"low": known["low"], "high": known["high"], "value": number, "key": key}
                raise PydanticCustomError("outside", "{low} to {high}", context)
        return value


@cache
def _ranges(entity: type[Entity]) -> dict[str, dict[str, Any]]:
    """Return what the fields of an entity declare, by name, of those that declare a range."""
    declared = {name: field.json_schema_extra for name, field in entity.model_fields.items()}
    return {name: extra for name, extra in declared.items() if isinstance(extra, dict) and "low" in extra}


def is_written(info: ValidationInfo) -> bool:
    """Whether what is validated comes from a file that a person writes."""
    return bool(info.context and info.context.get("written"))


# fmt: off
class Actor(Entity):
    """What governments and donors have in common."""

    name: Label
    interest: Quantities = attribute("X", "I", None, 0, 1, "share", "stake in each domain, e.g. drug_concern or energy_stake; 0 where left out")
    autonomy: Quantity = attribute("X", "alpha", 0.5, 0, 1, "share", "value of freedom of manoeuvre; for a donor, of influence of its own")
    secrecy: Quantity = attribute("X", "sigma", 0.5, 0, 1, "share", "cost of showing weak points to others")
    temptation: Quantity | None = optional(0, 0.6, "temptation to break a commitment; that of its kind in uncertainties where left out", (0, 1))
    trust: Quantities = attribute("X", "a", None, 0.02, 0.98, "share", "trust in other actors before any evidence, by id; 'others' for the rest")


class Government(Actor):
    """A government of the region."""

    kind: Literal["government"]
    collusion: Quantity = attribute("X", "k", 0.5, 0, 1, "share", "share of smuggling that officials sanction")
    policing: Quantity = attribute("X", "P", 0.3, 0, 1, "share", "quality of policing at rest")
    coercion: Quantity = attribute("X", "F", 0.3, 0, 1, "share", "ability of internal forces to harm civilians at rest")
    border_technology: Quantity = attribute("X", "G", 0.1, 0, 1, "share", "detection equipment at borders at rest")
    instability: Quantity = attribute("X", "u", 0.4, 0, 1, "share", "internal instability")
    transit: Quantity = attribute("X", "f", 0.2, 0, 1, "share", "share of the illicit flow that crosses the country")
    dependence: Quantities = attribute("X", "dep", None, 0, 1, "share", "dependence on each donor, by id; 0 where left out")


class Donor(Actor):
    """An outside power, or a neutral body, that gives assistance."""

    kind: Literal["donor"]
    budget: Quantity = attribute("X", "M", 0.0, 0, 5, "money/month", "security assistance at full attention; 1 is the largest donor's")
    attention: Quantity = attribute("X", "A_0", 0.5, 0, 1, "share", "attention to the region at the start")
    attention_target: Quantity = attribute("X", "A*", 0.5, 0, 1, "share", "attention toward which it drifts")
    attention_half_life: Quantity = attribute("X", "h_A", 24, 1, 240, "months", "how long half of that takes")
    priority: Quantities = attribute("X", "pr", None, 0, 1000, "weight", "weight of each government in its plan, scaled to add up to 1; equal where left out")
    sensitivity: Quantity = attribute("X", "v", 0.3, 0, 1, "share", "share of a gift withheld after a scandal")
    training_share: Quantity = attribute("X", "t", 0.4, 0, 1, "share", "training in bilateral assistance; the rest is equipment")
    policing_share: Quantity = attribute("X", "p", 0.3, 0, 1, "share", "police in training; the rest is special forces")
    border_share: Quantity = attribute("X", "b", 0.3, 0, 1, "share", "border technology in equipment; the rest is arms")
    joint_share: Quantity = attribute("X", "j", 0.05, 0, 1, "share", "assistance given through common forums")
    anti_corruption_share: Quantity = attribute("X", "ac", 0.05, 0, 1, "share", "bilateral assistance spent against corruption")
    rivalry: Quantities = attribute("X", "Z_0", None, 0, 1, "share", "usual rivalry with other donors, by id; stated on either side, 0 where left out")
    host: bool = Field(default=False, description="whether it can host seminars out of long experience")
    neutral: bool = Field(default=False, description="whether it is a body or host without a stake of its own, which hardly ever breaks its word")


class Agenda(Entity):
    """What a forum does in one domain."""

    rate: Quantity = attribute("X", "nu", 0.2, 0, 1, "1/month", "how often it takes the domain up at full drive")
    standing: str | None = Field(default=None, description="rung held at the start; none where left out")
    entry_rung: str | None = Field(default=None, description="rung that it tries first while it is new; the lowest where left out")
    top_rung: str | None = Field(default=None, description="highest rung of its mandate, above which it proposes nothing; the ladder's where left out")


class Member(Table):
    """An actor that sits in a forum: its id alone, or a table with the dates between which it does."""

    model_config = ConfigDict(populate_by_name=True)

    id: str
    joined: Day | None = Field(default=None, alias="from", description="first day; as long as the forum where left out")
    until: Day | None = Field(default=None, description="last day, where it leaves")

    @model_validator(mode="before")
    @classmethod
    def _id_alone(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"id": value}
        if not isinstance(value, dict | Member):
            raise PydanticCustomError("member", 'an id, or a table such as { id = "UZB", from = 2006-08-16 }')
        return value

    @model_serializer
    def _plainly(self) -> str | dict[str, Any]:
        """Return the id where there are no dates, as a file states it."""
        dates = {"from": self.joined, "until": self.until}
        stated = {key: day for key, day in dates.items() if day is not None}
        return {"id": self.id, **stated} if stated else self.id

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Tell editors that an id alone is enough."""
        return {"anyOf": [{"type": "string"}, handler(core)]}

    def sits(self, month: int) -> bool:
        """Whether it is a member in a month, counted from year 0; the months of both days count."""
        joined = self.joined is None or month_number(self.joined) <= month
        return joined and (self.until is None or month <= month_number(self.until))


Members = Annotated[tuple[Member, ...], BeforeValidator(_as_tuple), Field(max_length=MOST_ACTORS)]


class Forum(Entity):
    """An existing or proposed club."""

    name: Label
    members: Members = Field(description="the actors that sit in it: ids, or tables with an id, from and until")
    sponsor: str | None = Field(default=None, description="the member without which it does not meet; chaired in turn where left out")
    needs: Ids = Field(default=(), description="ids of the members that must attend from the second rung on")
    neutrality: Quantity = attribute("X", "n", 0.5, 0, 1, "share", "how far its setting takes the edge off rivalry and pressure")
    founded: Day | None = Field(default=None, description="first day; before the start where left out, in the future for a proposal")
    ended: Day | None = Field(default=None, description="last day, where it has one")
    agenda: dict[str, Agenda] = Field(max_length=MOST_DOMAINS, description="its domains, by id")

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all that are ever members, each once."""
        return tuple(dict.fromkeys(member.id for member in self.members))

    def seated(self, month: int) -> set[str]:
        """Return the ids of its members in a month, counted from year 0."""
        return {member.id for member in self.members if member.sits(month)}


class Rung(Entity):
    """One kind of activity on a ladder."""

    name: Label
    benefit: Quantity = attribute("X", "B", 0.9, 0, 5, "utility", "what it is worth if the others keep their word; the first rung's 0.9 sets the scale")
    exposure: Quantity = attribute("X", "L", 0.4, 0, 5, "utility", "what is lost if they do not")
    intrusion: Quantity = attribute("X", "C", 0.1, 0, 5, "utility", "what it takes from freedom of manoeuvre")
    weight: Quantity = attribute("X", "w_q", 0.25, 0, 1, "weight", "evidence that taking part gives")
    quorum_governments: int = count(2, 0, MOST_ACTORS)
    quorum_donors: int = count(0, 0, MOST_ACTORS)
    successes: int = count(4, 1, LONGEST)
    needs_policing: bool = Field(default=False, description="whether success depends on the policing of those who take part")
    seminar: bool = Field(default=False, description="whether an experienced host can spare the guests their secrets")
    trainees: int = count(0, 0, 1_000_000, "people trained in one activity, for the record")


class Gate(Table):
    """What must be held elsewhere before a domain opens."""

    domain: str
    rung: str


class Domain(Entity):
    """A field of cooperation, with its ladder: the rungs in order, lowest first."""

    name: Label
    corruptible: Quantity = attribute("X", "kappa_k", 0.0, 0, 1, "share", "how far collusion lowers a government's interest in it")
    sensitive: Quantity = attribute("X", "s_k", 0.0, 0, 1, "share", "how far exposure is a matter of secrets")
    against_flow: bool = Field(default=False, description="whether standing here stops part of the illicit flow")
    gate: Gate | Literal["none"] = Field(default="none", description="what must be held elsewhere before it opens")
    transfer: Quantities = attribute("X", "x_k", None, 0, 1, "share", "how much evidence from here counts in another domain, before structure.transfer")
    rungs: Annotated[dict[Identifier, Rung], Field(min_length=1, max_length=MOST_RUNGS)]


class Asset(Entity):
    """Infrastructure that several governments share."""

    name: Label
    domain: str
    governments: Ids
    size: Quantity = attribute("X", "y", 0.5, 0, 1, "share", "how much it matters to each of them")
# fmt: on


class Effect(Entity):
    """One change that an event makes.

    `add`, `multiply` and `set` are conditions: they change an attribute for `months` (for good where left out).
    `blow` hits a state once: a share of the way to 1 (or, negative, to 0) for rivalry, attention and stocks; the share
    of evidence lost for leadership; evidence of words kept (or, negative, of breaches) for trust.
    """

    change: str
    domain: str | None = None
    of: Ids | None = None
    toward: Ids | None = None
    add: float | None = optional(-10, 10, bears=ANY)
    multiply: float | None = optional(0, 1000, bears=(0, ANY[1]))
    set: float | None = optional(0, 10, bears=ANY)
    blow: float | None = optional(-10, 10)
    months: int | None = optional(1, LONGEST, bears=(1, MOST // 2))
    source: Remark | None = None

    @model_validator(mode="after")
    def _one_operation(self) -> "Effect":
        if sum(getattr(self, name) is not None for name in ("add", "multiply", "set", "blow")) != 1:
            raise PydanticCustomError("effect", "exactly one of add, multiply, set and blow")
        return self

    def operation(self) -> tuple[str, float]:
        """Return the name of the operation and its amount."""
        for name in ("add", "multiply", "set", "blow"):
            amount = getattr(self, name)
            if amount is not None:
                return name, float(amount)
        raise AssertionError("validated: one operation is given")


class Event(Entity):
    """Something that happens: on a date, or with a hazard a month."""

    name: Label
    short: Short | None = Field(default=None, description="name in rows; that up to a colon, or the id, where left out")
    noun: Noun | None = Field(default=None, description="name in a sentence; the short one where left out")
    date: Day | None = None
    hazard: Quantity | None = optional(0, 1, "chance a month, for an event without a date")
    source: Remark | None = None
    effects: Annotated[list[Effect], Field(min_length=1, max_length=100)]

    def short_name(self, key: str) -> str:
        """Return the name for rows; `key` is the event's id."""
        return short_name(self.short, self.name, key)

    def noun_phrase(self, key: str) -> str:
        """Return the name for sentences."""
        return noun_of(self.noun, self.short_name(key))
