"""Files that commands save for figures: claims.json of `claims --out`, regret.json of `compare --out`."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, Field, ValidationError, model_validator

from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.files import LARGE, read_bytes

Model = TypeVar("Model", bound=BaseModel)
Text = Annotated[str, Field(max_length=2000)]
Number = float | None  # null if unknown


def read(path: Path, model: type[Model], command: str) -> Model:
    """Read and validate a saved file. Raises InputError with one line if anything is wrong."""
    try:
        return model.model_validate_json(read_bytes(path, "saved result", LARGE))
    except InputError as error:
        raise InputError(f"{error}; {command} writes it") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = "".join(f"{step}." for step in first["loc"])[:-1]
        raise InputError(f"{path}: damaged ({where}{where and ': '}{first['msg']}); {command} writes it") from None


# --- claims --------------------------------------------------------------------------------------------------------


class RegimeEffect(BaseModel):
    """The effect of a part of a claim in one regime."""

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
    places: dict[Literal["default", "posterior", "ranges"], RegimeEffect]
    spread: list[Number]
    drivers: list[Driver]


class Claim(BaseModel):
    """A claim with its verdict."""

    claim: Text
    said: Text
    label: Literal["its own arm", "assumed", "emergent", "cannot be told", "tuned"]
    verdict: Text
    depends_on: list[Text]
    parts: Annotated[list[Part], Field(min_length=1)]


class RegimeSize(BaseModel):
    """The number of parameter sets in a regime, and of replicates for each."""

    sets: int
    replicates: int


class Claims(BaseModel):
    """All claims."""

    scenario: Text
    seed: int
    law: Text
    failures: int
    places: Annotated[dict[str, RegimeSize], Field(min_length=1)]
    claims: Annotated[list[Claim], Field(min_length=1)]
    command: list[str] = []


# --- policies in scenarios -----------------------------------------------------------------------------------------


class Cell(BaseModel):
    """A policy in a scenario."""

    policy: Text
    world: Text
    mean: float
    error: float
    regret: float
    meets_threshold: float


class Criterion(BaseModel):
    """The best policy by a rule, and the share of resamples in which each is best."""

    winner: Text
    scores: dict[str, float]
    first_in: dict[str, float]


class RobustnessTable(BaseModel):
    """Policies in scenarios, and the best by each rule."""

    metric: Text
    unit: Text
    better: Literal[-1, 1]
    threshold: float
    runs: int
    seed: int
    law: Text
    base: dict[str, Any]  # the scenario against which policies are compared, in full
    titles: dict[str, Text]  # of policies and scenarios
    cells: Annotated[list[Cell], Field(min_length=1)]
    criteria: dict[Literal["maximin", "minimax regret", "domain"], Criterion]
    command: list[str] = []

    @property
    def policies(self) -> list[str]:
        """Return the policies, in order."""
        return list(dict.fromkeys(cell.policy for cell in self.cells))

    @property
    def scenarios(self) -> list[str]:
        """Return the scenarios, in order."""
        return list(dict.fromkeys(cell.world for cell in self.cells))

    @model_validator(mode="after")
    def whole(self) -> Self:
        """Check that every policy stands in every scenario and by every rule."""
        grid = [(policy, world) for policy in self.policies for world in self.scenarios]
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
