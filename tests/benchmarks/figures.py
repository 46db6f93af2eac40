"""Seconds and bytes of every figure for each use, and of a report that compares three scenarios."""

import tempfile
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from tests.benchmarks.timing import Spread, in_turns, seconds, spread
from trustladder.analysis.claims.measure import measure_claims, prepared, tree
from trustladder.analysis.cli.compare import table_of
from trustladder.analysis.comparison.robustness import robustness
from trustladder.analysis.figures import figures, name_of
from trustladder.analysis.figures.kit.publish import open_source, publish, target_of
from trustladder.analysis.figures.kit.source import Source
from trustladder.analysis.figures.kit.style import TARGETS
from trustladder.analysis.reports.content import report
from trustladder.analysis.reports.html import html
from trustladder.analysis.reports.pdf import pdf
from trustladder.analysis.simulate import simulate
from trustladder.analysis.sweeps.sweep import sweep
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Folder, Plan, plain

SCENARIOS = ("baseline", "coordinated-donors", "training-first")
FIGURE, BYTES, REPORT = 1.5, 1e6, 10.0  # seconds, bytes, seconds
LEVERS = ("training_share", "policing_share", "border_share", "joint_share", "anti_corruption_share", "attention_floor")
TWO = {"levers.joint_share": [0.0, 0.9], "levers.training_share": [0.1, 0.9]}
DESIGNS = {  # points of a whole run, of a smoke run, replicates
    "saltelli": (256, 16, 5),
    "oat": (None, None, 20),
    "lhs": (4000, 60, 4),
    "full": (None, None, 10),
}
DRAWN_OF = {
    "sobol": "saltelli",
    "tornado": "oat",
    "boxes": "lhs",
    "heatmap": "full",
    "claims": "claims",
    "regret": "table",
}
ASKED: dict[str, dict[str, Any]] = {"boxes": {"threshold": 0.4}, "tornado": {"metric": "refusal_share"}}


def measure(setup: Setup) -> Report:
    """Measure figures for every use, by turns, and show the slowest use of each; then preparation, and the report."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made_ready(folder, setup.quick)
        ready = {figure: partial(source, figure, folder) for figure in figures()}
        once = {
            name_of(figure): seconds(partial(prepare, figure, ready)) for figure in ready if hasattr(figure, "prepare")
        }
        slowest, largest = drawn(ready, folder / "drawn", setup.quick)
        results = [folder / scenario for scenario in SCENARIOS]
        again = spread(in_turns({"": lambda: written(results)}, 1 if setup.quick else 3, warm=False)[""])
    rows = [goal_row(name, taken, "s", FIGURE, least=False) for name, taken in slowest.items()]
    sizes = [goal_row(name, size / 1e3, "kB", BYTES / 1e3, least=False) for name, size in largest.items()]
    long = [
        goal_row("a report of three scenarios, HTML and PDF", again, "s", REPORT, least=False),
        *(goal_row(f"made ready once for {name}", taken, "s") for name, taken in once.items()),
    ]
    tables = [
        Table("seconds of a figure, for the use that takes longest", GOALS, rows),
        Table("size of a figure's largest file", GOALS, sizes),
        Table("wall time", GOALS, long),
    ]
    notes = [
        "a figure is drawn, told and written with caption and data; what it is drawn of is read anew for each.",
        "made ready once, under a bar, is what runs futures: the close look at a thousand, kept beside it; "
        "histories; boxes.",
    ]
    return Report(tables, notes, {"seconds": slowest, "bytes": largest, "report": again, "once": once})


def made_ready(folder: Path, quick: bool) -> None:
    """Results, sweeps, claims and a table to draw."""
    for name in SCENARIOS:
        scenario = Scenario.load(name, {"past.replicates": 16} if quick else {})
        simulate(Plan(scenario, 20 if quick else 1000, 1, "compiled", "bands"), folder / name, ["run", name])
    for design, (whole, few, replicates) in DESIGNS.items():
        points = few if quick else whole
        factors = TWO if design == "full" else {f"levers.{name}": [0.05, 0.95] for name in LEVERS}
        levels = (4 if quick else 20) if design == "full" else 5
        sweep(
            {
                "title": design,
                "scenario": "baseline",
                "design": design,
                "points": points,
                "replicates": replicates,
                "factors": factors,
                "levels": levels,
            },
            folder / design,
        )
    claims = tree(measure_claims(prepared(16 if quick else 64)))
    Folder(folder / "claims").write_text("claims.json", json_of(claims))
    table = robustness(SCENARIOS, ("baseline", "zero-sum-rivalry", "afghan-shock"), runs=20 if quick else 400)
    Folder(folder / "table").write_text("regret.json", json_of(table_of(table, "baseline", {})))


def json_of(content: Any) -> str:
    """Content as a file holds it."""
    import json

    return json.dumps(plain(content))


def source(figure: ModuleType, folder: Path) -> Source:
    """What a figure is drawn of, read anew."""
    results = [folder / scenario for scenario in SCENARIOS]
    fewest, most = figure.SOURCE.FOLDERS
    named = (
        [folder / DRAWN_OF[name_of(figure)]]
        if name_of(figure) in DRAWN_OF
        else results[: min(most, 3)]
        if fewest
        else []
    )
    return open_source(figure, named, "en", ASKED.get(name_of(figure)))


def prepare(figure: ModuleType, ready: dict[ModuleType, Any]) -> None:
    """Have a figure's source ready, for all that is timed afterwards."""
    data = ready[figure]()
    figure.prepare(data, lambda _: None)
    ready[figure] = partial(forgetful, data)


def forgetful(data: Source) -> Source:
    """A source that is ready, but for its words."""
    data.descriptions.clear()
    return data


def drawn(ready: dict[ModuleType, Any], out: Path, quick: bool) -> tuple[dict[str, Spread], dict[str, int]]:
    """Every figure for every use: the spread of seconds where it takes longest, and the bytes of its largest file."""
    slowest: dict[str, Spread] = {}
    largest: dict[str, int] = {}
    for purpose in ["slides"] if quick else TARGETS:
        tasks = {name_of(figure): partial(draw, figure, data, purpose, out) for figure, data in ready.items()}
        for name, taken in in_turns(tasks, 1 if quick else 3, warm=False).items():
            slowest[name] = max(slowest.get(name, spread(taken)), spread(taken), key=lambda one: one.median)
    for place in out.iterdir():
        if place.suffix in (".png", ".svg", ".pdf"):
            name = place.name.partition("+")[0]
            largest[name] = max(largest.get(name, 0), place.stat().st_size)
    return slowest, largest


def draw(figure: ModuleType, ready: Any, purpose: str, out: Path) -> None:
    """One figure, as the command draws it."""
    target = target_of(purpose)
    publish(figure, ready(), target, [target.suffix], out / f"{name_of(figure)}+{purpose}")


def written(results: list[Path]) -> int:
    """A report of all results; its bytes."""
    document = report(results, "en")
    return len(html(document).encode("utf-8")) + len(pdf(document))
