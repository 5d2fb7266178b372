"""Live pages: each new fact of a merchant is sent to its open pages as it is committed.

An event is named like the fact (`sale.completed`) and carries the fact's subject. A part of a page
that shows such things listens and fetches itself again.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from litestar import get
from litestar.params import FromQuery
from litestar.response import Stream

from regulars.faces.console import cookies
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.ids import FactId
from regulars.merchants.sign_in import session_of
from regulars.platform import journal
from regulars.platform.journal import Written

LOOKS_EVERY = 0.5
BEATS_EVERY = 30
"""Looks between two signs of life, which also ask whether the session still holds."""
MAY_BE_LATE = 2
"""Seconds before a page was made from which facts may have been committed after it."""
LOOKS_BACK = timedelta(seconds=30)
"""A fact is dated before it is committed, so a look goes back further than the newest one seen."""


@get("/console/live")
async def live(request: ConsoleRequest, since: FromQuery[int | None] = None) -> Stream:
    """Events of what happens, from now on or from when the page was made: `since`, in seconds."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    known = on_the_page(await recent(request), since)
    return Stream(
        events(request, known), media_type="text/event-stream", headers=headers, status_code=200
    )


async def events(request: ConsoleRequest, known: Sequence[Written]) -> AsyncIterator[bytes]:
    """The stream itself: ends with the session, with the server, or when the browser leaves."""
    seen = {fact.id for fact in known}
    for look in itertools.count():
        if look % BEATS_EVERY == 0:
            if not await still_signed_in(request):
                return
            yield b": still here\n\n"
        if request.deps.stopping():
            return
        facts = await recent(request)
        for fact in facts:
            if fact.id not in seen:
                yield event(fact)
        seen = {fact.id for fact in facts}
        await asyncio.sleep(LOOKS_EVERY)


def on_the_page(facts: Sequence[Written], since: int | None) -> Sequence[Written]:
    """What the page shows already. Told once too often, it is only fetched again."""
    if since is None:
        return facts
    return [fact for fact in facts if fact.at.timestamp() < since - MAY_BE_LATE]


async def recent(request: ConsoleRequest) -> Sequence[Written]:
    return await journal.since(request.db, request.merchant.id, oldest_id(request.now - LOOKS_BACK))


def event(fact: Written) -> bytes:
    return f"event: {fact.kind}\nid: {fact.id}\ndata: {fact.subject}\n\n".encode()


def oldest_id(at: datetime) -> FactId:
    """An id below those of all facts from `at` on: they begin with their time."""
    return FactId(UUID(int=int(at.timestamp() * 1000) << 80))


async def still_signed_in(request: ConsoleRequest) -> bool:
    token = request.cookies.get(cookies.SESSION, "")
    return await session_of(request.db, token, at=request.now) is not None


ROUTES = [live]
