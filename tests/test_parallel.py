"""Tasks side by side: what they return keeps its order, and the first that fails ends the others."""

import threading

import pytest

from trustladder.sim.engine import in_parallel


def test_what_tasks_return_stands_in_their_order():
    last = threading.Event()

    def first_when_the_last_is_done():
        assert last.wait(60.0)
        return 0

    def done():
        last.set()
        return 1

    assert in_parallel([first_when_the_last_is_done, done], 2) == [0, 1]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_the_first_that_fails_ends_one_that_was_begun_before_it(error):
    cancel = threading.Event()

    def patient():
        assert cancel.wait(60.0)

    def failing():
        raise error

    with pytest.raises(error):
        in_parallel([patient, failing], 2, cancel)
    assert cancel.is_set()
