"""The house: imports point one way, one concept a file, and nothing lacks its test or its line in the ODD."""

import ast
import inspect
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import grimp
import pytest

import trustladder
from tests.conftest import ROOT
from trustladder.analysis import odd
from trustladder.analysis.figures import CATALOGUE
from trustladder.sim.arrays.series import BLOCK_REGISTER, REGISTER
from trustladder.sim.machine.compiled import ENGINE
from trustladder.sim.machine.compiled import ROOT as SIM
from trustladder.sim.metrics import metrics_of
from trustladder.sim.scenario.effects import CONDITIONS, SHOCKS
from trustladder.sim.scenario.loading import shipped_folder, shipped_names
from trustladder.sim.scenario.parameters import lines_of
from trustladder.sim.scenario.scenario import Scenario, registry

PAGES = sorted(path.stem for path in (SIM / "law").glob("*.py") if path.stem not in ("__init__", "rule"))
SOURCES = sorted(path for room in ("trustladder", "sim", "analysis") for path in (ROOT / room).rglob("*.py"))
ODD = (ROOT / "sim" / "ODD.md").read_text(encoding="utf-8")


def test_imports_point_one_way():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


PACKAGES = sorted(
    ".".join(("trustladder", *path.parent.relative_to(ROOT).parts)).removeprefix("trustladder.trustladder.")
    for path in SOURCES
    if path.stem == "__init__" and path.parent != ROOT / "trustladder"
)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_imports_go_in_a_circle(package):
    """Neither between files nor between folders, nor by an import inside a function; types alone may look back."""
    graph = grimp.build_graph("trustladder", exclude_type_checking_imports=True)
    assert graph.nominate_cycle_breakers(package) == set()


@pytest.mark.parametrize("tool", [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",)], ids=" ".join)
def test_the_code_is_clean(tool):
    program = Path(sys.executable).parent / tool[0]
    done = subprocess.run([program, *tool[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def functions(path):
    """Every function of a file with its length in lines, without its docstring."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            yield node.name, (node.end_lineno - body[0].lineno + 1 if body else 0)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_and_functions_are_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 360
    long = [(name, length) for name, length in functions(path) if length > 45]
    assert not long


def test_few_names_are_public():
    assert len(trustladder.__all__) <= 12
    for name in trustladder.__all__:
        assert getattr(trustladder, name).__doc__
        assert name in dir(trustladder)


@pytest.mark.parametrize("page", PAGES)
def test_every_rule_of_the_law_is_tested(page):
    rules = re.findall(r"@rule\ndef (\w+)\(", (SIM / "law" / f"{page}.py").read_text(encoding="utf-8"))
    tests = (ROOT / "tests" / "law" / f"test_{page}.py").read_text(encoding="utf-8")
    used_inside = {"beta_trust", "kydd_trust", "linear_trust"}  # by the rule `trust`, which is tested
    assert [rule for rule in rules if not re.search(rf"\b{rule}\b", tests) and rule not in used_inside] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_law_has_a_docstring_for_every_rule(page):
    module = import_module(f"trustladder.sim.law.{page}")
    assert module.__doc__
    for name, function in inspect.getmembers(module, inspect.isfunction):
        assert function.__doc__, name


@pytest.mark.parametrize("page", [page for page in PAGES if page != "arithmetic"])
def test_every_page_of_the_law_is_tied_to_its_submodel_in_the_odd(page):
    assert f"law/{page}.py" in ODD


FOR_READERS = {"trust_fixed_point", "indifference_trust", "shows"}  # no actor acts on them: paper, and what is noted


def test_the_law_is_called_by_both_lanes():
    """A rule that only one lane knows would be a rule stated twice."""
    mesa = "".join(path.read_text(encoding="utf-8") for path in (SIM / "agents").glob("*.py"))
    kernel = "".join(path.read_text(encoding="utf-8") for path in (SIM / "month").glob("*.py"))
    law = "".join((SIM / "law" / f"{page}.py").read_text(encoding="utf-8") for page in PAGES)
    for rule in re.findall(r"@rule\ndef (\w+)\(", law):
        part_of_another = len(re.findall(rf"\b{rule}\(", law)) > 1
        if not part_of_another and rule not in FOR_READERS:
            assert re.search(rf"\b{rule}\(", mesa), f"{rule} is unknown to the Mesa lane"
            assert re.search(rf"\b{rule}\(", kernel), f"{rule} is unknown to the compiled lane"


def test_whatever_is_compiled_is_part_of_the_engines_hash():
    hashed = {path for part in ENGINE for path in SIM.glob(part)}
    for path in SIM.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"^@(rule|cached|intrinsic)", text, re.M):
            assert path in hashed, path


def test_the_tables_of_the_odd_are_up_to_date():
    assert odd.updated(ODD) == ODD, "python -m trustladder.analysis.odd"
    assert odd.ODD.samefile(ROOT / "sim" / "ODD.md"), "the command would write another file"


@pytest.mark.parametrize("parameter", registry(), ids=lambda parameter: parameter.path)
def test_every_parameter_stands_in_the_odd(parameter):
    assert f"`{parameter.path}`" in ODD


@pytest.mark.parametrize("kind", [*CONDITIONS, *SHOCKS, *REGISTER, *BLOCK_REGISTER])
def test_every_effect_and_series_stands_in_the_odd(kind):
    assert f"`{kind}`" in ODD


def test_every_metric_stands_in_the_odd():
    for metric in metrics_of(Scenario.load("baseline")):
        assert f"`{metric.name.partition('.')[0]}" in ODD, metric.name


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_scenario_is_told_in_the_readme_or_the_odd(name):
    assert f"`{name}`" in ODD + (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_figure_is_in_the_catalogue():
    files = {path.stem.replace("_", "-") for path in (ROOT / "analysis" / "figures").glob("[!_]*.py")}
    assert files == {*CATALOGUE}


def test_defaults_of_the_structure_are_declared_as_choices():
    from trustladder.sim.scenario.parameters import Structure

    for line in lines_of("structure", Structure):
        assert line.role == "R"


def test_scenarios_are_found_in_the_checkout_and_in_an_installed_package(tmp_path, monkeypatch):
    assert shipped_folder() == ROOT / "scenarios"
    packaged = tmp_path / "trustladder"
    (packaged / "scenarios").mkdir(parents=True)
    monkeypatch.setattr("trustladder.sim.scenario.loading.files", lambda package: packaged)
    assert shipped_folder() == packaged / "scenarios"


SECRETS = re.compile(r"/root/|/home/\w+/|/tmp/\w+/|pypi\.org|index-url|https?://[^\s)\"'>]*simple\b", re.I)


def test_no_file_speaks_of_the_machine_it_was_written_on():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    for name in tracked:
        path = ROOT / name
        if (
            path.suffix in (".py", ".md", ".toml", ".txt", ".yml", "")
            and path.is_file()
            and name != "tests/test_architecture.py"
        ):
            assert not SECRETS.search(path.read_text(encoding="utf-8", errors="ignore")), name
