"""A fit to the record as figures read it: the shipped posterior, or a folder of `trustladder calibrate`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustladder.analysis.figures.kit.source import Source
from trustladder.sim.machine.version import law_hash

if TYPE_CHECKING:
    from trustladder.analysis.history.facts import Targets
    from trustladder.analysis.history.posterior import Fit

Progress = Callable[[int], None]


class FitSource(Source):
    """Histories of a fit, which are run anew: they take seconds."""

    KIND, OPTIONS, FOLDERS = "fit", ("facts", "seed"), (0, 1)

    def __init__(
        self, folder: Path | None = None, language: str = "en", facts: Path | None = None, seed: int = 1
    ) -> None:
        from trustladder.analysis.history.facts import targets
        from trustladder.analysis.history.posterior import read

        super().__init__(language)
        self.folder, self.facts, self.seed = folder, facts, seed
        self.fit: Fit = read(folder)
        self.known: Targets = targets(facts)

    @property
    def note(self) -> str:
        """Whose fit, and by which law its histories were run."""
        say, sets = self.words, self.words.number(len(self.fit.sets), 0)
        fit = say("note.fit_shipped") if self.folder is None else say.said(self.folder.name, 60)
        return self.noted(say("note.fit", fit=fit, sets=sets, seed=self.seed, law=law_hash()[:8]), law_hash())

    @property
    def origins(self) -> list[dict[str, Any]]:
        """What the histories depend on; the shipped fit is there already."""
        origin = self.fit.origin
        sizes = [("--sets", "sets"), ("--waves", "waves"), ("--runs", "runs"), ("--seed", "seed")]
        command = ["calibrate", *(str(part) for option, key in sizes for part in (option, origin.get(key)))]
        return [
            {
                "scenario": self.known.scenario, "fit": "shipped" if self.folder is None else "own", "sets": len(self.fit.sets),
                "seed": self.seed, "law": law_hash(), "command": [] if self.folder is None else [*command, "--kept", str(len(self.fit.sets))],
            }
        ]  # fmt: skip

    @property
    def options(self) -> dict[str, Any]:
        """The facts, and the seed of the histories."""
        return {"facts": None if self.facts is None else self.facts.name, "seed": self.seed}
