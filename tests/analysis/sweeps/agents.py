"""Agents of one's own, for sweeps on the Mesa lane."""

from trustladder.sim.agents.government import Government
from trustladder.sim.agents.model import CooperationModel


class Hermit(Government):
    """Stays at home."""

    def decide(self, invitation, terms):
        return False


class Hothead(Government):
    """Storms out of the third replicate."""

    def update_trust(self):
        if self.model.replicate == 2 and self.model.elapsed == 3:
            raise RuntimeError("walked out")
        super().update_trust()


class Village(CooperationModel):
    """The shipped model under another name."""
