"""What the README tells people to type works."""

import re
import shlex

from tests.conftest import ROOT
from trustladder.analysis.cli import cli
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
    assert len(typed) >= 6
    for _, name, *arguments in typed:
        command = cli.get_command(None, name)
        assert command is not None, name
        ours = arguments[: arguments.index("|")] if "|" in arguments else arguments
        command.make_context(name, ours)


def test_the_test_command_is_the_one_that_continuous_integration_runs():
    assert "-m pytest" in README
    assert "-m pytest" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_link_leads_somewhere():
    for target in re.findall(r"\]\(([^)#]+)", README):
        assert (ROOT / target).exists(), target


def test_the_sentence_under_the_picture_is_the_one_that_the_picture_says():
    from tests.readme_picture import PICTURE, block

    assert block(ROOT / PICTURE) in README
