"""The walk of a party: seated in the diary, its order at the till, its bill back on the booking."""

import pytest
import pytest_asyncio
from tests.dining import Evening, open_evening
from tests.venue import CASH, FLAT_WHITE, HUB, SITE, Venue, aud

from regulars.bookings.errors import NotNow
from regulars.bookings.guest import NewGuest
from regulars.bookings.model import TicketState
from regulars.bookings.till.resend import send_again

S = TicketState


@pytest_asyncio.fixture
async def evening(venue: Venue) -> Evening:
    return await open_evening(venue)


async def test_a_booking_walks_from_the_diary_to_the_till_and_its_sale_comes_home(
    evening: Evening,
) -> None:
    venue = evening.venue
    rosa = await venue.enrol("Rosa Kettle", email="rosa@example.test")
    booking = await evening.book(
        "", 4, "12", guest=NewGuest(member=rosa.id), request="High chair", tags=("Birthday",)
    )
    await evening.pay_deposit(booking, "50.00")
    await evening.set(booking, "seated")

    order = evening.order
    assert (order.status, order.site_id, order.guests) == ("SUBMITTED", int(SITE), 4)
    customer = venue.simulator.cloud.customer(order.customer_id or 0)
    assert customer.references["regulars"] == str(rosa.id)
    assert order.notes == (
        f"Booking {booking.code}: Rosa Kettle, 4 at table 12\n"
        "Birthday\n"
        "Request: High chair\n"
        "Deposit: AUD 50.00 paid on 4 May 2026 (pi_7) and not on the bill yet.\n"
        f"[booking:{booking.code}-01]"
    )
    assert [one.message for one in order.notifications] == ["New party: Rosa Kettle, 4 at table 12"]
    assert await evening.state(booking) is S.WAITING

    await evening.accept()
    await venue.deliver()
    assert await evening.state(booking) is S.OPEN
    assert await evening.status(booking) == "seated"

    await evening.resume()
    await venue.ring()
    await venue.do("POST", "/sale/hold")
    await evening.later(120)
    assert await evening.status(booking) == "ordered"

    await evening.bill()
    await venue.deliver()
    assert await evening.state(booking) is S.COMPLETED
    assert await evening.status(booking) == "finished"
    assert await evening.facts(booking) == ["asked", "completed", "open", "open", "waiting"]
    sale = await evening.sale()
    seated_at = (await evening.read(booking)).seated_at
    assert (sale.booking, sale.member) == (booking.id, rosa.id)
    assert (sale.covers, sale.seated_at) == (4, seated_at)
    assert await venue.points(rosa) == (sale.points_earned, 0)
    [fact] = await venue.db.all("select data from facts where kind = 'sale.completed'")
    assert (fact["data"]["booking"], fact["data"]["covers"]) == (str(booking.id), 4)


async def test_a_walk_in_walks_the_same_way(evening: Evening) -> None:
    venue = evening.venue
    party = await evening.walk_in(2, "7")
    await venue.work()
    assert [one.message for one in evening.order.notifications] == [
        "New party: Walk-in, 2 at table 7"
    ]
    await evening.ring(FLAT_WHITE)
    await evening.bill()
    await venue.deliver()
    sale = await evening.sale()
    assert (sale.booking, sale.covers, sale.member) == (party.id, 2, None)
    assert await evening.status(party) == "finished"


async def test_a_party_whose_bill_is_settled_but_not_closed_is_paid(evening: Evening) -> None:
    booking = await evening.seated()
    await evening.ring()
    await evening.resume()
    await evening.venue.pay(keep_open=True)
    await evening.venue.do("POST", "/sale/hold")
    await evening.later(120)
    assert await evening.status(booking) == "paid"
    ticket = await evening.ticket(booking)
    assert (ticket.items, ticket.owed_minor, ticket.paid_minor > 0) == (1, 0, True)


async def test_an_order_goes_on_but_a_booking_never_goes_back(evening: Evening) -> None:
    booking = await evening.seated()
    await evening.ring()
    await evening.set(booking, "mains_away")
    await evening.later(120)
    assert await evening.status(booking) == "mains_away"


async def test_a_booking_that_is_not_seated_has_no_order(evening: Evening) -> None:
    booking = await evening.book()
    for status in ("arrived", "partially_seated", "confirmed", "cancelled"):
        await evening.set(booking, status)
    assert evening.orders == []
    assert await evening.state(booking) is None


async def test_a_party_taken_further_before_the_worker_came_has_its_order(evening: Evening) -> None:
    booking = await evening.book()
    await evening.say(booking, "seated")
    await evening.say(booking, "ordered")
    await evening.venue.work()
    assert evening.order.status == "SUBMITTED"


# Undone. The five minutes are measured from the moment at which the till made the order.


@pytest.mark.parametrize("status", ["cancelled", "confirmed", "no_show", "unconfirmed"])
async def test_a_slip_takes_the_order_off_the_till_again(evening: Evening, status: str) -> None:
    booking = await evening.seated()
    evening.venue.watch.forward(300)
    await evening.set(booking, status)
    assert evening.orders == []
    ticket = await evening.ticket(booking)
    assert (ticket.state, ticket.problem) == (S.DISCARDED, "")
    await evening.venue.deliver()
    assert await evening.state(booking) is S.DISCARDED


async def test_an_order_older_than_five_minutes_stays_and_the_host_reads_why(
    evening: Evening,
) -> None:
    booking = await evening.seated()
    evening.venue.watch.forward(301)
    await evening.set(booking, "confirmed")
    assert evening.order.status == "SUBMITTED"
    ticket = await evening.ticket(booking)
    assert (ticket.state, ticket.problem_code) == (S.WAITING, "order_is_older")
    assert "older than five minutes" in ticket.problem


async def test_a_slip_counts_by_when_it_was_undone_and_not_by_when_the_till_answered(
    evening: Evening,
) -> None:
    booking = await evening.seated()
    evening.venue.watch.forward(60)
    await evening.say(booking, "confirmed")
    evening.venue.watch.forward(600)
    await evening.venue.work()
    assert await evening.state(booking) is S.DISCARDED


async def test_what_staff_rang_up_keeps_the_order_and_is_an_error(evening: Evening) -> None:
    booking = await evening.seated()
    await evening.ring()
    await evening.set(booking, "cancelled")
    assert evening.order.lines
    ticket = await evening.ticket(booking)
    assert (ticket.state, ticket.problem_code) == (S.WAITING, "order_has_items")
    assert "staff have put something on it" in ticket.problem


async def test_why_an_order_stays_is_still_told_when_its_acceptance_is_heard_of_late(
    evening: Evening,
) -> None:
    booking = await evening.seated()
    await evening.ring()
    await evening.set(booking, "confirmed")
    assert (await evening.ticket(booking)).problem
    await evening.venue.deliver()
    assert await evening.state(booking) is S.OPEN
    assert "staff have put something on it" in (await evening.ticket(booking)).problem


async def test_a_payment_that_staff_took_keeps_the_order(evening: Evening) -> None:
    booking = await evening.seated()
    await evening.take_payment("10.00")
    await evening.set(booking, "no_show")
    assert (await evening.ticket(booking)).problem_code == "order_has_payments"
    assert evening.order.payments


async def test_our_own_deposit_and_seats_do_not_keep_the_order(evening: Evening) -> None:
    await evening.settings(deposit_method_id=str(CASH), seat_product_id=str(FLAT_WHITE))
    booking = await evening.book()
    await evening.pay_deposit(booking, "20.00")
    await evening.set(booking, "seated")
    [payment], [line] = evening.order.payments, evening.order.lines
    assert payment.ref == f"[booking:{booking.code}-01] pi_7"
    assert (int(payment.amount), int(line.quantity)) == (20, 4)
    assert "and on the bill" in (evening.order.notes or "")
    await evening.set(booking, "confirmed")
    assert evening.orders == []
    kept = (await evening.read(booking)).payment
    assert kept is not None
    assert kept.paid == aud("20.00")


async def test_seated_again_after_a_slip_is_a_new_order(evening: Evening) -> None:
    booking = await evening.seated()
    first = evening.order.id
    await evening.set(booking, "confirmed")
    await evening.set(booking, "seated")
    assert evening.order.id != first
    ticket = await evening.ticket(booking)
    assert (ticket.state, ticket.reference) == (S.WAITING, f"{booking.code}-02")


async def test_seated_again_while_the_order_stays_is_that_order(evening: Evening) -> None:
    booking = await evening.seated()
    await evening.ring()
    await evening.set(booking, "confirmed")
    assert (await evening.ticket(booking)).problem
    await evening.set(booking, "seated")
    ticket = await evening.ticket(booking)
    assert (evening.made(), ticket.problem) == (1, "")


async def test_undone_and_seated_before_the_worker_came_changes_nothing(evening: Evening) -> None:
    booking = await evening.seated()
    await evening.say(booking, "confirmed")
    await evening.say(booking, "seated")
    await evening.venue.work()
    assert (evening.made(), await evening.state(booking)) == (1, S.WAITING)


# Not taken, not wanted, not there any more.


async def test_a_rejected_order_can_be_sent_again(evening: Evening) -> None:
    venue, booking = evening.venue, await evening.seated()
    await evening.reject()
    await venue.deliver()
    ticket = await evening.ticket(booking)
    assert (ticket.state, ticket.problem_code) == (S.REJECTED, "order_rejected")
    assert await evening.status(booking) == "seated"

    await send_again(venue.db, venue.merchant, booking.id, at=evening.now, actor="host")
    await venue.work()
    assert [order.status for order in evening.orders] == ["REJECTED", "SUBMITTED"]
    assert await evening.state(booking) is S.WAITING
    with pytest.raises(NotNow, match="has its order"):
        await send_again(venue.db, venue.merchant, booking.id, at=evening.now, actor="host")


async def test_a_fresh_seating_after_a_rejection_is_a_new_order(evening: Evening) -> None:
    booking = await evening.seated()
    await evening.reject()
    await evening.venue.deliver()
    await evening.say(booking, "confirmed")
    await evening.set(booking, "seated")
    assert [order.status for order in evening.orders] == ["REJECTED", "SUBMITTED"]


async def test_an_order_that_the_till_will_not_have_is_told_to_the_host(evening: Evening) -> None:
    venue = evening.venue
    await venue.fault("order_refused")
    booking = await evening.seated()
    ticket = await evening.ticket(booking)
    assert (evening.orders, ticket.state) == ([], S.REFUSED)
    assert ticket.problem == (
        "The till did not take the order. The till refused: The site takes no orders at the moment."
    )
    await send_again(venue.db, venue.merchant, booking.id, at=evening.now, actor="host")
    await venue.work()
    assert await evening.state(booking) is S.WAITING


async def test_a_product_that_the_site_does_not_sell_is_named(evening: Evening) -> None:
    evening.venue.simulator.cloud.product(FLAT_WHITE).not_sold_at.append(int(SITE))
    await evening.settings(seat_product_id=str(FLAT_WHITE))
    booking = await evening.seated()
    assert "Product 9001 is not available at site 4201" in (await evening.ticket(booking)).problem


async def test_an_order_deleted_at_the_till_is_told_to_the_host(evening: Evening) -> None:
    venue, booking = evening.venue, await evening.seated()
    await evening.accept()
    await venue.do("DELETE", f"/orders/{evening.order.id}")
    await venue.deliver()
    ticket = await evening.ticket(booking)
    assert (ticket.state, ticket.problem_code) == (S.GONE, "order_gone")
    await send_again(venue.db, venue.merchant, booking.id, at=evening.now, actor="host")
    await venue.work()
    assert await evening.state(booking) is S.WAITING


async def test_staff_who_never_take_the_order_are_asked_about_less_and_less_often(
    evening: Evening,
) -> None:
    booking = await evening.seated()
    pauses: list[float] = []
    while len(pauses) < 30:
        due = (await evening.ticket(booking)).look_again_at
        assert due is not None
        pauses.append((due - evening.now).total_seconds())
        await evening.later(pauses[-1])
    assert (pauses[0], pauses[-1]) == (15, 300)
    assert pauses == sorted(pauses)
    assert await evening.state(booking) is S.WAITING


async def test_lost_calls_are_made_up_for_by_asking(evening: Evening) -> None:
    venue = evening.venue
    await venue.fault("order_unheard")
    booking = await evening.seated()
    await evening.ring()
    await venue.deliver()
    assert await evening.state(booking) is S.WAITING
    await evening.later(15)
    assert (await evening.state(booking), await evening.status(booking)) == (S.OPEN, "ordered")
    await evening.bill()
    await evening.later(15)
    assert await evening.state(booking) is S.COMPLETED
    assert await evening.status(booking) == "finished"


# What changes while the party sits.


async def test_a_party_that_moves_is_restated_and_staff_keep_their_own_notes(
    evening: Evening,
) -> None:
    venue, booking = evening.venue, await evening.seated()
    order = evening.order
    order.notes = f"Cash only!\n{order.notes}\nTwo lemonades first"
    await evening.change(booking, tables=evening.tables("11"), covers=5)
    assert evening.order.guests == 5
    assert evening.order.notes == (
        f"Cash only!\nBooking {booking.code}: Eleni Nakou, 5 at table 11\n"
        f"[booking:{booking.code}-01]\nTwo lemonades first"
    )
    assert [one.message for one in evening.order.notifications] == [
        "New party: Eleni Nakou, 4 at table 12",
        "Eleni Nakou moved to table 11, now 5",
    ]
    calls = len(venue.simulator.log.entries)
    await evening.change(booking, duration_minutes=150)
    await evening.tell_again(booking, (await evening.read(booking)).version)
    assert len(venue.simulator.log.entries) == calls


async def test_a_till_that_takes_no_message_and_no_change_keeps_the_order(
    evening: Evening,
) -> None:
    venue = evening.venue
    await venue.fault("unauthorized", method="POST", path="*/notifications", times=9)
    booking = await evening.seated()
    assert await evening.state(booking) is S.WAITING
    await venue.outside.delete("https://api.till.test/simulator/faults")
    evening.order.status = "COMPLETE"
    await evening.change(booking, tables=evening.tables("11"))
    assert "table 12" in (evening.order.notes or "")


# Events that repeat, come late, or find nobody.


async def test_events_that_repeat_or_come_late_are_ignored(evening: Evening) -> None:
    booking = await evening.seated()
    await evening.set(booking, "confirmed")
    await evening.set(booking, "seated")
    made = evening.made()
    calls = len(evening.venue.simulator.log.entries)
    for version in (1, 2, 3, 4, 4):
        await evening.tell_again(booking, version)
    assert evening.made() == made
    assert len(evening.venue.simulator.log.entries) == calls


async def test_an_event_that_repeats_does_not_undo_what_was_decided(evening: Evening) -> None:
    booking = await evening.seated()
    await evening.ring()
    await evening.set(booking, "confirmed")
    evening.order.lines.clear()
    await evening.tell_again(booking, (await evening.read(booking)).version)
    assert evening.order.status == "ACCEPTED"
    assert (await evening.ticket(booking)).problem_code == "order_has_items"


async def test_a_till_that_sends_many_calls_for_one_order_changes_nothing_twice(
    evening: Evening,
) -> None:
    """Each of a till's many webhooks for one sale started a sync of its own elsewhere
    (https://github.com/WelshLabs/sous.tools/issues/168).
    """
    venue, booking = evening.venue, await evening.seated()
    await venue.fault("webhook_duplicate", times=20)
    await evening.ring()
    await evening.bill()
    await venue.deliver()
    await venue.deliver()
    sale = await evening.sale()
    assert (sale.version, await evening.status(booking)) == (1, "finished")


async def test_a_party_that_is_moved_keeps_its_one_order(evening: Evening) -> None:
    """Merging tables made the order of one of them vanish elsewhere
    (https://github.com/odoo/odoo/issues/162231).
    """
    first, second = await evening.seated(), await evening.seated("Okafor", 2, "7")
    await evening.change(second, tables=evening.tables("8", "9"))
    await evening.set(second, "confirmed")
    await evening.change(first, tables=evening.tables("7"))
    assert evening.order.notes is not None
    assert "Eleni Nakou, 4 at table 7" in evening.order.notes
    assert (await evening.ticket(first)).order == str(evening.order.id)


async def test_a_callback_is_taken_at_its_address_alone_and_never_believed(
    evening: Evening,
) -> None:
    venue, booking = evening.venue, await evening.seated()
    uri = evening.order.callback_uri or ""
    assert uri.startswith(f"{HUB}/hooks/kounta/")
    lie = {"id": evening.order.id, "status": "COMPLETE"}
    assert (await venue.http.post(uri, json=lie)).json() == {"received": True}
    await venue.work()
    assert await evening.state(booking) is S.WAITING
    await evening.accept()
    assert (await venue.http.get(uri)).status_code == 202
    await venue.work()
    assert await evening.state(booking) is S.OPEN
    strange = uri.replace(f"{booking.code}-01", "AAAA-BBBB-01")
    for nobodys in (strange, strange.replace("AAAA-BBBB-01", "%00"), f"{strange}{'9' * 4000}"):
        assert (await venue.http.post(nobodys, json=lie)).json() == {"received": False}
    assert (await venue.http.post(uri.replace("/orders/", "x/orders/"))).status_code == 404


async def test_an_order_that_no_booking_knows_is_listed_once(evening: Evening) -> None:
    venue, booking = evening.venue, await evening.seated()
    await evening.ring()
    order = evening.order
    order.sale_number, order.notes = "ZZZZ-ZZZZ-01-HK-1", None
    await venue.db.value("update tickets set order_ref = '1' returning id")
    await venue.db.value("delete from order_guests returning order_ref")
    await evening.bill()
    await venue.deliver()
    await venue.deliver()
    assert await evening.strays() == ["order_without_booking"]
    assert (await evening.sale()).booking is None
    assert await evening.status(booking) == "seated"


async def test_a_store_without_a_site_is_listed_once_and_takes_parties_all_the_same(
    evening: Evening,
) -> None:
    await evening.venue.db.value("delete from connection_sites returning site_id")
    for table in ("7", "8"):
        booking = await evening.seated("Nakou", 2, table)
        assert await evening.state(booking) is None
    assert await evening.strays() == ["store_without_site"]


async def test_bookings_stay_in_the_diary_where_they_are_not_sent(evening: Evening) -> None:
    await evening.settings(send_bookings=False)
    booking = await evening.seated()
    assert (evening.orders, await evening.state(booking)) == ([], None)


async def test_a_member_known_only_to_the_diary_gets_the_sale(evening: Evening) -> None:
    """Nobody searched for anybody: the till has no contact to make a customer of."""
    venue = evening.venue
    ben = await venue.enrol("Ben Okafor", phone="0491 570 006")
    booking = await evening.book(guest=NewGuest(member=ben.id))
    await evening.set(booking, "seated")
    evening.order.customer_id = None
    await evening.ring()
    await evening.bill()
    await venue.deliver()
    assert (await evening.sale()).member == ben.id


async def test_a_guest_named_after_the_bill_gets_its_points(evening: Evening) -> None:
    """Who had no member at first earned nothing elsewhere
    (https://github.com/odoo/odoo/pull/276813).
    """
    venue, walk_in = evening.venue, await evening.walk_in(2)
    await venue.work()
    await evening.ring()
    await evening.bill()
    await venue.deliver()
    assert (await evening.sale()).member is None
    rosa = await venue.enrol("Rosa Kettle")
    for _ in range(2):
        await evening.change(walk_in, guest=NewGuest(member=rosa.id))
        await venue.work()
    after = await evening.sale()
    assert (after.version, after.member) == (2, rosa.id)
    assert await venue.points(rosa) == (after.points_earned, 0)


@pytest.mark.parametrize("is_corrected", [True, False])
async def test_a_member_who_was_booked_by_mistake_earns_nothing(
    evening: Evening, *, is_corrected: bool
) -> None:
    """The till still names whom its order was made for."""
    venue = evening.venue
    rosa = await venue.enrol("Rosa Kettle", email="rosa@example.test")
    ben = await venue.enrol("Ben Okafor", email="ben@example.test")
    booking = await evening.seated(guest=NewGuest(member=rosa.id))
    await evening.change(booking, guest=NewGuest(member=ben.id) if is_corrected else None)
    await evening.ring()
    await evening.bill()
    await venue.deliver()
    sale = await evening.sale()
    assert sale.member == (ben.id if is_corrected else None)
    assert await venue.points(rosa) == (0, 0)
    assert await venue.points(ben) == (sale.points_earned, 0)


async def test_who_is_named_at_the_table_is_offered_rewards_at_the_till(evening: Evening) -> None:
    venue = evening.venue
    rosa = await venue.enrol("Rosa Kettle", email="rosa@example.test")
    ben = await venue.enrol("Ben Okafor", email="ben@example.test")
    walk_in = await evening.walk_in(2)
    await venue.work()
    assert evening.order.customer_id is None
    for member in (rosa, ben):
        await evening.change(walk_in, guest=NewGuest(member=member.id))
        customer = venue.simulator.cloud.customer(evening.orders[0].customer_id or 0)
        assert customer.email == member.email


async def test_a_member_whom_the_cashier_chose_stays_and_gets_the_sale(evening: Evening) -> None:
    venue = evening.venue
    rosa = await venue.enrol("Rosa Kettle", email="rosa@example.test")
    ben = await venue.enrol("Ben Okafor", email="ben@example.test")
    ada = await venue.enrol("Ada Vale", email="ada@example.test")
    booking = await evening.seated(guest=NewGuest(member=rosa.id))
    await evening.ring()
    await evening.resume()
    await venue.choose(ben)
    await venue.do("POST", "/sale/hold")
    await evening.change(booking, guest=NewGuest(member=ada.id))
    await evening.bill()
    await venue.deliver()
    assert (await evening.sale()).member == ben.id
