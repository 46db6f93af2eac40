"""Provenance of a figure, written into its file and read back: PNG text, SVG and PDF metadata."""

import io
import json
import re
import shlex
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree
from zipfile import BadZipFile

from trustladder.analysis.figures import name_of
from trustladder.analysis.figures.kit.labels import capital
from trustladder.analysis.figures.kit.placeholder import describe_figure
from trustladder.analysis.figures.kit.source import Source
from trustladder.analysis.figures.kit.style import REPORT, TARGETS, Target
from trustladder.sim.machine.version import law_hash
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.files import read_bytes
from trustladder.sim.store.results import program_version

KEY = "trustladder"
PDF_KEYWORDS = re.compile(rb"/Keywords ?\(")
PDF_STRING = re.compile(rb"\\(.)|([()])|[^\\()]+", re.S)  # an escape, a bracket, anything else
LONGEST_PROPERTY = 255  # characters that Word and PowerPoint keep of a title, an author, a subject
LARGEST = 64 * 2**20  # bytes; no figure is as large


def provenance(figure: ModuleType, data: Source, target: Target, own: Path | None = None) -> dict[str, Any]:
    """Return the provenance of a figure, as JSON has it: its results, its options, versions, its words."""
    known, name = describe_figure(figure, data), name_of(figure)
    usual = TARGETS.get(next((key for key, one in TARGETS.items() if one.name == target.name), ""), target)
    head = data.heads.get(name)
    return {
        KEY: program_version(),
        "figure": name,
        "for": target.name,
        **({} if target.dpi == usual.dpi else {"dpi": target.dpi}),
        "width_mm": round(target.width * 25.4, 1),
        "lang": data.words.language,
        "style": own.name if own else None,
        "law": law_hash(),
        "asked": data.options,
        "results": data.origins,
        "title": capital(head.title if head else data.words(f"figure.{name}.answers")),
        "caption": known.caption,
        "alt": known.alt,
    }


def metadata(suffix: str, known: dict[str, Any] | None) -> dict[str, Any]:
    """Return provenance as metadata of a file format; nothing in it depends on the date."""
    text = json.dumps(known, sort_keys=True) if known else None
    title, alt = (known["title"], known["alt"]) if known else (None, None)
    match suffix:
        case "png":
            return {"Title": title, "Description": alt, KEY: text} if known else {}
        case "svg":
            return {"Date": None, "Title": title, "Description": alt, "Source": text} if known else {"Date": None}
        case "pdf":
            undated = {"CreationDate": None}
            return {**undated, "Title": title, "Subject": alt, "Keywords": text} if known else undated
    return {}


def read(path: Path) -> dict[str, Any]:
    """Read the provenance from a figure's file. Raises InputError if it holds none."""
    readers = {".png": of_png, ".svg": of_svg, ".pdf": of_pdf}
    if path.suffix.lower() not in readers:
        raise InputError(f"{path}: no figure of this kind; allowed: .png, .svg, .pdf")
    known = list(read_each(path, lambda content: [readers[path.suffix.lower()](content)]))
    if not known:
        raise InputError(
            f"{path}: says nothing about where it comes from; only figures of trustladder do, or a report's last page"
        )
    return known[0]


def read_each(path: Path, reader: Callable[[bytes], Iterable[str | None]]) -> Iterator[dict[str, Any]]:
    """Yield every provenance that `reader` finds in the content of a file. Raises InputError where one is damaged."""
    content = read_bytes(path, "figure", LARGEST)
    try:
        found = [json.loads(text) for text in reader(content) if text]
    except (ValueError, SyntaxError, OSError, BadZipFile, zlib.error) as error:
        raise InputError(f"{path}: damaged ({str(error).splitlines()[0]})") from None
    for known in (one for one in found if isinstance(one, dict) and KEY in one):
        results, asked = known.get("results"), known.get("asked")
        whole = isinstance(results, list) and all(isinstance(one, dict) for one in results)
        if not (whole and isinstance(asked, dict)):
            raise InputError(f"{path}: damaged (what it says about where it comes from is not whole)")
        yield known


def redraw_commands(known: dict[str, Any], suffix: str = "") -> list[str]:
    """Return the commands that make the results and the figure again, in the format `suffix`."""
    made, folders = rebuild_commands(known["results"])
    purpose = next((name for name, target in TARGETS.items() if target.name == known.get("for")), None)
    purpose = purpose or ("word" if known.get("for") == REPORT.name else "web")
    draw = ["trustladder", "figure", str(known.get("figure")), *folders, *as_typed(known["asked"])]
    draw += ["--for", purpose, "--lang", str(known.get("lang", "en"))]
    if suffix == ".pptx" and purpose != "slides":  # of a report, whose figures are for another page
        suffix = ""
    if suffix.lstrip(".") not in ("", "docx", "html", TARGETS[purpose].suffix):
        draw += ["--format", suffix.lstrip(".")]
    if "dpi" in known:
        draw += ["--dpi", str(known["dpi"])]
    if round(TARGETS[purpose].width * 25.4, 1) != known.get("width_mm"):
        draw += ["--width", str(known.get("width_mm"))]
    return [*made, shlex.join([*draw, *(["--style", str(known["style"])] if known.get("style") else [])])]


def rebuild_commands(results: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """Return the commands that make results again, and their folders; what is shipped needs none."""
    commands = [result.get("command") or [] for result in results]
    folders = [f"result-{number}" for number, command in enumerate(commands, 1) if command]
    wanted = zip((command for command in commands if command), folders, strict=True)
    return [shlex.join(["trustladder", *map(str, command), "--out", folder]) for command, folder in wanted], folders


def as_typed(options: dict[str, Any]) -> list[str]:
    """Return options as arguments of a command."""
    typed = []
    for name, value in options.items():
        if value is not False and value is not None:
            typed += [f"--{name}"] if value is True else [f"--{name}", str(value)]
    return typed


def of_png(content: bytes) -> str | None:
    """Return the provenance in a PNG, as JSON."""
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        image.load()
        return getattr(image, "text", {}).get(KEY)


def of_svg(content: bytes) -> str | None:
    """Return the provenance in an SVG, as JSON."""
    found = ElementTree.fromstring(content).find(".//{http://purl.org/dc/elements/1.1/}source")
    return None if found is None else found.text


def of_pdf(content: bytes) -> str | None:
    """Return the provenance in a PDF, as JSON."""
    found = PDF_KEYWORDS.search(content)
    if found is None:
        return None
    depth, told = 1, b""
    for part in PDF_STRING.finditer(content, found.end()):  # brackets inside a string come in pairs, or escaped
        depth += {b"(": 1, b")": -1}.get(part.group(2), 0)
        if not depth:
            return told.decode("latin-1")
        told += part.group(1) or part.group()
    return None
