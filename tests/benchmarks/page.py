"""The live page in a real Chromium: lever to picture, first load, and sixty phones that vote at once."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright
from websockets.asyncio.client import ClientConnection, connect

from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from tests.benchmarks.timing import Spread

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PHONES = 60
GOAL = {"drag": 100.0, "release, first picture": 250.0, "release, 1,000 futures": 250.0}  # milliseconds, p95
LEVER = "#levers-joint_share"


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


def served(folder: str, scenario: str) -> Served:
    """Start the command, and read where it is."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "analysis", "workshop", "--no-open", "--port", "0", "--scenario", scenario],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    line = process.stdout.readline().strip().rpartition(" ")[2]
    address, _, code = line.partition("/#code=")
    return Served(process, address.replace("localhost", "127.0.0.1"), code)


def ready(page: Page) -> None:
    """Wait for all futures."""
    end = time.monotonic() + 120
    while not page.evaluate("Boolean(window.shared?.picture?.done && shared.facilitates)"):
        assert time.monotonic() < end, "no picture came"
        time.sleep(0.05)


def dragged(page: Page, drags: int) -> dict[str, list[float]]:
    """Milliseconds from a lever's move to the painted picture, for moves every 40 ms and for letting go."""
    found: dict[str, list[float]] = {name: [] for name in GOAL}
    for number in range(drags):
        page.evaluate("window.latencies.length = 0")
        for step in range(12):
            move(page, 0.2 + 0.5 * ((number * 12 + step) % 97) / 97, "input")
            time.sleep(0.04)
        move(page, 0.2 + 0.5 * ((number * 31) % 89) / 89, "input", "change")
        end = time.monotonic() + 20
        while not page.evaluate("window.latencies.some((one) => one.done)") and time.monotonic() < end:
            time.sleep(0.02)
        for one in page.evaluate("window.latencies"):
            kind = "drag" if not one["final"] else list(GOAL)[1 + bool(one["done"])]
            found[kind].append(one["ms"])
        time.sleep(0.2)
    return found


def move(page: Page, value: float, *events: str) -> None:
    """Move the lever as a hand does."""
    told = "([events, value, lever]) => { const s = document.querySelector(lever); s.value = value;"
    told += " events.forEach((e) => s.dispatchEvent(new Event(e, { bubbles: true }))); }"
    page.evaluate(told, [list(events), value, LEVER])


def loaded(browser: Browser, here: Served) -> tuple[float, float]:
    """Milliseconds from asking for the page to its pictures, and kilobytes over the wire, with an empty cache."""
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    started = time.perf_counter()
    page.goto(f"{here.address}/#code={here.code}", wait_until="commit")
    while not page.evaluate("Boolean(document.querySelector('#panel-trust path.middle'))"):
        time.sleep(0.005)
    taken = (time.perf_counter() - started) * 1e3
    told = "performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
    size = page.evaluate(f"{told}.reduce((sum, one) => sum + one.transferSize, 0)")
    picture = page.evaluate("JSON.stringify(shared.picture).length")
    page.close()
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

    taken: dict[str, list[float]]  # milliseconds
    few: list[int]  # futures of first pictures
    loads: list[tuple[float, float]]  # milliseconds, kilobytes


def seen(here: Served, quick: bool) -> Seen:
    """Drags on the stage, then loads from nothing."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path, "no Chromium on this machine"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(f"{here.address}/#code={here.code}")
        ready(page)
        taken = dragged(page, 1 if quick else 25)
        few = page.evaluate("window.latencies.filter((one) => !one.done).map((one) => one.futures)")
        loads = [loaded(browser, here) for _ in range(1 if quick else 5)]
        browser.close()
    return Seen(taken, few, loads)


def measure(setup: Setup) -> Report:
    """One server: what one browser sees, then sixty phones that vote at once."""
    scenario, actor = ("malacca-piracy", "IDN") if setup.quick else ("baseline", "KAZ")
    with tempfile.TemporaryDirectory() as folder:
        here = served(folder, scenario)
        try:
            found = seen(here, setup.quick)
            before = here.megabytes()
            confirmed, shown = asyncio.run(voting(here, actor))
            more = here.megabytes() - before
        finally:
            here.process.terminate()
            here.process.wait()
    return report(scenario, found, confirmed, shown, before, more)


def report(
    scenario: str,
    found: Seen,
    confirmed: float,
    shown: float,
    before: float,
    more: float,
) -> Report:
    """The figures beside their goals."""
    taken, few, loads = found
    pictures = {name: p95(values) for name, values in taken.items() if values}
    rows = [goal_row(f"{name}, p95 (median .. greatest)", at, "ms", GOAL[name], False) for name, at in pictures.items()]
    load = p95([milliseconds for milliseconds, _ in loads])
    others = {
        "first load to pictures": (load, "ms", 1000.0),
        "first load": (max(size for _, size in loads), "kB", 500.0),
        f"{PHONES} votes confirmed": (confirmed, "s", 1.0),
        f"{PHONES} votes on the console": (shown, "s", 1.0),
        f"memory of {PHONES} phones beside the model": (more, "MB", 200.0),
    }
    rows += [goal_row(name, value, unit, goal, False) for name, (value, unit, goal) in others.items()]
    rows.append(goal_row("the server with its futures", before, "MB"))
    note = f"the first picture, and each of a drag, shows {min(few, default=0)} to {max(few, default=0)} futures: as many as fit in 30 ms"
    numbers = {"pictures_ms": pictures, "load_ms": load, "votes_s": confirmed, "phones_mb": more, "few": few}
    return Report([Table(f"{scenario}, pictures of 240 months", GOALS, rows)], [note], numbers)
