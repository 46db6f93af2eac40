"""Run a scenario: replicates in parts, on either lane, as metrics, bands over time, mean networks and failures."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from os import PathLike
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args

import numpy as np

from trustladder.sim.agents.own import ROLES, Keeping, check_classes, lane_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.series import series_names
from trustladder.sim.arrays.state import State, trust_in
from trustladder.sim.arrays.tables import Floats, Integers
from trustladder.sim.engine import IN_FULL, Ensemble, Execution, ParameterSets, Progress
from trustladder.sim.ensemble import UncertainScenario, run_parameter_sets
from trustladder.sim.fits import default_sets, posterior_sets
from trustladder.sim.log_rows import LogKeeper, nothing
from trustladder.sim.logs import NO_LOGS, Logs, LogsInMemory, futures_to_log
from trustladder.sim.metrics import measure, metrics_of
from trustladder.sim.month.run import Record, gathered, some_of
from trustladder.sim.result import Failure, Result
from trustladder.sim.scenario.errors import InputError, shown, unknown, whole_number
from trustladder.sim.scenario.limits import LARGEST_SEED, MOST_RUNS, MOST_THREADS
from trustladder.sim.scenario.scenario import Scenario

PART = 10_000  # runs in one part of a result
FULL_PART = 1_000  # the same where every run's months are kept
KEPT = 1_000  # runs whose months and networks are kept, from the first; more would not change a band visibly


class Part(NamedTuple):
    """Some replicates of a scenario."""

    number: int
    replicates: Integers
    metrics: dict[str, Floats]  # one value a replicate
    failures: list[Failure]
    months: Floats  # [run, month, series] of the first runs
    trust_start: Floats  # [run, domain, observed, observer] of the first runs
    trust_end: Floats


def run(
    scenario: Scenario | str | PathLike[str],
    runs: int = 1000,
    *,
    seed: int | None = None,
    lane: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    series: Keeping = "bands",
    model: Callable[..., Any] | None = None,
    government: type | None = None,
    donor: type | None = None,
    uncertainty: Literal["none", "posterior"] | None = None,
    parameter_sets: ParameterSets | None = None,
    log: int | Literal["all"] = 0,
) -> Result:
    """Run a scenario many times, and return the metrics of every run and the months of the first.

    Parameters
    ----------
    scenario
        A Scenario, the name of a shipped one, or the path of a TOML file.
    runs
        The number of replicates, from 1. Replicate k has the same draws whatever else is run beside it.
    seed
        The seed of all draws, from 0 to 2**63 - 1; the scenario's own unless given.
    lane
        "compiled", or "mesa", which gives the same numbers a thousand times slower; "compiled" unless classes are
        given.
    threads
        Threads of the compiled lane, from 1; all cores unless given.
    progress
        Called with the number of runs that were just finished, perhaps from another thread.
    cancel
        An event; once it is set, Cancelled is raised before the next fifty runs.
    series
        "bands" keeps the months of the first 1,000 runs, "full" those of every run, "none" no months.
    model, government, donor
        Classes that take the place of CooperationModel, Government and Donor on the Mesa lane; `model` may be a
        function of a scenario, with a keyword `replicate`, that returns a model.
    uncertainty
        "posterior" spreads the runs over the parameter sets that the record leaves, where the scenario's region was
        fitted to one; "none" keeps to the scenario's own numbers, and the spread is luck alone. The posterior if there
        is one, unless given.
    parameter_sets
        Other sets to spread over: dotted settings such as {"uncertainties.omega": 0.5}, which hold in the scenario's
        past too; replicate k has set k modulo their number.
    log
        Of how many futures, from the first, to keep every meeting with each member's answer and what it weighed, or
        "all"; some 0.3 MB each in 20 years of the baseline.

    Returns
    -------
    Result
        Metrics [run], failures, and months [run, month, series]; `frame()` gives a pandas DataFrame, one row a run,
        `meetings()` one row a meeting that was proposed, if there is a log.

    Raises
    ------
    InputError
        In one line, for a scenario or an argument that is not allowed.
    Cancelled
        Once `cancel` is set.

    Examples
    --------
    >>> from trustladder import run
    >>> result = run("baseline", 100)  # doctest: +SKIP
    >>> result.metrics["region_held"].mean()  # doctest: +SKIP
    >>> result.model(7).run()  # doctest: +SKIP
    """
    known = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
    if series not in get_args(Keeping):
        raise unknown("series", str(series), get_args(Keeping), "such choice")
    seed = known.seed if seed is None else whole_number("seed", seed, 0, LARGEST_SEED)
    threads = None if threads is None else whole_number("threads", threads, 1, MOST_THREADS)
    runs = whole_number("runs", runs, 1, MOST_RUNS)
    sets, logs = chosen_sets([known], uncertainty, parameter_sets)[0], LogsInMemory(futures_to_log(log, runs))
    done = list(
        parts(
            known,
            runs,
            seed=seed,
            lane=lane,
            full=series == "full",
            own={role: one for role, one in zip(ROLES, (model, government, donor), strict=True) if one is not None},
            parameter_sets=sets,
            execution=Execution(threads, progress, cancel),
            logs=logs,
        )
    )
    failures = [failure for part in done for failure in part.failures]
    return Result(
        known,
        seed,
        np.concatenate([part.replicates for part in done]),
        {name: np.concatenate([part.metrics[name] for part in done]) for name in done[0].metrics},
        failures,
        series_names(Index(known).domains),
        done[0].months[:0] if series == "none" else np.concatenate([part.months for part in done]),
        sets,
        logs.log(known, {failure.replicate for failure in failures}),
    )


def chosen_sets(
    scenarios: Sequence[Scenario], uncertainty: str | None, parameter_sets: ParameterSets | None
) -> list[ParameterSets]:
    """Return the parameter sets of each scenario: those given, or those of its fit unless uncertainty is "none".

    Where one of several scenarios has no fit, and none was asked for, none is spread. Raises InputError.
    """
    if parameter_sets is not None:
        if uncertainty is not None:
            raise InputError("uncertainty: was given with parameter_sets; allowed: one of them")
        return [check_parameter_sets(parameter_sets)] * len(scenarios)
    if uncertainty not in (None, "none", "posterior"):
        raise unknown("uncertainty", str(uncertainty), ("none", "posterior"), "such choice")
    if uncertainty == "none" or (uncertainty is None and any(one.fit is None for one in scenarios)):
        return [()] * len(scenarios)
    of_fit = default_sets if uncertainty is None else posterior_sets
    return [of_fit(one) for one in scenarios]


def check_parameter_sets(given: Any) -> ParameterSets:
    """Return parameter sets. Raises InputError for what are none."""
    sets = given if isinstance(given, Sequence) and not isinstance(given, str) else None
    if sets is None or not all(isinstance(one, Mapping) for one in sets):
        raise InputError(
            f"parameter_sets: {shown(given)}; allowed: a list of dictionaries such as {{'uncertainties.omega': 0.5}}"
        )
    return sets


class Batch(NamedTuple):
    """The replicates of one part."""

    number: int
    which: range
    keep: int  # of how many, from the first, months and networks are kept


def parts(
    scenario: Scenario,
    runs: int,
    *,
    seed: int | None = None,
    lane: str | None = None,
    full: bool = False,
    skip: Callable[[int], bool] | None = None,
    own: Mapping[str, Any] = MappingProxyType({}),
    parameter_sets: ParameterSets = (),
    execution: Execution = IN_FULL,
    logs: Logs = NO_LOGS,
) -> Iterator[Part]:
    """Yield the parts of a result in order, but for those whose numbers `skip` is true of.

    `full` keeps every run's months; `own` maps roles ("model", "government", "donor") to classes; `logs` takes the
    meetings of the first futures. Raises InputError where lane and classes do not go together, and Cancelled.
    """
    chosen = lane_of(lane, own)
    check_classes(own, callables=True)
    uncertain = UncertainScenario(
        scenario.model_copy(update={"seed": scenario.seed if seed is None else seed}), parameter_sets
    )
    for batch in batches(runs, full):
        if skip is not None and skip(batch.number):
            execution.advance(len(batch.which))
            continue
        with logs.part(batch.number, min(max(logs.futures - batch.which.start, 0), len(batch.which))) as log:
            if chosen == "mesa":
                part = _mesa_part(uncertain, batch, own, execution, log)
            else:
                done = run_parameter_sets(
                    uncertain, batch.which, uncertain.scenario.seed, keep=batch.keep, execution=execution, log=log
                )
                part = _compiled_part(uncertain.scenario, batch, done)
        yield part


def batches(runs: int, full: bool) -> Iterator[Batch]:
    """Yield the batches of replicates in which runs are made and written."""
    size = FULL_PART if full else PART
    for number in range(-(-runs // size)):
        which = range(number * size, min((number + 1) * size, runs))
        yield Batch(number, which, KEPT if full or number == 0 else 0)


def _compiled_part(scenario: Scenario, batch: Batch, done: Ensemble) -> Part:
    trusts = (_trust(scenario, states) for states in (done.first_states, done.last_states))
    return _part(scenario, batch.number, batch.which, done.record, done.months, *trusts)


def _trust(scenario: Scenario, states: State | None) -> Floats:
    """Trust [run, domain, observed, observer] with which the runs that were kept entered a month."""
    return np.zeros((0, *_pairs(scenario))) if states is None else trust_in(states)


def _pairs(scenario: Scenario) -> tuple[int, int, int]:
    """Return the shape of trust."""
    return len(scenario.domains), len(scenario.actors), len(scenario.actors)


def _part(
    scenario: Scenario, number: int, which: Sequence[int], record: Record, months: Floats, start: Floats, end: Floats
) -> Part:
    """Return a part from a record; failed runs move to the failures."""
    good = record.failed == 0
    failures = [
        Failure(which[place], scenario.months - 1, "a number is not finite in the end")
        for place in np.flatnonzero(~good).tolist()
    ]
    kept = slice(None) if good.all() else np.flatnonzero(good[: len(months)])
    return Part(
        number,
        np.array(which, dtype=np.int64)[good],
        measure(scenario, some_of(record, good)),
        failures,
        months[kept],
        start[kept],
        end[kept],
    )


def _mesa_part(
    uncertain: UncertainScenario, batch: Batch, own: Mapping[str, Any], execution: Execution, log: LogKeeper | None
) -> Part:
    from trustladder.sim.agents.logged import rows_of_model
    from trustladder.sim.agents.model import CooperationModel  # Mesa takes most of a second to import

    build = own.get("model", CooperationModel)
    roles = {role: known for role, known in own.items() if role != "model"}
    finished: list[Any] = []
    failures: list[Failure] = []
    for replicate in batch.which:
        execution.check()
        elapsed = -1
        try:
            future = build(uncertain.of(replicate), replicate=replicate, **roles)
            elapsed = 0
            future.run()
            finished.append((replicate, future))
        except Exception as error:  # a run that fails becomes a row, never a lost result
            elapsed = getattr(future, "elapsed", -1) if elapsed == 0 else -1
            failures.append(Failure(replicate, elapsed, f"{type(error).__name__}: {error}"))
        if log is not None and replicate < batch.which.start + log.futures:
            rows = rows_of_model(finished[-1][1]) if finished and finished[-1][0] == replicate else nothing()
            log.keep(replicate - batch.which.start, rows)
        execution.advance(1)
    return _mesa_result(uncertain.scenario, batch.number, batch.keep, finished, failures)


def _mesa_result(scenario: Scenario, number: int, keep: int, finished: list[Any], failures: list[Failure]) -> Part:
    shape = _pairs(scenario)
    kept = [future for _, future in finished[:keep]]
    empty = np.zeros((0, scenario.months, len(series_names(sorted(scenario.domains)))))
    if not finished:
        none, trust = {metric.name: np.zeros(0) for metric in metrics_of(scenario)}, np.zeros((0, *shape))
        return Part(number, np.zeros(0, dtype=np.int64), none, failures, empty, trust, trust)
    which = [replicate for replicate, _ in finished]
    months = np.concatenate([future.months for future in kept]) if kept else empty
    start, end = (np.array([future.trust_by_month[at] for future in kept]).reshape(-1, *shape) for at in (0, -1))
    record = gathered(future.record for _, future in finished)
    part = _part(scenario, number, which, record, months, start, end)
    return part._replace(failures=sorted([*failures, *part.failures]))
