"""Time of the baseline over the posterior against luck alone: the command, and the runs inside it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from tests.benchmarks.processes import call
from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from tests.benchmarks.timing import in_turns, ratios, spread
from trustladder.sim import ensemble
from trustladder.sim.past_store import PastStore
from trustladder.sim.runs import run
from trustladder.sim.warm_up import WarmUpCache

RATIO = 2.0
KINDS = ("none", "posterior")


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
    """Both kinds in turns, after each has been run once, which leaves its pasts on disk."""
    runs, rounds, store = (40, 1, None) if setup.quick else (1000, 5, PastStore())
    plain = ("--no-figures", "--no-counterfactuals") if setup.quick else ()
    asking = ("run", "baseline", "--runs", str(runs), *plain, "--uncertainty")
    commands = {one: partial(call, *asking, one) for one in KINDS}
    inside = {one: asked(runs, one, store) for one in KINDS} | {"anew": asked(runs, "posterior", None)}
    whole, parts = in_turns(commands, rounds, warm=not setup.quick), in_turns(inside, rounds)
    longer = ratios(whole["posterior"], whole["none"])
    rows = [
        goal_row("run baseline, luck alone", spread(whole["none"]), "s"),
        goal_row("run baseline, over the posterior", spread(whole["posterior"]), "s"),
        goal_row("  against luck alone", longer, "times", RATIO, least=False),
        goal_row("runs alone, luck alone", spread(parts["none"]), "s"),
        goal_row("runs alone, over the posterior", spread(parts["posterior"]), "s"),
        goal_row("runs alone, over the posterior, pasts run anew", spread(parts["anew"]), "s"),
    ]
    seconds = {
        f"{what}, {name}": spread(one)
        for what, found in (("command", whole), ("runs", parts))
        for name, one in found.items()
    }
    return Report([Table(f"{runs:,} futures, all cores", GOALS, rows)], [], {"ratio": longer, "seconds": seconds})
