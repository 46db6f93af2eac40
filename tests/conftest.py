"""What several tests share."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: its threads wait busily, beside other tests

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# A shell lets what it runs in the background ignore Ctrl-C, and the commands that are tested would do so too.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):  # nohup lets what it runs ignore a hang-up
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

FAST = {  # what `pytest -m fast` runs, by room: files, folders, or single tests by the beginning of their name
    "the law": ["tests/law", "tests/month/test_simd.py", "tests/test_draws.py", "tests/test_layout.py"],
    "lanes": ["tests/test_lanes.py::test_the_lanes_agree_whatever_happens", "tests/test_past.py"],
    "fuzz": ["tests/fuzz/test_fuzz.py::test_random_worlds_are_the_same_on_both_lanes_and_stay_in_range[0]"],
    "scenarios": ["tests/test_scenario.py", "tests/test_bad_input.py::test_a_mistake", "tests/test_building.py"],
    "metrics": ["tests/test_metrics.py"],
    "words": ["tests/analysis/test_words.py"],
    "architecture": [
        "tests/test_architecture.py::test_the_code_is_clean[ruff",
        "tests/test_architecture.py::test_files_and_functions",
        "tests/test_architecture.py::test_every",
    ],
}
LONG = (  # what takes longest begins first, so that neither of two cores waits for the other's last file
    "tests/analysis/workshop/test_page",
    "tests/test_readme.py",
    "tests/analysis/test_figures.py",
    "tests/analysis/figures",
    "tests/test_architecture.py",
    "tests/analysis/sweeps/test_cluster.py",
    "tests/benchmarks",
    "tests/analysis/claims",
    "tests/analysis/workshop",
    "tests/analysis/history/test_shipped_forecast.py",
    "tests/analysis/studies",
    "tests/analysis/sweeps",
    "tests/test_package.py",
    "tests/test_environments.py",
    "tests/test_bad_input.py",
    "tests/test_docs.py",
    "tests/analysis",
)


def pytest_configure(config: pytest.Config) -> None:
    """Keep to the order of LONG where files run side by side; pytest-xdist would begin with those of many tests."""
    config.option.loadscopereorder = False


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put LONG first, mark as fast what stands in FAST, and leave out what is slow unless `-m slow` asks for it."""
    items.sort(key=lambda item: next((at for at, name in enumerate(LONG) if item.nodeid.startswith(name)), len(LONG)))
    asked = "slow" in config.getoption("-m")
    named = tuple(name for names in FAST.values() for name in names)
    for item in items:
        if item.nodeid.startswith(named):
            item.add_marker(pytest.mark.fast)
        if item.get_closest_marker("slow") and not asked:
            item.add_marker(pytest.mark.skip(reason="takes minutes: -m slow"))


settings.register_profile("trustladder", deadline=None, derandomize=True)
settings.load_profile("trustladder")


@pytest.fixture(autouse=True, scope="session")
def pasts_in_memory_only() -> None:
    """Leave the user's pasts alone: a test may run them under a law that it has broken on purpose."""
    from trustladder.sim.warm_up import WARM_UPS

    WARM_UPS.store = None


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command in a process of its own, in an empty folder."""

    def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120"}
        return subprocess.run(
            [sys.executable, "-m", "trustladder", *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            **options,
        )

    return run
