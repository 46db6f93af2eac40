"""Say in words what a back-test found: the model against persistence, and what it adds to a pool with it."""

from typing import NamedTuple

from trustladder.analysis.history.backtest import ORIGINS, POOL, Backtest
from trustladder.analysis.history.scores import Difference
from trustladder.analysis.numbers import distinct
from trustladder.analysis.words import Words

SAME = {("better", "better"), ("open", "open"), ("worse", "worse"), ("open", "worse"), ("worse", "open")}


class Finding(NamedTuple):
    """Differences of log scores a forum and year, each with its 95 percent interval over forums."""

    first: int  # origin
    last: int  # origin
    until: int  # last year that is forecast
    model: Difference  # the model, told the record, against persistence
    pool: Difference  # a pool of both against persistence
    partner: str  # the best pool without a model
    added: Difference  # the pool with the model against that


def finding(found: Backtest) -> Finding:
    """Return what a back-test found."""
    partner = found.partner
    return Finding(
        ORIGINS[0],
        ORIGINS[-1],
        found.last_year,
        found.ahead("model", "persistence"),
        found.ahead(POOL, "persistence"),
        partner,
        found.ahead(POOL, partner),
    )


def sentence(say: Words, one: Finding) -> str:
    """Return the finding in one sentence, with its intervals."""
    pool, added = one.pool.verdict, one.added.verdict
    model = say(
        "forecast.said.model",
        first=one.first,
        last=one.last,
        verdict=say(f"forecast.verdict.{one.model.verdict}"),
        difference=interval(say, one.model),
    )
    rest = say(
        "forecast.said.pool",
        verdict=say(f"forecast.verdict.{pool}"),
        difference=interval(say, one.pool),
        joint=say(f"forecast.joint.{'and' if (pool, added) in SAME else 'but'}"),
        other=say(f"forecast.verdict.{added}"),
        added=interval(say, one.added),
    )
    return f"{model}; {rest}."


def title(say: Words, one: Finding) -> str:
    """Return the finding without numbers, for the title of a figure."""
    pool = one.pool.verdict
    key = "not_added" if pool == "better" and one.added.verdict != "better" else pool
    verdict = say(f"forecast.verdict.{one.model.verdict}")
    return say("forecast.title", verdict=verdict, pool=say(f"forecast.pooled.{key}"))


def interval(say: Words, one: Difference) -> str:
    """Return a difference with its interval as text."""
    mean, low, high = distinct(lambda value, more: say.signed(value, 2 + more), one.mean, one.low, one.high)
    return say("forecast.difference", mean=mean, low=low, high=high)
