"""The compiled lane against the Mesa lane: the same replicates of the baseline, the same bits."""

from collections.abc import Callable

import numpy as np

from tests.benchmarks.prepared import CORES, Prepared, baseline
from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from tests.benchmarks.timing import Spread, in_turns, ratios, spread
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.state import State, one_of
from trustladder.sim.engine import Ensemble

GOAL = 1000.0  # times the Mesa lane, with all cores


def mesa_lane(ready: Prepared) -> Callable[[int], CooperationModel]:
    """A function that builds and runs the model of a replicate from the state that the compiled lane begins with."""

    class Given(CooperationModel):
        def _start(self, past: bool) -> State:
            return one_of(ready.starts, self.replicate % len(ready.starts.supply))

    return lambda replicate: Given(ready.scenario, replicate=replicate, record=False).run()


def assert_same_bits(mesa: CooperationModel, compiled: Ensemble, run: int) -> None:
    """Every series of every month of one run, and its record. Raises AssertionError where a bit differs."""
    assert np.array_equal(mesa.months[0], compiled.months[run])
    for name, one, two in zip(mesa.record._fields, mesa.record, compiled.record, strict=True):
        assert np.array_equal(one[0], two[run]), name


def measure(setup: Setup) -> Report:
    """Runs a second on each lane, taking turns; the Mesa lane includes building its model."""
    ready = baseline(setup.quick)
    rounds, runs = (2, 50) if setup.quick else (9, 1000)
    mesa, done = mesa_lane(ready), iter(range(rounds + 1))
    models: list[CooperationModel] = []
    tasks = {
        "Mesa, one core": lambda: models.append(mesa(next(done))),
        "compiled, one core": lambda: ready.run(runs, threads=1),
        "compiled, all cores": lambda: ready.run(runs, threads=CORES),
    }
    taken = in_turns(tasks, rounds)
    kept = ready.run(len(models), keep=len(models))
    for run, model in enumerate(models):
        assert_same_bits(model, kept, run)
    slow, one, all_cores = taken.values()
    rates = {name: spread(values).per(1 if name.startswith("Mesa") else runs) for name, values in taken.items()}
    gains = {
        "one core against one core": ratios(slow, one, runs),
        "all cores against the Mesa lane's one": ratios(slow, all_cores, runs),
    }
    return report(rates, gains, len(models), setup)


def report(rates: dict[str, Spread], gains: dict[str, Spread], compared: int, setup: Setup) -> Report:
    """The table."""
    rows = [goal_row(name, rate, "runs/s") for name, rate in rates.items()]
    one, every = gains.items()
    rows += [goal_row(*one, "times"), goal_row(*every, "times", GOAL)]
    return Report(
        [Table(f"baseline, {baseline(setup.quick).scenario.months} months, without compiling", GOALS, rows)],
        [f"{compared} replicates were run on both lanes: every series of every month is the same to the last bit."],
        {"runs_per_second": rates, "gain": gains, "goal": GOAL, "compared": compared},
    )
