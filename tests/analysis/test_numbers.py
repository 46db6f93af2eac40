"""Numbers with their intervals, as text: ends that differ read differently, wherever both are written."""

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.conftest import ROOT
from trustladder.analysis.claims.words import brief
from trustladder.analysis.cli.sensitivity import cell
from trustladder.analysis.comparison import compare, tables
from trustladder.analysis.comparison.paired import Effect
from trustladder.analysis.figures.kit.labels import Measure
from trustladder.analysis.numbers import apportioned, distinct, ranged, short
from trustladder.analysis.words import words
from trustladder.sim.metrics import metrics_of
from trustladder.sim.scenario.scenario import Scenario


def test_an_interval_has_as_many_decimals_as_tell_its_ends_apart():
    say = words("en")
    assert distinct(say.figure, 0.0002, 0.0001, 0.0004) == ["0.0002", "0.0001", "0.0004"]
    assert distinct(say.figure, 0.31, 0.28, 0.34) == ["0.31", "0.28", "0.34"]  # as usual where that tells them apart
    assert distinct(say.points, 0.0001, -0.00002, 0.0002) == ["+0.01", "0.00", "+0.02"]
    assert distinct(say.of_hundred, 0.50001, 0.49996, 0.50004) == ["50.001", "49.996", "50.004"]
    assert distinct(lambda value, more: say.percent(value, 1 + more), 2e-4, 0.0, 3e-4) == ["0.02%", "0.00%", "0.03%"]
    assert distinct(say.figure, 0.0, 0.0) == ["0", "0"]  # an interval without width
    assert distinct(say.figure, 0.3, 0.1 + 0.2) == ["0.30", "0.30"]  # nor is the last bit any


def test_an_interval_on_one_side_of_0_does_not_read_as_if_it_held_0():
    say = words("en")
    assert distinct(say.signed_figure, -0.0005, -0.001, -0.0002) == ["−0.0005", "−0.0010", "−0.0002"]
    assert distinct(say.signed_figure, 0.0011, 0.0003, 0.0019) == ["+0.0011", "+0.0003", "+0.0019"]
    assert distinct(say.signed_figure, 0.0005, 0.0, 0.001) == ["+0.001", "0", "+0.001"]


def test_no_table_prints_a_0_with_a_minus():
    assert tables.cell("region_held", Effect(0.9, -0.0002, -0.01, 0.01)) == "+0.0 ±1.0 ·"
    assert tables.cell("region_held", Effect(0.9, -0.0002, -0.0003, -0.0001)) == "-0.02 ±0.01"
    assert cell({"first": -0.001, "first_low": -0.004, "first_high": 0.012}, "first") == "0.00 [0.00, 0.01]"


@given(st.floats(-1.0, 1.0), st.floats(0.0, 1.0))
def test_ends_that_differ_by_more_than_a_millionth_never_read_the_same(low, width):
    assume(width > 2e-6)
    for show in (words("ru").figure, words("ru").of_hundred, words("en").points, words("en").signed_figure):
        texts = distinct(show, low, low + width)
        assert texts[0] != texts[1]


def test_parts_add_up_to_the_number_that_stands_beside_them():
    assert apportioned([20.6, 4.6, 10.6, 2.4], 38) == [21, 5, 10, 2]  # one by one they would come to 39
    assert apportioned([0.3, 0.3], 1) == [1, 0] and apportioned([], 0) == [] and apportioned([0.2, 0.2], 0) == [0, 0]


def test_two_levels_differ_on_paper_by_what_is_said_beside_them():
    say = words("en")
    assert say.two_of_hundred(0.652, 0.436) == ["65.2", "43.6"]  # one by one 65 and 44, beside +22 points
    assert say.two_of_hundred(0.66, 0.46) == ["66", "46"]
    assert say.two_of_hundred(0.474, 0.443) == ["47.4", "44.3"]  # +3.1 points


@given(st.integers(1, 400), st.integers(0, 400), st.integers(0, 400))
def test_any_two_levels_do(runs, one, other):
    say, shares = words("en"), (min(one, runs) / runs, min(other, runs) / runs)
    now, before = map(float, say.two_of_hundred(*shares))
    points = say.points(shares[0] - shares[1])
    digits = len(points.partition(".")[2])
    assert abs(now - before - float(points.replace("−", "-"))) <= 0.5 * 10.0**-digits + 1e-9


@given(st.lists(st.floats(0.0, 30.0), max_size=8))
def test_parts_are_rounded_up_or_down_and_add_up(parts):
    found = apportioned(parts, round(sum(parts)))
    assert sum(found) == round(sum(parts))
    assert all(abs(one - part) < 1.0 + 1e-9 for one, part in zip(found, parts, strict=True))


def test_a_value_of_any_metric_is_told_apart_in_either_language():
    share, level = (Measure(words("ru"), "some", "some", unit) for unit in ("share", "index"))
    assert distinct(share.written, 0.5, 0.4996, 0.5004) == ["50,00\u00a0%", "49,96\u00a0%", "50,04\u00a0%"]
    assert distinct(share.size, 0.5, 0.4996, 0.5004) == ["50,00", "49,96", "50,04"]
    assert distinct(level.written, 0.5, 0.4996, 0.5004) == ["0,5000", "0,4996", "0,5004"]


def test_every_table_of_the_terminal_tells_the_ends_of_an_interval_apart():
    effect = Effect(0.9, 0.5012, 0.50118, 0.50122)
    found = compare.Finding(metrics_of(Scenario.load("baseline"))[0], 0.4, effect, 0.5, 0.1, 100, None, None)
    assert next(compare.rows([found]))[2] == "+0.5012 [+0.50118, +0.50122]"
    assert tables.cell("region_held", Effect(0.9, 0.1, 0.0999, 0.1001)) == "+10.00 ±0.01"
    assert tables.level("region_held", Effect(0.9, 0.1, 0.1, 0.1)) == "90.0 ±0.0"  # an interval without width
    assert brief(Effect(0.9, 0.5, 0.499999, 0.500001), "flag") == "+50.00 ±0.0001"
    assert cell({"total": 0.5, "total_low": 0.4999, "total_high": 0.5001}, "total") == "0.5000 [0.4999, 0.5001]"
    assert cell({"mu_star": 12.3}, "mu_star") == "12.3"
    assert ranged(short, 1234.4, 1234.1, 1234.3) == "1,234.4 [1,234.1, 1,234.3]"


def test_no_sentence_formats_the_ends_of_an_interval_one_by_one():
    alone = re.compile(r"""(\blow|\bhigh|"low"|"high")(=|: )(say|data\.words|words\(\w+\))\.(?!texts)\w+\(""")
    for path in (ROOT / "analysis").rglob("*.py"):
        assert not alone.search(path.read_text(encoding="utf-8")), path
