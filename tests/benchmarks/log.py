"""The log of meetings: its cost beside the runs, in memory and on disk, one future told, and one decision changed."""

import tempfile
from functools import partial
from pathlib import Path

from tests.benchmarks.prepared import CORES, baseline
from tests.benchmarks.processes import call
from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from tests.benchmarks.timing import in_turns, ratios, spread
from trustladder.analysis.invitations import invitations
from trustladder.analysis.story import narrate
from trustladder.analysis.words import words
from trustladder.analysis.workshop.counterfactual import counterfactual_effects
from trustladder.analysis.workshop.replay import simulate, timeline
from trustladder.sim.changed_answers import FUTURES
from trustladder.sim.engine import Execution
from trustladder.sim.ensemble import UncertainScenario, run_parameter_sets
from trustladder.sim.given_answers import Order
from trustladder.sim.log_runs import log_of, told_future
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.log_tables import LogTables
from trustladder.sim.store.results import Folder

SLOWER, TOLD, CHANGED = 1.5, 0.3, 1.0  # times without the log; seconds; seconds
FLAT = 1.25  # times the memory of a quarter of the futures
COMMAND = ("run", "baseline", "--no-figures", "--no-counterfactuals", "--uncertainty", "none")
ALL_CORES = Execution(CORES)


class Dropped:
    """Takes the rows of a log and forgets them."""

    def __init__(self, futures: int) -> None:
        self.futures, self.answers = futures, 0

    def keep(self, place: int, rows: object) -> None:
        """Forget the rows of one chunk."""


def run(scenario: Scenario, runs: int, log: object = None) -> None:
    """Futures of a scenario under its own numbers."""
    uncertain = UncertainScenario(scenario)
    run_parameter_sets(uncertain, range(runs), scenario.seed, execution=ALL_CORES, log=log)  # type: ignore[arg-type]


def written(scenario: Scenario, runs: int) -> None:
    """Futures with their log on disk."""
    with tempfile.TemporaryDirectory() as place:
        tables = LogTables(Folder(Path(place)), scenario, runs)
        with tables.part(0, runs) as log:
            run(scenario, runs, log)


def told(scenario: Scenario) -> None:
    """One future as the page tells it, and as the command does."""
    timeline(simulate(scenario, 7, {}))
    narrate(told_future(UncertainScenario(scenario), 7), words())


def changed(scenario: Scenario, order: Order, comes: bool) -> None:
    """One decision changed, and the futures that go on from its meeting with and without the change."""
    counterfactual_effects(scenario, 7, {order: comes}, [order], None)


def answer_of(scenario: Scenario, month: int) -> tuple[Order, bool]:
    """The first answer to the first meeting from a month on, the other way round."""
    future = simulate(scenario, 7, {})
    meeting = next(one for one in future.meetings if one.month - scenario.first_month >= month)
    first = meeting.decisions[0]
    where = (meeting.month - scenario.first_month, meeting.forum.name, future.names.domains[meeting.domain])
    return (*where, first.actor), not first.came


def measure(setup: Setup) -> Report:
    """With and without the log in turns; futures told and changed alone."""
    scenario, (rounds, runs) = baseline(setup.quick).scenario, (2, 40) if setup.quick else (9, 1000)
    tasks = {
        "without the log": partial(run, scenario, runs),
        "with the log": lambda: run(scenario, runs, Dropped(runs)),
        "with the log, written": partial(written, scenario, runs),
        "one future told": partial(told, scenario),
        "one decision changed": partial(changed, scenario, *answer_of(scenario, 24)),
        "invitations": lambda: invitations(UncertainScenario(scenario), range(runs), ALL_CORES),
    }
    taken = in_turns(tasks, rounds)
    plain, noted, stored, heard, turned, asked = taken.values()
    factors = {"with the log": ratios(noted, plain), "with the log, written": ratios(stored, plain)}
    rows = [goal_row(f"{runs:,} futures without the log", spread(plain), "s")]
    rows.append(goal_row("with the log", factors["with the log"], "times", SLOWER, least=False))
    rows.append(goal_row("with the log, written to tables", factors["with the log, written"], "times"))
    rows.append(goal_row("one future told, twice: for the page, and as a story", spread(heard), "s", TOLD, least=False))
    rows.append(goal_row(f"one decision changed, 2 x {FUTURES} futures", spread(turned), "s", CHANGED, least=False))
    rows.append(goal_row(f"invitations and gifts of {runs:,} futures added up", spread(asked), "s"))
    log = log_of(UncertainScenario(scenario), range(4))
    notes = [f"A future has {len(log) / 4:,.0f} proposals and {log.rows.answers.shape[1] / 4:,.0f} answers."]
    numbers = {"seconds": {name: spread(values) for name, values in taken.items()}, "times": factors}
    if setup.quick:
        return Report([Table("baseline, 240 months", GOALS, rows)], notes, numbers)
    return commands(Report([Table("baseline, 240 months", GOALS, rows)], notes, numbers))


def commands(report: Report) -> Report:
    """Add what the command itself takes with a log and without, in turns, and how its memory grows."""
    plain, logged = COMMAND, (*COMMAND, "--log", "all")
    pairs = [(call(*plain, "--runs", "1000"), call(*logged, "--runs", "1000")) for _ in range(3)]
    slower = ratios([two.seconds for _, two in pairs], [one.seconds for one, _ in pairs])
    peaks = [pairs[0][1].megabytes, call(*logged, "--runs", "4000").megabytes]
    (table,) = report.tables
    rows = [
        *table.rows,
        goal_row("the command, with the log over without", slower, "times", SLOWER, least=False),
        goal_row("its memory, 4,000 futures logged over 1,000", peaks[1] / peaks[0], "times", FLAT, least=False),
    ]
    return Report([table._replace(rows=rows)], report.notes, {**report.numbers, "command": slower, "megabytes": peaks})
