"""A forum's purse on the Mesa lane: joint money gathers in it, and successes spend it on police."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trustladder.sim.law import assistance, stocks

if TYPE_CHECKING:
    from trustladder.sim.agents.forum import Forum
    from trustladder.sim.agents.government import Government
    from trustladder.sim.arrays.tables import Constants


@dataclass(slots=True)
class Purse:
    """Joint money of a forum that is not yet spent, and who has earned a part of it this month."""

    money: float
    successes: float = 0.0  # this month's, with a government present
    parts: dict[Government, float] = field(default_factory=dict)  # 1 a success

    def share(self, present: list[Government]) -> None:
        """Note that the governments present at a success share it alike; it is spent after all meetings."""
        self.successes += 1.0 if present else 0.0
        for government in present:
            self.parts[government] = self.parts.get(government, 0.0) + 1.0 / len(present)

    def spend(self, law: Constants) -> Iterator[tuple[Government, float]]:
        """Yield the policing that it buys each government, and leave it empty if anybody has earned it."""
        for government, part in self.parts.items():
            yield (
                government,
                assistance.bought(self.money, part, self.successes, law.joint_yield, law.policing_gain),
            )
        self.money = 0.0 if self.successes > 0.0 else self.money
        self.successes, self.parts = 0.0, {}


def spend_purses(forums: list[Forum], governments: list[Government], law: Constants) -> None:
    """Spend the purses of forums that succeeded this month on the police of the governments that were present."""
    bought = dict.fromkeys(governments, 0.0)
    for forum in forums:
        for government, policing in forum.purse.spend(law):
            bought[government] += policing
    for government, policing in bought.items():
        government.policing = stocks.raised(government.policing, policing)
