"""Time of the baseline over the posterior against luck alone: the command, and the runs inside it."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from tests.benchmarks.processes import call
from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from tests.benchmarks.timing import in_turns, ratios, spread
from trustladder.sim import engine, ensemble
from trustladder.sim.engine import Execution, ParameterSets
from trustladder.sim.ensemble import UncertainScenario, run_parameter_sets, run_replicates
from trustladder.sim.fits import default_sets
from trustladder.sim.past_store import PastStore
from trustladder.sim.runs import run
from trustladder.sim.scenario.changes import changed, with_parameters
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.warm_up import WarmUpCache

RATIO, POINT = 2.0, 0.3  # times; milliseconds
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


def beside_kernel(task: Callable[[], object]) -> float:
    """Milliseconds of the processor that a task on this thread takes besides the kernel."""
    calls, kernel = list[float](), engine.simulate

    def timed(*arguments: object) -> None:
        began = time.thread_time()
        kernel(*arguments)
        calls.append(time.thread_time() - began)

    engine.simulate, before = timed, time.thread_time()
    try:
        task()
    finally:
        engine.simulate = kernel
    return 1e3 * (time.thread_time() - before - sum(calls))


def point(scenario: Scenario, settings: Mapping[str, object]) -> float:
    """What one point costs besides its runs, of which it has ten."""
    return beside_kernel(
        lambda: run_replicates(with_parameters(scenario, settings), range(10), 1, execution=Execution(1))
    )


def together(scenario: Scenario, sets: ParameterSets) -> float:
    """What a point costs besides its ten runs where all are run at one go."""
    which = range(10 * len(sets))
    alone = Execution(1)
    return beside_kernel(
        lambda: run_parameter_sets(UncertainScenario(scenario, sets), which, 1, execution=alone)
    ) / len(sets)


def points(rounds: int) -> dict[str, list[float]]:
    """What points cost once their pasts are in memory: of a lever alone, and of sets under a lever that changes."""
    base, sets = Scenario.load("baseline"), default_sets(Scenario.load("baseline"))[:100]
    found: dict[str, list[float]] = {"lever": [], "set": [], "together": []}
    for number in range(rounds + 1):
        moved = changed(base, {"levers.joint_share": 0.1 + 0.01 * number})
        costs = {
            "lever": [point(moved, {})],
            "set": [point(moved, settings) for settings in sets],
            "together": [together(moved, sets)],
        }
        for name in found if number else ():  # the first round runs the pasts
            found[name] += costs[name]
    return found


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
    cost = points(2 if setup.quick else 20)
    rows.append(goal_row("a point besides its 10 runs, a lever", spread(cost["lever"]), "ms", POINT, least=False))
    rows.append(goal_row("a point besides its 10 runs, a set", spread(cost["set"]), "ms", POINT, least=False))
    rows.append(goal_row("  one of 100 sets at one go", spread(cost["together"]), "ms", POINT, least=False))
    seconds = {
        f"{what}, {name}": spread(one)
        for what, found in (("command", whole), ("runs", parts))
        for name, one in found.items()
    }
    return Report([Table(f"{runs:,} futures, all cores", GOALS, rows)], [], {"ratio": longer, "seconds": seconds})
