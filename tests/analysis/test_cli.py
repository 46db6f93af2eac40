"""The command line: what a person types and sees."""

import json
import os
import subprocess
import sys

import pytest
from click.shell_completion import ShellComplete

from tests.conftest import ROOT
from trustladder.analysis.cli import COMMANDS, cli, main, status_of

NO_TABLE = ("new", "schema", "workshop")  # a file, JSON anyway, a page


@pytest.fixture
def said(tmp_path, monkeypatch, capsys):
    """Run a command in an empty folder, and return what it prints."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "140")

    def run(*arguments):
        assert status_of(list(arguments)) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    return run


def test_run_prints_the_headline_first_then_every_metric_then_where_it_was_written(said, tmp_path):
    text = said("run", "malacca-piracy", "--runs", "30", "--no-figures", "--all")
    assert text.startswith("Strait of Malacca: ")
    assert text.index("Cooperation on oil spill") < text.index("trust of the governments in each other")
    for word in ("median", "5 - 95%", "unit", "months on joint patrols with hot pursuit or higher"):
        assert word in text
    folder = next(tmp_path.glob("out/malacca-piracy-1-*"))
    assert f"Next: trustladder report {folder.relative_to(tmp_path).as_posix()}" in text
    assert "30 futures (took " in text


def test_what_to_type_next_can_be_typed_as_it_stands(said, tmp_path):
    assert "Next: trustladder report 'my place'" in (
        text := said("run", "malacca-piracy", "--runs", "1", "--months", "6", "--no-figures", "--out", "my place")
    )
    assert "\n1 future (took " in text
    assert said("new", "my own.toml").endswith("then: trustladder run 'my own.toml'\n")
    assert ", 1 asset, " in said("check", "malacca-piracy")


def test_a_sweep_says_what_all_points_have_in_common(said, tmp_path):
    plan = {"scenario": "malacca-piracy", "months": 6, "design": "lhs", "points": 2, "replicates": 2}
    lines = [f"{key} = {json.dumps(value)}" for key, value in plan.items()]
    (tmp_path / "plan.toml").write_text("\n".join([*lines, "[factors]", "levers.joint_share = [0.0, 0.5]"]))
    first = said("sweep", "plan.toml", "--out", "mine")
    assert first.startswith("Cooperation takes hold in 0 of 100 futures at every point.\n4 runs in ")
    assert "already" not in first
    assert "; 4 were there already\n" in said("sweep", "plan.toml", "--replicates", "3", "--out", "mine")


def test_ctrl_c_before_a_command_begins_is_one_line(monkeypatch, capsys):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr("trustladder.analysis.cli.streams.prepare", interrupted)
    with pytest.raises(SystemExit) as ended:
        main(["scenarios"])
    assert (ended.value.code, capsys.readouterr().err) == (130, "trustladder: stopped\n")


def test_run_draws_figures_and_the_same_command_again_keeps_them(said, tmp_path):
    first = said("run", "malacca-piracy", "--runs", "20", "--out", "r", "--column-figures")
    drawn = sorted((tmp_path / "r" / "figures").iterdir())
    assert len(drawn) == 12
    assert "12 figures in r/figures" in first
    stamps = [place.stat().st_mtime_ns for place in drawn]
    again = said("run", "malacca-piracy", "--runs", "20", "--out", "r", "--column-figures")
    assert "was there already" in again
    assert [place.stat().st_mtime_ns for place in drawn] == stamps


def test_run_speaks_json(said):
    rows = json.loads(said("run", "malacca-piracy", "--runs", "20", "--no-figures", "--json"))
    assert rows[0]["metric"] == "region_held"
    assert {"unit", "meaning", "median", "p05", "p95", "happened"} <= set(rows[0])


def test_run_on_the_mesa_lane_says_so(said):
    text = said("run", "malacca-piracy", "--runs", "2", "--months", "24", "--no-figures", "--lane", "mesa")
    assert "2 futures on the Mesa lane" in text


def test_scenarios_lists_each_with_its_question(said):
    text = said("scenarios")
    assert "baseline" in text
    assert "work together to protect pipelines and power lines by 2034?" in " ".join(text.split())
    assert len(json.loads(said("scenarios", "--json"))) >= 16


def test_show_tells_who_is_in_it_and_where_numbers_come_from(said):
    text = said("show", "baseline")
    for word in ("Kazakhstan", "CARICC", "multinational exercises", "opens after exercises in counternarcotics"):
        assert word in text
    sources = said("show", "baseline", "--sources")
    assert "actors.KAZ.collusion" in sources
    assert "actors.KAZ.trust.UZB = 0.45\n    judgement 0.3 to 0.6: by quarrels and alliances" in sources
    assert "Corruption Perceptions Index" in " ".join(sources.split())
    rows = json.loads(said("show", "baseline", "--sources", "--json"))
    assert all(row["origin"] for row in rows)
    assert len(rows) > 400


def test_show_prints_a_tree_that_reads_back(said):
    from trustladder.sim.scenario.scenario import Scenario

    tree = json.loads(said("show", "open-door", "--json"))
    assert Scenario.from_tree(tree) == Scenario.load("open-door")


def test_new_writes_a_file_that_checks_and_runs(said):
    said("new", "my-idea.toml")
    assert "sound" in said("check", "my-idea.toml")
    assert "Cooperation on energy" in said("run", "my-idea.toml", "--runs", "5", "--months", "12", "--no-figures")


def test_new_never_replaces_a_file(said, capsys):
    said("new", "mine.toml")
    assert status_of(["new", "mine.toml"]) == 2
    assert "exists already" in capsys.readouterr().err


def test_the_schema_knows_every_table_and_asks_for_nothing(said):
    schema = json.loads(said("schema"))
    assert {"levers", "uncertainties", "structure", "actors", "forums", "domains", "events", "extends"} <= set(
        schema["properties"]
    )
    assert "required" not in schema
    alone, table = schema["$defs"]["Member"]["anyOf"]
    assert alone == {"type": "string"} and {"id", "from", "until"} == set(table["properties"])
    omega = schema["$defs"]["Uncertainties"]["properties"]["omega"]
    assert (omega["minimum"], omega["maximum"], omega["symbol"]) == (0.0, 1.0, "omega")


def test_story_tells_refusals_with_reasons_and_what_would_have_turned_them(said):
    text = said("story", "baseline", "--seed", "7", "--months", "18", "--set", "past.replicates=1", "--monthly")
    assert "2014-0" in text
    assert "proposes" in text
    assert "It does not meet: " in text
    assert "stays away" in text
    assert "would have" in text or "another day" in text
    assert "In the end" in text


def test_story_is_the_same_future_every_time_and_another_for_another_seed(said):
    arguments = ("story", "malacca-piracy", "--months", "24")
    one, two, other = said(*arguments), said(*arguments), said(*arguments, "--seed", "8")
    assert one == two != other
    assert said(*arguments, "--markdown").startswith("## ")


@pytest.mark.parametrize("kind", ["ablations", "scenarios"])
def test_tables_compare_under_the_same_luck(said, kind):
    text = said("tables", kind, "--runs", "20", "--markdown", "--set", "past.replicates=20")
    assert text.count("\n|") >= 12
    assert "±" in text
    rows = json.loads(said("tables", kind, "--runs", "20", "--json", "--set", "past.replicates=20"))
    assert rows[0]["name"] == "baseline"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name, said):
    assert f"Example: trustladder {name}" in said(name, "--help")


def imported_by(*arguments, among):
    """Return which modules a command imports, of some that take long."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    probe = (
        f"import sys; from trustladder.analysis.cli import status_of; status_of({list(arguments)!r}); "
        f"print(sorted(m for m in sys.modules if m in {among!r}))"
    )
    done = subprocess.run([sys.executable, "-c", probe], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


def test_help_is_there_at_once():
    heavy = ("numpy", "numba", "pydantic", "pyarrow", "pandas", "matplotlib", "mesa", "rich", "networkx")
    assert imported_by("--help", among=heavy) == "[]", "help imports nothing heavy"


@pytest.mark.parametrize("arguments", [("show", "baseline"), ("schema",), ("check", "malacca-piracy")])
def test_who_only_reads_a_scenario_waits_for_no_compiler(arguments):
    assert imported_by(*arguments, among=("numba", "scipy", "pandas", "matplotlib", "mesa", "networkx")) == "[]"


def test_no_progress_bar_where_nobody_looks(command):
    done = command("run", "malacca-piracy", "--runs", "500", "--no-figures", "--no-series")
    assert done.returncode == 0
    lines = [line for line in done.stderr.splitlines() if "compiling the engine" not in line]
    assert lines == [], "but for what the first command of a version says"


def test_the_module_is_the_command(command):
    assert "Begin with: trustladder run baseline" in command("--help").stdout
    assert command("--version").stdout.startswith("trustladder ")


def test_output_may_be_cut_off_by_the_reader(tmp_path):
    line = f"{sys.executable} -m trustladder show baseline --sources | head -3"
    done = subprocess.run(
        line,
        shell=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr


def test_names_with_brackets_are_printed_as_they_are(said, tmp_path):
    (tmp_path / "odd.toml").write_text(
        'title = "A [/bold] [red]title[/] :smile:"\nshort = "[/bold] [red]:smile:"\nquestion = "[/x]?"\n'
        'extends = "malacca-piracy"\nmonths = 24\n'
        '[events.end]\nname = "[/i]"\ndate = 2005-01-01\n'
        'effects = [{ change = "trust", of = ["IDN", "MYS"], toward = ["IDN", "MYS"], blow = 0.5 }]\n',
        encoding="utf-8",
    )
    assert "A [/bold] [red]title[/] :smile:" in said("show", "odd.toml")
    assert "[/bold] [red]:smile:: [/x]?" in said("run", "odd.toml", "--runs", "5", "--no-figures")


@pytest.mark.parametrize(
    ("typed", "begun", "offered"),
    [
        (["run"], "mal", ["malacca-piracy", "mal"]),  # or a file that begins so
        (["show"], "sahel", ["sahel-floods", "sahel"]),
        (["tables", "ablations", "--base"], "open", ["open-door"]),
        (["compare", "baseline", "--metric"], "region_held", ["region_held", "region_held_month"]),
        (["figure"], "surv", ["survival"]),
        (["sweep"], "scr", ["screening", "scr"]),
    ],
)
def test_the_tab_key_offers_names_that_there_are(typed, begun, offered):
    found = ShellComplete(cli, {}, "trustladder", "_TRUSTLADDER_COMPLETE").get_completions(typed, begun)
    assert [one.value for one in found] == offered


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in NO_TABLE])
def test_every_command_that_prints_a_table_speaks_json(name):
    assert "--json" in {option for parameter in cli.get_command(None, name).params for option in parameter.opts}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_quiet_and_verbose_wherever_they_stand(name, said):
    for option in ("--quiet", "--verbose"):
        assert "Usage: trustladder" in said(name, option, "--help")
