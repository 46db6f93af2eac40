"""Claims as a source of figures, read from the file that `trustladder claims --out` writes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Self

from trustladder.analysis.claims import claims as shipped_claims
from trustladder.analysis.claims.verdicts import DEPENDS
from trustladder.analysis.comparison.paired import Effect
from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.saved import Claim, Claims, RegimeEffect, read
from trustladder.analysis.figures.kit.source import Options, Source, typed
from trustladder.analysis.numbers import distinct
from trustladder.sim.scenario.errors import unknown
from trustladder.sim.scenario.scenario import Scenario

FILE, COMMAND = "claims.json", "trustladder claims --out"


class ClaimsSource(Source):
    """The claims of a report, all or one of them."""

    KIND, OPTIONS = "claims", ("claim",)

    def __init__(self, known: Claims, language: str = "en", claim: str | None = None) -> None:
        names = {one.claim.upper(): one.claim for one in known.claims}
        if claim is not None and claim.upper() not in names:
            raise unknown("--claim", claim, names.values(), "claim")
        self.known, self.claim = known, None if claim is None else names[claim.upper()]
        super().__init__(language, claim=self.claim)

    @classmethod
    def from_folders(cls, folders: Sequence[Path], language: str, options: Options) -> Self:
        """Read them from a folder."""
        return cls(read(folders[0] / FILE, Claims, COMMAND), language, **options)

    @property
    def claims(self) -> list[Claim]:
        """Return the claims to draw."""
        return [one for one in self.known.claims if self.claim in (None, one.claim)]

    @cached_property
    def scenario(self) -> Scenario:
        """Return the shipped baseline, which names the parameters."""
        return Scenario.load("baseline")

    def short(self, claim: Claim) -> str:
        """Return the name of a claim and its short wording; the whole wording of one that does not ship."""
        shipped = _shipped().get(claim.claim)
        said = shipped.short if shipped is not None and shipped.said == claim.said and shipped.short else claim.said
        return f"{self.words.said(claim.claim, 20)}\u2002{self.words.said(said)}"

    def verdict(self, verdict: str, drivers: Sequence[str]) -> str:
        """Return the text of a verdict, with the parameters on which it depends."""
        text = self.words.texts.get(f"verdict.{verdict.replace(' ', '_')}") or self.words.said(verdict)
        names = [labels.factor(self.words, self.scenario, path) for path in drivers]
        return f"{text} ({', '.join(names)})" if verdict == DEPENDS and names else text

    def effect(self, at: RegimeEffect, unit: str, brief: bool = False) -> str:
        """Return an effect in its unit with its interval; with `brief`, with half of its width."""
        from trustladder.analysis.claims.words import PERCENT, decimals, scaled

        say, effect = self.words, effect_of(at)
        if effect is None:
            return say("number.none")
        digits, ends = decimals(effect, unit), (effect.difference, effect.low, effect.high)
        middle, low, high = distinct(lambda one, more: say.signed(scaled(one, unit), digits + more), *ends)
        label = (
            say("unit.points") if unit in PERCENT else "" if unit == "index" else say.texts.get(f"unit.{unit}", unit)
        )
        if effect.low == effect.high:
            return f"{middle} {label}".strip()
        width = scaled(effect.high - effect.low, unit)
        half = distinct(lambda one, more: say.number(one, digits + more), 0.0, 0.5 * width)[1]
        return f"{middle} ±{half} {label}".strip() if brief else " ".join(f"{middle} {label} [{low}; {high}]".split())

    @property
    def note(self) -> str:
        """Return the note: the number of futures behind each effect."""
        known, say = self.known, self.words
        size = next(iter(known.places.values()))
        runs = say.number(size.sets * size.replicates, 0)
        return self.noted(
            say("note.claims", name=self._named(known.scenario), runs=runs, seed=known.seed, law=known.law[:8]),
            known.law,
        )

    def _named(self, name: str) -> str:
        """Return the short name of the scenario of the claims, where it is the one that ships."""
        known = labels.short(self.words, self.scenario) if name == self.scenario.name else self.words.said(name, 60)
        return labels.capital(known)

    @property
    def origins(self) -> list[dict[str, Any]]:
        """Return what the claims depend on."""
        known = self.known
        size = next(iter(known.places.values()))
        runs = size.sets * size.replicates
        command = typed(known.command, "claims") or ["claims", "--runs", str(runs), "--seed", str(known.seed)]
        return [{"scenario": known.scenario, "seed": known.seed, "runs": runs, "law": known.law, "command": command}]


@cache
def _shipped() -> dict[str, Any]:
    """Return the claims that ship, by their names."""
    return dict(shipped_claims.read().claims)


def effect_of(at: RegimeEffect) -> Effect | None:
    """Return an effect with its interval; None if it is not known."""
    if at.effect is None or at.low is None or at.high is None:
        return None
    return Effect(float("nan"), at.effect, at.low, at.high)
