"""Draw which actors broker in the network of trust, at the start and at the end."""

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.source import Description, Nothing
from trustladder.analysis.figures.kit.style import FAINT, Target, fitted, title_block
from trustladder.analysis.figures.kit.ties import WEAKEST, first_domain, mutual, seated

SOURCE = ResultSource
MOST = 8  # actors shown


def brokerage(data: ResultSource, moment: str) -> dict[str, float]:
    """Return the betweenness of each actor on strong ties (Freeman 1977), as a share of shortest paths."""
    ties = nx.Graph()
    ties.add_nodes_from(seated(data))
    trust = mutual(data, moment, first_domain(data))
    ties.add_edges_from((*pair, {"far": 1.0 / value}) for pair, value in trust.items() if value >= WEAKEST)
    found: dict[str, float] = nx.betweenness_centrality(ties, weight="far")
    return found


def ranked(data: ResultSource) -> list[tuple[str, float, float]]:
    """Return actors with betweenness at the start or the end, the largest at the end first."""
    start, end = brokerage(data, "start"), brokerage(data, "end")
    found = [(name, start[name], end[name]) for name in end if max(start[name], end[name]) > 0.0]
    if not found:
        raise Nothing("nothing.brokers", least=data.words.number(WEAKEST, 1))
    return sorted(found, key=lambda row: (-row[2], -row[1], row[0]))


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw a line for each actor from its betweenness at the start to that at the end."""
    shown = ranked(data)[:MOST]
    names = [fitted(data.name(name), 0.3 * target.width, target.small(0.9), 2) for name, *_ in shown]
    pitch = 1.1 + 1.2 * max(name.count("\n") + 1 for name in names)  # in ems
    height = target.text / 72 * (pitch * len(shown) + 10.5)
    figure, axes = plt.subplots(figsize=(target.width, height))
    heights = np.arange(len(shown))[::-1]
    for height_of, (_, start, end) in zip(heights, shown, strict=True):
        axes.plot([start, end], [height_of, height_of], color=FAINT, linewidth=target.line * 0.7, zorder=1)
    starts, ends = (np.array([row[index] for row in shown]) for index in (1, 2))
    dot = (target.text * 0.75) ** 2
    axes.scatter(ends, heights, s=dot, color="C0", zorder=2)
    axes.scatter(starts, heights, s=0.6 * dot, facecolor="white", edgecolor="C0", linewidth=target.line * 0.7, zorder=3)
    axes.set_yticks(heights, names)
    axes.grid(axis="y", visible=False)
    axes.set_xlim(-0.02 * max(starts.max(), ends.max()), 1.12 * max(starts.max(), ends.max()))
    axes.xaxis.set_major_formatter(lambda value, _: data.words.percent(value, 0))
    axes.set_xlabel(fitted(data.words("axis.brokerage"), 0.68 * target.width, target.text))
    first, last = data.ends
    axes.set_ylim(-0.6, len(shown) - 0.3)
    title = data.words("figure.brokers.title", name=data.name(shown[0][0]), last=last)
    title_block(figure, target, title, f"{data.words('figure.brokers.key', first=first, last=last)} {data.note}")
    return figure


def describe(data: ResultSource) -> Description:
    """Describe the three actors with the largest betweenness at the end."""
    say, (first, last), found = data.words, data.ends, ranked(data)
    text = say.listed(
        say("figure.brokers.one", name=data.name(name), start=say.percent(start), end=say.percent(end))
        for name, start, end in found[:3]
    )
    values = {
        "first": first,
        "last": last,
        "said": text,
        "domain": data.field(first_domain(data)),
        "least": say.number(WEAKEST, 1),
    }
    caption, alt = say("figure.brokers.caption", **values), say("figure.brokers.alt", **values)
    return Description(caption, alt, ("actor", "start", "end"), [tuple(row) for row in found])
