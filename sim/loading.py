"""From a scenario's name or file to one merged tree: reading TOML, following `extends`, remembering where keys stand."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from sim.errors import InputError, shown, unknown

LARGEST_FILE = 1_000_000  # bytes; the largest shipped scenario has some 20,000
DEEPEST_EXTENDS = 12
Tree = dict[str, Any]
Origins = dict[tuple[str, ...], str]  # which file gave a key


def shipped_folder() -> Path:
    """The folder of the shipped scenarios: inside the installed package, else beside it in the checkout."""
    packaged = Path(str(files("sim"))) / "_scenarios"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parent.parent / "scenarios"


def shipped_names() -> list[str]:
    """The names of the shipped scenarios; parts in subfolders are not scenarios of their own."""
    return sorted(path.stem for path in shipped_folder().glob("*.toml"))


def locate(name: str, beside: Path | None = None) -> Path:
    """The file of a scenario: a path (also relative to the file that extends it), or the name of a shipped one."""
    shipped = shipped_folder()
    folders = [beside] if beside else []
    if name.endswith(".toml"):
        candidates = [Path(name), *(folder / name for folder in folders), shipped / name]
    else:
        candidates = [*(folder / f"{name}.toml" for folder in folders), shipped / f"{name}.toml"]
    for path in candidates:
        if path.is_file():
            return path
    if Path(name).is_dir():
        raise InputError(f"{name}: is a folder, not a scenario file")
    if name.endswith(".toml"):
        raise InputError(f"{name}: no such file")
    raise unknown(name, name, shipped_names(), "scenario")


def located(name: str, path: Path, key: str) -> Path:
    """The file of a scenario that a key of another file names; a complaint names both."""
    try:
        return locate(name, path.parent)
    except InputError as error:
        raise InputError(f"{path}: {key}: {error}") from None


def read_text(path: Path, what: str, hint: str) -> str:
    """A small UTF-8 text that is not empty; anything else is refused in one line."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise InputError(f"{path}: {size / 1e6:,.0f} MB is too large for a {what}; at most 1 MB is read")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    if not text.strip():
        raise InputError(f"{path}: the file is empty; {hint}")
    return text


SETTING = "--set"  # where a key stands that no file gave


def read_toml(path: Path, what: str = "scenario", hint: str = "`trustladder new` writes one to begin with") -> Tree:
    """One TOML file as a tree; anything that is not a small, well-formed, UTF-8 text is refused in one line."""
    text = read_text(path, f"{what} file", hint)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: not valid TOML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise InputError(f"{path}: nested too deeply to be a {what}") from None


def is_quantity(value: object) -> bool:
    """Whether a table is one number with its origin, which is replaced as a whole."""
    return isinstance(value, Mapping) and ("figure" in value or "judgement" in value)


def merged(base: Tree, over: Mapping[str, Any]) -> Tree:
    """`base` with `over` laid on top: tables merge by key, so entries merge by their id; all else is replaced."""
    result = dict(base)
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


def gather(path: Path, chain: tuple[Path, ...] = ()) -> tuple[Tree, Origins]:
    """The merged tree of a file and of all that it extends, the file itself on top."""
    here = path.resolve()
    if here in chain:
        circle = " -> ".join(link.stem for link in (*chain[chain.index(here) :], here))
        raise InputError(f"{path}: extends: circular: {circle}")
    if len(chain) >= DEEPEST_EXTENDS:
        raise InputError(f"{path}: extends: more than {DEEPEST_EXTENDS} files deep")
    own = read_toml(path)
    tree: Tree = {}
    origins: Origins = {}
    for parent in parents(own, path):
        below, below_origins = gather(located(parent, path, "extends"), (*chain, here))
        tree = merged(tree, below)
        origins.update(below_origins)
    _note(origins, own, str(path))
    return merged(tree, own), origins


def parents(tree: Tree, path: Path) -> list[str]:
    """What a file extends, in order; removed from the tree, since the merged tree needs it no more."""
    value = tree.pop("extends", [])
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InputError(f"{path}: extends: {shown(value)}; allowed: a scenario's name, or a list of names")
    return names


def with_settings(tree: Tree, settings: Mapping[str, Any], origins: Origins) -> Tree:
    """The tree with dotted settings such as levers.training_share laid on top."""
    for path, value in settings.items():
        *tables, key = path.split(".")
        over: Any = {key: value}
        for table in reversed(tables):
            over = {table: over}
        _note(origins, over, SETTING)
        tree = merged(tree, over)
    return tree


def parsed_setting(text: str) -> tuple[str, Any]:
    """One `--set path=value` as its path and TOML value; a bare word is a string."""
    path, equals, written = text.partition("=")
    if not equals or not path.strip() or not written.strip():
        raise InputError(f"--set {text}: write it as path=value, such as levers.training_share=0.8")
    try:
        value = tomllib.loads(f"value = {written}")["value"]
    except tomllib.TOMLDecodeError:
        value = written.strip()
    return path.strip(), value
