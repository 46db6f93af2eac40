"""Tasks that are done side by side in copies of a process: each once, and none lost."""

import multiprocessing
import os
import signal
import time
from functools import partial

import pytest

from trustladder.analysis.figures.kit.side_by_side import ahead, side_by_side
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


def test_a_copy_gets_ready_at_once_and_does_its_task_when_it_is_told(tmp_path):
    with ahead(partial(noted, tmp_path, 0), partial(noted, tmp_path, 1)) as do:
        waited_for(tmp_path / "0.txt")
        assert not (tmp_path / "1.txt").exists(), "nobody has asked for it"
        do()
        first, second = ((tmp_path / f"{number}.txt").read_text() for number in (0, 1))
    assert first == second != f"{os.getpid()}\n"
    assert multiprocessing.active_children() == []


def test_a_copy_that_nobody_asks_anything_of_ends_without_a_word(tmp_path, capfd):
    with pytest.raises(InputError, match="stopped"), ahead(list, partial(noted, tmp_path, 1)):
        raise InputError("stopped")
    assert multiprocessing.active_children() == [] and not (tmp_path / "1.txt").exists()
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("failing", [0, 1])
def test_what_it_could_not_do_is_left_undone_and_keeps_nobody_waiting(failing, tmp_path):
    def wrong():
        raise InputError("too narrow")

    tasks = [list, partial(noted, tmp_path, 1)]
    tasks[failing] = wrong
    with ahead(*tasks) as do:
        do()
    assert not (tmp_path / "1.txt").exists() and multiprocessing.active_children() == []


def test_with_one_core_nothing_is_done_ahead(tmp_path, monkeypatch):
    monkeypatch.setattr("trustladder.analysis.figures.kit.side_by_side.os.cpu_count", lambda: 1)
    with ahead(partial(noted, tmp_path, 0), partial(noted, tmp_path, 1)) as do:
        do()
    assert not list(tmp_path.iterdir())


def waited_for(place):
    """Wait until a file is there."""
    until = time.monotonic() + 30.0
    while not place.exists():
        assert time.monotonic() < until
        time.sleep(0.01)
