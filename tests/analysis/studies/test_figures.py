"""Commands draw what they found; and the futures of which curves and means are drawn."""

import csv
from textwrap import dedent

import numpy as np
import pytest

from tests.worlds import tiny
from trustladder.analysis.cli import status_of
from trustladder.analysis.figures.convergence import running
from trustladder.analysis.figures.kit.provenance import read
from trustladder.analysis.simulate import simulate
from trustladder.analysis.statistics import share_ends
from trustladder.analysis.studies.futures import Futures, by_replicate, curve, futures_of
from trustladder.analysis.sweeps.folder import SweptFolder
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Plan, plain


def longer(sweeps):
    """A run beside a sweep, with replicates enough to converge."""
    place = sweeps("lhs").parent / "run"
    if not place.is_dir():
        simulate(Plan(tiny(), 40, 1, "compiled", "none"), place, [])
    return place


@pytest.mark.parametrize(
    ("design", "options", "figure"),
    [
        ("saltelli", [], "sobol"),
        ("lhs", [], "sobol"),
        ("morris", ["--for", "latex"], "tornado"),
        ("oat", ["--lang", "ru"], "tornado"),
        ("full", ["--draw", "heatmap"], "heatmap"),
        ("lhs", ["--draw", "survival", "--metric", "region_meeting_month"], "survival"),
    ],
)
def test_sensitivity_draws_into_a_file_with_words_data_and_origin(design, options, figure, sweeps, tmp_path, capsys):
    metric = [] if "--metric" in options else ["--metric", "refusal_share"]
    place = tmp_path / "which.svg"
    assert status_of(["sensitivity", str(sweeps(design)), *metric, "--figure", str(place), *options]) == 0
    assert f"written to {place}" in capsys.readouterr().out
    assert "<text" in place.read_text(encoding="utf-8")
    known = read(place)
    assert known["figure"] == figure
    assert known["asked"]["metric"] == (metric or options[-2:])[-1]
    assert known["results"][0]["design"] == design
    assert len(list(csv.reader((tmp_path / "which.csv").open(encoding="utf-8")))) > 2
    assert ("прогноз" if "ru" in options else "not a forecast") in (tmp_path / "which.txt").read_text(encoding="utf-8")


def test_the_command_and_the_figure_draw_the_same(sweeps, tmp_path):
    folder = str(sweeps("saltelli"))
    assert status_of(["sensitivity", folder, "--metric", "refusal_share", "--figure", str(tmp_path / "a.svg")]) == 0
    asked = ["figure", "sobol", folder, "--metric", "refusal_share", "--for", "slides", "--format", "svg"]
    assert status_of([*asked, "--out", str(tmp_path)]) == 0
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "sobol-refusal_share-slides.svg").read_bytes()
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "sobol-refusal_share-slides.csv").read_bytes()


def test_discover_draws_its_boxes_and_they_can_be_drawn_again(sweeps, tmp_path, capsys):
    place = tmp_path / "boxes.png"
    asked = ["discover", str(sweeps("lhs")), "--metric", "refusal_share", "--threshold", "0.52", "--below"]
    assert status_of([*asked, "--figure", str(place)]) == 0
    assert place.stat().st_size > 10_000
    capsys.readouterr()
    assert status_of(["figure", "--explain", str(place)]) == 0
    again = capsys.readouterr().out
    assert "trustladder sweep plan.toml --out result-1" in again
    plan = again.partition("plan.toml, of result 1:\n")[2]
    (tmp_path / "plan.toml").write_text(dedent(plan), encoding="utf-8")
    made = SweptFolder(sweeps("lhs")).manifest()
    known = Sweep.load(tmp_path / "plan.toml")
    assert plain(known.identity()) == {key: made[key] for key in known.identity()}
    assert (known.points, known.plan.replicates) == (made["points"], made["replicates"])
    assert (
        "trustladder figure boxes result-1 --below --boxes 3 --density 0.8 --metric refusal_share --threshold 0.52"
        in again
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--figure", "x.jpg"], "--figure x.jpg: no format 'jpg'"),
        (["--figure", "x"], "--figure x: no format"),
        (["--figure", "x.png", "--for", "slide"], "--for: no target 'slide' (did you mean slides?)"),
        (["--figure", "x.png", "--lang", "de"], "--lang: no language 'de'"),
    ],
)
def test_what_cannot_be_drawn_is_refused_before_anything_is_worked_out(asked, said, sweeps, capsys):
    for command in ("sensitivity", "discover"):
        assert status_of([command, str(sweeps("lhs")), *asked]) == 2
        told = capsys.readouterr()
        assert said in told.err
        assert told.out == ""


# --- by when -------------------------------------------------------------------------------------------------------


def arrived(values, kinds=()):
    return Futures(tiny(), np.array(values, dtype=float), np.arange(len(values)), kinds, True)


def test_a_curve_rises_where_futures_arrive_and_never_ones_stay_below():
    found = curve(arrived([0.0, 10.0, 10.0, np.nan]))
    assert len(found.share) == tiny().months + 1
    assert found.share[[0, 1, 10, 11, -1]].tolist() == [0.0, 0.25, 0.25, 0.75, 0.75]
    assert (found.low <= found.share).all() and (found.share <= found.high).all()
    assert found.low[-1] < 0.4 and found.high[-1] < 1.0


def test_futures_of_one_point_are_alike_so_that_intervals_rest_on_points():
    came = np.repeat([1.0, 0.0, 1.0, 0.0], 100)
    low, high = share_ends(came, [np.repeat(np.arange(4), 100)])
    assert low < 0.1 and high > 0.9, "four opinions, not four hundred"
    low, high = share_ends(came, [np.tile(np.arange(100), 4)])
    assert high - low < 0.12


def test_points_that_share_their_luck_are_not_so_many_throws():
    """Four futures of a hundred points: what comes in one comes everywhere, so that there are four opinions again."""
    came = np.tile([1.0, 0.0, 1.0, 0.0], 100)
    points, luck = np.repeat(np.arange(100), 4), np.tile(np.arange(4), 100)
    low, high = share_ends(came, [points, luck])
    assert low < 0.15 and high > 0.85


def test_a_thing_that_came_nowhere_in_a_sweep_may_come_yet():
    """Twenty points of a hundred futures: the interval is as wide as that of twenty throws, and not empty."""
    found = curve(arrived(np.full(2000, np.nan), (np.repeat(np.arange(20), 100), np.tile(np.arange(100), 20))))
    assert (found.low == 0.0).all() and (found.high > 0.15).all()


def test_a_band_neither_rises_before_the_first_event_nor_falls_after_the_last():
    """Eight futures of sixty points: one comes early, four more wherever luck is good, and nearly all at the end."""
    points, luck = np.repeat(np.arange(60), 8), np.tile(np.arange(8), 60)
    months = np.where(luck == 3, 12.0, np.where(luck > 3, 24.0, np.nan))
    months[7], months[0] = 6.0, 30.0
    found = curve(arrived(months, (points, luck)))
    assert (np.diff(found.low) >= 0.0).all() and (np.diff(found.high) >= 0.0).all()
    assert (found.low <= found.share).all() and (found.share <= found.high).all()
    own = share_ends((months < 36).astype(float), (points, luck))
    assert (found.low[-1], found.high[-1]) == pytest.approx(own), "the last month's own interval"
    none = share_ends(np.zeros(480), (points, luck))
    assert found.high[0] < 0.2 < none[1], "what is known of the first event bounds the months before it"


def test_each_scenario_has_its_curve_from_a_sweep_and_from_a_run(sweeps):
    folders = [sweeps("crossed"), longer(sweeps)]
    found = [curve(one) for folder in folders for one in futures_of(folder, "region_held_month")]
    assert [one.name for one in found] == [
        Scenario.load("malacca-piracy").short_name,
        Scenario.load("baseline").short_name,
        tiny().short_name,
    ]
    assert [one.runs for one in found] == [120, 120, 40]


def test_the_mean_so_far_is_the_mean_of_so_many_and_its_interval_narrows():
    values = np.random.default_rng(1).random(400)
    mean, half = running(values)
    assert mean[99] == pytest.approx(values[:100].mean())
    assert half[99] == pytest.approx(1.984 * values[:100].std(ddof=1) / 10.0, rel=1e-3)
    assert half[0] == np.inf and half[399] < 0.6 * half[99]


def test_a_month_that_never_came_counts_as_the_horizon_in_the_mean_so_far():
    assert by_replicate(arrived([4.0, np.nan])).tolist() == [4.0, float(tiny().months)]
