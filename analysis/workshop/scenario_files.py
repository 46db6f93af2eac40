"""Write what is set as a scenario file that `trustladder run` takes, and read one that a user uploads."""

import tomllib
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import tomli_w

from trustladder.analysis.workshop.session import ScenarioFile, Session, ViewState
from trustladder.analysis.workshop.user_errors import UserError
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.loading import parents, shipped_folder, shipped_names, with_settings
from trustladder.sim.scenario.scenario import Scenario

LARGEST = 200_000  # bytes
MOST_MONTHS, MOST_ACTORS, MOST_FORUMS = 600, 40, 40  # limits of a scenario that the live page runs


def scenario_file(session: Session, view: ViewState) -> ScenarioFile:
    """Return a view state as a scenario file: `extends` and the changes; in full where it extends no shipped one."""
    scenario, base = session.scenario(view), view["base"]
    if base not in shipped_names():
        return ScenarioFile(f"{base}-changed.toml", tomli_w.dumps(without_nulls(scenario.tree())))
    live = {key: event for key, event in scenario.tree().get("events", {}).items() if key.startswith("live-")}
    tree: dict[str, Any] = {
        "title": f"{scenario.title}: a workshop's variant"[:200],
        "question": scenario.question,
        "asks": scenario.asks,
        "extends": base,
    }
    tree = with_settings(tree, view["settings"], {})
    if live:
        tree["events"] = without_nulls(live)
    return ScenarioFile(f"{base}-changed.toml", tomli_w.dumps(tree))


def without_nulls(tree: Any) -> Any:
    """Return a tree without None, which TOML cannot write."""
    if isinstance(tree, dict):
        return {key: without_nulls(value) for key, value in tree.items() if value is not None}
    return [without_nulls(value) for value in tree] if isinstance(tree, list | tuple) else tree


def parse_scenario_file(name: str, text: str) -> Scenario:
    """Return the scenario of a file's text. Raises UserError where the page cannot run it."""
    if len(text.encode()) > LARGEST:
        raise UserError("file-large", most=LARGEST // 1000)
    _only_shipped(text)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "brought.toml"
        path.write_text(text, encoding="utf-8")
        try:
            scenario = Scenario.load(path)
        except InputError as error:
            raise UserError("file", said=str(error).replace(str(path), PurePosixPath(name).name[:60])) from None
    sizes = {"months": (scenario.months, MOST_MONTHS), "actors": (len(scenario.actors), MOST_ACTORS)}
    sizes["forums"] = (len(scenario.forums), MOST_FORUMS)
    for what, (found, most) in sizes.items():
        if found > most:
            raise UserError(f"file-{what}", found=found, most=most)
    return scenario


def _only_shipped(text: str) -> None:
    """Raise UserError for a file that extends or names files other than shipped ones."""
    try:
        tree = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number of more digits than Python reads
        raise UserError("file-toml", said=" ".join(str(error).split())[:160]) from None
    named = parents(tree, Path("scenario file"))
    past = tree.get("past")
    while isinstance(past, dict):
        before = past.get("scenario")
        if isinstance(before, str):
            named.append(before)
        past = before.get("past") if isinstance(before, dict) else None
    for name in named:
        inside = all(part.replace("-", "").isalnum() for part in name.split("/"))
        if not inside or not (shipped_folder() / f"{name}.toml").is_file():
            raise UserError("file-reaches", name=name[:60])
