"""`compare` for Python: its result shows a sentence and a small table for each scenario."""

from itertools import count
from typing import TYPE_CHECKING

from trustladder.analysis.comparison import compare as comparing
from trustladder.analysis.comparison.compare import Comparison
from trustladder.analysis.notebook.shown import as_html, showing

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class ShownComparison(Comparison):
    """What `compare` returns; as the last line of a notebook's cell it shows what each scenario changes."""

    def __repr__(self) -> str:
        """Return a sentence for each scenario, at most ten, and how many futures they are of."""
        from trustladder.analysis.compared import in_words
        from trustladder.analysis.words import words

        names = list(self.variants)
        said = [in_words(words(), self, name) for name in names[:8]]
        more = [f"... and {len(names) - len(said)} more scenarios"] if len(names) > len(said) else []
        return "\n".join(
            [f"Comparison with {self.reference!r}: {self.runs:,} futures of each, seed {self.seed}", *said, *more]
        )

    def plot(self, *, language: str = "en", target: str = "web") -> "Figure":
        """Return the figure of effects. Raises InputError for a target or a language that is not allowed."""
        from trustladder.analysis.figures import figure_of
        from trustladder.analysis.figures.kit.found_source import FoundSource
        from trustladder.analysis.figures.kit.publish import drawn, target_of

        return drawn(figure_of("effects"), FoundSource(self, language), target_of(target))

    def _repr_html_(self) -> str:
        """Return a sentence and the first rows of the table for each scenario."""
        from trustladder.analysis.compared import first_rows, in_words
        from trustladder.analysis.figures import figure_of
        from trustladder.analysis.figures.kit.found_source import FoundSource
        from trustladder.analysis.reports.blocks import Block, Sheet, Text
        from trustladder.analysis.reports.content import picture
        from trustladder.analysis.words import words

        say, blocks = words(), list[Block]()
        headings = (
            "",
            say.said(self.scenarios[self.reference].short_name),
            say("report.column.effect"),
            say("report.column.interval"),
        )
        for name in self.variants:
            blocks.append(Text(in_words(say, self, name), "lead"))
            blocks.append(Sheet(headings, list(first_rows(say, self, name)), numbers=True))
        blocks.append(picture(figure_of("effects"), FoundSource(self), count(1)))
        futures = say.number(self.runs, 0)
        blocks.append(Text(say("report.table.compared", futures=futures, seed=self.seed), "quiet"))
        return as_html(blocks)


compare = showing(comparing.compare, lambda found: ShownComparison(*found))
