"""Finish an SVG: an image with a title and a description for screen readers, and ids that no other file has."""

import re
from collections import Counter
from hashlib import blake2b
from html import escape

from trustladder.analysis.figures.kit.lettering import with_widths

TAG, ROOT, TITLE = re.compile(r"<[a-zA-Z][^<>]*>"), re.compile(r"<svg\b"), re.compile(r"<title>[^<]*</title>")
ID, LINK = re.compile(r'(\sid=")([^"]+)"'), re.compile(r'(url\(#|href="#)([^")]+)')


def finished(svg: str, title: str, alt: str) -> str:
    """Return an SVG that a screen reader tells as one image, whose ids stay apart from those of another in one page."""
    mark, seen = f"t{blake2b(svg.encode(), digest_size=4).hexdigest()}", Counter[str]()

    def named(found: re.Match[str]) -> str:
        """Return an id of this file alone; lines of one text share theirs until here."""
        seen[found.group(2)] += 1
        again = f"-{seen[found.group(2)]}" if seen[found.group(2)] > 1 else ""
        return f'{found.group(1)}{mark}-{found.group(2)}{again}"'

    marked = TAG.sub(lambda tag: LINK.sub(rf"\1{mark}-\2", ID.sub(named, tag.group())), with_widths(svg))
    role = f'<svg role="img" aria-labelledby="{mark}-name" aria-describedby="{mark}-alt"'
    head = f'<title id="{mark}-name">{escape(title)}</title>\n <desc id="{mark}-alt">{escape(alt)}</desc>'
    return ROOT.sub(lambda _: role, TITLE.sub(lambda _: head, marked, count=1), count=1)
