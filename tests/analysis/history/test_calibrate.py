"""Fitting: waves that are kept, a kill that loses nothing, and a posterior that can be read back."""

import json
import threading

import numpy as np
import pytest

from trustladder.analysis.cli import status_of
from trustladder.analysis.figures.kit.provenance import read as read_figure
from trustladder.analysis.figures.kit.provenance import redraw_commands
from trustladder.analysis.history.calibrate import PART, Calibration, calibrate, record_of
from trustladder.analysis.history.facts import fitted, targets
from trustladder.analysis.history.identifiability import identify
from trustladder.analysis.history.posterior import write
from trustladder.analysis.history.prior import prior
from trustladder.analysis.history.scoreboard import histories, scoreboard
from trustladder.sim.engine import Cancelled
from trustladder.sim.fits import read_fit
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario

KNOWN = targets()
EASY = KNOWN.model_copy(  # a handful of parameter sets reaches these
    update={
        "facts": {
            name: fact.model_copy(update={"tolerance_months": 120, "probability": 0.01})
            for name, fact in KNOWN.facts.items()
        },
        "scale": {name: scale.model_copy(update={"low": 0.0, "high": 10.0}) for name, scale in KNOWN.scale.items()},
    }
)


def small(**changes):
    return Calibration(EASY, prior(), sets=32, waves=2, runs=4, kept=6)._replace(**changes)


@pytest.fixture(scope="module")
def fit(tmp_path_factory):
    """A small fit, as it is shipped."""
    folder = tmp_path_factory.mktemp("fit")
    found = calibrate(small(), folder, threads=2)
    write(folder, small(), found)
    return folder, found


def parts(folder):
    return {path.name: path.read_bytes() for path in sorted((folder / "waves").glob("*.parquet"))}


def test_the_same_fit_again_gives_the_same_and_simulates_nothing(fit):
    folder, found = fit
    before = {path: path.stat().st_mtime_ns for path in (folder / "waves").iterdir()}
    again = calibrate(small(), folder, threads=1)
    assert (again.kept == found.kept).all()
    assert before == {path: path.stat().st_mtime_ns for path in (folder / "waves").iterdir()}


def test_a_fit_that_was_stopped_goes_on_and_ends_with_the_same_bytes(fit, tmp_path):
    stop, done = threading.Event(), []

    def progress(count):
        done.append(count)
        if len(done) == 38:  # in the second wave
            stop.set()

    with pytest.raises(Cancelled):
        calibrate(small(), tmp_path, threads=1, progress=progress, cancel=stop)
    assert len(parts(tmp_path)) == 1
    found = calibrate(small(), tmp_path, threads=2)
    assert (found.kept == fit[1].kept).all()
    assert parts(tmp_path) == parts(fit[0])


def test_more_waves_keep_the_earlier_ones(fit, tmp_path):
    calibrate(small(waves=1), tmp_path, threads=1)
    first = parts(tmp_path)
    calibrate(small(), tmp_path, threads=1)
    assert first.items() <= parts(tmp_path).items()
    assert parts(tmp_path) == parts(fit[0])


def test_weights_add_up_and_the_ensemble_lies_inside_the_ranges(fit):
    _, found = fit
    assert found.weights.sum() == pytest.approx(1.0)
    assert 1.0 <= found.effective <= len(found.points)
    assert ((found.kept > 0.0) & (found.kept < 1.0)).all()
    assert {row["name"] for row in found.summary()} == set(prior().names)


def test_what_was_written_is_read_back(fit):
    folder, found = fit
    known = read_fit(folder)
    assert len(known.sets) == 6
    for one, point in zip(known.sets, found.kept, strict=True):
        assert one == pytest.approx(prior().settings(point), rel=1e-5)
    assert known.origin["sets"] == 32
    assert Scenario.load("history").changed(known.median())


def test_a_folder_of_another_fit_is_refused(fit):
    with pytest.raises(InputError, match="holds another calibration"):
        calibrate(small(seed=2), fit[0], threads=1)


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("precious", encoding="utf-8")
    with pytest.raises(InputError, match="holds something else"):
        calibrate(small(), tmp_path, threads=1)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_damaged_part_is_named(fit, tmp_path):
    calibrate(small(waves=1), tmp_path, threads=1)
    (part,) = (tmp_path / "waves").iterdir()
    part.write_bytes(part.read_bytes()[:-40])
    with pytest.raises(InputError, match=r"wave-00-part-0000\.parquet: a part is damaged"):
        calibrate(small(waves=1), tmp_path, threads=1)


def test_a_target_that_no_parameter_set_reaches_is_named(tmp_path):
    impossible = KNOWN.facts["S1"].model_copy(
        update={"date": KNOWN.facts["S1"].date.replace(year=1998), "tolerance_months": 1}
    )
    known = KNOWN.model_copy(update={"facts": {**KNOWN.facts, "S1": impossible}})
    with pytest.raises(InputError, match=r"no parameter set of 48 reaches every target; the nearest misses .*S1"):
        calibrate(small(targets=known), tmp_path, threads=2)


def test_the_code_that_fits_cannot_read_rows_after_its_last_day():
    evidence, scenario = record_of(KNOWN, fitted(KNOWN)), fitted(KNOWN)
    assert evidence.standing.shape[-1] == 16, "1997 to 2012"
    with pytest.raises(InputError, match="allowed: 1997-01-01 to 2010-12-31"):
        record_of(KNOWN.model_copy(update={"until": KNOWN.until.replace(year=2010)}), scenario)


def test_precision_is_read_back_from_records_of_the_model():
    plan = small(sets=PART)
    told = {one.name: one for one in identify(plan, 60, threads=2)}
    assert told["uncertainties.dulling"].followed > 0.5
    assert all(0.0 <= one.covered <= 1.0 and one.narrowed < 1.0 for one in told.values())


def test_the_scoreboard_counts_all_facts_and_reports_scale(fit):
    known = read_fit(fit[0])
    counted = []
    board = scoreboard(KNOWN, known, progress=counted.append)
    assert sum(counted) == histories(known)
    assert [line.name for line in board.lines] == [*KNOWN.facts, *KNOWN.scale]
    matched = [name for name, scale in KNOWN.scale.items() if scale.matched]
    assert [line.name for line in board.lines if line.counted] == [*KNOWN.facts, *matched]
    for line in board.lines:
        if np.isfinite(line.model):
            assert line.met == (line.low <= line.model <= line.high)
    assert 0.0 <= board.within_one <= 1.0


def test_the_command_prints_the_scoreboard_and_draws_it(fit, tmp_path, capsys):
    assert status_of(["history", "--fit", str(fit[0]), "--figure", str(tmp_path / "h.svg"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [line["name"] for line in told["facts"]][:2] == ["S1", "S2"]
    assert "CARICC" in (tmp_path / "h.svg").read_text(encoding="utf-8")
    assert "1997" in (tmp_path / "h.csv").read_text(encoding="utf-8")
    (again,) = [line for line in redraw_commands(read_figure(tmp_path / "h.svg")) if " calibrate " in line]
    assert f"--kept {len(fit[1].kept)} --out result-1" in again


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("posterior.csv", "", "no parameter set"),
        ("posterior.csv", "uncertainties.omega\n", "no parameter set"),
        ("posterior.csv", "uncertainties.omegga\n0.5\n", "did you mean uncertainties.omega"),
        ("posterior.csv", "uncertainties.omega\nhalf\n", "row 2.*numbers"),
        ("posterior.csv", "uncertainties.omega\n0.5,0.6\n", "row 2: 2 cells"),
        ("posterior.json", "{", "not a posterior"),
    ],
)
def test_a_damaged_posterior_is_told_in_one_line(fit, tmp_path, name, text, said):
    for file in ("posterior.csv", "posterior.json"):
        (tmp_path / file).write_bytes((fit[0] / file).read_bytes())
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_fit(tmp_path)
