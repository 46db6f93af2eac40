"""What `trustladder history` says of the fit: what the record can and cannot tell, and which parameters are pressed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trustladder.analysis.history.learned import Learned
    from trustladder.sim.fits import Fit

EXAMPLE = "uncertainties.load_cost"  # of what is not fitted


def sentences(fit: Fit, folder: Path) -> list[str]:
    """Return what the record tells of each parameter of a fit in a folder, in one sentence or two."""
    from trustladder.analysis.history.learned import identified, learned

    known = identified(folder)
    rows = learned(fit, known)
    pressed = [one for one in rows if one.pressed]
    return [_told(fit, rows, known is not None), *([_pressed(fit, pressed)] if pressed else [])]


def in_short(fit: Fit, folder: Path) -> str:
    """Return in one sentence how many of the fitted parameters the record tells something about, and which best."""
    from trustladder.analysis.history.learned import identified, learned, not_fitted
    from trustladder.analysis.words import words

    known = identified(folder)
    if known is None:
        return _told(fit, learned(fit, known), False)
    rows = learned(fit, known)
    told = [_label(fit, one.name) for one in rows if one.tells]
    best = f", most about {words('en').listed(told[:3])}" if told else ""
    return (
        f"The record tells something about {len(told)} of {len(rows)} fitted parameters{best}; it does not tell the "
        f"other {len(rows) - len(told)}, and {len(not_fitted(fit))} were not fitted."
    )


def rows_of(fit: Fit, folder: Path) -> list[dict[str, Any]]:
    """Return the same for JSON, NaN as null."""
    from trustladder.analysis.history.learned import identified, learned

    found = []
    for one in learned(fit, identified(folder)):
        cells = {key: None if value != value else value for key, value in one._asdict().items()}
        found.append({**cells, "tells": one.tells, "pressed": one.pressed})
    return found


def _told(fit: Fit, rows: list[Learned], measured: bool) -> str:
    from trustladder.analysis.history.learned import not_fitted
    from trustladder.analysis.words import words

    listed, rest = words("en").listed, not_fitted(fit)
    example = f", such as {_label(fit, EXAMPLE)}," if EXAMPLE in rest else ""
    others = f"{len(rest)} other uncertainties{example} were not fitted to it"
    if not measured:
        return (
            f"Whether the record can tell the {len(rows)} fitted parameters apart was not measured (trustladder "
            f"calibrate --identify 300, with --out the folder of the fit); {others}."
        )
    told = [_label(fit, one.name) for one in rows if one.tells]
    untold = [_label(fit, one.name) for one in rows if not one.tells]
    can = f"can tell something about {listed(told)}" if told else "can tell nothing about what was fitted"
    cannot = f"; it cannot tell {listed(untold)}" if untold else ""
    return f"The record to {_last_year(fit)} {can}{cannot}; {others}."


def _pressed(fit: Fit, pressed: list[Learned]) -> str:
    from trustladder.analysis.words import words

    parts = (
        f"{_label(fit, one.name)} ({max(one.lowest, one.highest):.0%} of draws in the "
        f"{'lowest' if one.lowest > one.highest else 'highest'} tenth)"
        for one in pressed
    )
    return (
        f"Pressed against an end of the range, where this judgement decides as much as the record: "
        f"{words('en').listed(parts)}."
    )


def _label(fit: Fit, name: str) -> str:
    from trustladder.analysis.figures.kit.labels import factor
    from trustladder.analysis.words import words
    from trustladder.sim.scenario.scenario import Scenario

    return factor(words("en"), Scenario.load(fit.origin["targets"]["scenario"]), name)


def _last_year(fit: Fit) -> str:
    return str(fit.origin["targets"]["until"])[:4]
