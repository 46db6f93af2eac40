"""A fit to the record as a source of figures: the shipped posterior, or a folder of `trustladder calibrate`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from trustladder.analysis.figures.kit.source import Source
from trustladder.sim.machine.version import law_hash

if TYPE_CHECKING:
    from trustladder.analysis.history.facts import Targets
    from trustladder.sim.fits import Fit

Progress = Callable[[int], None]
Found = TypeVar("Found")


class FitSource(Source, Generic[Found]):
    """A fit, and what is computed from its histories, which are simulated when a figure needs them (some seconds)."""

    KIND, OPTIONS, FOLDERS = "fit", ("facts", "seed"), (0, 1)

    def __init__(
        self,
        folder: Path | None = None,
        language: str = "en",
        facts: Path | None = None,
        seed: int = 1,
        found: Found | None = None,
    ) -> None:
        from trustladder.analysis.history.facts import targets
        from trustladder.sim.fits import read_fit

        super().__init__(language, facts=None if facts is None else facts.name, seed=seed)
        self.folder, self.seed = folder, seed
        self.fit: Fit = read_fit(folder)
        self.known: Targets = targets(facts)
        self._found = found

    @property
    def histories(self) -> int:
        """Return the number of histories to simulate."""
        raise NotImplementedError

    def simulate(self, progress: Progress | None) -> Found:
        """Simulate the histories, and compute from them what the figure shows."""
        raise NotImplementedError

    def run(self, progress: Progress | None = None) -> Found:
        """Return what the figure shows; the histories are simulated on the first call."""
        if self._found is None:
            self._found = self.simulate(progress)
        return self._found

    @property
    def note(self) -> str:
        """Return the note: the fit, and the version of the law that simulated its histories."""
        say, sets = self.words, self.words.number(len(self.fit.sets), 0)
        fit = say("note.fit_shipped") if self.folder is None else say.said(self.folder.name, 60)
        return self.noted(say("note.fit", fit=fit, sets=sets, seed=self.seed, law=law_hash()[:8]), law_hash())

    @property
    def origins(self) -> list[dict[str, Any]]:
        """Return what the histories depend on; the shipped fit needs no command."""
        origin, shipped = self.fit.origin, self.folder is None
        sizes = [("--sets", "sets"), ("--waves", "waves"), ("--runs", "runs"), ("--seed", "seed")]
        command = ["calibrate", *(str(part) for option, key in sizes for part in (option, origin.get(key)))]
        return [
            {
                "scenario": self.known.scenario,
                "fit": "shipped" if shipped else "own",
                "sets": len(self.fit.sets),
                "seed": self.seed,
                "law": law_hash(),
                "command": [] if shipped else [*command, "--kept", str(len(self.fit.sets))],
            }
        ]


def steps(data: FitSource[Any]) -> int:
    """Return the number of steps of `prepare`."""
    return data.histories


def prepare(data: FitSource[Any], progress: Progress) -> None:
    """Simulate the histories of a figure before it is drawn."""
    data.run(progress)
