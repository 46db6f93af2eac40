"""What founding documents say of the forums: the shipped rows, and what is wrong with a bad one in one line."""

import csv

import pytest

from tests.analysis.history.complaints import complaint_of
from trustladder.analysis.history.founding import COLUMNS, NONE_FOUND, provisions, read, shipped_file
from trustladder.analysis.history.rows import days
from trustladder.sim.scenario.scenario import Scenario

BASELINE = Scenario.load("baseline")
SOURCE = {
    "source": "A charter, 2002",
    "url": "https://example.org/charter",
    "article": "article 3",
    "quotation": "to fight drugs together",
    "confidence": "high",
    "note": "Said so.",
}
EMPTY = dict.fromkeys(COLUMNS, "")
MEMBER = {**EMPTY, **SOURCE, "forum": "CSTO", "kind": "member", "actors": "UZB", "date": "2006-08-16"}
MANDATE = {
    **EMPTY,
    **SOURCE,
    "forum": "CSTO",
    "kind": "mandate",
    "domain": "energy",
    "rung": "seminars",
    "date": "2002",
}
NEEDS = {**EMPTY, **SOURCE, "forum": "CSTO", "kind": "needs", "actors": "RUS", "date": "2002"}


def complete(forum):
    """One foundation, a mandate for each domain, one member and who must attend."""
    row = {**EMPTY, **SOURCE, "forum": forum, "date": "2002-10-07"}
    return [
        {**row, "kind": "founded"},
        *({**row, "kind": "mandate", "domain": domain, "rung": NONE_FOUND, "date": ""} for domain in BASELINE.domains),
        {**row, "kind": "member", "actors": "KAZ"},
        {**row, "kind": "needs", "actors": NONE_FOUND, "date": ""},
    ]


def write(path, *rows, without=None):
    """A file in which every forum is covered, and these rows beside."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
        writer.writerows(row for forum in BASELINE.forums for row in complete(forum) if forum != without)
    return path


def complaint(path):
    return complaint_of(lambda path: read(path, BASELINE), path)


def test_a_member_may_leave_and_join_again(tmp_path):
    left = {**MEMBER, "date": "1992-05-15", "until": "1999-04-02"}
    rows = read(write(tmp_path / "f.csv", left, MEMBER), BASELINE)
    assert [(row.date, row.until) for row in rows if row.path == "CSTO.member.UZB"] == [
        ("1992-05-15", "1999-04-02"),
        ("2006-08-16", ""),
    ]


def test_a_member_who_is_no_actor_of_the_scenario_is_named_in_the_note(tmp_path):
    row = {**MEMBER, "forum": "CARICC", "actors": "AZE", "note": "AZE: Azerbaijan is no actor here."}
    assert read(write(tmp_path / "f.csv", row), BASELINE)[0].actors == ("AZE",)
    assert "no actor 'AZE'" in complaint(write(tmp_path / "f.csv", {**row, "note": "A neighbour."}))


WRONG = {  # a changed row, and what the line must say
    "leaves before it joins": (MEMBER, {"until": "2005"}, "until: 2005; allowed: a date after it joined (2006-08-16)"),
    "joins twice": (MEMBER, {"actors": "KAZ", "forum": "SCO"}, "SCO.member.KAZ stands there twice; allowed: each once"),
    "two members": (MEMBER, {"actors": "UZB KAZ"}, "row 2: actors: UZB KAZ; allowed: one member a row"),
    "joins after 2012": (MEMBER, {"date": "2013"}, "row 2: date: 2013; allowed: 1945-01-01 to 2012-12-31"),
    "unknown member": (MEMBER, {"actors": "UZZ"}, "row 2: actors: no actor 'UZZ' (did you mean UZB?)"),
    "above the ladder": (
        MANDATE,
        {"rung": "war"},
        "row 2: rung: no rung of energy 'war'; allowed: best-practice, joint",
    ),
    "other ladder": (MANDATE, {"rung": "training"}, "row 2: rung: no rung of energy 'training'"),
    "no domain": (MANDATE, {"domain": ""}, "row 2: domain: is missing"),
    "no address": (MANDATE, {"url": ""}, "row 2: url: ''; allowed: an address with http:// or https://"),
    "bad address": (NEEDS, {"url": "www.x.org"}, "row 2: url: 'www.x.org'; allowed: an address with http"),
    "no article": (NEEDS, {"article": ""}, "row 2: article: is missing"),
    "no quotation": (NEEDS, {"quotation": ""}, "row 2: quotation: is missing"),
    "long quotation": (NEEDS, {"quotation": "word " * 16}, "row 2: quotation: 16 words; allowed: at most 15"),
    "confidence": (NEEDS, {"confidence": "hgih"}, "row 2: confidence: no confidence 'hgih' (did you mean high?)"),
    "kind": (NEEDS, {"kind": "need"}, "row 2: kind: no kind 'need' (did you mean needs?)"),
    "forum": (NEEDS, {"forum": "CSTOO"}, "row 2: forum: no forum 'CSTOO' (did you mean CSTO?)"),
    "no note": (NEEDS, {"note": ""}, "row 2: note: is missing"),
    "search without what was searched": (
        NEEDS,
        {"actors": NONE_FOUND, "note": "", "source": "", "url": ""},
        "row 2: note: is missing",
    ),
    "rung of a member": (MEMBER, {"rung": "seminars"}, "rung: 'seminars'; allowed: nothing in a row of kind member"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_named_in_one_line(name, tmp_path):
    row, change, expected = WRONG[name]
    assert expected in complaint(write(tmp_path / "f.csv", {**row, **change}))


def test_no_forum_is_left_without_a_mandate(tmp_path):
    said = complaint(write(tmp_path / "f.csv", without="NRC"))
    assert said.startswith(
        "no row for NRC.founded, NRC.mandate.counternarcotics, NRC.mandate.energy, NRC.member, NRC.n"
    )


def test_the_shipped_rows_cover_every_forum_of_the_baseline():
    rows = provisions(BASELINE)
    assert {row.forum for row in rows} == set(BASELINE.forums)
    assert shipped_file().name == "forums.csv"


@pytest.mark.parametrize("row", provisions(BASELINE), ids=lambda row: f"{row.path}-{row.date}")
def test_every_shipped_row_has_source_date_confidence_and_a_short_quotation(row):
    assert row.confidence in ("low", "medium", "high")
    assert len(row.quotation.split()) <= 15
    assert row.note.endswith(".")
    if row.found:
        assert row.source and row.url.startswith("http") and row.article and row.quotation
        assert "1945" <= row.date[:4] <= "2012"


def test_the_dates_on_which_later_work_leans():
    by_path = {row.path: row for row in provisions(BASELINE)}
    assert by_path["CARICC.founded"].date == "2006-02-07"
    assert by_path["CSTO.member.UZB"].date.startswith("2006")
    assert by_path["CSTO.member.UZB"].until.startswith("2012")
    assert "CARICC.member.AZE" in by_path


HISTORY = Scenario.load("history")
ROWS = {name: [row for row in provisions(HISTORY) if row.forum == name] for name in HISTORY.forums}


def of_kind(forum, kind):
    return [row for row in ROWS[forum] if row.kind == kind]


@pytest.mark.parametrize("name", sorted(HISTORY.forums))
def test_a_forum_of_the_scenarios_is_founded_when_its_row_says(name):
    (row,) = of_kind(name, "founded")
    assert HISTORY.forums[name].founded == days("", row.date)[0]


@pytest.mark.parametrize("name", sorted(HISTORY.forums))
def test_a_forum_of_the_scenarios_has_the_members_of_its_rows(name):
    forum = HISTORY.forums[name]
    stated = {(one.id, one.joined or forum.founded, one.until) for one in forum.members}
    coded = {
        (row.actors[0], days("", row.date)[0], days("", row.until)[1] if row.until else None)
        for row in of_kind(name, "member")
        if row.actors[0] in HISTORY.actors
    }
    asked = (
        {(one, forum.founded, None) for one in ("KAZ", "KGZ", "TJK", "TKM", "UZB", "RUS")} if name == "CACI" else set()
    )
    assert stated == coded | asked, "a proposal's members are also those whom it asked"


@pytest.mark.parametrize("name", sorted(HISTORY.forums))
def test_a_forum_of_the_scenarios_proposes_up_to_the_mandate_of_its_rows_and_needs_whom_they_name(name):
    forum = HISTORY.forums[name]
    mandates = {row.domain: row.rung for row in of_kind(name, "mandate") if row.found and row.confidence != "low"}
    for domain, agenda in forum.agenda.items():
        assert agenda.top_rung == mandates.get(domain), "what is not found is not forbidden"
    (row,) = of_kind(name, "needs")
    assert forum.needs == (row.actors if row.found else ())


def test_another_region_has_no_such_rows():
    assert provisions(Scenario.load("malacca-piracy")) == []
