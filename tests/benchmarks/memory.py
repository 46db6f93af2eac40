"""The largest resident memory of the command, in processes of its own."""

from tests.benchmarks.processes import call
from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row

GOAL = 500.0  # MB
MONTHS = 60  # of the larger ensembles: the horizon changes what the first thousand runs keep, and no more


def measure(setup: Setup) -> Report:
    """One call each; memory hardly varies."""
    many, more = (100, 200) if setup.quick else (20_000, 100_000)
    short = ("run", "baseline", "--no-figures", "--months", str(MONTHS), "--runs")
    commands: list[tuple[str, ...]] = [
        ("run", "baseline", "--no-figures"),
        ("run", "baseline"),
        (*short, str(many)),
        (*short, str(more)),
    ]
    if setup.quick:
        commands = [(*command, "--runs", "20", "--set", "past.replicates=16") for command in commands[:1]] + commands[
            2:3
        ]
    peaks = {" ".join(command): call(*command).megabytes for command in commands}
    rows = [goal_row(command, peak, "MB", GOAL, least=False) for command, peak in peaks.items()]
    notes = []
    if not setup.quick:
        last, first = list(peaks.values())[-1], list(peaks.values())[-2]
        notes.append(
            f"{more // many} times as many runs hold {last / first:.2f} times the memory,"
            f" {1e6 * (last - first) / (more - many):,.0f} bytes more a run; 0 would be flat."
        )
    return Report([Table("peak of resident memory", GOALS, rows)], notes, {"megabytes": peaks, "goal": GOAL})
