"""A document as PDF, set by Typst; texts arrive as data, never as markup."""

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from trustladder.analysis.figures.kit.typeset import compiled
from trustladder.analysis.reports.blocks import Document, Picture, tree
from trustladder.sim.scenario.errors import InputError


def pdf(document: Document) -> bytes:
    """Return a document as PDF. Raises InputError if Typst cannot set it."""
    return next(typeset(document, "pdf"))


def typeset(document: Document, form: str) -> Iterator[bytes]:
    """Yield a document set by Typst: whole as "pdf", or page by page as "png"."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        template = files("trustladder.analysis.reports").joinpath("template.typ").read_text(encoding="utf-8")
        (folder / "main.typ").write_text(template, encoding="utf-8")
        for part in document.parts:
            for block in part.blocks:
                if isinstance(block, Picture):
                    (folder / f"{block.name}.svg").write_bytes(block.svg)
        (folder / "content.json").write_text(json.dumps(_tree(document, folder), ensure_ascii=False), encoding="utf-8")
        options: Any = {"format": form} if form == "pdf" else {"format": form, "ppi": 110.0}
        try:
            found = compiled(folder, **options)
        except typst.TypstError as error:
            where = "--logo: a picture that cannot be set, or " if document.logo else ""
            raise InputError(f"{where}the report cannot be set as PDF ({str(error).splitlines()[0]})") from None
        yield from found


def _tree(document: Document, folder: Path) -> dict[str, Any]:
    """Return a document as JSON has it; its logo goes into a file."""
    found = document._asdict()
    for name in ("pages", "annex"):
        found[name] = [
            {"title": part.title, "blocks": [tree(block) for block in part.blocks]} for part in getattr(document, name)
        ]
    if document.logo:
        found["logo"] = f"logo.{document.logo.kind}"
        (folder / found["logo"]).write_bytes(document.logo.content)
    return found
