"""The compiled month against that of an earlier commit: on one core, taking turns, over the same runs."""

import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from inspect import getsource
from math import nan, sqrt
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np

from tests.benchmarks.processes import ROOT
from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from tests.benchmarks.timing import Spread, spread

GOAL = 2.0  # times as fast as the commit before the work on speed
ROUNDS, RUNS = 25, 1000


def live(quick: bool) -> None:
    """Run as many replicates as each line of input asks for; answer with processor time and the sums of their series.

    Its text runs in either tree, so it imports what it needs and calls only what both have.
    """
    import sys
    import time

    from tests.benchmarks.prepared import baseline

    ready = baseline(quick)
    for asked in sys.stdin:
        started = time.thread_time()
        done = ready.run(int(asked))
        taken = time.thread_time() - started
        print(taken, *done.record.total.sum(axis=0), flush=True)


class Answer(NamedTuple):
    """What a tree answered."""

    seconds: float  # of processor time, on one core
    sums: list[float]  # of each series, over all runs and months


class Tree:
    """The package as it lies in a folder, in a process of its own."""

    def __init__(self, folder: Path, quick: bool) -> None:
        text = f"{getsource(live)}\nlive({quick})"
        environment = {**os.environ, "PYTHONPATH": str(folder)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", text], cwd=folder, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def run(self, runs: int) -> Answer:
        """Run so many replicates. Raises RuntimeError where the tree cannot."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(f"{runs}\n")
        self.process.stdin.flush()
        seconds, *sums = map(float, self.process.stdout.readline().split() or [nan])
        if not sums:
            raise RuntimeError(f"{self.process.args!s:.80}: ended without an answer")
        return Answer(seconds, sums)

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


def unpack(commit: str, folder: Path) -> Path:
    """Return the tree of a commit, laid out in an empty folder. Raises click.BadParameter where there is none such."""
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True)
    if packed.returncode:
        raise click.BadParameter(f"{commit!r}: no such commit in {ROOT}", param_hint="--against")
    subprocess.run(["tar", "--extract", "--directory", str(folder)], input=packed.stdout, check=True)
    return folder


def interval(values: list[float]) -> Spread:
    """Return the median of paired ratios with its interval of 95%, between two of them by rank."""
    ordered, middle = sorted(values), len(values) / 2
    reach = 0.98 * sqrt(len(values))
    low, high = max(0, int(middle - reach)), min(len(values) - 1, int(middle + reach))
    return Spread(spread(values).median, ordered[low], ordered[high])


def take_turns(old: Tree, new: Tree, rounds: int, runs: int) -> tuple[list[Answer], list[Answer]]:
    """Answers of both trees, taking turns, each the first as often as the other."""
    answers: dict[Tree, list[Answer]] = {old: [], new: []}
    for number in range(-1, rounds):  # the first round compiles
        for tree in (old, new) if number % 2 else (new, old):
            answer = tree.run(runs)
            if number >= 0:
                answers[tree].append(answer)
    return answers[old], answers[new]


def measure(setup: Setup) -> Report:
    """Alternate both trees over the same replicates of the baseline."""
    rounds, runs = (3, 50) if setup.quick else (ROUNDS, RUNS)
    with ExitStack() as stack:
        folder = unpack(setup.against, Path(stack.enter_context(tempfile.TemporaryDirectory())))
        trees = [Tree(place, setup.quick) for place in (folder, ROOT)]
        for tree in trees:
            stack.callback(tree.close)
        old, new = take_turns(trees[0], trees[1], rounds, runs)
    taken = {name: [answer.seconds for answer in answers] for name, answers in (("before", old), ("now", new))}
    gain = interval([one / two for one, two in zip(taken["before"], taken["now"], strict=True)])
    least = min(taken["before"]) / min(taken["now"])
    rates = {name: spread(values).per(runs) for name, values in taken.items()}
    sums = np.array([answer.sums for answer in old + new])
    apart = float(np.max(np.ptp(sums, axis=0) / np.maximum(np.abs(sums).max(axis=0), 1.0)))
    rows = [goal_row(name, rate, "runs/s") for name, rate in rates.items()]
    rows += [goal_row("gain, median and its 95% interval", gain, "times", GOAL)]
    rows += [goal_row("gain, least time against least time", least, "times")]
    return Report(
        [Table(f"baseline against {setup.against}, {runs:,} runs, {rounds} turns each, processor time", GOALS, rows)],
        [f"what both found is {'the same to the last bit' if apart == 0.0 else f'{apart:.0e} of a sum apart'}."],
        {"runs_per_second": rates, "gain": gain, "least": least, "apart": apart, "goal": GOAL},
    )
