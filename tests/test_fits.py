"""Fits: the shipped numbers are the medoid of what the record leaves, and runs are spread over its parameter sets."""

import json
import logging
import tomllib

import numpy as np
import pytest

from trustladder import compare, run, sweep
from trustladder.analysis.cli import status_of
from trustladder.analysis.history.posterior import renewed
from trustladder.analysis.history.prior import prior
from trustladder.analysis.overview import source_rows
from trustladder.sim import fits
from trustladder.sim.fits import MEDOID, ORIGIN, TABLE, default_sets, folder_of, posterior_sets, read_fit
from trustladder.sim.machine.version import law_hash
from trustladder.sim.past_store import PastStore
from trustladder.sim.scenario.changes import value_at
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.loading import shipped_names
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.warm_up import WarmUpCache

SHORT = {"months": 24}
BASELINE = Scenario.load("baseline", SHORT)
FIT = read_fit()


def test_the_medoid_is_the_set_with_the_least_distance_to_all_others():
    known = prior()
    points = (np.array([[one[name] for name in known.names] for one in FIT.sets]) - known.low) / (
        known.high - known.low
    )
    distances = [np.linalg.norm(points - point, axis=1).sum() for point in points]
    assert FIT.sets[int(np.argmin(distances))] == FIT.medoid


def test_every_shipped_scenario_of_the_region_begins_with_the_medoid_and_the_other_region_does_not():
    for name in shipped_names():
        scenario = Scenario.load(name)
        if scenario.fit is None:
            assert name in ("malacca-piracy", "sahel-floods")
            continue
        for path, value in FIT.medoid.items():
            assert value_at(scenario, path) == value, (name, path)
        before = scenario.history()
        assert before is None or all(value_at(before, path) == value for path, value in FIT.medoid.items())


def test_the_shipped_fit_is_one_of_this_version_of_the_model():
    """Where this fails, numbers of histories have changed: the posterior is to be fitted anew."""
    assert FIT.current
    assert FIT.histories() == FIT.origin["histories"]


OTHERWISE = [
    *({"seed": 7}, {"runs": 2}, {"histories": "0" * 32}, {"histories": None}),
    *({"runs": "many"}, {"targets": None}, {"targets": {"scenario": "nowhere", "until": "2012-12-31"}}),
]


@pytest.mark.parametrize("change", OTHERWISE, ids=str)
def test_a_fit_is_of_another_version_too_where_that_lives_the_same_histories_and_only_there(change, tmp_path):
    assert read_fit(copied(tmp_path, law="older")).current
    (tmp_path / "other").mkdir()
    assert not read_fit(copied(tmp_path / "other", law="older", **change)).current


def copied(folder, **origin):
    """The shipped fit in a folder of its own, with another origin."""
    for name in (TABLE, MEDOID):
        (folder / name).write_bytes((folder_of("evidence") / name).read_bytes())
    (folder / ORIGIN).write_text(json.dumps({**FIT.origin, **origin}), encoding="utf-8")
    return folder


def test_a_fit_is_renewed_only_where_its_likelihoods_are_as_they_were(tmp_path, monkeypatch):
    monkeypatch.setattr("trustladder.analysis.history.posterior.CHECKED", 2)
    known = FIT.origin["log_likelihoods"][:2]
    copied(tmp_path, law="older", log_likelihoods=known)
    assert renewed(tmp_path) == law_hash() == read_fit(tmp_path).origin["law"]
    assert (
        tomllib.loads((tmp_path / MEDOID).read_text("utf-8"))["uncertainties"]["omega"]
        == FIT.medoid["uncertainties.omega"]
    )
    copied(tmp_path, law="older", log_likelihoods=[known[0], known[1] + 1e-5])
    with pytest.raises(InputError, match="must be fitted anew"):
        renewed(tmp_path)
    assert read_fit(tmp_path).origin["law"] == "older", "nothing is written"


def test_runs_and_comparisons_are_spread_over_the_fit_unless_told_otherwise():
    assert run(BASELINE, 4).parameter_sets == FIT.sets == posterior_sets(BASELINE)
    assert run(BASELINE, 4, uncertainty="none").parameter_sets == ()
    assert run("malacca-piracy", 1).parameter_sets == ()
    assert "200 parameter sets" in compare("baseline", "open-door", runs=2, settings=SHORT).varies
    assert "luck alone" in compare("baseline", "open-door", runs=2, settings=SHORT, uncertainty="none").varies


def test_a_replicate_is_the_same_on_mesa_under_its_own_parameter_set():
    result = run(BASELINE, 9, seed=5)
    model = result.model(7)
    model.run()
    at = result.series_names.index("trust_region.energy")
    assert np.array_equal(model.months[0, :, at], result.months[7, :, at])
    with pytest.raises(InputError, match="replicate: -1"):
        result.model(-1)


def test_a_number_that_a_scenario_states_itself_does_not_vary():
    own = BASELINE.changed({"uncertainties.omega": 0.2})
    sets = default_sets(own)
    assert len(sets) == len(FIT.sets) and all("uncertainties.omega" not in one for one in sets)
    assert all("uncertainties.precision" in one for one in sets)


def test_a_fit_of_another_version_is_told_and_only_refused_where_it_was_asked_for(tmp_path, caplog):
    old = BASELINE.model_copy(update={"fit": copied(tmp_path, law="older", histories="others").as_posix()})
    with caplog.at_level(logging.WARNING, "trustladder"):
        assert default_sets(old) == []
    (line,) = caplog.messages
    assert "another version of the model" in line and "luck alone" in line
    with pytest.raises(InputError, match="another version of the model"):
        run(old, 2, uncertainty="posterior")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"uncertainty": "posteriour"}, "did you mean posterior"),
        ({"uncertainty": "none", "parameter_sets": []}, "allowed: one of them"),
    ],
)
def test_mistakes_in_python_are_one_line(change, said):
    with pytest.raises(InputError, match=said):
        run(BASELINE, 2, **change)


def test_a_region_without_a_fit_is_refused_the_posterior_in_one_line(capsys):
    assert status_of(["run", "malacca-piracy", "--uncertainty", "posterior", "--runs", "2"]) == 2
    told = capsys.readouterr().err.strip()
    assert "malacca-piracy was never fitted to a record" in told and "\n" not in told


def test_a_damaged_fit_is_one_line_and_nothing_is_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "fit"
    folder.mkdir()
    copied(folder)
    (folder / TABLE).write_text("uncertainties.omega\nhalf\n", encoding="utf-8")
    (tmp_path / "mine.toml").write_text('extends = ["baseline", "fit/medoid"]\n', encoding="utf-8")
    for command in (["run", "mine.toml", "--runs", "2", "--no-figures"], ["check", "mine.toml"]):
        assert status_of(command) == 2
        told = capsys.readouterr().err
        assert "mine: fit: " in told and "row 2" in told and told.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_fit_is_found_beside_the_file_that_names_it_from_anywhere(tmp_path, monkeypatch):
    folder = tmp_path / "fit"
    folder.mkdir()
    copied(folder)
    (tmp_path / "mine.toml").write_text('extends = ["baseline", "fit/medoid"]\n', encoding="utf-8")
    assert Scenario.load(tmp_path / "mine.toml").fit == folder.as_posix()
    assert Scenario.load("baseline").fit == "evidence"
    assert fits.folder_of("evidence") == folder_of("evidence")


def test_where_a_fitted_number_comes_from_is_told_and_a_number_of_ones_own_is_not_called_fitted():
    rows = {row["path"]: row["origin"] for row in source_rows(BASELINE.changed({"uncertainties.omega": 0.2}))}
    assert rows["uncertainties.precision"].startswith("fitted to the record (medoid of the sets in evidence)")
    assert rows["uncertainties.omega"].startswith("judgement")
    assert "medoid of the fit" in rows["domains.counternarcotics.rungs.operations.exposure"]


def test_a_fit_that_is_not_there_is_refused_with_the_key_that_names_it(tmp_path, capsys):
    (tmp_path / "mine.toml").write_text('extends = "baseline"\nfit = "nowhere"\n', encoding="utf-8")
    assert status_of(["check", str(tmp_path / "mine.toml")]) == 2
    told = capsys.readouterr().err
    assert "mine: fit: " in told and "nowhere" in told and "trustladder calibrate" in told


def test_points_that_come_once_keep_no_past_on_disk(tmp_path, monkeypatch):
    """A sweep over an uncertainty has a past at every point, which nobody asks for again; a run's past is kept."""
    kept = []

    class Watched(PastStore):
        def read(self, name):
            return None

        def write(self, name, replicates, states):
            kept.append(name)

    plan = {"scenario": "baseline", "points": 2, "replicates": 2, "design": "sobol", "factors": ["uncertainties.omega"]}
    monkeypatch.setattr("trustladder.sim.ensemble.WARM_UPS", WarmUpCache(store=Watched()))
    sweep({**plan, "settings": {"months": 12}}, tmp_path / "swept")
    assert kept == []
    run(BASELINE, 2, uncertainty="none")
    assert len(kept) == 1


@pytest.mark.parametrize("key", ["targets", "medoid", "log_likelihoods"])
def test_a_fit_of_an_earlier_version_that_lacks_something_is_one_line(tmp_path, key, capsys):
    copied(tmp_path)
    origin = {name: value for name, value in FIT.origin.items() if name != key}
    (tmp_path / ORIGIN).write_text(json.dumps(origin), encoding="utf-8")
    assert status_of(["calibrate", "--out", str(tmp_path), "--renew"]) == 2
    told = capsys.readouterr().err
    assert f"{key}: is missing" in told and told.count("\n") == 1
    if key == "medoid":
        assert status_of(["history", "--fit", str(tmp_path)]) == 2
        assert "medoid: is missing" in capsys.readouterr().err
