"""What a record taught about a parameter: told by made-up records and by the fit, or pressed against a range."""

import json

import numpy as np
import pytest

from trustladder.analysis.cli import status_of
from trustladder.analysis.cli.learned import rows_of, sentences
from trustladder.analysis.history.identifiability import Identification, Identified
from trustladder.analysis.history.learned import identified, in_range, learned, not_fitted
from trustladder.sim.fits import SHIPPED, Fit, folder_of, read_fit
from trustladder.sim.machine.version import law_hash
from trustladder.sim.scenario.errors import InputError

OMEGA, RELIABILITY, CLOSURE = "uncertainties.omega", "uncertainties.reliability", "uncertainties.closure"


def fit(**draws):
    """A fit of some parameters, from their draws."""
    origin = {"targets": {"scenario": "history", "until": "2012-12-31"}}
    rows = zip(*draws.values(), strict=True)
    return Fit(
        [{f"uncertainties.{name}": value for name, value in zip(draws, row, strict=True)} for row in rows], origin
    )


SPREAD = np.linspace(0.0, 1.0, 100)  # omega's range
CROWDED = np.append(np.full(30, 0.95), np.linspace(0.5, 0.89, 70))
NARROW = np.linspace(0.7, 0.8, 100)


def measured(**followed):
    rows = [Identified(f"uncertainties.{name}", one, 0.1, 0.9) for name, one in followed.items()]
    return Identification(law=law_hash(), sets=64, runs=8, seed=1, truths=20, parameters=rows)


@pytest.mark.parametrize(
    ("draws", "followed", "tells"),
    [(NARROW, 0.6, True), (NARROW, 0.1, False), (SPREAD, 0.6, False), (SPREAD, 0.0, False)],
)
def test_a_record_tells_what_made_up_records_tell_and_the_fit_narrowed(draws, followed, tells):
    (one,) = learned(fit(omega=draws), measured(omega=followed))
    assert one.tells is tells
    assert one.narrowed == pytest.approx(1.0 - draws.std() * np.sqrt(12.0))


def test_nothing_counts_as_told_that_was_not_measured():
    (one,) = learned(fit(omega=NARROW), None)
    assert np.isnan(one.followed)
    assert not one.tells


def test_a_parameter_is_pressed_where_over_a_quarter_of_its_draws_crowd_at_an_end():
    (high,), (low,), (even,) = (learned(fit(omega=one), None) for one in (CROWDED, 1.0 - CROWDED, SPREAD))
    assert (high.highest, high.lowest) == (0.3, 0.0)
    assert (low.highest, low.lowest) == (0.0, 0.3)
    assert high.pressed
    assert low.pressed
    assert not even.pressed


def test_draws_lie_within_their_ranges_and_the_shipped_ones_too():
    whole = in_range(read_fit())
    assert whole.shape == (200, 12)
    assert whole.min() >= 0.0
    assert whole.max() <= 1.0


def test_what_is_not_fitted_has_a_range_and_is_not_among_the_draws():
    rest = not_fitted(read_fit())
    assert "uncertainties.load_cost" in rest
    assert not set(rest) & set(read_fit().sets[0])


def test_the_sentences_name_what_is_told_what_is_not_and_what_is_pressed(tmp_path):
    one = fit(omega=CROWDED, reliability=0.5 + 0.5 * NARROW)
    measured(omega=0.6, reliability=0.1).write(tmp_path)
    told, pressed = sentences(one, tmp_path)
    assert told.startswith(
        "The record to 2012 can tell something about weight of mean trust; it cannot tell reliability"
    )
    assert "cost of the load of meetings, were not fitted to it." in told
    assert "weight of mean trust (30% of draws in the highest tenth)" in pressed
    rows = rows_of(one, tmp_path)
    assert [(row["name"], row["tells"], row["pressed"]) for row in rows] == [
        (OMEGA, True, True),
        (RELIABILITY, False, False),
    ]


def test_a_fit_without_a_measurement_says_how_to_make_one(tmp_path):
    (told,) = sentences(fit(omega=NARROW), tmp_path)
    assert "was not measured (trustladder calibrate --identify 300" in told
    assert rows_of(fit(omega=NARROW), tmp_path)[0]["followed"] is None
    assert identified(tmp_path) is None


@pytest.mark.parametrize("text", ["", "[1]", '{"law": 3}', '{"law": "a", "sets": "many"}'])
def test_a_damaged_measurement_is_one_line(text, tmp_path):
    (tmp_path / "identified.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"identified.json: not an identification") as raised:
        identified(tmp_path)
    assert "\n" not in str(raised.value)


def test_what_ships_was_measured_for_the_parameters_that_are_fitted():
    known = identified(folder_of(SHIPPED))
    assert [one.name for one in known.parameters] == list(read_fit().sets[0])
    assert known.truths == 300


def test_the_command_keeps_what_it_measured_beside_the_fit(tmp_path, capsys):
    asked = ["calibrate", "--identify", "4", "--sets", "8", "--runs", "2", "--out", str(tmp_path), "--json"]
    assert status_of(asked) == 0
    told = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    known = identified(tmp_path)
    assert (known.sets, known.runs, known.truths, known.law) == (8, 2, 4, law_hash())
    for one in known.parameters:
        assert one.followed == pytest.approx(told[one.name]["followed"], abs=1e-3)
