"""Small finished sweeps, one of each design, made once."""

import pytest

import trustladder

FACTORS = {"uncertainties.omega": [0.1, 0.9], "levers.joint_share": [0.1, 0.9], "structure.gate": {}}
BASE = {"title": "small", "scenario": "malacca-piracy", "months": 24, "replicates": 8, "seed": 3, "factors": FACTORS}
PLANS = {
    "saltelli": {"design": "saltelli", "points": 32},
    "morris": {"design": "morris", "points": 8},
    "oat": {"design": "oat", "levels": 3},
    "lhs": {"design": "lhs", "points": 80},
    "full": {"design": "full", "levels": 4, "factors": {"uncertainties.omega": [0.1, 0.9], "structure.gate": {}}},
    "single": {"design": "lhs", "points": 60, "replicates": 1},
    "few": {"design": "saltelli", "points": 3},
    "crossed": {
        "design": "random",
        "points": 60,
        "replicates": 2,
        "months": 6,
        "scenario": ["malacca-piracy", "baseline"],
        "factors": {"levers.joint_share": [0.1, 0.9]},
    },
    "regions": {
        "design": "lhs",
        "points": 60,
        "replicates": 2,
        "months": 6,
        "scenario": None,
        "factors": {"scenario": ["malacca-piracy", "baseline"], "levers.joint_share": [0.1, 0.9]},
    },
}


@pytest.fixture(scope="session")
def sweeps(tmp_path_factory):
    """The folder of each plan, made when it is first asked for."""
    made = {}

    def folder(name):
        if name not in made:
            made[name] = trustladder.sweep({**BASE, **PLANS[name]}, tmp_path_factory.mktemp("swept") / name).path
        return made[name]

    return folder
