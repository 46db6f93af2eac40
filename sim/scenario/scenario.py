"""A scenario: what is asked, of whom, under which levers and uncertainties; a TOML file made into a checked value.

scenario = Scenario.load("baseline", {"levers.training_share": 0.8})
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property, lru_cache
from hashlib import blake2b
from os import PathLike, fsdecode
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, ValidationError
from pydantic_core import PydanticCustomError, to_json

from trustladder.sim.scenario.checks import check_references, origin
from trustladder.sim.scenario.dates import month_number
from trustladder.sim.scenario.entities import (
    LONGEST,
    MOST_ACTORS,
    MOST_DOMAINS,
    Agenda,
    Asset,
    Day,
    Domain,
    Donor,
    Event,
    Forum,
    Government,
    Identifier,
    Pairs,
    Rung,
)
from trustladder.sim.scenario.errors import InputError, shown, whole_number
from trustladder.sim.scenario.loading import (
    LONGEST_NAME,
    UNFIT,
    Origins,
    Tree,
    locate,
    located,
    name_of,
    native,
    with_settings,
)
from trustladder.sim.scenario.naming import HELD, Asked, Noun, Short, noun_of, short_name, without_names
from trustladder.sim.scenario.parameters import (
    PARAMETERS,
    Label,
    Levers,
    Parameter,
    Remark,
    Seed,
    Structure,
    Table,
    Uncertainties,
    lines_of,
)
from trustladder.sim.scenario.quantity import Quantity
from trustladder.sim.scenario.reuse import read_tree
from trustladder.sim.scenario.validation import complaint

MOST_MONTHS = LONGEST
ActorEntry = Annotated[Government | Donor, Field(discriminator="kind")]


def fit_for_folders(name: str) -> str:
    """Refuse a name that could lead a result out of its folder."""
    if UNFIT.search(name):
        raise PydanticCustomError("name", "a name without slashes and control characters")
    return name


Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(fit_for_folders)]


class Past(Table):
    """The scenario whose run up to the start leaves the evidence to begin with; its name, or the scenario itself."""

    scenario: str | dict[str, Any]
    replicates: Annotated[int, Field(ge=1, le=100_000)] = 1000

    @cached_property
    def read(self) -> dict[date, "Scenario"]:
        """The checked scenario up to each day for which it has been read; copies of this past share it."""
        return {}

    @cached_property
    def content(self) -> str:
        """A hash of the scenario's tree without words for people, by which equal pasts are recognised."""
        return blake2b(to_json(without_names(self.scenario), fallback=str), digest_size=16).hexdigest()

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Yield the name of the scenario and the number of its runs."""
        yield None, self.scenario if isinstance(self.scenario, str) else self.scenario.get("name")
        yield "replicates", self.replicates

    def known_as(self, base: "Past", settings: Mapping[str, Any]) -> None:
        """Take the hash of another past and of the settings that make this one of it, which is quicker to compute."""
        text = json.dumps([base.content, sorted(settings.items())])
        self.__dict__["content"] = blake2b(text.encode(), digest_size=16).hexdigest()

    def __getstate__(self) -> dict[Any, Any]:
        """Leave out what can be read again, which is larger than all the rest."""
        state = super().__getstate__()
        return {**state, "__dict__": {name: getattr(self, name) for name in type(self).model_fields}}


class Scenario(Table):
    """A checked scenario; frozen. Attributes are the tables of its file."""

    name: Name = "scenario"
    title: Label
    question: Label
    asks: Asked = Field(
        default=HELD, description="metric that the question is about; cooperation on the aim where left out"
    )
    short: Short | None = Field(default=None, description="name in rows; the title up to a colon, or the file's name")
    noun: Noun | None = Field(default=None, description="name in a sentence; the short one where left out")
    start: Day
    months: Annotated[int, Field(ge=1, le=LONGEST)]
    seed: Seed = 1
    rivals: Pairs = Field(
        default=(), description="ids of two donors whose presence tells clubs apart, or pairs of them"
    )
    aim: str = Field(description="id of the domain whose region-wide cooperation is the headline")
    past: Past | None = None
    fit: Remark | None = Field(
        default=None, description="folder of the fit to a record, beside the file, over which runs are spread"
    )
    levers: Levers = Levers()
    uncertainties: Uncertainties = Uncertainties()
    structure: Structure = Structure()
    actors: Annotated[dict[Identifier, ActorEntry], Field(max_length=MOST_ACTORS)]
    forums: Annotated[dict[Identifier, Forum], Field(min_length=1, max_length=200)]
    domains: Annotated[dict[Identifier, Domain], Field(min_length=1, max_length=MOST_DOMAINS)]
    assets: Annotated[dict[Identifier, Asset], Field(max_length=500)] = Field(default_factory=dict)
    events: Annotated[dict[Identifier, Event], Field(max_length=500)] = Field(default_factory=dict)

    def __repr_str__(self, join_str: str) -> str:
        """Return in short what the scenario is about, and how large it is."""
        size = f"{len(self.governments)} governments, {len(self.donors)} donors, {len(self.forums)} forums"
        months = f"{self.months} months from {self.start:%Y-%m}"
        return f"{self.name!r}: {self.title}; {months}; {size}; {', '.join(self.domains)}"

    @classmethod
    def load(cls, name: str | PathLike[str], settings: Mapping[str, Any] | None = None) -> Self:
        """Read a scenario, with everything that it extends, and check it.

        Parameters
        ----------
        name
            The name of a shipped scenario, such as "baseline", or the path of a TOML file.
        settings
            Dotted settings laid on top, such as {"levers.training_share": 0.8, "months": 120}; numbers have the units
            of the registry, which `trustladder show NAME --sources` prints.

        Raises
        ------
        InputError
            In one line that names file, key and value, and what is allowed.

        Examples
        --------
        >>> Scenario.load("baseline", {"levers.joint_share": 0.5}).months
        240
        """
        try:
            path = locate(fsdecode(name))
        except TypeError:
            raise InputError(f"{shown(name)}: is no scenario; allowed: the name of a shipped one, or a path") from None
        try:
            tree, origins = read_tree(path)
            tree.setdefault("name", name_of(path))
            tree = with_past(with_settings(tree, settings or {}, origins), path)
            return cls.from_tree(tree, origins, str(path), written=True)
        except RecursionError:
            raise InputError(f"{path}: nested too deeply to be a scenario") from None

    @classmethod
    def from_tree(
        cls, tree: Tree, origins: Origins | None = None, place: str = "scenario", written: bool = False
    ) -> Self:
        """Return a scenario from its merged tree, such as a manifest holds; a `written` one keeps to files' ranges."""
        known = origins or {}
        try:
            scenario = cls.model_validate(native(tree), context={"written": written})
        except ValidationError as error:
            raise complaint(error, cls, known, place) from None
        check_references(scenario, known, place, written)
        scenario.lived(origin("past.scenario", known, place))
        return scenario

    def tree(self) -> Tree:
        """Return the scenario in full as a JSON tree; `from_tree` reads it back."""
        return self.model_dump(mode="json", exclude_unset=True)

    def changed(self, settings: Mapping[str, Any]) -> Self:
        """Return the scenario with dotted settings such as {"uncertainties.omega": 0.5} laid on top."""
        origins: Origins = {}
        tree = with_settings(self.tree(), settings, origins)
        return type(self).from_tree(tree, origins, self.name)

    def with_months(self, months: int) -> Self:
        """Return the scenario with another horizon; events dated after it are left out."""
        end = self.first_month + whole_number("months", months, 1, LONGEST)
        events = {
            key: event for key, event in self.events.items() if event.date is None or month_number(event.date) < end
        }
        return self.model_copy(update={"months": int(months), "events": events})

    def history(self) -> "Scenario | None":
        """Return the scenario of its past, with this one's uncertainties and structure.

        Facts of the world hold in both.
        """
        before = self.lived()
        world = {"uncertainties": self.uncertainties, "structure": self.structure}
        return None if before is None else before.model_copy(update=world)

    def lived(self, place: str | None = None) -> "Scenario | None":
        """Return the scenario of its past, as it stands there.

        Raises InputError, which names `place`, or else the scenario, where it cannot be one.
        """
        if self.past is None:
            return None
        known = self.past.scenario
        if isinstance(known, str):
            raise InputError(f"{place or self.name}: past.scenario: {known} was not read; use Scenario.load")
        if self.start not in self.past.read:
            text = json.dumps(known, default=str)
            self.past.read[self.start] = _leading_up_to(self.start, text, f"{place or self.name}: past.scenario")
        return self.past.read[self.start]

    @property
    def short_name(self) -> str:
        """The name for rows and labels, at most 22 characters."""
        return short_name(self.short, self.title, self.name)

    @property
    def noun_phrase(self) -> str:
        """The name for sentences."""
        return noun_of(self.noun, self.short_name)

    @property
    def first_month(self) -> int:
        """The start as months since year 0, the clock of both lanes."""
        return month_number(self.start)

    @property
    def governments(self) -> dict[str, Government]:
        """The governments in the order of their ids, the order of both lanes."""
        return {key: actor for key, actor in sorted(self.actors.items()) if isinstance(actor, Government)}

    @property
    def region_governments(self) -> int:
        """How many governments must act together for cooperation to count as the region's."""
        return self.uncertainties.region_governments(len(self.governments))

    @property
    def donors(self) -> dict[str, Donor]:
        """The donors in the order of their ids."""
        return {key: actor for key, actor in sorted(self.actors.items()) if isinstance(actor, Donor)}

    def quantities(self) -> Iterator[tuple[str, Quantity]]:
        """Every number of the scenario's entities with its dotted path, for tables of sources."""
        for table in ("actors", "forums", "domains", "assets", "events"):
            yield from _quantities(table, getattr(self, table))


def _quantities(path: str, value: Any) -> Iterator[tuple[str, Quantity]]:
    if isinstance(value, Quantity):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _quantities(f"{path}.{key}", item)
    elif isinstance(value, Table):
        for name in type(value).model_fields:
            yield from _quantities(f"{path}.{name}", getattr(value, name))


@lru_cache(maxsize=64)  # equal pasts share their entries, for which tables are kept
def _leading_up_to(until: date, text: str, place: str) -> Scenario:
    """Read the past that leads up to a day from its tree as JSON."""
    try:
        before = Scenario.from_tree(json.loads(text), None, place)
    except RecursionError:
        raise InputError(f"{place}: nested too deeply to be a scenario") from None
    months = month_number(until) - before.first_month
    if months < 1:
        raise InputError(f"{place}: starts {before.start}; allowed: before {until}")
    if months > MOST_MONTHS:
        raise InputError(f"{place}: starts {before.start}; allowed: at most {MOST_MONTHS} months before {until}")
    return before.with_months(months)


def with_past(tree: Tree, path: Path, chain: tuple[Path, ...] = ()) -> Tree:
    """Return the tree with the scenario of its past in full instead of its name, so that it stands for itself.

    A past may have a past of its own. `chain` holds the files of which this is the past.
    """
    past = tree.get("past")
    if not isinstance(past, Mapping) or "scenario" not in past:
        return tree
    before, chain = past["scenario"], (*chain, path.resolve())
    if isinstance(before, dict):
        return {**tree, "past": {**past, "scenario": with_past(before, path, chain[:-1])}}
    if not isinstance(before, str):
        return tree
    place = located(before, path, "past.scenario")
    if place.resolve() in chain:
        circle = " -> ".join(link.stem for link in (*chain[chain.index(place.resolve()) :], place))
        raise InputError(f"{path}: past.scenario: circular: {circle}")
    known, origins = read_tree(place)
    known.setdefault("name", name_of(place))
    known = with_past(known, place, chain)
    return {**tree, "past": {**past, "scenario": Scenario.from_tree(known, origins, str(place), written=True).tree()}}


def registry() -> list[Parameter]:
    """Every parameter there is, each declared once; paths of entities have * for an id."""
    tables: list[tuple[str, type[Table]]] = [
        *PARAMETERS.items(),
        ("actors.*", Government),
        ("actors.*", Donor),
        ("forums.*", Forum),
        ("forums.*.agenda.*", Agenda),
        ("domains.*", Domain),
        ("domains.*.rungs.*", Rung),
        ("assets.*", Asset),
    ]
    found: dict[str, Parameter] = {}
    for prefix, table in tables:
        for parameter in lines_of(prefix, table):
            found.setdefault(parameter.path, parameter)
    return list(found.values())
