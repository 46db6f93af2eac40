"""Manifests, checked like scenarios.

Of a run and of a sweep, each with what its result depends on and how it was made.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from trustladder.sim.agents.own import Keeping
from trustladder.sim.scenario.changes import Identity
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.files import LARGE, is_there, read_text
from trustladder.sim.scenario.limits import LARGEST_SEED, MOST_RUNS
from trustladder.sim.scenario.naming import without_names
from trustladder.sim.scenario.parameters import GONE, Table
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.scenario.validation import complaint
from trustladder.sim.store.parts import MANIFEST

FORMAT = 1
Seed = Annotated[int, Field(ge=0, lt=LARGEST_SEED + 1)]
Count = Annotated[int, Field(ge=1, le=MOST_RUNS)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Version = Annotated[str, Field(min_length=1, max_length=100)]


class Manifest(Table):
    """What every manifest says."""

    format: Literal[1]
    law: Version
    seed: Seed
    lane: Literal["compiled", "mesa"]
    trustladder: Version | None = None
    python: Version | None = None
    numpy: Version | None = None
    pyarrow: Version | None = None
    system: str | None = None
    command: list[str] = Field(default_factory=list)
    written: str | None = None
    times: dict[str, float] = Field(default_factory=dict)
    finished: bool = False
    parts: dict[str, Hash] | None = None  # hashes of tables; a version before them wrote none


class RunManifest(Manifest):
    """The manifest of a run."""

    scenario: dict[str, Any]
    runs: Count
    series: Keeping
    sets: list[dict[str, bool | int | float | str]] = Field(default_factory=list)
    log: Annotated[int, Field(ge=0, le=MOST_RUNS)] = 0


class SweepManifest(Manifest):
    """The manifest of a sweep."""

    kind: Literal["sweep"]
    title: str
    plan: str
    points: Count
    replicates: Count
    stages: Annotated[list[tuple[Count, Count, str]], Field(min_length=1)]
    design: Literal["full", "lhs", "sobol", "saltelli", "morris", "oat", "random", "list"]
    factors: list[tuple[str, Literal["number", "whole", "month", "choice"], float, float, list[Any]]]
    columns: list[str]
    crossed: Annotated[list[str], Field(min_length=1)]
    levels: Annotated[int, Field(ge=2, le=1000)] | None
    arms: bool
    runs_a_part: Count
    scenarios: Annotated[dict[str, dict[str, Any]], Field(min_length=1)]
    model: str | None = None
    government: str | None = None
    donor: str | None = None


KINDS: dict[str | None, type[Manifest]] = {None: RunManifest, "sweep": SweepManifest}


def what_counts(identity: Mapping[str, Any]) -> dict[str, Any]:
    """Return an identity without the words of its scenarios that only people read, such as titles."""
    found = dict(identity)
    if "scenario" in found:
        found["scenario"] = without_names(found["scenario"])
    if isinstance(several := found.get("scenarios"), Mapping):
        found["scenarios"] = {name: without_names(tree) for name, tree in several.items()}
    return found


def hash_of_identity(identity: Mapping[str, Any]) -> str:
    """Return a short name for all that a result depends on, by which its default folder is called."""
    text = json.dumps(what_counts(identity), sort_keys=True, default=str)
    return blake2b(text.encode(), digest_size=4).hexdigest()


def read_manifest(place: Path) -> dict[str, Any]:
    """Return a checked manifest by its path, or by that of its folder.

    Raises InputError, one line, for anything else.
    """
    file = place / MANIFEST if place.is_dir() else place
    if not is_there(file):
        raise InputError(f"{file}: no such manifest")
    return dict(_read(file, written(file)))


def written(file: Path) -> tuple[int, ...]:
    """Return what tells one writing of a file from another."""
    status = file.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino


@lru_cache(maxsize=32)  # a command asks for its result's a dozen times, and hundreds of parameter sets stand in it
def _read(file: Path, _: tuple[int, ...]) -> dict[str, Any]:
    text = read_text(file, "manifest", "a run or a sweep writes one", LARGE)
    try:
        manifest = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{file}: not a manifest ({str(error).splitlines()[0]})") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise InputError(f"{file}: not a manifest of format {FORMAT}")
    kind = manifest.get("kind")
    if not (kind is None or isinstance(kind, str)) or kind not in KINDS:
        raise InputError(f"{file}: kind: {str(kind)[:60]!r}; allowed: none of a run, 'sweep' of a sweep")
    try:
        KINDS[kind].model_validate_json(text)
    except ValidationError as error:
        raise complaint(error, KINDS[kind], {}, str(file)) from None
    return manifest


def scenario_of(tree: dict[str, Any], place: str) -> Scenario:
    """Return a scenario that a manifest holds. Raises InputError, which names `place`, where it cannot be one."""
    return _scenario_of(Identity(tree), place)


@lru_cache(maxsize=32)  # a command asks for its result's again and again
def _scenario_of(tree: Identity, place: str) -> Scenario:
    return Scenario.from_tree(still_known(tree.one), None, place)


def still_known(tree: dict[str, Any]) -> dict[str, Any]:
    """Return the tree of a scenario, and of its past, without numbers that only earlier laws had."""
    numbers = {name: value for name, value in tree.get("uncertainties", {}).items() if name not in GONE}
    tree = {**tree, "uncertainties": numbers} if "uncertainties" in tree else dict(tree)
    past = tree.get("past")
    if isinstance(past, dict) and isinstance(past.get("scenario"), dict):
        tree["past"] = {**past, "scenario": still_known(past["scenario"])}
    return tree
