"""Sweeps, claims, tables and histories made up by formula, as `made_up` makes results."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from tests.analysis.figures.made_up import LAW
from trustladder.analysis.figures import backtest, history
from trustladder.analysis.figures.kit.saved import Claims, RobustnessTable
from trustladder.analysis.sweeps.aggregate import write_points
from trustladder.analysis.sweeps.folder import SweptFolder, own_value, varied
from trustladder.analysis.sweeps.growth import Stage, work_units
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.sim.arrays.index import Index
from trustladder.sim.metrics import metrics_of
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Folder

FACTORS = {
    "uncertainties.omega": [0.1, 0.9],
    "uncertainties.precision": {},
    "uncertainties.temptation": {},
    "levers.joint_share": [0.1, 0.9],
    "structure.gate": {},
    "actors.KGZ.dependence.RUS": {},
}
BASE = {"title": "What matters", "scenario": "baseline", "months": 120, "replicates": 12, "seed": 3, "factors": FACTORS}
TWO = {"uncertainties.omega": [0.1, 0.9], "levers.joint_share": [0.0, 0.9]}
PLANS: dict[str, dict[str, Any]] = {
    "saltelli": {"design": "saltelli", "points": 32},
    "morris": {"design": "morris", "points": 12},
    "oat": {"design": "oat", "levels": 4},
    "lhs": {"design": "lhs", "points": 160},
    "full": {"design": "full", "levels": 6, "factors": TWO},
    "crossed": {"design": "lhs", "points": 20, "scenario": ["baseline", "open-door"], "factors": TWO},
    "single": {"design": "saltelli", "points": 16, "replicates": 1},
}
WEIGHTS = (0.5, 0.4, -0.35, 0.25, -0.3, 0.02)  # what a factor's whole range does


def made_up_sweep(place: Path, **changes: Any) -> Path:
    """A whole folder of a sweep: every metric rises with its factors by their weights, and with luck."""
    plan = Sweep.load({**BASE, **changes})
    folder, stage = SweptFolder(place), Stage(plan.points, plan.plan.replicates, plan.fingerprint(plan.points))
    (part,) = work_units([stage], 1_000_000)
    points, replicates = plan.values(0, plan.points), plan.plan.replicates
    pushes = np.repeat([push(plan, name, row) for name, row in points], replicates)
    lucks = np.tile(np.sin(7.0 * np.arange(replicates)), plan.points) + 0.5 * np.sin(13.0 * np.arange(len(pushes)))
    columns: dict[str, Any] = {
        "scenario": [name for name, _ in points for _ in range(replicates)],
        "point": np.repeat(np.arange(plan.points), replicates),
        "replicate": np.tile(np.arange(replicates), plan.points),
        **varied(plan, points, replicates),
    }
    for metric in metrics_of(plan.scenarios[points[0][0]]):
        level = 0.35 + 0.04 * (sum(map(ord, metric.name)) % 5) + pushes
        if metric.unit == "months":
            late = 110.0 - 90.0 * level + 40.0 * lucks
            columns[metric.name] = np.where(late < plan.plan.months, np.maximum(late, 0.0).round(), np.nan)
        else:
            columns[metric.name] = (
                (lucks < 2.0 * level - 0.9).astype(float) if metric.unit == "flag" else level + 0.05 * lucks
            )
    folder.write("runs/part-00000.parquet", columns)
    folder.note(plan, [stage], ["sweep", "plan.toml", "--out", "secret"], finished=True, times={})
    write_points(folder, plan, [part])
    return place


def push(plan: Sweep, name: str, row: tuple[Any, ...]) -> float:
    """How far a point's factors move a metric; some work together."""
    shares = []
    for factor, value in zip(plan.factors, row, strict=True):
        value = own_value(plan.scenarios[name], factor, value)
        if factor.kind == "choice":
            shares.append(float(str(value) == "True"))
        else:
            share = 0.2 if value is None else (float(value) - factor.low) / (factor.high - factor.low)
            shares.append(share)  # a lever that leaves a share to each donor counts as a fifth
    return (
        0.3 * sum(weight * share for weight, share in zip(WEIGHTS, shares, strict=False)) + 0.3 * shares[0] * shares[1]
    )


def made_up_claims(folder: Path) -> Path:
    """A folder of claims: the shipped ones, with effects by formula."""
    from trustladder.analysis.claims.claims import read, unit_of
    from trustladder.analysis.claims.verdicts import claim_verdict

    known, found = read(), []
    labels = ("emergent", "assumed", "its own arm", "cannot be told")
    verdicts = ("supported", "depends", "not supported", "reversed", "undecided", "structural")
    for number, (name, claim) in enumerate(known.claims.items()):
        parts = []
        for place, part in enumerate(claim.parts):
            size = part.smallest * 3.0 * np.sin(1.7 * number + place)
            effects = {"default": (size, 0.4), "posterior": (1.3 * size, 0.7), "ranges": (-0.5 * size, 3.0)}
            verdict = verdicts[(number + place) % len(verdicts)]
            parts.append(
                {
                    "said": part.said,
                    "metric": part.metric,
                    "unit": unit_of(known, part),
                    "direction": part.direction,
                    "smallest": part.smallest,
                    "verdict": verdict,
                    "places": {
                        key: {
                            "effect": middle,
                            "low": middle - half * part.smallest,
                            "high": middle + half * part.smallest,
                            "verdict": verdict,
                        }
                        for key, (middle, half) in effects.items()
                    },
                    "spread": (part.smallest * 12.0 * np.sin(np.arange(40.0) ** 2)).tolist(),
                    "drivers": [{"path": "uncertainties.temptation", "correlation": 0.6}]
                    if verdict == "depends"
                    else [],
                }
            )
        verdict = claim_verdict([one["verdict"] for one in parts])
        depends = ["uncertainties.temptation"] if verdict == "depends" else []
        found.append(
            {
                "claim": name,
                "said": claim.said,
                "label": labels[number % len(labels)],
                "rests_on": ["the gate"],
                "verdict": verdict,
                "depends_on": depends,
                "parts": parts,
            }
        )
    places = {name: {"sets": 64, "replicates": 16} for name in ("default", "posterior", "ranges")}
    tree = {
        "scenario": "baseline",
        "seed": 1,
        "law": LAW,
        "failures": 0,
        "places": places,
        "claims": found,
        "command": ["claims", "--runs", "1024", "--out", "secret"],
    }
    Folder(folder).write_text("claims.json", json.dumps(Claims.model_validate(tree).model_dump()))
    return folder


def made_up_table(folder: Path, base: Scenario | None = None) -> Path:
    """A folder of policies in worlds."""
    policies = ("baseline", "coordinated-donors", "training-first")
    worlds = ("baseline", "zero-sum-rivalry", "afghan-shock", "regional-thaw")
    means = np.array([[0.17, 0.08, 0.15, 0.25], [0.38, 0.12, 0.31, 0.44], [0.19, 0.14, 0.2, 0.27]])
    regret = means.max(axis=0) - means
    cells = [
        {
            "policy": policy,
            "world": world,
            "mean": means[row, column],
            "error": 0.01,
            "regret": regret[row, column],
            "meets_threshold": means[row, column],
        }
        for row, policy in enumerate(policies)
        for column, world in enumerate(worlds)
    ]
    scores = {"maximin": means.min(axis=1), "minimax regret": regret.max(axis=1), "domain": means.mean(axis=1)}
    first = {"maximin": (0.0, 0.2, 0.8), "minimax regret": (0.0, 1.0, 0.0), "domain": (0.0, 0.97, 0.03)}
    criteria = {
        name: {
            "winner": policies[int(np.argmax(first[name]))],
            "scores": dict(zip(policies, values.tolist(), strict=True)),
            "first_in": dict(zip(policies, first[name], strict=True)),
        }
        for name, values in scores.items()
    }
    tree = {
        "metric": "region_held",
        "unit": "flag",
        "better": 1,
        "threshold": 1.0,
        "runs": 2000,
        "seed": 1,
        "law": LAW,
        "base": (base or Scenario.load("baseline")).tree(),
        "titles": {name: Scenario.load(name).short_name for name in (*policies, *worlds)},
        "cells": cells,
        "criteria": criteria,
        "command": ["compare", "--policies", ",".join(policies), "--worlds", ",".join(worlds), "--out", "secret"],
    }
    known = RobustnessTable.model_validate(json.loads(json.dumps(tree, default=str)))
    Folder(folder).write_text("regret.json", json.dumps(known.model_dump()))
    return folder


def made_up_history(language: str) -> history.HistorySource:
    """The record as it is, over a fitted model's standing by formula."""
    from trustladder.analysis.history.calibrate import record_of
    from trustladder.analysis.history.evidence import events
    from trustladder.analysis.history.facts import fitted
    from trustladder.analysis.history.scoreboard import Line, Scoreboard

    data = history.HistorySource(language=language)
    scenario = fitted(data.known)
    evidence = record_of(data.known, scenario)
    forums, domains, years = evidence.standing.shape
    when = np.arange(years) / years
    standing = np.zeros((forums, domains, years, 5))
    for forum in range(forums):
        for domain in range(domains):
            level = when * ((3 * forum + 2 * domain) % 5)
            weights = np.exp(-np.abs(np.arange(5) - level[:, None]))
            standing[forum, domain] = weights / weights.sum(axis=1, keepdims=True)
    lines = [
        Line(name, fact.said, 2009.0, 2007.0, 2011.0, 2008.5, 2006.0, 2012.0, 0.1, number != 2, True, fact.source)
        for number, (name, fact) in enumerate(data.known.facts.items())
    ]
    data._found = Scoreboard(lines, scenario, evidence, events(data.known.until), standing)
    return data


def made_up_backtest(language: str) -> backtest.BacktestSource:
    """The back-test of made-up histories against a made-up record: what was recorded later plays no part."""
    from trustladder.analysis.history.backtest import Past, scored
    from trustladder.analysis.history.likelihood import observable_cells

    def standings(sets: int, runs: int, seed: int) -> np.ndarray:
        random = np.random.default_rng(seed)
        forums = len(Index(scenario).forums)
        steps = random.choice([-1, 0, 1], p=[0.05, 0.87, 0.08], size=(sets, runs, forums, 2, scenario.months // 12))
        shown = np.zeros(steps.shape, dtype=np.int8)
        for year in range(1, shown.shape[-1]):
            shown[..., year] = np.clip(shown[..., year - 1] + steps[..., year], 0, 4)
        return shown

    scenario = Scenario.load("later")
    data = backtest.BacktestSource(language=language)
    record = standings(1, 1, 3)[0, 0].astype(np.int64)
    past = Past(record, observable_cells(scenario), 1997, 5, data.known.reporting)
    data._found = scored(scenario, past, standings(60, 20, 1), standings(20, 20, 2))
    return data
