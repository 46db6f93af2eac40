"""Small worlds for tests: two or three governments, two donors, a forum or two, short ladders."""

from typing import Any

from trustladder.sim.scenario.loading import merged
from trustladder.sim.scenario.scenario import Scenario

TINY: dict[str, Any] = {
    "name": "tiny",
    "title": "Two governments and two donors",
    "question": "Does the smallest world work?",
    "start": "2000-01-01",
    "months": 36,
    "seed": 5,
    "rivals": ["BIG", "FAR"],
    "aim": "water",
    "domains": {
        "fish": {
            "name": "Fish",
            "corruptible": 0.5,
            "against_flow": True,
            "transfer": {"water": 1.0},
            "rungs": {
                "talks": {"name": "talks", "quorum_governments": 2, "successes": 2},
                "patrols": {
                    "name": "patrols",
                    "benefit": 1.2,
                    "exposure": 0.8,
                    "intrusion": 0.2,
                    "weight": 0.5,
                    "quorum_governments": 2,
                    "successes": 2,
                    "needs_policing": True,
                },
            },
        },
        "water": {
            "name": "Water",
            "sensitive": 0.8,
            "gate": {"domain": "fish", "rung": "talks"},
            "rungs": {"maps": {"name": "maps", "quorum_governments": 2, "successes": 2, "seminar": True}},
        },
    },
    "actors": {
        "ANA": {
            "kind": "government",
            "name": "Ana",
            "interest": {"fish": 0.9, "water": 0.7},
            "dependence": {"BIG": 0.4},
            "trust": {"others": 0.6},
        },
        "BEN": {
            "kind": "government",
            "name": "Ben",
            "interest": {"fish": 0.8, "water": 0.8},
            "collusion": 0.3,
            "trust": {"others": 0.6},
        },
        "BIG": {
            "kind": "donor",
            "name": "Big",
            "interest": {"fish": 0.8, "water": 0.5},
            "budget": 1.0,
            "attention": 0.8,
            "attention_target": 0.5,
            "rivalry": {"FAR": 0.5},
        },
        "FAR": {
            "kind": "donor",
            "name": "Far",
            "interest": {"fish": 0.7, "water": 0.5},
            "budget": 0.6,
            "attention": 0.5,
            "attention_target": 0.7,
            "host": True,
        },
    },
    "forums": {
        "CLUB": {
            "name": "The club",
            "members": ["ANA", "BEN", "BIG", "FAR"],
            "agenda": {"fish": {"rate": 0.7}, "water": {"rate": 0.5}},
        },
        "PAIR": {
            "name": "The two alone",
            "members": ["ANA", "BEN"],
            "neutrality": 1.0,
            "agenda": {"fish": {"rate": 0.4}},
        },
    },
}


def tiny(**changes: Any) -> Scenario:
    """The smallest world, with tables of changes laid on top."""
    return Scenario.from_tree(merged(TINY, changes))
