"""Parts: the Parquet tables of a result, written whole, noted with their hash, and verified whenever they are read.

    runs/part-00000.parquet         a table
    hashes/runs/part-00000.txt      its hash, from before the table is there until the result is finished
    manifest.json                   "parts": the hashes of all tables of a finished result

The hash is noted before the table takes its place, so a table that is there has one, however a command ended. Parquet's
own checksums cover pages and nothing else: a flipped bit in what surrounds them reads other numbers, and a part of
another result is whole in itself. Tables of folders older than hashes are read with the warning `Unverified`.
"""

import hashlib
import json
import shutil
import time
import warnings
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from trustladder.sim.machine.atomic import check_writable
from trustladder.sim.scenario.errors import InputError

MANIFEST, HASHES = "manifest.json", "hashes"
DEPTH = 3  # folders between a table and its result, at most
DIGITS = 32
SETTLED = 2.0  # seconds after which a file that changes again has another time stamp
MAKE_AGAIN = "remove it, and the same command makes it again"


class Unverified(UserWarning):
    """A result has no hashes, so that nobody can tell whether its tables are what was written."""


def part_name(number: int) -> str:
    """Return the file name of a part."""
    return f"part-{number:05d}.parquet"


def encoding(schema: pa.Schema) -> dict[str, Any]:
    """How tables are written: compressed, numbers split by byte, every page with its checksum."""
    floats = {field.name: "BYTE_STREAM_SPLIT" for field in schema if pa.types.is_floating(field.type)}
    return {
        "compression": "zstd",
        "use_dictionary": [field.name for field in schema if not pa.types.is_floating(field.type)],
        "column_encoding": floats or None,
        "store_schema": False,
        "write_page_checksum": True,
    }


def read_part(place: Path, columns: list[str] | None = None) -> pa.Table:
    """One file of a table, or some columns of it, verified. Raises InputError where it is damaged or foreign."""
    verify(place)
    try:
        return pq.ParquetFile(place, page_checksum_verification=True).read(columns)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(place, str(error).splitlines()[0]) from None


def parts_of(root: Path, kind: str) -> list[Path]:
    """Return the parts of one kind of table, in order. Raises InputError where a finished result lacks one of them."""
    places = sorted((root / kind).glob("part-*.parquet"))
    noted = _noted(root)
    if noted is not None and noted.finished:
        there = {place.name for place in places}
        for name in sorted(noted.parts):
            folder, _, file = name.partition("/")
            if folder == kind and file not in there:
                raise InputError(f"{root / name}: a part is missing; the same command makes it again")
    return places


# --- hashes --------------------------------------------------------------------------------------------------------


def hash_of(place: Path) -> str:
    """Return the hash of a file's content."""
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:DIGITS]


def verify(place: Path) -> None:
    """Raise InputError where a table is not what was written there; warn where nobody can tell."""
    try:
        stat = place.stat()
    except OSError as error:
        raise damaged(place, error.strerror or str(error)) from None
    root = next((folder for folder in list(place.parents)[:DEPTH] if _is_result(folder)), None)
    if root is None:
        return
    expected = _expected(root, place.relative_to(root).as_posix())
    if expected is not None:
        _compare(place, expected, stat.st_size, stat.st_mtime_ns)


def refuse_among_tables(path: Path) -> None:
    """Raise InputError for a file among the tables of a result, where every reader would take it for one of them."""
    above = list(path.absolute().parents)[: DEPTH + 1]
    root = next((folder for folder in above if _is_result(folder)), None)
    if root is None:
        return
    inside = above[: above.index(root)]
    if path.suffix == ".parquet" or any(one.name == HASHES or any(one.glob("part-*.parquet")) for one in inside):
        raise InputError(f"{path}: would lie among the tables of the result in {root}; allowed: another place")


def check_output(path: Path | None) -> None:
    """Raise InputError, before the work for a file begins, where it could not be written or would lie among tables."""
    if path is not None:
        refuse_among_tables(path)
    check_writable(path)


def _is_result(folder: Path) -> bool:
    return (folder / MANIFEST).is_file() or (folder / HASHES).is_dir()


def _expected(root: Path, name: str) -> str | None:
    """Return the hash that was noted for a table; None, with a warning, in a folder without any."""
    try:  # first: what is noted in the manifest is removed from here afterwards
        return beside(root, name).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    except (OSError, ValueError) as error:
        raise damaged(root / name, f"its hash cannot be read: {str(error).splitlines()[0]}") from None
    noted = _noted(root)
    if noted is None:
        _warn(root.as_posix())
        return None
    if name not in noted.parts:
        raise InputError(f"{root / name}: is no part of this result, but of another; remove it")
    return noted.parts[name]


def _compare(place: Path, expected: str, size: int, stamp: int) -> None:
    """Compare content and hash; once for a file that does not change, since a summary reads it column by column."""
    key = (str(place.absolute()), size, stamp, expected)
    if key in _verified:
        return
    try:
        found = hash_of(place)
    except OSError as error:
        raise damaged(place, error.strerror or str(error)) from None
    if found != expected:
        raise damaged(place, "its content is not what was written there; it was changed, or is of another result")
    if time.time() - stamp / 1e9 > SETTLED:
        while len(_verified) >= REMEMBERED:
            _verified.pop(next(iter(_verified)))
        _verified[key] = None


REMEMBERED = 100_000
_verified: dict[tuple[str, int, int, str], None] = {}  # what was verified, the longest ago first


@lru_cache(maxsize=1000)
def _warn(root: str) -> None:
    """Once for a folder."""
    text = f"{root}: written by a version that noted no hashes; nobody can verify that its tables are unchanged"
    warnings.warn(Unverified(text), stacklevel=2)


def damaged(place: Path, why: str) -> InputError:
    """Return a table that cannot be trusted."""
    return InputError(f"{place}: a part is damaged ({why}); {MAKE_AGAIN}")


# --- where hashes are noted ------------------------------------------------------------------------------------------


class Noted(NamedTuple):
    """What a manifest notes: the hash of every table by its name, and whether the result is finished."""

    parts: dict[str, str]
    finished: bool


def beside(root: Path, name: str) -> Path:
    """Where the hash of a table is noted until the manifest has it."""
    return (root / HASHES / name).with_suffix(".txt")


def waiting(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the tables whose hashes are not in the manifest yet, with those."""
    for place in sorted((root / HASHES).rglob("*.txt")):
        name = place.relative_to(root / HASHES).with_suffix(".parquet").as_posix()
        if (root / name).is_file():
            yield name, place.read_text(encoding="ascii").strip()


def noted_hashes(root: Path) -> dict[str, str]:
    """Return the hashes of all tables that are there."""
    noted = _noted(root)
    kept = {} if noted is None else {name: one for name, one in noted.parts.items() if (root / name).is_file()}
    return dict(sorted({**kept, **dict(waiting(root))}.items()))


def noted_names(root: Path) -> set[str]:
    """Return the names of all tables that the manifest says were written, present or not."""
    noted = _noted(root)
    return set() if noted is None else set(noted.parts)


def settle(root: Path) -> None:
    """Remove the hashes beside that the manifest of a finished result notes as well."""
    noted = _noted(root)
    if noted is None or not noted.finished:
        return
    for name, one in list(waiting(root)):
        if noted.parts.get(name) == one:
            beside(root, name).unlink(missing_ok=True)
    if not any((root / HASHES).rglob("*.txt")):
        shutil.rmtree(root / HASHES, ignore_errors=True)


def _noted(root: Path) -> Noted | None:
    """Return what the manifest notes; None where it is of a version without hashes, or there is none."""
    place = root / MANIFEST
    try:
        stat = place.stat()
    except OSError:
        return None if not (root / HASHES).is_dir() else Noted({}, False)
    key = (str(place.absolute()), stat.st_size, stat.st_mtime_ns)
    if key not in _manifests:
        found = _read(place)
        if time.time() - stat.st_mtime <= SETTLED:
            return found
        _manifests.clear()
        _manifests[key] = found
    return _manifests[key]


_manifests: dict[tuple[str, int, int], Noted | None] = {}  # the last one that was read, for it may be long


def _read(place: Path) -> Noted | None:
    try:
        return _noted_in(place.read_bytes())
    except (OSError, ValueError, AttributeError):
        return None  # whoever reads the manifest itself says what is wrong with it


@lru_cache(maxsize=1)  # while it is young it is read for every table
def _noted_in(content: bytes) -> Noted | None:
    manifest = json.loads(content.decode("utf-8"))
    parts = manifest.get("parts")
    return Noted(parts, manifest.get("finished") is True) if isinstance(parts, dict) else None
