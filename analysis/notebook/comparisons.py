"""`compare` for Python: its result shows a sentence and a small table for each scenario."""

from trustladder.analysis.comparison import compare as comparing
from trustladder.analysis.comparison.compare import Comparison
from trustladder.analysis.notebook.shown import as_html, showing


class ShownComparison(Comparison):
    """What `compare` returns; as the last line of a notebook's cell it shows what every scenario changes."""

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

    def _repr_html_(self) -> str:
        """Return a sentence and the first rows of the table for each scenario."""
        from trustladder.analysis.compared import first_rows, in_words
        from trustladder.analysis.reports.blocks import Block, Sheet, Text
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
        futures = say.number(self.runs, 0)
        blocks.append(Text(say("report.table.compared", futures=futures, seed=self.seed), "quiet"))
        return as_html(blocks)


compare = showing(comparing.compare, lambda found: ShownComparison(*found))
