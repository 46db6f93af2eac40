"""What is printed for people: one look for all commands, and every text taken as it is, never as markup."""

from rich.console import Console
from rich.table import Table
from rich.text import Text


def console(stderr: bool = False) -> Console:
    """A console; what stands in brackets in a scenario's names is printed like any other text."""
    return Console(highlight=False, markup=False, emoji=False, stderr=stderr)


def table(title: str = "") -> Table:
    """A table without lines."""
    look = {"header_style": "bold", "title_style": "bold", "title_justify": "left"}
    return Table(title=title or None, box=None, pad_edge=False, **look)  # type: ignore[arg-type]


def with_bold(before: str, bold: str, after: str = "") -> Text:
    """A line of which a part is bold."""
    return Text.assemble(before, (bold, "bold"), after)
