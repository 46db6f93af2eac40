"""Build the four HTML pages from one template, with a preload link for every module that the script needs."""

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent  # of the files themselves, whichever link they were imported by
PAGES = {"/": "stage", "/join": "phone", "/console": "console", "/guide": "guide"}
IMPORT = re.compile(r'^import (?:.* from )?"(\.[^"]+)";$', re.MULTILINE)


def page_html(name: str) -> str:
    """Return the HTML of a page, by the name of its script."""
    template = (HERE / "static" / "page.html").read_text(encoding="utf-8").replace("NAME", name)
    links = [f'<link rel="modulepreload" href="/static/{one}">' for one in modules(f"{name}.js")]
    return template.replace("<!-- modules -->", "\n".join(links))


def modules(script: str) -> list[str]:
    """Return the paths under static/ of what a script imports, directly or not, each once."""
    found: list[str] = [script]
    for name in found:
        folder, text = (HERE / "static" / name).parent, (HERE / "static" / name).read_text(encoding="utf-8")
        for other in IMPORT.findall(text):
            path = (folder / other).resolve().relative_to(HERE / "static").as_posix()
            if path not in found:
                found.append(path)
    return found[1:]
