"""Installed outside the checkout, in any working directory, everything works the same."""

import email
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

COMMAND = (
    "run",
    "baseline",
    "--runs",
    "12",
    "--months",
    "36",
    "--set",
    "past.replicates=10",
    "--no-figures",
    "--out",
    "result",
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The content of the wheel, somewhere else."""
    place = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        str(ROOT),
        "--no-deps",
        "--no-build-isolation",
        "--quiet",
        "-w",
        str(place),
    ]
    subprocess.run(build, check=True, capture_output=True, cwd=place)
    (wheel,) = place.glob("trustladder-*.whl")
    zipfile.ZipFile(wheel).extractall(place / "site")
    return place / "site"


def run_from(packages: Path, folder: Path) -> dict[str, bytes]:
    """The Parquet that the command writes when it is imported from a place, by path."""
    folder.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(packages)}
    done = subprocess.run(
        [sys.executable, "-m", "trustladder", *COMMAND],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = folder / "result"
    return {path.relative_to(result).as_posix(): path.read_bytes() for path in sorted(result.rglob("*.parquet"))}


def test_a_wheel_gives_the_same_results_as_the_checkout(installed, tmp_path):
    assert (installed / "trustladder" / "scenarios" / "baseline.toml").is_file()
    there, here = run_from(installed, tmp_path / "there"), run_from(ROOT, tmp_path / "here")
    assert there and there == here


def test_a_wheel_holds_no_tests_and_no_leftovers(installed):
    held = {path.relative_to(installed).parts[0] for path in installed.rglob("*") if path.is_file()}
    assert {name for name in held if not name.endswith(".dist-info")} == {"trustladder"}


def test_a_wheel_tells_its_terms_and_holds_them(installed):
    (place,) = installed.glob("trustladder-*.dist-info")
    told = email.message_from_string((place / "METADATA").read_text(encoding="utf-8"))
    assert told["License-Expression"] == "MIT"
    assert told["Author"] == "Trustladder contributors"
    assert {"LICENSE", "DATA-LICENSES.md", "analysis/figures/kit/fonts/LICENSE.md"} == set(told.get_all("License-File"))
    assert all((place / "licenses" / name).is_file() for name in told.get_all("License-File"))
    assert not any("http" in value for key, value in told.items() if key.endswith("-Url"))
