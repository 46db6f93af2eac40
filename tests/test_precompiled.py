"""A wheel may bring the compiled month along: it is found where it fits, and never taken where it does not."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from numba.core.caching import FunctionCache, IndexDataCacheFile
from numba.core.registry import cpu_target

from tests.conftest import ROOT
from tests.test_ensemble import copied_simulator
from tests.worlds import tiny
from trustladder.sim.ensemble import ensemble
from trustladder.sim.machine import precompiled
from trustladder.sim.machine.compiled import BySources, _kept_in, cache_folder, engine_hash, loaded_from
from trustladder.sim.month.simulate import simulate

pytestmark = pytest.mark.skipif(
    precompiled.level() is None or not precompiled.runs_here(precompiled.level()), reason="no level of processors here"
)
SIGHTED = """
from tests.worlds import tiny
from trustladder.sim.ensemble import ensemble
from trustladder.sim.month.simulate import simulate
total = float(ensemble(tiny(), 2).record.total.sum())
print(repr(total), sum(simulate.stats.cache_misses.values()), sum(simulate.stats.cache_hits.values()))
"""


def brought_along(folder: Path) -> Path:
    """The compiled month of this processor, under the name of the level that a wheel is compiled for."""
    ensemble(tiny(), 1)
    base = simulate._cache._impl.filename_base
    known = IndexDataCacheFile(str(cache_folder()), base, engine_hash())._load_index()
    level = precompiled.level()
    folder.mkdir(parents=True)
    named = {(signature, (magic[0], level.name, ""), code): name for (signature, magic, code), name in known.items()}
    IndexDataCacheFile(str(folder), base, engine_hash())._save_index(named)
    for name in named.values():
        (folder / name).write_bytes((cache_folder() / name).read_bytes())
    return folder


def cache_of_month():
    with _kept_in(None):
        return FunctionCache(simulate.py_func)


def looked_up(kept):
    (signature,) = {*simulate.stats.cache_hits, *simulate.stats.cache_misses}
    return loaded_from(kept)(signature, cpu_target.target_context)


def test_what_a_wheel_brings_along_is_run_and_nothing_is_compiled(tmp_path):
    copied_simulator(tmp_path)
    brought_along(tmp_path / "sim" / "machine" / "precompiled")
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    known = {**os.environ, "PYTHONPATH": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run([sys.executable, "-c", SIGHTED], env=known, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.split() == [repr(float(ensemble(tiny(), 2).record.total.sum())), "0", "1"], done.stderr
    assert not list((tmp_path / "cache").rglob("*.nbc"))


def test_it_is_taken_for_the_sources_that_it_was_made_of_alone(tmp_path):
    folder = brought_along(tmp_path / "folder")
    assert looked_up(precompiled.of_wheel(cache_of_month(), engine_hash(), folder)) is not None
    assert looked_up(precompiled.of_wheel(cache_of_month(), "the hash of other sources", folder)) is None


def test_a_processor_that_the_level_asks_too_much_of_compiles_for_itself(tmp_path, monkeypatch):
    folder, level = brought_along(tmp_path / "folder"), precompiled.level()
    monkeypatch.setattr(precompiled, "level", lambda: level._replace(features=frozenset({"a feature of tomorrow"})))
    assert precompiled.of_wheel(cache_of_month(), engine_hash(), folder) is None
    monkeypatch.setattr(precompiled, "level", lambda: None)
    assert precompiled.of_wheel(cache_of_month(), engine_hash(), folder) is None


def test_who_asks_for_checked_bounds_or_for_a_processor_gets_what_was_asked_for(tmp_path, monkeypatch):
    folder = brought_along(tmp_path / "folder")
    for name, value in (("BOUNDSCHECK", 1), ("CPU_NAME", "generic"), ("CPU_FEATURES", "+avx2")):
        with monkeypatch.context() as asked:
            asked.setattr(f"numba.config.{name}", value)
            assert precompiled.of_wheel(cache_of_month(), engine_hash(), folder) is None


def test_a_plain_wheel_brings_nothing_along(tmp_path):
    assert precompiled.of_wheel(cache_of_month(), engine_hash(), tmp_path / "nowhere") is None
    assert BySources.from_function(tiny, tiny.__code__.co_filename) is None


@pytest.mark.slow
def test_a_wheel_with_the_compiled_month_compiles_nothing(tmp_path):
    build = [sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--no-build-isolation", "-q", "-w"]
    known = {**os.environ, "TRUSTLADDER_COMPILED": "1"}
    subprocess.run([*build, str(tmp_path)], env=known, cwd=tmp_path, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("trustladder-*.whl")
    assert not wheel.name.endswith("none-any.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    (tmp_path / "site" / "tests").symlink_to(ROOT / "tests")
    known = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    done = subprocess.run([sys.executable, "-c", SIGHTED], env=known, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.split() == [repr(float(ensemble(tiny(), 2).record.total.sum())), "0", "1"], done.stderr
