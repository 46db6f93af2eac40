"""What commands saved for figures to be drawn of: `claims --out` its claims.json, `compare --out` its regret.json."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, Field, ValidationError, model_validator

from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.files import LARGE, read_bytes

Model = TypeVar("Model", bound=BaseModel)
Text = Annotated[str, Field(max_length=2000)]
Number = float | None  # what is not known is null


def read(place: Path, model: type[Model], command: str) -> Model:
    """A saved file as a checked value. Raises InputError, one line, where anything is wrong."""
    try:
        return model.model_validate_json(read_bytes(place, "saved result", LARGE))
    except InputError as error:
        raise InputError(f"{error}; {command} writes it") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = "".join(f"{step}." for step in first["loc"])[:-1]
        raise InputError(f"{place}: damaged ({where}{where and ': '}{first['msg']}); {command} writes it") from None


# --- claims --------------------------------------------------------------------------------------------------------


class At(BaseModel):
    """The effect of a part at one place."""

    effect: Number
    low: Number
    high: Number
    verdict: Text


class Driver(BaseModel):
    """A parameter on which an effect depends."""

    path: Text
    correlation: float


class Part(BaseModel):
    """One number that a claim speaks of."""

    said: Text
    metric: Text
    unit: Text
    direction: Literal["higher", "lower", "not higher", "not lower"]
    smallest: Annotated[float, Field(gt=0.0)]
    verdict: Text
    places: dict[Literal["default", "posterior", "ranges"], At]
    spread: list[Number]
    drivers: list[Driver]


class Claim(BaseModel):
    """A claim with its verdict."""

    claim: Text
    said: Text
    label: Literal["assumed", "tuned", "emergent"]
    verdict: Text
    depends_on: list[Text]
    parts: Annotated[list[Part], Field(min_length=1)]


class Size(BaseModel):
    """How many parameter sets a place holds, and futures of each."""

    sets: int
    replicates: int


class Claims(BaseModel):
    """All claims."""

    scenario: Text
    seed: int
    law: Text
    failures: int
    places: Annotated[dict[str, Size], Field(min_length=1)]
    claims: Annotated[list[Claim], Field(min_length=1)]
    command: list[str] = []


# --- policies in worlds --------------------------------------------------------------------------------------------


class Cell(BaseModel):
    """A policy in a world."""

    policy: Text
    world: Text
    mean: float
    error: float
    regret: float
    meets_threshold: float


class Criterion(BaseModel):
    """Which policy stands first by a rule, and how surely."""

    winner: Text
    scores: dict[str, float]
    first_in: dict[str, float]


class Robust(BaseModel):
    """Policies in worlds."""

    metric: Text
    unit: Text
    better: Literal[-1, 1]
    threshold: float
    runs: int
    seed: int
    law: Text
    base: dict[str, Any]  # the scenario from which policies are told apart, in full
    titles: dict[str, Text]  # of policies and worlds
    cells: Annotated[list[Cell], Field(min_length=1)]
    criteria: dict[Literal["maximin", "minimax regret", "domain"], Criterion]
    command: list[str] = []

    @property
    def policies(self) -> list[str]:
        """The policies, in order."""
        return list(dict.fromkeys(cell.policy for cell in self.cells))

    @property
    def worlds(self) -> list[str]:
        """The worlds, in order."""
        return list(dict.fromkeys(cell.world for cell in self.cells))

    @model_validator(mode="after")
    def whole(self) -> Self:
        """Every policy in every world, and by every rule."""
        grid = [(policy, world) for policy in self.policies for world in self.worlds]
        if [(cell.policy, cell.world) for cell in self.cells] != grid:
            raise ValueError("cells: not every policy in every world")
        for name in ("maximin", "minimax regret", "domain"):
            rule = self.criteria.get(name)
            if (
                rule is None
                or not set(rule.scores) == set(rule.first_in) == set(self.policies)
                or rule.winner not in rule.scores
            ):
                raise ValueError(f"criteria: {name} is not of these policies")
        return self
