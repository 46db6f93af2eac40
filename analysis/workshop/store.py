"""Store a workshop in one SQLite file; a vote is on the disk before it is confirmed."""

import json
import secrets
import sqlite3
import threading
from pathlib import Path
from typing import Any

from trustladder.analysis.workshop.private import create_private
from trustladder.sim.scenario.errors import InputError

LOCKED_S = 1.0  # wait for a file that another process has locked
MARK = 0x54727573  # application id in the header of our SQLite files
TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS votes (round INTEGER, voter TEXT, actor TEXT, come INTEGER, PRIMARY KEY (round, voter));
CREATE TABLE IF NOT EXISTS predictions (voter TEXT PRIMARY KEY, guess TEXT NOT NULL);
"""


def refuse_strangers(path: Path) -> None:
    """Raise InputError where a file exists that is no workshop's session; it stays as it is."""
    if path.is_file() and path.stat().st_size and path.open("rb").read(72)[68:72] != MARK.to_bytes(4, "big"):
        raise InputError(f"{path}: is not a session of a workshop; name another file with --session")


class Store:
    """The stored state of one workshop, locked against other processes. Raises InputError for an unusable file."""

    def __init__(self, path: Path | None, *, fresh: bool = False) -> None:
        self._lock = threading.Lock()
        try:
            self.warning = None if path is None else create_private(path)  # to be printed
            self._base = sqlite3.connect(path or ":memory:", LOCKED_S, check_same_thread=False, isolation_level=None)
            self._base.execute("PRAGMA locking_mode=EXCLUSIVE")  # two workshops in one file would overwrite each other
            self._base.execute(f"PRAGMA application_id={MARK}")
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("PRAGMA synchronous=FULL")
            self._base.executescript(TABLES)
            if fresh:
                self._base.executescript("DELETE FROM facts; DELETE FROM votes; DELETE FROM predictions;")
        except (sqlite3.Error, OSError) as error:
            why = "another workshop is using it" if getattr(error, "sqlite_errorname", "") == "SQLITE_BUSY" else error
            raise InputError(f"{path}: cannot hold a workshop ({why}); name another file with --session") from None
        self.secret = bytes.fromhex(self.load("secret") or self._new("secret", secrets.token_hex(32)))
        self.ticket = secrets.token_urlsafe(16)  # a code that opens once, and is not stored
        self.code: str = self.load("code") or self._new("code", f"{secrets.randbelow(10**8):08d}")

    def accepts(self, code: str) -> bool:
        """Return whether a code is the workshop's, or the one that opens once. Takes equally long for any code."""
        of_workshop, once = (secrets.compare_digest(code.encode(), one.encode()) for one in (self.code, self.ticket))
        if once:
            self.ticket = secrets.token_urlsafe(16)
        return of_workshop or once

    def _new(self, name: str, value: str) -> str:
        self.save(name, value)
        return value

    def _do(self, order: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._base.execute(order, values).fetchall()

    def save(self, name: str, value: Any, *, on_disk: bool = True) -> None:
        """Store a fact as JSON; without `on_disk` a power cut may lose it, and nothing else."""
        text = json.dumps(value)
        with self._lock:
            self._base.execute(f"PRAGMA synchronous={'FULL' if on_disk else 'NORMAL'}")
            self._base.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, text))
            self._base.execute("PRAGMA synchronous=FULL")

    def load(self, name: str) -> Any:
        """Return a fact, None where there is none."""
        found = self._do("SELECT value FROM facts WHERE name = ?", name)
        return json.loads(found[0][0]) if found else None

    def vote(self, number: int, voter: str, actor: str, come: bool) -> bool:
        """Store a vote; return False where this voter has voted in this round already."""
        try:
            self._do("INSERT INTO votes VALUES (?, ?, ?, ?)", number, voter, actor, int(come))
        except sqlite3.IntegrityError:
            return False
        return True

    def votes(self, number: int) -> list[tuple[str, str, bool]]:
        """Return the votes of a round: voter, actor, whether to come."""
        rows = self._do("SELECT voter, actor, come FROM votes WHERE round = ? ORDER BY voter", number)
        return [(voter, actor, bool(come)) for voter, actor, come in rows]

    def delete_votes(self, number: int, voter: str | None = None) -> None:
        """Delete the votes of a round and later ones; or the vote and prediction of one voter."""
        if voter is None:
            self._do("DELETE FROM votes WHERE round >= ?", number)
        else:
            self._do("DELETE FROM votes WHERE round = ? AND voter = ?", number, voter)
            self._do("DELETE FROM predictions WHERE voter = ?", voter)

    def predict(self, voter: str, guess: list[int]) -> None:
        """Store a prediction; the last one counts."""
        self._do("INSERT OR REPLACE INTO predictions VALUES (?, ?)", voter, json.dumps(guess))

    def predictions(self) -> list[list[int]]:
        """Return all predictions."""
        return [json.loads(guess) for (guess,) in self._do("SELECT guess FROM predictions ORDER BY voter")]

    def voters_that_predicted(self) -> set[str]:
        """Return the voters that have made a prediction."""
        return {voter for (voter,) in self._do("SELECT voter FROM predictions")}

    def clear(self) -> None:
        """Delete all votes and predictions, for a new game."""
        self._do("DELETE FROM votes")
        self._do("DELETE FROM predictions")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._base.close()
