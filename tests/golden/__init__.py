"""Golden results: what every shipped scenario gave when it was last looked at.

`python -m tests.golden` pins them anew, after a change that is meant to change results; look at the difference that
it leaves in `results.json` before committing it.
"""

import json
import math
from pathlib import Path

from trustladder.sim.runs import run
from trustladder.sim.scenario.loading import shipped_names
from trustladder.sim.scenario.scenario import Scenario

PINNED = Path(__file__).with_name("results.json")
RUNS = 40


def golden(name: str) -> dict[str, list[float]]:
    """Of every metric: in how many runs it came, and their mean, to the last bit."""
    scenario = Scenario.load(name)
    if scenario.past is not None:
        scenario = scenario.changed({"past.replicates": RUNS})
    result = run(scenario, RUNS, uncertainty="none")
    came = {metric: values[values == values].tolist() for metric, values in result.metrics.items()}
    return {metric: [len(values), math.fsum(values) / max(len(values), 1)] for metric, values in came.items()}


def pinned() -> dict[str, dict[str, list[float]]]:
    """What stands in the file."""
    found: dict[str, dict[str, list[float]]] = json.loads(PINNED.read_text(encoding="utf-8"))
    return found


def pin() -> None:
    """Write the file anew."""
    results = {name: golden(name) for name in shipped_names()}
    PINNED.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")
