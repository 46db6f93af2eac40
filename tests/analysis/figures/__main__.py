"""Approve new pictures of figures: `python -m tests.analysis.figures [NAME ...]`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.analysis.figures.made_up import one_law
from tests.analysis.figures.pictures import APPROVED, CASES, Made, approve
from trustladder.analysis.figures import figure_of

if __name__ == "__main__":
    APPROVED.mkdir(exist_ok=True)
    for asked in sys.argv[1:]:
        if asked not in CASES:
            figure_of(asked)
    with TemporaryDirectory() as folder, one_law():
        for place in approve(sys.argv[1:], Made(Path(folder))):
            print(f"approved {place.name}")
    print("look at each of them, and at `git diff`, before committing")
