"""A document as one self-contained HTML file: no request to anywhere, every text escaped."""

import base64
from collections.abc import Iterator
from html import escape

from trustladder.analysis.figures.kit.lettering import with_widths
from trustladder.analysis.reports.blocks import Block, Code, Document, Heading, Items, Picture, Sheet, Text

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"  # nothing is loaded, nothing is run
STYLE = """
body { font: 17px/1.55 Georgia, "Times New Roman", serif; color: #222; max-width: 46rem; margin: 2.5rem auto;
padding: 0 1rem }
h1, h2, th, figcaption { font-family: "DejaVu Sans", Verdana, Arial, sans-serif }
h1 { font-size: 1.7rem; line-height: 1.25 } h2 { font-size: 1.15rem; margin-top: 2.4rem }
.subtitle { color: #5a5a5a } figure { margin: 1.8rem 0 } img { width: 100%; height: auto }
figcaption { font-size: .78rem; color: #444; line-height: 1.45 } li { margin: .3rem 0 }
table { border-collapse: collapse; font-size: .82rem; width: 100% }
th, td { text-align: left; padding: .25rem .6rem .25rem 0; vertical-align: top; border-bottom: 1px solid #ddd;
overflow-wrap: anywhere }
pre { background: #f4f4f4; padding: .8rem; overflow-x: auto; font-size: .82rem }
@media (prefers-color-scheme: dark) { body { background: #1b1b1b; color: #e6e6e6 } figcaption, .subtitle { color: #bbb }
img { background: #fff } pre { background: #2a2a2a } th, td { border-color: #444 } }
@media print { body { max-width: none; margin: 0; font-size: 10.5pt } figure, tr { break-inside: avoid } }
"""


def html(document: Document) -> str:
    """Return a document as an HTML page."""
    body = "\n".join(part for block in document.blocks for part in _block(block))
    return f"""<!doctype html>
<html lang="{escape(document.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(document.title)}</title>
<style>{STYLE}</style>
</head>
<body>
<h1>{_text(document.title)}</h1>
<p class="subtitle">{_text(document.subtitle)}</p>
{body}
</body>
</html>
"""


def _text(text: str) -> str:
    """Escape a text, and isolate it if it runs from right to left."""
    return (
        f'<bdi dir="auto">{escape(text)}</bdi>' if any("\u0590" <= sign <= "\u08ff" for sign in text) else escape(text)
    )


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"<h2>{_text(block.text)}</h2>"
        case Text():
            yield f"<p>{_text(block.text)}</p>"
        case Items():
            yield from ("<ul>", *(f"<li>{_text(text)}</li>" for text in block.texts), "</ul>")
        case Sheet():
            yield from _sheet(block)
        case Picture():
            yield _picture(block)
        case Code():
            yield f"<pre>{escape(chr(10).join(block.lines))}</pre>"


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield (
        "<table><thead><tr>"
        + "".join(f"<th scope=col>{_text(name)}</th>" for name in sheet.headings)
        + "</tr></thead><tbody>"
    )
    for row in sheet.rows:
        yield "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>"
    yield "</tbody></table>"


def _picture(picture: Picture) -> str:
    """Return a figure as an image, in which no script can run."""
    data = base64.b64encode(with_widths(picture.svg.decode("utf-8")).encode()).decode("ascii")
    image = f'<img alt="{escape(picture.alt)}" src="data:image/svg+xml;base64,{data}">'
    return f"<figure>{image}<figcaption>{_text(picture.caption)}</figcaption></figure>"
