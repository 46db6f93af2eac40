"""Invitations of the sampled runs by who is invited, who invites, and the reason of a refusal; most refused first."""

from typing import NamedTuple

import numpy as np

from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.sampled_runs import SampledRuns
from trustladder.analysis.figures.kit.source import Nothing
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.law.responding import REASONS

LEAST = 20  # invitations, for a share to be told


class Refusals(NamedTuple):
    """Counts over the sampled runs; actors stand in the order of the shares that they refuse, or that refuse them."""

    invited: list[str]
    proposers: list[str]
    sent: Floats  # [invited, proposer]
    refused: Floats  # [invited, proposer]
    reasons: Floats  # [invited, reason], in the order of REASONS
    low: float  # of the share of all that is refused; NaN where too few futures give an interval
    high: float

    @property
    def shares(self) -> Floats:
        """Return the share that each actor refuses [invited]."""
        return np.asarray(self.refused.sum(axis=1) / self.sent.sum(axis=1))

    @property
    def total(self) -> float:
        """Return the share of all invitations that is refused."""
        return float(self.refused.sum() / self.sent.sum())


def refusals(data: ResultSource, known: SampledRuns) -> Refusals:
    """Return refusals without those of a sponsor that asks itself. Raises Nothing where there are none."""
    rows = [row for row in known.invitations if row["proposer"] != row["invited"]]
    invited, proposers = (list(dict.fromkeys(row[key] for row in rows)) for key in ("invited", "proposer"))
    sent, refused = np.zeros((2, len(invited), len(proposers)))
    reasons = np.zeros((len(invited), len(REASONS)))
    for row in rows:
        one, other = invited.index(row["invited"]), proposers.index(row["proposer"])
        sent[one, other] += row["invitations"]
        refused[one, other] += row["refusals"]
        reasons[one] += [row[f"because_{name}"] for name in REASONS]
    if not sent.sum():
        raise Nothing("nothing.invitations")
    if not refused.sum():
        raise Nothing("nothing.refusals", count=data.words.number(float(sent.sum()), 0))
    down = _order(refused.sum(axis=1), sent.sum(axis=1))
    across = _order(refused.sum(axis=0), sent.sum(axis=0))
    names = [invited[place] for place in down], [proposers[place] for place in across]
    return Refusals(*names, sent[down][:, across], refused[down][:, across], reasons[down], *known.ends())


def _order(refused: Floats, sent: Floats) -> list[int]:
    """Return the places of actors with enough invitations, the largest share first."""
    share = refused / np.maximum(sent, 1.0)
    enough = [place for place in range(len(sent)) if sent[place] >= min(LEAST, sent.max())]
    return sorted(enough, key=lambda place: -share[place])
