"""A plan as the text of its file, so that a sweep, and every figure of it, tells how it is made again."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any


def as_toml(tree: Mapping[str, Any]) -> str:
    """The TOML text of keys and of tables of values, whose keys are paths; what is None is left out."""
    known = {key: value for key, value in tree.items() if value is not None}
    lines = [f"{key} = {_written(value)}" for key, value in known.items() if not isinstance(value, Mapping)]
    for key, table in known.items():
        if isinstance(table, Mapping):
            lines += [f"[{key}]", *(f"{json.dumps(path)} = {_written(value)}" for path, value in table.items())]
    return "\n".join(lines) + "\n"


def _written(value: Any) -> str:
    """One value; a table stands on the line of its key."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{json.dumps(key)} = {_written(one)}' for key, one in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value))}]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
