"""What bounds the compiled month: its steps, chance, exponentials, memory, and what skipping quiet months saves."""

from collections.abc import Callable

import numpy as np

from tests.benchmarks.prepared import Prepared, baseline
from tests.benchmarks.report import Report, Setup, Table
from tests.benchmarks.steps import (
    SAID,
    Bench,
    Step,
    chain_of_draws,
    chain_of_logistics,
    many_draws,
    many_logistics,
)
from tests.benchmarks.timing import Spread, figure, in_turns, spread
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.state import State, one_of
from trustladder.sim.arrays.tables import ModelTables

AGENDAS = {
    "none": "no forum convenes",
    "some": "as in the scenario",
    "all": "every forum convenes in every domain",
}
TIMES = 200_000  # draws or logistic functions in one measurement


def measure(setup: Setup) -> Report:
    """Everything that could bound a month."""
    ready, rounds = baseline(setup.quick), 3 if setup.quick else 15
    bench = Bench(ready, 20 if setup.quick else 1000)
    listed = {step.name.lower(): (ready.tables, step) for step in SAID}
    observed = {"trust": (ready.tables, Step.TRUST)}
    found, month = bench.nanoseconds({**listed, **observed, **worlds_that_meet(ready.tables)}, rounds)
    steps, quiet = ({name: found[name] for name in group} for group in (listed, AGENDAS))
    counts, costs = asked(ready, setup), primitives(3 if setup.quick else 9)
    share = counts["convened"] / counts["slots"]
    bytes_ = {"state": size(one_of(ready.starts, 0)), "world": size(ready.tables)}
    tables = [
        steps_table(month, steps, found["trust"]),
        primitives_table(month, counts, costs),
        quiet_table(month, quiet),
    ]
    numbers = {
        "month": month,
        "steps": steps,
        "trust": found["trust"],
        "meetings": quiet,
        "counts_per_month": counts,
        "nanoseconds": costs,
        "bytes": bytes_,
        "share_that_convenes": share,
    }
    return Report(tables, notes(steps, quiet, month, share, bytes_), numbers)


def worlds_that_meet(tables: ModelTables) -> dict[str, tuple[ModelTables, Step]]:
    """The step of meetings where none convenes, where some do as in the scenario, and where all do."""
    often = {"none": 1e-300, "some": 1.0, "all": 1e300}
    return {name: (meeting(tables, often[name]), Step.MEET) for name in AGENDAS}


def meeting(tables: ModelTables, times: float) -> ModelTables:
    """The World in which forums meet so many times as often."""
    agenda = tables.agenda.copy()
    agenda["rate"] *= times
    return tables._replace(agenda=agenda, rates=tables.rates * times)


def asked(ready: Prepared, setup: Setup) -> dict[str, float]:
    """How often, in a month of a run, chance is asked and an exponential is worked out; counted by agents."""

    class Counting(CooperationModel):
        draws = 0

        def _start(self, past: bool) -> State:
            return one_of(ready.starts, self.replicate % len(ready.starts.supply))

        def draw(self, question: object) -> float:
            self.draws += 1
            return super().draw(question)  # type: ignore[arg-type]

    runs = 1 if setup.quick else 3
    models = [Counting(ready.scenario, replicate=replicate, record=False) for replicate in range(runs)]
    for model in models:
        model.run()
    months = runs * ready.scenario.months
    done = ready.run(50 if setup.quick else 500)
    a_month = {
        name: float(done.record.total[:, done.columns.index(name)].mean()) / ready.scenario.months
        for name in ("invited", "convened", "formed")
    }
    return {
        "draws": sum(model.draws for model in models) / months,
        "exponentials": a_month["invited"] + len(ready.names.governments),
        "slots": float(len(ready.tables.agenda_items)),
        **a_month,
    }


def primitives(rounds: int) -> dict[str, Spread]:
    """Nanoseconds of a draw and of a logistic function, waiting for the one before it or not."""
    values, key = np.linspace(-3.0, 3.0, 1024), np.uint64(0x243F6A8885A308D3)
    tasks: dict[str, Callable[[], object]] = {
        "draw, one after the other": lambda: chain_of_draws(key, 7, TIMES),
        "draw, side by side": lambda: many_draws(key, 7, TIMES),
        "exponential, one after the other": lambda: chain_of_logistics(values, TIMES),
        "exponential, side by side": lambda: many_logistics(values, TIMES),
    }
    return {name: spread(taken).scaled(1e9 / TIMES) for name, taken in in_turns(tasks, rounds).items()}


def size(tables: object) -> int:
    """Bytes of a NamedTuple of arrays."""
    return sum(field.nbytes for field in tables if isinstance(field, np.ndarray))  # type: ignore[attr-defined, misc]


def percent(part: float, whole: float) -> str:
    """A share for people."""
    return f"{100.0 * part / whole:.1f}%" if whole > 0.0 else "-"  # in a smoke run beside other work


def steps_table(month: Spread, steps: dict[str, Spread], trust: Spread) -> Table:
    """Nanoseconds and shares of the steps."""
    together = sum(taken.median for taken in steps.values())
    rows: list[tuple[str, ...]] = [
        (said, str(steps[step.name.lower()]), percent(steps[step.name.lower()].median, together))
        for step, said in SAID.items()
    ]
    rows += [
        ("all steps together", figure(together), "100%"),
        ("a month as the ensemble runs it", str(month), percent(month.median, together)),
        ("trust of all pairs, in observed months", str(trust), percent(trust.median, together)),
    ]
    return Table("steps of a month, one core", ("step", "ns a run and month", "share"), rows)


def primitives_table(month: Spread, counts: dict[str, float], costs: dict[str, Spread]) -> Table:
    """Chance and exponentials: how many, what one costs, what they can cost at most."""
    rows = []
    for name, cost in costs.items():
        count = counts["draws" if name.startswith("draw") else "exponentials"]
        rows.append((name, figure(count), figure(240 * count), str(cost), percent(count * cost.median, month.median)))
    head = ("what", "a month", "in 240 months", "ns each", "of a month")
    return Table("chance and exponentials (a logistic function: one exponential and one division)", head, rows)


def quiet_table(month: Spread, quiet: dict[str, Spread]) -> Table:
    """The step of meetings under three agendas."""
    rows = [(AGENDAS[name], str(taken), percent(taken.median, month.median)) for name, taken in quiet.items()]
    return Table("the step of meetings", ("agenda", "ns a run and month", "of a month"), rows)


def notes(
    steps: dict[str, Spread],
    quiet: dict[str, Spread],
    month: Spread,
    share: float,
    bytes_: dict[str, int],
) -> list[str]:
    """What the tables show."""
    largest = sorted(steps, key=lambda name: -steps[name].median)[:3]
    saved = quiet["all"].median - quiet["some"].median
    return [
        f"most time goes to {', '.join(largest)}; trust is worked out of members of forums that meet, and of all in"
        " observed months.",
        f"{percent(share, 1.0)} of the listed forums and domains convene in a month; working all of them out would add"
        f" {figure(saved)} ns, so that a month took {1.0 + saved / month.median:.2f} times as long.",
        f"the state of one run is {bytes_['state']:,} bytes, the tables that all runs share {bytes_['world']:,}:"
        " together they fit the second-level cache many times over, and fill one first-level cache (32 or 48 kB).",
    ]
