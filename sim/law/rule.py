"""The law's one decorator: a rule is plain when Python calls it, and compiled when a compiled lane calls it.

Rules are noted here, and handed to the compiler once there is one: whoever only reads a scenario or a result waits for
none.
"""

from collections.abc import Callable
from typing import Any, TypeVar

Rule = TypeVar("Rule", bound=Callable[..., object])
_noted: list[Callable[..., Any]] = []
_takers: list[Callable[[Callable[..., Any]], object]] = []


def rule(function: Rule) -> Rule:
    """Mark `function` as a rule of the law: scalars and small arrays in, numbers out, no state of its own.

    It is compiled into whatever calls it, so that a rule costs nothing but its arithmetic.
    """
    _noted.append(function)
    for take in _takers:
        take(function)
    return function


def hand_rules_to(take: Callable[[Callable[..., Any]], object]) -> None:
    """Call `take` with every rule, those that were noted so far and those to come."""
    _takers.append(take)
    for function in _noted:
        take(function)
