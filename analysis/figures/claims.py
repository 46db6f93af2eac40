"""Draw the brief's claims: each effect against the smallest of interest; all claims with their verdicts, or one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.claim_scale import directions, on_scale, scale, threshold, towards
from trustladder.analysis.figures.kit.claims_source import ClaimsSource, effect_of
from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.one_claim import draw_claim, headline
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.saved import Part
from trustladder.analysis.figures.kit.source import Description
from trustladder.analysis.figures.kit.style import FAINT, INK, ZONE, Target

SOURCE = ClaimsSource


def draw(data: ClaimsSource, target: Target) -> Figure:
    """Draw a row for each claim, or all that is known of one; in multiples of the smallest effect of interest."""
    return draw_claim(data, target) if data.claim is not None else _together(data, target)


def _together(data: ClaimsSource, target: Target) -> Figure:
    """Draw a row for each claim: its effects over the posterior, coloured where they matter, and its verdict."""
    claims, say = data.claims, data.words
    page = Page(target, data.head("claims", **told(data)), (1.62 * len(claims) + 5.0) * target.text / 72.0)
    above, foot = page.em(1.9), page.em(3.0)
    height = page.height - above - foot
    size = min(target.text, 72.0 * height / len(claims) / 1.25)
    verdicts = [fitted(data.verdict(one.verdict, []), 0.22 * page.width, size, 1) for one in claims]
    names = [fitted(labels.capital(data.short(one)), 0.4 * page.width, size, 1) for one in claims]
    left = max(width_of(name, size) for name in names) + page.em(1.0)
    right = max(width_of(verdict, size) for verdict in verdicts) + page.em(1.0)
    axes = page.axes(left, foot, page.width - left - right, height)
    scale(axes, say, len(claims) - 0.5, -0.5, target)
    axes.axvspan(-1.0, 1.0, color=ZONE, linewidth=0, zorder=0)
    axes.axvline(0.0, color=INK, linewidth=0.35 * target.line, zorder=1)
    axes.grid(axis="x")
    axes.grid(visible=False, axis="y")
    for row, (one, name, verdict) in enumerate(zip(claims, names, verdicts, strict=True)):
        y = foot + height * (1.0 - (row + 0.5) / len(claims))
        page.text(0.0, y, name, size=size, va="center")
        page.text(page.width, y, verdict, size=size, ha="right", va="center", color=FAINT)
        for place, part in enumerate(one.parts):
            spread = (place + 1.0) / (len(one.parts) + 1.0) - 0.5
            _mark(axes, row + 0.8 * spread, part, target)
    directions(page, say, left, page.width - left - right, page.height - page.em(1.6))
    return page.figure


def _mark(axes: Axes, height: float, part: Part, target: Target) -> None:
    """Draw the effect of a part over the posterior with its interval: blue as claimed, rust against, grey if small."""
    at = part.places.get("posterior") or part.places.get("default")
    effect = None if at is None else effect_of(at)
    if effect is None:
        return
    middle, *ends = (float(on_scale(towards(part) * one)) for one in effect[1:])
    low, high = sorted(ends)
    colour = "C0" if low > threshold(part) else "C1" if high < -1.0 else "C3"
    axes.plot([low, high], [height, height], color=colour, linewidth=0.6 * target.line, zorder=2)
    mark = "s" if colour == "C1" else "o"
    axes.plot(
        [middle], [height], mark, color=colour, markersize=target.text * (0.3 if colour == "C3" else 0.4), zorder=3
    )


def told(data: ClaimsSource) -> dict[str, Any]:
    """Return what the sentences need: how many claims have which verdict."""
    from trustladder.analysis.claims.words import counted

    verdicts = [one.verdict for one in data.claims]
    return {
        "count": len(data.claims),
        "said": counted(verdicts, data.words, most=2),
        "parts": sum(len(one.parts) for one in data.claims),
    }


def describe(data: ClaimsSource) -> Description:
    """Describe how many claims have each verdict; of a single claim, its verdict and where it holds."""
    columns = (
        "claim", "part", "metric", "unit", "smallest", "place", "effect", "low", "high", "verdict", "verdict_on_part",
    )  # fmt: skip
    if data.claim is None:
        return data.described("claims", columns, _rows(data), **told(data))
    say, claim = data.words, data.claims[0]
    label = say(f"figure.claims.label_{claim.label.replace(' ', '_')}")
    title = headline(data)
    caption = f"{title.rstrip('.')}. {say('figure.claims.subtitle_of_one')}. {label}"
    return Description(
        caption, say("figure.claims.alt_of_one", title=title, parts=len(claim.parts)), columns, list(_rows(data))
    )


def _rows(data: ClaimsSource) -> Iterator[tuple[Any, ...]]:
    for claim in data.claims:
        for part in claim.parts:
            for regime, at in part.places.items():
                yield (
                    claim.claim,
                    part.said,
                    part.metric,
                    part.unit,
                    part.smallest,
                    regime,
                    at.effect,
                    at.low,
                    at.high,
                    at.verdict,
                    part.verdict,
                )
