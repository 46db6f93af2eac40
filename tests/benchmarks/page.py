"""The live page in a real Chromium: lever to picture, cold and in use, first load, and sixty phones that vote."""

import asyncio
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright
from websockets.asyncio.client import ClientConnection, connect

from tests.benchmarks.moves import Latency, by_hand, cold
from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from tests.benchmarks.timing import Spread

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PHONES = 60
RELEASE = "lever released to headline and because of 1,000 futures"
GOAL = 200.0  # milliseconds, p95
POLICY, FACT = "levers.joint_share", "uncertainties.omega"
CASES = {  # what is set at one go, and whether the picture before is held as A
    "a policy": (POLICY, False),
    "a policy, with another state kept as A": (POLICY, True),
    "a fact of the world, which holds in the past too": (FACT, False),
}
QUICK_USE, IN_USE, FULL_USE = {0.5: 2}, {10.0: 6, 30.0: 4}, {10.0: 20, 30.0: 20}  # seconds between two moves: moves
AT_ONCE, BY_HAND, FACT_BY_HAND = "at one go", "by hand, any plain lever", "by hand, a fact of the world"
LOADING = """new MutationObserver((_, watch) => {
    if (!["headline", "because", "ladder"].every((one) => document.querySelector(`[data-testid=${one}]`))) return;
    if (!document.querySelector("[data-testid=ladder] .beam")) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.loadedAfter = performance.now(); }));
}).observe(document, { subtree: true, childList: true })"""


class Served(NamedTuple):
    """The command in a process of its own."""

    process: subprocess.Popen[str]
    address: str
    code: str

    def megabytes(self) -> float:
        """Its resident memory now; nan where the system does not tell."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.is_file():
            return float("nan")
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return float(line.split()[1]) / 1e3


def served(folder: str, scenario: str, *options: str) -> Served:
    """Start the command, and read where it is."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-u",
            "-m",
            "trustladder",
            "workshop",
            "--no-open",
            "--port",
            "0",
            "--scenario",
            scenario,
            *options,
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline().strip().rpartition(" ")[2]
    address, _, code = line.partition("/#code=")
    return Served(process, address.replace("localhost", "127.0.0.1"), code)


def ready(page: Page) -> None:
    """Wait for all futures."""
    end = time.monotonic() + 120
    while not page.evaluate("Boolean(window.shared?.picture && shared.facilitates)"):
        assert time.monotonic() < end, "no picture came"
        time.sleep(0.05)


class Load:
    """How many cores other programs were using meanwhile: on a busy machine the figures say less about the page."""

    def __init__(self) -> None:
        self._start, self._theirs = time.perf_counter(), self._used()

    @staticmethod
    def _used() -> float:
        """Seconds of all cores that this program, and those of its children that have ended, did not use."""
        place = Path("/proc/stat")
        if not place.is_file():
            return math.nan
        ticks = [int(value) for value in place.read_text().split("\n", 1)[0].split()[1:9]]
        busy = (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")
        ours = os.times()
        return busy - sum(ours[:4])

    def others(self) -> float:
        """Return the cores in use by others since the beginning, once all children have ended; NaN where unknown."""
        return max(0.0, self._used() - self._theirs) / (time.perf_counter() - self._start)


def loaded(browser: Browser, here: Served) -> tuple[float, float]:
    """Measure milliseconds until the page is painted, and kilobytes over the wire, with an empty cache."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.add_init_script(LOADING)
    page = context.new_page()
    page.goto(f"{here.address}/#code={here.code}", wait_until="commit")
    while not page.evaluate("window.loadedAfter"):
        time.sleep(0.1)
    told = "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
    size = page.evaluate(f"{told}.reduce((sum, one) => sum + one.transferSize, 0)")
    taken, picture = page.evaluate(
        "[loadedAfter, JSON.stringify(shared.picture).length + JSON.stringify(shared.levers).length]"
    )
    context.close()
    return taken, (size + picture) / 1e3


async def voting(here: Served, actor: str) -> tuple[float, float]:
    """Seconds until the first and the last of sixty votes, sent at once, are confirmed."""
    phones = [await phone(here, actor) for _ in range(PHONES)]
    chair = await opened(here, "console")
    await tell(chair, do="unlock", code=here.code)
    await hear(chair, lambda one: one["is"] == "unlocked")
    await tell(chair, do="begin", replicate=1)
    await tell(chair, do="next-round")
    rounds = [await hear(one, lambda m: m["is"] == "room" and m["round"]) for one in phones]
    started = time.perf_counter()

    async def vote(one: ClientConnection) -> float:
        await tell(one, do="vote", round=rounds[0]["round"]["number"], come=True)
        await hear(one, lambda message: message["is"] == "voted")
        return time.perf_counter() - started

    confirmed = sorted(await asyncio.gather(*(vote(one) for one in phones)))
    counted = await hear(chair, lambda m: m["is"] == "room" and m["voted"] == PHONES)
    shown = time.perf_counter() - started
    assert counted["voted"] == PHONES
    await asyncio.gather(*(one.close() for one in [*phones, chair]))
    return confirmed[-1], shown


async def opened(here: Served, view: str) -> ClientConnection:
    """A connection that has said what it shows."""
    line = await connect(here.address.replace("http", "ws") + "/ws", origin=here.address, max_size=None)
    await tell(line, do="hello", view=view)
    return line


async def phone(here: Served, actor: str) -> ClientConnection:
    """A phone with a seat."""
    line = await opened(here, "phone")
    await tell(line, do="join", name="somebody", actor=actor)
    await hear(line, lambda message: message["is"] == "seat")
    return line


async def tell(line: ClientConnection, **message: Any) -> None:
    """Send a message."""
    await line.send(json.dumps(message))


async def hear(line: ClientConnection, fits: Any) -> Any:
    """The next message that fits."""
    while True:
        message = json.loads(await line.recv())
        if fits(message):
            return message


def p95(values: list[float]) -> Spread:
    """The 95th percentile, with the median below and the greatest above."""
    ordered = sorted(values) if len(values) > 1 else values * 2
    return Spread(quantiles(ordered, n=20, method="inclusive")[-1], quantiles(ordered, n=2)[0], ordered[-1])


class Seen(NamedTuple):
    """What was measured in the browser."""

    began: float  # seconds from the command to the first picture of the first page
    moved: dict[str, list[Latency]]  # by how it is moved, where nothing was counted ahead
    loads: list[tuple[float, float]]  # milliseconds, kilobytes


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser for as long as it is needed."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path, "no Chromium on this machine"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def stage(browser: Browser, here: Served) -> Page:
    """The facilitator's page, with its first picture."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(f"{here.address}/#code={here.code}")
    ready(page)
    return page


def seen(here: Served, started: float, quick: bool) -> Seen:
    """A page that waits for the server, drags on the stage, then loads from nothing."""
    with chromium() as browser:
        page = stage(browser, here)
        began = time.perf_counter() - started
        moved = {
            BY_HAND: by_hand(page, 1.0, 1 if quick else 40),
            FACT_BY_HAND: by_hand(page, 1.0, 1 if quick else 15, FACT),
        }
        for case, how in CASES.items():
            moved[f"{AT_ONCE}, {case}"] = cold(page, *how, 1 if quick else 25 if how == (POLICY, False) else 10)
        page.close()
        return Seen(began, moved, [loaded(browser, here) for _ in range(1 if quick else 9)])


def used(here: Served, setup: Setup) -> dict[str, list[Latency]]:
    """A page in use, by how long the facilitator lets pass between moves, with the share that was counted before."""
    found = dict[str, list[Latency]]()
    with chromium() as browser:
        page = stage(browser, here)
        for seconds, moves in (QUICK_USE if setup.quick else FULL_USE if setup.full else IN_USE).items():
            told = by_hand(page, seconds, moves)
            before = [one for one in told if one.counted_before]
            found[f"{seconds:g} s between moves, {len(before) / len(told):.0%} of them counted before"] = told
            if before:
                found[f"{seconds:g} s between moves, those counted before"] = before
    return found


@contextmanager
def serving(scenario: str, *options: str) -> Iterator[Served]:
    """A server for as long as it is needed."""
    with tempfile.TemporaryDirectory() as folder:
        here = served(folder, scenario, *options)
        try:
            yield here
        finally:
            here.process.terminate()
            here.process.wait()


def measure(setup: Setup) -> Report:
    """One server that counts nothing ahead: what one browser sees, then sixty phones that vote; and one in use."""
    scenario, actor = ("malacca-piracy", "IDN") if setup.quick else ("baseline", "KAZ")
    load, started = Load(), time.perf_counter()
    with serving(scenario, "--no-ahead") as here:
        found = seen(here, started, setup.quick)
        before = here.megabytes()
        confirmed, shown = asyncio.run(voting(here, actor))
        more = here.megabytes() - before
    with serving(scenario) as here:
        in_use_of = used(here, setup)
        after = here.megabytes()
    return report(scenario, found, in_use_of, (confirmed, shown), (before, more, after), load.others())


def report(
    scenario: str,
    found: Seen,
    in_use_of: dict[str, list[Latency]],
    votes: tuple[float, float],
    memory: tuple[float, float, float],
    busy: float,
) -> Report:
    """The figures beside their goals, and where the time goes."""
    load = p95([milliseconds for milliseconds, _ in found.loads])
    (confirmed, shown), (before, more, after) = votes, memory
    others = {
        "first load to painted pictures, p95 (median .. greatest)": (load, "ms", 1000.0),
        "first load": (max(size for _, size in found.loads), "kB", 300.0),
        f"{PHONES} votes confirmed": (confirmed, "s", 1.0),
        f"{PHONES} votes on the console": (shown, "s", 1.0),
        f"memory of {PHONES} phones beside the model": (more, "MB", 200.0),
    }
    moved = {f"cold, {how}": told for how, told in found.moved.items()}
    moved |= {f"in use, {BY_HAND}, {case}": told for case, told in in_use_of.items()}
    rows = [
        goal_row(f"{case}: {RELEASE}, p95 (median .. greatest)", p95([one.ms for one in told]), "ms", GOAL, False)
        for case, told in moved.items()
    ]
    rows += [goal_row(name, value, unit, goal, False) for name, (value, unit, goal) in others.items()]
    rows.append(goal_row("the server with its futures", before, "MB"))
    rows.append(goal_row("the server that counted ahead", after, "MB"))
    rows.append(goal_row("from the command to the pictures of a first page", found.began, "s"))
    tables = [Table(f"{scenario}, pictures of 240 months", GOALS, rows), breakdown(moved)]
    numbers = {
        "latency_ms": {case: p95([one.ms for one in told]) for case, told in moved.items()},
        "parts_ms": {case: parts_of(told) for case, told in moved.items()},
        "load_ms": load,
        "votes_s": confirmed,
        "phones_mb": more,
        "began_s": found.began,
        "cores_used_by_others": busy,
    }
    told = [
        "cold: nothing is counted ahead. At one go, as by a key, a lever is let go where it never stood; by hand it is "
        "dragged, and stands on its last position for some time before it is let go",
        f"other programs were using {busy:.1f} cores meanwhile",
    ]
    return Report(tables, told, numbers)


def parts_of(moved: list[Latency]) -> dict[str, Spread]:
    """What each part of the way takes, p95 (median .. greatest)."""
    return {name: p95([one.parts[name] for one in moved]) for name in moved[0].parts}


def breakdown(moved: dict[str, list[Latency]]) -> Table:
    """Where the time of an answer goes, by what is moved."""
    columns = [parts_of(one) for one in moved.values()]
    rows = [(name, *(str(column[name]) for column in columns)) for name in columns[0]]
    return Table("where it goes, ms, p95 (median .. greatest)", ("", *moved), rows)
