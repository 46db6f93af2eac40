"""Time of the baseline over the posterior against luck alone, with pasts on disk and without them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from tests.benchmarks.timing import in_turns, ratios, spread
from trustladder.sim import ensemble
from trustladder.sim.past_store import PastStore
from trustladder.sim.runs import run
from trustladder.sim.warm_up import WarmUpCache

RATIO = 2.0
LUCK, POSTERIOR, ANEW = "luck alone", "over the posterior", "over the posterior, pasts run anew"


@contextmanager
def forgotten(store: PastStore | None) -> Iterator[None]:
    """No past is in memory, as at the start of a command."""
    shared, ensemble.WARM_UPS = ensemble.WARM_UPS, WarmUpCache(store=store)
    try:
        yield
    finally:
        ensemble.WARM_UPS = shared


def asked(runs: int, uncertainty: str, store: PastStore | None) -> Callable[[], None]:
    """What is timed: a run of the baseline that begins with no past in memory."""

    def task() -> None:
        with forgotten(store):
            run("baseline", runs, uncertainty=uncertainty)

    return task


def measure(setup: Setup) -> Report:
    """All three in turns, after each has been run once."""
    runs, rounds, store = (40, 1, None) if setup.quick else (1000, 7, PastStore())
    tasks = {
        LUCK: asked(runs, "none", store),
        POSTERIOR: asked(runs, "posterior", store),
        ANEW: asked(runs, "posterior", None),
    }
    taken = in_turns(tasks, rounds)
    times = {name: spread(values) for name, values in taken.items()}
    longer = ratios(taken[POSTERIOR], taken[LUCK])
    rows = [goal_row(name, one, "s") for name, one in times.items()]
    rows.append(goal_row("over the posterior against luck alone", longer, "times", RATIO, least=False))
    caption = f"baseline, {runs:,} futures, all cores"
    return Report([Table(caption, GOALS, rows)], [], {"ratio": longer, "seconds": times})
