"""Figures: the catalogue, the files they come in, what is told beside them, and where they say they come from."""

import csv
import json
import re
import shutil

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.analysis.figures.pictures import CASES
from tests.drawn import on_one_line
from tests.worlds import tiny
from trustladder.analysis.cli import status_of
from trustladder.analysis.figures import CATALOGUE, STANDARD, draw_standard, figure_of, figures, name_of
from trustladder.analysis.figures.kit.placeholder import describe_figure, draw_figure
from trustladder.analysis.figures.kit.provenance import read
from trustladder.analysis.figures.kit.publish import open_source
from trustladder.analysis.figures.kit.style import SLIDE, TARGETS, style
from trustladder.analysis.simulate import simulate
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Plan

SIX = pytest.mark.parametrize("purpose", TARGETS)
ALONE = [figure for figure in figures() if figure.SOURCE.KIND == "result"]


@pytest.fixture(scope="module")
def malacca(tmp_path_factory):
    """A real result, of another region."""
    folder = tmp_path_factory.mktemp("real") / "malacca"
    simulate(Plan(Scenario.load("malacca-piracy"), 20, 1, "compiled", "bands"), folder, [])
    return folder


@pytest.mark.parametrize("figure", ALONE, ids=name_of)
def test_another_region_is_drawn_by_the_same_code(figure, malacca):
    data = open_source(figure, [malacca], "en")
    with style(SLIDE):
        shown = draw_figure(figure, data, SLIDE)
        shown.canvas.draw()
        said = on_one_line(shown.findobj(plt.Text))
        plt.close(shown)
    assert "not a forecast" in said


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("case", CASES)
def test_a_figure_is_told_in_words_from_its_numbers(case, language, made):
    data = made.source(case, language)
    known = describe_figure(figure_of(CASES[case].figure), data)
    assert re.search(r"\d", known.caption)
    assert re.search(r"\d", known.alt)
    assert known.rows
    assert all(len(row) == len(known.columns) for row in known.rows)
    assert ("прогноз" if language == "ru" else "not a forecast") in known.caption
    assert not re.search(r"[{}]|None(?! of \d)|  ", known.caption + known.alt)  # "None of 14 claims" is a sentence
    if language == "ru":
        assert re.findall("[A-Za-z]{5,}", known.caption.removesuffix(data.note)) == []


@pytest.mark.parametrize("case", CASES)
def test_a_caption_is_the_finding_and_the_topic_and_an_alt_text_one_sentence(case, made):
    data = made.source(case, "en")
    figure = figure_of(CASES[case].figure)
    known = describe_figure(figure, data)
    with style(SLIDE):
        drawn = draw_figure(figure, data, SLIDE)
        title, subtitle = (
            " ".join(text.get_text() for text in drawn.texts if text.get_gid() == part)
            for part in ("title", "subtitle")
        )
        plt.close(drawn)
    assert known.caption.startswith(f"{title}. {subtitle}.".replace("\u00a0", " "))
    assert known.alt.endswith(".")
    assert not re.search(r"[.!?] [A-Z]", known.alt)


def test_the_fan_says_where_the_median_ends(made):
    from trustladder.analysis.figures import trust_fan

    data = CASES["trust-fan"].open(made, "en")
    end = data.band("trust_region.counternarcotics")["p50"][-1]
    assert f"{end:.2f} in 2033, with nine in ten futures between" in describe_figure(trust_fan, data).alt


@SIX
def test_a_figure_is_as_wide_as_where_it_is_read(purpose, folders, tmp_path):
    assert (
        status_of(["figure", "rivalry", str(folders[0]), "--for", purpose, "--format", "svg", "--out", str(tmp_path)])
        == 0
    )
    head = (tmp_path / f"rivalry-{purpose}.svg").read_text(encoding="utf-8")[:2000]
    points = float(re.search(r'width="([\d.]+)pt"', head).group(1))
    millimetres = {"word": 150.0, "latex": 150.0, "slides": 338.67, "web": 203.2}
    assert points / 72.0 * 25.4 == pytest.approx(millimetres[purpose], abs=0.1)


def test_one_command_writes_every_format_with_caption_and_data(folders, tmp_path, capsys):
    done = status_of(
        [
            "figure",
            "trust-fan",
            str(folders[0]),
            "--for",
            "latex",
            "--format",
            "svg,pdf,png",
            "--lang",
            "ru",
            "--out",
            str(tmp_path),
            "--json",
        ]
    )
    assert done == 0
    assert len(json.loads(capsys.readouterr().out)) == 6
    files = {place.suffix: place for place in tmp_path.iterdir() if "codebook" not in place.name}
    assert set(files) == {".svg", ".pdf", ".png", ".txt", ".csv"}
    assert all(place.stat().st_size < 1_000_000 for place in files.values())
    svg = files[".svg"].read_text(encoding="utf-8")
    assert re.search(r"<text[^>]*>[^<]*доверие между правительствами", svg), "text is kept as text"
    assert "Verdana" in svg
    assert re.search(r"<text[^>]*Source Sans 3[^>]*textLength=", svg), "as wide for readers who lack the font"
    pdf = files[".pdf"].read_bytes()
    assert b"/FontFile2" in pdf, "the font is inside"
    assert b"/Type3" not in pdf
    rows = list(csv.DictReader(files[".csv"].open(encoding="utf-8")))
    assert len(rows) == 2 * (204 + 240)
    assert "Медиана" in files[".txt"].read_text(encoding="utf-8")


def test_a_style_whose_text_does_not_fit_is_one_line_and_leaves_nothing(made, tmp_path, capsys):
    style = tmp_path / "huge.mplstyle"
    style.write_text("axes.titlesize: 60\nxtick.labelsize: 70\nytick.labelsize: 70\n")
    asked = ["figure", "convergence", str(made.results[0]), "--for", "latex", "--style", str(style)]
    assert status_of([*asked, "--out", str(tmp_path / "out")]) == 2
    assert "too narrow for its texts" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_width_that_has_no_room_for_the_texts_is_one_line_and_leaves_nothing(made, tmp_path, capsys):
    asked = ["figure", "human-security", str(made.results[0]), "--for", "word", "--width", "80"]
    assert status_of([*asked, "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.endswith("too narrow for its texts; allowed: more, or smaller text in --style\n")
    assert not (tmp_path / "out").exists()
    assert status_of([*asked[:-1], "140", "--out", str(tmp_path / "out")]) == 0


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("axes.grid: False\nfont.sizee: 9\n", "line 2: no setting 'font.sizee' (did you mean font.size?)"),
        ("font.size: very large\n", "not a matplotlib style file"),
        ("a letter to a friend\n", "line 1: no setting"),
        ("# nothing but a remark\n", "sets nothing"),
    ],
)
def test_a_style_file_that_says_something_else_is_one_line(lines, said, made, tmp_path, capfd):
    """Matplotlib itself only warns, over several lines, and draws on."""
    (tmp_path / "mine.mplstyle").write_text(lines)
    asked = ["figure", "rivalry", str(made.results[0]), "--style", str(tmp_path / "mine.mplstyle")]
    assert status_of([*asked, "--out", str(tmp_path / "out")]) == 2
    told_line = capfd.readouterr().err
    assert said in told_line
    assert told_line.count("\n") == 1


def test_the_first_picture_tells_its_two_measures_of_cooperation_apart(made):
    """How many futures hold it region-wide at some time, and how many stand on a rung in the last month."""
    data = CASES["overview"].open(made, "en")
    share = 100.0 * float(data.metric("region_held").mean())
    known = describe_figure(figure_of("overview"), data)
    assert f"takes hold in {share:.0f} of 100 futures" in known.caption
    reached, last = next(row[-2:] for row in known.rows if row[:2] == ("ladder", "energy.seminars"))
    assert f"reached in {100.0 * reached:.0f} of 100 futures and held at the end in {100.0 * last:.0f}" in known.alt


def test_over_parameter_sets_curves_of_one_result_have_one_interval(made):
    """When cooperation opens is told with the interval with which scenarios are compared."""
    from trustladder.analysis.figures.energy_opens import reached

    folder = shutil.copytree(made.results[0], made.folder / "with-sets")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "sets": [{}] * 5}), encoding="utf-8")
    mine = reached(open_source(figure_of("energy-opens"), [folder], "en"), "region_held_month")
    (theirs,) = open_source(figure_of("survival"), [folder], "en").curves
    assert (mine.low == theirs.low).all()
    assert (mine.high == theirs.high).all()
    plain = reached(CASES["energy-opens"].open(made, "en"), "region_held_month")
    assert (plain.high != mine.high).any()


def test_the_record_counts_forums_not_panels(made):
    data = CASES["history"].open(made, "en")
    forums = {panel.forum for panel in data.panels}
    assert len(forums) < len(data.panels)
    assert f"What {len(forums)} forums did" in describe_figure(figure_of("history"), data).caption


def test_a_figure_of_the_same_result_is_the_same_file(malacca, tmp_path):
    shutil.copytree(malacca, tmp_path / "copy", ignore=shutil.ignore_patterns("figures"))
    one = {place.name: place.read_bytes() for place in draw_standard(malacca)}
    two = {place.name: place.read_bytes() for place in draw_standard(tmp_path / "copy")}
    assert one == two
    assert len(one) == len(STANDARD)


def test_users_bring_their_own_style(folders, tmp_path):
    style = tmp_path / "mine.mplstyle"
    style.write_text(
        "font.family: DejaVu Serif\naxes.prop_cycle: cycler('color', ['111111', '999999', '555555', '333333'])\n"
        "text.usetex: True\n"
    )
    asked = ["figure", "rivalry", str(folders[0]), "--format", "svg", "--out", str(tmp_path), "--style", str(style)]
    assert status_of(asked) == 0
    svg = (tmp_path / "rivalry-web.svg").read_text(encoding="utf-8")
    assert "DejaVu Serif" in svg
    assert "#333333" in svg
    assert "#bf4a0b" not in svg.lower()
    assert read(tmp_path / "rivalry-web.svg")["style"] == "mine.mplstyle"


def test_the_catalogue_lists_every_figure_with_its_question(capsys):
    assert status_of(["figure", "--json"]) == 0
    listed = {row["name"]: row["answers"] for row in json.loads(capsys.readouterr().out)}
    assert {*CATALOGUE} <= set(listed)
    assert all(listed[name].endswith("?") for name in CATALOGUE)
    assert status_of(["figure", "--lang", "ru"]) == 0
    assert "Кто кому отказывает" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["trust-fam", "R"], "no figure 'trust-fam' (did you mean trust-fan?)"),
        (["trust-fan", "R", "--for", "slide"], "--for: no target 'slide' (did you mean slides?)"),
        (["trust-fan", "R", "--format", "jpg"], "--format: no format 'jpg'"),
        (["trust-fan", "R", "--lang", "de"], "--lang: no language 'de'"),
        (["trust-fan", "R", "R"], "trust-fan: takes one result, not 2"),
        (["history", "R", "R"], "history: takes one folder or none, not 2"),
        (["trust-fan", "R", "--metric", "x"], "trust-fan: takes no --metric; allowed: none"),
        (["survival", "R", "--claim", "C1"], "survival: takes no --claim; allowed: --metric"),
        (["trust-fan", "S"], "holds a sweep, not the result of a run"),
        (["survival"], "survival: takes one result or more, not 0"),
        (["survival", "R", "R"], "allowed: each result once"),
        (["sobol", "R"], "the folder holds the result of a run, no sweep"),
        (
            ["claims", "R"],
            "claims.json: cannot be read (No such file or directory); trustladder claims --out writes it",
        ),
        (["regret", "R"], "regret.json: cannot be read"),
        (["history", "R"], "posterior.csv: cannot be read"),
        (["effects", "R"], "effects: compares results; allowed: two or more"),
        (["trust-fan", "nowhere"], "no such manifest"),
        (["trust-fan", "R", "--style", "nowhere.mplstyle"], "not a matplotlib style file"),
        (["--explain", "nowhere.png"], "cannot be read"),
        (["--explain", "x.jpg"], "no figure of this kind"),
    ],
)
def test_what_is_asked_wrongly_is_one_line(asked, said, made, capsys):
    there = {"R": str(made.results[0]), "S": str(made.sweep("full"))}
    assert status_of(["figure", *(there.get(part, part) for part in asked)]) == 2
    told_line = capsys.readouterr().err
    assert said in told_line
    assert told_line.count("\n") == 1


def test_a_close_look_gives_the_numbers_of_the_futures_it_looks_at(tmp_path):
    """Invitations and refusals of the futures told again are those that the result counted."""
    from trustladder.analysis.figures.kit.result_source import ResultSource
    from trustladder.analysis.figures.kit.sampled_runs import sample_runs
    from trustladder.sim.runs import run

    scenario, folder = tiny(), tmp_path / "tiny"
    simulate(Plan(scenario, 4, 5, "compiled", "bands"), folder, [])
    known, months = sample_runs(ResultSource(folder)), run(scenario, 4, seed=5)
    column = {name: place for place, name in enumerate(months.series_names)}
    assert sum(row["invitations"] for row in known.invitations) == months.months[:, :, column["invited"]].sum()
    refused = [place for name, place in column.items() if name.startswith("refused_")]
    assert sum(row["refusals"] for row in known.invitations) == months.months[:, :, refused].sum()
    given = months.months[:, :, column["given"]].sum() / 4 / (scenario.months / 12.0)
    assert sum(row["money"] for row in known.gifts if row["government"]) == pytest.approx(given, rel=1e-9)
    jointly = months.months[:, :, column["given_jointly"]].sum() / 4 / (scenario.months / 12.0)
    assert sum(row["money"] for row in known.gifts if not row["government"]) == pytest.approx(jointly, rel=1e-9)
    (whole,) = (row for row in known.shares if not row["invited"] and not row["reason"])
    own = sum(row["invitations"] for row in known.invitations if row["proposer"] == row["invited"])
    assert whole["invitations"] + own == sum(row["invitations"] for row in known.invitations)
    assert whole["low"] <= whole["share"] <= whole["high"]


def test_bands_of_a_result_that_kept_every_month_are_those_of_one_that_kept_bands(tmp_path):
    from trustladder.analysis.figures.kit.result_source import ResultSource

    for keeping in ("bands", "full"):
        simulate(Plan(tiny(), 7, 1, "compiled", keeping), tmp_path / keeping, [])
    banded, full = (ResultSource(tmp_path / keeping).band("trust_region.fish") for keeping in ("bands", "full"))
    for name, values in banded.items():
        assert np.array_equal(values, full[name]), name


def test_a_future_of_a_parameter_set_is_told_in_the_world_of_its_set(tmp_path):
    from trustladder.analysis.figures.kit.result_source import ResultSource
    from trustladder.analysis.figures.kit.sampled_runs import sample_runs

    sets = [{"uncertainties.omega": 1.0}, {"uncertainties.omega": 0.0}]
    simulate(Plan(tiny(), 4, 5, "compiled", "full", sets), tmp_path / "sets", [])
    folder = ResultSource(tmp_path / "sets").folder
    invited = folder.table("series", ["invited"])
    assert sum(row["invitations"] for row in sample_runs(ResultSource(tmp_path / "sets")).invitations) == sum(
        invited.column("invited").to_pylist()
    )
