"""Where the figures in a file come from: a figure, or a document into which figures were put."""

import base64
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from trustladder.analysis.figures.kit.provenance import of_png, of_svg, read, read_each
from trustladder.sim.scenario.errors import InputError

DOCUMENTS = (".docx", ".pptx", ".html")
PICTURE = re.compile(rb"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
FIGURES = (".png", ".svg", ".pdf")


def explained(path: Path) -> list[dict[str, Any]]:
    """Return the provenance of a figure, or of every figure in a document, each once.

    Raises InputError for a file of another kind, and where nothing in it says where it comes from.
    """
    suffix = path.suffix.lower()
    if suffix in FIGURES:
        return [read(path)]
    if suffix not in DOCUMENTS:
        raise InputError(f"{path}: no figure of this kind; allowed: {', '.join([*FIGURES, *DOCUMENTS])}")
    every = read_each(path, _in_page if suffix == ".html" else _in_package)
    found = {(one["figure"], one["caption"], one["lang"]): one for one in every}
    if not found:
        raise InputError(f"{path}: no figure in it says where it comes from; only figures of trustladder do")
    return [*found.values()]


def _in_package(content: bytes) -> Iterator[str | None]:
    """Yield the provenance of every picture of a Word document or of slides."""
    with ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if "/media/" in name and name.endswith(".png"):
                yield of_png(package.read(name))


def _in_page(content: bytes) -> Iterator[str | None]:
    """Yield the provenance of every figure of a page that holds its figures."""
    for found in PICTURE.finditer(content):
        yield of_svg(base64.b64decode(found.group(1)))
