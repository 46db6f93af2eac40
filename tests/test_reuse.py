"""Defaults by kind of actor and ladders by name are laid in as a file is read; short names and nouns are for people."""

import json

import pytest

from trustladder.analysis.cli import status_of
from trustladder.analysis.comparison.robustness import laid
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.loading import shipped_folder, shipped_names
from trustladder.sim.scenario.naming import without_names
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.manifest import hash_of_identity
from trustladder.sim.store.results import Plan, RunFolder

REGION = """
title = "Two governments at a river"
question = "Does one ladder serve two domains?"
start = 2000-01-01
months = 24
aim = "water"
{more}
[defaults.government]
interest.water = 0.7
secrecy = {{ judgement = 0.3, range = [0.2, 0.4], note = "both publish" }}
trust = {{ ANA = 0.6, BEN = 0.4 }}

[ladders.talks.hearing]
name = "hearings"
benefit = 0.8

[ladders.talks.plan]
name = "a common plan"
quorum_governments = 2

[domains.water]
name = "Water"
ladder = "talks"

[domains.fish]
name = "Fish"
ladder = "talks"
rungs.hearing.benefit = 0.5
rungs.quota = {{ name = "common quotas" }}

[actors.ANA]
kind = "government"
name = "Ana"
interest.fish = 0.2

[actors.BEN]
kind = "government"
name = "Ben"
secrecy = 0.9

[forums.PAIR]
name = "The two"
members = ["ANA", "BEN"]
agenda.water.rate = 0.5
"""


@pytest.fixture
def region(tmp_path):
    """A function that writes a region with some more lines at its head, and returns its file."""

    def write(more: str = "", name: str = "river.toml"):
        file = tmp_path / name
        file.write_text(REGION.format(more=more))
        return file

    return write


def test_what_an_actor_leaves_out_is_that_of_its_kind(region):
    ana, ben = Scenario.load(region()).governments.values()
    assert (ana.secrecy.value, ben.secrecy.value) == (0.3, 0.9)
    assert ana.secrecy.note == "both publish"
    assert {key: one.value for key, one in ana.interest.items()} == {"water": 0.7, "fish": 0.2}


def test_a_table_by_ids_leaves_out_the_actors_own(region):
    ana, ben = Scenario.load(region()).governments.values()
    assert (ana.trust.keys(), ben.trust.keys()) == ({"BEN"}, {"ANA"})


def test_a_ladder_serves_several_domains_and_each_may_lay_rungs_on_top(region):
    water, fish = (Scenario.load(region()).domains[name] for name in ("water", "fish"))
    assert list(water.rungs) == ["hearing", "plan"]
    assert list(fish.rungs) == ["hearing", "plan", "quota"]
    assert (water.rungs["hearing"].benefit.value, fish.rungs["hearing"].benefit.value) == (0.8, 0.5)
    assert fish.rungs["hearing"].name == "hearings"


def test_a_file_that_extends_another_may_change_its_defaults_and_its_ladders(region, tmp_path):
    region()
    mine = tmp_path / "mine.toml"
    mine.write_text(
        'extends = "river.toml"\ntitle = "Mine"\n'
        "[defaults.government]\nsecrecy = 0.6\n[ladders.talks.plan]\nsuccesses = 9\n"
    )
    found = Scenario.load(mine)
    assert [one.secrecy.value for one in found.governments.values()] == [0.6, 0.9]
    assert {domain.rungs["plan"].successes for domain in found.domains.values()} == {9}


def test_what_was_laid_in_stands_in_full_in_a_manifest(region):
    found = Scenario.load(region())
    assert Scenario.from_tree(json.loads(json.dumps(found.tree()))) == found


def test_a_wrong_reference_in_a_default_names_the_file_that_states_it(region, tmp_path, capsys):
    region()
    mine = tmp_path / "mine.toml"
    mine.write_text('extends = "river.toml"\n[defaults.government]\ntrust.CAL = 0.5\n')
    assert status_of(["check", str(mine)]) == 2
    assert f"{mine}: actors.ANA.trust: no actor 'CAL'" in capsys.readouterr().err


def test_a_ladder_where_there_is_none_says_how_one_is_brought(tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text(
        'extends = "malacca-piracy"\n[domains.piracy]\nladder = "energy"\n',
    )
    with pytest.raises(InputError, match=r'domains\.piracy\.ladder: no ladder \'energy\'; .*extends = "ladders/'):
        Scenario.load(mine)


@pytest.mark.parametrize("name", sorted(path.stem for path in (shipped_folder() / "ladders").glob("*.toml")))
def test_every_shipped_ladder_serves_a_domain_of_another_region(name, tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text(
        f'extends = ["malacca-piracy", "ladders/{name}"]\n[domains.smuggling]\nname = "Smuggling"\nladder = "{name}"\n'
    )
    assert list(Scenario.load(mine).domains["smuggling"].rungs) == list(Scenario.load("baseline").domains[name].rungs)


def test_the_schema_completes_defaults_ladders_and_names(capsys):
    assert status_of(["schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert {"defaults", "ladders", "short", "noun", "asks"} <= set(schema["properties"])
    assert {"ladder"} <= set(schema["$defs"]["Domain"]["properties"])
    assert {"short", "noun"} <= set(schema["$defs"]["Event"]["properties"])
    assert "sensitivity" in schema["$defs"]["DefaultDonor"]["properties"]


# --- short names and nouns ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "short", "noun"),
    [
        ('short = "Hearings"\nnoun = "hearings at the river"', "Hearings", "hearings at the river"),
        ('short = "Hearings"', "Hearings", "hearings"),
        ('short = "EU money"', "EU money", "EU money"),
        ("", "river", "river"),  # the title is too long: the file's name
    ],
)
def test_a_scenario_has_a_name_for_rows_and_one_for_sentences(region, head, short, noun):
    found = Scenario.load(region(head))
    assert (found.short_name, found.noun_phrase) == (short, noun)


def test_check_tells_both_names(region, capsys):
    file = str(region('noun = "hearings"'))
    assert status_of(["check", file]) == 0
    assert 'in rows "river", in sentences "hearings"; asks about region_held' in capsys.readouterr().out
    assert status_of(["check", file, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["short"], told["noun"], told["asks"]) == ("river", "hearings", "region_held")


def test_a_title_up_to_its_colon_is_the_short_name_where_it_is_short(region, tmp_path):
    region()
    mine = tmp_path / "mine.toml"
    mine.write_text('extends = "river.toml"\ntitle = "An open door: all in one room"\n')
    assert Scenario.load(mine).short_name == "An open door"
    assert Scenario.load(mine).noun_phrase == "an open door"


def test_a_long_file_name_is_cut_where_it_is_the_short_name(region):
    assert Scenario.load(region("", f"{'r' * 40}.toml")).short_name == "r" * 21 + "…"


def test_a_new_title_or_name_leaves_the_old_short_name_behind(tmp_path):
    base = tmp_path / "base.toml"
    base.write_text(
        'extends = "baseline"\ntitle = "One"\nshort = "Uno"\n[events.e]\nname = "Rain"\nshort = "Wet"\n'
        'date = 2015-01-01\neffects = [{ change = "supply", add = 0.1 }]\n'
    )
    kept, renamed = tmp_path / "kept.toml", tmp_path / "renamed.toml"
    kept.write_text('extends = "base.toml"\nmonths = 24\n[events.e]\nsource = "s"\n')
    renamed.write_text('extends = "base.toml"\ntitle = "Two"\n[events.e]\nname = "Snow"\n')
    assert [Scenario.load(one).short_name for one in (kept, renamed)] == ["Uno", "Two"]
    assert [Scenario.load(one).events["e"].short_name("e") for one in (kept, renamed)] == ["Wet", "Snow"]


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_scenario_and_event_states_both(name):
    found = Scenario.load(name)
    assert found.short and found.noun
    assert [key for key, event in found.events.items() if not (event.short and event.noun)] == []


def test_the_short_names_of_the_shipped_scenarios_differ():
    found = [Scenario.load(name).short_name for name in shipped_names()]
    assert len(set(found)) == len(found)


def named(scenario, **names):
    """A scenario with other words for people, in its past too."""
    events = {key: {**event, "noun": "x"} for key, event in scenario.tree()["events"].items()}
    tree = {**scenario.tree(), **names, "events": events}
    tree["past"] = {**tree["past"], "scenario": {**tree["past"]["scenario"], **names}}
    return Scenario.from_tree(tree)


def test_words_for_people_are_no_part_of_what_a_result_depends_on():
    one = Scenario.load("baseline")
    two = named(one, title="T", question="Q?", asks="collusion", short="S", noun="n")
    assert two.past.content == one.past.content
    plans = [Plan(each, 4, 1, "compiled", "none") for each in (one, two, one.changed({"months": 12}))]
    first, second, other = (hash_of_identity(plan.identity()) for plan in plans)
    assert first == second != other
    assert without_names(two.tree()) == without_names(one.tree())


def test_a_result_that_is_there_takes_new_names_and_is_not_run_again(tmp_path):
    one = Scenario.load("malacca-piracy").with_months(12)
    folder, plan = RunFolder(tmp_path / "r"), Plan(one, 2, 1, "compiled", "none")
    folder.begin(plan, [])
    folder.write_manifest(plan.identity(), [], finished=True)
    names = {"short": "Pirates", "noun": "piracy", "asks": "civilian_harm"}
    assert folder.begin(Plan(one.changed(names), 2, 1, "compiled", "none"), [])
    assert folder.scenario().short_name == "Pirates"
    assert folder.scenario().asks == "civilian_harm"
    with pytest.raises(InputError, match="the result of something else"):
        folder.begin(Plan(one.with_months(11), 2, 1, "compiled", "none"), [])


def test_a_policy_lends_a_world_its_changes_and_not_its_names():
    found = laid("coordinated-donors", "regional-thaw", "baseline", {})
    thaw = Scenario.load("regional-thaw")
    assert (found.short_name, found.question, found.asks) == (thaw.short_name, thaw.question, thaw.asks)
