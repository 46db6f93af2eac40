"""Own models and agents from Python: the Mesa lane without asking, checked options, and Mesa's own tools."""

import inspect
import json
import os
import subprocess
import sys

import mesa
import numpy as np
import pytest

import trustladder
import trustladder.sim.agents.model
from tests.conftest import ROOT
from tests.worlds import TINY, tiny
from trustladder.analysis.cli import status_of
from trustladder.sim.agents.donor import Donor
from trustladder.sim.agents.government import Government
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.runs import run
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario


class Stubborn(Government):
    """Comes to nothing."""

    def decide(self, invitation, terms):
        return False


class Miser(Donor):
    """Gives nothing."""

    def give(self):
        super().give()
        for passing in self.gifts:
            passing.gift = 0.0


class Quiet(CooperationModel):
    """Forums that never meet."""

    def meet(self):
        pass


class Doomed(CooperationModel):
    """Fails in its third month."""

    def step(self):
        if self.elapsed == 2:
            raise RuntimeError("the archive burned")
        super().step()


def metric(name, **options):
    return run(tiny(), 4, **options).metrics[name]


@pytest.mark.parametrize("lane", [None, "mesa", "Mesa", "MESA"])
def test_an_own_model_means_the_mesa_lane(lane):
    assert metric("trust_region.fish", lane=lane, model=Quiet).max() < metric("trust_region.fish").min()


def test_own_governments_and_donors_mean_the_mesa_lane():
    stayed = metric("trust_region.fish", government=Stubborn)
    met = metric("trust_region.fish")
    assert (stayed <= met).all() and stayed.mean() < met.mean()
    assert np.array_equal(
        stayed,
        metric(
            "trust_region.fish",
            lane="mesa",
            model=lambda one, **given: CooperationModel(one, **{**given, "government": Stubborn}),
        ),
    )
    poor = run(tiny(), 2, donor=Miser)
    assert poor.months[:, :, poor.series_names.index("given")].sum() == 0.0


def test_the_mesa_lane_is_the_compiled_one_to_the_last_bit_however_it_is_spelled():
    for name, values in run(tiny(), 3, lane="Mesa").metrics.items():
        assert np.array_equal(values, run(tiny(), 3, lane="Compiled").metrics[name], equal_nan=True)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"lane": "messa"}, r"lane: 'messa' \(did you mean mesa\?\); allowed: compiled, mesa"),
        ({"lane": 3}, "lane: 3; allowed: compiled, mesa"),
        (
            {"lane": "compiled", "model": Quiet},
            "lane: compiled, which knows the shipped agents only, with model of your own; allowed: mesa",
        ),
        ({"series": "ful"}, r"series: no such choice 'ful' \(did you mean full\?\)"),
        ({"parameter_sets": {"uncertainties.omega": 0.5}}, r"parameter_sets: .*; allowed: a list of dictionaries"),
        ({"parameter_sets": [("uncertainties.omega", 0.5)]}, r"parameter_sets: .*; allowed: a list of dictionaries"),
        ({"model": Stubborn}, "model: .*Stubborn.*; allowed: a subclass of CooperationModel"),
        ({"government": Miser}, "government: .*allowed: a subclass of Government"),
        ({"donor": "Miser"}, "donor: 'Miser'; allowed: a subclass of Donor"),
        ({"seed": -1}, "seed: -1; allowed: a whole number from 0"),
        ({"seed": 1.5}, "seed: 1.5; allowed: a whole number"),
        ({"threads": -2}, "threads: -2; allowed: a whole number from 1"),
    ],
)
def test_an_option_that_is_wrong_is_one_line(options, said):
    with pytest.raises(InputError, match=said):
        run(tiny(), 2, **options)


@pytest.mark.parametrize("wrong", ["modle", "thread", "sets", "full"])
def test_an_option_that_there_is_not_is_named(wrong):
    with pytest.raises(TypeError, match=wrong):
        run(tiny(), 2, **{wrong: None})


def test_series_says_of_which_runs_the_months_are_kept():
    kept = {series: run(tiny().with_months(2), 1_002, series=series).months for series in ("none", "bands", "full")}
    assert {series: len(months) for series, months in kept.items()} == {"none": 0, "bands": 1_000, "full": 1_002}
    assert np.array_equal(kept["full"][:1_000], kept["bands"])


@pytest.mark.parametrize("runs", [0, -3, 2.5, "7"])
def test_so_many_runs_there_cannot_be(runs):
    with pytest.raises(InputError, match=r"runs: .*; allowed: a whole number from 1"):
        run(tiny(), runs)


def test_an_option_of_a_sweep_that_there_is_not_is_one_line(tmp_path):
    with pytest.raises(InputError, match=r"sweep: no option 'goverment' \(did you mean government\?\)"):
        trustladder.sweep(
            {"scenario": "baseline", "design": "full", "factors": {"structure.gate": {}}},
            tmp_path / "r",
            goverment=Stubborn,
        )
    assert not (tmp_path / "r").exists()


# --- every run fails
# ---------------------------------------------------------------------------------------------------


def test_where_every_run_fails_there_are_no_metrics_and_every_reason():
    done = run(tiny(), 3, model=Doomed)
    assert [failure.error for failure in done.failures] == ["RuntimeError: the archive burned"] * 3
    assert done.frame().empty and "region_held" in done.frame()


def test_where_every_run_fails_the_command_names_the_first_failure(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("trustladder.sim.agents.model.CooperationModel", Doomed)
    for again in range(2):
        assert (
            status_of(["run", "malacca-piracy", "--runs", "3", "--months", "6", "--lane", "mesa", "--out", "r"]) == 2
        ), again
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert (
            "r: all 3 runs failed, the first of them, run 0 in month 2: RuntimeError: "
            "the archive burned; see r/failures" in said
        )
    assert status_of(["export", "r", "--to", "csv", "--out", "all"]) == 0


# --- Mesa's own tools
# --------------------------------------------------------------------------------------------------


def lived(model):
    return tuple(model.run().months[0].sum(axis=0))


def test_models_without_seed_or_replicate_live_futures_of_their_own_and_say_which():
    one, other = CooperationModel(tiny()), CooperationModel(tiny())
    assert lived(one) != lived(other)
    assert lived(CooperationModel(tiny(), replicate=one.replicate)) == lived(one)


def test_a_seed_is_that_of_the_compiled_lane_and_rng_reproduces():
    compiled = run(tiny(), 3, seed=11).months[2].sum(axis=0)
    assert lived(CooperationModel(tiny(), seed=11, replicate=2)) == tuple(compiled)
    assert lived(CooperationModel(tiny(), seed=11)) == lived(CooperationModel(tiny(), seed=11))
    assert lived(CooperationModel(tiny(), rng=11)) == lived(CooperationModel(tiny(), rng=np.random.default_rng(11)))
    assert lived(CooperationModel(tiny(), rng=11)) != lived(CooperationModel(tiny(), rng=12))


def test_agents_that_ask_mesa_for_chance_get_the_same_in_the_same_future():
    first = [CooperationModel(tiny(), replicate=replicate) for replicate in (4, 4, 5)]
    one, same, other = [(model.random.random(), model.rng.random()) for model in first]
    assert one == same and one[0] != other[0] and one[1] != other[1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"seed": 1, "rng": 1}, "seed and rng: both are given"),
        ({"seed": -1}, "seed: -1; allowed: a whole number from 0"),
        ({"replicate": -1}, "replicate: -1; allowed: a whole number from 0"),
        ({"replicate": 1.5}, "replicate: 1.5; allowed: a whole number"),
    ],
)
def test_luck_that_is_none_is_one_line(options, said):
    with pytest.raises(InputError, match=said):
        CooperationModel(tiny(), **options)


BATCH = """
import json, sys
import mesa
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.scenario.scenario import Scenario

if __name__ == "__main__":
    tiny = Scenario.from_tree(json.load(open("tiny.json")))
    def futures(**options):
        varied, times = {"scenario": [tiny], **options}, 1 if options else 3
        rows = mesa.batch_run(CooperationModel, varied, iterations=times, display_progress=False)
        return [[row[name] for name in sorted(row) if name.startswith("trust")] for row in rows]
    print(json.dumps([futures(), futures(seed=[1, 2, 1]), futures(rng=[1, 2, 1]), futures(replicate=range(3))]))
"""


def test_a_batch_of_mesas_own_lives_as_many_futures_as_it_has_iterations(tmp_path):
    """In a process of its own: importing Mesa's batches changes how processes are started."""
    (tmp_path / "tiny.json").write_text(json.dumps(TINY))
    (tmp_path / "batch.py").write_text(BATCH)
    done = subprocess.run(
        [sys.executable, "batch.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    iterations, seeds, generators, replicates = json.loads(done.stdout)
    assert len({tuple(future) for future in iterations}) == len({tuple(future) for future in replicates}) == 3
    for one, other, same in (seeds, generators):
        assert one == same != other


def test_a_base_class_with_a_scenario_of_its_own_gives_way():
    """As from Mesa 3.5 on, where a model has a property of this name, set while it is made."""

    class Theirs:
        def __init__(self, rng):
            self.rng, self.model = rng, None

    class Later(mesa.Model):
        @property
        def scenario(self):
            return self._scenario

        @scenario.setter
        def scenario(self, scenario):
            self._scenario = scenario
            scenario.model = self

        def __init__(self, *, rng=None, scenario=None):
            super().__init__(rng=rng)
            self.scenario = scenario or Theirs(rng)

    known = over(Later)
    model = known(tiny(), replicate=2)
    assert isinstance(model.scenario, Scenario) and model.scenario.title == tiny().title
    assert lived(model) == lived(CooperationModel(tiny(), replicate=2))


def over(base):
    """The model as it would be over another base class: its text, compiled again."""
    text = inspect.getsource(trustladder.sim.agents.model)
    assert "class CooperationModel(mesa.Model)" in text
    names = {"__name__": "trustladder.sim.later_model", "Later": base}
    exec(
        compile(
            text.replace("class CooperationModel(mesa.Model)", "class CooperationModel(Later)"), "later.py", "exec"
        ),
        names,
    )
    return names["CooperationModel"]
