"""Promises of deposits: the table waits for the money, and the money never gets lost or doubled."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tests.connectors.payments.provider import KEY, SECRET, URL
from tests.faces.booking import LINKS, Guest, in_sydney, telephone
from tests.faces.console import NOON, browsing, console, hire
from tests.faces.deposits import Counter, open_counter
from tests.faces.test_guest_changes import Table
from tests.stores.awaiting import Guests

from regulars.bookings.change import change
from regulars.bookings.deposits.model import CheckoutState
from regulars.bookings.deposits.refund import refund
from regulars.bookings.deposits.sweep import sweep_deposits
from regulars.bookings.errors import NotNow
from regulars.bookings.model import Booking, Changes, Waits
from regulars.bookings.page.cancel import cancel
from regulars.bookings.page.take_offered import take_offered
from regulars.bookings.set_status import set_status
from regulars.bookings.store.deposits import OF_BOOKING
from regulars.connectors.payments import Testpay
from regulars.kernel.money import Money
from regulars.merchants.model import Role
from regulars.platform.db import Database
from regulars.platform.payment import PaymentSilent

FORTY = Money(4000, "AUD")

ALONE = """
    alter table deposit_checkouts drop constraint deposit_checkouts_merchant_id_booking_id_fkey
"""
SEASON = """
    insert into deposit_checkouts (merchant_id, id, booking_id, provider, amount_minor, currency,
                                   state, created_at, ends_at)
    select merchant_id, gen_random_uuid(), gen_random_uuid(), provider, amount_minor, currency,
           'ended', created_at, ends_at
      from deposit_checkouts, generate_series(1, 4000)
"""


class Meanwhile(httpx.AsyncBaseTransport):
    """The way to the provider, where something happens just before money is given back."""

    def __init__(self, counter: Counter, happens: Callable[[], Awaitable[None]]) -> None:
        self.inner = counter.paying.transport
        self.happens = [happens]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/refunds") and self.happens:
            await self.happens.pop()()
        return await self.inner.handle_async_request(request)


def _panel(counter: Counter, booking: Booking) -> str:
    return f"/console/diary/{counter.scene.store.id}/bookings/{booking.id}"


@pytest_asyncio.fixture
async def counter(db: Database, database_url: str) -> Counter:
    return await open_counter(db, database_url, [(1, 4)])


@pytest_asyncio.fixture
async def rosa(counter: Counter) -> AsyncIterator[Guest]:
    async with telephone(counter.scene.app, counter.scene.slug) as guest:
        yield guest


async def test_a_guest_pays_on_the_way_and_has_it_back_when_they_cancel(
    counter: Counter, rosa: Guest
) -> None:
    scene, paying = counter.scene, counter.paying
    page = await rosa.send(await rosa.choose(scene.dinner, 19))
    assert "Please pay the deposit of $40.00 by" in page.text
    [booking] = await scene.bookings()
    assert booking.status == "unconfirmed"
    assert booking.payment is not None
    assert booking.payment.due == FORTY
    assert await counter.letters() == []
    assert "7:00" not in (await rosa.look(party="2", day="2026-05-08")).text

    here = scene.address_of(booking)
    paying.fault("server_error")
    waiting = await rosa.look(f"{here}/pay")
    assert "does not answer at the moment. Please try again." in waiting.text
    there = (await rosa.look(f"{here}/pay")).headers["location"]
    assert there.startswith("https://pay.test/payments/pay/co_")
    # Who walks away, and comes back, finds the same page.
    assert (await rosa.look(f"{here}/paid")).headers["location"].partition("?")[0] == here
    assert "Please pay the deposit" in (await rosa.look(here)).text
    assert (await rosa.look(f"{here}/pay")).headers["location"] == there

    paying.fault("notice_twice")
    assert (await paying.pay(there)).headers["location"] == f"http://hub.test{here}/paid"
    paying.fault("answer_lost")
    assert "waiting for word of your payment of $40.00" in (await rosa.look(f"{here}/paid")).text
    assert (await rosa.look(f"{here}/paid")).headers["location"].partition("?")[0] == here
    for path in ("pay", "paid"):
        assert (await rosa.look(f"{here}/{path}")).headers["location"].partition("?")[0] == here
    assert "Your table is booked" in (await rosa.look(here)).text
    assert await paying.provider.deliver() == 2
    await counter.work()
    assert await counter.moved(booking) == [4000]
    assert await counter.letters() == ["Your table"]
    assert "Your deposit of $40.00 is paid." in (await scene.mails())[-1].body

    paying.forward(seconds=1)
    await rosa.http.post(here)
    assert "on its way back to you" in (await rosa.look(here)).text
    assert "Your deposit of $40.00 goes back to you." in (await scene.mails())[-1].body
    await counter.work()
    await counter.work()
    assert await counter.moved(booking) == [4000, -4000]
    assert "Your deposit went back to you: $40.00" in (await rosa.look(here)).text
    [checkout] = paying.provider.desk.books.checkouts.values()
    assert len(checkout.refunds) == 1
    assert "7:00" in (await rosa.look(party="2", day="2026-05-08")).text


async def test_who_does_not_pay_in_time_gives_the_table_up(counter: Counter, rosa: Guest) -> None:
    scene = counter.scene
    booking = await counter.opened()
    await counter.work()
    for _ in range(2):
        counter.paying.forward(minutes=2)
        await counter.work()
    [asks] = await scene.mails()
    assert asks.subject.startswith("The deposit for your table: Friday, 8 May 2026, 7:00")
    assert "Please pay the deposit of $40.00 by 12:20" in asks.body
    assert scene.address_of(booking) in asks.body
    counter.paying.forward(minutes=15, seconds=59)
    await counter.work()
    assert (await counter.now(booking)).status == "unconfirmed"
    assert (await counter.booked()).id == booking.id
    counter.paying.forward(seconds=1)
    await counter.work()
    assert (await counter.now(booking)).status == "cancelled"
    assert (await counter.checkout(booking)).state is CheckoutState.ENDED
    assert (await counter.paying.pay((await counter.checkout(booking)).url)).status_code == 402
    assert "was not paid in time" in (await rosa.look(scene.address_of(booking))).text
    row = await scene.db.one("select actor from facts where kind = 'booking.status_changed'")
    assert row["actor"] == "deposits"
    # The same guest may try again.
    again = await counter.booked(key="another" * 3)
    assert again.id != booking.id
    assert len(await scene.mails()) == 1


async def test_what_comes_once_the_table_is_given_up_goes_back(counter: Counter) -> None:
    """The provider has the money and is silent, longer than the table can wait."""
    booking = await counter.opened()
    await counter.pay(booking)
    counter.paying.forward(minutes=79)
    counter.paying.fault("answer_lost")
    with pytest.raises(PaymentSilent):
        await counter.follow(booking)
    assert (await counter.now(booking)).status == "unconfirmed"
    counter.paying.forward(minutes=1)
    counter.paying.fault("answer_lost")
    await counter.follow(booking)
    assert (await counter.now(booking)).status == "cancelled"
    await counter.paying.provider.deliver()
    await counter.work()
    assert await counter.moved(booking) == [4000, -4000]
    assert (await counter.now(booking)).status == "cancelled"


async def test_what_nobody_told_of_goes_back_once_the_provider_speaks_again(
    counter: Counter,
) -> None:
    """The news got lost, and the provider was silent until the table was given up."""
    booking = await counter.opened()
    await counter.work()
    counter.paying.fault("notice_lost")
    await counter.pay(booking)
    counter.paying.forward(minutes=80)
    counter.paying.fault("answer_lost")
    await counter.follow(booking)
    assert (await counter.now(booking)).status == "cancelled"
    counter.paying.forward(minutes=59)
    await counter.work()
    assert await counter.moved(booking) == []
    counter.paying.forward(minutes=1)
    await counter.work()
    assert await counter.moved(booking) == [4000, -4000]
    assert await counter.waiting() == 0

    never_paid = await counter.opened(key="another" * 3)
    for days in (1, 7):
        assert await counter.waiting() == 1
        counter.paying.forward(days=days)
        counter.paying.fault("answer_lost")
        await counter.follow(never_paid)
    assert (await counter.checkout(never_paid)).state is CheckoutState.ENDED
    assert await counter.waiting() == 0


async def test_paying_for_what_was_cancelled_meanwhile_goes_back(
    counter: Counter, rosa: Guest
) -> None:
    booking, scene = await counter.opened(), counter.scene
    here = scene.address_of(booking)
    assert (await rosa.look(f"{here}/pay")).headers["location"].startswith("https://pay.test")
    await counter.pay(booking)
    await cancel(scene.db, await scene.venue(), booking.id, links=LINKS, at=scene.now[0])
    assert (await rosa.look(f"{here}/pay")).headers["location"].partition("?")[0] == here
    await counter.work()
    assert counter.refunds() == []
    assert "on its way back to you" in (await rosa.look(here)).text
    counter.paying.forward(minutes=15)
    await counter.work()
    assert (await counter.checkout(booking)).state is CheckoutState.REFUNDED
    assert await counter.moved(booking) == [4000, -4000]


async def test_lost_answers_and_several_workers_do_everything_once(counter: Counter) -> None:
    booking = await counter.booked()
    counter.paying.fault("answer_lost")
    with pytest.raises(PaymentSilent):
        await counter.follow(booking)
    await asyncio.gather(*(counter.follow(booking) for _ in range(4)))
    assert len(counter.paying.provider.desk.books.checkouts) == 1
    await counter.pay(booking)
    await asyncio.gather(*(counter.follow(booking) for _ in range(4)))
    assert await counter.moved(booking) == [4000]
    assert await counter.letters() == ["Your table"]
    db, merchant = counter.scene.db, counter.scene.merchant.id
    await asyncio.gather(*(refund(db, merchant, booking.id, at=NOON) for _ in range(3)))
    counter.paying.fault("refund_refused", "refund_lost")
    await counter.follow(booking)
    stands = await counter.checkout(booking)
    assert (stands.state, stands.problem) == (
        CheckoutState.REFUNDING,
        "The payment provider refused: This account takes nothing.",
    )
    with pytest.raises(PaymentSilent):
        await counter.follow(booking)
    await asyncio.gather(*(counter.follow(booking) for _ in range(4)))
    assert await counter.moved(booking) == [4000, -4000]
    assert counter.refunds() == [4000]
    assert (await counter.now(booking)).status == "confirmed"


async def test_who_is_late_or_never_comes_leaves_the_deposit(counter: Counter, rosa: Guest) -> None:
    scene = counter.scene
    booking = await counter.paid()
    said: dict[str, Any] = {"actor": "user:mia", "at": in_sydney(17, 1)}
    await set_status(scene.db, scene.merchant.id, booking.id, "cancelled", **said)
    await set_status(scene.db, scene.merchant.id, booking.id, "no_show", **said)
    assert (await counter.checkout(booking)).state is CheckoutState.PAID
    page = await rosa.look(scene.address_of(booking))
    assert "It is too late for your deposit of $40.00 to go back." in page.text
    # A manager gives it back all the same.
    await hire(scene.db, scene.merchant, Role.STAFF, "jo@example.test")
    panel = _panel(counter, booking)
    async with browsing(console(scene.db)) as mia, browsing(console(scene.db)) as jo:
        await jo.sign_in("jo@example.test")
        assert "Give it back" not in (await jo.open(panel)).text
        assert (await jo.post(f"{panel}/deposit/refund")).status_code == 403
        await mia.sign_in("mia@example.test")
        assert "The guest paid $40.00 on the booking page." in (await mia.open(panel)).text
        going = await mia.send(f"{panel}/deposit/refund")
        assert "$40.00 are on their way back to the guest." in going.text
        await counter.follow(booking)
        assert "$40.00 went back to the guest." in (await mia.open(panel)).text
    assert await counter.moved(booking) == [4000, -4000]


async def test_a_provider_that_refuses_keeps_no_table(counter: Counter) -> None:
    booking = await counter.booked()
    counter.paying.fault("refused")
    await counter.follow(booking)
    ended = await counter.checkout(booking)
    assert (ended.state, ended.problem) == (
        CheckoutState.ENDED,
        "The payment provider refused: This account takes nothing.",
    )
    assert (await counter.now(booking)).status == "cancelled"
    other = await counter.opened(key="another" * 3)
    counter.paying.provider.desk.books.checkouts.clear()
    await counter.follow(other)
    assert (await counter.checkout(other)).state is CheckoutState.OPEN
    counter.paying.forward(minutes=20)
    await counter.follow(other)
    assert "There is no checkout co_" in (await counter.checkout(other)).problem
    assert (await counter.now(other)).status == "cancelled"
    with pytest.raises(NotNow, match="No deposit was paid"):
        await refund(counter.scene.db, counter.scene.merchant.id, booking.id, at=NOON)


async def test_a_slip_of_the_host_moves_no_money(counter: Counter, rosa: Guest) -> None:
    scene, booking = counter.scene, await counter.paid()
    here, panel = scene.address_of(booking), _panel(counter, booking)
    async with browsing(console(scene.db, clock=lambda: scene.now[0])) as mia:
        await mia.sign_in("mia@example.test")
        await mia.open(panel)
        page = await mia.send(f"{panel}/status", status="cancelled")
        assert "$40.00 goes back at 12:15\u202fpm." in page.text
        assert "Keep it" not in page.text, "its guest is told that it goes back"
        assert (await mia.post(f"{panel}/deposit/keep")).status_code == 409
        assert "$40.00 is on its way back to you" in (await rosa.look(here)).text
        counter.paying.forward(minutes=14, seconds=59)
        await counter.work()
        page = await mia.send(f"{panel}/status", status="confirmed")
        assert "goes back at" not in page.text
        counter.paying.forward(minutes=1)
        await counter.work()
        assert "You have paid a deposit of $40.00." in (await rosa.look(here)).text
        # Who was not cancelled, but did not come, does not have it back.
        await counter.becomes(booking, "cancelled")
        await counter.becomes(booking, "no_show")
        counter.paying.forward(minutes=15)
        await counter.work()
        assert await counter.waiting() == 0
        assert counter.refunds() == []
        await counter.becomes(booking, "cancelled")
        assert "Give it back now" in (await mia.open(panel)).text
        await mia.send(f"{panel}/deposit/refund")
        await counter.work()
        assert "$40.00 went back to the guest." in (await mia.open(panel)).text
    assert await counter.moved(booking) == [4000, -4000]


async def test_a_booking_put_back_just_when_its_deposit_goes_loses_it_wholly_or_not(
    counter: Counter,
) -> None:
    for hour in (18, 20):
        booking = await counter.paid(hour=hour, key=f"{hour}" * 11, email=f"r{hour}@example.test")
        await counter.becomes(booking, "cancelled")
        counter.paying.forward(minutes=15)
        followers = [counter.follow(booking) for _ in range(2)]
        await asyncio.gather(followers[0], counter.becomes(booking, "confirmed"), followers[1])
        stands = await counter.checkout(booking)
        went = stands.state is CheckoutState.REFUNDED
        assert went or (stands.state, stands.going) == (CheckoutState.PAID, Money(0, "AUD"))
        assert sum(await counter.moved(booking)) == (0 if went else 4000)
        assert counter.refunds() == ([4000] if went else [])
        assert await counter.waiting() == 0
        counter.paying.provider.desk.books.checkouts.clear()


async def test_a_booking_that_staff_cancel_has_its_deposit_back_in_a_while(
    counter: Counter,
) -> None:
    booking = await counter.paid()
    await counter.becomes(booking, "cancelled")
    counter.paying.forward(minutes=15)
    counter.paying.fault("refused")
    await counter.follow(booking)
    stands = await counter.checkout(booking)
    assert (stands.state, stands.going) == (CheckoutState.PAID, FORTY)
    assert "This account takes nothing" in stands.problem
    counter.paying.forward(minutes=60)
    await counter.work()
    assert (await counter.checkout(booking)).problem == ""
    assert counter.refunds() == [4000]
    assert await counter.waiting() == 0


async def test_what_goes_back_at_the_provider_is_known_and_never_goes_twice(
    counter: Counter, rosa: Guest
) -> None:
    scene, booking = counter.scene, await counter.paid()
    panel = _panel(counter, booking)
    counter.paying.fault("notice_twice")
    await counter.given_back(booking, 1500)
    await counter.paying.provider.deliver()
    await counter.work()
    assert await counter.moved(booking) == [4000, -1500]
    async with browsing(console(scene.db)) as mia:
        await mia.sign_in("mia@example.test")
        page = (await mia.open(panel)).text
        assert "$15.00 of it went back." in page
        assert "the payment provider" in page
    assert "a deposit of $25.00" in (await rosa.look(scene.address_of(booking))).text

    counter.paying.fault("notice_lost")
    await counter.given_back(booking, 1000)
    await refund(scene.db, scene.merchant.id, booking.id, at=scene.now[0])
    counter.paying.payments = Testpay(
        URL, KEY, SECRET, transport=Meanwhile(counter, lambda: counter.given_back(booking, 500))
    )
    await counter.follow(booking)
    assert (await counter.checkout(booking)).problem == ""
    await counter.follow(booking)
    assert counter.refunds() == [1500, 1000, 500, 1000]
    assert await counter.moved(booking) == [4000, -500, -1000, -1000, -1500]
    assert (await counter.checkout(booking)).state is CheckoutState.REFUNDED
    assert await counter.waiting() == 0


async def test_what_staff_wrote_down_as_given_back_does_not_go_again(
    counter: Counter, rosa: Guest
) -> None:
    """By the number of the provider's own receipt, and out of the drawer."""
    booking = await counter.paid()
    await counter.given_back(booking, 1500)
    [checkout] = counter.paying.provider.desk.books.checkouts.values()
    await counter.cash(booking, number=checkout.refunds[0].id, minor=-1500)
    await counter.follow(booking)
    assert await counter.moved(booking) == [4000, -1500]
    await counter.cash(booking, number="drawer", minor=-2000)
    here = counter.scene.address_of(booking)
    assert "You have paid a deposit of $5.00." in (await rosa.look(here)).text
    await counter.becomes(booking, "cancelled")
    assert (await counter.checkout(booking)).going == Money(500, "AUD")
    counter.paying.forward(minutes=15)
    await counter.work()
    assert counter.refunds() == [1500, 500]
    assert await counter.waiting() == 0
    with pytest.raises(NotNow, match="written down as given back already"):
        await refund(counter.scene.db, counter.scene.merchant.id, booking.id, at=NOON)


async def test_what_staff_wrote_down_both_ways_before_it_was_heard_of_is_over(
    counter: Counter,
) -> None:
    booking = await counter.opened()
    await counter.pay(booking)
    await counter.becomes(booking, "no_show")
    [checkout] = counter.paying.provider.desk.books.checkouts.values()
    assert checkout.payment is not None
    await counter.cash(booking, number=checkout.payment.id)
    await counter.cash(booking, number="drawer", minor=-4000)
    await counter.follow(booking)
    assert (await counter.checkout(booking)).state is CheckoutState.PAID
    assert counter.refunds() == []
    assert await counter.waiting() == 0


async def test_who_has_it_back_out_of_the_drawer_is_not_told_that_it_is_too_late(
    counter: Counter, rosa: Guest
) -> None:
    scene, booking = counter.scene, await counter.paid()
    async with browsing(console(scene.db)) as mia:
        await mia.sign_in("mia@example.test")
        await counter.cash(booking, number="some", minor=-1500)
        assert "Give $25.00 back to the guest?" in (await mia.open(_panel(counter, booking))).text
        await counter.cash(booking, number="rest", minor=-2500)
        assert "Give it back" not in (await mia.open(_panel(counter, booking))).text
    page = await rosa.look(scene.address_of(booking))
    assert "deposit" not in page.text
    counter.paying.forward(seconds=1)
    await cancel(scene.db, await scene.venue(), booking.id, links=LINKS, at=scene.now[0])
    assert "deposit" not in (await rosa.look(scene.address_of(booking))).text
    letter = (await scene.mails())[-1]
    assert letter.subject.startswith("Cancelled")
    assert "deposit" not in letter.body


async def test_whoever_is_parked_on_a_list_has_it_back_whenever_they_give_up(
    counter: Counter, rosa: Guest
) -> None:
    """Who has no table is never too late to give it back."""
    scene, booking = counter.scene, await counter.paid()
    said: dict[str, Any] = {"version": None, "actor": "user:mia", "at": scene.now[0]}
    parked = Changes(tables=(), waits=Waits.STANDBY)
    await change(scene.db, scene.merchant.id, booking.id, parked, **said)
    scene.now[0] = in_sydney(18, 30)
    await cancel(scene.db, await scene.venue(), booking.id, links=LINKS, at=scene.now[0])
    assert "$40.00 is on its way back" in (await rosa.look(scene.address_of(booking))).text
    await counter.work()
    assert counter.refunds() == [4000]


async def test_who_is_paid_at_the_door_and_by_telephone_gives_the_telephone_s_back(
    counter: Counter, rosa: Guest
) -> None:
    scene, booking = counter.scene, await counter.opened()
    here, panel = scene.address_of(booking), _panel(counter, booking)
    assert f"{here}/pay" in (await rosa.look(here)).text
    await counter.cash(booking)
    assert f"{here}/pay" not in (await rosa.look(here)).text, "nobody pays twice"
    counter.paying.forward(minutes=19)
    await counter.pay(booking)
    counter.paying.forward(minutes=1)
    await counter.follow(booking)
    assert (await counter.now(booking)).status == "confirmed"
    assert "You have paid at the venue as well. $40.00" in (await rosa.look(here)).text
    async with browsing(console(scene.db, clock=lambda: scene.now[0])) as mia:
        await mia.sign_in("mia@example.test")
        page = await mia.open(panel)
        assert "$40.00 goes back at 12:35\u202fpm." in page.text
        assert "It was paid twice" in page.text
        await counter.becomes(booking, "arrived")
        counter.paying.forward(minutes=15)
        await counter.work()
        assert "$40.00 went back to the guest." in (await mia.open(panel)).text
        letter = (await scene.mails())[-1]
        assert letter.subject.startswith("Your deposit was paid twice: Friday, 8 May")
        assert "$40.00 of what you paid on the booking page goes back" in letter.body
        assert "What you paid here went back to you: $40.00" in (await rosa.look(here)).text
        assert await counter.moved(booking) == [4000, 4000, -4000]

        meant = await counter.paid(hour=21, key="meant" * 5, email="ines@example.test")
        await counter.cash(meant, minor=1500)
        page = await mia.open(_panel(counter, meant))
        assert "$15.00 goes back at" in page.text
        assert "goes back at" not in (await mia.send(f"{page.url.path}/deposit/keep")).text
        await counter.cash(meant, number="more", minor=500)
        page = await mia.send(f"{page.url.path}/deposit/refund")
        assert "$20.00 are on their way" in page.text
    counter.paying.forward(minutes=15)
    await counter.work()
    assert counter.refunds() == [4000, 2000]
    assert (await counter.checkout(meant)).state is CheckoutState.PAID
    assert "$20.00 of what you paid on the booking page" in (await scene.mails())[-1].body
    assert await counter.waiting() == 0


async def test_cash_and_the_provider_s_word_at_the_same_time_are_not_both_kept(
    counter: Counter,
) -> None:
    for hour in (18, 20):
        mine = {"key": f"{hour}" * 11, "email": f"rosa{hour}@example.test"}
        booking = await counter.opened(hour=hour, **mine)
        await counter.pay(booking)
        drawers = [counter.cash(booking) for _ in range(2)]
        followers = [counter.follow(booking) for _ in range(2)]
        await asyncio.gather(*drawers, *followers)
        counter.paying.forward(minutes=15)
        await asyncio.gather(*(counter.follow(booking) for _ in range(3)))
        assert await counter.moved(booking) == [4000, 4000, -4000]
        assert (await counter.now(booking)).status == "confirmed"
    assert counter.refunds() == [4000, 4000]
    letters = await counter.letters()
    assert sorted(letters) == 2 * ["Your deposit was paid twice"] + 2 * ["Your table"]


async def test_staff_who_are_paid_at_the_door_keep_the_booking(counter: Counter) -> None:
    booking = await counter.opened()
    await counter.cash(booking)
    counter.paying.forward(minutes=20)
    await counter.follow(booking)
    assert (await counter.now(booking)).status == "unconfirmed"
    assert (await counter.checkout(booking)).state is CheckoutState.ENDED


async def test_who_pays_what_was_waived_meanwhile_has_it_off_the_bill(counter: Counter) -> None:
    scene, booking = counter.scene, await counter.opened()
    said: dict[str, Any] = {"version": None, "at": NOON, "actor": "user:mia"}
    await change(scene.db, scene.merchant.id, booking.id, Changes(payment=None), **said)
    await counter.pay(booking)
    await counter.follow(booking)
    now = await counter.now(booking)
    assert now.payment is not None
    assert (now.status, now.payment.paid) == ("confirmed", FORTY)
    assert await counter.waiting() == 0


async def test_a_change_never_asks_for_more_than_was_paid(counter: Counter, rosa: Guest) -> None:
    scene, booking = counter.scene, await counter.paid()
    table = Table(scene, rosa, scene.address_of(booking))
    refused = await table.change(await table.choose(19, party=3))
    assert refused.status_code == 409
    assert "Please call us, or cancel and book anew." in refused.text
    assert (await counter.now(booking)).covers == 2
    smaller = await table.change(await table.choose(21, party=1))
    assert "You have paid a deposit of $40.00" in smaller.text
    assert (await counter.now(booking)).covers == 1
    assert await counter.moved(booking) == [4000]


async def test_who_waited_has_the_table_once_the_deposit_is_paid(counter: Counter) -> None:
    scene, guests = counter.scene, Guests(counter.scene)
    first, waiting = await guests.books("ines", 19), await guests.waits("rosa", 19)
    await guests.becomes(first.id, "cancelled")
    said: dict[str, Any] = {"links": LINKS, "payments": counter.paying.payments, "at": guests.now}
    taken = await take_offered(scene.db, await scene.venue(), waiting.id, **said)
    assert (taken.status, taken.waits, len(taken.tables)) == ("unconfirmed", None, 1)
    assert await guests.written_to("rosa") == ["On our list"]
    for _ in range(2):
        await counter.follow(waiting)
    await counter.pay(waiting)
    await counter.follow(waiting)
    assert (await counter.now(waiting)).status == "confirmed"
    assert await guests.written_to("rosa") == ["On our list", "Your table"]


async def test_who_was_parked_on_a_list_is_not_asked_for_the_deposit_twice(
    counter: Counter,
) -> None:
    scene, booking = counter.scene, await counter.opened()
    said: dict[str, Any] = {"version": None, "actor": "user:mia", "at": scene.now[0]}
    parked = Changes(tables=(), waits=Waits.STANDBY)
    taking: dict[str, Any] = {"links": LINKS, "payments": counter.paying.payments}
    await change(scene.db, scene.merchant.id, booking.id, parked, **said)
    venue = await scene.venue()
    taken = await take_offered(scene.db, venue, booking.id, **taking, at=scene.now[0])
    assert (taken.status, taken.waits) == ("unconfirmed", None)
    await counter.pay(booking)
    await counter.follow(booking)
    assert (await counter.now(booking)).status == "confirmed"

    await counter.becomes(booking, "unconfirmed")
    await change(scene.db, scene.merchant.id, booking.id, parked, **said)
    taken = await take_offered(scene.db, venue, booking.id, **taking, at=scene.now[0])
    assert (taken.status, taken.waits) == ("confirmed", None)
    assert len(counter.paying.provider.desk.books.checkouts) == 1


@pytest.mark.parametrize("heard_first", ["the older", "the newer"])
async def test_who_paid_before_they_were_asked_again_pays_once(
    counter: Counter, heard_first: str
) -> None:
    """The provider was silent about the first until the table was given up."""
    scene, booking = counter.scene, await counter.opened()
    await counter.pay(booking)
    counter.paying.forward(minutes=80)
    counter.paying.fault("answer_lost")
    await counter.follow(booking)
    assert (await counter.now(booking)).status == "cancelled"

    said: dict[str, Any] = {"version": None, "actor": "user:mia", "at": scene.now[0]}
    await counter.becomes(booking, "unconfirmed")
    parked = Changes(tables=(), waits=Waits.STANDBY)
    await change(scene.db, scene.merchant.id, booking.id, parked, **said)
    taking: dict[str, Any] = {"links": LINKS, "payments": counter.paying.payments}
    await take_offered(scene.db, await scene.venue(), booking.id, **taking, at=scene.now[0])
    await counter.follow(booking)
    newer = await counter.checkout(booking)
    if heard_first == "the older":
        await counter.paying.provider.deliver()
        await counter.work()
        assert (await counter.now(booking)).status == "confirmed"
        assert await counter.moved(booking) == [4000]
    assert (await counter.paying.pay(newer.url)).status_code == 303
    if heard_first == "the newer":
        await counter.follow(booking)
    await counter.paying.provider.deliver()
    await counter.work()
    assert await counter.moved(booking) == [4000, 4000, -4000]
    counter.paying.forward(minutes=80)
    await counter.work()
    assert await counter.moved(booking) == [4000, 4000, -4000]
    assert (await counter.now(booking)).status == "confirmed"
    assert await counter.waiting() == 0


async def test_without_a_provider_no_deposit_is_asked_for(counter: Counter) -> None:
    scene = counter.scene
    counter.scene.payments = None
    async with telephone(scene.app, scene.slug) as guest:
        page = await guest.send(await guest.choose(scene.dinner, 19))
        assert "Your table is booked" in page.text
    [booking] = await scene.bookings()
    assert booking.payment is None
    assert await sweep_deposits(scene.db, at=NOON + timedelta(days=1)) == 0


async def test_a_booking_s_deposit_is_found_among_a_season_of_them(counter: Counter) -> None:
    """It is looked for whenever a booking changes, is paid, or is written about."""
    booking, db = await counter.opened(), counter.scene.db
    for statement in (ALONE, SEASON, "vacuum analyze deposit_checkouts"):
        await db.value(statement)
    merchant = counter.scene.merchant.id
    plan = await db.value(f"explain (format json) {OF_BOOKING}", merchant, booking.id)
    assert "deposit_checkouts_of_booking" in str(plan)


async def test_only_signed_notices_are_heard(counter: Counter) -> None:
    booking = await counter.opened()
    await counter.work()
    counter.paying.fault("notice_wrong_signature")
    await counter.pay(booking)
    await counter.paying.provider.deliver()
    assert counter.paying.provider.desk.books.notices[0].state == "waiting"
    hub: Any = counter.paying.hub
    async with httpx.AsyncClient(transport=httpx.ASGITransport(hub), base_url="http://hub") as http:
        answer = await http.post("/hooks/payments", json={"metadata": {}})
    assert (answer.status_code, answer.json()["error"]) == (401, "not_from_provider")
    await counter.work()
    assert (await counter.now(booking)).status == "unconfirmed"
    # The clock asks all the same.
    counter.paying.forward(minutes=2)
    await counter.work()
    assert (await counter.now(booking)).status == "confirmed"
