"""A process that runs one command after another, so that thousands of them need not start an interpreter each."""

import contextlib
import io
import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from tests.conftest import ROOT

STARTING = 120.0  # seconds that the first command may take: imports, and compiling


class Answer(NamedTuple):
    """What a command left: its exit status, None where it was stopped for taking too long, and what it printed."""

    status: int | None
    out: str
    err: str
    seconds: float


class Worker:
    """Runs commands in another process, and starts a new one where a command takes too long or ends the process."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, place: Path, arguments: list[str], limit: float) -> Answer:
        """Run a command in a folder; `limit` in seconds."""
        if self.process is None:
            self._start()
        began = time.monotonic()
        answer = self._ask({"place": str(place), "arguments": arguments}, limit)
        seconds = time.monotonic() - began
        if answer is None:
            self.close()
            return Answer(None, "", "", seconds)
        return Answer(answer["status"], answer["out"], answer["err"], seconds)

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def _start(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.commands"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._ask({"place": str(ROOT), "arguments": None}, STARTING)

    def _ask(self, question: dict[str, Any], limit: float) -> Any:
        assert self.process is not None and self.process.stdin is not None and self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps(question).encode() + b"\n")
            self.process.stdin.flush()
            ready, _, _ = select.select([self.process.stdout], [], [], limit)
            return json.loads(self.process.stdout.readline()) if ready else None
        except (BrokenPipeError, ValueError):  # the process has ended
            return None


def warm_up() -> None:
    """Import what commands need, and have the engine compiled."""
    from tests.worlds import tiny
    from trustladder import run

    run(tiny(), 2)


def serve() -> None:
    """Run the commands that come on standard input, a line of JSON each."""
    from trustladder.analysis.cli import status_of

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        asked, out, err = json.loads(line), io.StringIO(), io.StringIO()
        os.chdir(asked["place"])
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = warm_up() if asked["arguments"] is None else status_of(asked["arguments"])
        answers.write(json.dumps({"status": status, "out": out.getvalue(), "err": err.getvalue()}) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve()
