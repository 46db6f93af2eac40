"""The font of figures, and the measure of its lines: a text is measured before it is set."""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import matplotlib
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font

FAMILY = "Source Sans 3"
FALLBACK = "DejaVu Sans"  # ships with matplotlib; for signs that the family lacks
HYPHEN = "\N{HYPHEN}"  # where a word had to be broken
OTHERS = "'Source Sans Pro', 'Fira Sans', 'Open Sans', 'Liberation Sans', Verdana, sans-serif"  # where it is missing
SVG_TEXT = re.compile(r'<text style="([^"]*)"([^>]*)>([^<]+)</text>')
WEIGHTS = {"400": "normal", "normal": "normal", "600": "semibold"}  # of texts in an SVG
SVG_SIZE, SVG_FAMILY = re.compile(r"font-size: ([\d.]+)px"), re.compile(r"font-family: [^;]*")
BOUND = re.compile(r" (?=– )|(?<=\d) (?=(?:of|из) 100\b)")  # spaces at which no line ends
Length = Callable[[str], float]  # of a line, in ems
UNKNOWN = 0.6  # ems of a sign that no font has
WIDER = 1.2  # than our font: what programs on other machines may put in its place
PLAIN = 1.07  # the same of Calibri, the face of documents without a template
ROOM = 0.98  # of a line; hinting widens small text


def font_folder() -> Path:
    """Return the folder of the fonts of figures."""
    with as_file(files("trustladder.analysis.figures.kit") / "fonts") as folder:
        return folder


def font_folders() -> list[Path]:
    """Return the folders of all fonts that figures may fall back to."""
    return [font_folder(), Path(matplotlib.get_data_path()) / "fonts" / "ttf"]


@cache
def register_fonts() -> None:
    """Make the fonts of figures known to matplotlib."""
    for path in sorted(font_folder().glob("*.ttf")):
        font_manager.fontManager.addfont(path)
    known = font_manager.fontManager.ttflist
    bold = next(one for one in known if one.name == FALLBACK and one.weight in ("bold", 700) and one.style == "normal")
    known.append(replace(bold, weight=600))  # the fallback has no semibold of its own


@contextmanager
def our_font() -> Iterator[None]:
    """Measure texts in the font of figures, whatever matplotlib is set to."""
    register_fonts()
    with matplotlib.rc_context({"font.family": [FAMILY, FALLBACK]}):
        yield


def fitted(text: str, inches: float, size: float, most: int | None = None, bold: bool = False) -> str:
    """Wrap a text to lines of at most `inches` at a text size; at most `most` lines, the last cut short.

    Widths are measured in the font, sign by sign. A word is broken only where it is wider than a line.
    """
    room, length = ROOM * 72.0 * inches / size, _lengths(bold)
    lines = _wrapped(text, room, length)
    if most is not None and len(lines) > most:
        last = f"{lines[most - 1]} {lines[most]}"
        while last and length(last + "…") > room:
            last = last[:-1]
        lines = [*lines[: most - 1], last.rstrip() + "…"]
    return "\n".join(lines)


def balanced(text: str, inches: float, size: float, bold: bool = False) -> str:
    """Wrap a text to as few lines as `fitted` does, of widths as equal as words allow."""
    room, length = ROOM * 72.0 * inches / size, _lengths(bold)
    best = _wrapped(text, room, length)
    if len(best) == 1 or length(best[-1]) > 0.6 * room:
        return "\n".join(best)
    for share in range(98, 48, -2):
        tried = _wrapped(text, room * share / 100.0, length)
        if len(tried) > len(best):
            break
        best = tried
    return "\n".join(best)


def _wrapped(text: str, room: float, length: Length) -> list[str]:
    """Return lines of at most so many ems; a line that ends in the text ends here too."""
    if "\n" in text:
        return [line for part in text.split("\n") for line in _wrapped(part, room, length)]
    lines = [""]
    for word in BOUND.sub("\u00a0", text).split(" "):
        for part in _parts(word, room, length):
            joined = f"{lines[-1]} {part}".strip()
            if lines[-1] and length(joined) > room:
                lines.append(part)
            else:
                lines[-1] = joined
    return lines


def _parts(word: str, room: float, length: Length) -> Iterator[str]:
    """Yield a word whole, or in pieces that end in a hyphen if it is wider than a line."""
    start = 0
    for end in range(1, len(word) + 1):
        if end - start > 2 and length(word[start:end] + (HYPHEN if end < len(word) else "")) > room:
            yield word[start : end - 1] + HYPHEN
            start = end - 1
    yield word[start:]


def unbroken(texts: Iterable[str], inches: float, size: float, least: float) -> float:
    """Return the largest text size >= `least` at which every word fits in `inches`."""
    longest = max(map(_lengths(bold=False), (word for text in texts for word in text.split())), default=0.0)
    return max(least, min(size, 0.97 * 72.0 * inches / longest)) if longest else size


def width_of(text: str, size: float, bold: bool = False) -> float:
    """Return the room that the widest line of a text takes at a text size, in inches."""
    return max(map(_lengths(bold), text.split("\n"))) * size / 72.0 / ROOM + 1e-9


def _lengths(bold: bool) -> Length:
    """Return a function of the length of a line in ems, in the font in use, which takes longer to find than a line."""
    return _advances(FontProperties(weight="bold" if bold else "normal"))


def _advances(looks: FontProperties) -> Length:
    """Return a function of the length of a line in ems, in the font of these looks."""
    font = _font(findfont(looks))
    return lambda text: sum(map(font, text))


@cache
def _font(path: str) -> Callable[[str], float]:
    """Return a function of the advance of a character in a font, in ems; of the fallback where the font lacks it."""
    font = FT2Font(path)  # not the shared one, whose size renderers change
    font.set_size(100.0, 72.0)

    @cache
    def advance(sign: str) -> float:
        if not font.get_char_index(ord(sign)):
            return UNKNOWN if FALLBACK in font.family_name else _font(findfont(FALLBACK))(sign)
        return float(font.load_char(ord(sign)).linearHoriAdvance) / 65536.0 / 100.0

    return advance


def with_widths(svg: str) -> str:
    """Return an SVG whose texts keep their widths for readers who lack the font, as text stays text."""
    register_fonts()
    return SVG_TEXT.sub(_with_width, svg)


def _with_width(found: re.Match[str]) -> str:
    """Return a text of an SVG with its width, and with fonts to fall back to."""
    look, rest, text = found.groups()
    size, family = SVG_SIZE.search(look), SVG_FAMILY.search(look)
    if size is None or family is None or FAMILY not in family.group():
        return found.group()
    heavy = re.search(r"font-weight: (\w+)", look)
    weight = WEIGHTS.get(heavy.group(1), "bold") if heavy else "normal"
    width = _advances(FontProperties(family=FAMILY, weight=weight))(html.unescape(text)) * float(size.group(1))
    look = look.replace(family.group(), f"font-family: '{FAMILY}', {OTHERS}")
    return f'<text style="{look}" textLength="{width:.2f}" lengthAdjust="spacingAndGlyphs"{rest}>{text}</text>'
