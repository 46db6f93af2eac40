"""Show work as a bar, and what it returns as HTML."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from warnings import catch_warnings, simplefilter

if TYPE_CHECKING:
    from trustladder.analysis.reports.blocks import Block

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")
Shown = TypeVar("Shown")
STYLE = """
.trustladder { max-width: 46rem }
.trustladder .lead { font-weight: 600; font-size: 1.1em } .trustladder .quiet { opacity: .75 }
.trustladder table { border-collapse: collapse; margin: .6em 0 }
.trustladder th, .trustladder td { text-align: left; padding: .15em 1.2em .15em 0; border-bottom: 1px solid #8884 }
.trustladder tbody th { font-weight: normal }
.trustladder .numbers :is(td, thead th:not(:first-child)) { text-align: right; font-variant-numeric: tabular-nums }
.trustladder figure { margin: 1em 0 } .trustladder figcaption b { display: block }
.trustladder img { width: 100%; background: #fff }
"""


def showing(
    function: Callable[Parameters, Returned], make: Callable[[Returned], Shown], total: str = ""
) -> Callable[Parameters, Shown]:
    """Return a function whose result shows itself, and whose work shows a bar in a notebook, or with progress=True.

    `total` is the argument that says how much work there is.
    """

    @wraps(function)
    def shown(*arguments: Parameters.args, **keywords: Parameters.kwargs) -> Shown:
        given: dict[str, Any] = dict(keywords)
        wanted = given.get("progress")
        if wanted in (None, False) and (wanted is False or not in_notebook()):
            return make(function(*arguments, **{**given, "progress": None} if "progress" in given else given))  # type: ignore[arg-type]
        if wanted not in (None, True):
            return make(function(*arguments, **keywords))
        with bar(function.__name__, _amount(function, total, arguments, given)) as advance:
            return make(function(*arguments, **{**given, "progress": advance}))  # type: ignore[arg-type]

    return shown


def _amount(function: Callable[..., Any], name: str, arguments: tuple[Any, ...], given: dict[str, Any]) -> int | None:
    """Return how much work was asked for, None where that is not known."""
    bound = signature(function).bind_partial(*arguments, **given)
    bound.apply_defaults()
    found = bound.arguments.get(name)
    return found if isinstance(found, int) else None


def in_notebook() -> bool:
    """Return whether the program is the kernel of a notebook."""
    return "ipykernel" in sys.modules


@contextmanager
def bar(title: str, total: int | None) -> Iterator[Callable[[int], object]]:
    """Show a bar while something is done; yield its advance. Where a notebook lacks ipywidgets, it is one of text."""
    from tqdm import TqdmWarning

    with catch_warnings():
        simplefilter("ignore", TqdmWarning)
        from tqdm.auto import tqdm

    with tqdm(total=total, desc=title, leave=False) as shown:
        yield shown.update


def as_html(blocks: Iterable["Block"]) -> str:
    """Return blocks of a report as HTML for a notebook."""
    from trustladder.analysis.reports.html import fragment
    from trustladder.analysis.words import words

    inside = fragment(blocks, words()("report.frame.figure"))
    return f'<style>{STYLE}</style><div class="trustladder">{inside}</div>'
