"""Turn a picture of a report into PNG, for documents that hold no SVG: Word, PowerPoint."""

from pathlib import Path
from tempfile import TemporaryDirectory

from trustladder.analysis.reports.pdf import compiled

DPI = 300.0
PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.svg", width: {width}mm)\n'


def png(svg: bytes, width: float, dpi: float = DPI) -> bytes:
    """Return an SVG as PNG, so many millimetres wide."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "picture.svg").write_bytes(svg)
        (folder / "main.typ").write_text(PAGE.format(width=width), encoding="utf-8")
        return compiled(folder, format="png", ppi=dpi)[0]
