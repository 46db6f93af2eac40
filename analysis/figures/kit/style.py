"""The style of figures: sizes, fonts, colours safe for colour-blind readers, axes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
from cycler import cycler

mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator
from matplotlib.transforms import ScaledTranslation

from trustladder.analysis.figures.kit.labels import Measure, capital, localized
from trustladder.analysis.words import Words
from trustladder.sim.scenario.errors import InputError, nearest
from trustladder.sim.scenario.files import check_regular, is_there

# Okabe and Ito (2008)
BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY = "#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9"
INK, FAINT, PALE, GRID = "#222222", "#6B6B6B", "#B8B8B8", "#E3E3E3"
RUNGS = ("#C6DBEF", "#6BAED6", "#2171B5", "#08306B", "#041B3D", "#000000")  # light to dark, also in grey
SHADES = LinearSegmentedColormap.from_list("shades", ["#F7FBFF", "#9CC4E0", "#2171B5", "#08306B"])
CYCLE = (BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY)  # figures name them C0 to C5, so that a user's cycle applies


LEAST = 6.5  # points; smaller type is illegible in print


class Target(NamedTuple):
    """The medium of a figure: its width in inches, text size in points, line width, format, resolution."""

    name: str
    width: float
    text: float
    line: float
    suffix: str
    dpi: int = 160

    @property
    def wide(self) -> bool:
        """Return whether panels go side by side: from a width of 42 ems on."""
        return self.width * 72.0 / self.text > 42.0

    def small(self, share: float) -> float:
        """Return a text size as a share of the normal one, but never too small for print."""
        return max(LEAST, share * self.text)


SLIDE = Target("slide", 10.0, 14.0, 2.2, "png")
COLUMN = Target("column", 90.0 / 25.4, 7.5, 1.1, "svg", 300)  # a journal's column of 90 mm
WORD = Target("word", 160.0 / 25.4, 9.0, 1.3, "png", 220)  # the text of an A4 page with margins of 25 mm
WEB = Target("web", 8.0, 11.0, 1.6, "svg", 120)
TARGETS = {"word": WORD, "latex": COLUMN._replace(suffix="pdf"), "slides": SLIDE, "web": WEB}

STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",  # ships with matplotlib, has Cyrillic
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": FAINT,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.prop_cycle": cycler(color=CYCLE),
    "grid.color": GRID,
    "lines.solid_capstyle": "round",
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "figure.constrained_layout.use": True,
}
ALWAYS: dict[str, Any] = {  # not for style files to change: text stays text, never markup
    "text.parse_math": False,
    "text.usetex": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "trustladder",
    "pdf.fonttype": 42,
    "savefig.bbox": None,
}


def sized(target: Target) -> dict[str, Any]:
    """Return the settings that depend on the target."""
    return {
        "font.size": target.text,
        "axes.titlesize": target.text,
        "axes.labelsize": target.text,
        "xtick.labelsize": target.small(0.9),
        "ytick.labelsize": target.small(0.9),
        "axes.linewidth": target.line * 0.4,
        "grid.linewidth": target.line * 0.4,
        "lines.linewidth": target.line,
        "savefig.dpi": target.dpi,
        "figure.dpi": 100,
    }


@contextmanager
def style(target: Target, own: Path | None = None) -> Iterator[None]:
    """Apply matplotlib's settings for a target; a user's style file overrides the style of figures."""
    settings: Any = {**STYLE, **sized(target), **read_style(own), **ALWAYS}
    with plt.style.context("default"), plt.rc_context(settings):  # other libraries set styles of their own
        yield


def read_style(path: Path | None) -> dict[str, Any]:
    """Read the settings of a matplotlib style file. Raises InputError if it is none."""
    if path is None:
        return {}
    if is_there(path):
        check_regular(path, "matplotlib style file")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            key = line.partition("#")[0].partition(":")[0].strip()
            if key and key not in mpl.rcParams:
                hint = nearest(key, list(mpl.rcParams))
                raise InputError(f"--style {path}, line {number}: no setting {key!r}{hint}; allowed: matplotlib's")
        found: Any = mpl.rc_params_from_file(path, fail_on_error=True, use_default_template=False)
    except (OSError, ValueError, KeyError) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise InputError(f"--style {path}: not a matplotlib style file ({reason})") from None
    if not found:
        raise InputError(f"--style {path}: sets nothing; allowed: lines such as font.family: Georgia")
    return dict(found)


def font_folder() -> Path:
    """Return the folder of the fonts of figures."""
    return Path(mpl.get_data_path()) / "fonts" / "ttf"


def year_axis(axes: Axes, years: tuple[float, float], ticks: int = 5) -> None:
    """Scale a horizontal axis of years; no ticks at its ends, where other axes have theirs."""
    axes.set_xlim(*years)
    axes.xaxis.set_major_locator(MaxNLocator(ticks, integer=True, prune="both"))


def percent_axis(axes: Axes, top: float, words: Words) -> None:
    """Scale a vertical axis from 0 to `top` in percent."""
    axes.set_ylim(0.0, top)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: words.percent(value, 1 if top < 0.05 else 0)))


def number_axis(axes: Axes, words: Words) -> None:
    """Format a vertical axis of numbers as the language writes them."""
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: localized(words, f"{value:.6g}")))


def zoomed(axes: Axes, low: float, high: float, least: float = 0.4) -> None:
    """Scale a vertical axis around the data, in tenths, at least `least` high, within 0..1."""
    middle, half = 0.5 * (low + high), max(0.5 * least, 0.75 * (high - low))
    bottom = max(0.0, int((middle - half) * 10) / 10)
    axes.set_ylim(bottom, min(1.0, max(bottom + least, int((middle + half) * 10 + 1) / 10)))


def title_block(figure: Figure, target: Target, title: str, subtitle: str) -> None:
    """Write a title in bold, wrapped to the width, and a quieter line below the figure."""
    room, large, small = 0.97 * target.width, target.text * 1.15, target.small(0.8)
    figure.suptitle(
        fitted(capital(title), room, large, 4, bold=True), x=0.01, ha="left", fontsize=large, fontweight="bold"
    )
    figure.supxlabel(fitted(subtitle, room, small, 5), x=0.01, ha="left", fontsize=small, color=FAINT)


def panel_title(axes: Axes, text: str, inches: float, size: float, most: int | None = None, bold: bool = True) -> None:
    """Write the title of a panel, wrapped to `inches` at a text size, in at most `most` lines."""
    title = axes.set_title(fitted(text, inches, size, most, bold), fontsize=size)
    if not bold:
        title.set_fontweight("normal")


def fitted(text: str, inches: float, size: float, most: int | None = None, bold: bool = False) -> str:
    """Wrap a text to lines of at most `inches` at a text size; at most `most` lines, the last cut short.

    Widths are measured in the font, character by character, since Cyrillic is wider than Latin.
    """
    room, lines = 0.96 * 72.0 * inches / size, [""]  # hinting widens small text
    for word in text.split(" "):
        for part in _parts(word, room, bold):
            joined = f"{lines[-1]} {part}".strip()
            if lines[-1] and _length(joined, bold) > room:
                lines.append(part)
            else:
                lines[-1] = joined
    if most is not None and len(lines) > most:
        last = f"{lines[most - 1]} {lines[most]}"
        while last and _length(last + "…", bold) > room:
            last = last[:-1]
        lines = [*lines[: most - 1], last.rstrip() + "…"]
    return "\n".join(lines)


def _parts(word: str, room: float, bold: bool) -> Iterator[str]:
    """Yield a word whole, or in pieces if it is wider than a line."""
    start = 0
    for end in range(1, len(word) + 1):
        if end - start > 1 and _length(word[start:end], bold) > room:
            yield word[start : end - 1]
            start = end - 1
    yield word[start:]


def unbroken(texts: Iterable[str], inches: float, size: float, least: float) -> float:
    """Return the largest text size >= `least` at which every word fits in `inches`."""
    longest = max((_length(word, bold=False) for text in texts for word in text.split()), default=0.0)
    return max(least, min(size, 0.95 * 72.0 * inches / longest)) if longest else size


def width_of(text: str, size: float) -> float:
    """Return the width of a line at a text size, in inches."""
    return _length(text, bold=False) * size / 72.0


def _length(text: str, bold: bool) -> float:
    """Return the length of a line in ems."""
    font = _font(findfont(FontProperties(weight="bold" if bold else "normal")))
    return sum(font(sign) for sign in text)


@cache
def _font(path: str) -> Callable[[str], float]:
    """Return a function of the advance of a character in a font, in ems."""
    font = FT2Font(path)  # not the shared one, whose size renderers change
    font.set_size(100.0, 72.0)

    @cache
    def advance(sign: str) -> float:
        return float(font.load_char(ord(sign)).linearHoriAdvance) / 65536.0 / 100.0

    return advance


def measured_axis(axis: Axis, measure: Measure, changes: bool = False) -> None:
    """Format an axis of a metric as the language writes numbers; shares in percent, changes with signs."""
    say, times = measure.say, 100.0 if measure.share else 1.0

    def written(value: float, _: object) -> str:
        text = localized(say, f"{times * value:{'+' if changes else ''}.4g}")
        return (text if value else "0") + (say("number.percent") if measure.share and not changes else "")

    axis.set_major_formatter(FuncFormatter(written))


def legend_below(axes: Axes, target: Target, columns: int = 3) -> None:
    """Draw a legend below the label of the horizontal axis, in `columns`."""
    lines = axes.get_xlabel().count("\n") + axes.get_xticklabels()[0].get_text().count("\n")
    shift = ScaledTranslation(0.0, -(3.4 + 1.25 * lines) * target.text / 72.0, axes.figure.dpi_scale_trans)
    axes.legend(
        loc="upper right",
        bbox_to_anchor=(1.0, 0.0),
        bbox_transform=axes.transAxes + shift,
        ncols=columns,
        frameon=False,
        fontsize=target.small(0.8),
        handletextpad=0.5,
        handlelength=1.4,
        columnspacing=1.2,
        borderaxespad=0.0,
    )


def counted(axes: Axes, words: Words) -> None:
    """Scale a logarithmic horizontal axis with plain numbers at 1, 2 and 5."""
    axes.set_xscale("log")
    low, high = axes.get_xlim()
    axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if high / low < 300.0 else (1.0,)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: words.number(value, 0)))
    axes.xaxis.set_minor_locator(NullLocator())


def height_of(axes: Axes) -> float:
    """Return the height of the figure of some axes, in inches."""
    return float(axes.get_figure(root=True).get_figheight())  # type: ignore[union-attr]


def apart(heights: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """Return heights moved as little as possible to be `least` apart within low and high, in their order."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    moved = sorted(min(max(height, low), high) for height in heights)
    for index in range(1, len(moved)):
        moved[index] = max(moved[index], moved[index - 1] + least)
    over = max(0.0, moved[-1] - high) if moved else 0.0
    for index in reversed(range(len(moved))):
        top = high if index == len(moved) - 1 else moved[index + 1] - least
        moved[index] = min(moved[index], top) if over else moved[index]
    found = [0.0] * len(moved)
    for index, height in zip(order, moved, strict=True):
        found[index] = height
    return found
