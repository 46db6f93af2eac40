"""A number in a scenario file, together with where it comes from.

A figure with its source, or a judgement with a range.

    collusion = { figure = 26, per = 100, onto = [1, 0], year = 2013, source = "Corruption Perceptions Index" }
    autonomy = { judgement = 0.6, range = [0.4, 0.8] }
    secrecy = 0.5

A figure becomes a value by one stated transformation: its distance from `zero` is divided by `per`, held in 0..1, and
mapped onto the interval `onto`. A plain number is a judgement whose range is the registry's.
"""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from trustladder.sim.scenario.parameters import Amount, Remark, Table, single_line


def _year(value: Any) -> Any:
    """Return a year, or years in words."""
    short = isinstance(value, str) and len(value) <= 60 and single_line(value)
    if not (short or value is None or (type(value) is int and -10_000 <= value <= 10_000)):
        raise PydanticCustomError("year", "a year, or a text of at most 60 characters")
    return value


class Quantity(Table):
    """A value with its origin; `value` is what the model uses."""

    judgement: Amount | None = None
    range: tuple[Amount, Amount] | None = None
    figure: Amount | None = None
    zero: Amount = 0.0
    per: Annotated[float, Field(ge=1e-300, le=1e300)] = 1.0
    onto: tuple[Amount, Amount] = (0.0, 1.0)
    year: Annotated[int | str | None, BeforeValidator(_year)] = None
    source: Remark | None = None
    note: Remark | None = None

    @model_validator(mode="before")
    @classmethod
    def _accept_plain_numbers_and_lists(cls, data: Any) -> Any:
        if isinstance(data, int | float) and not isinstance(data, bool):
            return {"judgement": data}
        if isinstance(data, dict):
            return {key: tuple(item) if isinstance(item, list) else item for key, item in data.items()}
        if isinstance(data, Quantity):
            return data
        raise PydanticCustomError("quantity", "a number, or a table with judgement and range, or figure and source")

    @model_validator(mode="after")
    def _say_where_it_comes_from(self) -> "Quantity":
        if (self.judgement is None) == (self.figure is None):
            raise PydanticCustomError("quantity", "exactly one of judgement and figure")
        if self.figure is not None and not self.source:
            raise PydanticCustomError("quantity", "a source beside the figure")
        if self.range is not None and not self.range[0] <= self.value <= self.range[1]:
            raise PydanticCustomError("quantity", "a range [low, high] that holds the judgement")
        return self

    @property
    def value(self) -> float:
        """The number that the model uses."""
        if self.judgement is not None:
            return self.judgement
        assert self.figure is not None
        share = min(max((self.figure - self.zero) / self.per, 0.0), 1.0)
        return self.onto[0] + (self.onto[1] - self.onto[0]) * share

    @property
    def origin(self) -> str:
        """Where the value comes from, in words."""
        if self.figure is None:
            span = f" {self.range[0]:g} to {self.range[1]:g}" if self.range else ", range of the registry"
            return f"judgement{span}" + (f": {self.note}" if self.note else "")
        when = f" {self.year}" if self.year else ""
        return f"{self.figure:g}, {self.source}{when}{self._transformation}"

    @property
    def _transformation(self) -> str:
        steps = [
            f"less {self.zero:g}" if self.zero else "",
            f"over {self.per:g}" if self.per != 1.0 else "",
            f"onto {self.onto[0]:g} to {self.onto[1]:g}" if self.onto != (0.0, 1.0) else "",
        ]
        said = [step for step in steps if step]
        return f"; {', '.join(said)}" if said else ""
