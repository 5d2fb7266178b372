"""A party sits down while things go wrong: it has one order, never two, and never none for long."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
import pytest_asyncio
from tests.connectors.kounta import world as kounta
from tests.dining import Evening, open_evening
from tests.venue import HUB, Venue

from regulars.bookings.errors import NotNow
from regulars.bookings.guest import NewGuest
from regulars.bookings.model import Booking, TicketState
from regulars.bookings.till.callback import Callbacks
from regulars.bookings.till.job import BookingJob
from regulars.bookings.till.resend import send_again
from regulars.bookings.till.sync import bring, sync_order
from regulars.bookings.till.telling import LASTS
from regulars.bookings.till.turn import take_turn
from regulars.kernel.errors import Unavailable
from regulars.platform.db import Database

S = TicketState


@pytest_asyncio.fixture
async def evening(venue: Venue) -> AsyncIterator[Evening]:
    """A till that shows new orders late in its lists, as the real one does."""
    venue.simulator.turn(order_list_delay_seconds=8)
    yield await open_evening(venue)


async def settle(evening: Evening) -> None:
    """Everything that waits for later has its time; nobody at the till does anything."""
    for seconds in (2, 4, 8, 16, 32, 64, 64):
        await evening.later(seconds)


async def test_an_order_whose_answer_was_lost_is_found_again(evening: Evening) -> None:
    """What failed and was sent again counted twice elsewhere (https://github.com/OCA/pos/pull/185)."""
    venue = evening.venue
    await venue.fault("answer_lost", method="POST", path="*/orders*")
    booking = await evening.seated()
    assert (evening.made(), await evening.state(booking)) == (1, S.ASKED)
    await evening.later(4)
    assert (evening.made(), await evening.state(booking)) == (1, S.ASKED)
    await evening.later(4)
    ticket = await evening.ticket(booking)
    assert (evening.made(), ticket.state, ticket.order) == (1, S.WAITING, str(evening.order.id))


async def test_an_order_that_never_reached_the_till_is_made_in_the_end(evening: Evening) -> None:
    await evening.venue.fault("request_lost", method="POST", path="*/orders*")
    booking = await evening.seated()
    assert (evening.made(), await evening.state(booking)) == (0, S.ASKED)
    await settle(evening)
    assert (evening.made(), await evening.state(booking)) == (1, S.WAITING)


async def test_an_order_completed_before_we_knew_its_id_is_the_bookings(evening: Evening) -> None:
    venue = evening.venue
    rosa = await venue.enrol("Rosa Kettle", email="rosa@example.test")
    await venue.fault("answer_lost", method="POST", path="*/orders*")
    booking = await evening.seated(guest=NewGuest(member=rosa.id))
    await evening.ring()
    await evening.bill()
    assert await evening.state(booking) is S.ASKED
    await venue.deliver()
    assert await evening.state(booking) is S.COMPLETED
    assert await evening.status(booking) == "finished"
    sale = await evening.sale()
    assert (sale.booking, sale.member, sale.version) == (booking.id, rosa.id, 2)
    await settle(evening)
    assert evening.made() == 1


async def test_a_second_order_that_turned_up_late_is_taken_off_again(evening: Evening) -> None:
    """The first request was so slow that the till made its order after all."""
    venue = evening.venue
    await venue.fault("answer_lost", method="POST", path="*/orders*")
    venue.simulator.turn(order_list_delay_seconds=60)
    booking = await evening.seated()
    for seconds in (10, 15):
        await evening.later(seconds)
    assert evening.made() == 2
    first, second = evening.orders
    assert (await evening.ticket(booking)).order == str(second.id)
    # Now the list shows the first one alone.
    await evening.later(45)
    assert (await evening.ticket(booking)).order == str(second.id)
    await settle(evening)
    assert [order.id for order in evening.orders] == [first.id]
    ticket = await evening.ticket(booking)
    assert (ticket.order, ticket.state) == (str(first.id), S.WAITING)


async def test_of_two_orders_the_one_that_staff_worked_on_stays(evening: Evening) -> None:
    venue = evening.venue
    await venue.fault("answer_lost", method="POST", path="*/orders*")
    venue.simulator.turn(order_list_delay_seconds=60)
    booking = await evening.seated()
    for seconds in (10, 15):
        await evening.later(seconds)
    _, second = evening.orders
    await evening.accept(second)
    await evening.resume(second)
    await venue.ring()
    await venue.do("POST", "/sale/hold")
    await settle(evening)
    assert [order.id for order in evening.orders] == [second.id]
    assert (await evening.ticket(booking)).order == str(second.id)
    assert await evening.strays() == []


async def test_an_order_whose_undoing_was_lost_is_gone_all_the_same(evening: Evening) -> None:
    booking = await evening.seated()
    await evening.venue.fault("answer_lost", method="DELETE", path="*/orders/*")
    await evening.set(booking, "confirmed")
    assert await evening.state(booking) is S.WAITING
    await evening.later(4)
    assert (evening.orders, await evening.state(booking)) == ([], S.DISCARDED)


async def test_a_party_that_left_before_the_till_answered_has_no_order(evening: Evening) -> None:
    venue = evening.venue
    await venue.fault("request_lost", method="POST", path="*/orders*", times=3)
    booking = await evening.seated()
    await evening.set(booking, "cancelled")
    await settle(evening)
    assert (evening.made(), await evening.state(booking)) == (0, S.DISCARDED)


async def test_a_till_that_is_away_for_an_hour_has_the_order_when_it_is_back(
    evening: Evening,
) -> None:
    """The job is given up long before; the sweep does not give up."""
    venue = evening.venue
    await venue.fault("server_error", path="*", times=1000)
    booking = await evening.seated()
    for _ in range(15):
        await evening.later(240)
    assert await evening.state(booking) is S.ASKED
    await venue.outside.delete("https://api.till.test/simulator/faults")
    for _ in range(6):
        await evening.later(300)
    assert (evening.made(), await evening.state(booking)) == (1, S.WAITING)


async def test_an_order_sent_again_is_made_although_its_job_was_given_up(evening: Evening) -> None:
    venue = evening.venue
    await venue.fault("order_refused")
    booking = await evening.seated()
    await send_again(venue.db, venue.merchant, booking.id, at=evening.now, actor="host")
    await venue.db.value("delete from pgqueuer returning id")
    await evening.later(30)
    assert await evening.state(booking) is S.WAITING


async def test_a_till_that_had_too_many_requests_is_simply_told_later(evening: Evening) -> None:
    """Nothing was asked of it, so there is nothing to be looked for."""
    await evening.venue.fault("rate_limited", method="POST", path="*/orders*", seconds=5)
    booking = await evening.seated()
    ticket = await evening.ticket(booking)
    assert (ticket.state, ticket.tries) == (S.ASKED, 0)
    await evening.later(15)
    ticket = await evening.ticket(booking)
    assert (evening.made(), ticket.state, ticket.tries) == (1, S.WAITING, 1)


async def test_a_till_that_deletes_no_orders_is_told_to_the_host(evening: Evening) -> None:
    evening.venue.simulator.turn(order_delete=False)
    booking = await evening.seated()
    await evening.set(booking, "confirmed")
    ticket = await evening.ticket(booking)
    assert (ticket.state, ticket.problem) == (
        S.WAITING,
        "The order on the till was left as it is. The till refused: Orders cannot be deleted.",
    )


async def test_a_connection_whose_authorisation_ended_says_so(evening: Evening) -> None:
    await evening.venue.fault("unauthorized", path="*", times=9)
    booking = await evening.seated()
    ticket = await evening.ticket(booking)
    assert (ticket.state, ticket.problem_code) == (S.REFUSED, "not_authorised")
    assert "Authorise the app again" in ticket.problem


async def test_two_workers_at_once_make_one_order(evening: Evening) -> None:
    """Duplicate protection was missing where two devices told of the same thing elsewhere
    (https://github.com/odoo/odoo/issues/270532).
    """
    booking = await evening.book()
    await evening.say(booking, "seated")
    version = (await evening.read(booking)).version
    ends = await asyncio.gather(
        *(sync(evening, booking, version) for _ in range(8)), return_exceptions=True
    )
    assert {type(end) for end in ends} <= {type(None), Unavailable}
    assert (evening.made(), await evening.state(booking)) == (1, S.WAITING)


class Crash(BaseException):
    """The worker's process is gone."""


class Fuse:
    """Burns after so many steps, when what was done in the `last` one stands already.

    Before the next one nothing happens, so there is nothing else to be tried.
    """

    def __init__(self, last: int) -> None:
        self.left = last

    def step(self) -> None:
        if self.left == 0:
            raise Crash
        self.left -= 1

    async def around(self, call: Any, *args: Any, **more: Any) -> Any:
        done = await call(*args, **more)
        self.step()
        return done


class Fused:
    """A part of the hub, each call of which is a step."""

    def __init__(self, part: Any, fuse: Fuse, *calls: str) -> None:
        self.part, self.fuse, self.calls = part, fuse, calls

    def __getattr__(self, name: str) -> Any:
        call = getattr(self.part, name)
        if name == "at":
            return lambda *args, **more: Fused(call(*args, **more), self.fuse, *self.calls)
        if name not in self.calls:
            return call
        return lambda *args, **more: self.fuse.around(call, *args, **more)


async def sync(evening: Evening, booking: Booking, version: int, fuse: Fuse | None = None) -> None:
    venue = evening.venue
    db: Any = venue.db if fuse is None else Fused(venue.db, fuse, "tx")
    tills: Any = venue.tills
    if fuse is not None:
        tills = Fused(tills, fuse, "open", "find", "read", "discard", "notify", "restate")
    job = BookingJob(venue.merchant, booking.id, version)
    callbacks = Callbacks(HUB, kounta.RING)
    await sync_order(db, tills, job, callbacks=callbacks, clock=venue.watch)


class Slow:
    """A till that takes so long to look for an order that another worker has come and gone."""

    def __init__(self, till: Any, meanwhile: Any) -> None:
        self.till, self.meanwhile = till, meanwhile

    def __getattr__(self, name: str) -> Any:
        return getattr(self.till, name)

    def at(self, *args: Any, **more: Any) -> Any:
        return Slow(self.till.at(*args, **more), self.meanwhile)

    async def find(self, *args: Any, **more: Any) -> Any:
        found = await self.till.find(*args, **more)
        await self.meanwhile()
        return found


async def test_a_worker_whose_turn_has_passed_makes_no_second_order(evening: Evening) -> None:
    venue = evening.venue
    await venue.fault("request_lost", method="POST", path="*/orders*")
    booking = await evening.seated()
    venue.watch.forward(60)

    async def meanwhile() -> None:
        venue.watch.forward(LASTS.total_seconds() + 1)
        await sync(evening, booking, booking.version)

    slow: Any = Slow(venue.tills, meanwhile)
    job = BookingJob(venue.merchant, booking.id, booking.version)
    with pytest.raises(Unavailable):
        await sync_order(venue.db, slow, job, callbacks=None, clock=venue.watch)
    assert (evening.made(), await evening.state(booking)) == (1, S.WAITING)


async def crashed(evening: Evening, booking: Booking, last: int) -> bool:
    """Whether telling the till of the booking ended before its `last` step."""
    version = (await evening.read(booking)).version
    try:
        await sync(evening, booking, version, Fuse(last))
    except Crash:
        return True
    return False


async def restarted(evening: Evening) -> None:
    """Another worker takes over once the turn of the one that died is over."""
    await evening.later(LASTS.total_seconds() + 1)
    await evening.later(60)


async def test_a_crash_between_any_two_steps_of_seating_ends_with_one_order(
    evening: Evening,
) -> None:
    for last in range(100):
        booking = await evening.walk_in(2)
        before = evening.made()
        burned = await crashed(evening, booking, last)
        await restarted(evening)
        assert evening.made() == before + 1, f"after {last} steps"
        ticket = await evening.ticket(booking)
        assert (ticket.state, ticket.reference) == (S.WAITING, f"{booking.code}-01")
        await evening.say(booking, "finished")
        if not burned:
            break
    assert last > 4


async def test_a_crash_between_any_two_steps_of_undoing_ends_without_an_order(
    evening: Evening,
) -> None:
    for last in range(100):
        booking = await evening.seated("Nakou", 2, "7")
        await evening.say(booking, "cancelled")
        burned = await crashed(evening, booking, last)
        await restarted(evening)
        assert evening.orders == [], f"after {last} steps"
        assert await evening.state(booking) is S.DISCARDED
        if not burned:
            break
    assert last > 2


async def test_a_crash_while_orders_are_told_apart_keeps_one(evening: Evening) -> None:
    """Found again, made again, one too many taken off: no step of that may be missed."""
    for last in range(100):
        evening.venue.simulator.turn(order_list_delay_seconds=60)
        booking = await evening.walk_in(2, "7")
        await evening.venue.fault("answer_lost", method="POST", path="*/orders*")
        for seconds in (0, 10, 15):
            await evening.later(seconds)
        evening.venue.watch.forward(70)
        burned = await crashed(evening, booking, last)
        await restarted(evening)
        [order] = [one for one in evening.orders if one.status == "SUBMITTED"]
        assert (await evening.ticket(booking)).order == str(order.id)
        await evening.set(booking, "finished")
        order.status = "DELETED"
        if not burned:
            break
    assert last > 4


@pytest.mark.parametrize("status", ["cancelled", "finished"])
async def test_a_worker_that_died_before_the_till_heard_makes_no_order_for_nobody(
    evening: Evening, status: str
) -> None:
    booking = await evening.walk_in(2)
    with suppress(Crash):
        await sync(evening, booking, booking.version, Fuse(1))
    assert await evening.state(booking) is S.ASKED
    await evening.say(booking, status)
    await restarted(evening)
    assert (evening.made(), await evening.state(booking)) == (0, S.DISCARDED)


async def test_an_order_sent_by_hand_in_the_same_moment_is_the_one_order(evening: Evening) -> None:
    """The worker has seen that there is none yet, and the host has lost patience."""
    venue, booking = evening.venue, await evening.book()
    seated = await evening.say(booking, "seated")
    job = BookingJob(venue.merchant, booking.id, seated.version)
    turn = await take_turn(venue.db, venue.tills, job, callbacks=None, clock=venue.watch)
    await send_again(venue.db, venue.merchant, booking.id, at=evening.now, actor="host")
    assert turn is not None
    await bring(turn)
    await restarted(evening)
    assert (evening.made(), await evening.state(booking)) == (1, S.WAITING)
    with pytest.raises(NotNow):
        await send_again(venue.db, venue.merchant, booking.id, at=evening.now, actor="host")


async def test_the_database_going_away_loses_no_party(evening: Evening, db: Database) -> None:
    booking = await evening.book()
    for connection in db.pool.idle:
        await connection.close()
    await evening.set(booking, "seated")
    assert (evening.made(), await evening.state(booking)) == (1, S.WAITING)
