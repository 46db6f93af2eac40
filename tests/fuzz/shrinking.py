"""A failing world made smaller: whatever can be left out is, as long as it fails in the same way."""

import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from tests.fuzz.entries import Tree

NAMED = ("actors", "forums", "domains", "rungs", "assets", "events")  # tables whose keys are ids
NEEDED = ("name", "title", "question", "start", "months", "rivals", "aim", "actors", "forums", "domains", "kind")
Path = tuple[str | int, ...]


def shrunk(tree: Tree, fails: Callable[[Tree], bool], seconds: float = 60.0) -> Tree:
    """A smaller world that fails too, found in about so many seconds."""
    until, smaller = time.monotonic() + seconds, True
    while smaller:
        smaller = False
        for candidate in simpler(tree):
            if time.monotonic() > until:
                return tree
            if fails(candidate):
                tree, smaller = candidate, True
                break
    return tree


def simpler(tree: Tree) -> Iterator[Tree]:
    """Worlds that are a step simpler, those that leave out most first."""
    for path in sorted(paths(tree), key=len):
        last = path[-1]
        if last not in NEEDED and not (last == "others" and len(path) == 1):
            yield without(tree, path)
        value = at(tree, path)
        if last in ("months", "replicates", "successes") and isinstance(value, int) and value > 1:
            yield changed(tree, path, 1)
            yield changed(tree, path, value // 2)


def paths(tree: Any, above: Path = ()) -> Iterator[Path]:
    """The places of all that stands in a tree."""
    entries = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in entries:
        yield (*above, key)
        yield from paths(value, (*above, key))


def at(tree: Any, path: Path) -> Any:
    """What stands at a place."""
    for key in path:
        tree = tree[key]
    return tree


def changed(tree: Tree, path: Path, value: Any) -> Tree:
    """The tree with another value at a place."""
    found = deepcopy(tree)
    at(found, path[:-1])[path[-1]] = value
    return found


def without(tree: Tree, path: Path) -> Tree:
    """The tree without what stands at a place; where that is an entry, also without all that names it."""
    found = deepcopy(tree)
    del at(found, path[:-1])[path[-1]]
    if len(path) > 1 and path[-2] in NAMED:
        level = path[: max((place + 1 for place, key in enumerate(path) if key == "scenario"), default=0)]
        forget(at(found, level), str(path[-1]))
    return found


def forget(tree: Any, name: str) -> None:
    """Leave out every mention of an id, but not in the past, which has its own."""
    if isinstance(tree, list):
        tree[:] = [value for value in tree if value != name]
    if isinstance(tree, dict):
        for key in [key for key, value in tree.items() if name in (key, value) and key not in NEEDED]:
            del tree[key]
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        if key != "past" and isinstance(value, dict | list):
            forget(value, name)
