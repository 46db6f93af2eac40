"""What figures are drawn of - a result, several, a sweep, claims, a fit - each read once, in one language."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Self

from trustladder.analysis.words import words
from trustladder.sim.machine.version import law_hash

Options = Mapping[str, Any]  # options of `trustladder figure`, by name
MANY = 10_000  # folders
LEFT_OUT = {
    "--out": 1, "--threads": 1, "--overwrite": 0, "--no-figures": 0, "--column-figures": 0, "--json": 0, "--figure": 1,
    "--for": 1, "--lang": 1, "--cluster": 1, "--shard": 1,
}  # fmt: skip


class Nothing(Exception):
    """There is nothing to show here: the key of the reason, and its values."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


class Description(NamedTuple):
    """A figure in words and numbers: caption, text for those who cannot see it, and its data as a table."""

    caption: str
    alt: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Source:
    """What a figure is drawn of. Raises Nothing where it is asked for what is not there."""

    KIND: ClassVar[str]  # what it is, as a key of the words
    OPTIONS: ClassVar[tuple[str, ...]] = ()  # options
    FOLDERS: ClassVar[tuple[int, int]] = (1, 1)  # fewest and most

    def __init__(self, language: str) -> None:
        self.words = words(language)
        self.descriptions: dict[str, Description] = {}  # by the name of the figure

    @classmethod
    def from_folders(cls, folders: Sequence[Path], language: str, options: Options) -> Self:
        """Read it from folders. Raises InputError where they hold something else."""
        make: Any = cls
        made: Self = make(*folders, language=language, **options)
        return made

    @property
    def note(self) -> str:
        """What stands under every figure: of what, how much, by which law, and what is wrong with it."""
        raise NotImplementedError

    @property
    def origins(self) -> list[dict[str, Any]]:
        """What each folder depends on; "command" makes it anew."""
        raise NotImplementedError

    @property
    def options(self) -> dict[str, Any]:
        """The options with which it is drawn again."""
        return {}

    @property
    def mark(self) -> str:
        """What tells its files from those of the same figure of something else in the same folder."""
        return ""

    def noted(self, said: str, law: str) -> str:
        """A note, with a warning where it is of another law than the one at hand."""
        old = [self.words("note.old_law")] if other_law(law) else []
        return " ".join([said, *old, self.words("note.forecast")])


def other_law(law: Any) -> bool:
    """Whether a law is another than the one at hand."""
    return bool(law != law_hash())


def typed(command: Any, name: str) -> list[str]:
    """What was typed to make a folder, where it was this command; else nothing."""
    said = shared(command)
    return said if said[:1] == [name] else []


def shared(command: Any) -> list[str]:
    """A command without what only its machine knew."""
    kept: list[str] = []
    skip = 0
    for part in map(str, command if isinstance(command, list) else []):
        name, _, value = part.partition("=")
        if skip:
            skip -= 1
        elif name in LEFT_OUT:
            skip = 0 if value else LEFT_OUT[name]
        else:
            kept.append(Path(part).name if part.endswith(".toml") else part)
    return kept
