"""A Dask cluster on this machine: a real scheduler and real workers, each started with Dask's own command."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.conftest import ROOT

PATIENCE = 60.0  # seconds until a scheduler must have said where it is


class Cluster(NamedTuple):
    """A scheduler and its workers, processes of their own."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]


@contextmanager
def cluster(
    folder: Path,
    workers: int = 2,
    options: Sequence[str] = (),
    sources: Path = ROOT,
) -> Iterator[Cluster]:
    """A cluster while it is needed; `options` for scheduler and workers, `sources` where workers find the simulator."""
    folder.mkdir(parents=True, exist_ok=True)
    place, log = folder / "scheduler.json", folder / "log.txt"
    local = ("--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(place), *options)
    with log.open("wb") as file:
        scheduler = dask("scheduler", *local, "--port", "0", sources=ROOT, log=file)
        crew = []
        try:
            address = where(place, scheduler, log)
            own = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
            crew += [dask("worker", *local, *own, sources=sources, log=file) for _ in range(workers)]
            yield Cluster(address, scheduler, crew)
        finally:
            for process in (*crew, scheduler):
                process.kill()
                process.wait()


def dask(*arguments: str, sources: Path, log: object) -> "subprocess.Popen[bytes]":
    """One of Dask's own commands."""
    environment = {**os.environ, "PYTHONPATH": str(sources)}
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-m", "dask", *arguments], cwd=sources, env=environment, stdout=log, stderr=log
    )


def where(place: Path, scheduler: "subprocess.Popen[bytes]", log: Path) -> str:
    """The address that a scheduler writes down once it listens. Raises RuntimeError where it does not."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and scheduler.poll() is None:
        try:
            return str(json.loads(place.read_text(encoding="utf-8"))["address"])
        except (OSError, ValueError):
            time.sleep(0.05)
    raise RuntimeError(f"the scheduler did not start: {log.read_text(encoding='utf-8')[-500:]}")
