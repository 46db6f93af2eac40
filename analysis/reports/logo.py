"""Read a logo: a PNG or SVG file that is checked to be a picture."""

import io
from pathlib import Path
from xml.etree import ElementTree

from trustladder.analysis.reports.blocks import Image
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.files import read_bytes

LARGEST = 2_000_000  # bytes
MOST_PIXELS = 20_000_000
ALLOWED = "allowed: a PNG or SVG picture of at most 2 MB"
SVG = "{http://www.w3.org/2000/svg}svg"


def logo(path: Path) -> Image:
    """Return a picture from a file, by what it holds and not by its name. Raises InputError if it is none."""
    content = read_bytes(path, "logo", LARGEST)
    if content.startswith(b"\x89PNG"):
        _check_png(path, content)
        return Image("png", content)
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError):
        raise InputError(f"--logo {path}: no picture; {ALLOWED}") from None
    if root.tag != SVG:
        raise InputError(f"--logo {path}: no picture, but XML of another kind; {ALLOWED}")
    return Image("svg", content)


def _check_png(path: Path, content: bytes) -> None:
    """Raise InputError unless every pixel can be read."""
    from PIL import Image as Pillow

    try:
        with Pillow.open(io.BytesIO(content)) as found:
            if found.width * found.height > MOST_PIXELS:
                raise InputError(
                    f"--logo {path}: {found.width} x {found.height} pixels; allowed: {MOST_PIXELS:,} in all"
                )
            found.load()
    except (OSError, SyntaxError, ValueError, Pillow.DecompressionBombError):
        raise InputError(f"--logo {path}: a damaged picture; {ALLOWED}") from None
