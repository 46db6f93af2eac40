"""Draw by which month cooperation takes hold, for each scenario: cumulative incidence, censored at the horizon."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from matplotlib.figure import Figure

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.curves import Arm, paint
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.sizes import SMALLEST
from trustladder.analysis.figures.kit.source import MANY, Description, Nothing, Options, Source, is_other_law
from trustladder.analysis.figures.kit.style import Target
from trustladder.analysis.figures.kit.sweep_source import run_or_sweep
from trustladder.analysis.numbers import distinct
from trustladder.analysis.studies.futures import Curve, curve, futures_of
from trustladder.sim.scenario.dates import month_name, year_of
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.naming import HELD, HELD_MONTH
from trustladder.sim.scenario.scenario import Scenario

REFERENCE = ("C3", "-")
LOOKS: tuple[Any, ...] = (  # of the others, the highest first: distinct in grey, too
    ("C0", "-"),
    ("C2", (0, (5.0, 1.4))),
    ("C1", (0, (1.4, 1.2))),
    ("C4", (0, (6.0, 1.2, 1.2, 1.2))),
    ("C5", "-"),
)
MARGIN = SMALLEST[HELD]  # of futures: what is as small does not matter


class SurvivalSource(Source):
    """A month-valued metric of every scenario of some results, of runs or of sweeps."""

    KIND, OPTIONS, FOLDERS = "futures", ("metric",), (1, MANY)

    def __init__(self, folders: Sequence[str | Path], language: str = "en", metric: str | None = None) -> None:
        self.metric = metric or HELD_MONTH
        super().__init__(language, metric=self.metric)
        if len({Path(folder).resolve() for folder in folders}) < len(folders):
            raise InputError(f"{', '.join(map(str, folders))}: allowed: each result once")
        self.folders = [Path(folder) for folder in folders]
        self.every = [run_or_sweep(folder, language) for folder in self.folders]

    @classmethod
    def from_folders(cls, folders: Sequence[Path], language: str, options: Options) -> Self:
        """Read every folder."""
        return cls(folders, language, **options)

    @cached_property
    def curves(self) -> list[Curve]:
        """Return a curve for each scenario, the highest first. Raises InputError if there are too many."""
        found, self.scenarios = [], dict[str, Scenario]()
        for folder, one in zip(self.folders, self.every, strict=True):
            if not one.manifest.get("finished"):
                raise Nothing("nothing.unfinished", name=folder.name)
            for futures in futures_of(folder, self.metric):
                if not futures.month:
                    raise InputError(
                        f"{folder}: {self.metric} is no month; allowed: {HELD_MONTH}, region_meeting_month, ..."
                    )
                self.scenarios[futures.scenario.name] = futures.scenario
                found.append((folder.name, curve(futures)))
        if len(found) > len(LOOKS) + 1:
            raise InputError(
                f"{self.folders[0]}: {len(found)} scenarios are too many for one figure; allowed: {len(LOOKS) + 1}"
            )
        same = Counter(one.name for _, one in found)
        named = [one._replace(name=self._name(one.name, folder if same[one.name] > 1 else "")) for folder, one in found]
        self.base = named[0].name
        return sorted(named, key=lambda one: -float(one.share[-1]))

    @property
    def nouns(self) -> dict[str, str]:
        """Return what scenarios are called inside a sentence, by their names at the curves."""
        known = {labels.short(self.words, one): labels.noun(self.words, one) for one in self.scenarios.values()}
        return {one.name: known.get(one.name, one.name) for one in self.curves}

    @property
    def what(self) -> str:
        """Return what happens, inside a sentence."""
        scenario = next(iter(self.scenarios.values()))
        if self.metric == HELD_MONTH:
            return self.words("figure.survival.holds", on=labels.about(self.words, scenario, [scenario.aim]))
        return self.words("figure.survival.comes", metric=self.label)

    def _name(self, title: str, folder: str) -> str:
        """Return the short name of a scenario, with the name of its folder if another has the same."""
        known = next((one for one in self.scenarios.values() if one.title == title or one.name == title), None)
        name = self.words.said(title, 80) if known is None else labels.short(self.words, known)
        return f"{name} ({self.words.said(folder, 40)})" if folder else name

    @property
    def label(self) -> str:
        """Return the label of the metric."""
        return labels.metric(self.words, next(iter(self.scenarios.values())), self.metric)

    @property
    def note(self) -> str:
        """Return the note of a single folder, or one on all folders."""
        return self.every[0].note if len(self.every) == 1 else self._of_many()

    def _of_many(self) -> str:
        say, known = self.words, [one.manifest for one in self.every]
        laws = list(dict.fromkeys(str(manifest["law"]) for manifest in known))
        seeds = ", ".join(dict.fromkeys(str(manifest["seed"]) for manifest in known))
        text = say("note.many", count=len(known), seeds=seeds, laws=", ".join(law[:8] for law in laws))
        return self.noted(text, next(filter(is_other_law, laws), laws[0]))

    @property
    def origins(self) -> list[dict[str, Any]]:
        """Return what each folder depends on."""
        return [origin for one in self.every for origin in one.origins]


SOURCE = SurvivalSource


def draw(data: SurvivalSource, target: Target) -> Figure:
    """Draw a step curve with its 95 percent interval for each scenario, named at its end; the first one in grey."""
    kind, values = told(data)
    lines = 2.4 + 0.1 * max(0, len(data.curves) - 3)
    page = Page(target, data.head("survival", kind, **values), lines * target.text / 8.0)
    looks, arms = iter(LOOKS), []
    for one in data.curves:
        colour, dash = REFERENCE if one.name == data.base else next(looks)
        count = data.words.of_hundred(float(one.share[-1]))
        arms.append(
            Arm(one, data.words("figure.survival.end", name=labels.capital(one.name), count=count), colour, dash)
        )
    paint(page, arms)
    return page.figure


def told(data: SurvivalSource) -> tuple[str, dict[str, Any]]:
    """Return the kind of the finding, and what its sentences need: the best against the first, and who adds little."""
    say, curves = data.words, data.curves
    base, best = next(one for one in curves if one.name == data.base), curves[0]
    share = float(base.share[-1])
    near = [one for one in curves if one.name not in (base.name, best.name) and abs(one.share[-1] - share) < 2 * MARGIN]
    nouns = say.listed(data.nouns[one.name] for one in near[:2])
    highest, low, high = distinct(say.of_hundred, *(float(one[-1]) for one in (best.share, best.low, best.high)))
    values = {
        "metric": data.label,
        "what": data.what,
        "name": base.name,
        "base": say.of_hundred(share),
        "best": data.nouns[best.name],
        "count": len(curves),
        "share": highest,
        "like": say("figure.survival.like", nouns=nouns) if near else "",
        "first": year_of(base.first_month),
        "last": year_of(base.first_month + len(base.share) - 2),
        "low": low,
        "high": high,
    }
    if best.share[-1] == 0.0:
        return "_never", values
    if len(curves) == 1:
        return "_one", values
    return "" if best.share[-1] - share > MARGIN else "_none", values


def describe(data: SurvivalSource) -> Description:
    """Describe the best scenario against the first; the table has every curve with its intervals."""
    rows = [
        (
            one.name,
            month_name(one.first_month + month - 1),
            float(one.share[month]),
            float(one.low[month]),
            float(one.high[month]),
        )
        for one in data.curves
        for month in range(1, len(one.share))
    ]
    kind, values = told(data)
    return data.described("survival", ("scenario", "by_month", "share", "low", "high"), rows, kind, **values)
