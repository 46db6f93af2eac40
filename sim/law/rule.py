"""The law's one decorator: a rule is plain when Python calls it, and compiled when a compiled lane calls it."""

from collections.abc import Callable
from typing import TypeVar

from numba.extending import register_jitable

Rule = TypeVar("Rule", bound=Callable[..., object])


def rule(function: Rule) -> Rule:
    """Mark `function` as a rule of the law: scalars and small arrays in, numbers out, no state of its own."""
    return register_jitable(no_cfunc_wrapper=True)(function)
