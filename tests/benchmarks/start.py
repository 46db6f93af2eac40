"""From the return key to the prompt: the help, the first run ever, and later ones."""

import tempfile
from functools import partial
from pathlib import Path

from tests.benchmarks.processes import call
from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from tests.benchmarks.timing import Spread, in_turns, spread

GOAL = {  # seconds
    "--help": 0.3,
    "first run ever": 25.0,
    "later run": 3.0,
    "later run, no figures": 3.0,
    "later run, no figures, luck alone": 1.5,
    "show": 0.5,
}


def measure(setup: Setup) -> Report:
    """The first run ever finds an empty cache, which the later ones, taking turns with the help, find filled."""
    found: dict[str, Spread] = {}
    run = ("run", "baseline", *(("--runs", "20", "--set", "past.replicates=16") if setup.quick else ()))
    with tempfile.TemporaryDirectory() as folder:
        cache = None if setup.quick else Path(folder)  # a smoke run has no time to compile
        tasks = {
            "--help": partial(call, "--help", cache=cache),
            "later run": partial(call, *run, cache=cache),
            "later run, no figures": partial(call, *run, "--no-figures", cache=cache),
            "later run, no figures, luck alone": partial(
                call, *run, "--no-figures", "--uncertainty", "none", cache=cache
            ),
            "show": partial(call, "show", "baseline", cache=cache),
        }
        if not setup.quick:
            found["first run ever"] = spread(in_turns({"": tasks["later run"]}, 1, warm=False)[""])
        taken = in_turns(tasks, 1 if setup.quick else 3, warm=False)
    found.update({name: spread(values) for name, values in taken.items()})
    rows = [goal_row(name, found[name], "s", goal, least=False) for name, goal in GOAL.items() if name in found]
    notes = ["the first run ever compiles the law; it was measured once, and includes the fonts that figures look up."]
    return Report([Table("wall time, a thousand futures", GOALS, rows)], notes, {"seconds": found, "goal": GOAL})
