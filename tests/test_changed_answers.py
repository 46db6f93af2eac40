"""Answers changed in one future: the compiled lane goes on as the Mesa lane does, to the last bit."""

import numpy as np
import pytest

from tests.mesa_branches import model_until, run_branch
from tests.test_log import differing
from tests.test_members import COMING_AND_GOING
from tests.worlds import tiny
from trustladder.sim.agents.logged import rows_of_model
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.changed_answers import Forked, changes_of
from trustladder.sim.engine import replicates
from trustladder.sim.ensemble import UncertainScenario
from trustladder.sim.log_runs import log_of, replayed_future, told_future
from trustladder.sim.logs import LogCollector
from trustladder.sim.metrics import measure
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.warm_up import WARM_UPS

WORLDS = {
    "tiny": lambda: tiny(months=60),
    "members come and go": lambda: COMING_AND_GOING,
    "baseline": lambda: Scenario.load("baseline", {"past.replicates": 5}).with_months(60),
    "shuffled": lambda: Scenario.load("malacca-piracy", {"structure.dyads": "shuffled"}).with_months(60),
}
FUTURE = 2


def places(scenario):
    """The meetings of a future: month, forum, domain, and who decided what."""
    model = CooperationModel(scenario, replicate=FUTURE).run()
    for meeting in model.meetings:
        where = (meeting.month - scenario.first_month, meeting.forum.name, model.names.domains[meeting.domain])
        if where[0] < scenario.months - 1:
            yield where, {decision.actor: decision.came for decision in meeting.decisions}


@pytest.mark.parametrize("world", WORLDS)
def test_answers_given_in_their_place_change_both_lanes_alike(world):
    scenario = WORLDS[world]()
    known = list(places(scenario))
    orders = {(*where, actor): not came for where, answers in known[::3] for actor, came in [*answers.items()][:2]}
    model = CooperationModel(scenario, replicate=FUTURE, decisions=orders).run()
    tables, names, log = tables_of(scenario), Index(scenario), LogCollector(1)
    starts = WARM_UPS.starts(scenario, tables, [FUTURE], scenario.seed)
    done = replicates(
        tables, names, starts, scenario.seed, [FUTURE], keep=1, log=log, changes=changes_of(tables, names, orders)
    )
    assert np.array_equal(done.months[0], model.months[0])
    rows, expected = log.rows(), rows_of_model(model)
    assert differing(rows, expected) == []
    assert any(one.decided_by == "override" for meeting in model.meetings for one in meeting.decisions)


@pytest.mark.parametrize("world", WORLDS)
def test_a_branch_is_the_one_that_the_mesa_lane_gives(world):
    scenario = WORLDS[world]()
    known = list(places(scenario))
    for where, answers in (known[1], known[len(known) // 2], known[-1]):
        actor, came = list(answers.items())[-1]
        before, forked = model_until(scenario, FUTURE, where[0]), Forked(scenario, FUTURE, where)
        for changed in ({}, {actor: not came}):
            meetings, expected = run_branch(before, {(*where, one): comes for one, comes in changed.items()}, where)
            here = forked.branch(changed)
            metrics = measure(
                scenario.model_copy(update={"months": scenario.months - where[0] - 1}), here.futures.record
            )
            for name, values in expected.items():
                assert np.array_equal(values, metrics[name], equal_nan=True), name
            told = [here.outcomes.meeting(place) for place in range(len(here.outcomes))]
            assert [one.decisions for one in told] == [one.decisions for one in meetings]
            assert [(one.formed, one.success) for one in told] == [(one.formed, one.success) for one in meetings]
            assert {one.month for one in told} == {scenario.first_month + where[0]}
            for one, two in zip(told, meetings, strict=True):
                assert [actor.name for actor in one.broke] == [actor.name for actor in two.broke]


def test_several_answers_change_at_once_after_others_before():
    scenario = tiny(months=60)
    known = list(places(scenario))
    (first, answers), (where, later) = known[2], known[9]
    before = {(*first, actor): not came for actor, came in answers.items() if actor != "ANA"}
    if where not in [place for place, _ in places(scenario)]:
        raise AssertionError(where)
    model = CooperationModel(scenario, replicate=FUTURE, decisions=before)
    while model.elapsed <= where[0]:
        model.step()
    forked = Forked(scenario, FUTURE, where, before)
    everybody = dict.fromkeys(later, False)
    branch = forked.branch(everybody)
    (meeting,) = [branch.outcomes.meeting(place) for place in range(len(branch.outcomes))]
    assert not meeting.formed and not any(one.came for one in meeting.decisions)
    assert {one.decided_by for one in meeting.decisions} == {"override"}
    assert len(branch.futures.record.failed) == 400


@pytest.mark.parametrize(
    ("where", "answers", "said"),
    [
        ((3, "CLUBB", "fish"), {}, r"no forum 'CLUBB' \(did you mean CLUB\?\)"),
        ((3, "CLUB", "fisch"), {}, "no domain 'fisch'"),
        ((59, "CLUB", "fish"), {}, "month: 59; allowed: a whole number from 0 to 58"),
        ((-1, "CLUB", "fish"), {}, "month: -1"),
        ((3, "PAIR", "water"), {}, "PAIR: has nothing on water on its agenda"),
    ],
)
def test_a_meeting_that_there_is_not_is_refused_in_one_line(where, answers, said):
    with pytest.raises(InputError, match=said):
        Forked(tiny(months=60), FUTURE, where).branch(answers)


def test_a_changed_answer_of_somebody_who_was_not_invited_is_refused():
    scenario = tiny(months=60)
    where = next(where for where, answers in places(scenario) if where[1] == "PAIR")
    forked = Forked(scenario, FUTURE, where)
    with pytest.raises(InputError, match=r"month \d+: FAR has no seat in PAIR; allowed: ANA, BEN"):
        forked.branch({"FAR": True})
    with pytest.raises(InputError, match="no actor 'ANNA'"):
        forked.branch({"ANNA": True})
    quiet = next(month for month in range(58) if (month, "PAIR", "fish") not in {one for one, _ in places(scenario)})
    with pytest.raises(InputError, match=f"month {quiet}: PAIR proposes nothing on fish then"):
        Forked(scenario, FUTURE, (quiet, "PAIR", "fish")).branch({"ANA": True})


def on_both_lanes(scenario, answers):
    """Each lane with these answers given in actors' places, as a call."""
    yield lambda: told_future(UncertainScenario(scenario), FUTURE, answers)
    yield lambda: CooperationModel(scenario, replicate=FUTURE, decisions=answers, record=False).run()


ORDER = 3, "CLUB", "fish", "ANA"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        *(
            ({(month, *ORDER[1:]): True}, f"month: {month!r}; allowed: a whole number from 0 to 59")
            for month in (-1, 60, 9999, 1.5, float("nan"), "x", None, 10**30, True)
        ),
        ({ORDER: "no"}, r"(answers|decisions): 'no' for \(3, 'CLUB', 'fish', 'ANA'\); allowed: True or False"),
        ({ORDER: None}, "(answers|decisions): None for .*; allowed: True or False"),
        ({ORDER[:3]: True}, r"(answers|decisions): \(3, 'CLUB', 'fish'\); allowed: \(month .*, forum, domain, actor\)"),
        ({(*ORDER, 1): True}, r"(answers|decisions): \(3, .*, 1\); allowed: \(month"),
        ({"CLUB": True}, r"(answers|decisions): 'CLUB'; allowed: \(month"),
        ({None: True}, r"(answers|decisions): None; allowed: \(month"),
        ([ORDER], "(answers|decisions): .*; allowed: a dictionary"),
        (5, "(answers|decisions): 5; allowed: a dictionary"),
        ({(3, "CLUBB", "fish", "ANA"): True}, r"no forum 'CLUBB' \(did you mean CLUB\?\)"),
        ({(3, "CLUB", "fisch", "ANA"): True}, r"no domain 'fisch' \(did you mean fish\?\)"),
        ({(3, "CLUB", "fish", 5): True}, "no actor '5'"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_refused_on_both_lanes_in_one_line(answers, said):
    for call in on_both_lanes(tiny(months=60), answers):
        with pytest.raises(InputError, match=said) as caught:
            call()
        assert "\n" not in str(caught.value)


def test_an_answer_that_nobody_is_asked_for_is_refused_on_both_lanes():
    scenario = tiny(months=60)
    known = {where for where, _ in places(scenario)}
    where = next(one for one in sorted(known) if one[1] == "PAIR")
    quiet = next(month for month in range(58) if (month, "PAIR", "fish") not in known)
    for order, said in (
        ((*where, "FAR"), f"month {where[0]}: FAR has no seat in PAIR; allowed: ANA, BEN"),
        ((quiet, "PAIR", "fish", "ANA"), f"month {quiet}: PAIR proposes nothing on fish then; allowed: a meeting"),
    ):
        for call in on_both_lanes(scenario, {order: True}):
            with pytest.raises(InputError, match=said):
                call()
    assert replayed_future(UncertainScenario(scenario), FUTURE, {(*where, "FAR"): True}).answers


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda world: Forked(world, -1, ORDER[:3]), "replicate: -1; allowed: a whole number from 0"),
        (lambda world: Forked(world, "x", ORDER[:3]), "replicate: 'x'; allowed: a whole number from 0"),
        (
            lambda world: Forked(world, FUTURE, ORDER),
            r"where: \(3, .*; allowed: \(month since the start, forum, domain\)",
        ),
        (lambda world: Forked(world, FUTURE, None), "where: None; allowed: "),
        (lambda world: Forked(world, FUTURE, ORDER[:3], {ORDER[:3]: True}), "answers: .*; allowed: .month"),
        (lambda world: Forked(world, FUTURE, ORDER[:3]).branch(["ANA"]), r"answers: \['ANA'\]; allowed: a dictionary"),
        (
            lambda world: Forked(world, FUTURE, ORDER[:3]).branch({"ANA": "no"}),
            "answers: 'no' for .*; allowed: True or",
        ),
        (
            lambda world: Forked(world, FUTURE, ORDER[:3]).branch(outcomes=0),
            "outcomes: 0; allowed: a whole number from 1",
        ),
        (lambda world: Forked(world, FUTURE, ORDER[:3]).branch(futures=1.5), "futures: 1.5; allowed: a whole number"),
    ],
)
def test_a_branch_that_is_none_is_refused_in_one_line(asked, said):
    with pytest.raises(InputError, match=said):
        asked(tiny(months=60))


def test_answers_may_be_of_numpy():
    scenario = tiny(months=60)
    where, answers = next(places(scenario))
    actor, came = list(answers.items())[-1]
    told = told_future(
        UncertainScenario(scenario), FUTURE, {(np.int64(where[0]), *where[1:], actor): np.bool_(not came)}
    )
    assert told.answers == {(*where, actor): not came}
    meeting = next(one for one in told.meetings if one.month == where[0] + scenario.first_month)
    assert [one.decided_by for one in meeting.decisions if one.actor == actor] == ["override"]


@pytest.mark.parametrize("replicate", [-1, 1.5, "x", None, 10**30, float("nan"), True])
def test_what_is_no_number_of_a_future_is_refused_in_one_line(replicate):
    uncertain = UncertainScenario(tiny(months=6), [{}, {"uncertainties.omega": 0.4}])
    for call in (lambda: told_future(uncertain, replicate), lambda: log_of(uncertain, [0, replicate])):
        with pytest.raises(InputError, match=r"replicate: .*; allowed: a whole number from 0 to 9223372036854775807"):
            call()
    assert told_future(uncertain, 2**63 - 1).replicate == 2**63 - 1
