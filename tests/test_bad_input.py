"""Bad input is one clear line: file, key, value, what is allowed, nearest spelling; exit status 2; nothing written."""

import errno
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT
from trustladder.analysis.cli import status_of
from trustladder.sim.machine.atomic import check_writable
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Folder

HEAD = 'title = "T"\nquestion = "Q?"\nextends = "baseline"\n'
EVENT = '[events.e]\nname = "E"\ndate = {date}\neffects = [{{ change = "{change}", {operation} }}]\n'

WRONG = {  # file content after the head: what the line must hold
    "[levers]\ntraning_share = 0.5": ("levers.traning_share", "did you mean training_share", "allowed"),
    "horizon = 5": ("horizon: unknown key", "months"),
    '[forums.CSTO]\nmembers = ["KAZ", "KGZ", "RUSS"]': ("forums.CSTO.members", "'RUSS'", "did you mean RUS"),
    "[uncertainties]\nsuspension_level = 0.3": (
        "uncertainties.suspension_level: no number of the law any more; allowed: suspension_rivalry, the rivalry",
    ),
    "[uncertainties]\nsuspension = 12": ("uncertainties.suspension: no number", "a suspension lasts while"),
    "[levers]\ntraining_share = 1.5": ("levers.training_share: 1.5; allowed: 0 to 1",),
    "[actors.KAZ]\nautonomy = 1.5": ("actors.KAZ.autonomy: 1.5; allowed: 0 to 1",),
    "[actors.KAZ]\ndependence.RUS = 7": ("actors.KAZ.dependence: RUS = 7; allowed: 0 to 1",),
    '[uncertainties]\nomega = "much"': ("uncertainties.omega: 'much'; allowed: 0 to 1",),
    "[uncertainties]\nomega = nan": ("uncertainties.omega: nan",),
    '[structure]\ntrust_rule = "betta"': ("structure.trust_rule: 'betta'", "did you mean beta"),
    "[structure]\ngate = 1": ("structure.gate: 1; allowed: true or false",),
    '[actors.NEW]\nname = "N"': ('actors.NEW: kind is missing; allowed: "government" or "donor"',),
    '[actors.NEW]\nkind = "goverment"': ("actors.NEW: kind = 'goverment'; allowed",),
    EVENT.format(date="2015-01-01", change="supply", operation="blow = 1"): (
        "no attribute that 'blow' changes 'supply'; allowed: ",
    ),
    '[forums.CSTO]\nmembers = ["KAZ", "RUS"]': ("forums.CSTO.members: 1 governments", "quorum"),
    '[forums.CSTO]\nmembers = ["KAZ", "KAZ", "KGZ", "RUS"]': ("'KAZ' stands there twice",),
    '[forums.CSTO]\nmembers = ["KGZ", { id = "KAZ", from = 2012-01-01, until = 2006-01-01 }, "RUS", "TJK"]': (
        "forums.CSTO.members: 'KAZ' from 2012-01-01 until 2006-01-01; allowed: a last day after the first",
    ),
    '[forums.CSTO]\nmembers = ["KGZ", { id = "KAZ", until = 2006-01-01 }, { id = "KAZ", from = 2006-01-01 }, "TJK"]': (
        "'KAZ' stands there twice; allowed: each id once, or from later than it left",
    ),
    '[forums.CSTO]\nmembers = ["KGZ", { id = "KAZ", form = 2012-01-01 }]': ("members.1.form", "did you mean from"),
    '[forums.CSTO]\nmembers = ["KGZ", { from = 2012-01-01 }]': ("forums.CSTO.members.1.id: is missing",),
    '[forums.CSTO]\nmembers = ["KGZ", { id = "KAZ", from = 12 }]': ("members.1.from: 12; allowed: a date such as",),
    '[forums.CSTO]\nmembers = ["KGZ", { id = "KAZ", from = 3001-01-01 }]': ("allowed: 1000-01-01 to 3000-12-31",),
    '[forums.CSTO]\nmembers = ["KGZ", 5]': ("forums.CSTO.members.1: 5; allowed: an id, or a table such as",),
    EVENT.format(date="2099-01-01", change="supply", operation="add = 1"): ("after the horizon", "2033-12"),
    EVENT.format(date="2001-01-01", change="supply", operation="add = 1"): ("before the start",),
    EVENT.format(date="2015-01-01", change="suply", operation="add = 1"): ("did you mean supply",),
    EVENT.format(date="2015-01-01", change="supply", operation="add = 1, set = 2"): ("exactly one of",),
    EVENT.format(date="2015-01-01", change="leadership", operation="blow = 3"): ("blow: 3; allowed: -1 to 1",),
    "[levers]\nstep = 1\n[levers]\nstep = 2": ("not valid TOML", "twice"),
    "[actors.KAZ]\nautonomy = { judgement = 0.5, range = [0.6, 0.9] }": ("a range [low, high] that holds",),
    "[actors.KAZ]\nautonomy = { figure = 0.5 }": ("a source beside the figure",),
    'rivals = ["RUS"]': ("rivals: ['RUS']; allowed: the ids of two donors, or a list of such pairs",),
    'rivals = ["RUS", "KAZ"]': ("rivals: no donor 'KAZ'",),
    'rivals = ["RUS", "RUS"]': ("rivals: 'RUS' stands there twice",),
    'rivals = [["RUS", "USA"], ["USA", "RUS"]]': ("stands there twice; allowed: each pair once",),
    'rivals = [["RUS", "USA"], "CHN"]': ("allowed: the ids of two donors, or a list of such pairs",),
    "rivals = 7": ("rivals: 7; allowed: the ids of two donors, or a list of such pairs",),
    'aim = "energie"': ("did you mean energy",),
    '[forums.CSTO.agenda.counternarcotics]\nentry_rung = "operation"': ("did you mean operations",),
    '[forums.CSTO.agenda.counternarcotics]\ntop_rung = "training"': (
        "forums.CSTO.agenda.counternarcotics.entry_rung: 'operations', above the top_rung 'training'; allowed: ",
    ),
    '[forums.SCO.agenda.counternarcotics]\ntop_rung = "trainings"': ("did you mean training?",),
    '[forums.SCO.agenda.energy]\ntop_rung = "operations"': ("agenda.energy.top_rung: no rung 'operations'", "seminars"),
    '[forums.NRC]\nneeds = ["UNODC", "EU"]': ("forums.NRC.needs: no member 'EU'; allowed: ",),
    '[forums.NRC]\nneeds = ["UNODC", "UNODC"]': ("forums.NRC.needs: 'UNODC' stands there twice",),
    '[forums."a b"]\nname = "X"\nmembers = ["KAZ", "RUS"]\nagenda = {}': ("allowed: an id of letters",),
    '[past]\nscenario = "histry"': ("past.scenario", "did you mean history"),
    "[actors.RUS]\nrivalry.USA = 0.9": ("allowed: one value for both",),
    "[actors.KAZ]\ntemptation = 50.0": ("actors.KAZ.temptation: 50; allowed: 0 to 0.6",),
    "[actors.KAZ]\ntrust.KAZ = 0.5": ("actors.KAZ.trust.KAZ", "allowed: another actor"),
    f"[actors.KAZ]\nautonomy = {10**400}": ("mine.toml: actors.KAZ.autonomy: 1000", "allowed: 0 to 1"),
    '[actors.KAZ]\nkind = "donor"': ("actors.KAZ.collusion: not a key of a donor; allowed: ", "attention_half_life"),
    "[actors.RUS]\ncollusion = 0.5": ("actors.RUS.collusion: not a key of a donor", "allowed: "),
    '[actors.others]\nkind = "donor"\nname = "O"': ("actors.others", "allowed: another id"),
    f'[actors.KAZ]\nname = "{"x" * 5000}"': ("actors.KAZ.name", "at most 200 characters"),
    '[actors.KAZ]\nname = "a\\u001b[31mred"': ("one line of text without control characters",),
    "[forums.CSTO]\nmembers = [" + '"KAZ",' * 100_000 + "]": ("forums.CSTO.members: too many; allowed: at most 400",),
    "seed = 9223372036854775808": ("seed: 9223372036854775808; allowed: 0 to 9223372036854775807",),
    '[domains.d]\nname = "d"\n[domains.d.rungs.r]\nname = "r"\nquorum_governments = 99999999999999999999': (
        "quorum_governments: 99999999999999999999; allowed: 0 to 400",
    ),
    EVENT.format(date="2015-01-01", change="supply", operation="add = 1.0, months = 1180591620717411303424"): (
        "months: 1180591620717411303424; allowed: 1 to 2400",
    ),
    EVENT.format(date="2015-01-01", change="supply", operation="set = 10.5"): ("set: 10.5; allowed: 0 to 10",),
    EVENT.format(date="2015-01-01", change="temptation", operation="set = 5"): ("set: 5; allowed: 0 to 1",),
    EVENT.format(date="2015-01-01", change="secrecy", operation="of = [], set = 0.5"): (
        "of: none; allowed: at least 1",
    ),
    EVENT.format(date="2015-01-01", change="autonomy", operation='of = ["KAZ", "KAZ"], set = 1'): (
        "stands there twice",
    ),
    EVENT.format(date="2015-01-01T10:00:00", change="supply", operation="set = 1"): ("allowed: a date such as",),
    "start = 0001-01-01": ("start: 0001-01-01; allowed: 1000-01-01 to 3000-12-31",),
    "x = " + "9" * 5000: ("a number of thousands of digits",),
    f'short = "{"x" * 23}"': ("short: 'xxx", "allowed: at most 22 characters"),
    'short = ""': ("short: ''; allowed: at least 1 character",),
    'asks = "human_securty"': (
        "asks: 'human_securty'; allowed: region_held, human_security, ",
        "(did you mean human_security?)",
    ),
    'asks = "refusal_share"': ("asks: 'refusal_share'; allowed: region_held, ", "collusion or flow_interdicted"),
    'asks = ["collusion"]': ("asks: ['collusion']; allowed: region_held, ",),
    'ask = "collusion"': ("ask: unknown key (did you mean asks?)",),
    'noun = "a\\nb"': ("noun: ", "one line of text without control characters"),
    f'[events.e]\nname = "E"\nnoun = "{"x" * 45}"': ("events.e.noun: 'xxx", "allowed: at most 44 characters"),
    '[domains.counternarcotics]\nladder = "counternarcotic"': (
        "domains.counternarcotics.ladder: no ladder 'counternarcotic' (did you mean counternarcotics?); allowed: ",
    ),
    "[domains.energy]\nladder = 5": ("domains.energy.ladder: 5; allowed: the name of a ladder",),
    '[domains.energy]\nladdr = "energy"': ("domains.energy.laddr: unknown key (did you mean ladder?)",),
    "[ladders.mine.talks]\nsuccesses = 2": ("ladders.mine.talks.name: is missing",),
    "[ladders.mine]": ("ladders.mine: none; allowed: at least 1",),
    '[ladders.mine.talks]\nname = "t"\nbenefit = 9': ("ladders.mine.talks.benefit: 9; allowed: 0 to 5",),
    "[defaults.donors]\nsecrecy = 0.5": ("defaults.donors: unknown key (did you mean donor?); allowed: ",),
    "[defaults.donor]\nsecrec = 0.5": ("defaults.donor.secrec: unknown key (did you mean secrecy?)",),
    "[defaults.donor]\nsecrecy = 1.5": ("defaults.donor.secrecy: 1.5; allowed: 0 to 1",),
    "[defaults.government]\nbudget = 0.5": ("defaults.government.budget: unknown key",),
    "default = 5": ("default: unknown key (did you mean defaults?)",),
    "[defaults.government]\ndependence.USB = 0.5": ("dependence: no donor 'USB' (did you mean USA?)",),
}


@pytest.mark.parametrize("content", WRONG, ids=lambda content: content.splitlines()[-1][:50])
def test_a_mistake_in_a_scenario_is_named_in_one_line(content, tmp_path, capsys):
    file = tmp_path / "mine.toml"
    file.write_text(HEAD + content + "\n")
    assert status_of(["check", str(file)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "mine.toml" in said or "central-asia.toml" in said
    assert len(said) <= 420
    for part in WRONG[content]:
        assert part in said


BROKEN = {
    "empty.toml": (b"", "the file is empty"),
    "binary.toml": (bytes(range(256)), "not UTF-8"),
    "latin.toml": ('title = "café"'.encode("latin-1"), "not UTF-8"),
    "large.toml": (b"a = 1\n" * 9_000_000, "54 MB is too large"),
    "brackets.toml": (b"a = " + b"[" * 20_000 + b"]" * 20_000, "nested too deeply"),
    "dots.toml": (b"a." * 3000 + b"b = 1", "nested too deeply"),
    "garbage.toml": (b"this is not TOML", "not valid TOML"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_scenario_is_refused(name, tmp_path, capsys):
    content, expected = BROKEN[name]
    (tmp_path / name).write_bytes(content)
    assert status_of(["check", str(tmp_path / name)]) == 2
    said = capsys.readouterr().err
    assert expected in said
    assert said.count("\n") == 1


def test_very_many_files_in_extends_are_refused(tmp_path, capsys):
    (tmp_path / "many.toml").write_text(f"extends = {['baseline'] * 2000}\n")
    assert status_of(["check", str(tmp_path / "many.toml")]) == 2
    assert "extends: 2000 names; allowed: at most 20" in capsys.readouterr().err
    for level in range(3):
        (tmp_path / f"level{level}.toml").write_text(f"extends = {[f'level{level + 1}.toml'] * 20}\n")
    (tmp_path / "level3.toml").write_text('title = "T"\n')
    assert status_of(["check", str(tmp_path / "level0.toml")]) == 2
    assert "more than 100 files in all" in capsys.readouterr().err


def test_files_that_extend_each_other_in_a_circle_are_refused(tmp_path, capsys):
    (tmp_path / "one.toml").write_text('extends = "two.toml"\n')
    (tmp_path / "two.toml").write_text('extends = "one.toml"\n')
    assert status_of(["check", str(tmp_path / "one.toml")]) == 2
    assert "circular: one -> two -> one" in capsys.readouterr().err


ARGUMENTS = {
    ("run",): "name a scenario",
    ("run", "nothere.toml"): "no such file",
    ("run", "basline"): "did you mean baseline",
    ("run", "baseline", "--runs", "0"): "--runs: 0; allowed: a whole number from 1 to 1000000000000",
    ("run", "baseline", "--runs", "1e6"): "--runs: 1e6; allowed: a whole number from 1 to 1000000000000",
    ("run", "baseline", "--seed", "-1"): "--seed: -1; allowed: a whole number from 0 to",
    ("run", "baseline", "--months", "0"): "--months: 0; allowed: a whole number from 1 to 2400",
    ("run", "baseline", "--runs", "999999999999"): "would take up to",
    ("run", "baseline", "--set", "levers.training_share=2"): "levers.training_share: 2; allowed: 0 to 1",
    ("run", "baseline", "--set", "levers.trainin_share=0.2"): "did you mean training_share",
    ("run", "baseline", "--set", "x"): "write it as path=value",
    ("run", "baseline", "--set", "levers.step=1\nseed = 2"): r"levers.step: '1\nseed = 2'; allowed: 1 to 6",
    ("run", "baseline", "--set", "actors.KAZ.name=" + "[" * 5000): "actors.KAZ.name: '[[[[",
    ("run", "baseline", "--lane", "fast"): "'fast' is not one of",
    ("run", "baseline", "--no-series", "--full-series"): "exclude each other",
    ("run", "--from", "nothere.json"): "no such manifest",
    ("runn", "baseline"): "did you mean run?",
    (
        "story",
        "baseline",
        "--replicate",
        "-1",
    ): "--replicate: -1; allowed: a whole number from 0 to 9223372036854775807",
    (
        "story",
        "baseline",
        "--replicate",
        "9" * 23,
    ): "--replicate: 99999999999999999999999; allowed: a whole number from 0",
    ("new", "x.toml", "--extends", "nix"): "no scenario 'nix'",
    ("new", "x.txt"): "x.txt: is no name of a scenario; allowed: a file whose name ends in .toml",
    ("run", "baseline", "--from", "manifest.json"): "name a scenario, or a manifest with --from, not both",
    ("run", "baseline", "--set", "joint_share=0.5"): "joint_share: unknown key (did you mean levers.joint_share?)",
    ("tables", "nix"): "'nix' is not one of",
}


@pytest.mark.parametrize("arguments", ARGUMENTS, ids=" ".join)
def test_a_mistake_on_the_command_line_is_named_in_one_line(arguments, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert status_of(list(arguments)) == 2
    said = capsys.readouterr().err
    assert ARGUMENTS[arguments] in said
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_something_else_is_refused_unless_it_may_be_overwritten(tmp_path, capsys):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.txt").write_text("irreplaceable")
    arguments = ["run", "malacca-piracy", "--runs", "2", "--no-figures", "--out", str(folder)]
    assert status_of(arguments) == 2
    assert "holds files that are no result" in capsys.readouterr().err
    assert status_of([*arguments, "--overwrite"]) == 0
    assert (folder / "thesis.txt").read_text() == "irreplaceable"
    assert status_of([*arguments, "--seed", "3"]) == 2
    assert "the result of something else" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_refused(tmp_path, capsys):
    blocked = tmp_path / "file"
    blocked.write_text("")
    for place in (blocked, blocked / "result"):
        assert status_of(["run", "malacca-piracy", "--runs", "2", "--out", str(place)]) == 2
        assert f"cannot be written ({blocked} is a file, not a folder)" in capsys.readouterr().err


WRITES = (  # commands that compute for long before they write
    ("claims", "--out"),
    ("compare", "--policies", "open-door", "--worlds", "baseline", "--out"),
    ("compare", "--policies", "open-door", "--worlds", "baseline", "--figure"),
    ("history", "--figure"),
)


@pytest.mark.parametrize("arguments", WRITES, ids=" ".join)
def test_a_place_that_cannot_be_written_is_refused_before_anything_is_computed(
    arguments, tmp_path, monkeypatch, capsys
):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr(f"trustladder.analysis.cli.{arguments[0]}.progress", pytest.fail)
    assert status_of([*arguments, str(blocked / "new" / "table.png")]) == 2
    said = capsys.readouterr().err
    assert f"{blocked / 'new'}" in said
    assert "cannot be written" in said
    assert said.count("\n") == 1


def test_a_report_that_cannot_be_written_is_refused_before_results_are_read(tmp_path, capsys):
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert status_of(["report", str(tmp_path / "no result"), "--out", str(blocked / "report.html")]) == 2
    assert capsys.readouterr().err.count("cannot be written") == 1


def test_looking_whether_a_file_can_be_written_leaves_nothing_behind(tmp_path):
    check_writable(tmp_path / "a" / "b" / "table.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_refused(tmp_path, capsys):
    tmp_path.chmod(0o500)
    assert status_of(["run", "malacca-piracy", "--runs", "2", "--out", str(tmp_path / "result")]) == 2
    assert "Permission denied" in capsys.readouterr().err


def test_a_full_disk_leaves_nothing_half_written(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    folder = Folder(tmp_path / "result")
    folder.write("kept.parquet", {"a": [1, 2]})
    monkeypatch.setattr("trustladder.sim.store.results.os.fsync", full)
    with pytest.raises(InputError, match="the disk is full"):
        folder.write("lost.parquet", {"a": [1, 2]})
    assert sorted(place.name for place in (tmp_path / "result").rglob("*.*")) == ["kept.parquet", "kept.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("lethal", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_loses_no_finished_part_and_goes_on(lethal, tmp_path):
    arguments = "run malacca-piracy --runs 50000 --months 60 --no-figures --no-series --out result"
    program = [sys.executable, "-m", "trustladder", *arguments.split()]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        program, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    runs = tmp_path / "result" / "runs"
    deadline = time.monotonic() + 120
    while not (runs.is_dir() and any(runs.glob("part-*.parquet"))) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(lethal)
    _, said = process.communicate(timeout=60)
    finished = {place.name: place.stat().st_mtime_ns for place in runs.glob("part-*.parquet")}
    assert finished
    if lethal == signal.SIGINT:
        assert process.returncode == 130
        assert "the same command goes on" in said
        assert not list((tmp_path / "result").rglob(".*"))
    again = subprocess.run(
        program, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert again.returncode == 0, again.stderr
    assert {name: (runs / name).stat().st_mtime_ns for name in finished} == finished
    assert len(list(runs.glob("part-*.parquet"))) == 5
    assert json.loads((tmp_path / "result" / "manifest.json").read_text())["finished"]


def test_messages_are_short_even_for_long_values():
    with pytest.raises(InputError) as caught:
        Scenario.load("baseline", {"title": ["x" * 5000]})
    assert len(str(caught.value)) < 200
