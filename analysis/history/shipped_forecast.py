"""Keep what the back-test of the shipped fit found, so that reports can say it without running it.

`python -m trustladder.analysis.history.shipped_forecast` writes it anew (a minute); it is what `trustladder history
--backtest --json` gives under "finding".
"""

import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from trustladder.analysis.history.backtest import Backtest, backtest
from trustladder.analysis.history.facts import targets
from trustladder.analysis.history.finding import Finding, finding
from trustladder.analysis.history.scores import Difference
from trustladder.sim.fits import Fit, read_fit
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.files import read_bytes
from trustladder.sim.scenario.loading import shipped_folder
from trustladder.sim.scenario.parameters import Table
from trustladder.sim.store.results import Folder

NAME = "forecast.json"
SEED = 1
DIGITS = 4


class Kept(Table):
    """The file: a finding, and the fit that it is of; the fit names the version of the model that gives its numbers."""

    fit: Annotated[str, Field(description="the hash of the calibration")]
    seed: int
    first: int
    last: int
    until: int
    model: list[float]
    pool: list[float]
    partner: str
    added: list[float]

    def finding(self) -> Finding:
        """Return the finding."""
        model, pool, added = (Difference(*one) for one in (self.model, self.pool, self.added))
        return Finding(self.first, self.last, self.until, model, pool, self.partner, added)


def shipped_forecast() -> Path:
    """Return the path of the shipped finding."""
    return shipped_folder() / "evidence" / NAME


def as_file(found: Backtest, fit: Fit, seed: int) -> dict[str, Any]:
    """Return the finding of a back-test as the file keeps it."""
    known = finding(found)._asdict()
    rounded = {
        key: [round(part, DIGITS) for part in value] if isinstance(value, Difference) else value
        for key, value in known.items()
    }
    return {"fit": str(fit.origin.get("hash", "")), "seed": seed, **rounded}


def kept(path: Path | None = None) -> Kept:
    """Read a kept finding. Raises InputError, one line, where the file is damaged."""
    file = path or shipped_forecast()
    try:
        return Kept.model_validate(json.loads(read_bytes(file, "finding of the back-test").decode("utf-8")))
    except ValueError as error:
        raise InputError(f"{file}: not the finding of a back-test ({str(error).splitlines()[0]})") from None


def write(folder: Path | None = None) -> None:
    """Run the back-test of the shipped fit, and keep what it found."""
    fit = read_fit()
    tree = as_file(backtest(targets(), fit, seed=SEED), fit, SEED)
    Folder(folder or shipped_forecast().parent).write_text(NAME, json.dumps(tree, indent=1) + "\n")


if __name__ == "__main__":
    write()
