"""Which documents a report becomes: who writes each kind, and into which file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from trustladder.sim.scenario.errors import InputError, nearest, not_installed, unknown

if TYPE_CHECKING:
    from trustladder.analysis.reports.blocks import Document

FORMS = ("html", "pdf", "docx", "pptx", "xlsx")
USUAL = ("html", "pdf")  # where nothing else is asked for, and beside an .html
STEM = "report"
TEMPLATES = {".docx": "docx", ".dotx": "docx", ".pptx": "pptx", ".potx": "pptx"}  # and the kind that takes each
Writer = Callable[["Document"], bytes]


def forms_of(asked: str | None, out: Path | None) -> list[str]:
    """Return the kinds of documents that are asked for by a list such as "html,pdf", else by the ending of a file.

    Raises InputError for a kind that there is not.
    """
    if asked is None:
        ending = "" if out is None else out.suffix[1:].lower()
        return [ending] if ending in FORMS and ending not in USUAL[:1] else [*USUAL]
    forms = list(dict.fromkeys(form.strip() for form in asked.split(",")))
    for form in forms:
        if form not in FORMS:
            raise unknown("--to", form, FORMS, "document")
    return forms


def files_of(forms: list[str], out: Path | None) -> dict[str, Path]:
    """Return the file of each kind: `out` for the kind in which it ends, and files beside it for the others.

    Raises InputError for a folder, and for a name that ends in none of the kinds.
    """
    out = out or Path(STEM)
    if out.is_dir():
        raise InputError(f"--out {out}: a folder; allowed: a file, such as {out / STEM}.{forms[0]}")
    ending = out.suffix[1:].lower()
    if ending and ending not in forms:
        hint = nearest(ending, FORMS) if ending not in FORMS else f"; --to {','.join([*forms, ending])} writes it too"
        allowed = " or ".join(f".{form}" for form in forms)
        raise InputError(f"--out {out}: ends in .{ending}{hint}; allowed: a file that ends in {allowed}")
    return {form: out if form == ending else out.with_name(f"{out.stem}.{form}") for form in forms}


def writers_of(forms: list[str], template: Path | None = None) -> dict[str, Writer]:
    """Return who writes each kind of document.

    Raises InputError for a template that none of them takes, and where a package is missing.
    """
    kind = None if template is None else TEMPLATES.get(template.suffix.lower())
    if template is not None and kind not in forms:
        allowed = "a .docx or .dotx with --to docx, or a .pptx or .potx with --to pptx"
        raise InputError(f"--template {template}: allowed: {allowed}")
    found = {}
    for form in forms:
        try:
            found[form] = _writer(form, template if form == kind else None)
        except ModuleNotFoundError as error:
            raise not_installed(f"--to {form}", error.name, "documents") from None
    return found


def _writer(form: str, template: Path | None) -> Writer:
    """Return who writes a kind of document; where lines wrap, they end at the right spaces."""
    if form == "xlsx":
        from trustladder.analysis.reports.workbook import workbook

        return workbook
    from trustladder.analysis.reports.typography import typographic

    write = _of_lines(form, template)
    return lambda document: write(typographic(document))


def _of_lines(form: str, template: Path | None) -> Writer:
    match form:
        case "html":
            from trustladder.analysis.reports.html import html

            return lambda document: html(document).encode("utf-8")
        case "pdf":
            from trustladder.analysis.reports.pdf import pdf

            return pdf
        case "docx":
            from trustladder.analysis.reports.word import opened, word

            opened(template)  # what is wrong with a template is said before anything is computed
            return partial(word, template=template)
    from trustladder.analysis.figures.kit.slide import Deck
    from trustladder.analysis.reports.slides import slides

    Deck("en", template)
    return partial(slides, template=template)
