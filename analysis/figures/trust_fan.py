"""Draw trust among the governments of the region over time: the past in grey, the futures as a fan."""

from typing import Any

from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.fan import Box, Fan, paint
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.past import Past, past_of
from trustladder.analysis.figures.kit.result_source import QUANTILES, ResultSource
from trustladder.analysis.figures.kit.source import Description
from trustladder.analysis.figures.kit.ties import first_domain
from trustladder.analysis.numbers import distinct
from trustladder.analysis.past_shocks import MOVED, dated_shocks

SOURCE = ResultSource
MATTERS = 0.02  # of trust: less is no change


def draw(data: ResultSource, target: Any) -> Figure:
    """Draw the trust in one domain: that which is not the aim, where there are two."""
    past = past_of(data)
    kind, values = told(data, past)
    page = Page(target, data.head("trust-fan", kind, **values), 3.0 * target.text / 8.0)
    paint(page, Fan(data, series_of(data), past, strip=True), Box(0.0, 0.0, page.width, page.height))
    return page.figure


def series_of(data: ResultSource) -> str:
    """Return the series of the domain whose trust is drawn."""
    return f"trust_region.{first_domain(data)}"


def told(data: ResultSource, past: Past | None) -> tuple[str, dict[str, Any]]:
    """Return the kind of the finding, and what its sentences need."""
    say, series, (first, last) = data.words, series_of(data), data.ends
    band, before = data.band(series), None if past is None else past.bands[series]["p50"]
    rose = before is not None and before[-1] - before[0] > MATTERS
    change = float(band["p50"][-1] - band["p50"][0])
    kind = "_still" if abs(change) < MATTERS else "_grows" if change > 0.0 else "_falls"
    began = first if past is None else past.scenario.first_month // 12
    low, high = distinct(lambda level, more: say.number(level, 2 + more), band["p05"][-1], band["p95"][-1])
    values = {
        "count": data.counted(len(data.scenario.governments)),
        "domain": data.field(first_domain(data)),
        "first": first,
        "last": last,
        "began": began,
        "before": first - 1,
        "from": say.number(float(band["p50"][0] if before is None else before[0])),
        "start": say.number(float(band["p50"][0])),
        "end": say.number(float(band["p50"][-1])),
        "low": low,
        "high": high,
        "moved": say.number(MOVED),
        "histories": 0 if past is None else say.number(past.histories, 0),
        "shocks": 0 if past is None else len(dated_shocks(past.scenario)),
    }
    return kind + ("_after" if rose else ""), values


def describe(data: ResultSource) -> Description:
    """Describe the median at the start and the end, and nine in ten futures; the table has every domain and month."""
    past = past_of(data)
    kind, values = told(data, past)
    names = [f"trust_region.{domain}" for domain in sorted(data.scenario.domains)]
    rows = [("future", *row) for row in data.rows_of(names)]
    if past is not None:
        rows = [("past", *row) for row in _past_rows(past, names)] + rows
    return data.described("trust-fan", ("part", "series", "month", *QUANTILES), rows, kind, **values)


def _past_rows(past: Past, names: list[str]) -> list[tuple[Any, ...]]:
    from trustladder.sim.scenario.dates import month_name

    return [
        (
            name,
            month_name(past.scenario.first_month + month),
            *(float(past.bands[name][one][month]) for one in QUANTILES),
        )
        for name in names
        for month in range(past.scenario.months)
    ]
