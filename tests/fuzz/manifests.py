"""Manifests with one thing wrong: a key lost, renamed or added, a value of another kind or out of range."""

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

Place = tuple[Any, ...]
VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    [],
    {},
    "",
    "abc",
    "2000-01-01",
    -1,
    0,
    1.5,
    -0.5,
    10**30,
    1e308,
    [1],
    ["a", None],
    {"a": 1},
    [[1, 2]],
    "x" * 5000,
    "\n",
    float("nan"),
    float("inf"),
)


def mutated_manifests(manifest: dict[str, Any], n: int, seed: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:
    """`n` mutants of a manifest, each with what was done to it in words; the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(n):
        tree = copy.deepcopy(manifest)
        near = chance.random() < 0.6  # half of a manifest is its scenario, and its own keys are few
        places = [place for place in places_in(tree) if len(place) == 1 or not near]
        place = chance.choice(places)
        around = at(tree, place[:-1])
        said = chance.choice(MUTATIONS)(around, place[-1], chance)
        yield f"{'.'.join(map(str, place))}: {said}", tree


def places_in(tree: Any, prefix: Place = ()) -> Iterator[Place]:
    """Every key and index of a tree, outside in."""
    inside = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in inside:
        yield (*prefix, key)
        yield from places_in(value, (*prefix, key))


def at(tree: Any, place: Place) -> Any:
    """What stands at a place."""
    for step in place:
        tree = tree[step]
    return tree


def _lost(around: Any, key: Any, chance: random.Random) -> str:
    del around[key]
    return "lost"


def _replaced(around: Any, key: Any, chance: random.Random) -> str:
    around[key] = chance.choice(VALUES)
    return f"replaced by {around[key]!r:.40}"


def _wrapped(around: Any, key: Any, chance: random.Random) -> str:
    around[key] = chance.choice([[around[key]], {"value": around[key]}, str(around[key])])
    return "wrapped"


def _renamed(around: Any, key: Any, chance: random.Random) -> str:
    if isinstance(around, list):
        around.insert(key, chance.choice(VALUES))
        return "pushed on"
    around[f"{key}s" if chance.random() < 0.5 else key[:-1] or "x"] = around.pop(key)
    return "renamed"


def _scaled(around: Any, key: Any, chance: random.Random) -> str:
    value = around[key]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _replaced(around, key, chance)
    around[key] = chance.choice([-value, value * 1000, value + 0.5, value * 10**20])
    return f"changed to {around[key]}"


MUTATIONS: list[Callable[[Any, Any, random.Random], str]] = [_lost, _replaced, _replaced, _wrapped, _renamed, _scaled]
