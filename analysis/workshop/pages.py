"""The four pages: one HTML file each, which names all modules that its script needs, so that they are fetched at once."""

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent  # of the files themselves, whichever link they were imported by
PAGES = {"/": "stage", "/join": "phone", "/console": "console", "/guide": "guide"}
IMPORT = re.compile(r'^import (?:.* from )?"(\.[^"]+)";$', re.MULTILINE)


def page_html(name: str) -> str:
    """The page of a script."""
    template = (HERE / "static" / "page.html").read_text(encoding="utf-8").replace("NAME", name)
    links = [f'<link rel="modulepreload" href="/static/{one}">' for one in modules(f"{name}.js")]
    return template.replace("<!-- modules -->", "\n".join(links))


def modules(script: str) -> list[str]:
    """What a script imports, and what that imports, each once, by its place under static/."""
    found: list[str] = [script]
    for name in found:
        place = HERE / "static" / name
        for other in IMPORT.findall(place.read_text(encoding="utf-8")):
            path = (place.parent / other).resolve().relative_to(HERE / "static").as_posix()
            if path not in found:
                found.append(path)
    return found[1:]
