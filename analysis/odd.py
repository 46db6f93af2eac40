"""Write the tables of sim/ODD.md, from registry, record and shipped fit: `python -m trustladder.analysis.odd`."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np

import trustladder.sim.scenario.scenario
from trustladder.analysis.figures.kit.labels import factor
from trustladder.analysis.history.evidence import KINDS, events, later_events
from trustladder.analysis.history.learned import identified, learned
from trustladder.analysis.words import words
from trustladder.sim.arrays.series import BLOCK_REGISTER, REGISTER
from trustladder.sim.fits import SHIPPED, folder_of, read_fit
from trustladder.sim.metrics import metrics_of
from trustladder.sim.scenario.effects import CONDITIONS, SHOCKS
from trustladder.sim.scenario.judgements import reason, with_reason
from trustladder.sim.scenario.parameters import Parameter
from trustladder.sim.scenario.scenario import Scenario, registry

ODD = Path(trustladder.sim.scenario.scenario.__file__).parents[1] / "ODD.md"


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _table(*titles: str, rows: Iterator[str]) -> str:
    return "\n".join([_row(*titles), "|" + "---|" * len(titles), *rows])


def _default(one: Parameter) -> object:
    if one.default is None:
        return "own"
    return f"{one.default:g}" if isinstance(one.default, float) else one.default


def _source(one: Parameter) -> str:
    """Return where a parameter's value comes from; of a judgement, why it was made."""
    return reason(one.path) or one.source if one.source == "scenario" else with_reason(one.source, one.path)


def _parameters(prefix: str) -> str:
    rows = (
        _row(f"`{one.path}`", one.symbol, _default(one), one.allowed, one.unit, one.role, one.meaning, _source(one))
        for one in registry()
        if one.path.startswith(prefix)
    )
    return _table("parameter", "symbol", "default", "allowed", "unit", "role", "meaning", "source", rows=rows)


def _conditions() -> str:
    rows = (
        _row(f"`{name}`", one.of or "", one.toward or "", f"{one.low:g} to {one.high:g}")
        for name, one in CONDITIONS.items()
    )
    return _table("condition", "of", "toward", "range", rows=rows)


def _blows() -> str:
    rows = (_row(f"`{name}`", one.of, one.toward or "", f"{one.most:g}") for name, one in SHOCKS.items())
    return _table("blow", "of", "toward", "at most", rows=rows)


def _series() -> str:
    everything = {**REGISTER, **BLOCK_REGISTER}
    return _table("series", "unit", "meaning", rows=(_row(f"`{name}`", *cells) for name, cells in everything.items()))


def _metrics() -> str:
    families: dict[str, tuple[str, str]] = {}
    for metric in metrics_of(Scenario.load("baseline")):
        family, dot, _ = metric.name.partition(".")
        families.setdefault(family + (".*" if dot else ""), (metric.unit, metric.meaning))
    return _table("metric", "unit", "meaning", rows=(_row(f"`{name}`", *cells) for name, cells in families.items()))


def _fit() -> str:
    fit, rows = read_fit(), learned(read_fit(), identified(folder_of(SHIPPED)))
    scenario, values = Scenario.load(fit.origin["targets"]["scenario"]), {one.path: one for one in registry()}
    ends = dict(zip(fit.origin["parameters"], zip(fit.origin["low"], fit.origin["high"], strict=True), strict=True))
    cells = []
    for one in rows:
        draws = sorted(float(draw[one.name]) for draw in fit.sets)
        middle = [f"{value:.3g}" for value in np.quantile(draws, [0.05, 0.5, 0.95])]
        start = f"{values[one.name].default:g}" if one.name in values else ""
        low, high = ends[one.name]
        known = (
            f"{one.followed:.2f}",
            f"{one.narrowed:.2f}",
            f"{max(one.lowest, one.highest):.0%}" if one.pressed else "",
        )
        cells.append(_row(factor(words(), scenario, one.name), start, f"{low:g} to {high:g}", *middle, *known))
    titles = ("parameter", "start", "prior", "5%", "median", "95%", "followed", "narrowed", "in an outer tenth")
    return _table(*titles, rows=iter(cells))


def _record() -> str:
    """Return how many rows of each kind the record has, to 2012 and after it."""
    counted = [Counter(event.kind for event in rows) for rows in (events(), later_events(date.max))]
    rows = [(kind, *(count[kind] for count in counted)) for kind in KINDS]
    rows.append(("all", *(count.total() for count in counted)))
    return _table("kind of row", "1997 to 2012", "from 2013 on", rows=(_row(*cells) for cells in rows))


TABLES: dict[str, Callable[[], str]] = {
    "uncertainties": lambda: _parameters("uncertainties"),
    "levers": lambda: _parameters("levers"),
    "structure": lambda: _parameters("structure"),
    "entities": lambda: "\n\n".join(_parameters(prefix) for prefix in ("actors", "forums", "domains", "assets")),
    "conditions": _conditions,
    "blows": _blows,
    "series": _series,
    "metrics": _metrics,
    "record": _record,
    "fit": _fit,
}


def updated(text: str) -> str:
    """Return the ODD with every table between its markers replaced."""
    for name, build in TABLES.items():
        head, marker, rest = text.partition(f"<!-- {name} -->")
        _, end, tail = rest.partition("<!-- end -->")
        text = f"{head}{marker}\n\n{build()}\n\n{end}{tail}"
    return text


if __name__ == "__main__":
    ODD.write_text(updated(ODD.read_text(encoding="utf-8")), encoding="utf-8")
