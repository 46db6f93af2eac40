"""Where matplotlib keeps what it can make again, on a computer whose home takes nothing."""

import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile


@cache
def prepare() -> None:
    """Give matplotlib a folder of the user's own where it could not write its own; it would warn in two lines.

    It looks as it is imported, so this comes first.
    """
    if os.environ.get("MPLCONFIGDIR") or all(takes_files(place) for place in _of_matplotlib()):
        return
    from trustladder.sim.machine.folders import writable_folder

    try:
        os.environ["MPLCONFIGDIR"] = str(writable_folder("matplotlib"))
    except OSError:
        return  # nothing can be written anywhere: whoever draws hears so


def _of_matplotlib() -> list[Path]:
    """Return where matplotlib keeps its settings and its list of fonts, unless it is told otherwise."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 (Path.home raises where there is none)
    named = (("XDG_CONFIG_HOME", ".config"), ("XDG_CACHE_HOME", ".cache"))
    return [Path(os.environ.get(variable) or home / usual) / "matplotlib" for variable, usual in named]


def takes_files(place: Path) -> bool:
    """Return whether a folder, or else its nearest ancestor that is there, takes a file."""
    there = next((one for one in (place, *place.parents) if one.exists()), Path("/"))
    try:
        with TemporaryFile(dir=there):
            return True
    except OSError:
        return False
