"""Serve the live page and photograph it, for the tutorial of the workshop: every picture is of the page as it is."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SCREEN, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 780}
COUNTED = """() => window.shared?.drawn && shared.facilitates
    && JSON.stringify(shared.drawn.now) === JSON.stringify(shared.state.now)"""
PATIENCE_MS = 120_000


class Workshop:
    """A workshop that is served from this machine, and a browser that looks at it."""

    def __init__(self, browser: Browser, server: subprocess.Popen[str], address: str, code: str) -> None:
        self.browser, self.server, self.address, self.code = browser, server, address, code

    @classmethod
    async def open(cls, scenario: str) -> Workshop:
        """Start the command as a facilitator does, and read the address and the code from what it prints."""
        command = [sys.executable, "-m", "trustladder", "workshop", "--no-open", "--port", "0", "--scenario", scenario]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        assert server.stdout is not None
        said = re.search(r"(http://\S+)/#code=(\S+)", server.stdout.readline())
        assert said is not None, "the workshop did not start"
        path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
        assert path, "no Chromium: apt-get install chromium, or name it in the variable CHROMIUM"
        playwright = await async_playwright().start()
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        return cls(browser, server, said[1], said[2])

    async def page(self, path: str, size: dict[str, int] | None = None) -> Page:
        """Return a page of the workshop in a window of its own."""
        context = await self.browser.new_context(locale="en-GB", viewport=size or SCREEN)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        await page.goto(self.address + path)
        return page

    async def stage(self) -> Page:
        """Return the facilitator's stage, once its futures are counted."""
        page = await self.page(f"/#code={self.code}")
        await counted(page)
        return page

    async def close(self) -> None:
        """End browser and server."""
        await self.browser.close()
        self.server.terminate()
        self.server.wait(timeout=30)


async def until(page: Page, expression: str) -> None:
    """Wait until an expression is true on a page, whose policy forbids the browser to evaluate text by itself."""
    for _ in range(PATIENCE_MS // 100):
        if await page.evaluate(expression):
            return
        await asyncio.sleep(0.1)
    raise TimeoutError(expression)


async def counted(page: Page) -> None:
    """Wait until every future of what is set is counted and drawn."""
    await until(page, COUNTED)
    await asyncio.sleep(0.6)  # the picture moves into its place


async def turn(page: Page, view: str) -> None:
    """Turn to a view, and wait for it."""
    await page.locator(f"#tab-{view}").click()
    await page.locator(f"main > [data-view={view}]").wait_for()
    await asyncio.sleep(0.6)


async def move(page: Page, lever: str, value: float) -> None:
    """Move a lever as a hand does, and wait for the answer."""
    await page.locator(f"[data-testid=lever-{lever}]").wait_for()
    await page.locator(f"#levers-{lever}").evaluate(
        """(slider, value) => {
            slider.value = value;
            for (const kind of ["input", "change"]) slider.dispatchEvent(new Event(kind, { bubbles: true }));
        }""",
        value,
    )
    await until(page, f"location.href.includes('levers.{lever}={value:g}')")
    await counted(page)


async def shot(page: Page) -> Any:
    """Return a picture of what is to be seen."""
    from IPython.display import Image  # of the site alone: the README's picture does without

    return Image(await page.screenshot(type="jpeg", quality=80))
