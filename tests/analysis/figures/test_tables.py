"""Tables behind figures: every column once, reasons add up to refusals, intervals hold what they are of."""

import csv
import math
from collections import Counter

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.analysis.figures.pictures import CASES
from tests.worlds import tiny
from trustladder.analysis.figures import figure_of
from trustladder.analysis.figures.kit.placeholder import describe_figure
from trustladder.analysis.figures.kit.publish import publish
from trustladder.analysis.figures.kit.refusals import refusals
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.sampled_runs import sample_file, sample_runs
from trustladder.analysis.figures.kit.style import WORD
from trustladder.analysis.invitations import TERMS
from trustladder.analysis.simulate import simulate
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.law.responding import REASONS
from trustladder.sim.metric_families import REFUSED
from trustladder.sim.runs import run
from trustladder.sim.store.arrow import numbers, together
from trustladder.sim.store.results import Plan

SERIES = dict(zip(REASONS, REFUSED, strict=True))
INTERVALS = {"low": ("effect", "share"), "first_low": ("first",), "total_low": ("total",), "mu_star_low": ("mu_star",)}
ORDERED = ("p05", "p25", "p50", "p75", "p95")
SHARES = ("share", "share_good_enough", "share_on_rung_or_higher", "pawn", "dummy")


@pytest.mark.parametrize("case", CASES)
def test_a_table_of_a_figure_is_sound(case, made):
    table = describe_figure(figure_of(CASES[case].figure), CASES[case].open(made, "en"))
    assert len(set(table.columns)) == len(table.columns)
    assert table.rows and all(len(row) == len(table.columns) for row in table.rows)
    for row in table.rows:
        check(dict(zip(table.columns, row, strict=True)), case)


def check(row, case):
    """Whether what a row says fits together."""
    known = {name: value for name, value in row.items() if isinstance(value, float) and not math.isnan(value)}
    for low, of in INTERVALS.items():
        if case not in ("tornado",) and low in known:
            for name in of:
                if name in known:
                    assert known[low] <= known[name] <= known[low.replace("low", "high")], row
    quantiles = [known[name] for name in ORDERED if name in known]
    assert quantiles == sorted(quantiles), row
    assert all(0.0 <= known[name] <= 1.0 for name in SHARES if name in known), row
    if {"start", "end", "change"} <= known.keys():
        assert known["change"] == known["end"] - known["start"], row
    if "refusals" in row and "invitations" in row:
        assert sum(row[f"because_{reason}"] for reason in REASONS) == row["refusals"] <= row["invitations"], row


# --- invitations, where reasons and terms share names ---


@pytest.fixture(scope="module")
def looked(tmp_path_factory):
    """A result of three futures, its close look, and the same futures told by the Mesa lane."""
    scenario, place = tiny(), tmp_path_factory.mktemp("looked") / "r"
    simulate(Plan(scenario, 3, 5, "compiled", "bands"), place, [])
    models = [CooperationModel(scenario, seed=5, replicate=replicate).run() for replicate in range(3)]
    return (
        place,
        sample_runs(ResultSource(place)),
        [
            one
            for model in models
            for meeting in model.meetings
            for one in meeting.decisions
            if one.decided_by != "chair"
        ],
    )


def test_reasons_are_counted_as_the_compiled_lane_counts_them(looked):
    _, known, _ = looked
    done = run(tiny(), 3, seed=5)
    for reason, series in SERIES.items():
        counted = done.months[:, :, done.series_names.index(series)].sum()
        assert sum(row[f"because_{reason}"] for row in known.invitations) == counted, reason


def test_reasons_and_terms_are_those_of_the_decisions(looked):
    _, known, decisions = looked
    refused = [one for one in decisions if not one.came]
    reasons = Counter(one.reason for one in refused)
    assert {reason: sum(row[f"because_{reason}"] for row in known.invitations) for reason in REASONS} == {
        reason: reasons[reason] for reason in REASONS
    }
    for term in TERMS:
        weighed = sum(row[f"weighed_{term}"] for row in known.invitations)
        assert weighed == pytest.approx(sum(getattr(one.terms, term) for one in refused), rel=1e-12), term


def test_what_is_written_beside_a_figure_and_kept_adds_up(looked, tmp_path):
    place, known, _ = looked
    publish(figure_of("refusals"), ResultSource(place), WORD, ["svg"], tmp_path / "refusals")
    with (tmp_path / "refusals.csv").open(newline="") as file:
        written = list(csv.DictReader(file))
    kept = pq.read_table(place / sample_file("invitations", 3)).to_pylist()
    assert kept == known.invitations and len(written) == len(kept)
    for table in (written, kept):
        assert sum(float(row["refusals"]) for row in table) > 0
        for row in table:
            assert sum(float(row[f"because_{reason}"]) for reason in REASONS) == float(row["refusals"])


def test_a_close_look_of_a_version_with_other_columns_is_taken_anew(looked):
    place, known, _ = looked
    data = ResultSource(place)
    old = [{"forum": "CLUB", "refusals": 104.0, "chance": 104.0, "pressure": 3.81}]
    data.folder.write(sample_file("invitations", 3), {name: [old[0][name]] for name in old[0]})
    assert sample_runs(ResultSource(place)).invitations == known.invitations


def test_a_row_of_families_that_share_a_name_cannot_be_built():
    with pytest.raises(ValueError, match="columns rivalry are named twice"):
        together({"refusals": 3, "rivalry": 2}, {"gain": 0.5, "rivalry": 0.1})


def test_shares_of_reasons_in_the_table_of_runs_add_up_to_that_of_refusals(tmp_path):
    simulate(Plan(tiny(), 20, 5, "compiled", "none"), tmp_path / "r", [])
    table = ResultSource(tmp_path / "r").folder.table("runs")
    whole = sum(numbers(table.column(name)) for name in REFUSED)
    refused = numbers(table.column("refusal_share"))
    assert refused.any() and np.allclose(whole, refused, atol=1e-12)


@pytest.mark.parametrize("where", ["made up", "looked"])
def test_the_interval_of_what_all_refuse_lies_around_its_mean(where, made, looked):
    data = made.source("refusals", "en") if where == "made up" else ResultSource(looked[0])
    found = refusals(data, sample_runs(data))
    assert math.isnan(found.low) or found.low <= found.total <= found.high
