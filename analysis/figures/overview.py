"""Draw past and future in one: trust from the past into the futures, and how far the ladders are climbed."""

from itertools import chain
from typing import Any

from matplotlib.figure import Figure

from trustladder.analysis.figures import energy_opens, ladder, trust_fan
from trustladder.analysis.figures.kit.fan import Box, Fan, paint
from trustladder.analysis.figures.kit.lettering import fitted
from trustladder.analysis.figures.kit.page import Page, sides
from trustladder.analysis.figures.kit.past import Past, past_of
from trustladder.analysis.figures.kit.rails import Layout, height_of_rung, lettered, rungs
from trustladder.analysis.figures.kit.rails import ladder as draw_ladder
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.source import Description
from trustladder.analysis.figures.kit.style import FAINT, Target

SOURCE = ResultSource
LIFT = 0.62  # of a rung: how far over the rung that opens it a ladder begins


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw the fan on the left and the ladders on the right, each that opens after a rung begun over that rung."""
    past = past_of(data)
    kind, values = told(data, past)
    page = Page(target, data.head("overview", kind, **values), 3.1 * target.text / 8.0)
    (left, right) = sides(page, [0.9, 1.0], 1.2)
    paint(page, Fan(data, trust_fan.series_of(data), past, strip=False), Box(left[0], 0.0, left[1], page.height))
    _ladders(page, data, *right)
    return page.figure


def _ladders(page: Page, data: ResultSource, left: float, width: float) -> None:
    """Draw every ladder, as high as what opens it."""
    say, names = data.words, ladder.ordered(data)
    every = {name: rungs([data], name) for name in names}
    room = (width - page.em(1.0) * (len(names) - 1)) / len(names)
    tallest = max(map(len, every.values())) * height_of_rung(page.target, 1, 3) + page.em(4.6)
    most = 3 if tallest <= page.height else 2
    lettering = lettered(page, say, list(chain(*every.values())), room, brief=True, most=most)
    step = height_of_rung(page.target, 1, lettering.lines)
    for number, name in enumerate(names):
        gate, x, bottom = data.scenario.domains[name].gate, left + number * (room + page.em(1.0)), 0.0
        if gate != "none":
            before = data.scenario.domains[gate.domain].rungs
            bottom = step * (list(before).index(gate.rung) + LIFT)
            opens = fitted(
                say("figure.overview.opens", rung=say.said(before[gate.rung].name)), room, page.target.small()
            )
            under = page.em(0.4) + (opens.count("\n") + 1) * 1.25 * page.target.small() / 72.0
            bottom = max(under, min(bottom, page.height - len(every[name]) * step - page.em(4.6)))
            _opens(page, opens, x, bottom)
        top = draw_ladder(page, say, every[name], Layout(x, bottom, room, step, lettering, brief=True))
        heading = fitted(data.domain(name), room, page.target.text, bold=True)
        page.text(x, top + page.em(0.4), heading, weight="bold", va="bottom", linespacing=1.0)


def _opens(page: Page, text: str, left: float, bottom: float) -> None:
    """Write under a ladder what opens it."""
    look: dict[str, Any] = {"size": page.target.small(), "color": FAINT, "va": "top", "linespacing": 1.0}
    page.text(left, bottom - page.em(0.4), text, **look)


def told(data: ResultSource, past: Past | None) -> tuple[str, dict[str, Any]]:
    """Return the kind of the finding, and what its sentences need: those of the fan and of the ladders."""
    kind, values = trust_fan.told(data, past)
    held = energy_opens.reached(data, "region_held_month")
    ends = {"held": held.share, "held_low": held.low, "held_high": held.high}
    counts = {key: data.words.of_hundred(float(share[-1])) for key, share in ends.items()}
    region = {"least": data.scenario.region_governments, "governments": len(data.scenario.governments)}
    values = {**ladder.told([data])[1], **values, **counts, **region}
    return kind.removesuffix("_after"), values


def describe(data: ResultSource) -> Description:
    """Describe trust and the first rung of the aim; the table has both."""
    past = past_of(data)
    kind, values = told(data, past)
    fan, rows = trust_fan.describe(data), ladder.describe(data).rows
    columns_of = ("part", "series", "month", "mean", "p05", "p25", "p50", "p75", "p95", "share_reached", "share_at_end")
    blank = float("nan")
    table: list[tuple[Any, ...]] = [(*row, blank, blank) for row in fan.rows]
    table += [("ladder", f"{row[1]}.{row[2]}", "", *[blank] * 6, *row[3:]) for row in rows]
    held = energy_opens.reached(data, "region_held_month")
    ends = (float(held.share[-1]), float(held.low[-1]), blank, blank, blank, float(held.high[-1]))
    table.append(("region_held", data.scenario.aim, "", *ends, blank, blank))
    return data.described("overview", columns_of, table, kind, **values)
