"""Tasks that are done side by side in copies of a process: each once, and none lost."""

import multiprocessing
import os
import signal
from functools import partial

import pytest

from trustladder.analysis.figures.kit.side_by_side import side_by_side
from trustladder.sim.scenario.errors import InputError


@pytest.fixture(autouse=True)
def three_cores(monkeypatch):
    monkeypatch.setattr("trustladder.analysis.figures.kit.side_by_side.os.cpu_count", lambda: 3)


def noted(place, number):
    """Write down which process did a task."""
    with (place / f"{number}.txt").open("a") as file:
        file.write(f"{os.getpid()}\n")


@pytest.mark.parametrize("many", [0, 1, 2, 7])
def test_every_task_is_done_once(many, tmp_path):
    side_by_side([partial(noted, tmp_path, number) for number in range(many)])
    done = [(tmp_path / f"{number}.txt").read_text().split() for number in range(many)]
    assert all(len(one) == 1 for one in done) and len(list(tmp_path.iterdir())) == many
    if multiprocessing.get_start_method(allow_none=False) == "fork" and many:
        assert len({one[0] for one in done}) == min(3, many), "by as many processes as there are cores"
    assert multiprocessing.active_children() == []


def test_what_is_wrong_in_a_copy_is_raised_here(tmp_path, capfd):
    def wrong():
        raise InputError("too narrow")

    with pytest.raises(InputError, match="too narrow"):
        side_by_side([partial(noted, tmp_path, 0), wrong])
    assert multiprocessing.active_children() == []
    assert capfd.readouterr().err == "", "a copy says nothing of its own"


def test_what_a_copy_that_is_killed_had_not_done_is_done_here(tmp_path):
    here = os.getpid()

    def killed():
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        noted(tmp_path, 1)

    side_by_side([partial(noted, tmp_path, 0), killed])
    assert [(tmp_path / f"{number}.txt").read_text().split() for number in (0, 1)] == [[str(here)], [str(here)]]


def test_a_copy_that_hangs_is_given_up_and_its_task_done_here(tmp_path, monkeypatch):
    monkeypatch.setattr("trustladder.analysis.figures.kit.side_by_side.PATIENCE", 0.2)
    here = os.getpid()

    def hangs():
        while os.getpid() != here:
            signal.pause()
        noted(tmp_path, 1)

    side_by_side([partial(noted, tmp_path, 0), hangs])
    assert (tmp_path / "1.txt").read_text().split() == [str(here)]
    assert multiprocessing.active_children() == []


def test_who_is_stopped_here_leaves_no_copy_behind(tmp_path):
    here = os.getpid()

    def stopped():
        raise KeyboardInterrupt

    def waits():
        while os.getpid() != here:
            signal.pause()

    with pytest.raises(KeyboardInterrupt):
        side_by_side([stopped, waits])
    assert multiprocessing.active_children() == []
