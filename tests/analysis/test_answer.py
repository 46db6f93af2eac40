"""The answer of a result in sentences: the numbers of its runs, rounded for people, with their intervals."""

import re

import numpy as np
import pytest

from tests.worlds import tiny
from trustladder.analysis.answer import answer
from trustladder.analysis.cli import status_of
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.simulate import simulate
from trustladder.analysis.words import words
from trustladder.sim.store.results import Plan


def result(folder, runs, language="en", months=120, **changes):
    simulate(Plan(tiny(months=months, **changes), runs, 5, "compiled", "none"), folder, [])
    return ResultSource(folder, language)


def test_the_headline_gives_the_share_of_futures_when_half_have_come_and_what_stands_at_the_end(tmp_path):
    data = result(tmp_path / "r", 60, months=24, structure={"gate": False})
    held = ~np.isnan(data.metric("region_held_month"))
    first = answer(data)[0]
    found = re.fullmatch(
        r"Cooperation on water takes hold in (\d+) of 100 futures \((\d+) to (\d+)\), in half of those by (\w+ \d{4}); "
        r"it still stands at the end in (\d+)\.",
        first,
    )
    assert found is not None, first
    share, low, high, month, last = found.groups()
    assert int(share) == round(100 * held.mean()) and int(low) < int(share) < int(high)
    middle = np.median(data.metric("region_held_month")[held])
    assert month == words().month(data.scenario.first_month + round(middle))
    assert int(last) == round(
        100 * data.metric(f"region_at_end.{next(iter(data.scenario.domains['water'].rungs))}").mean()
    )


def test_where_it_never_takes_hold_the_sentence_says_how_often_it_could_at_most(tmp_path):
    data = result(
        tmp_path / "r", 40, structure={"trust_rule": "none"}, uncertainties={"inducement": 0.0, "prior_trust": 0.05}
    )
    if np.isnan(data.metric("region_held_month")).all():
        assert re.match(
            r"Cooperation on water takes hold in none of 40 futures \(at most \d+ of 100\)\.", answer(data)[0]
        )


@pytest.mark.parametrize("gate", [True, False])
def test_a_single_future_has_no_share_and_no_interval(tmp_path, gate):
    first = answer(result(tmp_path / "r", 1, structure={"gate": gate}))[0]
    assert first.startswith("In this one future cooperation on water ") and "100" not in first


def test_refusals_are_split_by_how_close_they_were_and_add_up(tmp_path):
    data = result(tmp_path / "r", 60)
    *_, last = answer(data)
    mean, rest = re.match(r"Of 100 invitations (\d+) are refused \([\d.]+ to [\d.]+\): (.*)", last).groups()
    parts = [int(number) for number in re.findall(r"\d+", rest)]
    assert sum(parts) == int(mean)


def test_russian_says_the_same_numbers(tmp_path):
    english = answer(result(tmp_path / "r", 60, structure={"gate": False}))
    russian = answer(ResultSource(tmp_path / "r", "ru"))
    for one, other in zip(english, russian, strict=True):
        assert sorted(re.findall(r"\d+", one)) == sorted(re.findall(r"\d+", other))


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0"), (0.004, "0.4"), (0.4321, "43"), (0.996, "99.6"), (1.0, "100"), (0.0096, "1")]
)
def test_a_share_of_futures_is_a_number_of_100_that_rounds_to_none_or_all_only_if_it_is(share, text):
    assert words().of_hundred(share) == text


def test_what_rounds_to_0_has_no_sign():
    assert words().points(-0.0004) == "0.0" and words().signed(-0.001) == "0.00" and words().number(-0.001) == "0.00"


def test_the_first_screen_of_a_run_has_24_lines_of_80_characters(tmp_path, capsys):
    command = ["run", "baseline", "--runs", "40", "--months", "24", "--no-figures", "--out", str(tmp_path / "r")]
    assert status_of(command) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines[:-2])) <= 80, "but for the path of the folder"
    assert status_of([*command, "--all"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 60
