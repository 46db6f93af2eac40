"""The benchmarks run, agree with themselves, and cover what they should; how fast anything is, no test asks."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from tests.benchmarks import NAMES, module_of
from tests.benchmarks.__main__ import main
from tests.benchmarks.break_even import crossing
from tests.benchmarks.checks import ARMS, JUDGEMENTS, TABLES
from tests.benchmarks.places import fan, percent, ratio
from tests.benchmarks.timing import Spread, figure, in_turns, ratios, spread
from tests.benchmarks.worlds import SEATS, world_with
from tests.conftest import ROOT
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.ensemble import ensemble
from trustladder.sim.machine.memory import padded_length

SLOW = ("speed", "month", "processors", "profile", "memory", "start", "figures", "page", "coverage")  # also when quick
FAST = tuple(name for name in NAMES if name not in SLOW)


def test_every_benchmark_is_listed_and_says_what_it_measures():
    helpers = {
        "__init__",
        "__main__",
        "history_trials",
        "moves",
        "places",
        "prepared",
        "processes",
        "report",
        "steps",
        "sweep_trials",
        "timing",
        "trials",
        "worlds",
        "test_benchmarks",
    }
    files = {path.stem.replace("_", "-") for path in (ROOT / "tests" / "benchmarks").glob("*.py")}
    assert files - {name.replace("_", "-") for name in helpers} == set(NAMES)
    for name in NAMES:
        module = module_of(name)
        assert module.__doc__
        assert callable(module.measure)


def test_a_smoke_run_prints_tables_writes_their_numbers_and_draws_its_figure(tmp_path):
    chosen = [part for name in FAST for part in ("--only", name)]
    place = tmp_path / "numbers.json"
    done = CliRunner().invoke(main, ["--quick", *chosen, "--json", str(place), "--figures", str(tmp_path)])
    assert done.exit_code == 0, done.output
    numbers = json.loads(place.read_text(encoding="utf-8"))
    assert set(numbers) == {"machine", "quick", *FAST}
    assert numbers["lanes"]["compared"] >= 2
    assert set(numbers["lanes"]["runs_per_second"]["Mesa, one core"]) == {"median", "low", "high"}
    assert set(numbers["scaling"]["exponent"]) == {"actors", "forums", "months", "runs"}
    assert numbers["million"]["runs"] == 400 and len(numbers["million"]["held"]) > 4
    assert set(numbers["cluster"]["efficiency"]) == {"median", "low", "high"}
    for said in ("byte for byte", "at least 1,000", "same to the last bit", "fitted to all sizes"):
        assert said in done.output
    assert (tmp_path / "scaling.png").stat().st_size > 10_000
    assert set(numbers["cluster"]["growth"]) == {"median", "low", "high"}
    assert (numbers["indices"]["points"], numbers["indices"]["metrics"]) == (2_000, 104)
    assert all(0.0 < one["kernel"] < one["processor"] for one in numbers["overhead"].values())
    assert numbers["kills"]["same"] == numbers["kills"]["moments"] == 2 and numbers["kills"]["left"] == 0
    for asked in ("training", "police", "coordination"):
        assert len(numbers["break-even"][asked]["cells"]) == 4, "the ends of two parameters"
    checks = {table: {row[0]: row[1:] for row in rows[1:]} for table, rows in numbers["checks"].items()}
    counterfactuals = checks[next(iter(TABLES))]
    assert len(counterfactuals) == 2 * (1 + len(ARMS))
    assert counterfactuals["posterior: without meetings on other domains"] == 3 * ["0 / 0"], "the gate never opens"
    assert len(checks["What judgements do at the shipped numbers"]) == 1 + len(JUDGEMENTS)
    assert list(checks["Facts to 2012"]) == ["S1", "S2", "S4", "S10"]
    assert "| 1,000 million |" in done.output and numbers["cost"]["cost"]["on_disk"] > 0.0


@pytest.mark.parametrize(("actors", "forums"), [(11, 9), (20, 1), (20, 36), (200, 9)])
def test_synthetic_worlds_have_the_size_asked_for_and_run(actors, forums):
    scenario = world_with(actors, forums, 6)
    assert (len(scenario.actors), len(scenario.forums)) == (actors, forums)
    assert all(len(set(forum.ids)) == 2 * SEATS for forum in scenario.forums.values())
    assert tables_of(scenario).prior.shape == (2, actors, padded_length(actors))
    done = ensemble(scenario, 20)
    assert not done.record.failed.any()
    assert done.record.total[:, done.columns.index("formed")].sum() > 0


def test_what_is_compared_takes_turns():
    told = []
    tasks = {name: lambda name=name: told.append(name) for name in "ABC"}
    taken = in_turns(tasks, 2, before=lambda: told.append("-"))
    assert "".join(told) == 3 * "-A-B-C"
    assert {name: len(values) for name, values in taken.items()} == {"A": 2, "B": 2, "C": 2}


def test_a_figure_is_a_median_with_its_range():
    assert spread([3.0, 1.0, 9.0]) == Spread(3.0, 1.0, 9.0)
    assert spread([2.0, 1.0, 4.0]).per(100.0) == Spread(50.0, 25.0, 100.0)
    assert ratios([2.0, 9.0], [1.0, 3.0], factor=10.0) == Spread(25.0, 20.0, 30.0)
    assert [figure(value) for value in (12345.6, 12.34, 1.234, 0.01234)] == ["12,346", "12.3", "1.23", "0.0123"]


def test_a_break_even_lies_between_the_values_where_an_effect_turns_and_nowhere_else():
    assert crossing([0.2, 0.6, 1.4], [-3.0, -1.0, 3.0]) == pytest.approx(0.8)
    assert crossing([0.2, 0.6, 1.4], [3.0, -1.0, 3.0]) == pytest.approx(0.5), "the first of two"
    assert crossing([0.2, 0.6, 1.4], [3.0, 1.0, 0.0]) is None


def test_figures_of_checks_carry_half_of_their_interval_and_none_where_nothing_happened():
    assert percent(np.zeros(100)) == "0"
    assert percent(np.repeat([0.0, 1.0], 50)) == "50.0 ±9.6", "Wilson's"
    assert ratio(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])) == "50.0 ±0.0", "the same in every run"
    assert ratio(np.array([0.0, 3.0]), np.array([1.0, 3.0])).startswith("75.0 ±"), "of all runs together"
    assert fan(np.linspace(0.0, 1.0, 101)) == "0.50 (0.05-0.95)"
