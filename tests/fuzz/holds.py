"""What must hold of every world: both lanes give the same bits, shares stay shares, months on rungs add up."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from trustladder.analysis.cli.check import build
from trustladder.sim.agents.logged import rows_of_model
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.state import State, one_of
from trustladder.sim.arrays.tables import STOCKS, DonorColumn, DyadColumn, Floats, Stock
from trustladder.sim.engine import Ensemble, Execution
from trustladder.sim.ensemble import ensemble
from trustladder.sim.log_rows import Rows, of_future
from trustladder.sim.logs import LogCollector
from trustladder.sim.metrics import measure, metrics_of
from trustladder.sim.month.run import Record, gathered, some_of
from trustladder.sim.scenario.scenario import Scenario

REPLICATES = (0, 3)  # that both lanes live through; the second begins with another past, or with the first again
SHARES = (
    "trust_",
    "rivalry",
    "attention",
    "collusion",
    "policing",
    "coercion",
    "border_technology",
    "interdicted",
    "region_held",
)
AS_THEY_ARE = (
    "rivalry",
    "standing",
    "idle",
    "successes",
    "closed_until",
    "region_meetings",
    "region_standing",
    "region_held",
    "supply",
    "let_through",
    "damage",
    "purse",
)


def faults(tree: dict[str, Any], which: Sequence[int] = REPLICATES) -> list[str]:
    """What does not hold of a world, each as "kind: more"; raises InputError where it is no scenario."""
    scenario = Scenario.from_tree(tree)
    build(scenario)
    try:
        runs, log = which[-1] + 1, LogCollector(which[-1] + 1)
        compiled = ensemble(scenario, runs, keep=runs, execution=Execution(threads=1), log=log)
        mesa = [CooperationModel(scenario, replicate=replicate).run() for replicate in which]
        differing = sorted({f"lanes differ: {what}" for what in differences(scenario, compiled, mesa)})
        unkept = ensemble(scenario, runs, execution=Execution(threads=1)).record
        differing += [f"keeping months changes: {name}" for name in records_differ(compiled.record, unkept)]
        return [*ranges(scenario, compiled), *differing, *logged_differently(log.rows(), mesa)]
    except Exception as error:  # whatever a sound world raises is a fault
        return [f"{type(error).__name__}: {error}"]


def differences(scenario: Scenario, compiled: Ensemble, futures: list[CooperationModel]) -> Iterator[str]:
    """Which outputs of some futures are not the same on both lanes, bit for bit."""
    which = [future.replicate for future in futures]
    here, there = some_of(compiled.record, which), gathered(future.record for future in futures)
    yield from (f"record.{name}" for name in records_differ(here, there))
    measured = measure(scenario, there)
    for name, values in measure(scenario, here).items():
        if not np.array_equal(values, measured[name], equal_nan=True):
            yield f"metric {name}"
    for future in futures:
        yield from monthly_differences(compiled, future)


def records_differ(one: Record, other: Record) -> list[str]:
    """Which parts of two records are not the same, bit for bit."""
    parts = zip(Record._fields, one, other, strict=True)
    return [name for name, here, there in parts if not np.array_equal(here, there, equal_nan=True)]


def logged_differently(rows: Rows, futures: list[CooperationModel]) -> Iterator[str]:
    """Which columns of the log of meetings are not the same on both lanes; the first counts runs of a chunk."""
    for future in futures:
        here, there = of_future(rows, future.replicate), rows_of_model(future)
        for name, one, two in zip(Rows._fields, here, there, strict=True):
            counted = name in ("proposals", "happened")
            if not np.array_equal(one[1:] if counted else one, two[1:] if counted else two):
                yield f"lanes differ: log.{name}"


def monthly_differences(compiled: Ensemble, mesa: CooperationModel) -> Iterator[str]:
    """Which months, trust and last states of one future differ."""
    run = mesa.replicate
    for month, column in np.argwhere(mesa.months[0] != compiled.months[run])[:3]:
        yield f"{compiled.columns[column]} in month {month}"
    assert compiled.first_states is not None and compiled.last_states is not None
    for when, at, states in (("first", 0, compiled.first_states), ("last", -1, compiled.last_states)):
        if not np.array_equal(of_others(mesa.trust_by_month[at]), of_others(states.trust[run])):
            yield f"trust in the {when} month"
    yield from left_differently(one_of(compiled.last_states, run), mesa.state(), mesa)


def left_differently(one: State, other: State, mesa: CooperationModel) -> Iterator[str]:
    """Which parts of the last states differ, of those that a run leaves to whatever begins with it."""
    governments, donors = len(mesa.governments), len(mesa.donors)
    mix, stocks = slice(DonorColumn.MIX, DonorColumn.SPENT), [*STOCKS, Stock.UNREST]
    parts = {
        **{name: (getattr(one, name), getattr(other, name)) for name in AS_THEY_ARE},
        "kept": (of_others(one.kept), of_others(other.kept)),
        "broken": (of_others(one.broken), of_others(other.broken)),
        "gifts": (one.gifts[..., :governments], other.gifts[..., :governments]),
        "stocks": (one.governments[stocks, :governments], other.governments[stocks, :governments]),
        "attention": (one.donors[DonorColumn.ATTENTION, :donors], other.donors[DonorColumn.ATTENTION, :donors]),
        "mix": (one.donors[mix, :donors], other.donors[mix, :donors]),
    }
    for name, (here, there) in parts.items():
        if not np.array_equal(here, there):
            yield f"{name} in the end"


def of_others(pairs: Floats) -> Floats:
    """What is known of others [..., observed, observer]: 0 for oneself, and nothing behind the last observer."""
    actors = pairs.shape[-2]
    return np.where(np.eye(actors, dtype=bool), 0.0, pairs[..., :actors])


def ranges(scenario: Scenario, done: Ensemble) -> Iterator[str]:
    """What is out of range: shares, trust, undefined numbers, months on rungs."""
    if not np.isfinite(done.months).all() or done.record.failed.any():
        yield "undefined: a number is not finite"
    for place, name in enumerate(done.columns):
        values = done.months[:, :, place]
        if (values < 0.0).any() or (name.startswith(SHARES) and (values > 1.0).any()):
            yield f"out of range: {name} from {values.min()} to {values.max()}"
    assert done.last_states is not None
    state, actors = done.last_states, len(scenario.actors)
    fields = {"trust": state.trust[..., :actors], "rivalry": state.rivalry, "cuts": state.gifts[:, DyadColumn.CUT]}
    for name, field in fields.items():
        if ((field < 0.0) | (field > 1.0)).any():
            yield f"out of range: {name} from {field.min()} to {field.max()}"
    measured = measure(scenario, done.record)
    for metric in metrics_of(scenario):
        share = metric.unit in ("share", "flag") and not metric.name.startswith("trust_region_change")
        values = measured[metric.name]
        if share and ((values < 0.0) | (values > 1.0)).any():
            yield f"out of range: metric {metric.name} from {np.nanmin(values)} to {np.nanmax(values)}"
    if (done.record.months_on.sum(axis=-1) != scenario.months).any():
        yield "months on rungs: they do not add up to the horizon"
