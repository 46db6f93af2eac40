"""The content of a figure's file in each format: SVG for screen readers, tagged PDF, PNG; with its provenance."""

import io
from typing import Any

from trustladder.analysis.figures.kit.provenance import metadata
from trustladder.analysis.figures.kit.svg import finished
from trustladder.analysis.figures.kit.typeset import Metadata, pdf

Origin = dict[str, Any]
AS_PNG = {"pil_kwargs": {"compress_level": 3}}  # half of the work of 6, Pillow's own, and files that are no larger


def content_of(drawn: Any, suffix: str, origin: Origin | None = None) -> bytes:
    """Return a drawn figure as a file of a format, with its title, its alt text and its provenance."""
    if suffix == "pdf" and origin is not None:
        known = Metadata(origin["title"], origin["alt"], metadata("pdf", origin)["Keywords"], origin["lang"])
        return pdf(_saved(drawn, "svg", None), known, system_fonts=origin.get("style") is not None)
    content = _saved(drawn, suffix, origin)
    if suffix != "svg":
        return content
    title, alt = (origin["title"], origin["alt"]) if origin else ("", "")
    return finished(content.decode("utf-8"), title, alt).encode("utf-8")


def _saved(drawn: Any, suffix: str, origin: Origin | None) -> bytes:
    """Return a figure as matplotlib saves it."""
    written = io.BytesIO()
    drawn.savefig(written, format=suffix, metadata=metadata(suffix, origin), **(AS_PNG if suffix == "png" else {}))
    return written.getvalue()
