"""Describe a scenario to the page: its actors, forums, domains and events, for labels and pictures."""

from datetime import date
from typing import Any

from trustladder.analysis.workshop.levers import describe_levers
from trustladder.analysis.workshop.texts import translations_of
from trustladder.sim.scenario.entities import Forum
from trustladder.sim.scenario.scenario import Scenario

Message = dict[str, Any]


def describe_base(base: Scenario) -> Message:
    """Describe the scenario that is open: its actors, forums and domains, its levers, and its texts translated."""
    return {"scenario": describe_scenario(base), "levers": describe_levers(base), "said": translations_of(base)}


def describe_scenario(scenario: Scenario) -> Message:
    """Describe the actors, forums, domains and events of a scenario, for labels and pictures."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "asks": scenario.asks,
        "first": scenario.first_month,
        "months": scenario.months,
        "seed": scenario.seed,
        "aim": scenario.aim,
        "lasting": lasting(scenario),
        "rivals": [list(pair) for pair in scenario.rivals],
        "actors": [
            *(described_actor(key, actor, "government") for key, actor in scenario.governments.items()),
            *(described_actor(key, actor, "donor") for key, actor in scenario.donors.items()),
        ],
        "forums": {key: described_forum(forum) for key, forum in sorted(scenario.forums.items())},
        "domains": {
            key: {
                "name": domain.name,
                "rungs": [[rung, it.name] for rung, it in domain.rungs.items()],
                "gate": None if domain.gate == "none" else [domain.gate.domain, domain.gate.rung],
            }
            for key, domain in sorted(scenario.domains.items())
        },
        "assets": [[asset.name, list(asset.governments)] for asset in scenario.assets.values()],
        "events": [[key, event.name, month_of(scenario, event.date)] for key, event in scenario.events.items()],
    }


def lasting(scenario: Scenario) -> dict[str, int]:
    """Describe lasting cooperation: how many of how many governments act together, how often, within which months."""
    facts, first = scenario.uncertainties, next(iter(scenario.domains[scenario.aim].rungs.values()))
    least, count = scenario.region_governments, len(scenario.governments)
    return {"least": least, "of": count, "times": first.successes, "months": facts.region_window}


def described_forum(forum: Forum) -> Message:
    """Describe a forum."""
    return {
        "name": forum.name,
        "members": list(forum.ids),
        "sponsor": forum.sponsor,
        "neutrality": forum.neutrality.value,
        "founded": None if forum.founded is None else forum.founded.year,
        "domains": sorted(forum.agenda),
    }


def month_of(scenario: Scenario, day: date | None) -> int | None:
    """Return the month of a day, counted from the start of a scenario."""
    return None if day is None else day.year * 12 + day.month - 1 - scenario.first_month


def described_actor(key: str, actor: Any, kind: str) -> Message:
    """Describe an actor by the attributes that its role card shows."""
    names = ("autonomy", "secrecy", "collusion", "instability", "transit", "budget", "attention", "attention_target")
    figures = {name: round(getattr(actor, name).value, 3) for name in names if hasattr(actor, name)}
    tables = {
        table: {key: round(quantity.value, 3) for key, quantity in getattr(actor, table).items()}
        for table in ("interest", "dependence", "trust", "rivalry")
        if hasattr(actor, table)
    }
    return {"id": key, "name": actor.name, "kind": kind, "figures": figures, **tables}
