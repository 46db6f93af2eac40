"""Chance as a pure function of its key: (seed, replicate, month, stream, one, other).

A counter-based generator in the manner of SplitMix64 (Steele, Lea and Flood 2014): every key has a draw of its own, in
whatever order draws are made. So both lanes and all scenarios have the same draws for the same keys (common random
numbers), and a new donor shifts nobody else's. The same text runs on Python integers and on
compiled 64-bit ones; the mask stands in for their overflow.
"""

from hashlib import blake2b
from typing import Any

from trustladder.sim.law.rule import rule

MASK = 0xFFFFFFFFFFFFFFFF
GOLDEN = 0x9E3779B97F4A7C15
MIX1, MIX2 = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
UNIT = 1.0 / 9007199254740992.0  # 2**-53: one step between neighbouring draws

EVENT, PLAY_OFF, CONVENE, ATTEND, KEEP, FIND, SUCCEED, CRISIS, SCANDAL, SHUFFLE = range(10)  # the streams


@rule
def mixed(z: int) -> int:
    """Return a 64-bit integer scattered over all 64-bit integers, one to one."""
    z = ((z ^ (z >> 30)) * MIX1) & MASK
    z = ((z ^ (z >> 27)) * MIX2) & MASK
    return z ^ (z >> 31)


@rule
def folded(state: int, part: Any) -> int:
    """`state` with one more part of the key mixed in."""
    return mixed(((state + GOLDEN) & MASK) ^ part)


@rule
def uniform(month_key: int, stream_key: int) -> float:
    """Return the draw, uniform on [0, 1), that chance gives to a question at a moment; both are folded keys."""
    return (mixed((month_key + stream_key) & MASK) >> 11) * UNIT


def stable_hash(identity: str) -> int:
    """Return the stable 64-bit code of an id.

    It depends on the id's letters, not on its place in a file or its label.
    """
    return int.from_bytes(blake2b(identity.encode(), digest_size=8).digest(), "big")


def seed_key(seed: int) -> int:
    """Return the key that all runs of a seed share."""
    return folded(0, int(seed))  # one of NumPy's would overflow


def run_key(seed: int, replicate: int) -> int:
    """Return the key of one run."""
    return folded(seed_key(seed), int(replicate))


def stream_key(stream: int, one: int = 0, other: int = 0) -> int:
    """Return the key of a question: its stream, and the codes of whom it concerns."""
    return folded(folded(folded(0, stream), one), other)


def draw(seed: int, replicate: int, month: int, stream: int, one: int = 0, other: int = 0) -> float:
    """One draw on [0, 1) in full; lanes fold the parts of the key once and keep them."""
    return uniform(folded(run_key(seed, replicate), month), stream_key(stream, one, other))
