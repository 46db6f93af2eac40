"""The law's one decorator: a rule is plain when Python calls it, and compiled when a compiled lane calls it."""

from collections.abc import Callable
from typing import TypeVar

from numba.extending import register_jitable

Rule = TypeVar("Rule", bound=Callable[..., object])


def rule(function: Rule) -> Rule:
    """Mark `function` as a rule of the law: scalars and small arrays in, numbers out, no state of its own.

    It is compiled into whatever calls it, so that a rule costs nothing but its arithmetic.
    """
    return register_jitable(no_cfunc_wrapper=True, forceinline=True)(function)
