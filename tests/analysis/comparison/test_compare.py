"""Comparison: the same luck for all, and a rule that stops honestly."""

import json
import math
import re
import shlex

import numpy as np
import pytest

from tests.worlds import tiny
from trustladder import compare
from trustladder.analysis.claims.claims import read as claims
from trustladder.analysis.cli import status_of
from trustladder.analysis.comparison.compare import (
    SMALLEST_ASKED,
    finding,
    headline,
    interim_analyses,
    read,
    spread,
)
from trustladder.analysis.comparison.directions import HIGHER, LOWER, better
from trustladder.analysis.comparison.paired import Tally, effect
from trustladder.analysis.figures.kit.provenance import read as origin
from trustladder.analysis.figures.kit.provenance import redraw_commands
from trustladder.sim.metrics import metrics_of
from trustladder.sim.runs import run
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario

METRICS = {metric.name: metric for metric in metrics_of(Scenario.load("baseline"))}
KEEN = {"actors": {"ANA": {"interest": {"fish": 1.0}}, "BEN": {"interest": {"fish": 1.0}}}}


def named(name, **changes):
    return tiny(name=name, months=24, **changes)


def tally(variant, base):
    found = Tally()
    found.add(np.asarray(variant, float), np.asarray(base, float))
    return found


def test_batches_add_up_to_the_whole():
    luck = np.random.default_rng(1)
    one, two = luck.normal(size=1000), luck.normal(1.0, size=1000)
    found = Tally()
    for start in range(0, 1000, 130):
        found.add(two[start : start + 130], one[start : start + 130])
    assert np.allclose(found.effect(), effect(two, one))
    assert (found.higher + found.lower, found.runs) == (1000, 1000)
    assert math.isclose(found.base, one.mean())


def test_a_future_without_a_number_on_either_side_does_not_count():
    assert tally([1.0, np.nan, 3.0], [0.0, 0.0, np.nan]).runs == 1


def test_flags_that_never_differ_are_not_taken_for_certain():
    """Of 250 pairs alike, up to some 3 in 250 may still differ."""
    alike = tally(np.zeros(250), np.zeros(250)).effect(flags=True)
    assert alike.difference == 0.0
    assert 0.005 < alike.high < 0.02 and alike.low == pytest.approx(-alike.high)


@pytest.mark.parametrize("chance", [0.005, 0.02, 0.3])
def test_intervals_of_flags_cover_the_truth_as_often_as_they_say(chance):
    luck = np.random.default_rng(5)
    inside = 0
    for _ in range(400):
        base = luck.random(250) < 0.2
        variant = np.where(luck.random(250) < chance, True, base)
        found = tally(variant, base).effect(flags=True)
        inside += found.low <= 0.8 * chance <= found.high
    assert inside / 400 > 0.9


def test_looks_double_up_to_the_most():
    assert interim_analyses(3000) == [250, 500, 1000, 2000, 3000]
    assert interim_analyses(250) == [250] and interim_analyses(10) == [10]


def test_never_is_the_horizon_and_a_failed_run_is_nothing():
    good = np.array([True, False, True])
    assert np.array_equal(
        spread(METRICS["region_held_month"], np.array([5.0, np.nan]), good, 24), [5.0, np.nan, 24.0], equal_nan=True
    )
    assert np.isnan(spread(METRICS["crises"], np.array([5.0, 1.0]), good, 24)[1])


def test_every_common_metric_is_compared_in_every_future():
    found = compare(named("one"), named("two", **KEEN), runs=60)
    findings = {each.metric.name: each for each in found.variants["two"]}
    assert set(findings) == {metric.name for metric in metrics_of(tiny())}
    meetings = findings["activities_succeeded"]
    alone = run(named("two", **KEEN), 60).metrics["activities_succeeded"]
    base = run(named("one"), 60).metrics["activities_succeeded"]
    assert math.isclose(meetings.effect.difference, (alone - base).mean(), abs_tol=1e-12)
    assert meetings.better == (alone > base).mean() and meetings.lower == (alone < base).mean()
    assert meetings.runs == 60


def test_a_scenario_against_its_like_differs_in_nothing_and_is_settled_at_once():
    found = compare(named("one"), named("two"), runs=4000)
    assert found.runs < 1000 and "stopped early" in found.why
    assert all(each.effect.difference == 0.0 for each in found.variants["two"])


def test_it_stops_as_soon_as_the_verdict_is_stable_and_else_at_the_last():
    keen = named("keen", **KEEN)
    early = compare(named("one"), keen, runs=2000, smallest={"activities_succeeded": 0.01})
    assert early.runs < 2000 and "every headline effect" in early.why
    late = compare(named("one"), named("two"), runs=300, smallest={"region_held": 1e-9})
    assert (late.runs, late.why) == (300, "ran all 300 futures; undecided: region_held of two")


def test_more_looks_mean_wider_intervals():
    """Looking often must not make one sure too soon."""
    luck = np.random.default_rng(2)
    pairs = tally(luck.normal(size=300), luck.normal(size=300))
    wide, narrow = (finding(METRICS["crises"], pairs, confidence, None).effect for confidence in (0.99, 0.95))
    assert wide.low < narrow.low and wide.high > narrow.high
    one, many = (compare(named("one"), named("two"), runs=runs) for runs in (200, 8000))
    assert one.confidence == 0.95 and many.confidence == pytest.approx(1.0 - 0.05 / 6)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.03, 0.05, "higher"),
        (-0.3, -0.1, "lower"),
        (0.001, 0.01, "higher, but less than matters"),
        (-0.01, 0.01, "no difference that matters"),
        (-0.01, 0.03, "undecided"),
    ],
)
def test_a_verdict_says_what_the_interval_says(low, high, verdict):
    found = finding(METRICS["region_held"], tally([1, 0], [0, 0]), 2.0, 0.02)
    middle = (low + high) / 2.0
    assert found._replace(effect=found.effect._replace(difference=middle, low=low, high=high)).verdict == verdict


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["baseline"], "nothing to compare it with"),
        (["baseline", "baseline"], "each scenario once"),
        (["baseline", "malacca-piracy"], "allowed: 240 months from 2014-01-01, as baseline has"),
        (["baseline", "baselin"], "did you mean baseline?"),
    ],
)
def test_what_cannot_be_compared_is_refused(names, said):
    with pytest.raises(InputError) as raised:
        compare(*names)
    assert said in str(raised.value)


@pytest.mark.parametrize("runs", [1, 0, -5])
def test_so_few_futures_that_nothing_can_be_said_are_refused(runs):
    with pytest.raises(InputError, match=f"^runs: {runs}; allowed: 2 or more"):
        compare("baseline", "open-door", runs=runs)


def test_a_headline_must_be_a_metric_with_a_size():
    with pytest.raises(InputError, match=r"did you mean region_held\?"):
        headline(list(METRICS.values()), {"region_hold": 0.1})
    with pytest.raises(InputError, match="above 0"):
        headline(list(METRICS.values()), {"region_held": 0.0})


def test_what_a_variant_asks_about_is_a_headline_and_comes_first():
    asking = named("two").changed({"asks": "collusion"})
    found = compare(named("one"), asking, named("three"), runs=40)
    first = [[one.metric.name for one in found.variants[name][:3]] for name in ("two", "three")]
    assert (first[0][0], first[1][0]) == ("collusion", "region_held")
    assert all({*three[:3]} == {"collusion", "region_held", "human_security"} for three in first)
    chosen = compare(named("one"), asking, runs=40, smallest={"region_held": 0.02})
    assert [one.metric.name for one in chosen.variants["two"] if one.smallest is not None] == ["region_held"]


def test_effects_matter_from_the_size_on_that_claims_take():
    claimed = {
        (part.metric, part.smallest)
        for _, part in claims().parts()
        if part.metric in SMALLEST_ASKED and part.statistic == "mean"
    }
    assert claimed and all(SMALLEST_ASKED[metric] == size for metric, size in claimed)


def test_every_side_belongs_to_a_metric_and_no_metric_has_two():
    families = {name.partition(".")[0] for name in METRICS}
    assert set(HIGHER) | set(LOWER) <= families
    assert not set(HIGHER) & set(LOWER)
    assert (better("region_held"), better("civilian_harm"), better("attention")) == (1, -1, 0)
    assert better("trust_region.energy") == 1


# --- the command ---------------------------------------------------------------------------------------------------


def test_the_command_prints_effects_with_intervals_and_why_it_stopped(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "150")
    arguments = [
        "compare",
        "baseline",
        "coordinated-donors",
        "--runs",
        "30",
        "--set",
        "past.replicates=5",
        "--set",
        "months=36",
    ]
    assert status_of(arguments) == 0
    text = capsys.readouterr().out
    assert text.startswith("Does human security improve") and "\nJoint money: " in text and "on energy" in text
    assert "Ran all 30 futures" in text or "after 30 futures" in text
    assert "region_held" not in text.replace("undecided: region_held of", ""), "labels, no keys"
    assert status_of([*arguments, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    row = told["variants"]["coordinated-donors"][0]
    assert {"metric", "effect", "low", "high", "better", "runs", "verdict"} <= set(row)
    assert (told["runs"], told["looks"], told["confidence"]) == (30, 1, 0.95)


@pytest.mark.parametrize("other", ["coordinated-donors", "equipment-heavy", "open-door"])
def test_the_first_screen_of_two_scenarios_has_24_lines_of_80_characters(other, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    short = ["--set", "past.replicates=5", "--set", "months=36"]
    assert status_of(["compare", "baseline", other, "--runs", "30", *short]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 24 and max(map(len, lines)) <= 80


@pytest.mark.parametrize("columns", ["60", "80", "100", "150"])
def test_every_number_stands_beside_the_name_of_its_metric_in_any_window(columns, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    arguments = ["compare", "baseline", "coordinated-donors", "--runs", "30", "--all"]
    short = ["--set", "past.replicates=5", "--set", "months=36"]
    assert status_of([*arguments, *short]) == 0
    text = capsys.readouterr().out
    assert status_of([*arguments, *short, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["variants"]["coordinated-donors"]
    letters = "".join(text.split())
    assert "…" not in text and "better" in text and "worse" in text
    for row in rows:
        known = row["low"] is not None
        assert (f"[{row['low']:+.3g},{row['high']:+.3g}]" if known else "[toofewdiffer]") in letters, row["metric"]
    named = re.findall(r"^(\S.*?)  +(\S+)  +[-+]\d", text, re.M)
    assert len(named) == len(rows), "every effect stands in a line that begins with a name and a level"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["baseline"], "name two scenarios or more"),
        (["--policies", "baseline"], "takes --policies and --worlds"),
        (["baseline", "open-door", "--until", "region_held"], "allowed: METRIC=SIZE"),
        (["baseline", "open-door", "--metric", "crises", "--threshold", "1"], "--metric, --threshold: of the table"),
        (
            ["--policies", "open-door", "--worlds", "baseline", "--until", "crises=1", "--uncertainty", "prior"],
            "--until: not of the table",
        ),
    ],
)
def test_the_command_says_in_one_line_what_is_wrong(arguments, said, capsys):
    assert status_of(["compare", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_settings_apply_to_all_scenarios():
    assert read("baseline", {"months": 24}).months == 24
    assert read(tiny(), {"months": 24}).months == 24


@pytest.mark.filterwarnings("error:Attempting to set identical")
def test_a_table_is_kept_and_its_picture_is_that_which_is_drawn_of_what_was_kept(tmp_path, capsys, monkeypatch):
    asked = ["compare", "--policies", "baseline,training-first", "--worlds", "baseline,regional-thaw", "--runs", "20"]
    drawn = [
        "--metric",
        "region_held_month",
        "--threshold",
        "120",
        "--for",
        "web",
        "--figure",
        str(tmp_path / "now.svg"),
    ]
    monkeypatch.setattr("sys.argv", ["trustladder", *asked, *drawn, "--out", str(tmp_path / "kept")])
    assert status_of([*asked, *drawn, "--out", str(tmp_path / "kept")]) == 0
    assert f"written to {tmp_path / 'kept' / 'regret.json'}" in capsys.readouterr().out
    assert status_of(["figure", "regret", str(tmp_path / "kept"), "--out", str(tmp_path)]) == 0
    assert (tmp_path / "regret-web.svg").read_bytes() == (tmp_path / "now.svg").read_bytes()
    assert "2 policies in 2 worlds" in (tmp_path / "now.txt").read_text(encoding="utf-8")
    *made, _ = redraw_commands(origin(tmp_path / "now.svg"))
    assert made == [shlex.join(["trustladder", *asked, *drawn[:4], "--out", "result-1"])]


def test_a_comparison_of_pairs_says_what_draws_it(tmp_path, capsys):
    assert status_of(["compare", "baseline", "training-first", "--figure", str(tmp_path / "x.png")]) == 2
    assert "trustladder figure effects RESULT RESULT" in capsys.readouterr().err
