"""The first page on a slow phone with a bad line, never here before: until somebody can type, in the browser that the tests use.

The line is the usual 3G of such measurements (WebPageTest's "3G": 1.6 Mbit/s down, 768 kbit/s up, 300 ms there and back); the processor
is slowed down four times, as Lighthouse does for a middling phone.
"""

from __future__ import annotations

import os
import shutil

from playwright.async_api import Browser, async_playwright

from bench.load import now
from bench.server import Desk
from bench.table import Figures, spread

LINE = {"offline": False, "latency": 300, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 768_000 / 8}
SLOWER = 4
PHONE = {"width": 360, "height": 740}
ARGUMENTS = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def find_chromium() -> str | None:
    return shutil.which(os.environ.get("LOKET_CHROMIUM", "chromium"))


async def first_pages(desk: Desk, rounds: int) -> list[Figures]:
    """Seconds until the question can be typed and has been: over an open line, and slowed down; empty without a browser."""
    path = find_chromium()
    if path is None:
        return []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        found = [
            {"what": what, "done": rounds, **spread([await _until_typed(browser, desk, is_slow=is_slow) for _ in range(rounds)])}
            for what, is_slow in (("an open line", False), ("a slow phone", True))
        ]
        await browser.close()
    return found


async def _until_typed(browser: Browser, desk: Desk, *, is_slow: bool) -> float:
    context = await browser.new_context(viewport=PHONE, locale="nl-NL")  # type: ignore[arg-type]
    page = await context.new_page()
    if is_slow:
        tools = await context.new_cdp_session(page)
        await tools.send("Network.enable")
        await tools.send("Network.emulateNetworkConditions", LINE)
        await tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    begun = now()
    await page.goto(f"http://127.0.0.1:{desk.server.port}/", wait_until="commit")
    await page.fill("#question", "Hoe vertellen we het aan de kinderen?")
    taken = now() - begun
    await context.close()
    return taken
