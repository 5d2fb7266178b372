"""The call with which another system hears of what happened."""

from datetime import timedelta
from uuid import UUID

from litestar import get
from litestar.params import FromQuery

from regulars.bookings import facts as of_bookings
from regulars.faces.rest_api.deps import RestDeps, RestRequest, let_in
from regulars.faces.rest_api.shapes import EventsBody, event_body
from regulars.kernel.ids import FactId, StoreId, lowest_uuid7
from regulars.platform import journal
from regulars.sales import facts as of_sales

KINDS = (
    of_bookings.BookingCreated.kind,
    of_bookings.BookingUpdated.kind,
    of_bookings.BookingStatusChanged.kind,
    of_bookings.BookingSeated.kind,
    of_bookings.BookingFinished.kind,
    of_bookings.BookingPaid.kind,
    of_bookings.TicketMoved.kind,
    of_sales.SaleCompleted.kind,
    of_sales.SaleVoided.kind,
    of_sales.SaleRefunded.kind,
)
SETTLES = timedelta(seconds=30)
"""A fact is dated before it is committed, and what it is part of may have to wait for others first.
So one with an earlier id may still be on its way."""
MOST = 200
BEFORE_ALL = UUID(int=0)


@get("/events")
async def list_events(request: RestRequest, after: FromQuery[UUID] = BEFORE_ALL) -> EventsBody:
    """What happened after a fact, oldest first, at most 200 at a time.

    A fact is given out half a minute after it happened, so that none is passed over. Only stores
    that the account reaches.
    """
    caller = await let_in(request)
    deps: RestDeps = request.app.state.rest
    settled = FactId(lowest_uuid7(deps.clock() - SETTLES))
    found = await journal.following(
        deps.db, caller.merchant, FactId(after), settled, KINDS, limit=MOST
    )
    within = [one for one in found if caller.reaches((StoreId(one.data.get("store", 0)),))]
    last = str(found[-1].id) if found else None
    return EventsBody(events=[event_body(one) for one in within], last=last)


ROUTES = [list_events]
