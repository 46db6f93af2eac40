"""What Word and PowerPoint share: the language of spelling, and templates opened as documents of their kind."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.files import read_bytes

LARGEST = 50_000_000  # bytes
KINDS = {  # of documents by their endings: what they are called, and the word for them in a package
    ".docx": ("Word document", b"wordprocessingml"),
    ".dotx": ("Word document", b"wordprocessingml"),
    ".pptx": ("presentation", b"presentationml"),
    ".potx": ("presentation", b"presentationml"),
}
SPELLING = {"en": "en-GB", "ru": "ru-RU"}  # in which language programs check it
TYPES = "[Content_Types].xml"


def opened(template: Path, reader: Callable[[io.BytesIO], Any]) -> Any:
    """Return a template as `reader` reads a document. Raises InputError for what is no document of its kind."""
    content = read_bytes(template, "template", LARGEST)
    what, _ = KINDS[template.suffix.lower()]
    try:
        return reader(_as_document(template, content))
    except Exception as error:  # libraries say in many ways that a file is damaged, or of another kind
        allowed = " or ".join(kind for kind, (name, _) in KINDS.items() if name == what)
        raise InputError(f"--template {template}: is no {what}, or damaged; allowed: a {allowed} file") from error


def _as_document(template: Path, content: bytes) -> io.BytesIO:
    """Return a package in which what is declared as a template is declared as a document."""
    _, name = KINDS[template.suffix.lower()]
    kind = b"document" if name == b"wordprocessingml" else b"presentation"
    written = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(written, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename == TYPES:
                part = part.replace(name + b".template.main+xml", name + b"." + kind + b".main+xml")
            new.writestr(entry, part)
    written.seek(0)
    return written
