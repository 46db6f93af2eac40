"""A document as PDF, set by Typst; texts arrive as data, never as markup."""

import json
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from trustladder.analysis.figures.kit.lettering import font_folders
from trustladder.analysis.reports.blocks import Document, Picture, tree
from trustladder.sim.scenario.errors import InputError


def pdf(document: Document) -> bytes:
    """Return a document as PDF. Raises InputError if Typst cannot set it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        template = files("trustladder.analysis.reports").joinpath("template.typ").read_text(encoding="utf-8")
        (folder / "main.typ").write_text(template, encoding="utf-8")
        for block in document.blocks:
            if isinstance(block, Picture):
                (folder / f"{block.name}.svg").write_bytes(block.svg)
        content = {**document._asdict(), "blocks": [tree(block) for block in document.blocks]}
        (folder / "content.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        try:
            return typst.compile(
                str(folder / "main.typ"),
                root=name,
                font_paths=[str(one) for one in font_folders()],
                ignore_system_fonts=True,
            )
        except typst.TypstError as error:
            raise InputError(f"the report cannot be set as PDF ({str(error).splitlines()[0]})") from None
