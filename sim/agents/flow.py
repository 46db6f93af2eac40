"""The illicit flow on the Mesa lane: how much of it gets through, and the damage that it does."""

from __future__ import annotations

from dataclasses import dataclass

from trustladder.sim.law import convening, security


@dataclass(slots=True)
class Flow:
    """What the region as a whole knows of the illicit flow.

    `let_through` is the share of it that got through in the first month, 0 until that is over; `damage` is what got
    through lately, relative to that month.
    """

    let_through: float
    damage: float

    def pass_through(self, supply: float, stopped: float, pace: float) -> None:
        """Update the damage after a month in which this share of the flow was stopped."""
        if self.let_through <= 0.0:
            self.let_through = 1.0 - stopped
        self.damage = security.damage(self.damage, supply, stopped, self.let_through, pace)

    def alarm(self, response: float) -> float:
        """Return what the damage makes of the interest in a domain that is against the flow, as a factor."""
        return convening.alarm(self.damage, response)
