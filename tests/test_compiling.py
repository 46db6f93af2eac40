"""What several processes need compiled at once is compiled by one of them."""

import os
import pickle
import subprocess
import sys
from io import BytesIO

import pytest

from tests.conftest import ROOT
from trustladder.sim.machine import compiled
from trustladder.sim.machine.locks import Turn

STEPS = ("meetings.hold_meeting", "run.record_month", "security.secure")
MODULE = """
import sys, time
from pathlib import Path
from trustladder.sim.machine.compiled import cached

@cached
def total(values):
    found = 0.0
    for value in values:
        found += value * value
    return found

import numpy as np
Path(f"ready-{sys.argv[1]}").touch()
while not all(Path(f"ready-{name}").exists() for name in ("one", "two", "three")):
    time.sleep(0.01)
assert total(np.arange(4.0)) == 14.0
print(sum(total.stats.cache_misses.values()), sum(total.stats.cache_hits.values()))
"""


def together(place, module):
    """Start three processes that compile the same at the same moment; return their misses and hits of the cache."""
    (place / "squares.py").write_text(module)
    known = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(place), "HOME": str(place)}
    started = [
        subprocess.Popen(
            [sys.executable, "squares.py", name],
            cwd=place,
            env=known,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two", "three")
    ]
    ended = [process.communicate(timeout=240) for process in started]
    assert all(process.returncode == 0 for process in started), ended
    return sorted(tuple(map(int, out.split())) for out, _ in ended)


def test_processes_that_begin_together_compile_once(tmp_path):
    assert together(tmp_path, MODULE) == [(0, 1), (0, 1), (1, 0)]


SHARED = """
from trustladder.sim.machine.compiled import cached
from trustladder.sim.machine.second_process import compile_beside

@cached
def square(value):
    return value * value

@cached
def total(values):
    found = 0.0
    for value in values:
        found += square(value)
    return found

@cached
def part(values):
    for value in values:
        square(value)

compile_beside(total, part)
"""
FIRST = """
import time
import numpy as np
from shared import square, total
from trustladder.sim.machine.compiled import cache_folder

load, end = square._cache.load_overload, time.monotonic() + 120.0

def load_when_there(*arguments):
    while not list(cache_folder().glob("shared.square*.nbc")) and time.monotonic() < end:
        time.sleep(0.01)
    return load(*arguments)

square._cache.load_overload = load_when_there
print(total(np.arange(4.0)), sum(square.stats.cache_hits.values()), sum(square.stats.cache_misses.values()))
"""


@pytest.mark.skipif(os.cpu_count() == 1, reason="a second process needs a second core")
def test_a_second_process_compiles_what_the_first_then_finds(tmp_path):
    (tmp_path / "shared.py").write_text(SHARED)
    places = os.pathsep.join([str(ROOT), str(tmp_path)])
    known = {**os.environ, "PYTHONPATH": places, "XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", FIRST], env=known, capture_output=True, text=True, timeout=240)
    assert done.stdout.split() == ["14.0", "1", "0"], done.stderr


def test_the_second_process_compiles_steps_for_the_types_with_which_a_month_takes_them():
    folder = compiled.cache_folder()
    kept = [folder / f"{step}-sources.py3{sys.version_info[1]}.nbi" for step in STEPS]
    for index in (path.read_bytes() for path in kept if path.exists()):
        stream = BytesIO(index)
        pickle.load(stream)  # the version of numba
        _, overloads = pickle.loads(stream.read())
        assert len(overloads) == 1


STUCK = """
import sys
from pathlib import Path
from trustladder.sim.machine import compiled
from trustladder.sim.machine.locks import Turn
print(Turn(Path(sys.argv[1])).wait(0.3))
"""


def test_a_turn_is_one_processs_and_nobody_waits_for_it_for_ever(tmp_path):
    def another():
        typed = [sys.executable, "-c", STUCK, str(tmp_path / "lock")]
        known = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.run(typed, env=known, capture_output=True, text=True, check=True).stdout.strip()

    turn = Turn(tmp_path / "lock")
    assert turn.wait(1.0)
    assert another() == "False"
    turn.end()
    assert another() == "True"


def test_where_no_file_can_be_held_there_is_no_turn_to_wait_for(tmp_path):
    assert not Turn(tmp_path / "missing" / "lock").wait(60.0)


def test_damaged_code_counts_as_not_there_and_the_next_place_is_looked_at(caplog):
    class Kept:
        flushed = 0

        def flush(self):
            self.flushed += 1

    def damaged(*_):
        raise EOFError("ran out of input")

    function = type("Function", (), {"_cache": Kept()})()
    compiled._look_first(function, [damaged, lambda *_: "code"])
    assert [function._cache.load_overload(), function._cache.load_overload()] == ["code", "code"]
    assert function._cache.flushed == 1
    assert "compiling the engine anew" in caplog.text
