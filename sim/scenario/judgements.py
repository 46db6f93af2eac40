"""Why judgements have the values that they have: a sentence for every parameter without a figure or literature."""

import tomllib
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def reasons() -> dict[str, str]:
    """Return the reason for each judgement by the path of its parameter, e.g. uncertainties.omega or actors.*.trust."""
    text = files(__package__).joinpath("judgements.toml").read_text(encoding="utf-8")
    return {f"{prefix}.{name}": why for prefix, table in tomllib.loads(text).items() for name, why in table.items()}


def reason(path: str) -> str | None:
    """Return the reason for the judgement at a path such as actors.KAZ.trust.UZB, or None where there is none."""
    steps = path.split(".")
    pattern = ".".join("*" if place % 2 else step for place, step in enumerate(steps))
    own = ".".join([steps[0], "*", *steps[2:3]])
    return next((reasons()[key] for key in (path, pattern, own) if key in reasons()), None)


def with_reason(source: str, path: str) -> str:
    """Return a source in words, followed by the reason where it is a judgement that gives none."""
    head, semicolon, rest = source.partition("; ")
    why = reason(path) if head.startswith("judgement") and ":" not in head else None
    return source if why is None else f"{head}: {why}{semicolon}{rest}"
