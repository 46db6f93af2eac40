"""Checked bounds: with NUMBA_BOUNDSCHECK=1 every access to an array is checked, eights too, in a cache of its own."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from trustladder.sim.machine.compiled import cache_folder

ACCESS = """
from typing import Any, NamedTuple

import numpy as np
from trustladder.sim.machine.compiled import cache_folder, cached
from trustladder.sim.machine.simd import load, store
from trustladder.sim.law.rule import rule
from trustladder.sim.month.reference import by_reference

class Held(NamedTuple):
    column: Any

@rule
def touch(column, place):
    {access}

@cached
def go(column, place):
    touch(column, place)
    return 0

column = np.ones(16)
go(column, {inside})
print(cache_folder().name)
go(column, {outside})
"""
ACCESSES = {
    "column[place] = 1.0": (15, 16),
    "store(column, place, load(column, 0))": (8, 9),
    "store(column, 0, load(column, place))": (0, -1),
    "by_reference(Held(column)).column[place] = 1.0": (0, -1),  # through a reference no place counts from the end
}


@pytest.mark.parametrize("access", ACCESSES)
def test_an_access_behind_an_array_is_told_where_bounds_are_checked(access, tmp_path):
    inside, outside = ACCESSES[access]
    program = tmp_path / "access.py"
    program.write_text(ACCESS.format(access=access, inside=inside, outside=outside))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NUMBA_BOUNDSCHECK": "1"}
    done = subprocess.run(
        [sys.executable, program], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert "IndexError: index is out of bounds" in done.stderr
    assert done.stdout.strip() == f"{cache_folder().name}-bounds"
