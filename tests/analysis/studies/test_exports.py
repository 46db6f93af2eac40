"""Exports: what pandas, Stata's format, R, Arrow and the EMA workbench read back is what was simulated."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import trustladder
from tests.conftest import ROOT
from tests.worlds import tiny
from trustladder.analysis.cli import status_of
from trustladder.analysis.simulate import simulate
from trustladder.analysis.studies.codebook import codebook
from trustladder.analysis.studies.exports import CODEBOOK, export, workbench
from trustladder.analysis.studies.stata import RESERVED, short_names
from trustladder.analysis.studies.swept import Swept
from trustladder.analysis.sweeps.folder import SweptFolder
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Plan


@pytest.fixture(scope="module")
def runs(sweeps):
    return SweptFolder(sweeps("lhs")).table("runs").to_pandas()


def test_pandas_reads_the_same_numbers_from_csv_to_the_last_bit(sweeps, runs, tmp_path):
    export(sweeps("lhs"), "csv", tmp_path / "x.csv")
    back = pd.read_csv(tmp_path / "x.csv")
    pd.testing.assert_frame_equal(back, runs, check_dtype=False, check_exact=True)
    assert back["structure.gate"].dtype == bool


def test_pandas_reads_the_same_numbers_and_labels_from_stata(sweeps, runs, tmp_path):
    (written,) = export(sweeps("lhs"), "dta", tmp_path / "x.dta")
    with pd.read_stata(tmp_path / "x.dta", iterator=True) as file:
        labels, title = file.variable_labels(), file.data_label
        back = file.read()
    names = {row["name"]: row["stata_name"] for row in lines(written.codebook)}
    assert title == "small"
    assert labels["region_held"] == "region-wide cooperation in the domain aimed at was reached (flag)"
    assert all(len(label) <= 80 for label in labels.values()) and all(len(name) <= 32 for name in labels)
    for name in runs.columns:
        found, expected = back[names[name]].to_numpy(), runs[name].to_numpy()
        same = (
            found == expected
            if runs[name].dtype == object or name == "scenario"
            else np.isclose(found, expected, rtol=0.0, atol=0.0, equal_nan=True)
        )
        assert np.all(same), name


def test_the_same_result_is_the_same_stata_file(sweeps, tmp_path):
    for name in ("one", "two"):
        export(sweeps("lhs"), "dta", tmp_path / f"{name}.dta")
    assert (tmp_path / "one.dta").read_bytes() == (tmp_path / "two.dta").read_bytes()


def test_parquet_is_one_plain_file_with_unit_and_meaning_of_every_column(sweeps, tmp_path):
    folder = SweptFolder(sweeps("lhs"))
    (written,) = export(folder.path, "parquet", tmp_path / "x.parquet")
    back = pq.read_table(tmp_path / "x.parquet")
    assert back.cast(folder.table("runs").schema).equals(folder.table("runs"))
    assert back.schema.field("region_held_month").metadata[b"unit"] == b"months"
    column = pq.ParquetFile(written.place).metadata.row_group(0).column(9)
    assert column.compression == "SNAPPY" and "BYTE_STREAM_SPLIT" not in column.encodings


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_reads_the_csv_with_its_types_and_sums(sweeps, runs, tmp_path):
    export(sweeps("lhs"), "csv", tmp_path / "x.csv")
    script = (
        'x <- read.csv("x.csv"); book <- read.csv("x-codebook.csv")\n'
        "stopifnot(nrow(book) == ncol(x), is.logical(x$structure.gate), is.numeric(x$refusal_share))\n"
        "cat(nrow(x), ncol(x), format(sum(x$refusal_share), digits=15), sum(is.na(x$region_held_month)), "
        'book$unit[book$name == "civilian_harm"])'
    )
    done = subprocess.run(["Rscript", "-e", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows, columns, total, never, unit = done.stdout.split()
    assert (int(rows), int(columns), unit) == (len(runs), len(runs.columns), "harm/decade")
    assert float(total) == pytest.approx(runs["refusal_share"].sum(), rel=1e-13)
    assert int(never) == runs["region_held_month"].isna().sum()


def test_the_workbench_takes_experiments_and_outcomes_as_they_are_and_reads_them_back(sweeps, tmp_path):
    """In a process of its own, in which nobody has told the workbench of the outcomes."""
    script = (
        "import sys, warnings; warnings.simplefilter('ignore')\n"
        "from trustladder.analysis.studies.exports import workbench\nimport ema_workbench\n"
        "ema_workbench.save_results(workbench(sys.argv[1]), sys.argv[2])\n"
    )
    place = tmp_path / "r.tar.gz"
    subprocess.run(
        [sys.executable, "-c", script, str(sweeps("lhs")), str(place)],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import ema_workbench

        experiments, outcomes = workbench(sweeps("lhs"))
        again, back = ema_workbench.load_results(str(place))
    assert set(back) == set(outcomes) and "region_held_month" in back
    assert all(np.array_equal(back[name], outcomes[name]) for name in outcomes)
    pd.testing.assert_frame_equal(again, experiments, check_exact=True, check_categorical=False)


def test_what_was_tried_has_the_type_of_its_parameter(sweeps, tmp_path):
    experiments, _ = workbench(sweeps("lhs"))
    assert experiments["structure.gate"].dtype == bool and experiments["structure.gate"].nunique() == 2
    assert experiments["uncertainties.omega"].dtype == float
    factors = {
        "structure.trust_rule": ["beta", "kydd"],
        "uncertainties.entry_window": {"values": [12, 24]},
        "levers.joint_share": {"values": [0.2, 0.8]},
        "structure.gate": {"values": [True, False]},
    }
    plan = {"scenario": "malacca-piracy", "months": 3, "design": "full", "replicates": 1, "factors": factors}
    listed, _ = workbench(trustladder.sweep(plan, tmp_path / "r").path)
    assert listed["structure.trust_rule"].dtype == "category" and set(listed["structure.trust_rule"]) == {
        "beta",
        "kydd",
    }
    assert listed["structure.gate"].dtype == bool
    assert sorted(set(listed["levers.joint_share"])) == [0.2, 0.8] and sorted(
        set(listed["uncertainties.entry_window"])
    ) == [12.0, 24.0]


@pytest.mark.parametrize("form", ["range", "values"])
def test_the_date_of_an_event_is_a_month_since_the_start_everywhere(form, tmp_path):
    event = next(name for name, one in Scenario.load("zero-sum-rivalry").events.items() if one.date is not None)
    path, dates = f"events.{event}.date", [date(2014, 2, 1), date(2014, 7, 20)]
    plan = {
        "scenario": "zero-sum-rivalry",
        "settings": {"past.replicates": 2},
        "months": 8,
        "design": "full",
        "levels": 2,
        "replicates": 1,
        "factors": {path: {form: dates}},
    }
    folder = trustladder.sweep(plan, tmp_path / "r")
    for table in ("design", "points", "runs"):
        (written,) = export(folder.path, "csv", tmp_path / f"{table}.csv", table=table)
        assert sorted(set(pd.read_csv(written.place)[path])) == [1.0, 6.0]
        (line,) = [row for row in lines(written.codebook) if row["name"] == path]
        assert (line["unit"], line["type"], line["role"]) == ("months", "number", "parameter")
        assert line["meaning"].startswith("month since the start")
    (stata,) = export(folder.path, "dta", tmp_path / "x.dta")
    name = next(row["stata_name"] for row in lines(stata.codebook) if row["name"] == path)
    assert sorted(set(pd.read_stata(tmp_path / "x.dta")[name])) == [1.0, 6.0]
    experiments, _ = workbench(folder.path)
    assert experiments[path].tolist() == [1.0, 6.0]
    swept = Swept(folder.path)
    assert [swept.values(factor).tolist() for factor in swept.factors] == [
        [24169.0, 24174.0] if form == "range" else [0.0, 1.0]
    ]


def test_the_workbench_searches_boxes_in_what_it_is_given(sweeps):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ema_workbench.analysis import prim

        experiments, outcomes = workbench(sweeps("lhs"))
        interest = outcomes["refusal_share"] > np.median(outcomes["refusal_share"])
        box = prim.Prim(experiments, interest, threshold=0.5).find_box()
    assert box.density > interest.mean()


def test_outcomes_for_the_workbench_have_no_gaps(sweeps):
    _, outcomes = workbench(sweeps("regions"))
    assert "trust_region.energy" not in outcomes and "region_held" in outcomes
    assert all(np.isfinite(values).all() for values in outcomes.values())


# --- the codebook --------------------------------------------------------------------------------------------------


def lines(place):
    with place.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("design", ["lhs", "regions"])
def test_every_column_has_a_unit_and_a_meaning(design, sweeps, tmp_path):
    for written in export(sweeps(design), "csv", tmp_path / "all"):
        book = lines(written.codebook)
        assert [row["name"] for row in book] == pd.read_csv(written.place, nrows=1).columns.tolist()
        assert list(book[0]) == list(CODEBOOK)
        assert all(row["unit"] and row["meaning"] for row in book), [row["name"] for row in book if not row["unit"]]


def test_a_month_says_what_an_empty_cell_means_and_a_parameter_its_range(sweeps):
    scenarios = Swept(sweeps("lhs")).scenarios
    month, omega, mean = codebook(["region_held_month", "uncertainties.omega"], scenarios) + codebook(
        ["refusal_share"], scenarios, "points"
    )
    assert month.meaning.endswith("; empty: never within the horizon")
    assert (omega.low, omega.high, omega.role) == (0.0, 1.0, "parameter")
    assert mean.meaning.endswith("mean over the futures of the point")


def test_arms_are_told_in_the_codebook(sweeps):
    scenarios = Swept(sweeps("lhs")).scenarios
    book = codebook(["without.region_held", "with.region_held_month", "held_by_trust", "share_by_trust"], scenarios)
    assert all(line.unit and line.meaning for line in book)


def test_stata_names_are_short_legal_and_all_different():
    names = [
        "sd.standing.counternarcotics.information-sharing.both_rivals",
        "sd.standing.counternarcotics.information-sharing.one_rival",
        "a" * 40,
        "a" * 41,
        "A" * 40,
        "int",
        "2nd",
        "x.y",
        "x_y",
        "pays-é",
    ]
    found = short_names(names)
    assert len({name.lower() for name in found.values()}) == len(names)
    for name in found.values():
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,31}", name) and name not in RESERVED
    assert found[names[0]].endswith("both_rivals") and found["x.y"] == "x_y"


# --- what goes where -----------------------------------------------------------------------------------------------


def test_a_run_is_exported_with_all_its_tables(tmp_path):
    simulate(Plan(tiny(), 5, 1, "compiled", "bands"), tmp_path / "r", [])
    written = export(tmp_path / "r", "csv", tmp_path / "all")
    assert {one.table for one in written} == {"runs", "design", "series", "network"}
    assert all(row["meaning"] for one in written for row in lines(one.codebook))
    assert len(pd.read_csv(tmp_path / "all" / "runs.csv")) == 5


@pytest.mark.parametrize(
    ("to", "out", "options", "said"),
    [
        ("csv", "x.dta", {}, r"does not fit --to csv; allowed: a name that ends in \.csv, or a folder"),
        ("csv", "x.csv", {"table": "run"}, r"no table 'run' \(did you mean runs\?\)"),
        ("csv", "x.csv", {"table": "failures"}, "no table 'failures'"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(to, out, options, said, sweeps, tmp_path):
    with pytest.raises(InputError, match=said):
        export(sweeps("lhs"), to, tmp_path / out, **options)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("place", ["runs", "runs/inside", "hashes", "runs/mine.csv"])
def test_nothing_is_written_among_the_tables_of_a_result(place, tmp_path, capsys):
    result = tmp_path / "r"
    simulate(Plan(tiny(), 2, 1, "compiled", "bands"), result, [])
    (result / "hashes").mkdir(exist_ok=True)
    before = sorted(result.rglob("*"))
    for arguments in (
        ["export", str(result), "--to", "csv", "--out", str(result / place)],
        ["report", str(result), "--out", str(result / place / "x.html")],
        ["figure", "survival", str(result), "--out", str(result / place)],
        ["claims", "--runs", "16", "--out", str(result / place)],
        ["compare", "baseline", "energy-first", "--figure", str(result / place / "x.svg")],
        ["run", "malacca-piracy", "--runs", "2", "--no-figures", "--out", str(result / place / "new")],
    ):
        assert status_of(arguments) == 2
        assert "among the tables of the result" in capsys.readouterr().err
        assert sorted(result.rglob("*")) == before
    with pytest.raises(InputError, match="among the tables of the result"):
        export(result, "parquet", result, "runs")
    export(result, "csv", result / "tables")
    assert len(pd.read_parquet(result / "runs")) == 2


def test_what_is_there_is_kept_unless_asked(sweeps, tmp_path):
    (tmp_path / "x.csv").write_text("mine")
    with pytest.raises(InputError, match="is there already; name another with --out, or add --overwrite"):
        export(sweeps("lhs"), "csv", tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text() == "mine"
    export(sweeps("lhs"), "csv", tmp_path / "x.csv", overwrite=True)
    assert len(pd.read_csv(tmp_path / "x.csv")) == 640


def test_a_result_that_is_not_finished_or_not_there_is_refused(sweeps, tmp_path):
    with pytest.raises(InputError, match="no such manifest"):
        export(tmp_path, "csv", tmp_path / "x.csv")
    shutil.copytree(sweeps("lhs"), tmp_path / "half")
    manifest = json.loads((tmp_path / "half" / "manifest.json").read_text())
    (tmp_path / "half" / "manifest.json").write_text(json.dumps({**manifest, "finished": False}))
    with pytest.raises(InputError, match="not finished"):
        export(tmp_path / "half", "csv", tmp_path / "x.csv")


def test_a_damaged_part_is_named_and_nothing_is_written(sweeps, tmp_path):
    shutil.copytree(sweeps("lhs"), tmp_path / "r")
    part = tmp_path / "r" / "runs" / "part-00000.parquet"
    content = bytearray(part.read_bytes())
    for damage, broken in (
        ("cut off", content[:-20]),
        ("flipped", content[:3000] + bytes([content[3000] ^ 255]) + content[3001:]),
    ):
        part.write_bytes(broken)
        with pytest.raises(InputError, match=r"part-00000.parquet: a part is damaged"):
            export(tmp_path / "r", "csv", tmp_path / f"{damage}.csv")
    assert [place.name for place in tmp_path.iterdir()] == ["r"]


def test_a_table_too_large_for_stata_is_refused_before_it_is_read(sweeps, tmp_path, monkeypatch):
    monkeypatch.setattr("trustladder.analysis.studies.exports.MOST_CELLS", 1000)
    with pytest.raises(InputError, match="too many for a Stata file, which is made in memory; allowed: csv or parquet"):
        export(sweeps("lhs"), "dta", tmp_path / "x.dta")


def test_a_disk_that_is_full_leaves_nothing_half_written(sweeps, tmp_path, monkeypatch):
    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("trustladder.analysis.studies.exports.write_csv", full)
    with pytest.raises(InputError, match="cannot be written"):
        export(sweeps("lhs"), "csv", tmp_path / "x.csv")
    assert not list(tmp_path.iterdir())


def test_the_command_says_what_it_wrote(sweeps, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert status_of(["export", str(sweeps("lhs")), "--to", "parquet", "--out", "all"]) == 0
    assert "runs: 640 rows of" in capsys.readouterr().out
    assert {place.name for place in (tmp_path / "all").iterdir()} == {
        f"{table}{end}" for table in ("runs", "points", "design") for end in (".parquet", "-codebook.csv")
    }
    assert (
        status_of(["export", str(sweeps("lhs")), "--to", "csv", "--out", "p.csv", "--table", "points", "--json"]) == 0
    )
    assert json.loads(capsys.readouterr().out)[0]["rows"] == 80
    assert isinstance(pq.read_table(tmp_path / "all" / "points.parquet"), pa.Table)
