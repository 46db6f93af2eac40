"""The style of figures: sizes, fonts, colours safe for colour-blind readers, axes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
from cycler import cycler
from matplotlib import style as styles
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from trustladder.analysis.figures.kit.labels import Measure, localized
from trustladder.analysis.figures.kit.lettering import FALLBACK, FAMILY, register_fonts
from trustladder.analysis.words import Words
from trustladder.sim.scenario.errors import InputError, nearest
from trustladder.sim.scenario.files import check_regular, is_there

# Ink and greys, with their contrast on white
INK, FAINT, REFERENCE = "#1A1A1A", "#5A5A5A", "#767676"  # 17.4; 6.9: axes, notes; 4.5: what others are held against
GRID, ZONE, TRACK, PALE = "#DEDEDE", "#E2E2E2", "#ECEEF1", "#C4C4C4"  # lines; too small to matter; empty bars
# Colours that carry meaning: the subject, what is worse or against, a second subject; they differ in lightness too
BLUE, RUST, TEAL = "#0B5CA8", "#BF4A0B", "#00795F"  # 6.8, 5.0, 5.4
PALEBLUE = "#9FC3E6"
RUNGS = ("#C9DDF0", "#8DB8DF", "#3F86C4", "#0B5CA8", "#083F75", "#052849")  # light to dark, also in grey
SHADES = LinearSegmentedColormap.from_list("shades", ["#E4EEF7", "#B9D3EA", "#7FB0DB", "#3F86C4", BLUE, "#083F75"])
WHITE_FROM = 0.62  # of a scale of shades: digits on it are white
REASON_COLOURS = {  # of refusals, in the order of a stack: steps of lightness between neighbours
    "either_way": "#DADADA",
    "against_interest": "#8E8E8E",
    "autonomy": "#083F75",
    "distrust": "#DD7A3B",
    "pressure": "#F3C9AE",
    "rivalry": "#5FA893",
    "influence": "#3A3A3A",
    "load": "#A9C9E8",
}
SPARE_COLOURS = ("#6B4A8E", "#D3C1E5")  # of reasons that have none of their own, behind all others
CYCLE = (BLUE, RUST, TEAL, REFERENCE, INK, PALEBLUE)  # figures name them C0 to C5, so that a user's cycle applies

LEAST = 6.5  # points; smaller type is illegible in print


class Target(NamedTuple):
    """The medium of a figure: width in inches, a height if it is fixed, sizes of text in points, lines, format."""

    name: str
    width: float
    height: float | None  # None: as the figure needs it
    title: float
    subtitle: float
    text: float
    least: float
    line: float
    margin: float  # inches
    suffix: str
    dpi: int
    bare: bool = False  # title and subtitle are told elsewhere

    @property
    def wide(self) -> bool:
        """Return whether panels go side by side: from a width of 42 ems on."""
        return self.width * 72.0 / self.text > 42.0

    @property
    def room(self) -> float:
        """Return the width between the margins, in inches."""
        return self.width - 2.0 * self.margin

    def em(self, count: float = 1.0) -> float:
        """Return so many ems of text, in inches."""
        return count * self.text / 72.0

    def small(self, share: float = 0.0) -> float:
        """Return a text size as a share of the normal one, but never smaller than the least of the medium."""
        return max(self.least, share * self.text)


SLIDE = Target("slide", 40.0 / 3.0, 7.5, 30.0, 19.0, 17.0, 13.0, 3.0, 0.55, "png", 144)  # 16:9
WORD = Target("word", 150.0 / 25.4, None, 12.0, 9.0, 8.0, 7.0, 1.25, 0.03, "png", 300)  # the text of an A4 page
LATEX = Target("latex", 150.0 / 25.4, None, 11.0, 9.0, 8.0, 7.0, 1.2, 0.02, "pdf", 300)
REPORT = Target("report", 170.0 / 25.4, None, 11.0, 9.0, 8.0, 7.0, 1.25, 0.03, "svg", 300, bare=True)
WEB = Target("web", 8.0, None, 16.0, 12.0, 11.0, 9.5, 1.7, 0.05, "svg", 120)
TARGETS = {"word": WORD, "latex": LATEX, "slides": SLIDE, "web": WEB}

STYLE: dict[str, Any] = {
    "font.family": [FAMILY, FALLBACK],
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.edgecolor": FAINT,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.prop_cycle": cycler(color=CYCLE),
    "grid.color": GRID,
    "lines.solid_capstyle": "butt",
    "text.color": INK,
    "axes.labelcolor": FAINT,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "ytick.alignment": "center",
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
        "xtick.labelsize": target.text,
        "ytick.labelsize": target.text,
        "xtick.major.pad": 0.3 * target.text,
        "ytick.major.pad": 0.3 * target.text,
        "axes.linewidth": target.line * 0.35,
        "grid.linewidth": target.line * 0.3,
        "lines.linewidth": target.line,
        "savefig.dpi": target.dpi,
        "figure.dpi": 100,
    }


@contextmanager
def style(target: Target, own: Path | None = None) -> Iterator[None]:
    """Apply matplotlib's settings for a target; a user's style file overrides the style of figures."""
    register_fonts()
    settings: Any = {**STYLE, **sized(target), **read_style(own), **ALWAYS}
    with styles.context("default"), mpl.rc_context(settings):  # other libraries set styles of their own
        yield


class Picture(Figure):
    """A figure of which pyplot knows nothing, and which a notebook shows all the same."""

    def _repr_png_(self) -> bytes:
        """Return what a notebook shows."""
        written = BytesIO()
        self.savefig(written, format="png", dpi=self.dpi)
        return written.getvalue()


def blank(width: float, height: float) -> Figure:
    """Return a figure of so many inches without anything on it."""
    figure = Picture(figsize=(width, height))
    figure.set_layout_engine("none")
    FigureCanvasAgg(figure)
    return figure


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


def year_axis(axes: Axes, years: tuple[float, float], ticks: int = 5) -> None:
    """Scale a horizontal axis of years; no ticks at its ends, where other axes have theirs."""
    axes.set_xlim(*years)
    axes.xaxis.set_major_locator(MaxNLocator(ticks, integer=True, prune="both"))


def number_axis(axes: Axes, words: Words) -> None:
    """Format a vertical axis of numbers as the language writes them."""
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: localized(words, f"{value:.6g}")))


def measured_axis(axis: Axis, measure: Measure, changes: bool = False) -> None:
    """Format an axis of a metric as the language writes numbers; shares in percent, changes with signs."""
    say, times = measure.say, 100.0 if measure.share else 1.0

    def written(value: float, _: object) -> str:
        text = localized(say, f"{times * value:{'+' if changes else ''}.4g}")
        return (text if value else "0") + (say("number.percent") if measure.share and not changes else "")

    axis.set_major_formatter(FuncFormatter(written))


def counted(axes: Axes, words: Words) -> None:
    """Scale a logarithmic horizontal axis with plain numbers at 1, 2 and 5."""
    axes.set_xscale("log")
    low, high = axes.get_xlim()
    axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if high / low < 300.0 else (1.0,)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: words.number(value, 0)))
    axes.xaxis.set_minor_locator(NullLocator())


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
