"""Results that are old, empty, cut off, single or silent: a figure that says so, never an empty panel."""

import json
import shutil

import matplotlib.pyplot as plt
import pytest

from tests.analysis.figures.made_up import made_up, one_law
from tests.drawn import empty_panels, on_one_line, over_the_edge, overlapping, shown_texts
from tests.worlds import tiny
from trustladder.analysis.cli import status_of
from trustladder.analysis.figures import figure_of, figures, name_of
from trustladder.analysis.figures.kit.placeholder import describe_figure, draw_figure
from trustladder.analysis.figures.kit.publish import open_source
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.style import LATEX, SLIDE, style
from trustladder.analysis.simulate import simulate
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Plan

ALONE = [figure for figure in figures() if figure.SOURCE.KIND == "result"]
OF_RESULTS = [*ALONE, *(figure_of(name) for name in ("effects", "survival", "convergence"))]
CLOSE = ("refusals", "reasons", "assistance")  # figures that look at single futures


def said_by(figure, folders, language="en", target=SLIDE, **asked):
    """All that a figure says, on one line; none of it runs over the edge, and every panel holds something."""
    data = open_source(figure, folders if figure.SOURCE.FOLDERS[1] > 1 else folders[:1], language, asked)
    with style(target):
        made = draw_figure(figure, data, target)
        made.canvas.draw()
        texts = shown_texts(made)
        over, empty, covered = over_the_edge(made, texts), empty_panels(made), overlapping(texts)
        said = on_one_line(made.findobj(plt.Text))
        plt.close(made)
    assert over == []
    assert empty == []
    assert covered == []
    assert describe_figure(figure, data).caption
    return said


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    with one_law():
        yield made_up(tmp_path_factory.mktemp("whole") / "baseline", Scenario.load("baseline").with_months(60))


@pytest.fixture
def copy(whole, tmp_path):
    """A result of its own, to be damaged."""
    return shutil.copytree(whole, tmp_path / "result")


def rewrite(folder, **changes):
    place = folder / "manifest.json"
    place.write_text(json.dumps({**json.loads(place.read_text()), **changes}))


@pytest.mark.parametrize("figure", ALONE, ids=name_of)
def test_a_result_of_an_older_law_says_so(figure, copy):
    rewrite(copy, law="feedfeedfeedfeed")
    shutil.rmtree(copy / "figures")
    said = said_by(figure, [copy])
    assert "Made by an older version of the model" in said
    assert ("Run the scenario again" in said) == (name_of(figure) in CLOSE)


NEEDS = {
    "runs": ("energy-opens", "ladder", "overview"),
    "series": ("trust-fan", "ladders", "human-security", "rivalry", "ladder", "overview"),
    "network": ("trust-network",),
}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in NEEDS.items() for name in names])
def test_a_result_that_was_cut_off_says_so(kind, name, copy):
    shutil.rmtree(copy / kind)
    rewrite(copy, finished=False)
    said = said_by(figure_of(name), [copy], target=LATEX)
    assert "Nothing to draw" in said
    assert ("UNFINISHED: 0 of 40" in said) == (kind == "runs")


def test_what_is_there_of_a_result_that_was_cut_off_is_drawn(copy):
    shutil.rmtree(copy / "runs")
    manifest = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps({**manifest, "finished": False}))
    said = said_by(figure_of("trust-fan"), [copy])
    assert "Nothing to draw" not in said
    assert "UNFINISHED: 0 of 40" in said


def test_an_empty_folder_is_one_line(tmp_path, capsys):
    assert status_of(["figure", "trust-fan", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"trustladder: {tmp_path}/manifest.json: no such manifest\n"


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"format": 1}', '{"format": 1, "law": "x", "seed": 1, "runs": 2, "scenario": {"title": 3}}'],
)
def test_a_damaged_manifest_is_one_line(content, tmp_path, capsys):
    (tmp_path / "manifest.json").write_text(content)
    for name in ("trust-fan", "energy-opens"):
        assert status_of(["figure", name, str(tmp_path)]) == 2
        assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("kind", ["runs", "series", "network"])
def test_a_damaged_part_is_one_line(kind, copy, capsys):
    part = copy / kind / "part-00000.parquet"
    part.write_bytes(part.read_bytes()[:400])
    name = {"runs": "energy-opens", "series": "trust-fan", "network": "trust-network"}[kind]
    assert status_of(["figure", name, str(copy)]) == 2
    assert "damaged" in capsys.readouterr().err


def test_a_single_future_is_drawn_as_one(tmp_path):
    with one_law():
        folder = made_up(tmp_path / "one", Scenario.load("baseline").with_months(36), runs=1)
        for figure in ALONE:
            assert "a single future" in said_by(figure, [folder])


def test_a_comparison_of_single_futures_says_that_an_interval_takes_two(tmp_path):
    with one_law():
        scenarios = (Scenario.load(name).with_months(36) for name in ("baseline", "training-first"))
        folders = [made_up(tmp_path / one.name, one, runs=1) for one in scenarios]
        assert "an interval takes two or more" in said_by(figure_of("effects"), folders)


def test_results_of_different_luck_are_not_compared(whole, copy):
    rewrite(copy, seed=2)
    assert "differ in seed, start or horizon" in said_by(figure_of("effects"), [whole, copy])


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", ["energy-opens", "refusals", "reasons", "assistance", "rivalry", "ladders"])
def test_where_nothing_happens_a_figure_says_so(name, language, tmp_path):
    """No forum meets, no donor gives: no invitations, no refusals, no cooperation."""
    quiet = {"agenda": {"fish": {"rate": 0.0}, "water": {"rate": 0.0}}}
    silent = tiny(
        forums={"CLUB": quiet, "PAIR": {"agenda": {"fish": {"rate": 0.0}}}},
        actors={"BIG": {"budget": 0.0}, "FAR": {"budget": 0.0}},
    )
    simulate(Plan(silent, 5, 1, "compiled", "bands"), tmp_path / "silent", [])
    said = said_by(figure_of(name), [tmp_path / "silent"], language, LATEX)
    expected = {
        "energy-opens": ("takes hold in none of 5 futures", "не закрепляется ни в одном"),
        "refusals": ("no forum invited anybody", "ни один форум никого не пригласил"),
        "reasons": ("no forum invited anybody", "ни один форум никого не пригласил"),
        "assistance": ("no donor gave anything", "ни один донор ничего не дал"),
        "rivalry": ("nobody is played off", "никто не играет"),
        "ladders": ("none", "нет"),
    }[name]
    assert expected[language == "ru"] in said


def test_where_no_trust_changes_the_figure_says_so(tmp_path):
    wary = tiny(actors={name: {"trust": {"others": 0.1}} for name in ("ANA", "BEN", "BIG", "FAR")}, months=3)
    simulate(Plan(wary, 2, 1, "compiled", "bands"), tmp_path / "wary", [])
    assert "Nothing changes: of" in said_by(figure_of("trust-network"), [tmp_path / "wary"], target=LATEX)


def test_where_nobody_refuses_the_figure_says_so(tmp_path):
    eager = tiny(
        uncertainties={"precision": 15.0},
        domains={"fish": {"rungs": {"talks": {"benefit": 5.0}, "patrols": {"benefit": 5.0}}}},
        forums={"CLUB": {"agenda": {"water": {"rate": 0.0}}}},
    )
    simulate(Plan(eager, 2, 1, "compiled", "bands"), tmp_path / "eager", [])
    assert "was refused" in said_by(figure_of("refusals"), [tmp_path / "eager"])


NASTY = (
    "<script>alert(1)</script>",
    "$\\frac{1}{0}$ & co",
    "\"quoted\" 'twice' `thrice`",
    "שלום עולם",
    "Й" * 200,
    "a\u202eb\u0007c",
    "#set page(width: 1pt) $x$ *b*",
    "]]> <!-- -->",
)


def nasty():
    """A world whose every name tries to be something else than a name."""
    names = iter([name for name in NASTY if name.isprintable()] * 3)  # a scenario refuses the others
    return tiny(
        title=NASTY[0],
        question=NASTY[6],
        actors={name: {"name": next(names)} for name in ("ANA", "BEN", "BIG", "FAR")},
        forums={name: {"name": next(names)} for name in ("CLUB", "PAIR")},
        domains={
            "fish": {"name": NASTY[4], "rungs": {"talks": {"name": NASTY[1]}, "patrols": {"name": NASTY[3]}}},
            "water": {"name": NASTY[1], "rungs": {"maps": {"name": NASTY[4]}}},
        },
    )


@pytest.fixture(scope="module")
def strange(tmp_path_factory):
    folder = tmp_path_factory.mktemp("strange")
    for number, name in enumerate(("one", "two")):
        scenario = nasty().changed({"uncertainties.omega": 0.5 + 0.1 * number}).model_copy(update={"name": name})
        simulate(Plan(scenario, 6, 1, "compiled", "bands"), folder / name, [])
    return [folder / "one", folder / "two"]


@pytest.mark.parametrize("figure", OF_RESULTS, ids=name_of)
def test_names_are_shown_as_text_whatever_they_hold(figure, strange):
    said = said_by(figure, strange, target=LATEX)
    assert "\u202e" not in said
    assert "\u0007" not in said


@pytest.mark.parametrize("name", ["ladders", "effects", "assistance", "ladder", "survival", "overview"])
def test_a_name_in_an_svg_is_text_and_the_file_is_well_formed(name, strange, tmp_path):
    from xml.etree import ElementTree

    figure = figure_of(name)
    folders = strange if figure.SOURCE.FOLDERS[1] > 1 else strange[:1]
    assert status_of(["figure", name, *map(str, folders), "--format", "svg,pdf", "--out", str(tmp_path)]) == 0
    (place,) = tmp_path.glob(f"{name}-*web.svg")
    assert not list(ElementTree.parse(place).getroot().iter("{http://www.w3.org/2000/svg}script"))
    assert "<script" not in place.read_text(encoding="utf-8")


def test_a_result_without_the_index_of_human_security_says_so(whole):
    data = ResultSource(whole)
    assert next(row[0] for row in describe_figure(figure_of("human-security"), data).rows) == "human_security_span"
    data = ResultSource(whole)
    data._bands.pop("human_security_span")
    assert "holds no series human_security_span" in describe_figure(figure_of("human-security"), data).caption
