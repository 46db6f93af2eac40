"""Worlds of any size: so many governments and donors, so many forums of eight, two ladders."""

from typing import Any

from trustladder.sim.scenario.scenario import Scenario

GOVERNMENTS_OF = 0.45  # the share of governments among actors
SEATS = 4  # of governments, and of donors, in every forum


def rung(name: str, level: int) -> dict[str, Any]:
    """A rung that is worth more, and exposes more, the higher it stands."""
    benefit, exposure, intrusion = 0.9 + 0.3 * level, 0.4 * 1.7**level, 0.1 + 0.15 * level
    return {
        "name": name,
        "benefit": benefit,
        "exposure": exposure,
        "intrusion": intrusion,
        "weight": 0.25 + 0.15 * level,
        "successes": 4,
    }


def ladder(name: str) -> dict[str, Any]:
    """A domain with three rungs."""
    return {"name": name, "rungs": {f"rung{level}": rung(f"Rung {level}", level) for level in range(3)}}


def actors(count: int) -> dict[str, Any]:
    """Governments G000.. and donors D000.., every donor the rival of the next."""
    governments = max(SEATS, round(GOVERNMENTS_OF * count))
    donors = count - governments
    found: dict[str, Any] = {}
    for number in range(governments):
        stakes = {"one": 0.5 + 0.4 * (number % 2), "two": 0.6}
        found[f"G{number:03d}"] = {"kind": "government", "name": f"Government {number}", "interest": stakes}
    for number in range(donors):
        found[f"D{number:03d}"] = {
            "kind": "donor",
            "name": f"Donor {number}",
            "interest": {"one": 0.6, "two": 0.5},
            "budget": 1.0 / (1 + number),
            "rivalry": {f"D{number + 1:03d}": 0.5} if number + 1 < donors else {},
        }
    return found


def forums(count: int, members: dict[str, Any]) -> dict[str, Any]:
    """Forums of four governments and four donors, seated in turn, that meet in both domains."""
    governments = [name for name in members if name.startswith("G")]
    donors = [name for name in members if name.startswith("D")]
    seats = {}
    for number in range(count):
        here = [governments[(SEATS * number + seat) % len(governments)] for seat in range(SEATS)]
        there = [donors[(SEATS * number + seat) % len(donors)] for seat in range(SEATS)]
        agenda = {"one": {"rate": 0.2}, "two": {"rate": 0.2}}
        seats[f"F{number:03d}"] = {"name": f"Forum {number}", "members": here + there, "agenda": agenda}
    return seats


def world_with(actors_wanted: int, forums_wanted: int, months: int) -> Scenario:
    """A scenario with that many actors (at least 2 * SEATS) and forums."""
    people = actors(actors_wanted)
    return Scenario.from_tree(
        {
            "name": f"world-{actors_wanted}-{forums_wanted}",
            "title": f"{actors_wanted} actors in {forums_wanted} forums",
            "question": "What does size cost?",
            "start": "2000-01-01",
            "months": months,
            "rivals": ["D000", "D001"],
            "aim": "two",
            "uncertainties": {"prior_trust": 0.6},  # chairs who trust less call no meetings
            "actors": people,
            "forums": forums(forums_wanted, people),
            "domains": {"one": {**ladder("One"), "against_flow": True, "corruptible": 0.5}, "two": ladder("Two")},
        }
    )
