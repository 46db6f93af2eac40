"""Discovery: a corner that is known is found, and how well is said without flattery."""

import json
import sys

import numpy as np
import pytest

from trustladder.analysis.cli import status_of
from trustladder.analysis.studies.boxes import member
from trustladder.analysis.studies.cells import reached_ends
from trustladder.analysis.studies.discovery import discover
from trustladder.analysis.studies.prim import prim
from trustladder.analysis.studies.swept import Swept
from trustladder.sim.scenario.errors import InputError


@pytest.fixture
def corner(monkeypatch):
    """An outcome that is 0.9 where omega is high and there is no gate, and 0.1 elsewhere."""

    def outcome(swept, name):
        omega, gate = swept.values(swept.factors[0]), np.array(swept.words("structure.gate"))
        return np.where((omega > 0.5) & (gate == "false"), 0.9, 0.1)

    monkeypatch.setattr(Swept, "outcome", outcome)


def limits(box):
    return {limit.factor: limit for limit in box.limits}


@pytest.mark.parametrize("which", [0, 1], ids=["PRIM", "CART"])
def test_a_corner_is_found_with_its_limits(which, corner, sweeps):
    found = discover(sweeps("lhs")).methods[which]
    box = found.boxes[0]
    assert set(limits(box)) == {"uncertainties.omega", "structure.gate"}, "and no limit that chance could have made"
    assert limits(box)["uncertainties.omega"].low == pytest.approx(0.5, abs=0.1)
    assert limits(box)["uncertainties.omega"].high is None
    assert limits(box)["structure.gate"].values == ("False",)
    assert box.coverage > 0.85 and box.density >= 0.8
    assert found.unseen > 0.6


@pytest.mark.parametrize("which", [0, 1], ids=["PRIM", "CART"])
def test_what_is_said_of_a_box_is_what_its_points_say(which, sweeps):
    swept = Swept(sweeps("saltelli"))
    values = swept.outcome("refusal_share")
    threshold = float(np.median(values))
    found = discover(sweeps("saltelli"), "refusal_share", threshold)
    box = found.methods[which].boxes[0]
    inside = member(swept, box.limits)
    assert inside.sum() == box.points
    assert box.interest == (values[inside] >= threshold).sum()
    assert box.density == pytest.approx(box.interest / box.points)
    assert box.coverage == pytest.approx(box.interest / found.interest)
    assert box.mass == pytest.approx(box.points / swept.points)
    assert box.density_low <= box.density <= box.density_high
    assert 0.0 < box.density_low < 1.0, "a box of few points is never certain"


def test_a_box_is_as_dense_as_was_asked_after_its_chance_limits_are_dropped(sweeps):
    """Limits were dropped after the check, which left boxes of 0.7 unmarked."""
    swept, rng = Swept(sweeps("lhs")), np.random.default_rng(11)
    omega = swept.values(swept.factors[0])
    for _ in range(3):
        interest = rng.random(80) < np.where(omega > 0.5, 0.72, 0.2)
        rules = prim(swept, np.ones(80, bool), interest, 0.8, 1)
        for _, inside in rules[:1]:
            tries = [prim(swept, np.ones(80, bool), interest, asked, 1) for asked in (0.99, 0.9)]
            densest = max(interest[rule[0][1]].mean() for rule in [rules, *tries] if rule)
            assert interest[inside].mean() >= min(0.8, densest)


def test_a_box_that_is_less_dense_than_asked_is_marked(sweeps, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    median = float(np.median(Swept(sweeps("lhs")).outcome("refusal_share")))
    asked = ["discover", str(sweeps("lhs")), "--metric", "refusal_share", "--threshold", str(median), "--density", "1"]
    assert status_of(asked) == 0
    text = capsys.readouterr().out
    found = discover(sweeps("lhs"), "refusal_share", median, density=1.0)
    thin = [box for box in found.methods[0].boxes if box.density < 1.0]
    assert bool(thin) == ("!: less dense than the 1 asked for" in text)


@pytest.mark.parametrize("below", [False, True])
def test_the_share_of_points_that_reach_a_threshold_knows_that_they_share_their_luck(below):
    """Luck lifts all points at once, so that the share of those above a threshold goes up and down as a whole."""
    rng = np.random.default_rng(12)
    means, own = rng.random(400)[:, None], 0.01 * rng.normal(size=(400, 8))
    calm, stormy = (reached_ends(means + size * rng.normal(size=8) + own, 0.5, below) for size in (0.01, 0.5))
    assert stormy[1] - stormy[0] > 3.0 * (calm[1] - calm[0])
    assert np.isnan(reached_ends(means + own[:, :7], 0.5, below)).all(), "seven replicates are too few"


def test_below_asks_for_the_other_side(corner, sweeps):
    above, below = discover(sweeps("lhs")), discover(sweeps("lhs"), below=True)
    assert above.interest + below.interest == 80
    rules = [limits(box) for box in below.methods[1].boxes]
    assert any("structure.gate" in rule and rule["structure.gate"].values == ("True",) for rule in rules)


def test_a_choice_of_scenarios_can_limit_a_box(sweeps, monkeypatch):
    monkeypatch.setattr(Swept, "outcome", lambda swept, name: (swept.names == "baseline").astype(float))
    for method in discover(sweeps("regions")).methods:
        assert limits(method.boxes[0])["scenario"].values == ("baseline",)


def test_where_nothing_matters_no_box_holds_in_points_it_has_not_seen(sweeps, monkeypatch):
    noise = np.random.default_rng(7).random(80)
    monkeypatch.setattr(Swept, "outcome", lambda swept, name: noise)
    for method in discover(sweeps("lhs"), threshold=0.5).methods:
        assert not method.boxes or method.unseen < 0.75


@pytest.mark.parametrize(
    ("design", "options", "said"),
    [
        ("oat", {}, "the design oat does not fill the space; allowed: full, lhs"),
        ("morris", {}, "the design morris does not fill the space"),
        ("full", {}, "8 points are too few; allowed: 40 or more"),
        ("lhs", {"metric": "region_helt"}, r"no metric 'region_helt' \(did you mean region_held\?\)"),
        (
            "lhs",
            {"metric": "refusal_share", "threshold": 1.1},
            r"0 of 80 points have refusal_share at or above 1.1 \(it goes from",
        ),
        ("regions", {"metric": "trust_region.energy"}, "trust_region.energy has no value at"),
        ("crossed", {}, "choose one with --scenario"),
    ],
)
def test_what_cannot_be_discovered_is_one_line(design, options, said, sweeps):
    with pytest.raises(InputError, match=said):
        discover(sweeps(design), **options)


def test_without_the_library_the_command_says_what_to_install(sweeps, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ema_workbench.analysis.prim", None)
    assert status_of(["discover", str(sweeps("lhs"))]) == 2
    assert capsys.readouterr().err == (
        "trustladder: discover: ema_workbench is not installed; pip install 'trustladder[discovery]', "
        "or pip install '.[discovery]' in a checkout\n"
    )


def test_the_command_tells_boxes_and_speaks_json(corner, sweeps, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    assert status_of(["discover", str(sweeps("lhs"))]) == 0
    first = capsys.readouterr().out
    assert first.startswith("region_held is at or above 0.3 at ") and "CART" not in first
    assert len(first.splitlines()) <= 24
    assert status_of(["discover", str(sweeps("lhs")), "--all"]) == 0
    text = capsys.readouterr().out
    assert "CART" in text
    assert "structure.gate: false" in text and "in points that it was not fitted to" in text
    assert status_of(["discover", str(sweeps("lhs")), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["method"] for one in told["methods"]] == ["PRIM", "CART"]
    assert {"coverage", "density", "density_low", "density_high", "mass"} <= set(told["methods"][0]["boxes"][0])
