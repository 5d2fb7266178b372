"""The walks' browser: Debian's Chromium, or the one that CHROMIUM names.

Starting one takes as long as many a walk, so a process that runs tests starts one and keeps it.
A walk opens it as if it were its own, and nothing that a walk opened is left when it ends.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from playwright.async_api import Browser, Frame, Page, async_playwright, expect

from regulars.platform.embedded_postgres.account import RUN_AS

SOON = 20_000
"""Milliseconds that a page is waited for on a busy machine. What is waited for comes far sooner."""
STARTS_WITHIN = 60.0
LOOK_EVERY = 0.02

MOUSE = (
    "primaryHoverType=2",
    "availableHoverTypes=2",
    "primaryPointerType=4",
    "availablePointerTypes=4",
)
"""A pointer that is fine and hovers, also where there is no screen."""
UNUSED = (
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "SpareRendererForSitePerProcess",
    "ThirdPartyStoragePartitioning",
)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--no-startup-window",
    "--remote-debugging-port=0",
    f"--blink-settings={','.join(MOUSE)}",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    # Pages that nobody looks at are as awake as the one in front.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-back-forward-cache",
    "--disable-hang-monitor",
    "--disable-ipc-flooding-protection",
    "--allow-pre-commit-input",
    # Everything that a walk has no use for.
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-extensions-with-background-pages",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-field-trial-config",
    "--disable-gpu",
    "--disable-quic",
    "--disable-search-engine-choice-screen",
    "--disable-sync",
    "--metrics-recording-only",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-service-autorun",
    "--password-store=basic",
    f"--disable-features={','.join(UNUSED)}",
]

AXE = Path(__file__).parents[1] / "frontend/node_modules/axe-core/axe.min.js"
COMPLAIN = "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => ({ violations }))"
"""What axe has against a page. All that it has nothing against would take longer to tell."""
AT_REST = """new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    .then(() => document.getAnimations().filter(
        ({ effect }) => Number.isFinite(effect.getComputedTiming().endTime)))
    .then((ending) => Promise.allSettled(ending.map(({ finished }) => finished)))"""
"""Nothing changes its colour any more, but for what never stops."""


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """A browser in which a walk opens contexts of its own."""
    expect.set_options(timeout=SOON)
    address = chromium().address
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(address, is_local=True)
        others = browser.contexts
        yield browser
        for context in browser.contexts:
            if context not in others:
                await context.close()


@cache
def chromium() -> "Chromium":
    """The one of this process."""
    started = Chromium()
    atexit.register(started.stop)
    # Each walk has a driver of its own, which need not be compiled anew.
    os.environ["NODE_COMPILE_CACHE"] = str(started.profile / "driver")
    return started


class Chromium:
    """A Chromium with a profile of its own. It ends with the process that started it."""

    def __init__(self) -> None:
        path = find()
        assert path is not None, "there is no Chromium: run `make browser`"
        self.profile = Path(tempfile.mkdtemp(prefix="regulars-chromium-"))
        bound = [sys.executable, "-I", "-S", str(RUN_AS), str(os.getpid()), "-1", "-1"]
        with (self.profile / "said").open("wb") as said:
            self.process = subprocess.Popen(
                [*bound, path, f"--user-data-dir={self.profile}", *FLAGS],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        self.address = self._await_address()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def _await_address(self) -> str:
        told = self.profile / "DevToolsActivePort"
        until = time.monotonic() + STARTS_WITHIN
        while not (told.exists() and "\n" in told.read_text()):
            assert self.process.poll() is None, (self.profile / "said").read_text()
            assert time.monotonic() < until, "Chromium does not start"
            time.sleep(LOOK_EVERY)
        port, path = told.read_text().split()
        return f"ws://127.0.0.1:{port}{path}"


async def complaints(page: Page | Frame) -> list[str]:
    """What axe has against the page as it stands, once nothing on it changes its colour."""
    if isinstance(page, Page):
        await page.mouse.move(0, 0)
    await page.evaluate(AT_REST)
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text())
    found = await page.evaluate(COMPLAIN)
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found["violations"]]


async def fits(page: Page, width: int) -> bool:
    """Whether the page needs no more than `width`, once its pictures are drawn for it."""
    await page.set_viewport_size({"width": width, "height": 844})
    await page.evaluate(AT_REST)
    wide: int = await page.evaluate("document.documentElement.scrollWidth")
    return wide <= width


def find() -> str | None:
    """The path of a Chromium on this machine, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if shutil.which(named) else None
    return next(
        (
            path
            for name in ("chromium", "chromium-browser", "google-chrome")
            if (path := shutil.which(name))
        ),
        None,
    )


def install() -> None:
    """Install Debian's Chromium where that can be done without asking anybody."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(
            "The browser journeys need Chromium. Install your system's `chromium` package, "
            "or set CHROMIUM to the browser's path, and run `make test` again."
        )
    print("Installing Chromium for the browser journeys …", flush=True)  # noqa: T201
    subprocess.run(["apt-get", "update", "-qq"], check=True)  # noqa: S607
    subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=True)  # noqa: S607


if __name__ == "__main__":
    if find() is None:
        install()
