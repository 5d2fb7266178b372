"""A party comes when it is quiet: what it was promised follows its bill, in both directions."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest_asyncio
from tests.connectors.kounta.world import RING
from tests.dining import Evening, open_evening
from tests.journeys.refunds import deleted, item, refund, taken_back
from tests.venue import HUB, Venue, aud

from regulars.bookings.model import Booking, Slot
from regulars.bookings.page.alter import alter
from regulars.bookings.page.book import book
from regulars.bookings.page.change import open_page
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.model import Alteration, Wish
from regulars.bookings.page.model import Venue as Place
from regulars.bookings.page.offers import times
from regulars.bookings.page.read import venue_of
from regulars.bookings.quiet.arrange import add_offer
from regulars.bookings.quiet.keep_promise import keep_promise
from regulars.bookings.quiet.model import (
    Gives,
    Multiplier,
    OfferTerms,
    PromiseState,
    QuietOffer,
    SlotVoucher,
)
from regulars.bookings.quiet.read import offers_of, promise_of
from regulars.bookings.quiet.sweep import sweep_promises
from regulars.bookings.rules.times import day_of
from regulars.ledger.reasons import QuietTime
from regulars.ledger.statement import statement
from regulars.members.model import Member
from regulars.sales.set_member import set_member
from regulars.vouchers.read import read_voucher

LINKS = BookingLinks(HUB, RING)
A_DAY = timedelta(days=1)
DOUBLE = Multiplier(20_000)


@pytest_asyncio.fixture
async def evening(venue: Venue) -> Evening:
    return await open_evening(venue)


async def offer(
    evening: Evening, gives: Gives, *, most: int = 40, budget: int = 100, fullest: int = 50
) -> QuietOffer:
    venue = evening.venue
    terms = OfferTerms(name="Early birds", fullest=fullest, gives=gives, most=most, budget=budget)
    return await add_offer(
        venue.db, venue.merchant, venue.store.id, terms, at=evening.now, actor="test"
    )


async def there(evening: Evening) -> Place:
    venue, at = evening.venue, evening.now
    page = await open_page(venue.db, venue.merchant, venue.store.id, at=at, actor="test")
    return await venue_of(venue.db, page)


async def slot_at(evening: Evening, place: int) -> Slot:
    """One of the times of tomorrow."""
    page, at = await there(evening), evening.now
    tomorrow = day_of(at, page.store.time_zone) + A_DAY
    return (await times(evening.venue.db, page, tomorrow, 2, at=at))[place]


async def books(evening: Evening, email: str, place: int = 0) -> Booking:
    """Somebody books one of the times of tomorrow."""
    slot = await slot_at(evening, place)
    wish = Wish(
        key=uuid4().hex,
        starts_at=slot.starts_at,
        service=slot.service,
        covers=2,
        first_name="Rosa",
        last_name="Kettle",
        email=email,
    )
    page = await there(evening)
    return await book(evening.venue.db, page, wish, links=LINKS, at=evening.now)


async def moves(evening: Evening, booking: Booking, place: int) -> None:
    """Its guest moves a booking to another time of tomorrow."""
    slot, venue = await slot_at(evening, place), evening.venue
    wanted = Alteration(starts_at=slot.starts_at, service=slot.service, covers=2)
    page = await there(evening)
    await alter(venue.db, page, booking.id, wanted, links=LINKS, at=evening.now)
    await venue.work()


async def sits_down(evening: Evening, booking: Booking) -> None:
    wait = booking.starts_at - evening.now
    evening.venue.watch.forward(wait.total_seconds())
    await evening.set(booking, "seated")


async def pays(evening: Evening, booking: Booking) -> str:
    """The party comes, has two risottos at $26, and pays. Answers the till's id of its order."""
    await sits_down(evening, booking)
    await evening.ring(quantity=2)
    await evening.bill()
    evening.venue.watch.forward(15)
    await evening.venue.deliver()
    return str(evening.orders[-1].id)


async def budget(evening: Evening) -> tuple[int, int]:
    """What is promised, and what was given."""
    [found] = await offers_of(evening.venue.db, evening.venue.merchant, evening.venue.store.id)
    return found.promised, found.spent


async def state(evening: Evening, booking: Booking) -> PromiseState:
    found = await promise_of(evening.venue.db, evening.venue.merchant, booking.id)
    assert found is not None
    return found.state


async def points(evening: Evening, member: Member) -> int:
    return (await evening.venue.points(member))[0]


async def test_points_on_top_follow_the_bill_wherever_it_goes(evening: Evening) -> None:
    venue = evening.venue
    rosa = await venue.enrol("Rosa Kettle", email="rosa@example.test")
    milo = await venue.enrol("Milo Brandt", email="milo@example.test")
    await offer(evening, DOUBLE)
    booking = await books(evening, "rosa@example.test")
    assert await budget(evening) == (40, 0)

    order = await pays(evening, booking)
    assert await points(evening, rosa) == 52 + 40, "at most 40 come on top"
    assert (await budget(evening), await state(evening, booking)) == ((0, 40), PromiseState.KEPT)
    newest, *_ = await statement(venue.db, venue.merchant, rosa.account)
    assert isinstance(newest.reason, QuietTime)
    assert (newest.available, newest.reason.of, newest.reason.basis_points) == (40, 52, 20_000)

    back = await refund(venue, order, lines=item(1, 1))
    assert (await points(evening, rosa), await budget(evening)) == (26 + 26, (0, 26))
    await taken_back(venue, back)
    assert (await points(evening, rosa), await budget(evening)) == (52 + 40, (0, 40))

    sale = (await evening.sale()).id
    said: dict[str, Any] = {"note": "It was his", "at": evening.now}
    await set_member(venue.db, venue.merchant, sale, milo.id, actor="test", **said)
    kept = (keep_promise(venue.db, venue.merchant, booking.id, at=evening.now) for _ in range(6))
    await asyncio.gather(*kept)
    await venue.work()
    assert (await points(evening, rosa), await points(evening, milo)) == (0, 92)
    await set_member(venue.db, venue.merchant, sale, None, actor="test", **said)
    await venue.work()
    assert (await points(evening, milo), await budget(evening)) == (0, (40, 0))
    await set_member(venue.db, venue.merchant, sale, rosa.id, actor="test", **said)
    await venue.work()
    assert (await points(evening, rosa), await budget(evening)) == (92, (0, 40))

    entries = await statement(venue.db, venue.merchant, rosa.account)
    for _ in range(2):
        await keep_promise(venue.db, venue.merchant, booking.id, at=evening.now)
    assert await statement(venue.db, venue.merchant, rosa.account) == entries

    await deleted(venue, order)
    assert (await points(evening, rosa), await budget(evening)) == (0, (40, 0))
    venue.watch.forward(5 * 86_400)
    await sweep_promises(venue.db, at=evening.now)
    assert (await budget(evening), await state(evening, booking)) == ((0, 0), PromiseState.LAPSED)


async def test_a_voucher_for_a_quiet_time_is_good_once_on_its_day(evening: Evening) -> None:
    venue = evening.venue
    rosa = await venue.enrol("Rosa Kettle", email="rosa@example.test")
    await offer(evening, SlotVoucher(aud("5")), most=500, budget=1_200)
    booking = await books(evening, "rosa@example.test")
    promise = await promise_of(venue.db, venue.merchant, booking.id)
    assert promise is not None
    assert promise.voucher is not None

    await evening.set(booking, "cancelled")
    assert (await budget(evening), await state(evening, booking)) == ((0, 0), PromiseState.LAPSED)
    assert not (await read_voucher(venue.db, venue.merchant, promise.voucher)).terms.active
    await evening.set(booking, "confirmed")
    assert (await budget(evening), await state(evening, booking)) == (
        (500, 0),
        PromiseState.PROMISED,
    )

    await sits_down(evening, booking)
    assert f"Voucher {promise.code}: AUD 5.00 off, for the quiet time" in (
        evening.order.notes or ""
    )
    await evening.accept()
    await evening.resume()
    await venue.ring()
    await venue.choose(rosa)
    redeemed = await venue.redeem(promise.voucher)
    assert redeemed["sale"]["total"] == "21.00"
    await venue.pay()
    venue.watch.forward(15)
    await venue.deliver()
    assert (await budget(evening), await state(evening, booking)) == ((0, 500), PromiseState.KEPT)

    order = str(evening.order.id)
    await refund(venue, order)
    used = await read_voucher(venue.db, venue.merchant, promise.voucher)
    assert (used.used, await budget(evening)) == (0, (500, 0))


async def test_a_booking_that_moves_has_what_its_new_time_has(evening: Evening) -> None:
    await offer(evening, SlotVoucher(aud("5")), most=500, budget=1_200)
    booking = await books(evening, "rosa@example.test")
    later = booking.starts_at + timedelta(hours=1)
    await evening.change(booking, starts_at=later)
    assert await state(evening, booking) is PromiseState.PROMISED
    await evening.change(booking, starts_at=later + A_DAY)
    assert (await budget(evening), await state(evening, booking)) == ((0, 0), PromiseState.LAPSED)
    await evening.change(booking, starts_at=later)
    assert (await budget(evening), await state(evening, booking)) == (
        (500, 0),
        PromiseState.PROMISED,
    )


async def test_who_moves_to_a_busy_time_takes_nothing_along(evening: Evening) -> None:
    rosa = await evening.venue.enrol("Rosa Kettle", email="rosa@example.test")
    await offer(evening, DOUBLE, budget=80, fullest=0)
    await books(evening, "milo@example.test", 1)
    booking = await books(evening, "rosa@example.test")
    assert await budget(evening) == (80, 0)
    await moves(evening, booking, 1)
    assert (await budget(evening), await state(evening, booking)) == ((40, 0), PromiseState.LAPSED)
    await moves(evening, booking, 0)
    assert await state(evening, booking) is PromiseState.PROMISED
    await moves(evening, booking, 1)
    await pays(evening, booking)
    assert (await points(evening, rosa), await budget(evening)) == (52, (40, 0))
