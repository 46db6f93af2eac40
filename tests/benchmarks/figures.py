"""Figures and reports: seconds and bytes of every figure for each use, and of a report that compares three scenarios."""

import tempfile
from functools import partial
from pathlib import Path

from analysis.figures import figure_of, figures
from analysis.figures.closeup import closeup
from analysis.figures.data import Data
from analysis.figures.publish import opened, publish, target_of
from analysis.figures.style import TARGETS
from analysis.reports.content import report
from analysis.reports.html import html
from analysis.reports.pdf import pdf
from analysis.simulate import simulate
from sim.results import Plan
from sim.scenario import Scenario
from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from tests.benchmarks.timing import Spread, in_turns, seconds, spread

SCENARIOS = ("baseline", "coordinated-donors", "training-first")
FIGURE, BYTES, REPORT = 1.5, 1e6, 10.0  # seconds, bytes, seconds


def measure(setup: Setup) -> Report:
    """Figures for every use, by turns; the worst use of each stands in the table. Then the close look, and the report."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results = [made(folder / scenario, scenario, setup.quick) for scenario in SCENARIOS]
        looked = seconds(lambda: closeup(Data(results[0])))
        slowest, largest = drawn(results, folder / "drawn", setup.quick)
        whole = in_turns({"": lambda: written(results)}, 1 if setup.quick else 3, warm=False)[""]
        again = spread(whole)
    rows = [goal_row(name, taken, "s", FIGURE, least=False) for name, taken in slowest.items()]
    sizes = [goal_row(name, size / 1e3, "kB", BYTES / 1e3, least=False) for name, size in largest.items()]
    long = [
        goal_row("a report of three scenarios, HTML and PDF", again, "s", REPORT, least=False),
        goal_row("the close look at eight futures, once for a result", looked, "s"),
    ]
    tables = [
        Table("seconds of a figure, for the use that takes longest", GOALS, rows),
        Table("size of a figure's largest file", GOALS, sizes),
        Table("wall time", GOALS, long),
    ]
    notes = ["a figure is drawn, told and written with caption and data; results are read anew for each."]
    return Report(tables, notes, {"seconds": slowest, "bytes": largest, "report": again, "closeup": looked})


def made(folder: Path, name: str, quick: bool) -> Path:
    """A result to draw."""
    scenario = Scenario.load(name, {"past.replicates": 16} if quick else {})
    simulate(Plan(scenario, 20 if quick else 1000, 1, "compiled", "bands"), folder, ["run", name])
    return folder


def drawn(results: list[Path], out: Path, quick: bool) -> tuple[dict[str, Spread], dict[str, int]]:
    """Every figure for every use: the spread of seconds where it takes longest, and the bytes of its largest file."""
    slowest: dict[str, Spread] = {}
    largest: dict[str, int] = {}
    for purpose in ["slides"] if quick else TARGETS:
        tasks = {figure.NAME: partial(draw, figure.NAME, results, purpose, out) for figure in figures()}
        for name, taken in in_turns(tasks, 1 if quick else 3, warm=False).items():
            slowest[name] = max(slowest.get(name, spread(taken)), spread(taken), key=lambda one: one.median)
    for place in out.iterdir():
        name = next(figure.NAME for figure in figures() if place.name.startswith(f"{figure.NAME}-"))
        if place.suffix in (".png", ".svg", ".pdf"):
            largest[name] = max(largest.get(name, 0), place.stat().st_size)
    return slowest, largest


def draw(name: str, results: list[Path], purpose: str, out: Path) -> None:
    """One figure, as the command draws it."""
    figure = figure_of(name)
    target = target_of(purpose)
    data = opened(figure, results if getattr(figure, "SEVERAL", False) else results[:1], "en")
    publish(figure, data, purpose, target, [target.suffix], out)


def written(results: list[Path]) -> int:
    """A report of all results; its bytes."""
    document = report(results, "en")
    return len(html(document).encode("utf-8")) + len(pdf(document))
