"""The walk of a party: seated in the diary, its order at the till, its bill back on the booking."""

import pytest_asyncio
from tests.dining import Evening, open_evening
from tests.venue import Venue

from regulars.bookings.model import TicketState


@pytest_asyncio.fixture
async def evening(venue: Venue) -> Evening:
    return await open_evening(venue)


async def test_a_booking_walks_from_the_diary_to_the_till_and_its_sale_comes_home(
    evening: Evening,
) -> None:
    venue = evening.venue
    rosa = await venue.enrol("Rosa Kettle", email="rosa@example.test")
    from regulars.bookings.model import NewGuest

    booking = await evening.book(
        "Kettle", 4, "12", guest=NewGuest(member=rosa.id), request="High chair", tags=("Birthday",)
    )
    await evening.pay_deposit(booking, "50.00")
    await evening.set(booking, "seated")

    order = evening.order
    assert order.status == "SUBMITTED"
    assert order.guests == 4
    assert order.customer_id is not None
    print(order.notes)
    assert order.notes is not None
    assert "Rosa Kettle, 4 at table 12" in order.notes
    assert [one.message for one in order.notifications] == ["New party: Rosa Kettle, 4 at table 12"]
    assert await evening.state(booking) is TicketState.WAITING

    await evening.ring()
    await venue.deliver()
    assert await evening.state(booking) is TicketState.OPEN
    assert await evening.status(booking) == "ordered"
    await evening.bill()
    await venue.deliver()
    assert await evening.state(booking) is TicketState.COMPLETED
    assert await evening.status(booking) == "finished"
    sale = await evening.sale()
    assert (sale.booking, sale.member, sale.covers) == (booking.id, rosa.id, 4)
    assert await venue.points(rosa) == (sale.points_earned, 0)
