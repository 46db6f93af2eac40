"""Sweeps, claims and tables that are old, cut off, too small or damaged: a figure that says so, or one clear line."""

import json
import shutil

import pytest

from tests.analysis.figures.made_up import made_up, one_law
from tests.analysis.figures.made_up_studies import made_up_sweep
from tests.analysis.figures.test_bad_results import NASTY, nasty, rewrite, said_by
from trustladder.analysis.cli import status_of
from trustladder.analysis.figures import figure_of
from trustladder.analysis.figures.kit.style import LATEX
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Folder

OF_A_SWEEP = {
    "sobol": "saltelli",
    "tornado": "morris",
    "heatmap": "full",
    "boxes": "lhs",
    "survival": "lhs",
    "convergence": "lhs",
}


def copy_of(folder, place):
    return shutil.copytree(folder, place / folder.name)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(("name", "design"), OF_A_SWEEP.items())
def test_a_sweep_that_was_cut_off_says_so(name, design, language, made, tmp_path):
    folder = copy_of(made.sweep(design), tmp_path)
    rewrite(folder, finished=False)
    (folder / "points.parquet").unlink()
    said = said_by(figure_of(name), [folder], language, LATEX)
    assert ("is not finished" if language == "en" else "не закончен") in said


@pytest.mark.parametrize(("name", "design"), OF_A_SWEEP.items())
def test_a_sweep_of_an_older_law_says_so(name, design, made, tmp_path):
    folder = copy_of(made.sweep(design), tmp_path)
    rewrite(folder, law="feedfeedfeedfeed")
    assert "Made by an older version of the model" in said_by(figure_of(name), [folder], target=LATEX)


@pytest.mark.parametrize("name", ["claims", "regret"])
def test_claims_and_tables_of_an_older_law_say_so(name, made, tmp_path):
    folder = copy_of(made.claims if name == "claims" else made.table, tmp_path)
    place = folder / f"{name}.json"
    place.write_text(json.dumps({**json.loads(place.read_text()), "law": "feedfeedfeedfeed"}))
    assert "Made by an older version of the model" in said_by(figure_of(name), [folder])


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    ("name", "plan", "asked", "expected"),
    [
        ("sobol", {"design": "saltelli", "points": 3}, {}, ("16 samples or more, not 3", "хотя бы 16, а есть 3")),
        ("tornado", {"design": "morris", "points": 2}, {}, ("4 samples or more, not 2", "хотя бы 4, а есть 2")),
        ("sobol", {"design": "lhs", "points": 20}, {}, ("50 samples or more, not 20", "хотя бы 50, а есть 20")),
        ("boxes", {"design": "lhs", "points": 20}, {}, ("40 points or more, not 20", "хотя бы 40, а есть 20")),
        (
            "convergence",
            {"design": "lhs", "points": 20, "replicates": 1},
            {},
            ("10 futures or more, not 1", "хотя бы 10, а есть 1"),
        ),
    ],
)
def test_what_is_too_small_says_so(name, plan, asked, expected, language, tmp_path):
    with one_law():
        folder = made_up_sweep(tmp_path / "small", **plan)
        assert expected[language == "ru"] in said_by(figure_of(name), [folder], language, LATEX, **asked)


def test_a_threshold_that_nothing_or_everything_reaches_tells_nothing_apart(made):
    said = said_by(figure_of("boxes"), [made.sweep("lhs")], threshold=2.0)
    assert "Nothing to tell apart: 0 of 160 points" in said
    assert "Choose another --threshold" in said


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    ("name", "design"), [("sobol", "saltelli"), ("tornado", "oat"), ("heatmap", "full"), ("boxes", "lhs")]
)
def test_where_nothing_moves_a_metric_a_figure_says_so(name, design, language, made, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = copy_of(made.sweep(design), tmp_path)
    table = pq.read_table(folder / "points.parquet")
    still = pa.array([0.25] * len(table))
    place = table.schema.get_field_index("refusal_share")
    Folder(folder).write_blocks("points.parquet", [table.set_column(place, "refusal_share", still)])
    said = said_by(figure_of(name), [folder], language, metric="refusal_share")
    assert (
        "is the same at every point (25%)"
        if language == "en"
        else "один и тот же во всех точках (25\u00a0%)".replace("\u00a0", " ")
    ) in said


def test_one_future_a_point_cannot_tell_luck_and_the_bars_say_so(made):
    said = said_by(figure_of("sobol"), [made.sweep("single")], metric="refusal_share")
    assert "not known: one future a point" in said


@pytest.mark.parametrize("language", ["en", "ru"])
def test_where_cooperation_never_comes_the_curves_say_so(language, tmp_path):
    from tests.worlds import tiny
    from trustladder.analysis.simulate import simulate
    from trustladder.sim.store.results import Plan

    quiet = {"agenda": {"fish": {"rate": 0.0}, "water": {"rate": 0.0}}}
    silent = tiny(forums={"CLUB": quiet, "PAIR": {"agenda": {"fish": {"rate": 0.0}}}})
    simulate(Plan(silent, 12, 1, "compiled", "bands"), tmp_path / "silent", [])
    expected = "in none of these futures" if language == "en" else "ни в одном из вариантов"
    assert expected in said_by(figure_of("survival"), [tmp_path / "silent"], language, LATEX)


def test_results_of_one_title_are_told_apart_by_their_folders(made, tmp_path):
    folders = [made.result("baseline"), made_up(tmp_path / "other", Scenario.load("baseline"), 0.05)]
    for name in ("survival", "effects"):
        assert "other" in said_by(figure_of(name), folders).lower()


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"claims": []}', '{"scenario": 3, "seed": "x"}', "\x00"])
@pytest.mark.parametrize("name", ["claims", "regret"])
def test_a_damaged_file_is_one_line(name, content, tmp_path, capsys):
    (tmp_path / f"{name}.json").write_text(content)
    assert status_of(["figure", name, str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert "damaged" in told
    assert told.count("\n") == 1


def test_a_table_that_lacks_a_cell_is_one_line(made, tmp_path, capsys):
    folder = copy_of(made.table, tmp_path)
    tree = json.loads((folder / "regret.json").read_text())
    (folder / "regret.json").write_text(json.dumps({**tree, "cells": tree["cells"][1:]}))
    assert status_of(["figure", "regret", str(folder)]) == 2
    assert "not every policy in every world" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["tornado", "lhs"], "pawn of the design lhs makes no tornado; allowed: oat, morris"),
        (["sobol", "oat"], "oat of region_held has no bars; draw tornado"),
        (["sobol", "lhs", "--method", "morris"], "morris does not fit the design lhs"),
        (["heatmap", "lhs"], "a lhs design of 6 factors makes no heat map; allowed: full, of two"),
        (["sobol", "saltelli", "--metric", "refusal_shar"], "no metric 'refusal_shar' (did you mean refusal_share?)"),
        (["sobol", "crossed"], "each point was run under 2 scenarios; choose one with --scenario: baseline, open-door"),
        (["heatmap", "full", "--scenario", "basline"], "no scenario 'basline'"),
        (["survival", "lhs", "--metric", "refusal_share"], "refusal_share is no month; allowed: region_held_month"),
        (["convergence", "crossed"], "holds several scenarios; choose one with --scenario"),
        (["boxes", "oat"], "the design oat does not fill the space"),
        (["claims", "claims", "--claim", "C14"], "--claim: no claim 'C14'"),
    ],
)
def test_what_is_asked_wrongly_is_one_line(asked, said, made, tmp_path, capsys):
    name, kind, *options = asked
    folder = made.claims if kind == "claims" else made.sweep(kind)
    assert status_of(["figure", name, str(folder), *options, "--out", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_more_scenarios_than_can_be_told_apart_are_refused(made, tmp_path, capsys):
    folders = [copy_of(made.result("baseline"), tmp_path / str(number)) for number in range(7)]
    assert status_of(["figure", "survival", *map(str, folders), "--out", str(tmp_path)]) == 2
    assert "7 scenarios are too many for one figure; allowed: 6" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["title", "design", "crossed", "law", "factors"])
def test_a_manifest_that_lacks_what_a_sweep_has_is_one_line(missing, made, tmp_path, capsys):
    folder = copy_of(made.sweep("lhs"), tmp_path)
    tree = json.loads((folder / "manifest.json").read_text())
    del tree[missing]
    (folder / "manifest.json").write_text(json.dumps(tree))
    assert status_of(["figure", "sobol", str(folder), "--out", str(tmp_path)]) == 2
    assert f"manifest.json: {missing}: is missing" in capsys.readouterr().err


# --- names that try to be something else --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sobol", "heatmap", "boxes", "survival", "convergence"])
def test_names_in_a_sweep_are_text(name, made, tmp_path):
    folder = copy_of(made.sweep(OF_A_SWEEP[name]), tmp_path)
    tree = json.loads((folder / "manifest.json").read_text())
    world = tree["scenarios"]["baseline"]
    world["title"], world["actors"]["KGZ"]["name"], tree["title"] = NASTY[4], NASTY[0], NASTY[2]
    world["actors"]["RUS"]["name"] = NASTY[3]
    (folder / "manifest.json").write_text(json.dumps(tree))
    said = said_by(figure_of(name), [folder], target=LATEX)
    assert "\u202e" not in said


@pytest.mark.parametrize("text", NASTY)
def test_names_in_claims_and_tables_are_text(text, made, tmp_path):
    from xml.etree import ElementTree

    claims, table = copy_of(made.claims, tmp_path), copy_of(made.table, tmp_path)
    tree = json.loads((claims / "claims.json").read_text())
    tree["claims"][0].update(said=text, verdict=text)
    tree["claims"][0]["parts"][0].update(said=text, verdict=text)
    (claims / "claims.json").write_text(json.dumps(tree))
    tree = json.loads((table / "regret.json").read_text())
    tree["titles"]["training-first"] = tree["titles"]["afghan-shock"] = text
    (table / "regret.json").write_text(json.dumps(tree))
    for name, folder, asked in (("claims", claims, {}), ("claims", claims, {"claim": "C1"}), ("regret", table, {})):
        said = said_by(figure_of(name), [folder], target=LATEX, **asked)
        assert not {"\u202e", "\u0007"} & set(said)
    assert status_of(["figure", "claims", str(claims), "--claim", "C1", "--format", "svg", "--out", str(tmp_path)]) == 0
    place = tmp_path / "claims-C1-web.svg"
    assert not list(ElementTree.parse(place).getroot().iter("{http://www.w3.org/2000/svg}script"))


def test_a_strange_world_settles_and_arrives_like_any_other(tmp_path):
    with one_law():
        folder = made_up(tmp_path / "strange", nasty().with_months(24))
        for name in ("survival", "convergence"):
            assert "\u202e" not in said_by(figure_of(name), [folder], target=LATEX)
