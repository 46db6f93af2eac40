"""One package of its own name: whatever a user has beside it, and however it is installed, it is the same."""

import inspect
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import trustladder
from tests.conftest import ROOT

LOADS = "import trustladder; print(trustladder.Scenario.load('malacca-piracy').title, trustladder.__file__)"
MINE = "raise RuntimeError('the file of the user, which nobody asked for')\n"


def python(*arguments, cwd, path="", check=True):
    """What Python prints, in a folder of the user's."""
    environment = {**os.environ, "PYTHONPATH": str(path)}
    done = subprocess.run(
        [sys.executable, *map(str, arguments)], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert not check or done.returncode == 0, done.stderr
    return done.stdout


def built(kind, source, place):
    """The archive that the build backend makes of a source tree."""
    python("-m", "hatchling", "build", "-t", kind, "-d", place, cwd=source)
    (archive,) = place.glob("trustladder-*")
    return archive


def files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """An sdist, unpacked."""
    place = tmp_path_factory.mktemp("sdist")
    with tarfile.open(built("sdist", ROOT, place)) as archive:
        archive.extractall(place / "unpacked", filter="data")
    (source,) = (place / "unpacked").iterdir()
    return source


# --- public names ---


def test_the_public_names_are_those_that_dir_lists_and_each_is_there():
    names = {
        "Scenario",
        "run",
        "compare",
        "sweep",
        "sensitivity",
        "discover",
        "figure",
        "CooperationModel",
        "Government",
        "Donor",
        "Forum",
        "InputError",
    }
    assert set(dir(trustladder)) == set(trustladder.__all__) == names
    for name in names:
        assert getattr(trustladder, name).__doc__


@pytest.mark.parametrize("name", ["run", "figure", "CooperationModel", "compare", "sensitivity", "discover"])
def test_every_option_of_a_public_function_stands_in_its_signature_with_its_type(name):
    for parameter in inspect.signature(getattr(trustladder, name)).parameters.values():
        assert parameter.kind is not parameter.VAR_KEYWORD
        assert parameter.annotation is not parameter.empty


def test_what_the_package_does_not_have_is_named():
    with pytest.raises(AttributeError, match="no attribute 'runn'"):
        getattr(trustladder, "runn")  # noqa: B009 - a misspelt name, as a user writes it


# --- beside the user's own files ---


@pytest.mark.parametrize(
    "mine", ["sim.py", "analysis.py", "analysis/__init__.py", "sim/__init__.py", "scenarios/__init__.py"]
)
@pytest.mark.parametrize("beside", [True, False], ids=["beside the script", "on PYTHONPATH"])
def test_a_file_of_the_user_s_by_the_name_of_a_room_breaks_nothing(mine, beside, tmp_path):
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    (home / mine).parent.mkdir(parents=True)
    elsewhere.mkdir()
    (home / mine).write_text(MINE, encoding="utf-8")
    script = (home if beside else elsewhere) / "script.py"
    script.write_text(LOADS, encoding="utf-8")
    assert "trustladder" in python(script, cwd=script.parent, path="" if beside else home)


# --- installed ---


def test_an_editable_installation_leads_to_the_checkout_and_copies_nothing(tmp_path):
    install = (
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "--ignore-installed",  # or pip would take the one away that runs this test
        "--prefix",
        tmp_path / "prefix",
        "-e",
        ROOT,
    )
    python(*install, cwd=tmp_path)
    (path,) = (tmp_path / "prefix").rglob("*.pth")
    assert Path(path.read_text(encoding="utf-8").strip()) == ROOT
    assert not [name for name in files(path.parent) if name.endswith((".py", ".toml"))]


def test_a_checkout_without_links_is_the_same_package(tmp_path):
    """Git on Windows writes a file of a few letters where a link would be."""
    for room in ("sim", "analysis", "scenarios"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "trustladder").mkdir()
    for name in ("__init__.py", "__main__.py"):
        shutil.copy(ROOT / "trustladder" / name, tmp_path / "trustladder")
    (tmp_path / "trustladder" / "sim").write_text("../sim", encoding="utf-8")
    (tmp_path / "trustladder" / "analysis").write_text("../analysis", encoding="utf-8")
    assert str(tmp_path / "trustladder") in python("-c", LOADS, cwd=tmp_path)
    assert "malacca-piracy" in python("-m", "trustladder", "scenarios", cwd=tmp_path)


def test_an_sdist_holds_every_file_once_and_the_wheel_made_of_it_is_that_of_the_checkout(unpacked, tmp_path):
    assert files(unpacked / "trustladder") == ["__init__.py", "__main__.py", "py.typed"]
    assert files(unpacked / "sim") and files(unpacked / "tests") and files(unpacked / "docs")
    assert {"LICENSE", "DATA-LICENSES.md", "SECURITY.md", "CITATION.cff", "constraints.txt"} <= set(files(unpacked))
    wheels = [built("wheel", source, tmp_path / name) for name, source in (("there", unpacked), ("here", ROOT))]
    there, here = (sorted(zipfile.ZipFile(wheel).namelist()) for wheel in wheels)
    assert there == here and len(set(here)) == len(here)
    assert {"trustladder/sim/engine.py", "trustladder/analysis/cli/__init__.py", "trustladder/py.typed"} <= set(here)
    assert not any("__pycache__" in name for name in here)


def test_the_tests_of_an_sdist_are_found_and_test_what_is_in_it(unpacked):
    found = python("-m", "pytest", "--assert=plain", "--collect-only", "-q", "tests", cwd=unpacked)  # plain is quicker
    assert "tests/test_dates.py: " in found and "tests/analysis/workshop/test_page.py: " in found
    assert str(unpacked / "trustladder") in python("-c", LOADS, cwd=unpacked)
    assert "[100%]" in python("-m", "pytest", "-q", "tests/test_dates.py", "tests/test_draws.py", cwd=unpacked)


@pytest.mark.parametrize("old", ["sim", "analysis"])
def test_an_old_name_of_the_package_says_in_one_line_what_to_write_now(old):
    asked = [sys.executable, "-c", f"from {old} import run"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    said = done.stderr.splitlines()[-1]
    assert said.startswith(f"ImportError: no package is called {old}: write `from trustladder import ")
