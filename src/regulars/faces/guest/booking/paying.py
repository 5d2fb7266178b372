"""`/book/{slug}/{token}/pay` and `/paid`: to the payment provider's page, and back from it.

Both see by themselves how the deposit stands. Where the provider is silent a short page says so. It
does not load itself again, which would take the reader's place away every time.
"""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from regulars.bookings.deposits.follow import follow_deposit
from regulars.bookings.deposits.job import DepositJob
from regulars.bookings.deposits.model import Checkout, CheckoutState
from regulars.bookings.deposits.read import deposit_asked
from regulars.bookings.page import words
from regulars.bookings.page.letters.rules import awaits_payment
from regulars.faces.guest.answers import GuestRequest, Page, deps_of, go_to, page
from regulars.faces.guest.booking.find import BOOKING, Found, find
from regulars.faces.guest.booking.venue import introduce
from regulars.merchants import wording
from regulars.platform.payment import PaymentSilent


@get(f"{BOOKING}/pay")
async def go_and_pay(
    request: GuestRequest, slug: FromPath[str], token: FromPath[str]
) -> Response[Any]:
    """To where the deposit is paid, if it still can be; the same page however often it is asked."""
    found = await find(request, slug, token)
    checkout = await _asked(request, found)
    if checkout is not None and checkout.state is CheckoutState.ASKED:
        await _brought_up(request, checkout)
        checkout = await _asked(request, found)
    if checkout is None or not (checkout.state.waits and awaits_payment(found.booking)):
        return go_to(found.here, site=found.kept.site)
    if checkout.state is CheckoutState.OPEN:
        return go_to(checkout.url)
    return _wait(request, found, checkout, has_paid=False)


@get(f"{BOOKING}/paid")
async def come_back(
    request: GuestRequest, slug: FromPath[str], token: FromPath[str]
) -> Response[Any]:
    """Back from the provider's page, whether or not it was paid there."""
    found = await find(request, slug, token)
    checkout = await _asked(request, found)
    if checkout is None or not checkout.state.waits or await _brought_up(request, checkout):
        return go_to(found.here, site=found.kept.site)
    return _wait(request, found, checkout, has_paid=True)


async def _asked(request: GuestRequest, found: Found) -> Checkout | None:
    db = deps_of(request).db
    return await deposit_asked(db, found.venue.merchant.id, found.booking.id)


async def _brought_up(request: GuestRequest, checkout: Checkout) -> bool:
    """Whether the provider said how the deposit stands."""
    deps, job = deps_of(request), DepositJob(checkout.merchant, checkout.id)
    try:
        await follow_deposit(deps.db, deps.payments, job, links=deps.bookings, clock=deps.clock)
    except PaymentSilent:
        return False
    return True


def _wait(request: GuestRequest, found: Found, checkout: Checkout, *, has_paid: bool) -> Page:
    venue, path = found.venue, request.url.path
    return page(
        "booking/paying.html",
        language=venue.language,
        site=found.kept.site,
        venue=introduce(venue, found.kept, lambda kept: kept.to(path)),
        own=found.here,
        here=found.kept.to(path),
        has_paid=has_paid,
        amount=wording.money(venue.merchant, checkout.amount),
        until=words.clock(venue, checkout.ends_at),
    )


ROUTES = [go_and_pay, come_back]
