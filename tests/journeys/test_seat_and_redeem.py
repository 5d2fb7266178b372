"""A seated member at the till: rewards and points hold, whatever devices, tables and lines do."""

import pytest
import pytest_asyncio
from tests.connectors.kounta import world as kounta
from tests.dining import Evening, open_evening
from tests.venue import FLAT_WHITE, Venue

from regulars.bookings.guest import NewGuest
from regulars.bookings.model import Booking
from regulars.members.model import Member

FIVE_OFF = 500


@pytest_asyncio.fixture
async def evening(venue: Venue) -> Evening:
    return await open_evening(venue)


async def seated_member(evening: Evening, *, points: int) -> tuple[Member, Booking]:
    """A member whose party sits, with a risotto on the order that the till has."""
    rosa = await evening.venue.enrol("Rosa Kettle", points=points, email="rosa@example.test")
    booking = await evening.seated("", 2, "12", guest=NewGuest(member=rosa.id))
    await evening.ring()
    return rosa, booking


async def redeem_five_off(evening: Evening) -> None:
    """Staff open the table's order, redeem without choosing anybody, and keep it for the table."""
    venue = evening.venue
    await evening.resume()
    await venue.redeem(venue.rewards["five"])
    await venue.do("POST", "/sale/hold")


def off(evening: Evening) -> int:
    """What is off the bill, in cents."""
    return -int(evening.order.price_fixed_variation * 100)


async def test_a_reward_stays_on_the_bill_when_the_table_is_left_and_opened_again(
    evening: Evening,
) -> None:
    """It vanished elsewhere (https://github.com/odoo/odoo/pull/183949), and a second device did
    not see it (https://github.com/odoo/odoo/pull/237911).
    """
    rosa, booking = await seated_member(evening, points=150)
    await redeem_five_off(evening)
    assert off(evening) == FIVE_OFF
    await evening.change(booking, tables=evening.tables("10"))
    await evening.resume()
    await evening.venue.do("POST", "/sale/hold")
    assert off(evening) == FIVE_OFF
    assert (await evening.venue.points(rosa))[1] == 100
    await evening.bill()
    await evening.venue.deliver()
    assert (await evening.sale()).discount == kounta.aud("5.00")
    assert await evening.venue.discrepancies() == []


async def test_points_are_taken_whether_or_not_the_cashier_chooses_the_member_again(
    evening: Evening,
) -> None:
    """Elsewhere only re-selecting the customer took them
    (https://github.com/defendicon/POS-Awesome-V15/issues/3059).
    """
    rosa, _ = await seated_member(evening, points=150)
    await redeem_five_off(evening)
    assert await evening.venue.points(rosa) == (50, 100)
    await evening.bill()
    await evening.venue.deliver()
    sale = await evening.sale()
    assert sale.member == rosa.id
    assert await evening.venue.points(rosa) == (50 + sale.points_earned, 0)


async def test_an_order_that_was_kept_and_opened_again_earns_for_what_it_is_in_the_end(
    evening: Evening,
) -> None:
    """A saved order kept its old points elsewhere (https://github.com/odoo/odoo/pull/241674)."""
    rosa, _ = await seated_member(evening, points=0)
    for _ in range(2):
        await evening.resume()
        await evening.venue.ring(FLAT_WHITE)
        await evening.venue.do("POST", "/sale/hold")
    await evening.bill()
    await evening.venue.deliver()
    sale = await evening.sale()
    assert sale.points_earned == sale.total.minor // 100
    assert await evening.venue.points(rosa) == (sale.points_earned, 0)


async def test_a_bill_that_was_paid_while_nobody_listened_earns_all_the_same(
    evening: Evening,
) -> None:
    """Orders of a time without a connection never ran the loyalty step elsewhere
    (https://github.com/odoo/odoo/pull/187238).
    """
    rosa, booking = await seated_member(evening, points=0)
    await evening.bill()
    evening.venue.simulator.cloud.state.deliveries.clear()
    await evening.later(7_200)
    sale = await evening.sale()
    assert (sale.booking, sale.member) == (booking.id, rosa.id)
    assert await evening.venue.points(rosa) == (sale.points_earned, 0)
    assert await evening.status(booking) == "finished"


@pytest.mark.parametrize("fault", ["loyalty_timeout", "answer_lost", "server_error"])
async def test_an_answer_that_timed_out_does_not_eat_the_reward(
    evening: Evening, fault: str
) -> None:
    """It did elsewhere: points went and the bill stayed
    (https://support.punchh.com/hc/en-us/articles/1500006178161-Timed-Out-failed-Online-Orders-Resulting-in-Loss-of-Rewards)."""
    rosa, booking = await seated_member(evening, points=150)
    await evening.resume()
    await evening.venue.fault(fault, times=9)
    await evening.venue.redeem(evening.venue.rewards["five"])
    await evening.venue.outside.delete(f"{kounta.API}/simulator/faults")
    await evening.venue.do("POST", "/sale/hold")
    await evening.bill()
    await evening.venue.deliver()
    await evening.later(600)
    sale = await evening.sale()
    paid_for = 100 if sale.discount else 0
    assert await evening.venue.points(rosa) == (150 - paid_for + sale.points_earned, 0)
    assert await evening.status(booking) == "finished"
