"""What is not known about parameters, and what is luck."""

import json

import numpy as np
import pytest

from trustladder.analysis.cli import status_of
from trustladder.analysis.statistics import share_ends
from trustladder.analysis.uncertainty import sets_of
from trustladder.analysis.variance import share_of_parameters
from trustladder.sim.scenario.changes import with_parameters
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario

REPLICATES = np.arange(4000)
BASELINE = Scenario.load("baseline")


def spread(of_parameters, of_luck, sets=40):
    rng = np.random.default_rng(1)
    return of_parameters * rng.normal(size=sets)[REPLICATES % sets] + of_luck * rng.normal(size=len(REPLICATES))


def test_what_differs_only_between_sets_is_all_parameters_and_what_differs_only_within_is_all_luck():
    assert share_of_parameters(spread(1.0, 0.0), REPLICATES, 40) == pytest.approx(1.0)
    assert share_of_parameters(spread(0.0, 1.0), REPLICATES, 40) == pytest.approx(0.0, abs=0.02)


def test_equal_parts_of_both_are_told_apart():
    shares = [
        share_of_parameters(spread(1.0, 1.0), REPLICATES, 40),
        share_of_parameters(spread(1.0, 3.0), REPLICATES, 40),
    ]
    assert shares[0] == pytest.approx(0.5, abs=0.15)
    assert shares[1] == pytest.approx(0.1, abs=0.05)


def test_runs_without_a_value_do_not_count_and_what_does_not_vary_has_no_share():
    values = spread(1.0, 1.0)
    values[::3] = np.nan
    assert 0.3 < share_of_parameters(values, REPLICATES, 40) < 0.7
    assert np.isnan(share_of_parameters(np.ones(4000), REPLICATES, 40))
    assert np.isnan(share_of_parameters(np.full(4000, np.nan), REPLICATES, 40))


def test_runs_of_one_set_are_alike_so_the_interval_rests_on_sets():
    alike = (spread(1.0, 0.0) > 0.0).astype(float)
    low, high = share_ends(alike, [REPLICATES % 40])
    assert high - low > 0.25, "forty opinions, not four thousand"


@pytest.mark.parametrize("kind", ["prior", "posterior"])
def test_parameter_sets_fit_the_baseline_and_its_past(kind):
    sets = sets_of(kind, BASELINE)
    assert len(sets) >= 200
    believed = with_parameters(BASELINE, sets[-1])
    assert believed.history().uncertainties.precision == pytest.approx(sets[-1]["uncertainties.precision"])


def test_another_region_lacks_what_was_fitted():
    with pytest.raises(InputError, match="uncertainty prior: malacca-piracy lacks what was fitted"):
        sets_of("prior", Scenario.load("malacca-piracy"))
    with pytest.raises(InputError, match="uncertainty posterior: malacca-piracy was never fitted"):
        sets_of("posterior", Scenario.load("malacca-piracy"))
    assert sets_of("none", BASELINE) == []


def test_a_run_over_the_posterior_says_what_is_luck_and_is_repeated_by_its_manifest(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = [
        "run",
        "baseline",
        "--runs",
        "400",
        "--months",
        "60",
        "--uncertainty",
        "posterior",
        "--no-figures",
        "--json",
    ]
    assert status_of([*first, "--out", "one"]) == 0
    told = json.loads(capsys.readouterr().out)
    rows = {row["metric"]: row for row in told}
    assert 0.0 < rows["refusal_share"]["parameters"] < 1.0
    assert status_of(["run", "--from", "one/manifest.json", "--out", "two", "--no-figures"]) == 0
    assert (tmp_path / "one/runs/part-00000.parquet").read_bytes() == (
        tmp_path / "two/runs/part-00000.parquet"
    ).read_bytes()
