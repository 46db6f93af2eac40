"""Sources of figures: results, sweeps, claims, fits; each is read once, for texts in one language."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Self

from trustladder.analysis.words import words
from trustladder.sim.machine.version import law_hash

Options = Mapping[str, Any]  # options of `trustladder figure`, by name
MANY = 10_000  # folders
LEFT_OUT = {  # options of commands that say nothing about a result, with the number of their values
    "--out": 1,
    "--threads": 1,
    "--overwrite": 0,
    "--no-figures": 0,
    "--column-figures": 0,
    "--json": 0,
    "--quiet": 0,
    "--verbose": 0,
    "--debug": 0,
    "--figure": 1,
    "--for": 1,
    "--lang": 1,
    "--cluster": 1,
    "--shard": 1,
}


class Nothing(Exception):
    """Raised where there is nothing to draw: the key of the text that gives the reason, and its values."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


class Head(NamedTuple):
    """What a figure says in words: its finding; topic, unit and years; how it is read, and its source."""

    title: str
    subtitle: str
    note: str


class Description(NamedTuple):
    """A figure in words and numbers: its caption, its alt text, and its data as a table."""

    caption: str
    alt: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Source:
    """The data of a figure. Its methods raise Nothing where the data hold too little to draw."""

    KIND: ClassVar[str]  # a key of the words
    OPTIONS: ClassVar[tuple[str, ...]] = ()  # names of the options that it takes
    FOLDERS: ClassVar[tuple[int, int]] = (1, 1)  # fewest and most

    def __init__(self, language: str, **options: Any) -> None:
        self.words = words(language)
        self.options = options  # with which the figure is drawn again
        self.descriptions: dict[str, Description] = {}  # by the name of the figure
        self.heads: dict[str, Head] = {}

    @classmethod
    def from_folders(cls, folders: Sequence[Path], language: str, options: Options) -> Self:
        """Read the source from folders. Raises InputError where they hold something else."""
        make: Any = cls
        return make(*folders, language=language, **options)

    @property
    def note(self) -> str:
        """Return the note under every figure: the scenario, the number of futures, the version of the law, warnings."""
        raise NotImplementedError

    @property
    def origins(self) -> list[dict[str, Any]]:
        """Return for each folder what its content depends on; "command" makes it again."""
        raise NotImplementedError

    @property
    def mark(self) -> str:
        """Return the part of file names that differs between figures of the same name: the metric, or the claim."""
        return self.options.get("metric") or self.options.get("claim") or ""

    def head(self, name: str, kind: str = "", /, **values: Any) -> Head:
        """Return the head of a figure; `kind` ends the keys of those texts of which it has several."""
        title, subtitle, note = (self.told(name, part, kind, **values) for part in ("title", "subtitle", "note"))
        self.heads[name] = Head(title, subtitle, " ".join(text for text in (note, self.note) if text))
        return self.heads[name]

    def told(self, name: str, part: str, kind: str = "", /, **values: Any) -> str:
        """Return a text of a figure: that of its kind, else the plain one; nothing where there is none."""
        keys = (f"figure.{name}.{part}{kind}", f"figure.{name}.{part}")
        key = next((key for key in keys if key in self.words.texts), None)
        return self.words(key, **values).strip() if key else ""

    def counted(self, count: int) -> str:
        """Return a count as sentences write it: small ones as words."""
        return self.words.texts.get(f"count.{count}", self.words.number(count, 0))

    def described(
        self, name: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]], kind: str = "", /, **values: Any
    ) -> Description:
        """Return the table of a figure, with its caption (finding and topic) and its alt text."""
        title, subtitle, _ = self.head(name, kind, **values)
        caption = " ".join(f"{text.rstrip('.')}." for text in (title, subtitle[:1].upper() + subtitle[1:]) if text)
        return Description(caption, self.told(name, "alt", kind, **values), columns, list(rows))

    def noted(self, text: str, law: str) -> str:
        """Return a note, with a warning where its data come from another version of the law than the one installed."""
        warning = [self.words("note.old_law")] if is_other_law(law) else []
        return " ".join([text, *warning, self.words("note.forecast")])


def is_other_law(law: Any) -> bool:
    """Return whether a hash is of another version of the law than the one installed."""
    return bool(law != law_hash())


def typed(command: Any, name: str) -> list[str]:
    """Return the arguments that made a folder if they call the command `name`, else an empty list."""
    arguments = portable(command)
    return arguments if arguments[:1] == [name] else []


def portable(command: Any) -> list[str]:
    """Return the arguments of a command without those that hold for one machine only."""
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
