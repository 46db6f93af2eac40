"""Policies in worlds: regret, and which policy each criterion would choose."""

import json

import numpy as np
import pytest

from trustladder.analysis.cli import status_of
from trustladder.analysis.comparison.robustness import Robustness, difference, laid, regret_of, robustness, stands_first
from trustladder.sim.metrics import metrics_of
from trustladder.sim.runs import run
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario

METRICS = {metric.name: metric for metric in metrics_of(Scenario.load("baseline"))}


def made(means):
    means = np.array(means)
    return Robustness(METRICS["human_security"], ["a", "b", "c"], ["x", "y"], 10, 1, 0.5, means, 0 * means, means, {})


def test_the_three_criteria_may_choose_three_policies():
    """Savage's classic: the safe, the one that is never far behind, the one that is good on the whole."""
    found = made([[0.4, 0.4], [0.3, 0.8], [0.0, 1.0]])
    assert np.allclose(found.regret, [[0.0, 0.6], [0.1, 0.2], [0.4, 0.0]])
    assert (found.winner("maximin"), found.winner("minimax regret"), found.winner("domain")) == ("a", "b", "b")


def test_where_less_is_better_the_worst_is_the_most():
    found = made([[0.4, 0.4], [0.3, 0.8], [0.0, 1.0]])._replace(metric=METRICS["civilian_harm"])
    assert found.scores()["maximin"].tolist() == [0.4, 0.8, 1.0]
    assert found.winner("maximin") == "a"
    assert np.allclose(found.regret, [[0.4, 0.0], [0.3, 0.4], [0.0, 0.6]])


def test_nobody_regrets_the_best_policy_of_a_world():
    values = np.random.default_rng(1).random((4, 6))
    assert (regret_of(values).min(axis=0) == 0.0).all() and (regret_of(values) >= 0.0).all()


def test_a_policy_that_is_always_better_stands_first_in_every_resample():
    values = np.random.default_rng(1).random((1, 2, 50)) + np.array([0.0, 1.0])[:, np.newaxis, np.newaxis]
    for first in stands_first(values, (values > 0.7).astype(float), 3).values():
        assert np.allclose(first, [0.0, 1.0])
    alike = np.repeat(values[:1], 2, axis=0)
    assert np.allclose(stands_first(alike, alike, 3)["maximin"], [0.5, 0.5])


def test_a_policy_in_a_world_has_the_levers_of_the_one_and_the_events_of_the_other():
    both = laid("coordinated-donors", "afghan-shock", "baseline", {})
    shock, policy = Scenario.load("afghan-shock"), Scenario.load("coordinated-donors")
    assert both.levers == policy.levers and both.events == shock.events and both.actors == shock.actors
    assert both.past == shock.past
    assert laid("baseline", "baseline", "baseline", {}).tree() | {"name": "", "title": ""} == Scenario.load(
        "baseline"
    ).tree() | {"name": "", "title": ""}


def test_what_differs_is_only_what_differs():
    assert difference({"a": 1, "b": {"c": 2, "d": 3}}, {"a": 1, "b": {"c": 2, "d": 4}, "e": 5}) == {"b": {"d": 3}}


def test_the_table_agrees_with_running_each_cell():
    few = {"past.replicates": 5, "months": 24}
    found = robustness(
        ["baseline", "open-door"],
        ["baseline", "afghan-shock"],
        metric="human_security",
        threshold=0.3,
        runs=12,
        settings=few,
    )
    alone = run(laid("open-door", "afghan-shock", "baseline", few), 12).metrics["human_security"]
    assert found.means[1, 1] == pytest.approx(alone.mean())
    assert found.meeting[1, 1] == (alone >= 0.3).mean()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"metric": "attention"}, "neither side is better"),
        ({"metric": "civilian_harm"}, "--threshold: is missing"),
        ({"metric": "civilian_ham"}, "did you mean civilian_harm"),
        ({"worlds": ["baseline", "baseline"]}, "--worlds baseline,baseline; allowed: scenarios, each once"),
        ({"policies": []}, "--policies ; allowed: scenarios"),
        ({"worlds": ["baseline", ""]}, "--worlds baseline,; allowed: scenarios, each once"),
        ({"runs": 1}, "runs: 1; allowed: 2 or more"),
        ({"threshold": float("nan")}, "--threshold nan; allowed: a number"),
        ({"worlds": ["malacca-piracy"], "policies": ["energy-first"]}, "energy-first in malacca-piracy"),
    ],
)
def test_a_table_that_cannot_be_made_is_refused(options, said):
    with pytest.raises(InputError) as raised:
        robustness(**{"policies": ["baseline"], "worlds": ["baseline"], "runs": 2, **options})
    assert said in str(raised.value)


def test_the_command_prints_policies_over_worlds(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "150")
    arguments = ["compare", "--policies", "baseline,open-door", "--worlds", "baseline,regional-thaw", "--runs", "10"]
    settings = ["--set", "past.replicates=5", "--set", "months=36"]
    assert status_of([*arguments, *settings]) == 0
    text = capsys.readouterr().out
    assert "maximin: " in text and "minimax regret: " in text and "domain: " in text
    assert status_of([*arguments, *settings, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["cells"]) == 4


@pytest.mark.parametrize("columns", ["60", "80", "200"])
def test_no_name_of_a_policy_or_a_world_is_broken_in_any_window(columns, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    policies, worlds = ["coordinated-donors", "anti-corruption"], ["regional-thaw", "zero-sum-rivalry", "afghan-shock"]
    arguments = ["compare", "--policies", ",".join(policies), "--worlds", ",".join(worlds), "--runs", "4"]
    assert status_of([*arguments, "--set", "past.replicates=2", "--set", "months=36"]) == 0
    tables = [block.splitlines() for block in capsys.readouterr().out.split("\n\n") if "maximin:" not in block]
    heads = " ".join(next(line for line in table if line.startswith("policy")) for table in tables if table).split()
    assert [head for head in heads if head != "policy"] == [*worlds, "worst", "regret", "reach", "1"]
    for table in tables:
        assert [line.split()[0] for line in table[-2:]] == policies
        assert max(map(len, table)) <= max(80, int(columns))
