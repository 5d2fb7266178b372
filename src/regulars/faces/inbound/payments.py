"""`POST /hooks/payments`: the payment provider says that something happened to a payment."""

from typing import Any

from litestar import Request, post
from litestar.handlers import HTTPRouteHandler

from regulars.bookings.deposits.heard import heard_of
from regulars.kernel.clock import Clock
from regulars.kernel.errors import NotFound
from regulars.platform import log
from regulars.platform.db import Database
from regulars.platform.payment import PaymentProvider


def payment_notices(
    db: Database, payments: PaymentProvider | None, clock: Clock, *, largest: int
) -> HTTPRouteHandler:
    """The route that the provider calls. Only what it signed is heard."""

    @post("/payments", status_code=202, request_max_body_size=largest)
    async def take_notice(request: Request[Any, Any, Any]) -> dict[str, bool]:
        if payments is None:
            raise NotFound("There is nothing at this address.")
        headers = {name.lower(): text for name, text in request.headers.items()}
        ours = payments.heard(headers, await request.body(), at=clock())
        known = await heard_of(db, ours)
        log.info("told of a payment", checkout=str(ours.checkout), known=known)
        return {"received": known}

    return take_notice
