"""What came after 2012: the record kept for a blind test, and the shocks of the scenario that goes with it."""

import ast
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import trustladder.analysis.history
from trustladder.analysis.history.evidence import events, later_events, later_file, read
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario

END = date(2024, 12, 31)
HISTORY = Scenario.load("history")
LATER = Scenario.load("later")
FITTING = ("calibrate", "facts", "identifiability", "likelihood", "importance_sampling", "posterior", "prior")


def test_the_later_record_is_valid_and_starts_where_the_other_ends():
    record = later_events(END)
    assert len(record) >= 80
    assert min(event.first for event in record) >= date(2013, 1, 1)
    assert max(event.last for event in record) <= END


def test_whoever_fits_is_refused_the_later_record():
    with pytest.raises(InputError, match="allowed: 1997-01-01 to 2012-12-31"):
        read(later_file())
    with pytest.raises(InputError, match="to 2012-12-31"):
        later_events(date(2012, 12, 31))


def test_a_look_that_ends_early_is_refused_whole():
    with pytest.raises(InputError, match="to 2019-12-31"):
        later_events(date(2019, 12, 31))


def test_the_later_record_does_not_hold_what_is_known_before_2013(tmp_path):
    early = later_file().read_text(encoding="utf-8").splitlines()[0] + (
        "\nearly,2012-12-31,CSTO,counternarcotics,operations,activity,RUS,An operation.,A newspaper,https://example.org/a,high\n"
    )
    path = tmp_path / "early.csv"
    path.write_text(early, encoding="utf-8")
    assert len(read(path, until=END)) == 1
    with pytest.raises(InputError, match="allowed: 2013-01-01 to 2024-12-31"):
        read(path, until=END, since=date(2013, 1, 1))


def test_the_two_records_share_no_row():
    assert not {event.id for event in events()} & {event.id for event in later_events(END)}


@pytest.mark.parametrize("module", FITTING)
def test_nothing_that_fits_asks_for_the_later_record(module):
    source = (Path(trustladder.analysis.history.__path__[0]) / f"{module}.py").read_text(encoding="utf-8")
    words = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    words |= {
        name.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom) for name in node.names
    }
    assert not words & {"later_events", "later_file", "LATER_FIRST_DAY"}


def test_every_later_row_has_a_source_with_an_address_and_one_note_of_its_own():
    record = later_events(END)
    assert all(event.source and event.url for event in record)
    assert all(event.note.endswith(".") and len(event.note) <= 200 for event in record)
    assert [note for note, count in Counter(event.note for event in record).items() if count > 1] == []


def test_whoever_takes_part_later_is_a_member_or_the_note_says_why_not():
    strangers = {
        event.id: name
        for event in later_events(END)
        if event.forum != "-"
        for name in event.participants
        if name not in HISTORY.forums[event.forum].ids and name not in event.note
    }
    assert strangers == {}


def test_what_is_inferred_is_not_called_certain():
    for event in later_events(END):
        if "inferred" in event.note or "not listed" in event.note:
            assert event.confidence != "high", event.id


def test_the_scenario_goes_on_from_history_to_the_end_of_2024():
    assert (LATER.start, LATER.months) == (HISTORY.start, 336)
    assert LATER.actors == HISTORY.actors
    assert LATER.forums == HISTORY.forums
    assert {name: LATER.events[name] for name in HISTORY.events} == HISTORY.events


def added():
    """The events that later has beside those of history."""
    return {name: event for name, event in LATER.events.items() if name not in HISTORY.events}


def test_the_added_shocks_are_dated_after_2013_and_have_a_source():
    for name, event in added().items():
        assert event.date is not None and date(2014, 1, 1) <= event.date <= END, name
        assert event.source, name


def test_no_added_blow_is_larger_than_one_of_history():
    def largest(chosen, change):
        amounts = [
            abs(effect.blow) for event in chosen for effect in event.effects if effect.change == change and effect.blow
        ]
        return max(amounts, default=0.0)

    for change in ("rivalry", "trust", "attention", "leadership"):
        assert largest(added().values(), change) <= largest(HISTORY.events.values(), change), change
