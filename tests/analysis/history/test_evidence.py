"""The record: what is shipped, and what is wrong with a bad one in one line."""

import csv
from collections import Counter
from datetime import date

import pytest

from tests.analysis.history.complaints import complaint_of
from trustladder.analysis.history.evidence import COLUMNS, at_least, events, read, shipped_file
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.loading import shipped_names
from trustladder.sim.scenario.scenario import Scenario

HISTORY = Scenario.load("history")
GOOD = {
    "id": "channel",
    "date": "2003-09",
    "forum": "CSTO",
    "domain": "counternarcotics",
    "rung": "operations",
    "kind": "activity",
    "participants": "KAZ RUS",
    "note": "An operation.",
    "source": "A newspaper",
    "url": "https://example.org/a",
    "confidence": "high",
}
SHOCK = {"kind": "shock", "forum": "-", "domain": "", "rung": ""}


def write(path, *rows, columns=COLUMNS):
    """A record at `path`: each row is the good one with some cells changed."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows({**GOOD, **row} for row in rows)
    return path


def complaint(path, until=date(2012, 12, 31)):
    """The one line that a bad record is refused with."""
    return complaint_of(lambda path: read(path, until), path)


def test_a_row_becomes_an_event(tmp_path):
    (event,) = read(write(tmp_path / "r.csv", {}))
    assert (event.id, event.forum, event.domain, event.rung) == ("channel", "CSTO", "counternarcotics", "operations")
    assert event.participants == ("KAZ", "RUS")
    assert event.month == 2003 * 12 + 8


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2004", date(2004, 1, 1), date(2004, 12, 31)),
        ("2004-02", date(2004, 2, 1), date(2004, 2, 29)),
        ("2004-02-29", date(2004, 2, 29), date(2004, 2, 29)),
    ],
)
def test_a_date_may_be_known_to_the_year_the_month_or_the_day(written, first, last, tmp_path):
    (event,) = read(write(tmp_path / "r.csv", {"date": written}))
    assert (event.first, event.last) == (first, last)


def test_a_record_saved_by_a_spreadsheet_is_read(tmp_path):
    plain = write(tmp_path / "r.csv", {"note": "With, a comma\nand a line."}, {"id": "other", "date": "2004"})
    marked = tmp_path / "marked.csv"
    marked.write_bytes(b"\xef\xbb\xbf" + plain.read_bytes().replace(b"channel", b"\r\nchannel", 1))
    assert read(marked) == read(plain)


def test_the_order_of_rows_does_not_matter(tmp_path):
    rows = [{"id": f"e{number}", "date": f"{2012 - number}"} for number in range(9)]
    forth, back = write(tmp_path / "forth.csv", *rows), write(tmp_path / "back.csv", *reversed(rows))
    assert read(forth) == read(back)
    assert [event.first.year for event in read(forth)] == list(range(2004, 2013))


WRONG = {  # a changed row, and what the line must say
    "no such month": ({"date": "2003-13"}, "row 2: date: '2003-13'; allowed: a date as YYYY, YYYY-MM or YYYY-MM-DD"),
    "no such day": ({"date": "2003-02-29"}, "row 2: date: '2003-02-29'; allowed: a date as"),
    "another calendar": ({"date": "9/2003"}, "row 2: date: '9/2003'; allowed: a date as"),
    "no date": ({"date": ""}, "row 2: date: ''; allowed: a date as"),
    "too early": ({"date": "1996"}, "row 2: date: 1996; allowed: 1997-01-01 to 2012-12-31"),
    "too late": ({"date": "2013-01"}, "row 2: date: 2013-01; allowed: 1997-01-01 to 2012-12-31"),
    "forum": ({"forum": "CSTOO"}, "row 2: forum: no forum 'CSTOO' (did you mean CSTO?); allowed: CACI, CARICC"),
    "no forum": ({"forum": ""}, "row 2: forum: is missing"),
    "activity outside": ({"forum": "-"}, "row 2: forum: no forum '-'"),
    "domain": ({"domain": "energie"}, "row 2: domain: no domain 'energie' (did you mean energy?)"),
    "not on the agenda": ({"forum": "NRC", "domain": "energy"}, "no agenda of NRC for 'energy'; allowed: counternarc"),
    "rung": ({"rung": "operation"}, "no rung of counternarcotics 'operation' (did you mean operations?)"),
    "rung of the other ladder": ({"rung": "seminars"}, "row 2: rung: no rung of counternarcotics 'seminars'"),
    "no rung": ({"rung": ""}, "row 2: rung: is missing"),
    "kind": ({"kind": "activty"}, "row 2: kind: no kind 'activty' (did you mean activity?); allowed: activity, drill"),
    "actor": ({"participants": "KAZ RUSS"}, "row 2: participants: no actor 'RUSS' (did you mean RUS?)"),
    "actor twice": ({"participants": "KAZ KAZ"}, "row 2: participants: 'KAZ' stands there twice"),
    "nobody": ({"participants": ""}, "row 2: participants: is missing"),
    "no note": ({"note": " "}, "row 2: note: is missing"),
    "no source": ({"source": ""}, "row 2: source: is missing"),
    "address": ({"url": "example.org"}, "row 2: url: 'example.org'; allowed: an address with http:// or https://"),
    "no address": ({"url": ""}, "row 2: url: ''; allowed: an address with http:// or https://"),
    "confidence": ({"confidence": "hihg"}, "row 2: confidence: no confidence 'hihg' (did you mean high?)"),
    "no id": ({"id": ""}, "row 2: id: ''; allowed: letters, digits"),
    "id with blanks": ({"id": "a b"}, "row 2: id: 'a b'; allowed: letters, digits"),
    "drill on a rung": ({"kind": "drill"}, "row 2: rung: 'operations'; allowed: nothing, since a drill is on no rung"),
    "drill elsewhere": ({"kind": "drill", "rung": "", "domain": "enery"}, "row 2: domain: no domain 'enery' (did you"),
    "drill nowhere": ({"kind": "drill", "rung": "", "forum": "-"}, "row 2: forum: no forum '-'"),
    "shock in a forum": ({**SHOCK, "forum": "CSTO"}, "row 2: forum: 'CSTO'; allowed: - for a shock from outside"),
    "shock on a rung": ({**SHOCK, "rung": "training"}, "row 2: rung: 'training'; allowed: nothing"),
    "shock elsewhere": ({**SHOCK, "domain": "enery"}, "row 2: domain: no domain 'enery' (did you mean energy?)"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_in_a_row_is_named_in_one_line(name, tmp_path):
    row, expected = WRONG[name]
    assert expected in complaint(write(tmp_path / "r.csv", row))


@pytest.mark.parametrize("kind", ["founding", "refusal", "proposal"])
def test_only_an_activity_needs_a_rung(kind, tmp_path):
    assert read(write(tmp_path / "r.csv", {"kind": kind, "rung": ""}))[0].rung == ""
    assert read(write(tmp_path / "r.csv", {"kind": kind}))[0].rung == "operations"


@pytest.mark.parametrize("domain", ["energy", ""])
def test_a_drill_has_no_rung_and_may_have_no_domain(domain, tmp_path):
    (event,) = read(write(tmp_path / "r.csv", {"kind": "drill", "rung": "", "domain": domain}))
    assert (event.forum, event.domain, event.rung) == ("CSTO", domain, "")


def test_a_shock_needs_no_domain_but_an_address(tmp_path):
    (event,) = read(write(tmp_path / "r.csv", SHOCK))
    assert (event.forum, event.domain, event.url) == ("-", "", GOOD["url"])
    assert "row 2: url: ''; allowed: an address with" in complaint(write(tmp_path / "bare.csv", {**SHOCK, "url": ""}))


def test_an_id_or_an_event_that_stands_there_twice_is_refused(tmp_path):
    said = complaint(write(tmp_path / "r.csv", {}, {"date": "2004"}))
    assert said == "row 3: id: 'channel' stands in row 2 already; allowed: each id once"
    said = complaint(write(tmp_path / "r.csv", {}, {"id": "again", "participants": "RUS KAZ", "note": "The same."}))
    assert said == "row 3: the same event as in row 2; allowed: each event once"


def test_two_activities_of_one_day_are_two_events_if_others_take_part(tmp_path):
    assert len(read(write(tmp_path / "r.csv", {}, {"id": "other", "participants": "TJK RUS"}))) == 2


@pytest.mark.parametrize("later", ["2008-01-01", "2008-01", "2008", "2007"])
def test_whoever_fits_cannot_read_what_may_be_later(later, tmp_path):
    path = write(tmp_path / "r.csv", {}, {"id": "later", "date": later})
    assert complaint(path, until=date(2007, 6, 30)) == f"row 3: date: {later}; allowed: 1997-01-01 to 2007-06-30"
    assert len(read(path, until=date(2008, 12, 31))) == 2


HEADER = ",".join(COLUMNS)
BROKEN = {
    "empty": (b"", "the file is empty"),
    "blank": (b"\n \n", "the file is empty"),
    "header only": (HEADER.encode() + b"\n\n", "no row under the header"),
    "binary": (bytes(range(256)), "not UTF-8 text (byte 128)"),
    "latin": (HEADER.encode() + "\ncafé".encode("latin-1"), "not UTF-8 text"),
    "zeros": (b"\x00" * 50, "header: "),
    "toml": (b'title = "T"\n', "in place of id; allowed: id,date,forum"),
    "misspelt": (HEADER.replace("forum", "forun").encode(), "'forun' in place of forum (did you mean forum?)"),
    "swapped": (HEADER.replace("id,date", "date,id").encode(), "header: 'date' in place of id"),
    "short header": (HEADER.removesuffix(",confidence").encode(), "header: confidence is missing"),
    "long header": (HEADER.encode() + b",colour", "header: 'colour' is too much"),
    "semicolons": (HEADER.replace(",", ";").encode(), "header: "),
    "few cells": (HEADER.encode() + b"\na,b\n", "row 2: 2 cells; allowed: 11, with quotes around commas"),
    "open quote": (HEADER.encode() + b'\n"a,b\n', "line 2: not valid CSV"),
    "large": (b"a,b\n" * 500_000, "2 MB is too large for a record"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_record_is_refused(name, tmp_path):
    content, expected = BROKEN[name]
    path = tmp_path / "r.csv"
    path.write_bytes(content)
    assert expected in complaint(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "cannot be read" in complaint(tmp_path / "nowhere.csv")
    assert "is a folder" in complaint(tmp_path)


def test_events_can_be_chosen_by_how_well_they_are_known(tmp_path):
    record = read(write(tmp_path / "r.csv", {}, {"id": "b", "date": "2004", "confidence": "low"}))
    assert [event.id for event in at_least(record, "medium")] == ["channel"]
    assert at_least(record, "low") == record
    with pytest.raises(InputError, match="did you mean medium"):
        at_least(record, "medum")


def test_the_shipped_record_is_valid_and_ends_with_2012():
    record = events()
    assert len(record) >= 80
    assert max(event.last for event in record) <= date(2012, 12, 31)
    assert shipped_file().name == "to-2012.csv"


def test_the_shipped_record_is_no_scenario():
    assert shipped_file().is_file()
    assert not {"to-2012", "evidence"} & set(shipped_names())


def test_every_shipped_row_has_a_source_and_one_note_of_its_own():
    record = events()
    assert all(event.source for event in record)
    assert all(event.note.endswith(".") and len(event.note) <= 200 for event in record)
    repeated = [note for note, count in Counter(event.note for event in record).items() if count > 1]
    assert repeated == []


@pytest.mark.parametrize("event", [event for event in events() if event.forum != "-"], ids=lambda event: event.id)
def test_whoever_takes_part_is_a_member_or_the_note_says_why_not(event):
    members = HISTORY.forums[event.forum].ids
    guests = [name for name in event.participants if name not in members]
    assert all(name in event.note for name in guests), guests


@pytest.mark.parametrize("event", [event for event in events() if event.kind == "activity"], ids=lambda event: event.id)
def test_no_forum_is_active_before_it_is_founded(event):
    founded = HISTORY.forums[event.forum].founded
    assert founded is None or event.last >= founded


def test_the_shipped_record_holds_what_the_calibration_leans_on():
    """The facts named S1, S2, S4 and S10 among the calibration's targets."""
    by_id = {event.id: event for event in events()}
    assert by_id["caricc-in-force"].first == date(2009, 3, 22)
    assert by_id["caricc-idea"].first.year == 2002
    assert by_id["nrc-ankara-2006"].first.year == 2006
    assert by_id["caci-refused"].kind == "refusal"
    assert by_id["caci-refused"].rung == "operations"
    assert by_id["csto-channel-2003"].month < by_id["caricc-pilot"].month
