"""What `run` returns: metrics of every run, months of the first, failures, and the log of meetings if asked for."""

from typing import TYPE_CHECKING, Any, NamedTuple

from trustladder.sim.arrays.tables import Floats, Integers
from trustladder.sim.engine import ParameterSets
from trustladder.sim.ensemble import UncertainScenario
from trustladder.sim.logs import NoLog
from trustladder.sim.scenario.errors import InputError, whole_number
from trustladder.sim.scenario.limits import LARGEST_SEED
from trustladder.sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from trustladder.sim.agents.model import CooperationModel
    from trustladder.sim.log import MeetingLog


class Failure(NamedTuple):
    """A run that failed: which, when, and why."""

    replicate: int
    month: int  # counted from the start, -1 where unknown
    error: str


class Result(NamedTuple):
    """What `run` returns: metrics of every run, and the months of the first."""

    scenario: Scenario
    seed: int
    replicates: Integers
    metrics: dict[str, Floats]  # [run]; NaN is "never within the horizon"
    failures: list[Failure]
    series_names: list[str]
    months: Floats  # [run, month, series] of the first 1,000 runs
    parameter_sets: ParameterSets = ()  # replicate k has set k modulo their number
    log: "MeetingLog | NoLog" = NoLog()  # of the first futures, as many as were asked for; false where of none

    def __repr__(self) -> str:
        """Return in short what the result holds."""
        sets = f" over {len(self.parameter_sets)} parameter sets" if self.parameter_sets else ""
        kept = f"{len(self.months):,} futures month by month in {len(self.series_names)} series"
        lines = [
            f"Result of {self.scenario.name!r}: {len(self.replicates):,} futures{sets}, seed {self.seed}, "
            f"{self.scenario.months} months from {self.scenario.start:%Y-%m}",
            f"  {len(self.metrics)} metrics: frame(); {kept}: series(), trust()",
        ]
        if not isinstance(self.log, NoLog):
            lines.append(f"  {len(self.log):,} proposals with every answer: meetings(), log.answers()")
        return "\n".join([*lines, *([f"  {len(self.failures):,} futures failed: failures"] if self.failures else [])])

    def model(self, replicate: int) -> "CooperationModel":
        """Return a replicate as a model of agents on Mesa, under its own parameter set, at its first month.

        `model(7).run()` lives the same future as run 7. Raises InputError for a number below 0.
        """
        from trustladder.sim.agents.model import CooperationModel  # Mesa takes most of a second to import

        number = whole_number("replicate", replicate, 0, LARGEST_SEED)
        uncertain = UncertainScenario(self.scenario.model_copy(update={"seed": self.seed}), self.parameter_sets)
        return CooperationModel(uncertain.of(number), replicate=number)

    def frame(self) -> Any:
        """Return the metrics as a pandas DataFrame, one row a run."""
        import pandas as pd

        return pd.DataFrame({"replicate": self.replicates, **self.metrics})

    def series(self) -> Any:
        """Return every series month by month as a pandas DataFrame, over the futures whose months were kept.

        Columns: series, month (from 0), date, mean, p05, p25, p50, p75 and p95. Raises InputError where none was kept.
        """
        import pandas as pd

        from trustladder.sim.bands import bands

        if not len(self.months):
            raise InputError("months: none were kept; allowed: run(..., series='bands')")
        found = pd.DataFrame(bands(self.scenario, self.months))
        since_1970 = found["month"].to_numpy() + self.scenario.first_month - 12 * 1970
        found.insert(2, "date", since_1970.astype("datetime64[M]").astype("datetime64[s]"))
        return found

    def trust(self) -> Any:
        """Return trust month by month as a pandas DataFrame: a row for each domain, group and month.

        `among` is "region" (governments in each other), "rivals" (governments that are rivals), "in_donors" or
        "of_donors". Columns: domain, among, month, date, mean, p05, p25, p50, p75 and p95. Raises InputError as
        `series` does.
        """
        found = self.series()
        found = found[found["series"].str.startswith("trust_")].reset_index(drop=True)
        parts = found.pop("series").str.removeprefix("trust_").str.partition(".")
        found.insert(0, "domain", parts[2])
        found.insert(1, "among", parts[0])
        return found

    def monthly(self) -> Any:
        """Return the months of the first runs as a pandas DataFrame: one row a run and month, one column a series."""
        import pandas as pd

        runs, months, series = self.months.shape
        where = pd.MultiIndex.from_product([self.replicates[:runs], range(months)], names=["replicate", "month"])
        return pd.DataFrame(self.months.reshape(-1, series), where, self.series_names).reset_index()

    def dictionary(self) -> Any:
        """Return what every metric of `frame` is, as a pandas DataFrame: name, unit, meaning."""
        import pandas as pd

        from trustladder.sim.metrics import metrics_of

        known = [(one.name, one.unit, one.meaning) for one in metrics_of(self.scenario)]
        return pd.DataFrame(known, columns=["name", "unit", "meaning"])

    def meetings(self) -> Any:
        """Return all proposals as a pandas DataFrame, one row each; `log.answers()` has every answer.

        Raises InputError where no log was asked for.
        """
        return self.log.meetings()
