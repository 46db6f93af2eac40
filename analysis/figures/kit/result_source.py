"""A result, or several, as figures read them: tables as arrays by name, and what there is to say about them."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from pyarrow import ArrowException
from pyarrow.parquet import read_schema

from trustladder.analysis.figures.kit.labels import inside
from trustladder.analysis.figures.kit.source import MANY, Nothing, Options, Source, is_other_law, typed
from trustladder.analysis.shares import share_of_parameters
from trustladder.analysis.summary import month_name
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.runs import KEPT, bands
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.store.arrow import numbers
from trustladder.sim.store.results import Folder

JOINT = ""  # whom joint money goes to: no government in particular
QUANTILES = ("mean", "p05", "p25", "p50", "p75", "p95")


class ResultSource(Source):
    """A result folder, read once, for figures in one language."""

    KIND = "result"

    def __init__(self, folder: Path, language: str = "en") -> None:
        super().__init__(language)
        self.folder = Folder(folder)
        self.manifest = self.folder.manifest()
        if "kind" in self.manifest:
            raise InputError(
                f"{folder}: holds a {self.manifest['kind']}, not the result of a run; `trustladder figure` lists what is drawn of which"
            )
        self.scenario = self.folder.scenario()
        self.runs: int = self.manifest["runs"]
        self.seed: int = self.manifest["seed"]
        self.alias = ""  # where another result has the same title
        self._metrics: dict[str, Floats] = {}

    def name(self, actor: str) -> str:
        """An actor's name for people."""
        return self.words.said(self.scenario.actors[actor].name)

    def domain(self, domain: str, most: int = 60) -> str:
        """A domain's name for people."""
        return self.words.said(self.scenario.domains[domain].name, most)

    def field(self, domain: str) -> str:
        """A domain's name inside a sentence."""
        return inside(self.words, self.scenario.domains[domain].name)

    @property
    def title(self) -> str:
        """The scenario's title; the name of the folder where another result has the same."""
        return self.alias or self.words.said(self.scenario.title)

    @cached_property
    def finished(self) -> int:
        """How many futures are there: fewer than were asked for where the run was cut off."""
        table = self.folder.table("runs", ["replicate"])
        return 0 if table is None else len(table)

    @property
    def old_law(self) -> bool:
        """Whether the result is of another law than the one at hand."""
        return is_other_law(self.manifest["law"])

    @cached_property
    def _bands(self) -> dict[str, dict[str, Floats]]:
        table = self.folder.table("series")
        if table is None:
            raise Nothing("nothing.bands")
        if "series" not in table.column_names:
            return self._bands_of_months()
        names = np.array(table.column("series").to_pylist())
        columns = {name: numbers(table.column(name)) for name in QUANTILES}
        order = {name: names == name for name in dict.fromkeys(names.tolist())}
        return {name: {column: values[rows] for column, values in columns.items()} for name, rows in order.items()}

    def _bands_of_months(self) -> dict[str, dict[str, Floats]]:
        """The bands of a result that kept every run's months, from its first runs."""
        table = self.folder.table("series")
        assert table is not None
        columns = [name for name in table.column_names if name not in ("replicate", "month")]
        rows = min(len(table), KEPT * self.scenario.months) // self.scenario.months * self.scenario.months
        months = np.stack([numbers(table.column(name))[:rows] for name in columns], axis=-1)
        summary = bands(self.scenario, months.reshape(-1, self.scenario.months, len(columns)))
        names = summary["series"]
        return {
            name: {column: summary[column][names == name] for column in QUANTILES}
            for name in dict.fromkeys(names.tolist())
        }

    def band(self, series: str) -> dict[str, Floats]:
        """Mean and quantiles of a series [month]."""
        if series not in self._bands:
            raise Nothing("nothing.series", series=series)
        return self._bands[series]

    def rows_of(self, names: list[str]) -> Iterator[tuple[Any, ...]]:
        """Bands as rows: series, month, mean and quantiles."""
        for name in names:
            band = self.band(name)
            for month in range(len(band["mean"])):
                yield (name, self.month(month), *(float(band[column][month]) for column in QUANTILES))

    def month(self, elapsed: int) -> str:
        """A month since the start as year and month."""
        return month_name(self.scenario, elapsed)

    @cached_property
    def years(self) -> Floats:
        """The months as years, each at its middle."""
        years: Floats = (self.scenario.first_month + np.arange(self.scenario.months, dtype=np.float64) + 0.5) / 12.0
        return years

    @property
    def span(self) -> tuple[float, float]:
        """First and last year of the horizon."""
        first = self.scenario.first_month / 12.0
        return first, first + self.scenario.months / 12.0

    @property
    def ends(self) -> tuple[int, int]:
        """The calendar years of the first and the last month."""
        last = self.scenario.first_month + self.scenario.months - 1
        return self.scenario.first_month // 12, last // 12

    def metric(self, name: str) -> Floats:
        """A metric of every run."""
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
        """The columns of the table of runs; only those that every part has."""
        places = sorted((self.folder.path / "runs").glob("part-*.parquet"))
        try:
            names = [read_schema(place).names for place in places]
        except (ArrowException, OSError, ValueError) as error:
            raise InputError(f"{self.folder.path}: a part is damaged ({str(error).splitlines()[0]})") from None
        return [name for name in names[0] if all(name in other for other in names)]

    @property
    def sets(self) -> int:
        """How many parameter sets its runs are spread over; 0 where they are not."""
        return len(self.manifest.get("sets") or ())

    def share_of_parameters(self, name: str) -> float | None:
        """The share of a metric's variation that is due to parameter sets; None where there are none, or it is unknown."""
        if not self.sets:
            return None
        replicates = self.metric("replicate").astype(np.int64)
        found = share_of_parameters(self.metric(name), replicates, self.sets)
        return None if np.isnan(found) else found

    def network(self, moment: str, domain: str) -> dict[tuple[str, str], float]:
        """Mean trust by (observer, observed) at "start" or "end"."""
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
        """What stands under every figure: how many futures, of what, by which law, and what is wrong with it."""
        say, kept = self.words, min(self.runs, KEPT)
        count = say.number(self.finished, 0)
        key = "one" if self.finished == 1 else "all" if self.finished <= kept else "first"
        shown = say(f"note.futures_{key}", count=count, kept=say.number(kept, 0))
        if self.sets:
            shown += say("note.sets", count=self.sets)
        said = [
            say(
                "note.result",
                name=say.said(self.scenario.name, 60),
                futures=shown,
                seed=self.seed,
                law=self.manifest["law"][:8],
            )
        ]
        if self.finished < self.runs:
            said.append(say("note.unfinished", count=count, runs=say.number(self.runs, 0)))
        return self.noted(" ".join(said), self.manifest["law"])

    @property
    def origins(self) -> list[dict[str, Any]]:
        """What the result depends on, in short."""
        manifest = self.manifest
        return [
            {
                "scenario": self.scenario.name, "title": self.scenario.title, "seed": self.seed, "runs": self.runs,
                "finished": self.finished, "months": self.scenario.months, "lane": manifest.get("lane"), "law": manifest["law"],
                "version": manifest.get("trustladder"), "command": self._command(),
            }
        ]  # fmt: skip

    def _command(self) -> list[str]:
        """The command that made it, with what it left to its defaults, which may change."""
        plainly = ["run", self.scenario.name, "--months", str(self.scenario.months)]
        said = typed(self.manifest.get("command"), "run") or plainly
        given = {part.partition("=")[0] for part in said}
        numbers = (("--runs", self.runs), ("--seed", self.seed))
        left = [(option, value) for option, value in numbers if not given & {option, "--from"}]
        return [*said, *(str(part) for pair in left for part in pair)]


def with_distinct_titles(several: Sequence[ResultSource]) -> list[ResultSource]:
    """Results; those that share their title by the names of their folders."""
    titles = [one.scenario.title for one in several]
    for one, title in zip(several, titles, strict=True):
        if titles.count(title) > 1:
            one.alias = one.words.said(one.folder.path.resolve().name, 60)
    return list(several)


class ComparisonSource(Source):
    """Results that are compared: the first, and the others against it."""

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
        """That of the first."""
        return self.every[0].note

    @property
    def origins(self) -> list[dict[str, Any]]:
        """What each of them depends on."""
        return [origin for one in self.every for origin in one.origins]
