"""An actor at a time, eight actors, or sixteen runs side by side: real steps of the law in three layouts, the same bits.

Dense: trust of all pairs from evidence, and forgetting. Answering: which forums convene, and for these each member's
belief, terms, acceptance and draw. Run by run, a kernel skips forums that do not meet; lanes of runs work a forum out for
all sixteen as soon as it meets in one, and mask the others. The kernel at work takes eight actors of one run.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from tests.benchmarks.kernels import (
    LANES,
    Answers,
    Columns,
    Pairs,
    Tables,
    answer_eights,
    answer_lanes,
    answer_scalar,
    dense_eights,
    dense_lanes,
    dense_scalar,
)
from tests.benchmarks.prepared import Prepared, baseline
from tests.benchmarks.report import Report, Setup, Table
from tests.benchmarks.timing import Spread, figure, in_turns, spread
from trustladder.sim.arrays.tables import Codes, Floats, Rows
from trustladder.sim.machine.draws import run_key
from trustladder.sim.machine.memory import widened

SCALAR, EIGHTS, LANES_OF_RUNS = "one by one", "eight actors", "sixteen runs"
LAYOUTS = (SCALAR, EIGHTS, LANES_OF_RUNS)


class Material(NamedTuple):
    """What all layouts work on."""

    tables: Tables
    columns: Columns
    pairs: Pairs  # [set * LANES runs, ...]
    prior: Floats
    odds: Floats
    law: Rows
    keys: Codes


def material(ready: Prepared, sets: int) -> Material:
    """Evidence that real runs of the baseline left, and its forums as they stand at the start."""
    runs, tables = sets * LANES, ready.tables
    done = ready.run(runs, keep=runs)
    states, convened = done.states, done.record.total[:, done.columns.index("convened")]
    assert states is not None
    tables, columns = tables_of(ready)
    meetings = float(convened.mean()) / ready.scenario.months
    tables = tables._replace(rate=tables.rate * meetings / tables.rate.sum())  # as often as in the real runs
    keys = np.array([run_key(ready.scenario.seed, run) for run in range(runs)], dtype=np.uint64)
    pairs = Pairs(states.kept, states.broken, np.zeros_like(states.kept))
    return Material(tables, columns, pairs, tables.prior, tables.prior_odds, tables.law, keys)


def tables_of(ready: Prepared) -> tuple[Tables, Columns]:
    """All forums in all domains that they list, each proposing the domain's lowest rung; by seat, and by actor."""
    tables, actors = ready.tables, len(ready.names.actors)
    forums, domains = tables.business["forum"], tables.business["domain"]
    members, rungs = tables.members[forums], tables.rungs[domains, 0]
    stakes = np.array([_interest(ready, int(domain)) for domain in domains])
    seated, attend = tables.seated[forums][:, :actors], tables.attend[forums, domains][:, :actors]
    autonomy = np.array([actor.autonomy.value for actor in _actors(ready)])
    gain = rungs["benefit"][:, np.newaxis] * stakes
    risk = rungs["exposure"][:, np.newaxis] * np.ones(stakes.shape)
    freedom = rungs["intrusion"][:, np.newaxis] * autonomy
    drive = np.where(seated, stakes, 0.0).sum(axis=1) / seated.sum(axis=1)
    by_seat = [np.take_along_axis(field, np.maximum(members, 0), axis=1) for field in (attend, gain, risk, freedom)]
    size, rate = seated.sum(axis=1), tables.rates[: len(forums)] * drive
    tables = Tables(domains.copy(), size, rate, tables.convene[: len(forums)], members, *by_seat)
    return tables, Columns(*map(widened, (seated, attend, gain, risk, freedom)))


def _actors(ready: Prepared) -> list[Any]:
    return [ready.scenario.actors[name] for name in ready.names.actors]


def _interest(ready: Prepared, domain: int) -> list[float]:
    """The stake of every actor in a domain; a donor's counts as far as it is attentive."""
    field = ready.names.domains[domain]
    stakes = [actor.interest[field].value if field in actor.interest else 0.0 for actor in _actors(ready)]
    g = len(ready.names.governments)
    donors = [ready.scenario.donors[name].attention.value for name in ready.names.donors]
    return [*stakes[:g], *(stake * attention for stake, attention in zip(stakes[g:], donors, strict=True))]


class Layout:
    """One layout at work: its copy of the material in sets of sixteen runs, and what was answered."""

    def __init__(self, name: str, given: Material) -> None:
        self.name, self.given = name, given
        self.sets = [slice(first, first + LANES) for first in range(0, len(given.keys), LANES)]
        shape = (given.columns.gain if name == EIGHTS else given.tables.members).shape
        empty = (*shape, LANES) if name == LANES_OF_RUNS else (LANES, *shape)
        self.answers = [Answers(np.zeros(empty), np.zeros(empty)) for _ in self.sets]
        self.scratch = (np.zeros(LANES, dtype=np.uint64), np.zeros(LANES), np.zeros((3, LANES)))
        self.actors = given.prior.shape[1]
        self.prior = given.prior[..., : self.actors].copy()
        self.refresh()

    def refresh(self) -> None:
        """Begin again with the evidence given."""
        self.pairs = [Pairs._make(self._laid(field[here].copy()) for field in self.given.pairs) for here in self.sets]

    def _laid(self, field: Floats) -> Floats:
        if self.name == EIGHTS:
            return field
        narrow = field[..., : self.actors]
        return np.ascontiguousarray(np.moveaxis(narrow, 0, -1) if self.name == LANES_OF_RUNS else narrow)

    def dense(self, months: int) -> None:
        """The dense steps of some months."""
        for pairs in self.pairs:
            if self.name == EIGHTS:
                dense_eights(pairs, self.given.law, self.given.prior, self.given.odds, months)
            else:
                step = dense_lanes if self.name == LANES_OF_RUNS else dense_scalar
                step(pairs, self.prior, float(self.given.law[0].retention), months)

    def answering(self, months: int) -> None:
        """The answers of some months."""
        tables, law = self.given.tables, self.given.law[0]
        omega, precision = float(law.omega), float(law.precision)
        for here, pairs, out in zip(self.sets, self.pairs, self.answers, strict=True):
            keys = self.given.keys[here]
            if self.name == EIGHTS:
                answer_eights(tables, self.given.columns, pairs.trust, keys, omega, precision, out, months)
            elif self.name == LANES_OF_RUNS:
                answer_lanes(tables, pairs.trust, keys, omega, precision, out, months, *self.scratch)
            else:
                answer_scalar(tables, pairs.trust, keys, omega, precision, out, months)

    def outcome(self) -> list[Floats]:
        """Everything worked out so far, the run first, pairs by actor and answers by seat."""
        fields = [field for one in self.pairs for field in one]
        answered = [field for one in self.answers for field in one]
        if self.name == LANES_OF_RUNS:
            return [np.moveaxis(field, -1, 0) for field in (*fields, *answered)]
        if self.name == SCALAR:
            return [*fields, *answered]
        members = self.given.tables.members[np.newaxis]
        seats = [np.take_along_axis(field, np.maximum(members, 0), axis=2) for field in answered]
        return [field[..., : self.actors] for field in fields] + [np.where(members < 0, 0.0, field) for field in seats]


def assert_same_bits(layouts: list[Layout]) -> None:
    """All layouts worked out the same. Raises AssertionError where a bit differs."""
    first, *others = (layout.outcome() for layout in layouts)
    for other in others:
        for one, two in zip(first, other, strict=True):
            assert np.array_equal(one, two)


def measure(setup: Setup) -> Report:
    """Both steps in all layouts, taking turns; then what a month would come to."""
    ready = baseline(setup.quick)
    sets, rounds, months = (2, 2, 6) if setup.quick else (8, 15, 60)
    layouts = [Layout(name, material(ready, sets)) for name in LAYOUTS]
    tasks: dict[str, Callable[[], object]] = {}
    for layout in layouts:
        tasks[f"dense, {layout.name}"] = partial(layout.dense, months)
        tasks[f"answering, {layout.name}"] = partial(layout.answering, months)
    runs = 20 if setup.quick else 400
    tasks["month"] = partial(ready.run, runs)
    taken = in_turns(tasks, rounds)
    assert_same_bits(layouts)
    worked, whole = sets * LANES * months, runs * ready.scenario.months
    cost = {name: spread(values).scaled(1e9 / (whole if name == "month" else worked)) for name, values in taken.items()}
    return report(cost, share_in_lanes(layouts[0].given.tables.rate))


def share_in_lanes(rate: Floats) -> tuple[float, float]:
    """The share of forums that meet in a month in one run, and in at least one of sixteen."""
    return float(rate.mean()), float((1.0 - (1.0 - rate) ** LANES).mean())


def report(cost: dict[str, Spread], meeting: tuple[float, float]) -> Report:
    """The table, and what it says."""
    month = cost["month"].median
    dense, answers = ({name: cost[f"{step}, {name}"] for name in LAYOUTS} for step in ("dense", "answering"))
    rows: list[tuple[str, ...]] = []
    for name in LAYOUTS:
        faster = (dense[SCALAR].median + answers[SCALAR].median) / (dense[name].median + answers[name].median)
        rows.append((name, str(dense[name]), str(answers[name]), f"{faster:.2f}"))
    notes = [
        "all three layouts give the same trust, evidence, chances and answers, to the last bit.",
        f"a forum meets in {meeting[0]:.1%} of months in one run, in {meeting[1]:.1%} in at least one of sixteen: lanes of"
        f" runs work out {meeting[1] / meeting[0]:.1f} times as many meetings as are held.",
        f"with eight actors at a time the two steps are {dense[EIGHTS].median / month:.1%} and"
        f" {answers[EIGHTS].median / month:.1%} of a month of {figure(month)} ns.",
        f"sixteen runs side by side would make the dense steps {dense[EIGHTS].median / dense[LANES_OF_RUNS].median:.2f} and"
        f" answering {answers[EIGHTS].median / answers[LANES_OF_RUNS].median:.2f} times as fast as eight actors do.",
    ]
    numbers = {"nanoseconds": cost, "share_that_meets": meeting[0], "share_in_lanes": meeting[1]}
    head = ("layout", "dense", "answering", "both, times as fast")
    return Report([Table("ns a run and month, one core", head, rows)], notes, numbers)
