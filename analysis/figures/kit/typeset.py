"""Typst sets what matplotlib cannot: PDF with tags, alt text and XMP, and pictures from outlines, with our fonts."""

import json
import struct
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import typst

from trustladder.analysis.figures.kit.lettering import font_folders
from trustladder.analysis.figures.kit.provenance import KEY, of_svg

DPI = 300.0
HEAD = 33  # bytes of a PNG: its signature, and the chunk that is always first
SHEET = '#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.svg", width: {width}mm)\n'
TAGGED = """#let known = json("known.json")
#set document(title: known.title, description: known.alt, keywords: (known.keywords,), date: none)
#set text(lang: known.language)
#set page(width: auto, height: auto, margin: 0pt)
#image("picture.svg", alt: known.alt)
"""


class Metadata(NamedTuple):
    """What a PDF says about itself: a short title, an alt text, its provenance, its language."""

    title: str
    alt: str
    keywords: str
    language: str


def compiled(folder: Path, system_fonts: bool = False, **options: Any) -> list[bytes]:
    """Set main.typ of a folder with the fonts of the figures, and return its pages. Raises TypstError."""
    fonts, main = [str(one) for one in font_folders()], str(folder / "main.typ")
    found: Any = typst.compile(
        main, root=str(folder), font_paths=fonts, ignore_system_fonts=not system_fonts, **options
    )
    return found if isinstance(found, list) else [found]


def png(svg: bytes, width: float, dpi: float = DPI) -> bytes:
    """Return an SVG as PNG, so many millimetres wide, with what it says about where it comes from."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "picture.svg").write_bytes(svg)
        (folder / "main.typ").write_text(SHEET.format(width=width), encoding="utf-8")
        drawn, known = compiled(folder, format="png", ppi=dpi)[0], of_svg(svg)
    return drawn if known is None else _with_text(drawn, known)


def _with_text(drawn: bytes, known: str) -> bytes:
    """Return a PNG with a text after its head, under the key of provenance."""
    chunk = b"iTXt" + KEY.encode() + bytes(5) + known.encode("utf-8")  # not compressed, in no language
    return (
        drawn[:HEAD] + struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) + drawn[HEAD:]
    )


def pdf(svg: bytes, known: Metadata, system_fonts: bool = False) -> bytes:
    """Return an SVG as a PDF of its size, tagged as a figure with its alt text; its texts stay texts."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "picture.svg").write_bytes(svg)
        (folder / "known.json").write_text(json.dumps(known._asdict(), ensure_ascii=False), encoding="utf-8")
        (folder / "main.typ").write_text(TAGGED, encoding="utf-8")
        return compiled(folder, system_fonts, format="pdf")[0]
