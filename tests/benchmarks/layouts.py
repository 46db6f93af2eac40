"""One run at a time, sixteen side by side, or a mixture: real steps of the law in three layouts, the same bits.

Dense: trust of all pairs from evidence, and forgetting. Answering: which forums convene, and for these each member's
belief, terms, acceptance and draw. A scalar kernel skips forums that do not meet; lanes work a forum out for all
sixteen runs as soon as it meets in one, and mask the others; the mixture keeps pairs in lanes and answers run by run.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from sim.compiled import cached
from sim.draws import answer, folded, run_key
from sim.law import convening, learning, responding
from sim.law.arithmetic import lesser
from sim.law.drift import faded
from sim.law.rule import rule
from sim.world import Codes, Floats, Integers
from tests.benchmarks.prepared import Prepared, baseline
from tests.benchmarks.report import Report, Setup, Table
from tests.benchmarks.timing import Spread, figure, in_turns, spread

LANES = 16
LAYOUTS = ("scalar", "lanes", "mixture")


class Tables(NamedTuple):
    """What forums and members bring to a table; a slot is a forum in a domain that it has listed."""

    domain: Integers  # [slot]
    size: Integers  # [slot]
    rate: Floats  # [slot] a month, times drive
    convene: Codes  # [slot]
    members: Integers  # [slot, seat] actor
    attend: Codes  # [slot, seat]
    gain: Floats  # [slot, seat] B I
    risk: Floats  # [slot, seat] L S
    freedom: Floats  # [slot, seat] C kappa


class Pairs(NamedTuple):
    """Evidence and trust of some runs; the run first, or (lanes) last."""

    kept: Floats  # [run, domain, observed, observer] or [domain, observed, observer, run]
    broken: Floats
    trust: Floats


class Answers(NamedTuple):
    """What was answered; the run first, or (lanes) last."""

    came: Floats  # [run, slot, seat] months in which the member came
    chance: Floats  # [run, slot, seat] sum of its chances of coming


@cached
def dense_scalar(pairs: Pairs, prior: Floats, retention: float, months: int) -> None:
    """Trust and forgetting, run by run."""
    a = prior.reshape(-1)
    for run in range(len(pairs.kept)):
        r, s, t = pairs.kept[run].reshape(-1), pairs.broken[run].reshape(-1), pairs.trust[run].reshape(-1)
        for _ in range(months):
            for pair in range(len(t)):
                t[pair] = learning.beta_trust(r[pair], s[pair], a[pair])
            for pair in range(len(t)):
                r[pair] = faded(r[pair], retention)
            for pair in range(len(t)):
                s[pair] = faded(s[pair], retention)


@cached
def dense_lanes(pairs: Pairs, prior: Floats, retention: float, months: int) -> None:
    """Trust and forgetting, sixteen runs side by side."""
    a = prior.reshape(-1)
    r, s, t = pairs.kept.reshape(-1, LANES), pairs.broken.reshape(-1, LANES), pairs.trust.reshape(-1, LANES)
    for _ in range(months):
        for pair in range(len(t)):
            for lane in range(LANES):
                t[pair, lane] = learning.beta_trust(r[pair, lane], s[pair, lane], a[pair])
                r[pair, lane] = faded(r[pair, lane], retention)
                s[pair, lane] = faded(s[pair, lane], retention)


@rule
def accepts(tables: Tables, slot: int, seat: int, belief: float, precision: float) -> float:
    """The chance that a member comes."""
    full_gain, full_risk = tables.gain[slot, seat], tables.risk[slot, seat]
    terms = responding.terms(belief, full_gain, full_risk, tables.freedom[slot, seat], 0.0, 0.0, 0.0, 0.0)
    return responding.acceptance(responding.QUANTAL, responding.worth(terms), precision)


@rule
def belief_scalar(known: Floats, members: Integers, size: int, seat: int, omega: float) -> float:
    """P of the member on a seat in one run."""
    total, least, me = 0.0, 1.0, members[seat]
    for other in range(size):
        if other != seat:
            one = known[members[other], me]
            total += one
            least = lesser(one, least)
    return responding.belief(total / (size - 1), least, omega)


@cached
def answer_scalar(
    tables: Tables, trust: Floats, keys: Codes, omega: float, precision: float, out: Answers, months: int
) -> None:
    """Answers run by run; forums that do not meet are skipped. Trust is read with the run first."""
    for run in range(len(keys)):
        for month in range(months):
            moment = folded(keys[run], np.uint64(month))
            for slot in range(len(tables.size)):
                if convening.convenes(tables.rate[slot], 1.0, answer(moment, tables.convene[slot])):
                    known, size = trust[run, tables.domain[slot]], tables.size[slot]
                    for seat in range(size):
                        belief = belief_scalar(known, tables.members[slot], size, seat, omega)
                        chance = accepts(tables, slot, seat, belief, precision)
                        draw = answer(moment, tables.attend[slot, seat])
                        out.came[run, slot, seat] += 1.0 if draw < chance else 0.0
                        out.chance[run, slot, seat] += chance


@rule
def belief_lanes(known: Floats, members: Integers, size: int, seat: int, omega: float, belief: Floats) -> None:
    """P of the member on a seat in sixteen runs; `belief` [3, lane] gets it in its first row."""
    me, total, least = members[seat], belief[1], belief[2]
    for lane in range(LANES):
        total[lane], least[lane] = 0.0, 1.0
    for other in range(size):
        if other != seat:
            one = known[members[other], me]
            for lane in range(LANES):
                total[lane] += one[lane]
                least[lane] = lesser(one[lane], least[lane])
    for lane in range(LANES):
        belief[0, lane] = responding.belief(total[lane] / (size - 1), least[lane], omega)


@cached
def answer_lanes(
    tables: Tables,
    trust: Floats,
    keys: Codes,
    omega: float,
    precision: float,
    out: Answers,
    months: int,
    moments: Codes,
    meets: Floats,
    belief: Floats,
) -> None:
    """Answers sixteen runs side by side, masked where a forum does not meet. Trust has the run last."""
    for month in range(months):
        for lane in range(LANES):
            moments[lane] = folded(keys[lane], np.uint64(month))
        for slot in range(len(tables.size)):
            meeting, question, rate = 0.0, tables.convene[slot], tables.rate[slot]
            for lane in range(LANES):
                meets[lane] = 1.0 if convening.convenes(rate, 1.0, answer(moments[lane], question)) else 0.0
            for lane in range(LANES):
                meeting += meets[lane]
            if meeting == 0.0:
                continue
            for seat in range(tables.size[slot]):
                known = trust[tables.domain[slot]]
                belief_lanes(known, tables.members[slot], tables.size[slot], seat, omega, belief)
                came, chances, asked = out.came[slot, seat], out.chance[slot, seat], tables.attend[slot, seat]
                for lane in range(LANES):
                    chance = accepts(tables, slot, seat, belief[0, lane], precision)
                    came[lane] += meets[lane] if answer(moments[lane], asked) < chance else 0.0
                    chances[lane] += chance * meets[lane]


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
    rows, months = [], {}
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
