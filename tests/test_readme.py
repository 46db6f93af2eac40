"""What the README tells people to type works."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import sysconfig
import warnings
from contextlib import suppress

import click
import pytest

from tests.conftest import ROOT
from trustladder.analysis.cli import cli
from trustladder.analysis.cli.sweep import EXAMPLE
from trustladder.sim.scenario.scenario import Scenario

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The code of a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.S)


def test_the_scenario_of_the_readme_is_a_scenario(tmp_path):
    (text,) = blocks("toml")
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    scenario = Scenario.load(file)
    assert scenario.levers.joint_share == 0.5
    assert scenario.forums["CARICC"].agenda["counternarcotics"].rate.value == 0.5
    assert "summit" in scenario.events


def test_the_python_of_the_readme_runs():
    names: dict[str, object] = {}
    (text,) = blocks("python")
    exec(text, names)
    assert len(names["result"].replicates) == 1000
    assert names["future"].elapsed == names["future"].scenario.months


def test_every_command_of_the_readme_is_one():
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    typed = [shlex.split(line, comments=True) for line in lines if line.startswith("trustladder")]
    assert len(typed) >= 20
    for _, name, *arguments in typed:
        command = cli.get_command(None, name)
        assert command is not None, name
        ours = arguments[: arguments.index(">")] if ">" in arguments else arguments
        with suppress(click.exceptions.Exit):  # what prints something and ends
            command.make_context(name, ours)


# --- typed into a shell, from a clean copy ---


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """The files of the checkout, without what lies there besides, and a `python3` that has the dependencies."""
    place = tmp_path_factory.mktemp("clone")
    beside = shutil.ignore_patterns(".git", ".venv", "*cache*", "__pycache__", "out", "fuzz")
    shutil.copytree(ROOT, place / "trustladder", symlinks=True, ignore=beside)
    python = place / "bin" / "python3"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    return place / "trustladder"


def surroundings(clone):
    """An environment in which pip takes the dependencies from those of the tests: they are the same, and at hand."""
    here = {
        **os.environ,
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PIP_NO_DEPS": "1",
        "COLUMNS": "100",
        "PYTHONUNBUFFERED": "1",
    }
    return {**here, "PIP_NO_BUILD_ISOLATION": "0", "PATH": f"{clone.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def typed(clone, text):
    """What a shell says to a block, which ends at the first command that fails."""
    script = ["bash", "-e", "-o", "pipefail", "-c", text]
    return subprocess.run(script, cwd=clone, env=surroundings(clone), capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def installed(clone):
    """A copy in which the first block was typed."""
    done = typed(clone, blocks("sh")[0])
    assert done.returncode == 0, done.stderr
    assert "of 100 futures" in done.stdout
    assert list(clone.glob("out/baseline-*/figures/*.png"))
    return clone


def test_the_commands_of_the_readme_run_one_after_the_other_from_nothing(installed):
    first, block = blocks("sh")[0], blocks("sh")[2]
    assert ".venv/bin/pip install" in first
    done = typed(installed, block)
    assert done.returncode == 0, done.stderr
    assert (installed / "tables" / "runs-codebook.csv").is_file()
    assert (installed / "history.png").is_file()


def test_the_page_of_the_readme_is_served_until_it_is_stopped(installed):
    block = blocks("sh")[4].replace("trustladder workshop", "exec trustladder workshop --port 0")
    server = subprocess.Popen(
        ["bash", "-e", "-c", block], cwd=installed, env=surroundings(installed), stdout=subprocess.PIPE, text=True
    )
    said = next((line for line in server.stdout if "http://" in line), None)  # or it ended without a word
    server.send_signal(signal.SIGINT)
    server.communicate(timeout=60)
    assert said is not None
    assert server.returncode in (0, 130)


@pytest.mark.slow
def test_what_takes_minutes_runs_too(installed):
    done = typed(installed, blocks("sh")[3])
    assert done.returncode == 0, done.stderr


def test_the_python_for_other_programs_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.toml").write_text(EXAMPLE, encoding="utf-8")
    text = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    codes = [
        code for code in re.findall(r"```python\n(.*?)```", text, re.S) if re.search(r"ema_model|SALib|mesa", code)
    ]
    assert len(codes) == 3
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the workbench's
        for code in codes:
            exec(code, {})
    assert (tmp_path / "trust.gexf").stat().st_size > 1000


def test_the_test_command_is_the_one_that_continuous_integration_runs():
    assert "-m pytest" in README
    assert "-m pytest" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_link_leads_somewhere():
    for target in re.findall(r"\]\(([^)#]+)", README):
        assert (ROOT / target).exists(), target


def test_the_sentence_under_the_picture_is_the_one_that_the_picture_says():
    from tests.readme_picture import PICTURE, block

    assert block(ROOT / PICTURE) in README
