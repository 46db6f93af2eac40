"""Dense and answering steps of the law as small kernels: an actor at a time, eight actors, and sixteen runs side by side."""

from typing import NamedTuple

import numpy as np

from trustladder.sim.arrays.tables import Codes, Flags, Floats, Integers, Rows
from trustladder.sim.law import convening, learning, responding
from trustladder.sim.law.arithmetic import chosen, lesser
from trustladder.sim.law.drift import faded
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.compiled import cached
from trustladder.sim.machine.draws import answer, folded
from trustladder.sim.machine.memory import WIDTH
from trustladder.sim.machine.simd import eight, put
from trustladder.sim.month.drift import fade_evidence
from trustladder.sim.month.meetings import trust_now
from trustladder.sim.month.responding import believe

LANES = 16


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


class Columns(NamedTuple):
    """The same for every actor, seated or not, as long as eights need."""

    seated: Flags  # [slot, actor]
    attend: Codes  # [slot, actor]
    gain: Floats  # [slot, actor]
    risk: Floats  # [slot, actor]
    freedom: Floats  # [slot, actor]


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


@cached
def dense_eights(pairs: Pairs, law: Rows, prior: Floats, odds: Floats, months: int) -> None:
    """Trust and forgetting, run by run, as the kernel does them."""
    for run in range(len(pairs.kept)):
        for _ in range(months):
            trust_now(law[0], pairs.kept[run], pairs.broken[run], prior, odds, pairs.trust[run])
            fade_evidence(pairs.kept[run], pairs.broken[run], law[0].retention)


@cached
def answer_eights(
    tables: Tables,
    columns: Columns,
    trust: Floats,
    keys: Codes,
    omega: float,
    precision: float,
    out: Answers,
    months: int,
) -> None:
    """Answers run by run, eight actors at a time; forums that do not meet are skipped."""
    for run in range(len(keys)):
        for month in range(months):
            moment = folded(keys[run], np.uint64(month))
            for slot in range(len(tables.size)):
                if convening.convenes(tables.rate[slot], 1.0, answer(moment, tables.convene[slot])):
                    known, came, chances = trust[run, tables.domain[slot]], out.came[run, slot], out.chance[run, slot]
                    for start in range(0, known.shape[1], WIDTH):
                        belief = believe(known, tables.members[slot], tables.size[slot], start, omega)
                        gain, risk = eight(columns.gain[slot], start), eight(columns.risk[slot], start)
                        freedom = eight(columns.freedom[slot], start)
                        terms = responding.terms(belief, gain, risk, freedom, 0.0, 0.0, 0.0, 0.0)
                        chance = responding.acceptance(responding.QUANTAL, responding.worth(terms), precision)
                        seated = eight(columns.seated[slot], start)
                        comes = (answer(moment, eight(columns.attend[slot], start)) < chance) & seated
                        put(came, start, eight(came, start) + chosen(comes, 1.0, 0.0))
                        put(chances, start, eight(chances, start) + chosen(seated, chance, 0.0))


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
