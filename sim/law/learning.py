"""Step 9, learning: activities that took place teach, and so does being asked for far too much.

Evidence is two numbers per directed pair and domain, r for words kept and s for breaches found, and a trust rule says
what trust they justify and what one more experience adds:

- beta: asymmetric beta reputation (Josang and Ismail 2002), bad news counting `phi` times (Slovic 1993);
- kydd: Bayesian belief that the other is of the trustworthy type (Kydd 2005), r and s being weights of evidence;
- linear: trust moves a share of the way up or down at two speeds (Jonker and Treur 1999), with a ceiling above
  which bad news and a floor below which good news changes nothing (Marsh 1994);
- none: trust stays at the prior; the null.

Failures teach nothing, nor do refusals, except of the proposer: a "studiously avoided" engagement (brief) that is urged
all the same tells those who would hardly ever accept it that the proposer disregards their interests.
"""

from typing import Protocol

from trustladder.sim.law.arithmetic import clip, logistic, where
from trustladder.sim.law.responding import CLEAR
from trustladder.sim.law.rule import rule

BETA, KYDD, LINEAR, NONE = range(4)
TRUST_RULES = {"beta": BETA, "kydd": KYDD, "linear": LINEAR, "none": NONE}  # structure.trust_rule
PRIOR_MASS = 2.0


class TrustConstants(Protocol):
    """The trust rule and its constants, as the World's constants hold them."""

    trust_rule: int
    phi: float  # weight of a breach against a word kept (beta)
    kept_bits: float  # log likelihood ratio of a word kept (kydd)
    breach_bits: float  # log likelihood ratio of a breach found (kydd)
    linear_gain: float  # share of the way up after a success
    linear_loss: float  # share of the way down after a breach
    linear_loyal: float  # trust above which a breach is forgiven
    linear_wary: float  # trust below which a success does not convince


@rule
def beta_trust(r: float, s: float, prior: float) -> float:
    """T = (r + 2a) / (r + s + 2)."""
    return (r + PRIOR_MASS * prior) / (r + s + PRIOR_MASS)


@rule
def kydd_trust(r: float, s: float, prior_odds: float) -> float:
    """Return the belief that the other is trustworthy: its log odds moved by the weight of the evidence."""
    return logistic(prior_odds + r - s)


@rule
def linear_trust(r: float, s: float, prior: float) -> float:
    """Return the prior, moved by what was gained and lost."""
    return clip(prior + r - s, 0.0, 1.0)


@rule
def trust(kind: int, r: float, s: float, prior: float, prior_odds: float) -> float:
    """T in 0..1: the trust that evidence `r`, `s` justifies over the prior, by the rule of this kind."""
    if kind == BETA:
        return beta_trust(r, s, prior)
    if kind == KYDD:
        return kydd_trust(r, s, prior_odds)
    if kind == LINEAR:
        return linear_trust(r, s, prior)
    return prior


@rule
def openness(current: float, rung: int, ceiling: bool, start: float) -> float:
    """How much a success on `rung` (from 0) can still teach: cheap interaction has a ceiling, 0.15 higher a rung."""
    return where(ceiling, clip((start + 0.15 * rung - current) / 0.15, 0.0, 1.0), 1.0)


@rule
def kept_evidence(law: TrustConstants, current: float, weight: float) -> float:
    """Return what a word kept in a successful activity of this evidence weight adds to r."""
    if law.trust_rule == BETA:
        return weight
    if law.trust_rule == KYDD:
        return weight * law.kept_bits
    return where(current >= law.linear_wary, weight * law.linear_gain * (1.0 - current), 0.0)


@rule
def breach_evidence(law: TrustConstants, current: float, weight: float) -> float:
    """Return what a breach found in an activity of this evidence weight adds to s."""
    if law.trust_rule == BETA:
        return weight * law.phi
    if law.trust_rule == KYDD:
        return weight * law.breach_bits
    return where(current < law.linear_loyal, weight * law.linear_loss * current, 0.0)


@rule
def overreaches(chance: float) -> bool:
    """Whether a proposal asks for far too much of somebody who accepts it with this chance."""
    return chance < CLEAR


@rule
def backlash_evidence(law: TrustConstants, current: float, weight: float) -> float:
    """Return what refusing an overreaching proposal adds to s toward its proposer.

    `weight` is the exposure proposed, scaled. Under beta it counts as it is, without the weight of bad news.
    """
    return weight if law.trust_rule == BETA else breach_evidence(law, current, weight)


@rule
def trust_fixed_point(keeping: float, weight: float, phi: float, retention: float, prior: float) -> float:
    """Where beta trust settles when one activity a month is kept with probability `keeping`, else found out.

    r* = w k / (1/f - 1) and s* = phi w (1 - k) / (1/f - 1) for retention f, without a ceiling; for tests and teaching.
    """
    fading = 1.0 / retention - 1.0
    r = weight * keeping / fading
    s = phi * weight * (1.0 - keeping) / fading
    return beta_trust(r, s, prior)


@rule
def thawed(rivalry: float, warmth: float) -> float:
    """Rivalry between two donors after they succeeded together."""
    return rivalry * (1.0 - warmth)
