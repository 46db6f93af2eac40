"""Figures of studies: each is drawn whole for a slide and for a column, and says what it answers."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from analysis.cli import status_of
from analysis.figures import boxes, convergence, heatmap, sobol, survival, tornado
from analysis.figures.style import COLUMN, SLIDE, house_style
from analysis.simulate import simulate
from analysis.studies.discovery import discover
from analysis.studies.futures import Futures, between_groups, by_replicate, curve, curves_of, running
from analysis.studies.sensitivity import sensitivity
from analysis.studies.swept import Swept
from sim.errors import InputError
from sim.results import Plan
from sim.scenario import Scenario
from tests.drawn import shown_texts
from tests.worlds import tiny

STUDIES = {
    "bars": (sobol, lambda sweeps: sobol.Data(sensitivity(sweeps("saltelli"), ["refusal_share"]), "refusal_share")),
    "pawn": (sobol, lambda sweeps: sobol.Data(sensitivity(sweeps("lhs"), ["region_held_month"]), "region_held_month")),
    "swings": (tornado, lambda sweeps: tornado.Data(sensitivity(sweeps("oat"), ["refusal_share"]), "refusal_share")),
    "effects": (tornado, lambda sweeps: tornado.Data(sensitivity(sweeps("morris"), ["trust_region.spills"]), "trust_region.spills")),
    "heatmap": (heatmap, lambda sweeps: heatmap.Data(Swept(sweeps("full")), "refusal_share")),
    "boxes": (boxes, lambda sweeps: discover(sweeps("lhs"), "refusal_share", 0.38)),
    "survival": (survival, lambda sweeps: survival.Data([sweeps("crossed"), sweeps("lhs")], "aim_meeting_month.anywhere")),
    "convergence": (convergence, lambda sweeps: convergence.Data(longer(sweeps), "refusal_share")),
}  # fmt: skip


def longer(sweeps):
    """A run beside a sweep, with replicates enough to converge."""
    place = sweeps("lhs").parent / "run"
    if not place.is_dir():
        simulate(Plan(tiny(), 40, 1, "compiled", "none"), place, [])
    return place


@pytest.mark.parametrize("target", [SLIDE, COLUMN], ids=lambda target: target.name)
@pytest.mark.parametrize("name", STUDIES)
def test_a_study_is_drawn_whole(name, target, sweeps):
    study, data = STUDIES[name]
    with house_style(target):
        drawn = study.draw(data(sweeps), target)
        drawn.canvas.draw()
        texts = [text for text in shown_texts(drawn) if text.get_visible() and text.get_text().strip()]
        inside = drawn.bbox.padded(3.0)
        boxed = [(text.get_text(), text.get_window_extent()) for text in texts]
        plt.close(drawn)
    assert study.ANSWERS.endswith("?")
    assert drawn.get_size_inches()[0] == target.width
    assert min(text.get_fontsize() for text in texts) >= 0.6 * target.text
    assert not [
        text for text, box in boxed if not (inside.contains(box.x0, box.y0) and inside.contains(box.x1, box.y1))
    ]
    assert "not a forecast" in " ".join(" ".join(text.get_text() for text in texts).split())


@pytest.mark.parametrize(
    ("study", "data", "said"),
    [
        (tornado, lambda sweeps: tornado.Data(sensitivity(sweeps("lhs"), ["refusal_share"]), "refusal_share"), "the design lhs makes no tornado; allowed: oat, morris"),
        (sobol, lambda sweeps: sobol.Data(sensitivity(sweeps("oat"), ["refusal_share"]), "refusal_share"), "has no bars; draw tornado"),
        (heatmap, lambda sweeps: heatmap.Data(Swept(sweeps("lhs")), "refusal_share"), "a lhs design of 3 factors makes no heat map; allowed: full, of two"),
        (survival, lambda sweeps: survival.Data([sweeps("lhs")], "refusal_share"), "refusal_share is no month; allowed: region_held_month"),
        (survival, lambda sweeps: survival.Data([sweeps("lhs")] * 7), "7 scenarios are too many for one figure; allowed: 6"),
        (convergence, lambda sweeps: convergence.Data(sweeps("lhs"), "refusal_share"), "6 replicates are too few to converge; allowed: 10 or more"),
        (convergence, lambda sweeps: convergence.Data(sweeps("crossed"), "refusal_share"), "holds several scenarios; choose one with --scenario"),
    ],
)  # fmt: skip
def test_what_a_design_cannot_show_is_refused(study, data, said, sweeps):
    with house_style(SLIDE), pytest.raises(InputError, match=said):
        study.draw(data(sweeps), SLIDE)
    plt.close("all")


@pytest.mark.parametrize(
    ("design", "options"),
    [
        ("saltelli", []),
        ("morris", ["--column"]),
        ("full", ["--draw", "heatmap"]),
        ("lhs", ["--draw", "survival", "--metric", "region_meeting_month"]),
    ],
)
def test_the_command_draws_into_a_file(design, options, sweeps, tmp_path, capsys):
    metric = [] if "--metric" in options else ["--metric", "refusal_share"]
    place = tmp_path / "figure.svg"
    assert status_of(["sensitivity", str(sweeps(design)), *metric, "--figure", str(place), *options]) == 0
    assert f"written to {place}" in capsys.readouterr().out
    assert "<text" in place.read_text(encoding="utf-8")


def test_discover_draws_its_boxes(sweeps, tmp_path):
    place = tmp_path / "boxes.png"
    assert (
        status_of(
            ["discover", str(sweeps("lhs")), "--metric", "refusal_share", "--threshold", "0.38", "--figure", str(place)]
        )
        == 0
    )
    assert place.stat().st_size > 10_000


# --- by when -------------------------------------------------------------------------------------------------------


def arrived(values, groups=None):
    return Futures(tiny(), np.array(values, dtype=float), np.arange(len(values)), groups, True)


def test_a_curve_rises_where_futures_arrive_and_never_ones_stay_below():
    found = curve(arrived([0.0, 10.0, 10.0, np.nan]))
    assert len(found.share) == tiny().months + 1
    assert found.share[[0, 1, 10, 11, -1]].tolist() == [0.0, 0.25, 0.25, 0.75, 0.75]
    assert (found.low <= found.share).all() and (found.share <= found.high).all()
    assert found.low[-1] < 0.4 and found.high[-1] < 1.0


def test_futures_of_one_point_are_alike_so_that_intervals_rest_on_points():
    came = np.repeat([True, False, True, False], 100)
    low, high = between_groups(came, np.repeat(np.arange(4), 100))
    assert (low, high) == (0.0, 1.0), "four opinions, not four hundred"
    low, high = between_groups(came, np.tile(np.arange(100), 4))
    assert high - low < 0.05


def test_each_scenario_has_its_curve_from_a_sweep_and_from_a_run(sweeps):
    found = curves_of([sweeps("crossed"), longer(sweeps)], "region_held_month")
    assert [one.name for one in found] == [
        Scenario.load("malacca-piracy").title, Scenario.load("baseline").title, tiny().title,
    ]  # fmt: skip
    assert [one.runs for one in found] == [120, 120, 40]


def test_the_mean_so_far_is_the_mean_of_so_many_and_its_interval_narrows():
    values = np.random.default_rng(1).random(400)
    mean, half = running(values)
    assert mean[99] == pytest.approx(values[:100].mean())
    assert half[99] == pytest.approx(1.96 * values[:100].std(ddof=1) / 10.0, rel=1e-4)
    assert half[0] == np.inf and half[399] < 0.6 * half[99]


def test_a_month_that_never_came_counts_as_the_horizon_in_the_mean_so_far():
    assert by_replicate(arrived([4.0, np.nan])).tolist() == [4.0, float(tiny().months)]
