"""A document as one self-contained HTML file: no request to anywhere, every text escaped."""

import base64
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from trustladder.analysis.reports.blocks import (
    Block,
    Code,
    Document,
    Image,
    Items,
    Limits,
    Part,
    Picture,
    Sheet,
    Text,
    cell,
)

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"  # nothing is loaded, nothing is run
TYPES = {"png": "image/png", "svg": "image/svg+xml"}


def html(document: Document) -> str:
    """Return a document as an HTML page."""
    style = files("trustladder.analysis.reports").joinpath("page.css").read_text(encoding="utf-8")
    return f"""<!doctype html>
<html lang="{escape(document.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(document.title)}</title>
<style>{style}</style>
</head>
<body>
{chr(10).join(_body(document))}
</body>
</html>
"""


def _body(document: Document) -> Iterator[str]:
    """Yield the header, the contents, the pages and the annex, and the footer."""
    say = document.words
    yield f'<header><p class="kicker"><span>{escape(say["report"])}</span><span>{_text(document.subject)}</span></p>'
    if document.logo:
        yield f'<img class="logo" alt="" src="{_data(document.logo)}">'
    yield f"<h1>{_text(document.title)}</h1>"
    if document.author:
        yield f'<p class="author">{_text(document.author)}</p>'
    yield f'<p class="question"><span>{escape(say["question"])}</span> {_text(document.question)}</p></header>'
    yield from _contents(document)
    yield "<main>"
    for number, part in enumerate(document.pages):
        yield from _part(part, say["figure"], "page" if number else "page first")
    if document.annex:
        yield f'<section class="annex" aria-label="{escape(say["annex"])}"><h2>{escape(say["annex"])}</h2>'
        for part in document.annex:
            yield from _part(part, say["figure"], "part")
        yield "</section>"
    yield f"</main>\n<footer>{_text(document.source)}</footer>"


def fragment(blocks: Iterable[Block], figure: str) -> str:
    """Return blocks as HTML without a page around them."""
    return "".join(part for block in blocks for part in _block(block, figure))


def _contents(document: Document) -> Iterator[str]:
    yield f'<nav aria-label="{escape(document.words["contents"])}">'
    yield from (f'<a href="#{part.key}">{_text(part.title)}</a>' for part in document.parts)
    yield "</nav>"


def _part(part: Part, figure: str, look: str) -> Iterator[str]:
    """Yield a page or a part of the annex; the heading of the first page is for readers of its outline alone."""
    level = "h3" if look == "part" else "h2"
    hidden = ' class="outline"' if "first" in look else ""
    yield f'<section id="{part.key}" class="{look}"><{level}{hidden}>{_text(part.title)}</{level}>'
    for block in part.blocks:
        yield from _block(block, figure)
    yield "</section>"


def _text(text: str) -> str:
    """Escape a text, and isolate it if it runs from right to left."""
    return (
        f'<bdi dir="auto">{escape(text)}</bdi>' if any("\u0590" <= sign <= "\u08ff" for sign in text) else escape(text)
    )


def _block(block: Block, figure: str) -> Iterator[str]:
    match block:
        case Text():
            look = "" if block.look == "plain" else f' class="{block.look}"'
            yield f"<p{look}>{_text(block.text)}</p>"
        case Items():
            yield from ("<ul>", *(f"<li>{_text(text)}</li>" for text in block.texts), "</ul>")
        case Sheet():
            yield from _sheet(block)
        case Picture():
            yield _picture(block, figure)
        case Limits():
            yield f'<aside class="limits"><h3>{_text(block.title)}</h3><dl>'
            yield from (f"<div><dt>{_text(head)}</dt><dd>{_text(text)}</dd></div>" for head, text in block.limits)
            yield "</dl></aside>"
        case Code():
            yield f'<pre tabindex="0">{escape(chr(10).join(block.lines))}</pre>'


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield f"<table{' class=numbers' if sheet.numbers else ''}><thead><tr>"
    wide = [name for name, after in zip(sheet.headings, (*sheet.headings[1:], ""), strict=True) if after is None]
    for name in (name for name in sheet.headings if name is not None):
        span = " colspan=2" if name in wide else ""
        yield f"<th scope=col{span}>{_text(name)}</th>" if name else "<td></td>"
    yield "</tr></thead><tbody>"
    for row in sheet.rows:
        first, *others = map(cell, row)
        tail = "".join(f'<td class="{one.look}">{_text(one.text)}</td>' for one in others)
        yield f"<tr><th scope=row>{_text(first.text)}</th>{tail}</tr>"
    yield "</tbody></table>"


def _picture(picture: Picture, figure: str) -> str:
    """Return a figure as an image, in which no script can run."""
    head = f"<b>{escape(figure)} {picture.number}. {_text(picture.title)}</b> {_text(picture.subtitle)}"
    image = f'<img alt="{escape(picture.alt)}" src="{_data(Image("svg", picture.outlined))}">'
    return f"<figure><figcaption>{head}</figcaption>{image}</figure>"


def _data(image: Image) -> str:
    return f"data:{TYPES[image.kind]};base64,{base64.b64encode(image.content).decode('ascii')}"
