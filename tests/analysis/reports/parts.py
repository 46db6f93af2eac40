"""Look into a report: its blocks, and what a browser would read of its page."""

from html.parser import HTMLParser

from trustladder.analysis.reports.blocks import Cell, Text


class Page(HTMLParser):
    """What a browser would read of a page: tags with their attributes, and text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words.append(data)


def of(document, kind):
    return [block for part in document.parts for block in part.blocks if isinstance(block, kind)]


def part(document, key):
    return next(one for one in document.parts if one.key == key)


def first_page(document):
    return [block.text for block in part(document, "answer").blocks if isinstance(block, Text)]


def texts(cells):
    return [cell.text if isinstance(cell, Cell) else cell for cell in cells]
