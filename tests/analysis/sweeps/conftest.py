"""Sweeps made in one go, and a cluster of two workers, made once for all tests."""

import json
import tomllib

import pytest

import trustladder
from tests.analysis.sweeps.agents import Hermit
from tests.analysis.sweeps.plans import made
from tests.clusters import cluster
from tests.worlds import TINY


@pytest.fixture(scope="package")
def whole(tmp_path_factory):
    """The sweep of the plan, made in one go."""
    return made(tmp_path_factory.mktemp("sweep") / "whole").path


@pytest.fixture(scope="package")
def two(tmp_path_factory):
    """A scheduler and two workers."""
    with cluster(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture(scope="package")
def plan(tmp_path_factory):
    """A plan for the smallest world."""
    place = tmp_path_factory.mktemp("plan")
    (place / "tiny.toml").write_text(as_toml(TINY), encoding="utf-8")
    assert tomllib.loads((place / "tiny.toml").read_text(encoding="utf-8")) == TINY
    return {
        "scenario": str(place / "tiny.toml"),
        "months": 12,
        "design": "full",
        "levels": 2,
        "replicates": 6,
        "seed": 3,
        "factors": {"levers.joint_share": [0.1, 0.9]},
        "runs_a_part": 6,
    }


def as_toml(tree, prefix=""):
    """A tree as TOML, plain values before tables."""
    plain = [f"{key} = {json.dumps(value)}" for key, value in tree.items() if not isinstance(value, dict)]
    lines = [f"[{prefix}]"] * bool(prefix) + plain
    for key, value in tree.items():
        if isinstance(value, dict):
            lines.append(as_toml(value, f"{prefix}.{key}" if prefix else key))
    return "\n".join(lines)


@pytest.fixture(scope="package")
def hermits(plan, tmp_path_factory):
    """A sweep of governments that stay at home, in two processes."""
    return trustladder.sweep(plan, tmp_path_factory.mktemp("hermits") / "r", government=Hermit, threads=2)
