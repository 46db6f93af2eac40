"""Read the brief's claims: contrasts between futures, with smallest effects of interest fixed before any run."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from trustladder.analysis.history.prior import of_parameters
from trustladder.sim.metrics import metrics_of
from trustladder.sim.scenario.errors import InputError, unknown
from trustladder.sim.scenario.loading import shipped_folder
from trustladder.sim.scenario.parameters import Table
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.scenario.validation import checked

Words = Annotated[str, Field(min_length=1, max_length=200)]
Direction = Literal["higher", "lower", "not higher", "not lower"]
HAPPENED = "happened."  # the share of futures in which a month came
OVER_FLOOR = "collusion_over_floor"


class Arm(Table):
    """A future to run."""

    said: Words
    scenario: str | None = None
    set: dict[str, Any] = Field(default_factory=dict)
    money_of: str | None = None  # the arm whose assistance in all it is to cost


class Part(Table):
    """One number that a claim speaks of."""

    said: Words
    metric: str
    arms: list[str]
    direction: Direction
    smallest: Annotated[float, Field(gt=0.0)]
    reason: Words
    statistic: Literal["mean", "least", "shares"] = "mean"
    bound: float = 0.0  # what a single arm is held against
    varied: list[str] = Field(default_factory=list)  # of shares: numbers drawn together
    beside: list[str] = Field(default_factory=list)  # of shares: the others


class Claim(Table):
    """One claim of the brief."""

    said: Words
    short: Annotated[str, Field(max_length=40)] = ""
    parts: Annotated[list[Part], Field(min_length=1)]

    @model_validator(mode="before")
    @classmethod
    def _no_label(cls, data: Any) -> Any:
        if isinstance(data, dict) and "label" in data:
            raise PydanticCustomError("label", "no label, which is computed from runs without each mechanism")
        return data


class Written(Table):
    """The data file."""

    scenario: str
    arms: dict[str, Arm]
    claims: Annotated[dict[str, Claim], Field(min_length=1)]


class Claims(NamedTuple):
    """The claims of a file with the scenario of every arm."""

    path: str
    base: Scenario
    arms: dict[str, Arm]
    claims: dict[str, Claim]

    def parts(self) -> Iterator[tuple[str, Part]]:
        """Yield every part with the id of its claim."""
        for name, claim in self.claims.items():
            yield from ((name, part) for part in claim.parts)


def shipped_claims() -> Path:
    """Return the path of the shipped claims file."""
    return shipped_folder() / "tables" / "claims.toml"


def read(path: Path | None = None) -> Claims:
    """Read and validate a claims file, the shipped one by default. Raises InputError, one line, for any mistake."""
    path = path or shipped_claims()
    written = checked(path, Written)
    try:
        base = Scenario.load(written.scenario)
    except InputError as error:
        raise InputError(f"{path}: scenario: {error}") from None
    found = Claims(str(path), base, written.arms, written.claims)
    scenarios = {name: _checked_arm(found, name, arm) for name, arm in found.arms.items()}
    for name, part in found.parts():
        _check_part(found, f"{path}: claims.{name}: {part.said}", part, scenarios)
    return found


def scenario_of(known: Claims, arm: Arm) -> Scenario:
    """Return the scenario of an arm, with the arm's settings applied."""
    return _with_set(_before(known, arm), arm)


def _before(known: Claims, arm: Arm) -> Scenario:
    """Return the scenario of an arm without the arm's settings."""
    return known.base if arm.scenario is None else Scenario.load(arm.scenario)


def _with_set(before: Scenario, arm: Arm) -> Scenario:
    return before.changed(arm.set) if arm.set else before


def _checked_arm(known: Claims, name: str, arm: Arm) -> Scenario:
    """Return the scenario of an arm. Raises InputError where it cannot be, or its settings change nothing."""
    key = f"{known.path}: arms.{name}"
    try:
        before = _before(known, arm)
        scenario = _with_set(before, arm)
    except InputError as error:
        raise InputError(f"{key}: {error}") from None
    if arm.set and scenario == before:
        said = ", ".join(f"{path} = {value!r}" for path, value in arm.set.items())
        raise InputError(f"{key}: set: {said} changes nothing in {before.name}; allowed: another value")
    if arm.money_of is not None:
        if arm.money_of not in known.arms:
            raise unknown(f"{key}: money_of", arm.money_of, known.arms, "arm")
        if known.arms[arm.money_of].money_of is not None:
            raise InputError(f"{key}: money_of: {arm.money_of!r} follows another arm; allowed: one that does not")
    return scenario


def _check_part(known: Claims, key: str, part: Part, scenarios: Mapping[str, Scenario]) -> None:
    for arm in part.arms:
        if arm not in known.arms:
            raise unknown(f"{key}: arms", arm, known.arms, "arm")
    for one, two in combinations(part.arms, 2):
        if scenarios[one] == scenarios[two]:
            raise InputError(f"{key}: arms: {one!r} and {two!r} are the same scenario; allowed: arms that differ")
    allowed = (1, 2, 4) if part.statistic == "mean" else (1,)
    if len(part.arms) not in allowed:
        raise InputError(f"{key}: arms: {len(part.arms)}; allowed: {' or '.join(map(str, allowed))}")
    if part.statistic == "shares" and not (part.varied and part.beside):
        raise InputError(f"{key}: statistic shares wants both varied and beside; allowed: two lists of numbers")
    if part.statistic == "shares":
        of_parameters([*part.varied, *part.beside], known.base, key)
    metrics = {metric.name: metric.unit for metric in metrics_of(known.base)}
    months = [HAPPENED + name for name, unit in metrics.items() if unit == "months"]
    if part.metric not in (*metrics, *months, OVER_FLOOR):
        raise unknown(f"{key}: metric", part.metric, [*metrics, *months, OVER_FLOOR], "metric")


def unit_of(known: Claims, part: Part) -> str:
    """Return the unit of a part's number."""
    if part.statistic == "shares":
        return "share"
    if part.metric.startswith(HAPPENED):
        return "flag"
    return {metric.name: metric.unit for metric in metrics_of(known.base)}.get(part.metric, "share")
