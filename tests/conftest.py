"""What several tests share."""

import os
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

settings.register_profile("trustladder", deadline=None, derandomize=True)
settings.load_profile("trustladder")


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command in a process of its own, in an empty folder."""

    def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120"}
        return subprocess.run(
            [sys.executable, "-m", "analysis", *arguments],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False, **options,
        )  # fmt: skip

    return run
