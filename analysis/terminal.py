"""What is printed for people: one look for all commands, and every text taken as it is, never as markup."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

LEAST = 80  # columns that tables need; in a narrower window numbers would be cut off in silence


def console(*, stderr: bool = False) -> Console:
    """A console; what stands in brackets in a scenario's names is printed like any other text."""
    found = Console(highlight=False, markup=False, emoji=False, stderr=stderr)
    if not stderr:
        found.width = max(found.width, LEAST)
    return found


def table(title: str = "") -> Table:
    """A table without lines."""
    look = {"header_style": "bold", "title_style": "bold", "title_justify": "left"}
    return Table(title=title or None, box=None, pad_edge=False, **look)  # type: ignore[arg-type]


def with_bold(before: str, bold: str, after: str = "") -> Text:
    """A line of which a part is bold."""
    return Text.assemble(before, (bold, "bold"), after)
