"""Results of runs as sources of figures: one result, or several that are compared."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from pyarrow import ArrowException
from pyarrow.parquet import read_schema

from trustladder.analysis.figures.kit.labels import actor, capital, field, subject
from trustladder.analysis.figures.kit.source import MANY, Description, Nothing, Options, Source, is_other_law, typed
from trustladder.analysis.statistics import clusters_of, pasts_of
from trustladder.analysis.variance import share_of_parameters
from trustladder.sim.arrays.tables import Floats, Integers
from trustladder.sim.bands import bands
from trustladder.sim.runs import KEPT
from trustladder.sim.scenario.dates import month_name, year_of
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.store.arrow import numbers
from trustladder.sim.store.results import Folder

JOINT = ""  # recipient key of joint assistance
QUANTILES = ("mean", "p05", "p25", "p50", "p75", "p95")


class ResultSource(Source):
    """A result folder: its tables as arrays by name, and labels in one language."""

    KIND = "result"

    def __init__(self, folder: Path, language: str = "en") -> None:
        super().__init__(language)
        self.folder = Folder(folder)
        self.manifest = self.folder.manifest()
        if "kind" in self.manifest:
            kind = f"a {self.manifest['kind']}, not the result of a run"
            raise InputError(f"{folder}: holds {kind}; `trustladder figure` lists what is drawn of which")
        self.scenario = self.folder.scenario()
        self.runs: int = self.manifest["runs"]
        self.seed: int = self.manifest["seed"]
        self.alias = ""  # if another result has the same title or short name
        self._metrics: dict[str, Floats] = {}

    def name(self, actor: str) -> str:
        """Return the name of an actor."""
        return self.words.said(self.scenario.actors[actor].name)

    def actor(self, name: str) -> str:
        """Return the short name of an actor, for rows and marks."""
        return actor(self.words, self.scenario, name)

    def subject(self, name: str) -> str:
        """Return the short name of an actor, for sentences."""
        return subject(self.words, self.scenario, name)

    def domain(self, domain: str, most: int = 60) -> str:
        """Return the name of a domain, cut after `most` characters."""
        return self.words.said(self.scenario.domains[domain].name, most)

    def field(self, domain: str) -> str:
        """Return the name of a domain as it is written inside a sentence."""
        return field(self.words, self.scenario, domain)

    @property
    def title(self) -> str:
        """Return the scenario's title; the folder's name if another result has the same title."""
        return self.alias or self.words.said(self.scenario.title)

    @property
    def short(self) -> str:
        """Return the scenario's name for rows; the folder's name if another result has the same."""
        return self.alias or self.words.said(self.scenario.short_name)

    @cached_property
    def finished(self) -> int:
        """Return the number of finished futures: fewer than `runs` if the run was interrupted."""
        table = self.folder.table("runs", ["replicate"])
        return 0 if table is None else len(table)

    @property
    def old_law(self) -> bool:
        """Return whether the result is of another version of the law than the one installed."""
        return is_other_law(self.manifest["law"])

    @cached_property
    def _bands(self) -> dict[str, dict[str, Floats]]:
        table = self.folder.table("series")
        if table is None:
            raise Nothing("nothing.bands")
        if "series" in table.column_names:
            known = {name: numbers(table.column(name)) for name in QUANTILES}
            known["series"] = np.array(table.column("series").to_pylist())
        else:
            known = self._bands_of_months(table)
        rows = {name: known["series"] == name for name in dict.fromkeys(known["series"].tolist())}
        return {name: {column: known[column][here] for column in QUANTILES} for name, here in rows.items()}

    def _bands_of_months(self, table: Any) -> dict[str, np.ndarray]:
        """Return the bands of a table that holds the months of every run, from its first runs."""
        length, columns = (
            self.scenario.months,
            [name for name in table.column_names if name not in ("replicate", "month")],
        )
        rows = min(len(table) // length, KEPT) * length
        months = np.stack([numbers(table.column(name))[:rows] for name in columns], axis=-1)
        return bands(self.scenario, months.reshape(-1, length, len(columns)))

    def band(self, series: str) -> dict[str, Floats]:
        """Return mean and quantiles of a series, by name [month]."""
        if series not in self._bands:
            raise Nothing("nothing.series", series=series)
        return self._bands[series]

    def rows_of(self, names: list[str]) -> Iterator[tuple[Any, ...]]:
        """Yield bands as rows: series, month, mean and quantiles."""
        for name in names:
            band = self.band(name)
            for month in range(len(band["mean"])):
                yield (name, self.month(month), *(float(band[column][month]) for column in QUANTILES))

    def described_bands(self, name: str, series: list[str], **values: Any) -> Description:
        """Return the bands of some series as the table of a figure, with its caption and alt text."""
        return self.described(name, ("series", "month", *QUANTILES), self.rows_of(series), **values)

    def month(self, elapsed: int) -> str:
        """Return a month since the start as "YYYY-MM"."""
        return month_name(self.scenario.first_month + elapsed)

    @cached_property
    def years(self) -> Floats:
        """Return the middle of each month as a year [month]."""
        return (self.scenario.first_month + np.arange(self.scenario.months, dtype=np.float64) + 0.5) / 12.0

    @property
    def span(self) -> tuple[float, float]:
        """Return the start and the end of the horizon as years."""
        first = self.scenario.first_month / 12.0
        return first, first + self.scenario.months / 12.0

    @property
    def ends(self) -> tuple[int, int]:
        """Return the calendar years of the first and the last month."""
        last = self.scenario.first_month + self.scenario.months - 1
        return year_of(self.scenario.first_month), year_of(last)

    def has_metric(self, name: str) -> bool:
        """Return whether the table of runs holds a metric, as one of another version may not."""
        return self.finished > 0 and name in self._columns

    def metric(self, name: str) -> Floats:
        """Return a metric [run]."""
        if name not in self._metrics:
            if self.finished == 0:
                raise Nothing("nothing.runs")
            if name not in self._columns:
                raise Nothing("nothing.metric", metric=name)
            table = self.folder.table("runs", [name])
            assert table is not None
            self._metrics[name] = numbers(table.column(name))
        return self._metrics[name]

    @cached_property
    def _columns(self) -> list[str]:
        """Return the columns that every part of the table of runs has."""
        paths = sorted((self.folder.path / "runs").glob("part-*.parquet"))
        try:
            names = [read_schema(path).names for path in paths]
        except (ArrowException, OSError, ValueError) as error:
            raise InputError(f"{self.folder.path}: a part is damaged ({str(error).splitlines()[0]})") from None
        return [name for name in names[0] if all(name in other for other in names)]

    @property
    def sets(self) -> int:
        """Return the number of parameter sets over which the runs are spread; 0 if there are none."""
        return len(self.manifest.get("sets") or ())

    @property
    def clusters(self) -> tuple[Integers, ...]:
        """The kinds of clusters in which runs are alike: parameter sets, and pasts where several share one [run]."""
        return clusters_of(self.metric("replicate").astype(np.int64), self.sets, pasts_of(self.scenario))

    def share_of_parameters(self, name: str) -> float | None:
        """Return the share of a metric's variance that is due to parameters; None if it is unknown."""
        if not self.sets:
            return None
        replicates = self.metric("replicate").astype(np.int64)
        found = share_of_parameters(self.metric(name), replicates, self.sets)
        return None if np.isnan(found) else found

    def network(self, moment: str, domain: str) -> dict[tuple[str, str], float]:
        """Return mean trust by (observer, observed) at the `moment` "start" or "end"."""
        table = self.folder.table("network")
        if table is None:
            raise Nothing("nothing.network")
        rows = zip(*(table.column(name).to_pylist() for name in table.column_names), strict=True)
        found = {(who, whom): trust for when, field, who, whom, trust in rows if when == moment and field == domain}
        if not found or any(trust is None for trust in found.values()):
            raise Nothing("nothing.network")
        return found

    @property
    def note(self) -> str:
        """Return the note: the scenario, the number of futures, the version of the law, and warnings."""
        say, kept = self.words, min(self.runs, KEPT)
        count = say.number(self.finished, 0)
        key = "one" if self.finished == 1 else "all" if self.finished <= kept else "first"
        shown = say(f"note.futures_{key}", count=count, kept=say.number(kept, 0))
        if self.sets:
            shown += say("note.sets", count=self.sets)
        text = [
            say(
                "note.result",
                name=capital(self.short),
                futures=shown,
                seed=self.seed,
                law=self.manifest["law"][:8],
            )
        ]
        if self.finished < self.runs:
            text.append(say("note.unfinished", count=count, runs=say.number(self.runs, 0)))
        return self.noted(" ".join(text), self.manifest["law"])

    @property
    def origins(self) -> list[dict[str, Any]]:
        """Return what the result depends on, in short."""
        manifest = self.manifest
        return [
            {
                "scenario": self.scenario.name,
                "title": self.scenario.title,
                "seed": self.seed,
                "runs": self.runs,
                "finished": self.finished,
                "months": self.scenario.months,
                "lane": manifest.get("lane"),
                "law": manifest["law"],
                "version": manifest.get("trustladder"),
                "command": self._command(),
            }
        ]

    def _command(self) -> list[str]:
        """Return the command that made the result, with its defaults written out, as they may change."""
        plainly = ["run", self.scenario.name, "--months", str(self.scenario.months)]
        text = typed(self.manifest.get("command"), "run") or plainly
        given = {part.partition("=")[0] for part in text}
        numbers = (("--runs", self.runs), ("--seed", self.seed))
        left = [(option, value) for option, value in numbers if not given & {option, "--from"}]
        return [*text, *(str(part) for pair in left for part in pair)]


def with_distinct_titles(several: Sequence[ResultSource]) -> list[ResultSource]:
    """Return results; those that share a title or a short name take the names of their folders."""
    titles, shorts = ([getattr(one.scenario, name) for one in several] for name in ("title", "short_name"))
    for one, title, short in zip(several, titles, shorts, strict=True):
        if titles.count(title) > 1 or shorts.count(short) > 1:
            one.alias = one.words.said(one.folder.path.resolve().name, 60)
    return list(several)


class ComparisonSource(Source):
    """Results to compare: the first, and the others against it."""

    KIND = "results"
    FOLDERS = (2, MANY)

    def __init__(self, every: Sequence[ResultSource]) -> None:
        super().__init__(every[0].words.language)
        self.every = with_distinct_titles(every)

    @classmethod
    def from_folders(cls, folders: Sequence[Path], language: str, options: Options) -> Self:
        """Read every result."""
        return cls([ResultSource(folder, language, **options) for folder in folders])

    @property
    def note(self) -> str:
        """Return the note of the first result."""
        return self.every[0].note

    @property
    def origins(self) -> list[dict[str, Any]]:
        """Return what each result depends on."""
        return [origin for one in self.every for origin in one.origins]
