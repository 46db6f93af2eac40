"""What a figure says of itself: where it comes from, and how to draw it again."""

import json
import shlex

import pytest

from tests.analysis.figures.pictures import STUDIES
from trustladder.analysis.cli import status_of
from trustladder.analysis.figures import figure_of
from trustladder.analysis.figures.kit.provenance import read, redraw_commands
from trustladder.analysis.figures.kit.publish import publish
from trustladder.analysis.figures.kit.source import portable
from trustladder.analysis.figures.kit.style import TARGETS


@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
def test_a_figure_says_where_it_comes_from_and_how_to_draw_it_again(kind, folders, tmp_path, capsys):
    status_of(["figure", "effects", *map(str, folders), "--for", "word", "--format", kind, "--out", str(tmp_path)])
    place = tmp_path / f"effects-word.{kind}"
    known = read(place)
    assert [result["scenario"] for result in known["results"]] == ["baseline", "coordinated-donors", "training-first"]
    assert {(result["seed"], result["runs"], len(result["law"])) for result in known["results"]} == {(1, 40, 16)}
    capsys.readouterr()
    assert status_of(["figure", "--explain", str(place)]) == 0
    said = capsys.readouterr().out
    assert "trustladder run coordinated-donors --runs 40 --seed 1 --out result-2" in said
    again = "trustladder figure effects result-1 result-2 result-3 --for word --lang en"
    assert f"  {again}{'' if kind == 'png' else f' --format {kind}'}" in said.splitlines()


FROM_FOLDERS = {case: one for case, one in STUDIES.items() if one.figure not in ("history", "backtest")}


@pytest.mark.parametrize("case", FROM_FOLDERS)
def test_a_figure_drawn_again_as_its_file_says_is_the_same(case, made, tmp_path, capsys):
    """The last line of `--explain`, typed with the folders at hand, gives the same bytes."""
    figure, data = figure_of(STUDIES[case].figure), STUDIES[case].open(made, "ru")
    first = publish(figure, data, TARGETS["latex"], ["svg", "pdf"], tmp_path / "first")
    assert all(place.stat().st_size < 1_000_000 for place in first)
    assert b"/Type3" not in first[1].read_bytes()
    assert read(first[0]) == read(first[1])
    *made_by, line = redraw_commands(read(first[0]), ".svg")
    assert [" --out secret" in one for one in made_by] == [False] * len(made_by)
    folders = {f"result-{number}": str(place) for number, place in enumerate(STUDIES[case].folders(made), 1)}
    assert len(made_by) == len(folders)
    words = [folders.get(word, word) for word in shlex.split(line)][1:]
    assert status_of([*words, "--out", str(tmp_path / "again")]) == 0
    (again,) = (tmp_path / "again").glob("*.svg")
    assert again.read_bytes() == first[0].read_bytes()
    capsys.readouterr()
    assert status_of(["figure", "--explain", str(first[0])]) == 0
    assert line in capsys.readouterr().out


@pytest.mark.parametrize("case", ["history", "backtest"])
def test_what_ships_with_the_program_is_drawn_again_without_a_folder(case, made, tmp_path):
    place = tmp_path / "drawn.svg"
    publish(figure_of(case), STUDIES[case].open(made, "en"), TARGETS["word"], ["svg"], place.with_suffix(""))
    assert redraw_commands(read(place), ".svg") == [
        f"trustladder figure {case} --seed 1 --for word --lang en --format svg"
    ]


@pytest.mark.parametrize("known", [{"results": 3}, {"results": [3], "asked": {}}, {"results": [], "asked": []}, {}])
def test_a_file_whose_origin_is_not_whole_is_one_line(known, tmp_path, capsys):
    from PIL import Image, PngImagePlugin

    text = PngImagePlugin.PngInfo()
    text.add_text("trustladder", json.dumps({"trustladder": "0.1.0", **known}))
    Image.new("RGB", (2, 2)).save(tmp_path / "x.png", pnginfo=text)
    assert status_of(["figure", "--explain", str(tmp_path / "x.png")]) == 2
    told_line = capsys.readouterr().err
    assert "damaged" in told_line
    assert told_line.count("\n") == 1


def test_the_command_in_a_figure_tells_nothing_of_the_machine():
    made = [
        "--quiet",
        "run",
        "home/me/mine.toml",
        "--runs",
        "9",
        "--out",
        "home/me/secret",
        "--threads",
        "4",
        "--no-figures",
        "--seed=3",
    ]
    assert portable(made) == ["run", "mine.toml", "--runs", "9", "--seed=3"]


@pytest.mark.parametrize("kind", ["svg", "pdf", "png"])
@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\nrubbish", b"<svg/>", b"%PDF-1.4 /Keywords (not json)"])
def test_a_file_that_explains_nothing_is_one_line(kind, content, tmp_path, capsys):
    (tmp_path / f"x.{kind}").write_bytes(content)
    assert status_of(["figure", "--explain", str(tmp_path / f"x.{kind}")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
