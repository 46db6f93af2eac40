"""Approve new pictures of figures: `python -m tests.analysis.figures [NAME ...]`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.figures import figure_of, figures
from tests.analysis.figures.made_up import one_law
from tests.analysis.figures.pictures import APPROVED, approve, results

if __name__ == "__main__":
    APPROVED.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, one_law():
        chosen = [figure_of(name) for name in sys.argv[1:]] or figures()
        for place in approve(chosen, results(Path(folder))):
            print(f"approved {place.name}")
    print("look at each of them, and at `git diff`, before committing")
