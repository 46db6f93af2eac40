"""From Python as on the command line: NumPy's scalars work, and what is wrong is one line that says what is allowed."""

import numpy as np
import pytest

from tests.worlds import tiny
from trustladder import CooperationModel, InputError, Scenario, compare, run, sweep
from trustladder.analysis.invitations import Invitations
from trustladder.sim.log import MeetingLog
from trustladder.sim.log_rows import nothing
from trustladder.sim.scenario.errors import LONGEST, listed, one_line, shown, whole_number
from trustladder.sim.scenario.errors import InputError as Line

SHORT = tiny().with_months(6)
LOG = MeetingLog(SHORT, nothing())

WRONG = {
    "no run": (lambda: run(SHORT, 0), "runs: 0; allowed: a whole number from 1"),
    "half a run": (lambda: run(SHORT, 2.5), "runs: 2.5; allowed: a whole number"),
    "runs in words": (lambda: run(SHORT, "3"), "runs: '3'; allowed: a whole number"),
    "a truth value of runs": (lambda: run(SHORT, True), "runs: True; allowed: a whole number"),
    "a seed below 0": (lambda: run(SHORT, 2, seed=-1), "seed: -1; allowed: a whole number from 0"),
    "a seed of 400 digits": (lambda: run(SHORT, 2, seed=10**400), "seed: 1000"),
    "no thread": (lambda: run(SHORT, 2, threads=0), "threads: 0; allowed: a whole number from 1"),
    "no such lane": (lambda: run(SHORT, 2, lane="fast"), "lane: 'fast'; allowed: compiled, mesa"),
    "a number as a scenario": (lambda: run(5), "5: is no scenario"),
    "nothing to compare": (lambda: compare([]), r"\[\]: is no scenario"),
    "a list to compare": (lambda: compare(["baseline", "open-door"]), "is no scenario"),
    "a number to compare with": (lambda: compare(SHORT, 5), "5: is no scenario"),
    "no months": (lambda: SHORT.with_months(0), "months: 0; allowed: a whole number from 1 to 2400"),
    "settings in a list": (lambda: SHORT.changed(["x"]), "allowed: a dictionary"),
    "a setting without a name": (lambda: SHORT.changed({5: 1}), "5; allowed: a dotted path"),
    "an object as a setting": (lambda: SHORT.changed({"uncertainties.omega": object()}), "allowed: 0 to 1"),
    "a tree that is none": (lambda: Scenario.from_tree(None), "None; allowed: a table"),
    "a plan that is none": (lambda: sweep(5), "plan: 5; allowed: a path, or a dictionary"),
    "a replicate below 0": (lambda: CooperationModel(SHORT, replicate=-1), "replicate: -1"),
    "a month of the future": (
        lambda: CooperationModel(SHORT).run().trust_graph(6),
        "month: 6; allowed: a whole number",
    ),
    "a forum that there is not": (lambda: LOG.at("CLUBB", "fish"), r"forum: no forum 'CLUBB' \(did you mean CLUB\?\)"),
    "a domain that there is not": (
        lambda: LOG.at("CLUB", "fisch"),
        r"domain: no domain 'fisch' \(did you mean fish\?\)",
    ),
    "no forum": (lambda: LOG.at(None, "fish"), "forum: no forum 'None'; allowed: CLUB, PAIR"),
    "a graph of no domain": (lambda: LOG.graph(domain=5), "domain: no domain '5'"),
    "a key of invitations": (
        lambda: Invitations(LOG.names, 1).refused(["invted"]),
        r"keys: .*\(did you mean invited\?\)",
    ),
    "an x as a key": (
        lambda: Invitations(LOG.names, 1).refused(["x"]),
        "keys: no key 'x'; allowed: domain, forum, inv",
    ),
    "a text of keys": (
        lambda: Invitations(LOG.names, 1).refused("invited"),
        "keys: 'invited'; allowed: a list of domain",
    ),
    "keys that are none": (lambda: Invitations(LOG.names, 1).by(None), "keys: None; allowed: a list of domain"),
    "a step past the end": (lambda: CooperationModel(SHORT).run().step(), "all of its 6 months are over"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_named_in_one_line(name):
    call, said = WRONG[name]
    with pytest.raises(InputError, match=said) as caught:
        call()
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) <= LONGEST


@pytest.mark.parametrize("lane", ["compiled", "mesa"])
def test_the_whole_numbers_of_numpy_are_the_same_luck(lane):
    ours, theirs = run(SHORT, 3, seed=3, lane=lane), run(SHORT, np.int64(3), seed=np.uint64(3), lane=lane)
    for name, values in ours.metrics.items():
        np.testing.assert_array_equal(values, theirs.metrics[name])
    assert CooperationModel(SHORT, replicate=np.int32(1)).run().record[0].shape


def test_the_scalars_and_arrays_of_numpy_are_settings():
    changed = SHORT.changed(
        {
            "structure.gate": np.bool_(False),
            "uncertainties.omega": np.float32(0.5),
            "uncertainties.idle_limit": np.int64(30),
            "forums.CLUB.members": np.array(["ANA", "BEN", "BIG"]),
        }
    )
    assert changed.structure.gate is False
    assert (changed.uncertainties.omega, changed.uncertainties.idle_limit) == (0.5, 30)
    assert changed.forums["CLUB"].ids == ("ANA", "BEN", "BIG")


def test_foreign_text_is_printed_without_control_characters():
    assert one_line("a\nb\t\x1b[31mred\u202e\udcff\ud800") == r"a b \x1b[31mred\u202e\xff\ud800"
    assert str(Line("x" * 5000)).startswith("x" * 200)
    assert len(str(Line("x" * 5000))) == LONGEST
    assert len(listed(f"name{number}" for number in range(1000))) < 230
    assert shown(16**20_000) == "a number of thousands of digits"


def test_a_whole_number_is_itself():
    assert whole_number("seed", np.int8(3), 0, 9) == 3


def test_a_tree_that_a_program_made_may_hold_what_the_law_bears():
    """A manifest of an earlier version, say; a file is held to what a person may mean."""
    effect = {"change": "secrecy", "of": [], "set": 1e308, "months": 100_000}
    made = tiny(events={"e": {"name": "E", "date": "2001-01-01", "effects": [effect]}})
    assert made.events["e"].effects[0].set == 1e308
    with pytest.raises(InputError, match=r"months: 1000.*; allowed: 1 to 2400"):
        tiny(events={"e": {"name": "E", "date": "2001-01-01", "effects": [{**effect, "months": 10**400}]}})
