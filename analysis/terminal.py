"""Output on a terminal: one style for all commands; every text is printed as it is, never as markup."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

Column = tuple[str, Sequence[str]]  # heading, and a cell for each row
WIDE = 100  # characters; from here on a number and its interval are on one line
LEAST = 80  # characters that tables need; rich would cut numbers off without a warning


def console(*, stderr: bool = False) -> Console:
    """Return a console that prints brackets in names like any other text."""
    found = Console(highlight=False, markup=False, emoji=False, stderr=stderr)
    if not stderr:
        found.width = max(found.width, LEAST)
    return found


def table(title: str = "") -> Table:
    """Return a table without lines."""
    look = {"header_style": "bold", "title_style": "bold", "title_justify": "left"}
    return Table(title=title or None, box=None, pad_edge=False, **look)  # type: ignore[arg-type]


def sheet(heading: str, numbers: Iterable[str], title: str = "", width: int | None = None) -> Table:
    """Return a table with a first column of words, at least `width` characters wide, and columns of numbers."""
    found = table(title)
    found.add_column(heading, overflow="fold", min_width=width)
    for name in numbers:
        found.add_column(name, justify="right", no_wrap=True)
    return found


def listing() -> Table:
    """Return a table of names and descriptions, without headings."""
    found = table()
    found.show_header = False
    found.add_column(style="bold", no_wrap=True)
    found.add_column()
    return found


def gap(console: Console) -> str:
    """Return what separates a number from its interval: a new line in a narrow window."""
    return " " if console.width >= WIDE else "\n"


def blocks(heading: str, rows: Sequence[str], columns: Sequence[Column], width: int) -> Iterator[Table]:
    """Yield rows and columns as tables that fit in `width` characters, so that no heading is broken."""
    rest, first = list(columns), max(map(len, (heading, *rows)))
    while rest:
        some, used = [rest[0]], first + broad(rest.pop(0))
        while rest and (used := used + broad(rest[0])) <= width:
            some.append(rest.pop(0))
        found = sheet(heading, [title for title, _ in some])
        for index, row in enumerate(rows):
            found.add_row(row, *(cells[index] for _, cells in some))
        yield found


def broad(column: Column) -> int:
    """Return the width of a column in characters, with the gap before it."""
    return 2 + max(map(len, (column[0], *column[1])))


def with_bold(before: str, bold: str, after: str = "") -> Text:
    """Return a line of which a part is bold."""
    return Text.assemble(before, (bold, "bold"), after)
