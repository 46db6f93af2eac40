"""Draw the README's pictures anew, with the sentence that says the finding: `python -m tests.readme_picture`."""

import asyncio
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from trustladder import figure
from trustladder.analysis.cli import status_of
from trustladder.analysis.figures.kit.provenance import read

ROOT = Path(__file__).parents[1]
PICTURE = "docs/overview.png"
PAGE = "docs/page.png"
BLOCK = re.compile(rf"!\[[^\]]*\]\({re.escape(PICTURE)}\)\n\n[^\n]+\n")


def block(place: Path) -> str:
    """The lines of the README for a picture: the picture with its alt text, and its finding."""
    known = read(place)
    finding = known["caption"].partition(". ")[0]
    return f"![{known['alt']}]({PICTURE})\n\n*{finding}.*\n"


async def photograph(place: Path) -> None:
    """Save a picture of the live page after a lever was moved, in few colours."""
    sys.path.insert(0, str(ROOT / "docs" / "_ext"))
    from room import Workshop, move

    workshop = await Workshop.open("baseline")
    try:
        stage = await workshop.stage()
        await move(stage, "joint_share", 0.5)
        await stage.screenshot(path=place)
    finally:
        await workshop.close()
    Image.open(place).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(place, optimize=True)


def draw() -> None:
    """Run the baseline, draw its first picture, and write what it says into the README."""
    with TemporaryDirectory() as folder:
        status_of(["run", "baseline", "--no-figures", "--no-counterfactuals", "--out", f"{folder}/baseline"])
        drawn, *_ = figure("overview", f"{folder}/baseline", folder, target="slides", format="png")
        (ROOT / PICTURE).write_bytes(drawn.read_bytes())
    asyncio.run(photograph(ROOT / PAGE))
    readme = ROOT / "README.md"
    text, count = BLOCK.subn(lambda _: block(ROOT / PICTURE), readme.read_text(encoding="utf-8"))
    assert count == 1, "the README shows the picture once"
    readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    draw()
