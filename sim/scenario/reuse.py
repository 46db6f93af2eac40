"""What a file states once for several entries, laid into them as it is read.

[defaults.donor]      what a donor has where its own entry leaves it out; [defaults.government] the same of governments
[ladders.NAME.RUNG]   a ladder for any number of domains: `ladder = "NAME"`, over which a domain lays rungs of its own
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from trustladder.sim.scenario.entities import MOST_RUNGS, Donor, Government, Identifier, Rung
from trustladder.sim.scenario.errors import InputError, shown, unknown
from trustladder.sim.scenario.loading import Origins, Tree, gather, is_quantity, merged
from trustladder.sim.scenario.parameters import Label, Table
from trustladder.sim.scenario.validation import complaint

LAID = ("defaults", "ladders")  # tables of a file that no scenario keeps
NO_LADDER = 'none without [ladders.NAME], or a part such as extends = "ladders/counternarcotics"'
Ladder = Annotated[dict[Identifier, Rung], Field(min_length=1, max_length=MOST_RUNGS)]


class DefaultGovernment(Government):
    """What governments have where their entries leave it out."""

    kind: Literal["government"] = "government"
    name: Label = "any"


class DefaultDonor(Donor):
    """What donors have where their entries leave it out."""

    kind: Literal["donor"] = "donor"
    name: Label = "any"


class Defaults(Table):
    """What actors of one kind have in common."""

    government: DefaultGovernment | None = Field(default=None, description="laid under every government")
    donor: DefaultDonor | None = Field(default=None, description="laid under every donor")


class Reused(Table):
    """The tables of a file whose content is laid into others."""

    defaults: Defaults = Field(default=Defaults(), description="what actors have that their entries leave out, by kind")
    ladders: Annotated[dict[Identifier, Ladder], Field(max_length=100)] = Field(
        default={}, description="ladders by name, which domains take over by `ladder`"
    )


def read_tree(path: Path) -> tuple[Tree, Origins]:
    """Return the merged tree of a scenario's file and of all that it extends, with defaults and ladders laid in.

    Raises InputError, one line, for what cannot be read or laid in.
    """
    tree, origins = gather(path)
    reused = {key: tree.pop(key) for key in LAID if key in tree}
    try:
        Reused.model_validate(reused, context={"written": True})
    except ValidationError as error:
        raise complaint(error, Reused, origins, str(path)) from None
    tree = _with_ladders(tree, reused.get("ladders", {}), origins, path)
    return _with_defaults(tree, reused.get("defaults", {}), origins), origins


def _with_ladders(tree: Tree, ladders: Tree, origins: Origins, path: Path) -> Tree:
    domains = tree.get("domains")
    if not isinstance(domains, dict):
        return tree
    found = dict(domains)
    for key, domain in domains.items():
        if not isinstance(domain, dict) or "ladder" not in domain:
            continue
        name, where = domain["ladder"], origins.get(("domains", key, "ladder"), str(path))
        if not isinstance(name, str):
            raise InputError(f"{where}: domains.{key}.ladder: {shown(name)}; allowed: the name of a ladder")
        if not ladders:
            raise InputError(f"{where}: domains.{key}.ladder: no ladder {shown(name)}; allowed: {NO_LADDER}")
        if name not in ladders:
            raise unknown(f"{where}: domains.{key}.ladder", name, ladders, "ladder")
        for rung in ladders[name]:
            origins.setdefault(("domains", key, "rungs", rung), origins.get(("ladders", name, rung), where))
        rest = {field: value for field, value in domain.items() if field != "ladder"}
        found[key] = merged({"rungs": ladders[name]}, rest)
    return {**tree, "domains": found}


def _with_defaults(tree: Tree, defaults: Tree, origins: Origins) -> Tree:
    actors = tree.get("actors")
    if not defaults or not isinstance(actors, dict):
        return tree
    found = dict(actors)
    for key, actor in actors.items():
        kind = actor.get("kind") if isinstance(actor, Mapping) else None
        if not isinstance(kind, str) or kind not in defaults:
            continue
        for field in defaults[kind]:
            origins.setdefault(("actors", key, field), origins.get(("defaults", kind, field), ""))
        found[key] = merged({field: _of_others(value, key) for field, value in defaults[kind].items()}, actor)
    return {**tree, "actors": found}


def _of_others(value: Any, key: str) -> Any:
    """Return a default for an actor: of a table by ids, as of trust, without its own."""
    if not isinstance(value, Mapping) or is_quantity(value):
        return value
    return {other: one for other, one in value.items() if other != key}
