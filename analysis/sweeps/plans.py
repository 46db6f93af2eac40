"""Load a sweep's plan, a TOML file or a dictionary, into validated factors, scenarios and design.

`trustladder sweep --example` prints one.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import blake2b
from os import PathLike
from pathlib import Path
from typing import Annotated, Any, Self

import tomli_w
from pydantic import Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from trustladder.analysis.sweeps.designs import COUNTED, PREFIXED, Design, DesignName, design_of
from trustladder.analysis.sweeps.factors import Factor, factor_of
from trustladder.analysis.sweeps.point_files import Value, read_points
from trustladder.sim.agents.own import Lane
from trustladder.sim.scenario.changes import SCALARS
from trustladder.sim.scenario.entities import LONGEST
from trustladder.sim.scenario.errors import InputError, shown, unknown
from trustladder.sim.scenario.files import is_there
from trustladder.sim.scenario.loading import SETTING, Tree, locate, native, read_toml, shipped_folder
from trustladder.sim.scenario.parameters import Seed, Table, Title
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.scenario.validation import complaint
from trustladder.sim.store.manifest import hash_of_identity

BLOCK = 10_000  # rows of a design in memory at once
MOST_CELLS = 20_000_000  # numbers of a hypercube, 160 MB


def are_names(value: object) -> bool:
    """Return whether a value is a list of texts."""
    return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)


class SweepPlan(Table):
    """The keys of a plan."""

    title: Title = "a sweep"
    scenario: Annotated[
        str | list[str] | None, Field(max_length=1000, description="each point is run under every one")
    ] = None
    design: DesignName
    points: Annotated[int, Field(ge=1, le=10**9)] | None = None
    replicates: Annotated[int, Field(ge=1, le=10**9)] = 100
    seed: Seed = 1
    levels: Annotated[int, Field(ge=2, le=1000)] = 4
    arms: bool = Field(default=False, description="run each point without counternarcotics and without spillover too")
    months: Annotated[int, Field(ge=1, le=LONGEST)] | None = None
    runs_a_part: Annotated[int, Field(ge=1, le=1_000_000)] = 10_000
    file: Annotated[str | None, Field(description="CSV of a list: one column a factor, one row a point")] = None
    factors: dict[str, Any] | list[str] = Field(default_factory=dict, max_length=500)
    settings: dict[str, Any] = Field(
        default_factory=dict, max_length=500, description="changes to the scenario at every point"
    )

    @field_validator("scenario", mode="before")
    @classmethod
    def _names(cls, value: object) -> object:
        if value is None or isinstance(value, str) or are_names(value):
            return value
        raise PydanticCustomError("names", "a name, or a list of names")

    @field_validator("factors", mode="before")
    @classmethod
    def _varied(cls, value: object) -> object:
        if isinstance(value, Mapping) or are_names(value):
            return value
        raise PydanticCustomError("factors", "a table of parameters, or a list of their names")


class Sweep:
    """A validated plan: scenarios, factors and design."""

    lane: Lane = "compiled"
    unidentified = ""  # why it cannot be compared with another sweep, if so

    def __init__(self, plan: SweepPlan, where: str = "plan", folder: Path | None = None) -> None:
        self.plan, self.where, self.folder = plan, where, folder or Path()
        entries = flat({path: {} for path in plan.factors} if isinstance(plan.factors, list) else plan.factors)
        listed = self._listed() if plan.design == "list" else None
        self.scenarios = self._scenarios(entries, listed)
        bases = list(self.scenarios.values())
        if listed is not None:
            file = f"{where}: file: {plan.file}"
            self.factors = [_listed_factor(file, path, values, bases) for path, values in listed.items()]
            self.listed = list(zip(*listed.values(), strict=True))[: plan.points]
        else:
            self.factors = [factor_of(where, path, entry, bases) for path, entry in entries.items()]
            self.listed = []
        if not self.factors:
            raise InputError(f"{where}: factors: none; allowed: at least one parameter to vary")
        self._check_once()
        self._check_ends()
        self.design = self._design()

    @classmethod
    def load(cls, source: str | Path | Mapping[str, Any], **changes: Any) -> Self:
        """Load a plan's file, or a dictionary with its keys; `changes` replace single keys."""
        path = None if isinstance(source, Mapping) else path_of(source)
        tree = read_plan(path) if path else native(source)
        tree.update({key: native(value) for key, value in changes.items() if value is not None})
        where = str(path or "plan")
        try:
            plan = SweepPlan.model_validate(tree)
        except ValidationError as error:
            raise complaint(error, SweepPlan, {}, where) from None
        return cls(plan, where, path.parent if path else None)

    # --- the points ---

    @property
    def points(self) -> int:
        """Return the number of points: the design's rows, each under every scenario of a list."""
        return self.design.size * len(self.crossed)

    def values(self, first: int, last: int) -> list[tuple[str, tuple[Value, ...]]]:
        """Return points `first` to `last`: each one's scenario, and the values of its factors in order."""
        width = len(self.crossed)
        start, end = first // width, -(-last // width)
        rows = self._rows(start, end)
        return [self._point(rows[number // width - start], number % width) for number in range(first, last)]

    def _point(self, row: tuple[Value, ...], which: int) -> tuple[str, tuple[Value, ...]]:
        name = self.crossed[which]
        for factor, value in zip(self.factors, row, strict=True):
            if factor.path == "scenario" and value is not None:
                name = value
        return name, row

    def _rows(self, first: int, last: int) -> list[tuple[Value, ...]]:
        if self.plan.design == "list":
            return self.listed[first:last]
        shares = self.design.rows(first, last)
        return [
            tuple(None if share != share else factor.at(share) for factor, share in zip(self.factors, row, strict=True))
            for row in shares.tolist()
        ]

    def problem(self) -> dict[str, Any]:
        """Return the factors as SALib's problem; what is no continuous range is a share of its values, 0 to 1."""
        ends = [[one.low, one.high] if one.kind == "number" else [0.0, 1.0] for one in self.factors]
        return {"num_vars": len(ends), "names": [one.path for one in self.factors], "bounds": ends}

    def settings(self, row: Sequence[float]) -> dict[str, Value]:
        """Return a row of a SALib sample of the problem as changes to a scenario, for `Scenario.changed`."""
        bounds = self.problem()["bounds"]
        return {
            factor.path: factor.at((float(value) - low) / (high - low) if high > low else 0.0)
            for factor, value, (low, high) in zip(self.factors, row, bounds, strict=True)
        }

    def fingerprint(self, points: int) -> str:
        """Return a hash of the first points, which tells whether a longer design still begins with them."""
        digest, rows = blake2b(digest_size=8), -(-points // len(self.crossed))
        for first in range(0, rows, BLOCK):
            last = min(first + BLOCK, rows)
            if self.plan.design == "list":
                digest.update(repr(self.listed[first:last]).encode())
            else:
                digest.update(self.design.rows(first, last).tobytes())
        return digest.hexdigest()

    @property
    def grows(self) -> bool:
        """Whether more points leave the first ones as they are."""
        return self.plan.design in PREFIXED

    def identity(self) -> dict[str, Any]:
        """Return all that the sweep's bytes depend on, except the number of points and replicates."""
        plan = self.plan
        return {
            "lane": self.lane,
            "design": plan.design,
            "seed": plan.seed,
            "factors": [] if plan.design == "list" else [factor.as_list() for factor in self.factors],
            "columns": [factor.path for factor in self.factors],
            "crossed": self.crossed,
            "levels": plan.levels if plan.design in ("full", "oat", "morris") else None,
            "arms": plan.arms,
            "runs_a_part": plan.runs_a_part,
            "scenarios": {name: scenario.tree() for name, scenario in self.scenarios.items()},
        }

    @property
    def text(self) -> str:
        """Return the plan as a file of the same sweep, with the keys that were replaced."""
        known = self.plan.model_dump(exclude_unset=True, exclude_none=True)
        tables = {key: flat(known[key]) for key in ("factors", "settings") if isinstance(known.get(key), Mapping)}
        return tomli_w.dumps({**known, **tables})

    def hash(self) -> str:
        """Return a short name for the identity."""
        return hash_of_identity(self.identity())

    # --- reading ---

    def _scenarios(self, entries: dict[str, Any], listed: dict[str, list[Value]] | None) -> dict[str, Scenario]:
        """Return every scenario of the plan by its name there."""
        asked = self.plan.scenario
        stated = [asked] if isinstance(asked, str) else asked or []
        varied = (listed if listed is not None else entries).get("scenario", [])
        varied = varied.get("values", []) if isinstance(varied, Mapping) else varied
        if bool(stated) == bool(varied) or not isinstance(varied, list) or None in varied:
            what = "stands there twice, as a key and as a factor" if stated and varied else "is missing"
            what = "no name in some row" if isinstance(varied, list) and None in varied else what
            raise InputError(
                f"{self.where}: scenario: {what}; allowed: a name or a list of names, or a factor `scenario`"
            )
        if len(set(stated)) < len(stated):
            raise InputError(f"{self.where}: scenario: {shown(asked)}; allowed: each scenario once")
        names = list(dict.fromkeys(str(name) for name in stated or varied))
        self.crossed = names if stated else names[:1]  # the scenarios under which every row of the design is run
        return {name: self._scenario(name) for name in names}

    def _scenario(self, name: str) -> Scenario:
        try:
            scenario = Scenario.load(str(locate(name, self.folder)), flat(self.plan.settings))
        except InputError as error:
            key = "settings" if str(error).startswith(SETTING) else "scenario"
            raise InputError(f"{self.where}: {key}: {unset(error)}") from None
        return scenario if self.plan.months is None else scenario.with_months(self.plan.months)

    def _listed(self) -> dict[str, list[Value]]:
        """Return the columns of a list's CSV, by factor."""
        if self.plan.file is None or self.plan.factors:
            raise InputError(f"{self.where}: file: a list names the CSV of its points, and no [factors] beside it")
        try:
            return read_points(self.folder / self.plan.file)
        except InputError as error:
            raise InputError(f"{self.where}: file: {error}") from None

    def _check_once(self) -> None:
        """Raise InputError for a factor that [settings] set too: one of the two would hold, without a word."""
        fixed = flat(self.plan.settings)
        for factor in self.factors:
            for path in fixed:
                if f"{path}.".startswith(f"{factor.path}.") or f"{factor.path}.".startswith(f"{path}."):
                    raise InputError(
                        f"{self.where}: settings.{path}: stands among the factors too; allowed: in one of the two"
                    )

    def _check_ends(self) -> None:
        """Validate both ends of every factor of an entity in every scenario, before anything runs."""
        for factor in self.factors:
            if factor.path.partition(".")[0] in (*SCALARS, "scenario"):
                continue
            for scenario in self.scenarios.values():
                for share in (0.0, 1.0):
                    try:
                        scenario.changed({factor.path: factor.at(share)})
                    except InputError as error:
                        raise InputError(f"{self.where}: factors.{factor.path}: {unset(error)}") from None

    def _check_steps(self) -> None:
        """Raise InputError for a factor whose values Morris' steps, half the levels each, would not compare evenly."""
        for factor in self.factors:
            most = factor.steps if factor.kind in ("whole", "month") and factor.steps >= self.plan.levels else 2
            if factor.steps > most:
                what = (
                    f"a range of {self.plan.levels} or more values, as there are levels, or "
                    if factor.kind != "choice"
                    else ""
                )
                raise InputError(
                    f"{self.where}: factors.{factor.path}: {factor.steps} values, some of which morris would never "
                    f"compare; allowed: {what}two values, or design lhs, sobol or saltelli"
                )

    def _design(self) -> Design:
        plan = self.plan
        if plan.design == "list":
            if plan.points is not None and plan.points > len(self.listed):
                raise InputError(f"{self.where}: points: {plan.points}; allowed: at most the list's {len(self.listed)}")
            return Design(len(self.listed), lambda first, last: None)  # type: ignore[arg-type, return-value]
        if plan.design in COUNTED and plan.points is not None:
            raise InputError(f"{self.where}: points: {plan.points}; allowed: none, {plan.design} counts its own")
        if plan.design not in COUNTED and plan.points is None:
            raise InputError(f"{self.where}: points: is missing; {plan.design} asks how many")
        if plan.design == "morris" and plan.levels % 2:
            raise InputError(f"{self.where}: levels: {plan.levels}; allowed: an even number for morris")
        if plan.design == "morris":
            self._check_steps()
        cells = (plan.points or 0) * len(self.factors)
        if plan.design == "lhs" and cells > MOST_CELLS:
            raise InputError(
                f"{self.where}: points: {plan.points} of {len(self.factors)} factors are too many for a hypercube, "
                f"which is drawn as a whole; allowed: {MOST_CELLS // len(self.factors):,}, or design sobol or random"
            )
        return design_of(plan.design, self.factors, plan.points or 0, plan.levels, plan.seed)


def path_of(source: object) -> Path:
    """Return the path of a plan, or of a shipped one by its name. Raises InputError for anything else."""
    if not isinstance(source, str | PathLike):
        raise InputError(f"plan: {shown(source)}; allowed: a path, or a dictionary with the keys of a plan")
    path, shipped = Path(source), shipped_plans()
    if is_there(path):
        return path
    if str(path) in shipped:
        return shipped[str(path)]
    if path.suffix or len(path.parts) > 1:
        raise InputError(f"{path}: no such file")
    raise unknown(str(path), str(path), sorted(shipped), "plan")


def shipped_plans() -> dict[str, Path]:
    """Return the shipped plans by name."""
    return {path.stem: path for path in sorted((shipped_folder() / "plans").glob("*.toml"))}


def read_plan(path: Path) -> Tree:
    """Read the keys of a plan's file. Raises InputError, one line, for what cannot be read."""
    return read_toml(path, "plan", "`trustladder sweep --help` shows one")


def unset(error: InputError) -> str:
    """Return the message of a setting without the name of the option `--set`."""
    return str(error).removeprefix(f"{SETTING}: ")


def flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return nested tables as dotted paths, so that a plan may quote its paths or not."""
    found: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, Mapping) and value and not set(value) <= {"range", "values", "judgement", "figure"}:
            found.update(flat(value, f"{prefix}{key}."))
        else:
            found[f"{prefix}{key}"] = value
    return found


def _listed_factor(where: str, path: str, values: list[Value], bases: list[Scenario]) -> Factor:
    known = list(dict.fromkeys(value for value in values if value is not None))
    return factor_of(where, path, {"values": known}, bases)


def as_text(value: Value) -> str:
    """Return a value as it is written into a column of texts."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
