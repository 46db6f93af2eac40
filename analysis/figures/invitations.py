"""Draw who refuses whom, and why: a matrix of refusals, and the mean terms of a refusal."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.labels import localized
from trustladder.analysis.figures.kit.lettering import fitted
from trustladder.analysis.figures.kit.page import framed
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.sampled_runs import (
    AGAINST,
    FOR,
    TERMS,
    SampledRuns,
    prepare_sample,
    sample_runs,
    sample_steps,
)
from trustladder.analysis.figures.kit.source import Description, Head, Nothing
from trustladder.analysis.figures.kit.style import INK, Target, panel_title
from trustladder.sim.law.responding import REASONS

SOURCE = ResultSource
prepare, steps = prepare_sample, sample_steps  # rerun futures first
SHADES = LinearSegmentedColormap.from_list("refusals", ["#F4F7FA", "#9CC4E0", "#2171B5", "#08306B"])
COLOURS = {
    "gain": "#2171B5",
    "inducement": "#9CC4E0",
    "risk": "#7F2704",
    "freedom": "#D94801",
    "rivalry": "#FD8D3C",
    "pressure": "#FDBE85",
    "influence": "#FEE6CE",
    "load": "#A6A6A6",
}


def matrix(data: ResultSource, known: SampledRuns) -> tuple[list[str], list[str], np.ndarray, np.ndarray]:
    """Return the invited, the proposers, and counts of invitations and refusals [invited, proposer]."""
    proposing, asked = ({row[column] for row in known.invitations} for column in ("proposer", "invited"))
    proposers = [name for name in (*data.scenario.donors, *data.scenario.governments) if name in proposing]
    invited = [name for name in (*data.scenario.governments, *data.scenario.donors) if name in asked]
    counts = np.zeros((2, len(invited), len(proposers)))
    for row in known.invitations:
        where = invited.index(row["invited"]), proposers.index(row["proposer"])
        counts[(0, *where)] += row["invitations"]
        counts[(1, *where)] += row["refusals"]
    if not counts[0].sum():
        raise Nothing("nothing.invitations")
    if not counts[1].sum():
        raise Nothing("nothing.refusals", count=data.words.number(counts[0].sum(), 0))
    return invited, proposers, counts[0], counts[1]


def weighed(known: SampledRuns, invited: list[str]) -> np.ndarray:
    """Return the mean terms of a refusal [invited, term]; zeros for actors that never refuse."""
    sums, refusals = np.zeros((len(invited), len(TERMS))), np.zeros((len(invited), 1))
    for row in known.invitations:
        sums[invited.index(row["invited"])] += [row[f"weighed_{name}"] for name in TERMS]
        refusals[invited.index(row["invited"])] += row["refusals"]
    return np.divide(sums, refusals, out=np.zeros_like(sums), where=refusals > 0.0)


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw the matrix beside the bars, or above them in a column."""
    known = sample_runs(data)
    invited, proposers, sent, refused = matrix(data, known)
    panels, legend_axes, figure = _panels(len(invited), target)
    left, right = panels
    _matrix(left, data, invited, proposers, sent, refused, target)
    _bars(right, data, invited, weighed(known, invited), target)
    _key(legend_axes, right, target)
    share = data.words.percent(refused.sum() / sent.sum(), 0)
    note = data.words("note.closeup", count=known.futures)
    framed(figure, target, Head(data.words("figure.invitations.title", share=share), "", f"{note} {data.note}"))
    return figure


def _panels(lines: int, target: Target) -> tuple[tuple[Axes, Axes], Axes, Figure]:
    """Return axes for the matrix, the bars, and their legend below."""
    tall, key = target.text / 72 * (1.9 * lines + 5.0), target.text / 72 * (3.6 if target.wide else 5.0)
    heights = [tall, key] if target.wide else [tall, tall, key]
    figure = plt.figure(figsize=(target.width, sum(heights) + target.text / 72 * 5.0))
    grid = figure.add_gridspec(len(heights), 2 if target.wide else 1, height_ratios=heights)
    cells = (grid[0, 0], grid[0, 1]) if target.wide else (grid[0, 0], grid[1, 0])
    left, right, key_axes = (figure.add_subplot(cell) for cell in (*cells, grid[-1, :]))
    key_axes.axis("off")
    return (left, right), key_axes, figure


def _key(axes: Axes, bars: Axes, target: Target) -> None:
    """Draw the legend of the terms."""
    handles, labels = bars.get_legend_handles_labels()
    axes.legend(
        handles,
        [fitted(text, (0.28 if target.wide else 0.38) * target.width, target.small(0.75), 2) for text in labels],
        loc="center",
        ncols=3 if target.wide else 2,
        frameon=False,
        fontsize=target.small(0.75),
        handlelength=1.0,
        columnspacing=1.4,
        borderaxespad=0.0,
    )


def _matrix(
    axes: Axes,
    data: ResultSource,
    invited: list[str],
    proposers: list[str],
    sent: np.ndarray,
    refused: np.ndarray,
    target: Target,
) -> None:
    """Draw the share refused as shade and number; pairs without invitations stay blank."""
    with np.errstate(invalid="ignore"):
        share = np.where(sent > 0, refused / np.maximum(sent, 1), np.nan)
    axes.imshow(share, cmap=SHADES, vmin=0.0, vmax=1.0, aspect="auto")
    for (row, column), value in np.ndenumerate(share):
        if not np.isnan(value):
            axes.text(
                column,
                row,
                f"{100 * value:.0f}",
                ha="center",
                va="center",
                fontsize=target.small(0.75),
                color="white" if value > 0.5 else INK,
            )
    axes.set_xticks(range(len(proposers)), [name[:6] for name in proposers], fontsize=target.small(0.8), rotation=90)
    axes.set_yticks(range(len(invited)), [name[:6] for name in invited], fontsize=target.small(0.8))
    axes.xaxis.tick_top()
    axes.grid(False)
    axes.spines[:].set_visible(False)
    panel_title(
        axes, data.words("figure.invitations.matrix"), (0.4 if target.wide else 0.8) * target.width, target.small(0.9)
    )


def _bars(axes: Axes, data: ResultSource, invited: list[str], terms: np.ndarray, target: Target) -> None:
    """Draw terms in favour to the right of 0, terms against to the left, and a mark at their sum."""
    rows = np.arange(len(invited))
    for names, side in ((FOR, 1.0), (AGAINST, -1.0)):
        base = np.zeros(len(invited))
        for name in names:
            values = side * terms[:, TERMS.index(name)]
            if np.abs(values).max() > 0.005:
                axes.barh(
                    rows,
                    values,
                    left=base,
                    color=COLOURS[name],
                    height=0.72,
                    edgecolor="white",
                    linewidth=target.line * 0.3,
                    label=data.words(f"term.{name}"),
                )
            base = base + values
    net = terms[:, : len(FOR)].sum(axis=1) - terms[:, len(FOR) :].sum(axis=1)
    shown = terms.any(axis=1)
    axes.plot(
        net[shown],
        rows[shown],
        "D",
        color="white",
        markeredgecolor=INK,
        markersize=target.text * 0.4,
        markeredgewidth=target.line * 0.5,
        label=data.words("term.worth"),
    )
    for index in rows[~shown]:
        axes.text(0.02, index, data.words("figure.invitations.never"), va="center", fontsize=target.small(0.7))
    axes.axvline(0.0, color=INK, linewidth=target.line * 0.5)
    axes.use_sticky_edges = False  # the longest bar ends before the frame
    axes.margins(x=0.03)
    axes.set_yticks(rows, [name[:6] for name in invited], fontsize=target.small(0.8))
    axes.set_ylim(len(invited) - 0.5, -0.5)
    axes.grid(axis="y", visible=False)
    axes.xaxis.set_major_formatter(lambda value, _: localized(data.words, f"{value:g}"))
    panel_title(
        axes, data.words("figure.invitations.bars"), (0.4 if target.wide else 0.8) * target.width, target.small(0.9)
    )


def describe(data: ResultSource) -> Description:
    """Describe who refuses most, who is refused most, and the commonest reason."""
    say, known = data.words, sample_runs(data)
    invited, proposers, sent, refused = matrix(data, known)
    by_invited, by_proposer = refused.sum(axis=1) / sent.sum(axis=1), refused.sum(axis=0) / sent.sum(axis=0)
    most, least, unloved = (
        invited[int(by_invited.argmax())],
        invited[int(by_invited.argmin())],
        proposers[int(by_proposer.argmax())],
    )
    reasons = {name: sum(row[f"because_{name}"] for row in known.invitations) for name in REASONS}
    commonest = max(reasons, key=reasons.__getitem__)
    values = {
        "count": known.futures,
        "sent": say.number(sent.sum(), 0),
        "share": say.percent(refused.sum() / sent.sum(), 0),
        "most": data.name(most),
        "most_share": say.percent(by_invited.max(), 0),
        "least": data.name(least),
        "least_share": say.percent(by_invited.min(), 0),
        "unloved": data.name(unloved),
        "unloved_share": say.percent(by_proposer.max(), 0),
        "reason": say(f"reason.{commonest}"),
        "reason_share": say.percent(reasons[commonest] / refused.sum(), 0),
    }
    rows = (tuple(row.values()) for row in known.invitations)
    return data.described("invitations", tuple(known.invitations[0]), rows, **values)
