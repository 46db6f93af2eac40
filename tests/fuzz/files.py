"""Scenario files, plans and manifests with one to three things wrong, and what the commands make of them.

Each file is given to `check` and `run --runs 2`, each plan to `sweep`, each manifest to `run --from`, in another
process. What is sound may run; what is not must be refused with one printable line and exit status 2, within five
seconds, with nothing left behind.
"""

import copy
import json
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

import tomli_w

from tests.fuzz.commands import Answer, Worker
from tests.fuzz.manifests import mutated_manifests
from trustladder.analysis.simulate import simulate
from trustladder.sim.scenario.errors import LONGEST, UNPRINTABLE
from trustladder.sim.scenario.loading import gather, locate
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Plan

LIMIT = 5.0  # seconds
Tree = dict[str, Any]
Files = dict[str, bytes]  # by name; the first is the one that commands are given
KEYS = ("kind", "trust", "temptation", "others", "hazard", "months", "host", "ladder", "short", "noun", "asks")
BASES = ("baseline", "malacca-piracy", "history", "open-door", "leap-to-joint-projects")
ENTRIES = ("actors", "forums", "domains", "assets", "events", "defaults", "ladders")
NUMBERS: tuple[Any, ...] = (
    -1,
    0,
    1,
    2,
    7,
    0.5,
    -0.0,
    1.5,
    50.0,
    1e308,
    -1e308,
    5e-324,
    float("nan"),
    float("inf"),
    float("-inf"),
    2**31,
    2**63 - 1,
    2**63,
    -(2**63) - 1,
    2**64,
    2**70,
    10**30,
    10**400,
    -(10**400),
)
TEXTS = (
    "",
    " ",
    "x" * 5000,
    "a\nb",
    "a\x1b[31mred",
    "a\x00b",
    "\u202eabc",
    "é",
    "Ж" * 201,
    "others",
    "none",
    "baseline",
    "../../etc/passwd",
    "/dev/zero",
    "/proc/self/mem",
    ".",
    "KAZ",
    "energy",
    "2014-02-30",
    "0.5",
    "true",
    "%s%n",
    "{0}",
    "'\"",
)
OTHERS: tuple[Any, ...] = (
    True,
    False,
    [],
    {},
    [[]],
    [{}],
    [[0.5]],
    {"a": {"b": {"c": 1}}},
    ["KAZ"] * 100_000,
    ["KAZ", "KAZ"],
    [0.1] * 1000,
    {f"k{number}": number for number in range(3000)},
    date(1, 1, 1),
    date(9999, 12, 31),
    date(2015, 1, 1),
    datetime(2015, 1, 1, 12),
    time(1, 2),
    {"judgement": 2.0},
    {"figure": 1.0},
    {"judgement": 0.5, "range": [0.9, 0.1]},
    {"figure": 3, "per": 0.0, "source": "s"},
    {"judgement": 0.5, "figure": 0.5, "source": "s"},
)


def value(luck: random.Random) -> Any:
    """A value that hardly ever belongs where it is put."""
    return copy.deepcopy(luck.choice(luck.choice((NUMBERS, TEXTS, OTHERS))))


def tables(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all tables and lists in a tree that hold something."""
    if isinstance(tree, dict | list) and tree:
        yield path
        for key, item in tree.items() if isinstance(tree, dict) else enumerate(tree[:50]):
            yield from tables(item, (*path, key))


def exchange(tree: Tree, luck: random.Random) -> None:
    """Put the value of one key where another of the same kind stands: an id, a number, a date, a list."""
    places = [(place, key) for path in tables(tree) for place in [_at(tree, path)] for key in _keys(place)]
    place, key = luck.choice(places)
    alike = [copy.deepcopy(other[at]) for other, at in places if type(other[at]) is type(place[key])]
    place[key] = luck.choice(alike)


def _at(tree: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def _keys(place: Any) -> list[Any]:
    return list(place) if isinstance(place, dict) else list(range(min(len(place), 50)))


def mutate(tree: Tree, luck: random.Random) -> None:
    """Do one thing to a tree that may make it unsound."""
    if luck.random() < 0.4:
        exchange(tree, luck)
        return
    path = luck.choice(list(tables(tree)))
    place = _at(tree, path)
    key = luck.choice(_keys(place))
    change = luck.randrange(6)
    if change == 0:
        del place[key]
    elif change == 1 and isinstance(place, dict):
        place[luck.choice((str(key)[:-1], f"{key}x", *TEXTS))] = place.pop(key)
    elif change == 2 and isinstance(place, dict):
        place[luck.choice((*KEYS, *TEXTS))] = value(luck)
    elif change == 3:
        place[key] = copy.deepcopy(tree.get(luck.choice(list(tree)))) if tree else 0
    else:
        place[key] = value(luck)


def written(tree: Tree, luck: random.Random) -> bytes:
    """A tree as TOML; now and then with a fault in its text."""
    try:
        text = tomli_w.dumps(tree).encode("utf-8", "surrogateescape")
    except (TypeError, ValueError):  # nothing that TOML could say
        text = b'title = "T"\n'
    if luck.random() < 0.15 and text:
        at = luck.randrange(len(text))
        piece = luck.choice(
            (b"", b"\xff", b"\x00", b'"', b"]", b"[[", b"=", b"\n", b"#", b"9" * 5000, b"[" * 5000, b"a." * 3000)
        )
        text = text[:at] + piece + text[at + luck.choice((0, 1, 40)) :]
    return text


def plainer(entry: Any, luck: random.Random) -> Any:
    """A copy of an entry in which most judgements are plain numbers, so that more than their ranges goes wrong."""
    if isinstance(entry, dict):
        if "judgement" in entry and luck.random() < 0.8:
            return entry["judgement"]
        return {key: plainer(item, luck) for key, item in entry.items()}
    return [plainer(item, luck) for item in entry] if isinstance(entry, list) else entry


def mutated_scenarios(count: int, seed: int) -> Iterator[Files]:
    """Scenario files, each with what it extends beside it."""
    luck = random.Random(seed)
    merged = {name: gather(locate(name))[0] for name in BASES}
    for _ in range(count):
        base = luck.choice(BASES)
        tree: Tree = {"title": "T", "question": "Q?", "extends": base}
        for table in luck.sample((*ENTRIES, "levers", "uncertainties", "structure", "past", "rivals", "months"), 4):
            entries = merged[base].get(table)
            if table in ENTRIES and entries:
                chosen = luck.sample(sorted(entries), min(3, len(entries)))
                tree[table] = {name: plainer(entries[name], luck) for name in chosen}
            elif entries is not None:
                tree[table] = copy.deepcopy(entries)
        if "past" in merged[base]:
            tree["past"] = {"replicates": 2}
        for _ in range(luck.choice((1, 1, 2, 3))):
            mutate(tree, luck)
        extends = luck.random()
        if extends < 0.03:
            tree["extends"] = luck.choice((["baseline"] * 2000, "mine.toml", ["part.toml"] * 15, [], [1], "a\x00b"))
        yield {"mine.toml": written(tree, luck), "part.toml": b'extends = ["baseline"]\n'}


PLAN: Tree = {
    "title": "T",
    "scenario": "malacca-piracy",
    "design": "lhs",
    "points": 3,
    "replicates": 2,
    "seed": 1,
    "months": 36,
    "factors": {
        "levers.training_share": [0.1, 0.9],
        "structure.trust_rule": ["beta", "kydd"],
        "uncertainties.omega": {},
        "uncertainties.idle_limit": {"range": [20, 40]},
        "actors.IDN.autonomy": [0.2, 0.8],
        "events.tsunami.date": {},
    },
    "settings": {"levers.joint_share": 0.2},
}
LISTED = "levers.training_share,structure.trust_rule,structure.gate\n0.5,beta,true\n0.2,kydd,FALSE\n"
CELLS = (
    "",
    "[0.5]",
    "{a=1}",
    "1e999",
    "9" * 400,
    "nan",
    "-1",
    "beta",
    '"""a',
    "2015-01-01",
    "0x10",
    "é",
    "\x00",
    "a\nb",
    '"a,b"',
    "0.5\nx = 1",
)


def mutated_plans(count: int, seed: int) -> Iterator[Files]:
    """Plans, each with the list of points that it may name beside it."""
    luck = random.Random(seed)
    for _ in range(count):
        tree, table = copy.deepcopy(PLAN), LISTED
        tree["design"] = luck.choice(("lhs", "sobol", "saltelli", "morris", "random", "oat", "list", "list"))
        if tree["design"] in ("oat", "list"):
            del tree["points"]
        if tree["design"] == "list":
            del tree["factors"]
            tree["file"] = luck.choice(
                ("points.csv", "points.csv", "points.csv", "/dev/zero", ".", "nowhere.csv", "pipe")
            )
            table = _table(luck)
        for _ in range(luck.choice((0, 1, 1, 2)) if tree["design"] == "list" else luck.choice((1, 1, 2))):
            mutate(tree, luck)
        yield {"plan.toml": written(tree, luck), "points.csv": table.encode("utf-8", "surrogateescape")}


def mutated_manifest_files(count: int, seed: int) -> Iterator[Files]:
    """Manifests of a small run."""
    with tempfile.TemporaryDirectory(prefix="mutated-") as folder:
        scenario = Scenario.load("malacca-piracy").with_months(12)
        simulate(Plan(scenario, 2, scenario.seed, "compiled", "none"), Path(folder), ["trustladder"])
        manifest = json.loads((Path(folder) / "manifest.json").read_text(encoding="utf-8"))
    for _, tree in mutated_manifests(manifest, count, seed):
        yield {"manifest.json": json.dumps(tree).encode("utf-8", "surrogateescape")}


def _table(luck: random.Random) -> str:
    rows = [line.split(",") for line in LISTED.splitlines()]
    for _ in range(luck.choice((0, 1, 2))):
        row = luck.choice(rows)
        row[luck.randrange(len(row))] = luck.choice((*CELLS, *TEXTS))
    if luck.random() < 0.1:
        luck.choice(rows).append("1")
    return "\n".join(",".join(row) for row in rows) + "\n"


# --- what the commands make of them ---------------------------------------------------------------------------------


class Fault(NamedTuple):
    """What was not as it must be."""

    kind: str  # traceback, wait, leftover, line
    case: str
    command: str
    told: str


def judged(answer: Answer, place: Path, before: set[str]) -> Iterator[tuple[str, str]]:
    """The kinds of fault in what a command left, each with what tells it."""
    left = sorted(
        str(path.relative_to(place)) for path in place.rglob("*") if str(path.relative_to(place)) not in before
    )
    if answer.status is None:
        if answer.seconds < LIMIT:
            yield "traceback", "the process ended"
        elif not (place / "out").exists():  # what has begun to run is sound, and only long
            yield "wait", f"{answer.seconds:.1f} s"
        return
    if answer.status == 0:
        hidden = [name for name in left if Path(name).name.startswith(".") and not name.endswith(".lock")]
        if hidden:
            yield "leftover", ", ".join(hidden)
        return
    said = answer.err.removeprefix("trustladder: ").removesuffix("\n")
    if answer.status != 2 or "Traceback" in answer.err:
        yield "traceback", answer.err[-300:]
    elif not said or UNPRINTABLE.search(said) or len(said) > LONGEST:
        yield "line", answer.err[:600]
    if left:
        yield "leftover", ", ".join(left[:5])
    if answer.seconds > LIMIT:
        yield "wait", f"{answer.seconds:.1f} s"


def tried(worker: Worker, case: str, files: Files, commands: list[list[str]]) -> Iterator[Fault]:
    """The faults of commands that are given files in an empty folder."""
    for command in commands:
        place = Path(tempfile.mkdtemp(prefix="mutated-"))
        try:
            for name, content in files.items():
                (place / name).write_bytes(content)
            before = set(files)
            answer = worker.run(place, command, LIMIT)
            yield from (Fault(kind, case, " ".join(command), told) for kind, told in judged(answer, place, before))
        finally:
            shutil.rmtree(place)


SOURCES: dict[str, tuple[Callable[[int, int], Iterator[Files]], list[list[str]]]] = {
    "files": (mutated_scenarios, [["check", "mine.toml"], ["run", "mine.toml", "--runs", "2", "--no-figures"]]),
    "plans": (mutated_plans, [["sweep", "plan.toml", "--threads", "1"]]),
    "manifests": (mutated_manifest_files, [["run", "--from", "manifest.json", "--no-figures"]]),
}


def faults_of(
    counts: dict[str, int], seed: int = 1, keep: Path | None = None, progress: Callable[[int], None] | None = None
) -> list[Fault]:
    """Try as many mutations of each source as `counts` says, and return the faults.

    `keep` is a folder for files that show one; `progress` is told how many more are done.
    """
    worker, faults = Worker(), []
    try:
        for source, count in counts.items():
            mutated, commands = SOURCES[source]
            for number, files in enumerate(mutated(count, seed)):
                found = list(tried(worker, f"{source} {number}", files, commands))
                faults += found
                if progress is not None:
                    progress(1)
                if found and keep is not None:
                    keep.mkdir(parents=True, exist_ok=True)
                    for name, content in files.items():
                        (keep / f"{source}-{number}-{name}").write_bytes(content)
    finally:
        worker.close()
    return faults
