"""What sim/ODD.md tells people to type exists, and what it says of data is so; its tables are checked by the house."""

import re
import shlex
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import NAMES
from tests.conftest import ROOT
from trustladder.analysis.cli import cli
from trustladder.analysis.history.evidence import events
from trustladder.sim.fits import read_fit

ODD = (ROOT / "sim" / "ODD.md").read_text(encoding="utf-8")
TYPED = [" ".join(code.split()) for code in re.findall(r"(?<!`)`([^`]+)`(?!`)", ODD)]

pytestmark = pytest.mark.fast


def typed(beginning):
    return sorted({code for code in TYPED if code.startswith(beginning)})


@pytest.mark.parametrize("code", typed("trustladder "))
def test_every_command_of_the_odd_is_one(code):
    _, name, *arguments = shlex.split(code)
    command = cli.get_command(None, name)
    assert command is not None, name
    command.make_context(name, arguments or ["baseline"], resilient_parsing=not arguments)


@pytest.mark.parametrize("code", typed("pytest "))
def test_every_test_that_the_odd_names_is_there(code):
    assert all((ROOT / path).exists() for path in code.split()[1:])


@pytest.mark.parametrize("code", typed("python -m tests.benchmarks "))
def test_every_benchmark_that_the_odd_names_is_one(code):
    assert set(code.split("--only ")[1:]) <= set(NAMES)


@pytest.mark.parametrize(
    "path", sorted({code for code in TYPED if re.fullmatch(r"(sim|analysis|scenarios)/[\w/.-]+", code)})
)
def test_every_file_that_the_odd_names_is_there(path):
    assert Path(ROOT / path).exists()


def test_the_counts_of_the_fit_are_those_of_the_shipped_one():
    fit = read_fit()
    for count in (fit.origin["simulated_sets"], fit.origin["waves"], round(fit.origin["effective_sets"])):
        assert f"{count:,}" in ODD or {6: "six"}.get(count, "") in ODD
    distinct = len({tuple(draw.items()) for draw in fit.sets})
    assert f"{len(fit.sets)} are shipped" in ODD and f"of which {distinct} differ" in " ".join(ODD.split())


def test_the_counts_of_the_record_are_those_of_the_file():
    rows = events()
    assert f"| all | {len(rows)} | " in ODD


def test_the_diagram_of_the_month_has_every_step_of_the_schedule():
    diagram = re.search(r"```mermaid\n(.*?)```", ODD, re.S)[1]
    for step in (
        "Events",
        "attention moves",
        "play donors off",
        "scanners and collusion",
        "take up a domain",
        "weighs",
        "keep their word",
        "learn",
        "climb",
        "load fade",
        "Crises",
    ):
        assert step in diagram, step
