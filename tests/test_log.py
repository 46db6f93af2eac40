"""The log of meetings: what the compiled lane notes is what the Mesa lane records, to the last bit, and on disk too."""

from collections import Counter

import networkx as nx
import numpy as np
import pytest

from tests.test_members import COMING_AND_GOING
from tests.worlds import tiny
from trustladder import CooperationModel, InputError, run
from trustladder.sim import log_rows
from trustladder.sim.agents.logged import rows_of_model
from trustladder.sim.arrays.state import NOTHING
from trustladder.sim.engine import Execution
from trustladder.sim.ensemble import UncertainScenario, ensemble, run_replicates
from trustladder.sim.law import responding
from trustladder.sim.law.responding import COSTS, REASONS
from trustladder.sim.log import EDGE, MeetingLog
from trustladder.sim.log_columns import LACKED, OUTCOMES
from trustladder.sim.log_rows import Rows
from trustladder.sim.log_runs import log_of, told_future
from trustladder.sim.logs import LogCollector
from trustladder.sim.metric_families import REFUSED
from trustladder.sim.month.log import Answer, Happened, Proposal, Weighed
from trustladder.sim.scenario.loading import shipped_names
from trustladder.sim.scenario.scenario import Scenario

SETS = [{"uncertainties.omega": 0.1}, {"uncertainties.omega": 0.9}, {"uncertainties.omega": 0.1}]


RUN_FIRST = ("proposals", "happened")


def logged(scenario, which, **options):
    """The rows that the compiled lane notes of some replicates."""
    log = LogCollector(len(which))
    run_replicates(scenario, which, scenario.seed, log=log, **options)
    return log.rows()


def differing(one, other):
    """Which fields of two logs are not the same, bit for bit; the number of a run within its chunk is none."""
    pairs = zip(Rows._fields, one, other, strict=True)
    return [
        name
        for name, here, there in pairs
        if not np.array_equal(*((here, there) if name not in RUN_FIRST else (here[1:], there[1:])))
    ]


def names(some):
    return [one.name for one in some]


@pytest.mark.parametrize("name", shipped_names())
def test_the_lanes_note_the_same_meetings_on_every_shipped_scenario(name):
    scenario = Scenario.load(name)
    rows, model = logged(scenario, [3]), CooperationModel(scenario, replicate=3).run()
    assert len(rows.replicates) == len(model.meetings) + len(model.postponed)
    assert len(rows.replicates) > 0 or name == "no-drug-meetings"
    assert differing(rows, rows_of_model(model)) == []


@pytest.mark.parametrize(
    "settings",
    [
        {"structure.response_rule": "random"},
        {"structure.response_rule": "threshold", "structure.dyads": "shuffled"},
        {"structure.standing_scope": "region", "structure.gate": False},
        {"structure.trust_rule": "kydd"},
    ],
    ids=str,
)
def test_the_lanes_note_the_same_meetings_under_other_structures(settings):
    scenario = Scenario.load("energy-first", settings).with_months(90)
    model = CooperationModel(scenario, replicate=1).run()
    assert differing(logged(scenario, [1]), rows_of_model(model)) == []


def test_a_future_is_told_as_the_mesa_lane_tells_it():
    scenario = COMING_AND_GOING
    model = CooperationModel(scenario, replicate=2).run()
    told = MeetingLog(scenario, logged(scenario, [0, 1, 2])).future(2)
    assert [one.decisions for one in told.meetings] == [one.decisions for one in model.meetings]
    for one, two in zip(told.meetings, model.meetings, strict=True):
        assert (one.month, one.forum.name, one.domain, one.rung_number, one.chair.name, one.formed, one.success) == (
            two.month, two.forum.name, two.domain, two.rung_number, two.chair.name, two.formed, two.success
        )  # fmt: skip
        for people in ("kept", "broke", "caught"):
            assert names(getattr(one, people)) == names(getattr(two, people))
    assert told.notes == model.notes
    for one, two in zip(told.postponed, model.postponed, strict=True):
        assert (one.month, one.forum.name, one.domain, one.chair.name, one.decisions) == (
            two.month, two.forum.name, two.domain, two.chair.name, []
        )  # fmt: skip


def test_a_future_run_to_be_told_is_that_of_the_mesa_lane_with_answers_changed_too():
    sets = [{"uncertainties.omega": 0.2}, {"uncertainties.omega": 0.8}]
    uncertain = UncertainScenario(Scenario.load("baseline").with_months(60), sets)
    first = told_future(uncertain, 3).meetings[0]
    where = (
        first.month - uncertain.scenario.first_month,
        first.forum.name,
        sorted(uncertain.scenario.domains)[first.domain],
    )
    for answers in ({}, {(*where, one.actor): not one.came for one in first.decisions}):
        told, model = (
            told_future(uncertain, 3, answers),
            CooperationModel(uncertain.of(3), replicate=3, decisions=answers).run(),
        )
        assert [one.decisions for one in told.meetings] == [one.decisions for one in model.meetings]
        assert told.notes == model.notes and told.answers == answers
        assert np.array_equal(np.stack([*told.series.values()], axis=1), model.months[0])
        assert np.array_equal(told.standing, model.state().standing)
        assert (told.held is not None) == model.region_held


def test_a_future_without_meetings_is_told_as_quiet():
    told = told_future(UncertainScenario(Scenario.load("no-drug-meetings").with_months(24)), 3)
    assert (told.meetings, told.postponed) == ([], [])


def test_a_log_counts_what_the_series_count():
    scenario = Scenario.load("zero-sum-rivalry")
    log = LogCollector(8)
    done = run_replicates(scenario, range(8), scenario.seed, log=log)
    rows, total = log.rows(), done.record.total.sum(axis=0)
    series = dict(zip(done.columns, total, strict=False))
    columns = MeetingLog(scenario, rows)
    meetings, answers, happened = columns.meetings(), columns.answers(), columns.happenings()
    assert [(happened["what"] == kind).sum() for kind in ("crisis", "scandal")] == [
        series["crises"],
        series["scandals"],
    ]
    assert happened["harm"].sum() == pytest.approx(series["harm"])
    outcome = Counter(meetings["outcome"])
    assert outcome["postponed"] == series["postponed"] > 0
    assert len(meetings) - outcome["postponed"] == series["convened"]
    assert outcome["failed"] + outcome["succeeded"] == series["formed"]
    assert outcome["succeeded"] == series["succeeded"]
    assert meetings["asked"].sum() == series["invited"]
    assert (answers["conduct"].isin(["broke", "caught"])).sum() == series["breaches"]
    assert (answers["conduct"] == "caught").sum() == series["breaches_found"]
    refused = answers["reason"].value_counts()
    assert [refused[reason] for reason in REASONS] == [series[column] for column in REFUSED]


def test_worth_is_the_sum_of_its_terms_and_trust_needed_makes_it_nothing():
    answers = run("baseline", 3, uncertainty="none", log="all").log.answers()
    costs = answers[[cost.term for cost in COSTS]].sum(axis=1)
    assert np.allclose(answers["worth"], answers["gain"] - costs + answers["inducement"])
    assert np.array_equal(answers["gain"], answers["belief"] * answers["full_gain"])
    fixed = costs - answers["risk"] - answers["inducement"]
    at = answers["needed"]
    assert np.allclose(at * answers["full_gain"] - (1.0 - at) * answers["full_risk"], fixed)
    assert (answers.loc[answers["decided_by"] == "chair", "came"]).all()
    assert (answers["came"] == answers["reason"].isna()).all()


def test_what_a_meeting_lacked_is_what_the_law_asks_for():
    scenario = Scenario.load("baseline")
    model = CooperationModel(scenario, replicate=5).run()
    log = MeetingLog(scenario, logged(scenario, [5]))
    frame = log.meetings()
    assert set(frame["outcome"]) <= set(OUTCOMES) and set(frame["lacked"].dropna()) <= set(LACKED)
    assert (frame["lacked"].notna() == (frame["outcome"] == "not_formed")).all()
    rows = frame[frame["outcome"] != "postponed"].to_dict("records")
    for row, meeting in zip(rows, model.meetings, strict=True):
        rung = scenario.domains[row["domain"]].rungs[row["rung"]]
        sponsor = scenario.forums[row["forum"]].sponsor
        came = {decision.actor for decision in meeting.decisions if decision.came}
        enough = row["governments"] >= rung.quorum_governments and row["donors"] >= rung.quorum_donors
        assert row["governments"] + row["donors"] == len(came)
        if row["lacked"] in ("governments", "donors"):
            assert not enough
        elif row["outcome"] == "not_formed":
            assert enough and (sponsor is None or sponsor in came) == (row["lacked"] != "sponsor")


def test_a_log_changes_no_number_and_no_thread_or_chunk_changes_the_log():
    scenario = Scenario.load("malacca-piracy").with_months(60)
    plain, log = ensemble(scenario, 23, keep=5), LogCollector(17)
    with_log = ensemble(scenario, 23, keep=5, log=log)
    assert all(np.array_equal(one, two) for one, two in zip(plain.record, with_log.record, strict=True))
    assert np.array_equal(plain.months, with_log.months)
    assert np.unique(log.rows().replicates).tolist() == list(range(17)), "of the first, and of no more"
    for threads, chunk in ((1, 1), (2, 7), (4, 5), (2, 23)):
        other = LogCollector(17)
        ensemble(scenario, 23, chunk=chunk, execution=Execution(threads), log=other)
        assert differing(log.rows(), other.rows()) == []


def test_a_log_that_is_too_short_is_made_again_with_room_for_all(monkeypatch):
    scenario = Scenario.load("malacca-piracy").with_months(60)
    expected, room = logged(scenario, range(6)), log_rows.room_for
    monkeypatch.setattr("trustladder.sim.engine.room_for", lambda tables, runs: room(tables, 1 if runs else 0)._replace(
        noted=room(tables, runs).noted, weighed=np.empty((Weighed.COUNT, 40)),
        answers=np.empty((Answer.COUNT, 40), np.int32), happened=np.empty((Happened.COUNT, 1), np.int32),
        harm=np.empty(1),
    ))  # fmt: skip
    record = run_replicates(scenario, range(6), scenario.seed).record
    log = LogCollector(6)
    done = run_replicates(scenario, range(6), scenario.seed, log=log)
    assert differing(log.rows(), expected) == []
    assert all(np.array_equal(one, two) for one, two in zip(done.record, record, strict=True))


def test_futures_under_several_parameter_sets_are_logged_in_their_order():
    scenario = tiny()
    log = run(scenario, 12, parameter_sets=SETS, log=7).log
    assert log.replicates.tolist() == list(range(7))
    for replicate in (0, 1, 5):
        alone = UncertainScenario(scenario, SETS).of(replicate)
        assert differing(log.of(replicate).rows, logged(alone, [replicate])) == []


def test_the_mesa_lane_gives_the_same_log_and_only_of_the_futures_asked_for():
    scenario = tiny(months=12)
    compiled, mesa = (run(scenario, 5, lane=lane, log=3).log.rows for lane in ("compiled", "mesa"))
    assert differing(compiled, mesa) == []


def test_who_proposed_to_whom_is_a_multigraph():
    result = run("baseline", 4, uncertainty="none", log=4)
    graph, frame = result.log.graph(2), result.log.answers()
    invited = frame[(frame["replicate"] == 2) & (frame["actor"] != frame["proposer"].astype(str))]
    assert graph.number_of_edges() == len(invited) > 100
    assert set(graph.nodes) == set(result.scenario.actors)
    assert graph.nodes["UZB"]["kind"] == "government" and graph.nodes["RUS"]["kind"] == "donor"
    asked = invited[(invited["proposer"] == "RUS") & (invited["actor"] == "UZB")]
    between = graph["RUS"]["UZB"].values() if graph.has_edge("RUS", "UZB") else []
    assert len(between) == len(asked)
    for edge in (edge for _, _, edge in graph.edges(data=True)):
        assert (edge["reason"] == "") == edge["came"]
    energy = result.log.graph(domain="energy")
    assert 0 < energy.number_of_edges() < len(frame)
    assert {edge["domain"] for _, _, edge in energy.edges(data=True)} == {"energy"}


@pytest.mark.parametrize("form", ["gexf", "graphml"])
def test_who_proposed_to_whom_is_written_for_programs_that_draw_networks_and_read_back(form, tmp_path):
    log, place = run("baseline", 3, uncertainty="none", log=3).log, tmp_path / f"graph.{form}"
    for graph in (log.graph(1), log.graph(), log.graph(domain="energy")):
        getattr(nx, f"write_{form}")(graph, place)
        back = getattr(nx, f"read_{form}")(place)
        found, told = (sorted(map(edge_told, one.edges(data=True)), key=str) for one in (back, graph))
        assert found == told and len(told) > 10
        assert {name: dict(back.nodes[name]).get("kind") for name in back} == dict(graph.nodes(data="kind"))


def edge_told(edge):
    """An edge, with what this project has noted of it."""
    here, there, data = edge
    return here, there, {name: data.get(name, "") for name in EDGE}


def test_reasons_are_told_of_refusals_alone():
    """An earlier table lost the counts of rivalry, pressure and influence to terms of the same names."""
    rows = logged(Scenario.load("zero-sum-rivalry"), range(4))
    refused = rows.answers[Answer.CAME] == 0
    assert set(np.unique(rows.answers[Answer.REASON][refused])) <= set(range(len(REASONS)))
    assert (rows.answers[Answer.REASON][~refused] == -1).all()
    assert responding.PRESSURE in rows.answers[Answer.REASON]
    assert (rows.proposals[Proposal.RUNG][rows.of] != NOTHING).all()


def test_a_meeting_prints_in_one_line_who_proposed_what_and_when_who_came_and_what_became_of_it():
    scenario = Scenario.load("baseline").with_months(60)
    model = CooperationModel(scenario, replicate=3).run()
    assert str(model.meetings[0]) == (
        "<Meeting 2014-03, CARICC: counternarcotics exercises, proposed by UNODC: KAZ KGZ UZB RUS UNODC came; "
        "TJK (against_interest) TKM (either_way) stayed away; failed>"
    )
    assert str(model.postponed[0]) == "<Meeting 2016-12, CACI: postponed by USA>"
    assert str(model.meetings[0].decisions[2]) == (
        "<Decision TJK stays away (against_interest): worth +0.16, 79% likely to come>"
    )
    told = told_future(UncertainScenario(scenario), 3)
    assert [*map(str, told.meetings)] == [*map(str, model.meetings)]
    assert [*map(str, told.postponed)] == [*map(str, model.postponed)]
    assert max(map(len, map(str, model.meetings))) < 400


QUIET = tiny(forums={name: {"agenda": {"fish": {"rate": 0.0}, "water": {"rate": 0.0}}} for name in ("CLUB", "PAIR")})


@pytest.mark.parametrize("lane", ["compiled", "mesa"])
def test_a_logged_future_in_which_nobody_proposed_has_an_empty_log(lane):
    for scenario, runs in ((QUIET.with_months(6), 3), (Scenario.load("baseline").with_months(1), 12)):
        log = run(scenario, runs, log=runs, lane=lane).log
        quiet = sorted(set(range(runs)) - set(log.rows.replicates.tolist()))
        assert quiet and log.replicates.tolist() == list(range(runs))
        for replicate in quiet:
            told, alone = log.future(replicate), log_of(UncertainScenario(scenario), [replicate])
            assert (told.replicate, told.meetings, told.postponed) == (replicate, [], [])
            assert len(log.of(replicate)) == len(log.of(np.int64(replicate)).answers()) == 0
            assert log.of(replicate).replicates.tolist() == alone.replicates.tolist() == [replicate]
            assert log.graph(replicate).number_of_edges() == 0 < log.graph(replicate).number_of_nodes()
            assert len(log.of(replicate).meetings()) == len(log.of(replicate).happenings()) - len(told.happened) == 0
        with pytest.raises(InputError, match=f"no log was kept of it; allowed: 0 to {runs - 1}"):
            log.future(runs)


def test_a_future_that_was_not_logged_is_told_from_a_quiet_one():
    log = log_of(UncertainScenario(QUIET.with_months(3)), [2, 3, 4, 4, 7])
    assert log.replicates.tolist() == [2, 3, 4, 7]
    for replicate in (5, -1, 1.0, "x", None, True, [2], 10**30):
        for call in (log.of, log.future, log.graph) if replicate is not None else (log.of, log.future):
            with pytest.raises(InputError, match=r"replicate: .*; no log was kept of it; allowed: 2 to 4, 7$"):
                call(replicate)


def test_no_log_is_told_of_a_future_that_failed_on_the_mesa_lane():
    class Failing(CooperationModel):
        def step(self):
            if self.replicate == 1:
                raise RuntimeError("it fails")
            super().step()

    result = run(QUIET.with_months(3), 3, lane="mesa", model=Failing, log=3)
    assert result.log.replicates.tolist() == [0, 2]
