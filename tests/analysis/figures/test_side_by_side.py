"""Tasks that are done in copies of the process: each is done, whatever becomes of its copy."""

import os
import sys
import time
from functools import partial

import pytest

from trustladder.analysis.figures.kit import side_by_side as module
from trustladder.analysis.figures.kit.side_by_side import side_by_side

HERE = os.getpid()
only_where_copied = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is copied")


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def written(path):
    path.write_text(str(os.getpid()))


def written_here_alone(path, otherwise):
    if os.getpid() == HERE:
        written(path)
    else:
        otherwise()


def test_every_task_is_done_once_and_some_of_them_in_a_copy(tmp_path):
    paths = [tmp_path / str(number) for number in range(5)]
    side_by_side([partial(written, path) for path in paths])
    assert len({path.read_text() for path in paths}) == (2 if sys.platform == "linux" else 1)


def test_nothing_to_do_is_done():
    side_by_side([])


@only_where_copied
def test_what_a_copy_cannot_do_is_done_here(tmp_path):
    paths = [tmp_path / str(number) for number in range(2)]
    side_by_side([partial(written_here_alone, path, lambda: 1 / 0) for path in paths])
    assert [path.read_text() for path in paths] == [str(HERE)] * 2


@only_where_copied
def test_a_copy_that_hangs_is_given_up_and_its_task_done_here(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    paths = [tmp_path / str(number) for number in range(2)]
    side_by_side([partial(written_here_alone, path, lambda: time.sleep(60)) for path in paths])
    assert [path.read_text() for path in paths] == [str(HERE)] * 2


@pytest.mark.parametrize("number", [0, 1])
def test_a_task_that_fails_wherever_it_is_done_raises(number, tmp_path):
    tasks = [partial(written, tmp_path / "a"), partial(written, tmp_path / "b")]
    tasks[number] = lambda: 1 / 0
    with pytest.raises(ZeroDivisionError):
        side_by_side(tasks)
