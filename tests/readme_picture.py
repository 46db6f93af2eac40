"""Draw the README's picture anew, with the sentence that says its finding: `python -m tests.readme_picture`."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from trustladder import figure
from trustladder.analysis.cli import status_of
from trustladder.analysis.figures.kit.provenance import read

ROOT = Path(__file__).parents[1]
PICTURE = "docs/overview.png"
BLOCK = re.compile(rf"!\[[^\]]*\]\({re.escape(PICTURE)}\)\n\n[^\n]+\n")


def block(place: Path) -> str:
    """The lines of the README for a picture: the picture with its alt text, and its finding."""
    known = read(place)
    finding = known["caption"].partition(". ")[0]
    return f"![{known['alt']}]({PICTURE})\n\n*{finding}.*\n"


def draw() -> None:
    """Run the baseline, draw its first picture, and write what it says into the README."""
    with TemporaryDirectory() as folder:
        status_of(["run", "baseline", "--no-figures", "--no-counterfactuals", "--out", f"{folder}/baseline"])
        drawn, *_ = figure("overview", f"{folder}/baseline", folder, target="slides", format="png")
        (ROOT / PICTURE).write_bytes(drawn.read_bytes())
    readme = ROOT / "README.md"
    text, count = BLOCK.subn(lambda _: block(ROOT / PICTURE), readme.read_text(encoding="utf-8"))
    assert count == 1, "the README shows the picture once"
    readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    draw()
