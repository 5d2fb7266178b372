"""A worker that outlives its connection to the database."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from regulars.platform import log
from regulars.platform.jobs import Worker

TRY_AGAIN = 2.0
"""Seconds until the next try after the database went away."""


async def run(url: str, register: Callable[[Worker], None], stop: asyncio.Event) -> None:
    """Do the jobs that `register` names until `stop`; what is under way is finished first."""
    while not stop.is_set():
        try:
            await _until_lost(url, register, stop)
        except Exception as reason:  # noqa: BLE001  whatever it was, the next try may do
            log.warning("the worker lost the database and tries again", reason=plain(reason))
            await _pause(stop)


def plain(error: Exception) -> str:
    """What really went wrong, out of the group of tasks that it went wrong in."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return str(error) or type(error).__name__


async def _until_lost(url: str, register: Callable[[Worker], None], stop: asyncio.Event) -> None:
    worker = await Worker.connect(url)
    register(worker)
    log.info("the worker is ready")
    stopping = asyncio.create_task(_stop(worker, stop))
    try:
        await worker.run()
    finally:
        stopping.cancel()
        await worker.close()


async def _stop(worker: Worker, stop: asyncio.Event) -> None:
    await stop.wait()
    worker.stop()


async def _pause(stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), TRY_AGAIN)
