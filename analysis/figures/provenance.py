"""Where a figure comes from, written into its file and read back: PNG text, SVG and PDF metadata."""

import json
import re
import shlex
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

from analysis.figures.data import Data
from analysis.figures.notice import told
from analysis.figures.style import TARGETS, Target
from sim.compiled import law_hash
from sim.errors import InputError
from sim.results import program_version

KEY = "trustladder"
LEFT_OUT = {"--out": 1, "--threads": 1, "--overwrite": 0, "--no-figures": 0, "--column-figures": 0, "--json": 0}
PDF_KEYWORDS = re.compile(rb"/Keywords \(((?:[^\\()]|\\.)*)\)", re.S)
LARGEST = 64 * 2**20  # bytes; no figure is as large


def provenance(figure: ModuleType, data: Any, target: Target, own: Path | None = None) -> dict[str, Any]:
    """What a figure shows, of which results, drawn by what, for what; as JSON."""
    several: list[Data] = data if isinstance(data, list) else [data]
    known = told(figure, data)
    return {
        KEY: program_version(),
        "figure": figure.NAME,
        "for": target.name,
        "width_mm": round(target.width * 25.4, 1),
        "lang": several[0].words.language,
        "style": own.name if own else None,
        "law": law_hash(),
        "results": [result_of(one) for one in several],
        "caption": known.caption,
        "alt": known.alt,
    }


def result_of(data: Data) -> dict[str, Any]:
    """What a result depends on, in short."""
    manifest = data.manifest
    return {
        "scenario": data.scenario.name,
        "title": data.scenario.title,
        "seed": data.seed,
        "runs": data.runs,
        "finished": data.finished,
        "months": data.scenario.months,
        "lane": manifest.get("lane"),
        "law": manifest["law"],
        "version": manifest.get(KEY),
        "command": shared(manifest.get("command", [])),
    }


def shared(command: list[str]) -> list[str]:
    """The command that made a result, without what only its machine knew."""
    kept, skip = [], 0
    for part in command:
        name, _, value = part.partition("=")
        if skip:
            skip -= 1
        elif name in LEFT_OUT:
            skip = 0 if value else LEFT_OUT[name]
        else:
            kept.append(Path(part).name if part.endswith(".toml") else part)
    return kept


def metadata(suffix: str, known: dict[str, Any] | None) -> dict[str, Any] | None:
    """Provenance in the words of a file format; nothing in it changes from day to day."""
    text = json.dumps(known, sort_keys=True) if known else None
    title, alt = (known["caption"].partition("\n")[0], known["alt"]) if known else (None, None)
    if suffix == "png":
        return {"Title": title, "Description": alt, KEY: text} if known else None
    if suffix == "svg":
        return {"Date": None, "Title": title, "Description": alt, "Source": text} if known else {"Date": None}
    if suffix == "pdf":
        undated = {"CreationDate": None}
        return {**undated, "Title": title, "Subject": alt, "Keywords": text} if known else undated
    return None


def read(place: Path) -> dict[str, Any]:
    """The provenance that a figure's file holds. Raises InputError where it holds none."""
    readers = {".png": _of_png, ".svg": _of_svg, ".pdf": _of_pdf}
    if place.suffix not in readers:
        raise InputError(f"{place}: no figure of this kind; allowed: .png, .svg, .pdf")
    try:
        if place.stat().st_size > LARGEST:
            raise InputError(f"{place}: too large for a figure")
        text = readers[place.suffix](place)
        known = json.loads(text) if text else None
    except OSError as error:
        raise InputError(f"{place}: cannot be read ({error.strerror or error})") from None
    except (ValueError, SyntaxError) as error:
        raise InputError(f"{place}: damaged ({str(error).splitlines()[0]})") from None
    if not isinstance(known, dict) or KEY not in known:
        raise InputError(f"{place}: says nothing about where it comes from; only figures of trustladder do")
    return known


def redrawn(known: dict[str, Any]) -> list[str]:
    """The commands that make a figure's results and draw it again."""
    lines, folders = [], []
    for number, result in enumerate(known.get("results", []), 1):
        folder = f"result-{number}"
        asked = result.get("command") or []
        run = [*asked, *_unsaid(asked, result)] if asked[:1] == ["run"] else _plainly(result)
        lines.append(shlex.join(["trustladder", *map(str, run), "--out", folder]))
        folders.append(folder)
    purpose = next((name for name, target in TARGETS.items() if target.name == known.get("for")), "web")
    draw = [
        "trustladder",
        "figure",
        str(known.get("figure")),
        *folders,
        "--for",
        purpose,
        "--lang",
        str(known.get("lang", "en")),
    ]
    if round(TARGETS[purpose].width * 25.4, 1) != known.get("width_mm"):
        draw += ["--width", str(known.get("width_mm"))]
    return [*lines, shlex.join([*draw, *(["--style", str(known["style"])] if known.get("style") else [])])]


def _unsaid(asked: list[str], result: dict[str, Any]) -> list[str]:
    """What a command left to its defaults, which may change."""
    given = {part.partition("=")[0] for part in asked}
    left = [(option, key) for option, key in (("--runs", "runs"), ("--seed", "seed")) if option not in given]
    return [str(part) for option, key in left for part in (option, result.get(key)) if "--from" not in given]


def _plainly(result: dict[str, Any]) -> list[str]:
    """A run by what its result depends on, where no command is known."""
    numbers = [("--runs", "runs"), ("--seed", "seed"), ("--months", "months")]
    return [
        "run",
        str(result.get("scenario")),
        *(str(part) for option, key in numbers for part in (option, result.get(key))),
    ]


def _of_png(place: Path) -> str | None:
    from PIL import Image

    with Image.open(place) as image:
        image.load()
        return getattr(image, "text", {}).get(KEY)


def _of_svg(place: Path) -> str | None:
    found = ElementTree.parse(place).getroot().find(".//{http://purl.org/dc/elements/1.1/}source")
    return None if found is None else found.text


def _of_pdf(place: Path) -> str | None:
    found = PDF_KEYWORDS.search(place.read_bytes())
    if found is None:
        return None
    return re.sub(rb"\\(.)", rb"\1", found.group(1).replace(b"\\n", b"\n"), flags=re.S).decode("latin-1")
