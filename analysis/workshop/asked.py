"""Keep answers to what guests may ask for, and limit how many new ones they ask for together."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from trustladder.analysis.workshop.limits import TokenBucket
from trustladder.analysis.workshop.user_errors import UserError

PER_SECOND, BURST = 0.1, 6.0  # answers that nobody asked for before, of all guests together
Value = TypeVar("Value")


class Asked(Generic[Value]):
    """The last few answers by their keys; each is worked out once, however many ask for it."""

    def __init__(self, most: int) -> None:
        self.most, self.bucket = most, TokenBucket(PER_SECOND, BURST)
        self._known = OrderedDict[str, Value]()

    def __len__(self) -> int:
        return len(self._known)

    def admit(self, key: str) -> None:
        """Take what an answer costs that nobody asked for before. Raises UserError where too many come at once."""
        if key not in self._known and not self.bucket.take():
            raise UserError("too-fast")

    def drop(self, base: str) -> None:
        """Drop the answers of an uploaded scenario that has been replaced, by its name."""
        for key in [key for key in self._known if base in key]:
            del self._known[key]

    def get(self, key: str, work_out: Callable[[], Value]) -> Value:
        """Return an answer, worked out if it is not kept."""
        if key not in self._known:
            self._known[key] = work_out()
        self._known.move_to_end(key)
        while len(self._known) > self.most:
            self._known.popitem(last=False)
        return self._known[key]
