"""Keep answers, counted or counted ahead, so that whoever asks again has them at once."""

import json
import threading
from collections import OrderedDict
from typing import Any

from trustladder.analysis.workshop.connection import encode

Answer = dict[str, Any]
MOST_BYTES = 8_000_000  # of all answers that are kept: some 1,300 positions of levers


class Answers:
    """Answers by their keys, as the bytes that are sent; those used longest ago go once all take more than `limit`.

    Several threads may use it.
    """

    def __init__(self, limit: int = MOST_BYTES) -> None:
        self.limit, self.size = limit, 0  # bytes
        self._lock, self._kept = threading.Lock(), OrderedDict[str, bytes]()

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: str) -> bool:
        return key in self._kept

    def get(self, key: str) -> Answer | None:
        """Return the answer under a key; None where there is none."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            found: Answer = json.loads(self._kept[key])
            return found

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer under a key, in the place of what was kept there."""
        text = encode(answer).encode()
        with self._lock:
            self.size += len(text) - len(self._kept.pop(key, b""))
            self._kept[key] = text
            while self.size > self.limit:
                self.size -= len(self._kept.popitem(last=False)[1])

    def drop(self, base: str) -> None:
        """Drop the answers of an uploaded scenario that has been replaced, by its name."""
        with self._lock:
            for key in [key for key in self._kept if base in key]:
                self.size -= len(self._kept.pop(key))
