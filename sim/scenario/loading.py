"""From a scenario's name or file to one merged tree.

Reading TOML, following `extends`, remembering where keys stand.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from trustladder.sim.scenario.errors import UNPRINTABLE, InputError, shown, unknown
from trustladder.sim.scenario.files import is_there, read_text
from trustladder.sim.scenario.naming import outdated

UNFIT = re.compile(rf"[/\\]|{UNPRINTABLE.pattern}")  # what no name of a folder may hold
LONGEST_NAME = 100
DEEPEST_EXTENDS = 12
MOST_EXTENDS = 20  # names in one `extends`
MOST_FILES = 100  # of one scenario, all that it extends together
DEEPEST_SETTING = 12  # steps of a dotted path
Tree = dict[str, Any]
Origins = dict[tuple[str, ...], str]  # which file gave a key


def shipped_folder() -> Path:
    """Return the folder of the shipped scenarios: inside the installed package, else beside it in the checkout."""
    packaged = Path(str(files("trustladder"))) / "scenarios"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[2] / "scenarios"


def shipped_names() -> list[str]:
    """Return the names of the shipped scenarios; parts in subfolders are not scenarios of their own."""
    return sorted(path.stem for path in shipped_folder().glob("*.toml"))


def locate(name: str, beside: Path | None = None) -> Path:
    """Return the file of a scenario.

    A path (also relative to the file that extends it), or the name of a shipped one.
    """
    shipped = shipped_folder()
    folders = [beside] if beside else []
    if name.endswith(".toml"):
        candidates = [Path(name), *(folder / name for folder in folders), shipped / name]
    else:
        candidates = [*(folder / f"{name}.toml" for folder in folders), shipped / f"{name}.toml"]
    for path in candidates:
        if is_there(path):
            return path  # whoever reads it says what it is, if no file
    if is_there(Path(name)):
        raise InputError(
            f"{name}: is no scenario; allowed: a file whose name ends in .toml, or the name of a shipped one"
        )
    if name.endswith(".toml"):
        raise InputError(f"{name}: no such file")
    raise unknown(name, name, shipped_names(), "scenario")


def located(name: str, path: Path, key: str) -> Path:
    """Return the file of a scenario that a key of another file names; a complaint names both."""
    try:
        return locate(name, path.parent)
    except InputError as error:
        raise InputError(f"{path}: {key}: {error}") from None


SETTING = "--set"  # where a key stands that no file gave


def name_of(path: Path) -> str:
    """Return the name of a scenario by that of its file, fit to name folders everywhere."""
    return UNFIT.sub("_", path.stem)[:LONGEST_NAME] or "scenario"


def read_toml(path: Path, what: str = "scenario", hint: str = "`trustladder new` writes one to begin with") -> Tree:
    """One TOML file as a tree; anything that is not a small, well-formed, UTF-8 text is refused in one line."""
    text = read_text(path, f"{what} file", hint)
    try:
        return dict(_parsed(text))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: not valid TOML: {error}") from None
    except ValueError:  # Python refuses to read so many digits
        raise InputError(f"{path}: holds a number of thousands of digits; allowed: at most 64 bits") from None
    except RecursionError:
        raise InputError(f"{path}: nested too deeply to be a {what}") from None


@lru_cache(maxsize=64)  # scenarios, and the past of one, extend the same files
def _parsed(text: str) -> Tree:
    """Return the tree of a text, whose tables nobody changes: what is laid on top makes new ones."""
    return tomllib.loads(text)


def is_quantity(value: object) -> bool:
    """Whether a table is one number with its origin, which is replaced as a whole."""
    return isinstance(value, Mapping) and ("figure" in value or "judgement" in value)


def merged(base: Tree, over: Mapping[str, Any]) -> Tree:
    """Return `base` with `over` laid on top: tables merge by key, so entries by their id; all else is replaced.

    A new title or name leaves out the short name and the noun of the old one, a new question what the old one asks.
    """
    left = outdated(over)
    result = {key: old for key, old in base.items() if not (key in left and isinstance(old, str))}
    for key, value in over.items():
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, Mapping) and not (is_quantity(old) or is_quantity(value)):
            result[key] = merged(old, value)
        else:
            result[key] = value
    return result


def _note(origins: Origins, tree: Mapping[str, Any], place: str, prefix: tuple[str, ...] = ()) -> None:
    for key, value in tree.items():
        origins[(*prefix, key)] = place
        if isinstance(value, Mapping):
            _note(origins, value, place, (*prefix, key))


def gather(path: Path, chain: tuple[Path, ...] = (), read: list[Path] | None = None) -> tuple[Tree, Origins]:
    """Return the merged tree of a file and of all that it extends, the file itself on top.

    `read` are the files so far.
    """
    here, read = path.resolve(), [] if read is None else read
    if here in chain:
        circle = " -> ".join(link.stem for link in (*chain[chain.index(here) :], here))
        raise InputError(f"{path}: extends: circular: {circle}")
    if len(chain) >= DEEPEST_EXTENDS:
        raise InputError(f"{path}: extends: more than {DEEPEST_EXTENDS} files deep")
    if len(read) >= MOST_FILES:
        raise InputError(f"{path}: extends: more than {MOST_FILES} files in all")
    read.append(here)
    own = read_toml(path)
    tree: Tree = {}
    origins: Origins = {}
    for parent in parents(own, path):
        below, below_origins = gather(located(parent, path, "extends"), (*chain, here), read)
        tree = merged(tree, below)
        origins.update(below_origins)
    _note(origins, own, str(path))
    if isinstance(own.get("fit"), str):
        own["fit"] = from_anywhere(path.parent / own["fit"])
    return merged(tree, own), origins


def from_anywhere(folder: Path) -> str:
    """Return a folder as a scenario names it: by its place among the shipped scenarios, else as a whole path."""
    whole, shipped = folder.resolve(), shipped_folder().resolve()
    return whole.relative_to(shipped).as_posix() if whole.is_relative_to(shipped) else whole.as_posix()


def parents(tree: Tree, path: Path) -> list[str]:
    """Return what a file extends, in order; removed from the tree, since the merged tree needs it no more."""
    value = tree.pop("extends", [])
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InputError(f"{path}: extends: {shown(value)}; allowed: a scenario's name, or a list of names")
    if len(names) > MOST_EXTENDS:
        raise InputError(f"{path}: extends: {len(names)} names; allowed: at most {MOST_EXTENDS}")
    return names


def with_settings(tree: Tree, settings: Mapping[str, Any], origins: Origins) -> Tree:
    """Return the tree with dotted settings such as levers.training_share laid on top."""
    if not isinstance(settings, Mapping):
        raise InputError(f"settings: {shown(settings)}; allowed: a dictionary such as {{'levers.training_share': 0.8}}")
    for path, value in settings.items():
        steps = path.split(".") if isinstance(path, str) else []
        if not 0 < len(steps) <= DEEPEST_SETTING:
            raise InputError(f"{SETTING}: {shown(path)}; allowed: a dotted path such as levers.training_share")
        over: Any = native(value)
        for step in reversed(steps):
            over = {step: over}
        _note(origins, over, SETTING)
        tree = merged(tree, over)
    return tree


def native(value: Any) -> Any:
    """Return a value with the scalars and arrays of NumPy in it as plain numbers, booleans and lists."""
    if isinstance(value, Mapping):
        return {key: native(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(native, value)) if type(value) in (list, tuple) else value
    return value.tolist() if type(value).__module__ == "numpy" and hasattr(value, "tolist") else value


def parsed_setting(text: str) -> tuple[str, Any]:
    """One `--set path=value` as its path and TOML value; a bare word is a string."""
    path, equals, written = text.partition("=")
    if not equals or not path.strip() or not written.strip():
        raise InputError(f"--set {text}: write it as path=value, such as levers.training_share=0.8")
    return path.strip(), parsed_value(written)


def parsed_value(written: str) -> Any:
    """One TOML value; what is none is taken as a string."""
    try:
        found = tomllib.loads(f"value = {written}")
    except (ValueError, RecursionError):
        return written.strip()
    return found["value"] if len(found) == 1 else written.strip()  # a second line would be another key
