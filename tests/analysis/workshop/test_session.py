"""What is set: levers, undo and redo, presets, events, files."""

import pytest

from tests.worlds import tiny
from trustladder.analysis.workshop.describing import describe_scenario
from trustladder.analysis.workshop.levers import describe_levers, donors_mean, validated
from trustladder.analysis.workshop.scenario_files import parse_scenario_file, scenario_file
from trustladder.analysis.workshop.session import Session, initial_view, parse_view
from trustladder.analysis.workshop.shocks import SHOCKS
from trustladder.analysis.workshop.store import Store
from trustladder.analysis.workshop.user_errors import UserError
from trustladder.sim.scenario.changes import changed
from trustladder.sim.scenario.dates import month_number
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.loading import shipped_names
from trustladder.sim.scenario.scenario import Scenario


@pytest.fixture
def session():
    return Session(Store(None), "baseline")


def test_every_lever_says_its_group_range_unit_and_source():
    levers = {lever["path"]: lever for lever in describe_levers(Scenario.load("baseline"))}
    assert levers["levers.training_share"] | {"own": 0} == {
        "path": "levers.training_share",
        "group": "levers",
        "symbol": "l_t",
        "low": 0.0,
        "high": 1.0,
        "step": 0.05,
        "plain": 1,
        "unit": "share",
        "kind": "number",
        "choices": [],
        "value": None,
        "own": 0,
        "source": "brief: emphasize training",
        "meaning": "training in bilateral assistance; the rest is equipment",
    }
    kinds = {lever["kind"] for lever in levers.values()}
    assert kinds == {"number", "whole", "choice", "switch"}
    assert levers["uncertainties.temptation"]["group"] == "conduct"
    assert "uncertainties.phi" not in levers  # a constant of the law is no lever


def test_what_donors_do_by_themselves_is_weighed_by_their_money():
    world = tiny()
    shares = [(donor.budget.value, donor.joint_share.value) for donor in world.donors.values()]
    expected = sum(money * share for money, share in shares) / sum(money for money, _ in shares)
    assert donors_mean(world, "levers.joint_share") == pytest.approx(expected)
    assert donors_mean(world, "levers.attention_floor") is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("levers.training_share", 1.2),
        ("levers.training_share", "much"),
        ("levers.training_share", True),
        ("levers.training_share", float("nan")),
        ("levers.nothing", 0.5),
        ("actors.KAZ.secrecy", 0.5),
        ("seed", 3),
        ("structure.trust_rule", "faith"),
        ("structure.gate", 1),
        ("uncertainties.phi", 3.0),
        ("levers.step", 7),
    ],
)
def test_a_setting_that_the_law_does_not_take_is_refused(path, value):
    with pytest.raises(InputError):
        validated({path: value})


def test_undo_and_redo_walk_through_what_was_changed(session):
    first = session.now
    session.apply(session.with_settings({"levers.training_share": 0.8}))
    session.apply(session.with_settings({"structure.gate": False}))
    assert session.state()["undo"] == 2
    session.undo()
    assert session.now["settings"] == {"levers.training_share": 0.8}
    session.undo()
    session.undo()
    assert session.now == first
    session.redo()
    assert session.now["settings"] == {"levers.training_share": 0.8}
    session.apply(session.with_settings({"levers.step": 2}))
    assert session.state()["redo"] == 0


def test_a_setting_that_is_taken_back_leaves_no_trace(session):
    session.apply(session.with_settings({"levers.training_share": 0.8}))
    session.apply(session.with_settings({"levers.training_share": None}))
    assert session.now == initial_view("baseline")


def test_a_session_is_there_again_after_a_restart(tmp_path):
    store = Store(tmp_path / "kept.sqlite")
    session = Session(store, "baseline")
    session.apply(session.with_settings({"levers.training_share": 0.8}))
    session.apply(session.with_event("betrayal", 24))
    store.close()
    again = Session(Store(tmp_path / "kept.sqlite"), "baseline")
    assert again.now == session.now
    again.undo()
    assert again.now["events"] == []


@pytest.mark.parametrize("name", ["baseline", "malacca-piracy", "later"])
def test_every_lever_moves_as_settings_of_a_scenario_do(name):
    base = Scenario.load(name)
    for lever in describe_levers(base):
        value = lever["choices"][-1] if lever["choices"] else False if lever["kind"] == "switch" else lever["high"]
        settings = validated({"levers.assistance": 0.5, lever["path"]: value})
        quickly, fully = changed(base, settings), base.changed(settings)
        assert quickly == fully
        assert quickly.tree() == fully.tree()


@pytest.mark.parametrize("kind", SHOCKS)
@pytest.mark.parametrize("name", ["baseline", "malacca-piracy"])
def test_every_shock_makes_a_sound_scenario_that_forks_at_its_month(kind, name):
    session = Session(Store(None), name)
    look = session.with_event(kind, 30)
    event = next(event for key, event in session.scenario(look).events.items() if key.startswith("live-"))
    month = month_number(event.date)
    assert month == session.base(name).first_month + 30


@pytest.mark.parametrize(("kind", "month"), [("earthquake", 3), ("betrayal", -1), ("betrayal", 240), ("betrayal", 2.5)])
def test_a_shock_that_is_unknown_or_outside_the_horizon_is_refused(session, kind, month):
    with pytest.raises(InputError):
        session.with_event(kind, month)


@pytest.mark.parametrize(
    "given",
    [
        None,
        [],
        {"base": 3},
        {"base": "baseline", "settings": []},
        {"base": "baseline", "events": [["betrayal"]]},
        {"base": "baseline", "settings": {"levers.step": "x"}},
        {"base": "baseline", "events": [["x", 1]] * 99},
    ],
)
def test_a_malformed_link_is_refused(given):
    with pytest.raises(InputError):
        parse_view(given)


@pytest.mark.parametrize("name", shipped_names())
def test_a_saved_scenario_reads_back_as_what_was_set(name, tmp_path):
    session = Session(Store(None), name)
    session.apply(
        session.with_settings({"levers.training_share": 0.8, "structure.gate": False, "uncertainties.omega": 0.25})
    )
    session.apply(session.with_event("rivals-quarrel", 18))
    file = scenario_file(session, session.now)
    (tmp_path / file.name).write_text(file.text, encoding="utf-8")
    back, asked = Scenario.load(tmp_path / file.name), session.scenario(session.now)
    assert (back.levers, back.uncertainties, back.structure) == (asked.levers, asked.uncertainties, asked.structure)
    assert (back.events, back.actors, back.start) == (asked.events, asked.actors, asked.start)
    assert (back.question, back.asks) == (asked.question, asked.asks)


def test_a_scenario_that_was_brought_can_be_saved_in_full(session):
    head = 'title = "Mine"\nquestion = "Und dann?"\nasks = "human_security"\n'
    text = f'{head}extends = "malacca-piracy"\n[levers]\nstep = 2\n'
    name = session.add("../../mine.toml", parse_scenario_file("mine.toml", text))
    assert name == "my-------mine"
    file = scenario_file(session, initial_view(name))
    back = parse_scenario_file(file.name, file.text)
    assert (back.levers.step, back.asks) == (2, "human_security")
    assert describe_scenario(back)["asks"] == "human_security"


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ("x = [", "file-toml", ""),
        (f"x = {'9' * 5000}", "file-toml", ""),
        ("", "file", "empty"),
        ('extends = "/etc/hosts"', "file-reaches", "/etc/hosts"),
        ('extends = "../../secret"', "file-reaches", "../../secret"),
        ('extends = ["baseline", "~/mine.toml"]', "file-reaches", "~/mine.toml"),
        ('extends = "malacca-piracy"\n[past]\nscenario = "/etc/passwd"', "file-reaches", "/etc/passwd"),
        ('extends = "malacca-piracy"\n[past.scenario.past]\nscenario = "/etc/passwd"', "file-reaches", "/etc/passwd"),
        ('extends = "malacca-piracy"\nmonths = 2400', "file-months", "2400"),
        ('extends = "malacca-piracy"\nlevers = 3', "file", "levers"),
        ("# " + "x" * 200_001, "file-large", "200"),
    ],
)
def test_a_file_that_is_no_scenario_or_reaches_for_others_is_refused_in_one_line(text, key, said):
    with pytest.raises(UserError) as error:
        parse_scenario_file("mine.toml", text)
    assert error.value.key == key
    assert said in str(error.value.values)
    assert "\n" not in str(error.value)
    assert "/tmp" not in str(error.value)
