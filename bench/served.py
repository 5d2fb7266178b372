"""The hub as it is served, in a process of its own, with a till inside. Started by the bench.

`python -m bench.served PLAN` with the hub's own settings in the environment. Beside the hub's
addresses there are more: `POST /bench/sales/{order}` does what the worker does when it hears of an
order, `POST /bench/seatings/{table}` seats a party and tells the till of it,
`POST /bench/orders/{table}` tells only the till, `GET /bench/times/{page}/{day}/{covers}` answers
what a booking page offers, `GET /bench/dashboards/{days}` answers the figures
of the last days, and `GET /bench/till` says what the till inside has cost so far.
"""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from bench.diary.parties import order_alone, seat
from bench.till import Plan, TimedTill, simulator_for
from bench.venue import Facts
from regulars import wiring
from regulars.bookings.page import offers
from regulars.bookings.page.links import PATH
from regulars.bookings.page.read import venue_at
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import TableId
from regulars.platform import log, server
from regulars.platform.asgi import App, Lasting, respond
from regulars.platform.process import PARENT, end_with
from regulars.platform.server import Stopping
from regulars.platform.settings import Settings
from regulars.reports.model import Period
from regulars.reports.read import dashboard
from regulars.sales.follow import follow

EXTRA = "/bench/"


class Setting(msgspec.Struct, frozen=True):
    """What one served hub is told."""

    plan: Plan
    facts: Facts


class TillCost(msgspec.Struct, frozen=True):
    """What the till inside has taken: calls, and CPU seconds of the simulator's own."""

    calls: int
    seconds: float


class WithBench:
    """The hub, and beside it what only the bench asks."""

    def __init__(self, hub: wiring.Hub, inside: App, till: TimedTill, facts: Facts) -> None:
        self._hub = hub
        self._inside = inside
        self._till = till
        self._facts = facts
        # Of whom none looks so often that the page would slow them.
        self._guests = ((f"guest {number}", 0) for number in count())

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path: str = scope["path"]
        if path.startswith(PATH):
            scope["client"] = next(self._guests)
        if not path.startswith(EXTRA):
            await self._inside(scope, receive, send)
        elif path == "/bench/till":
            cost = TillCost(self._till.calls, self._till.till.seconds)
            await respond(send, msgspec.json.encode(cost))
        else:
            await self._do(path.removeprefix(EXTRA), send)

    async def _do(self, path: str, send: Any) -> None:
        what, _, about = path.partition("/")
        try:
            match what:
                case "seatings":
                    await seat(self._hub, self._facts, TableId(UUID(about)))
                case "orders":
                    await order_alone(self._hub, self._facts)
                case "times":
                    return await respond(send, await self._times(*about.split("/")))
                case "dashboards":
                    return await respond(send, await self._dashboard(int(about)))
                case _:
                    await self._follow(about)
        except RegularsError as error:
            await respond(send, f"{error.code}: {error.sentence}", status=500)
        else:
            await respond(send, "done")

    async def _times(self, slug: str, day: str, covers: str) -> bytes:
        db, at = self._hub.db, self._hub.clock()
        venue = await venue_at(db, slug)
        found = await offers.times(db, venue, date.fromisoformat(day), int(covers), at=at)
        return msgspec.json.encode(found)

    async def _dashboard(self, days: int) -> bytes:
        at = self._hub.clock()
        period = Period(at.date() - timedelta(days=days - 1), at.date())
        found = await dashboard(self._hub.db, self._facts.merchant, period, at=at)
        return msgspec.json.encode(found)

    async def _follow(self, order: str) -> None:
        hub, facts = self._hub, self._facts
        merchant, connection = facts.merchant, facts.connection
        await follow(hub.db, hub.tills, merchant, connection, order, clock=hub.clock)


def web(settings: Settings, setting: Setting, stopping: Stopping) -> App:
    """The application of the server's one process."""
    log.configure(level=settings.log_level, as_json=settings.logs_json)
    till = TimedTill(simulator_for(setting.plan))

    @asynccontextmanager
    async def opened() -> AsyncIterator[App]:
        outside = wiring.Outside(transport=till)
        async with wiring.open_hub(settings, outside) as hub:
            inside = wiring.web_app(hub, stopping=stopping)
            yield WithBench(hub, inside, till, setting.facts)

    return Lasting(opened)


def main() -> None:
    end_with(int(os.environ.pop(PARENT)))
    settings = Settings.read(os.environ)
    setting = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Setting)
    server.serve(partial(web, settings, setting), host=settings.host, port=settings.port)


if __name__ == "__main__":
    main()
