"""The hub as it works after an answer, and by the clock."""

import asyncio
import signal
from functools import partial

import uvloop

from regulars.bookings.page.links import BookingLinks
from regulars.bookings.till.callback import Callbacks
from regulars.platform.jobs import Worker
from regulars.platform.settings import Settings
from regulars.wiring.hub import Hub, open_hub
from regulars.workers.deposits import Deposits
from regulars.workers.handlers import Handlers
from regulars.workers.run import run as run_worker
from regulars.workers.schedule import Schedule


def work(settings: Settings) -> None:
    """Do jobs until told to stop, then finish what is under way."""
    uvloop.run(_work(settings))


async def _work(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_hub(settings) as hub:
        await run_worker(settings.database_url, partial(register, hub), stop)


def register(hub: Hub, worker: Worker) -> None:
    """Tell `worker` what it does: the jobs, and what happens by the clock."""
    callbacks = Callbacks(hub.base_url, hub.ring)
    links = BookingLinks(hub.base_url, hub.ring)
    Handlers(hub.db, hub.tills, hub.clock, hub.mail_server, callbacks, links).register(worker)
    Schedule(hub.db, hub.tills, hub.clock, links).register(worker)
    Deposits(hub.db, hub.payments, links, hub.clock).register(worker)
