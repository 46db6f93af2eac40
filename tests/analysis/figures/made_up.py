"""Results made up by formula: they look like results, and hold nothing that the law has said."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np

from trustladder.analysis.figures.kit.past import FILE, HISTORIES
from trustladder.analysis.figures.kit.sampled_runs import write_sample
from trustladder.analysis.invitations import TERMS
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.series import series_names
from trustladder.sim.law.responding import REASONS
from trustladder.sim.metrics import metrics_of
from trustladder.sim.recorded_runs import Metric
from trustladder.sim.runs import Part
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Plan, RunFolder
from trustladder.sim.store.run_tables import part_tables

LAW = "0123456789abcdef"
RUNS = 40


@contextmanager
def one_law() -> Iterator[None]:
    """A law whose hash never changes."""
    rooms = ("figures.kit.source", "figures.kit.fit_source", "figures.kit.provenance", "sweeps.folder")
    with ExitStack() as stack:
        for room in (
            *(f"trustladder.analysis.{room}" for room in rooms),
            "trustladder.sim.store.results",
            "trustladder.sim.store.log_reading",
        ):
            stack.enter_context(patch(f"{room}.law_hash", return_value=LAW))
        yield


def made_up(folder: Path, scenario: Scenario, shift: float = 0.0, runs: int = RUNS) -> Path:
    """A whole result folder; `shift` moves its metrics."""
    plan = Plan(scenario, runs, 1, "compiled", "bands")
    result, months = RunFolder(folder), _months(scenario, runs)
    result.begin(plan, ["run", scenario.name, "--runs", str(runs)])
    actors = len(scenario.actors)
    pairs = np.add.outer(np.arange(actors), 2.0 * np.arange(actors))
    start = np.clip(0.55 + 0.2 * np.sin(pairs), 0.0, 1.0) * np.ones((runs, len(scenario.domains), 1, 1))
    end = np.clip(start + 0.08 * np.cos(3.0 * pairs), 0.0, 1.0)
    metrics = {metric.name: _metric(metric, scenario, runs, shift) for metric in metrics_of(scenario)}
    part = Part(0, np.arange(runs), metrics, [], months, start, end)
    result.write_part(0, part_tables(plan, part))
    result.write_manifest(plan.identity(), ["run", scenario.name, "--runs", str(runs)], finished=True)
    write_sample(result, "invitations", runs, _invitations(scenario))
    write_sample(result, "shares", runs, _shares(_invitations(scenario)))
    write_sample(result, "gifts", runs, _gifts(scenario))
    _write_past(result, scenario)
    return folder


def _write_past(folder: RunFolder, scenario: Scenario) -> None:
    """Bands of histories beside the figures: trust grows, and falls in the months of two shocks."""
    before = scenario.history()
    if before is None:
        return
    names, parts = [], []
    for number, domain in enumerate(sorted(scenario.domains)):
        when = np.arange(before.months)
        mean = 0.4 + 0.001 * when + 0.02 * number
        for month in (119, 159):  # as those of two changes of leader
            mean -= 0.02 * (when >= month)
        names += [f"trust_region.{domain}"] * before.months
        parts.append(mean)
    mean = np.concatenate(parts)
    spread = {"p05": -0.08, "p25": -0.03, "p50": 0.0, "p75": 0.03, "p95": 0.08}
    bands = {"mean": mean, **{name: mean + shift for name, shift in spread.items()}}
    folder.write(FILE.format(histories=HISTORIES), {"series": names, **bands})


def _months(scenario: Scenario, runs: int) -> np.ndarray:
    """Every run's months [run, month, series]: smooth, and spread evenly over runs."""
    names = series_names(Index(scenario).domains)
    when, spread = np.linspace(0.0, 1.0, scenario.months), np.linspace(-1.0, 1.0, runs)[:, None]
    found = np.empty((runs, scenario.months, len(names)))
    for place, name in enumerate(names):
        level = 0.3 + 0.4 * (sum(map(ord, name)) % 7) / 7.0
        values = level + 0.1 * np.sin(4.0 * when + level) + 0.08 * spread * np.sqrt(0.1 + when)
        if name.startswith("standing_"):
            rungs = len(scenario.domains[name.partition(".")[2]].rungs)
            values = np.clip(np.floor((rungs + 1) * (when + 0.3 * spread) * level), 0, rungs)
        elif name in ("crises", "harm", "played_off"):
            values = np.clip(values * 0.1, 0.0, None)
        found[:, :, place] = values
    return found


def _metric(metric: Metric, scenario: Scenario, runs: int, shift: float) -> np.ndarray:
    """A metric's values, one a run."""
    order = np.arange(runs)
    if metric.unit == "months":
        return np.where(order % 3 == 0, (7.0 * order) % scenario.months, np.nan)
    if metric.unit == "flag":
        return (order % 3 < 1 + (shift > 0.0) * (order % 2)).astype(float)
    level = 0.2 + 0.05 * (sum(map(ord, metric.name)) % 9)
    return level + 0.1 * np.sin(order) + shift * np.sin(level * 40.0) + 0.3 * shift * np.cos(order)


def _invitations(scenario: Scenario) -> list[dict[str, object]]:
    rows = []
    for number, (name, forum) in enumerate(sorted(scenario.forums.items())):
        chair = forum.sponsor or forum.ids[0]
        for place, invited in enumerate(forum.ids):
            if invited == chair:
                continue
            share = 0.15 + 0.6 * ((3 * number + 5 * place) % 7) / 7.0
            refusals = round(40 * share)
            reasons = {f"because_{reason}": float(refusals if reason == "distrust" else 0) for reason in REASONS}
            weighed = {
                f"weighed_{term}": refusals * (0.1 + 0.07 * ((order + place) % 5)) for order, term in enumerate(TERMS)
            }
            keys = {"forum": name, "domain": next(iter(forum.agenda)), "proposer": chair, "invited": invited}
            rows.append({**keys, "invitations": 40.0, "refusals": float(refusals), **reasons, **weighed})
    return rows


def _shares(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """The share of all invitations that is refused, in the middle of its interval."""
    sent, refused = (sum(float(str(row[key])) for row in rows) for key in ("invitations", "refusals"))
    share = refused / sent
    whole = {"invited": "", "reason": "", "invitations": int(sent)}
    return [{**whole, "share": share, "low": share - 0.02, "high": share + 0.02}]


def _gifts(scenario: Scenario) -> list[dict[str, object]]:
    donors = [name for name, donor in scenario.donors.items() if donor.budget.value > 0.0]
    return [
        {"donor": donor, "government": government, "money": 0.1 + 0.3 * ((2 * one + two) % 5)}
        for one, donor in enumerate(donors)
        for two, government in enumerate(["", *scenario.governments])
    ]
