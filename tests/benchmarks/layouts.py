"""One run at a time, sixteen side by side, or a mixture: real steps of the law in three layouts, the same bits.

Dense: trust of all pairs from evidence, and forgetting. Answering: which forums convene, and for these each member's
belief, terms, acceptance and draw. A scalar kernel skips forums that do not meet; lanes work a forum out for all
sixteen runs as soon as it meets in one, and mask the others; the mixture keeps pairs in lanes and answers run by run.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from sim.draws import run_key
from sim.world import Codes, Floats
from tests.benchmarks.kernels import (
    LANES,
    Answers,
    Pairs,
    Tables,
    answer_lanes,
    answer_scalar,
    dense_lanes,
    dense_scalar,
)
from tests.benchmarks.prepared import Prepared, baseline
from tests.benchmarks.report import Report, Setup, Table
from tests.benchmarks.timing import Spread, figure, in_turns, spread

LAYOUTS = ("scalar", "lanes", "mixture")


class Material(NamedTuple):
    """What all layouts work on."""

    tables: Tables
    pairs: Pairs  # [set * LANES runs, ...]
    prior: Floats
    keys: Codes
    omega: float
    precision: float
    retention: float


def material(ready: Prepared, sets: int) -> Material:
    """Evidence that real runs of the baseline left, and its forums as they stand at the start."""
    runs = sets * LANES
    done = ready.run(runs, keep=runs)
    states, convened = done.states, done.record.total[:, done.columns.index("convened")]
    assert states is not None
    tables = tables_of(ready)
    meetings = float(convened.mean()) / ready.scenario.months
    tables = tables._replace(rate=tables.rate * meetings / tables.rate.sum())  # as often as in the real runs
    law = ready.world.law[0]
    keys = np.array([run_key(ready.scenario.seed, run) for run in range(runs)], dtype=np.uint64)
    pairs = Pairs(states.kept, states.broken, np.zeros_like(states.kept))
    return Material(
        tables, pairs, ready.world.prior, keys, float(law.omega), float(law.precision), float(law.retention)
    )


def tables_of(ready: Prepared) -> Tables:
    """All forums in all domains that they list, each proposing the domain's lowest rung."""
    world = ready.world
    slots = [(int(forum), int(domain)) for forum, domain in zip(*np.nonzero(world.agenda["rate"] > 0.0), strict=True)]
    members = np.array([world.members[forum] for forum, _ in slots])
    stakes = np.array([[_interest(ready, domain)[actor] for actor in world.members[forum]] for forum, domain in slots])
    rungs = world.rungs[[domain for _, domain in slots], 0]
    seated = members >= 0
    drive = np.where(seated, stakes, 0.0).sum(axis=1) / seated.sum(axis=1)
    autonomy = np.array([actor.autonomy.value for actor in _actors(ready)])
    return Tables(
        domain=np.array([domain for _, domain in slots]),
        size=seated.sum(axis=1),
        rate=np.array([world.agenda["rate"][slot] for slot in slots]) * drive,
        convene=np.array([world.agenda["convene"][slot] for slot in slots]),
        members=members,
        attend=np.array([world.seats["attend"][slot] for slot in slots]),
        gain=rungs["benefit"][:, np.newaxis] * stakes,
        risk=rungs["exposure"][:, np.newaxis] * np.ones(members.shape),
        freedom=rungs["intrusion"][:, np.newaxis] * autonomy[members],
    )


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
        self.pairs_last, self.answers_last = name != "scalar", name == "lanes"
        self.sets = [slice(first, first + LANES) for first in range(0, len(given.keys), LANES)]
        shape = given.tables.members.shape
        empty = (*shape, LANES) if self.answers_last else (LANES, *shape)
        self.answers = [Answers(np.zeros(empty), np.zeros(empty)) for _ in self.sets]
        self.scratch = (np.zeros(LANES, dtype=np.uint64), np.zeros(LANES), np.zeros((3, LANES)))
        self.refresh()

    def refresh(self) -> None:
        """Begin again with the evidence given."""
        self.pairs = [Pairs._make(self._laid(field[here].copy()) for field in self.given.pairs) for here in self.sets]

    def _laid(self, field: Floats) -> Floats:
        return np.ascontiguousarray(np.moveaxis(field, 0, -1)) if self.pairs_last else field

    def dense(self, months: int) -> None:
        """The dense steps of some months."""
        step = dense_lanes if self.pairs_last else dense_scalar
        for pairs in self.pairs:
            step(pairs, self.given.prior, self.given.retention, months)

    def answering(self, months: int) -> None:
        """The answers of some months."""
        tables, keys, omega, precision = self.given.tables, self.given.keys, self.given.omega, self.given.precision
        for here, pairs, out in zip(self.sets, self.pairs, self.answers, strict=True):
            if self.answers_last:
                answer_lanes(tables, pairs.trust, keys[here], omega, precision, out, months, *self.scratch)
            else:
                trust = np.moveaxis(pairs.trust, -1, 0) if self.pairs_last else pairs.trust
                answer_scalar(tables, trust, keys[here], omega, precision, out, months)

    def outcome(self) -> list[Floats]:
        """Everything worked out so far, the run first."""
        pairs = [np.moveaxis(field, -1, 0) if self.pairs_last else field for one in self.pairs for field in one]
        return pairs + [
            np.moveaxis(field, -1, 0) if self.answers_last else field for one in self.answers for field in one
        ]


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
    """The tables; a month in a layout is the whole month with these two steps replaced."""
    month, dense, answers = cost["month"].median, cost["dense, scalar"].median, cost["answering, scalar"].median
    rest = month - dense - answers
    rows: list[tuple[str, ...]] = []
    months: dict[str, float] = {}
    for name in LAYOUTS:
        one, two = cost[f"dense, {name}"], cost[f"answering, {name}"]
        months[name] = rest + one.median + two.median
        rows.append((name, str(one), str(two), figure(months[name]), f"{month / months[name]:.2f}"))
    head = ("layout", "dense", "answering", "a whole month", "times as fast")
    bound, alike = month / rest, rest * cost["dense, lanes"].median / dense + cost["dense, lanes"].median
    notes = [
        "all three layouts give the same trust, evidence, chances and answers, to the last bit.",
        f"a forum meets in {meeting[0]:.1%} of months in one run, in {meeting[1]:.1%} in at least one of sixteen: lanes"
        f" work out {meeting[1] / meeting[0]:.1f} times as many meetings as are held.",
        f"the two steps are {dense / month:.1%} and {answers / month:.1%} of a month of {figure(month)} ns; were both free,"
        f" a month would be {bound:.2f} times as fast. `A whole month` leaves all other steps as they are.",
        f"were all other steps to gain as much from lanes as the dense ones, which those with branches would not, a"
        f" mixture's month would take {figure(alike + answers)} ns, {month / (alike + answers):.2f} times as fast.",
        "the compiler already makes vectors of the dense steps of one run, over its pairs, so lanes have little to add.",
    ]
    numbers = {"nanoseconds": cost, "month": months, "share_that_meets": meeting[0], "share_in_lanes": meeting[1]}
    return Report([Table("ns a run and month, one core", head, rows)], notes, numbers)
