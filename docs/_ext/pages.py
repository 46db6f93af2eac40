"""Write the parts of the site that follow from the code: gallery, columns, reference, ODD, limits, changelog.

A page asks for a part by a line such as `<!-- part: gallery -->`, which is replaced as Sphinx reads the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MARK = re.compile(r"<!-- part: (\w+) -->")
APPROVED = "tests/analysis/figures/approved"
RESULT = "trustladder run baseline --out out/today"
SECOND = "trustladder run baseline --set levers.joint_share=0.5 --out out/joint"
BEFORE = {  # what is typed before a figure can be drawn, and of what it is drawn, by the kind of its source
    "result": ([RESULT], "out/today"),
    "one_or_two": ([RESULT], "out/today"),
    "either": ([RESULT], "out/today"),
    "results": ([RESULT, SECOND], "out/today out/joint"),
    "futures": ([RESULT, SECOND], "out/today out/joint"),
    "sweep": (["trustladder sweep plan.toml --out out/mine"], "out/mine"),
    "table": (
        ["trustladder compare --policies baseline,training-first --worlds baseline,regional-thaw --out out/regret"],
        "out/regret",
    ),
    "claims": (["trustladder claims --out out/claims"], "out/claims"),
    "fit": ([], ""),
}


def table(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    """Return a Markdown table."""
    lines = (head, ("---",) * len(head), *rows)
    return "\n".join("| " + " | ".join(str(cell).replace("|", "/") for cell in line) + " |" for line in lines)


def gallery() -> str:
    """Return every figure with the question that it answers, its approved picture, and what draws it."""
    from trustladder.analysis.figures import catalogue, figure_of

    parts = []
    for one in catalogue("en"):
        name, figure = one["name"], figure_of(one["name"])
        before, folders = BEFORE[figure.SOURCE.KIND]
        typed = "\n".join([*before, f"trustladder figure {name} {folders}".strip() + " --for slides --format png"])
        picture = f"![{one['answers']}](../{APPROVED}/{name}-slide-en.png)"
        parts.append(f"## {name}\n\n{one['answers']} Drawn of {one['of']}.\n\n{picture}\n\n```sh\n{typed}\n```\n")
    return "\n".join(parts)


def first_picture() -> str:
    """Return the picture of the README, with the finding that it carries."""
    from trustladder.analysis.figures.kit.provenance import read as provenance_of

    known = provenance_of(ROOT / "docs" / "overview.png")
    return f"![{known['alt']}](overview.png)\n\n*{known['caption'].partition('. ')[0]}.*"


def sahel() -> str:
    """Return what tables a region needs, and how many entries the shipped Sahel has of each."""
    from trustladder.sim.scenario.scenario import Scenario

    one = Scenario.load("sahel-floods")
    rows = (
        ("top of the file", "", "title, question, `asks`, `start`, `months`, `rivals`, `aim`"),
        (
            "`[domains.ID]`, `[domains.ID.rungs.ID]`",
            len(one.domains),
            "subjects, and their ladders from cheap to close",
        ),
        ("`[actors.ID]`", len(one.actors), f"{len(one.governments)} governments and {len(one.donors)} donors"),
        ("`[forums.ID]`", len(one.forums), "who meets: members, sponsor, agenda"),
        ("`[events.ID]`", len(one.events), "what happens from outside, dated or at random"),
    )
    return table(("table", "in the Sahel", "what it says"), rows)


def columns() -> str:
    """Return what the columns of every table are: name, unit, meaning."""
    from trustladder.analysis.studies.codebook import DERIVED, IDS, PREFIXES
    from trustladder.analysis.studies.log_codebook import LOG_COLUMNS
    from trustladder.sim.arrays.index import Index
    from trustladder.sim.arrays.series import describe, series_names
    from trustladder.sim.metrics import metrics_of
    from trustladder.sim.scenario.scenario import Scenario

    scenario = Scenario.load("baseline")
    head = ("column", "unit", "meaning")
    metrics = [(f"`{one.name}`", one.unit, one.meaning) for one in metrics_of(scenario)]
    metrics += [(f"`{name}`", *said) for name, said in DERIVED.items()]
    series = [(f"`{name}`", *describe(name)) for name in series_names(Index(scenario).domains)]
    parts = {
        "Metrics: `runs` and `points`": table(head, metrics),
        "What a prefix says": table(("prefix", "meaning"), [(f"`{name}`", said) for name, said in PREFIXES.items()]),
        "Ids": table(head, [(f"`{name}`", *said) for name, said in IDS.items()]),
        "Series: `series` and `monthly()`": table(head, series),
        "The log: `meetings`, `answers`, `happenings`": table(
            head, [(f"`{name}`", unit, said) for name, (_, unit, said) in LOG_COLUMNS.items()]
        ),
    }
    return "\n\n".join(f"## {title}\n\n{text}" for title, text in parts.items())


def python() -> str:
    """Return the reference of every public name, from its docstring."""
    import inspect

    import trustladder

    parts = []
    for name in sorted(trustladder.__all__, key=str.lower):
        kind = "class" if inspect.isclass(getattr(trustladder, name)) else "function"
        members = (
            "" if kind == "function" or name == "InputError" else "\n   :members:\n   :exclude-members: model_config"
        )
        parts.append(f"## {name}\n\n```{{eval-rst}}\n.. auto{kind}:: trustladder.{name}{members}\n```\n")
    return "\n".join(parts)


def odd() -> str:
    """Return the ODD, its diagram drawn without a browser."""
    import mermaidx

    def drawn(found: re.Match[str]) -> str:
        svg = mermaidx.render(found[1]).svg()
        return f'```{{raw}} html\n<div class="flowchart-page">{svg}</div>\n```'

    return re.sub(r"```mermaid\n(.*?)```", drawn, _text("sim/ODD.md"), flags=re.S)


def limits() -> str:
    """Return what the ODD, the fit and the back-test say the model cannot tell."""
    from trustladder.analysis.cli.learned import sentences
    from trustladder.analysis.history.finding import sentence
    from trustladder.analysis.history.shipped_forecast import kept
    from trustladder.analysis.words import words
    from trustladder.sim.fits import SHIPPED, folder_of, read_fit

    say = words("en")
    left_out = re.search(r"## 13 Limits\n(.*?)(?:\n## |\Z)", _text("sim/ODD.md"), re.S)
    assert left_out is not None
    told = [f"**{say(f'report.limit.{key}.head')}** {say(f'report.limit.{key}.text')}" for key in ("carry", "region")]
    parts = {
        "It is no forecast": sentence(say, kept().finding()),
        "What the record cannot tell": "\n\n".join(sentences(read_fit(), folder_of(SHIPPED))),
        "What is built in": "\n\n".join(told),
        "What it leaves out": left_out[1].strip(),
    }
    return "\n\n".join(f"## {title}\n\n{text}" for title, text in parts.items())


def changelog() -> str:
    """Return what changed, version by version."""
    return _text("CHANGELOG.md")


def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


PARTS: dict[str, Callable[[], str]] = {
    part.__name__: part for part in (first_picture, gallery, sahel, columns, python, odd, limits, changelog)
}


def filled(text: str) -> str:
    """Return a page with every part in its place."""
    return MARK.sub(lambda found: PARTS[found[1]](), text)


def read(_app: Any, _name: str, source: list[str]) -> None:
    """Fill in the parts of a page as Sphinx reads it; links out of the folder lead to the site's own page."""
    source[0] = filled(source[0]).replace("](../CHANGELOG.md)", "](changelog.md)")


def setup(app: Any) -> dict[str, bool]:
    """Join Sphinx."""
    app.connect("source-read", read)
    return {"parallel_read_safe": True}
