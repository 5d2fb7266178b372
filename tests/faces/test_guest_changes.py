"""Promises of a guest's own page: they change, wait for and take a table by themselves."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest_asyncio
from tests.connectors.payments.provider import Paying
from tests.faces.booking import (
    LINKS,
    ROSA,
    Guest,
    Scene,
    hidden,
    in_sydney,
    instead,
    open_venue,
    telephone,
)

from regulars.bookings.deposits.model import DepositRule
from regulars.bookings.model import Booking, Waits
from regulars.bookings.page.call_waiting import call_all_waiting
from regulars.bookings.quiet.arrange import add_offer
from regulars.bookings.quiet.model import OfferTerms, SlotVoucher
from regulars.bookings.set_status import set_status
from regulars.kernel.money import Money
from regulars.platform.db import Database

MINUTES = "%Y-%m-%dT%H:%MZ"


@dataclass
class Table:
    """A guest with a table, and the pages on which they change it."""

    scene: Scene
    guest: Guest
    own: str

    async def choose(self, hour: int, minute: int = 0, *, party: int = 2) -> httpx.Response:
        """Tap on another time; the form that comes."""
        slot = f"{in_sydney(hour, minute).strftime(MINUTES)} {self.scene.dinner.id}"
        said = {"party": str(party), "day": "2026-05-08", "slot": slot}
        answer = await self.guest.http.post(f"{self.own}/change/hold", data=said)
        return await self.guest.look(answer.headers["location"]) if answer.is_redirect else answer

    async def change(self, form: httpx.Response, **typed: str) -> httpx.Response:
        self.scene.now[0] += timedelta(seconds=5)
        said = hidden(form) | typed
        answer = await self.guest.http.post(f"{self.own}/change", data=said)
        return await self.guest.look(answer.headers["location"]) if answer.is_redirect else answer


@pytest_asyncio.fixture
async def scene(db: Database) -> Scene:
    """One table for up to four."""
    return await open_venue(db, tables=[(1, 4)])


@pytest_asyncio.fixture
async def rosa(scene: Scene) -> AsyncIterator[Guest]:
    async with telephone(scene.app, scene.slug) as guest:
        yield guest


@pytest_asyncio.fixture
async def ben(scene: Scene) -> AsyncIterator[Guest]:
    async with telephone(scene.app, scene.slug, 2) as guest:
        yield guest


async def booked(scene: Scene, guest: Guest, hour: int) -> Table:
    page = await guest.send(hidden(await guest.hold(scene.dinner, hour)), request="By the window")
    assert "Your table is booked" in page.text
    return Table(scene, guest, page.url.path)


async def only(scene: Scene) -> Booking:
    [booking] = await scene.bookings()
    return booking


async def test_a_guest_comes_later_with_more_people_at_their_own_table(
    scene: Scene, rosa: Guest, ben: Guest
) -> None:
    table = await booked(scene, rosa, 19)
    start = await rosa.look(f"{table.own}/change")
    assert "When would you rather come?" in start.text
    times = await rosa.look(f"{table.own}/change", day="2026-05-08")
    assert "as now" in times.text
    assert in_sydney(19, 30).strftime(MINUTES) in times.text, "their own table is in nobody's way"

    form = await table.choose(19, 30, party=4)
    for words in ("Change your booking?", "7:00", "7:30", "4 people", "By the window"):
        assert words in form.text.replace("\u202f", " ")
    assert "Held for you until" in form.text
    assert (await only(scene)).starts_at == in_sydney(19), "nothing has changed yet"
    page = await table.change(form, request="By the window\nand a high chair")
    assert "Your table is booked" in page.text
    assert "and a high chair" in page.text
    booking = await only(scene)
    assert (booking.starts_at, booking.covers) == (in_sydney(19, 30), 4)
    assert in_sydney(18).strftime(MINUTES) in (await ben.look(party="2", day="2026-05-08")).text
    subjects = [mail.subject.partition(":")[0] for mail in await scene.mails()]
    assert len(subjects) == 2, subjects
    assert await scene.db.all("select key from slot_holds") == []


async def test_who_is_refused_a_change_keeps_what_they_had(
    scene: Scene, rosa: Guest, ben: Guest
) -> None:
    table = await booked(scene, rosa, 18)
    form = await table.choose(20, 30)
    scene.now[0] += timedelta(minutes=6)
    his = await ben.send(await ben.choose(scene.dinner, 20), email="ben@example.test")
    assert "Your table is booked" in his.text
    gone = await table.change(form)
    assert gone.status_code == 409
    assert "That time has just been taken" in gone.text
    assert (await scene.bookings())[0].starts_at == in_sydney(18)
    took = await table.change(gone, slot=instead(gone)[0])
    assert "Your table is booked" in took.text

    wrong = await table.change(await table.choose(18), phone="12", request="x" * 501)
    assert wrong.status_code == 422
    assert "field-error" in wrong.text
    for bad in ({"party": "99"}, {"party": "x"}, {"day": "2026-02-30"}):
        assert (await rosa.look(f"{table.own}/change", **bad)).status_code == 422


async def test_nobody_gets_round_a_deposit_by_booking_small_first(scene: Scene) -> None:
    await scene.change(deposits=(DepositRule(name="Many", least_covers=4, amount_minor=2000),))
    scene.payments = Paying(scene.now).payments
    async with telephone(scene.app, scene.slug) as rosa:
        table = await booked(scene, rosa, 19)
        refused = await table.change(await table.choose(19, party=4))
        assert refused.status_code == 409
        assert "A larger deposit is asked for then." in refused.text
        assert (await only(scene)).covers == 2
        await table.change(refused, party="3")
        assert (await only(scene)).covers == 3


async def test_who_is_slowed_keeps_what_they_typed(scene: Scene, rosa: Guest, ben: Guest) -> None:
    own = await rosa.send(await rosa.choose(scene.dinner, 19))
    table = Table(scene, rosa, own.url.path)
    form = await table.choose(20)
    address = f"/book/{scene.slug}/wait"
    wait = hidden(await ben.look(address, party="2", day="2026-05-08"))
    wait |= {"slot": f"{in_sydney(19).strftime(MINUTES)} {scene.dinner.id}", "flexible": "30"}
    wait |= {"first_name": "Ben", "last_name": "Bright", "request": "Outside"}
    for _ in range(20):
        await table.change(form, phone="12")
        assert (await ben.http.post(address, data=wait)).status_code == 422
    changing = await table.change(form, phone="12", request="By the window")
    waiting = await ben.http.post(address, data=wait | {"email": "ben@example.test"})
    for page, kept in (
        (changing, ("By the window", 'value="12"')),
        (waiting, ("Outside", 'value="Bright"', 'value="ben@example.test"', '"30" selected')),
    ):
        assert page.status_code == 429
        assert "Please wait ten minutes, or call us." in page.text
        for words in kept:
            assert words in page.text


async def test_after_the_limit_nothing_is_changed_and_the_page_says_so(
    scene: Scene, rosa: Guest
) -> None:
    table = await booked(scene, rosa, 19)
    form = await table.choose(20)
    scene.now[0] = in_sydney(17, 1)
    for answer in (
        await table.change(form),
        await table.choose(20),
        await rosa.look((await rosa.look(f"{table.own}/change")).headers["location"]),
    ):
        assert "This could be changed or cancelled here until 5:00" in answer.text
    assert (await only(scene)).starts_at == in_sydney(19)
    nobodys = await rosa.look(f"/book/{scene.slug}/{'x' * 40}/change")
    assert nobodys.status_code == 404


async def test_a_guest_waits_and_takes_what_becomes_free(
    scene: Scene, rosa: Guest, ben: Guest
) -> None:
    await booked(scene, rosa, 19)
    link = f"/book/{scene.slug}/wait"
    assert link in (await ben.look(party="2", day="2026-05-08")).text
    form = await ben.look(link, party="2", day="2026-05-08")
    slot = f"{in_sydney(19).strftime(MINUTES)} {scene.dinner.id}"
    assert slot in form.text
    assert in_sydney(21).strftime(MINUTES) not in form.text, "that is free"
    typed = hidden(form) | {"slot": slot, "first_name": "Ben", "last_name": "Kettle"}
    scene.now[0] += timedelta(seconds=5)
    wrong = await ben.http.post(link, data=typed)
    assert wrong.status_code == 422
    assert "Your e-mail address, please" in wrong.text
    typed["email"] = "ben@example.test"
    first, second = [await ben.http.post(link, data=typed) for _ in range(2)]
    own = first.headers["location"]
    assert own == second.headers["location"]
    page = await ben.look(own)
    assert "You are on our list" in page.text
    assert "Nothing is booked yet" in page.text
    assert "/change" not in page.text

    mine, his = await scene.bookings()
    assert his.waits is Waits.STANDBY
    free = typed | {"slot": f"{in_sydney(21).strftime(MINUTES)} {scene.dinner.id}"}
    free |= {"key": hidden(await ben.look(link, party="2", day="2026-05-08"))["key"]}
    scene.now[0] += timedelta(seconds=5)
    assert "You can book it now." in (await ben.http.post(link, data=free)).text

    said: dict[str, Any] = {"at": scene.now[0], "actor": "user:mia"}
    await set_status(scene.db, scene.merchant.id, mine.id, "cancelled", **said)
    await call_all_waiting(scene.db, links=LINKS, at=scene.now[0])
    offered = await ben.look(own)
    assert "A table is free for you" in offered.text
    for _ in range(2):
        taken = await ben.http.post(f"{own}/take")
        assert taken.status_code == 303
    assert "Your table is booked" in (await ben.look(own)).text
    _, his = await scene.bookings()
    assert (his.waits, his.starts_at, len(his.tables)) == (None, in_sydney(19), 1)


async def test_who_waits_may_leave_the_list(scene: Scene, rosa: Guest, ben: Guest) -> None:
    await booked(scene, rosa, 19)
    link = f"/book/{scene.slug}/wait"
    form = hidden(await ben.look(link, party="2", day="2026-05-08"))
    slot = f"{in_sydney(19).strftime(MINUTES)} {scene.dinner.id}"
    scene.now[0] += timedelta(seconds=5)
    own = (
        await ben.http.post(link, data=form | ROSA | {"slot": slot, "email": "b@example.test"})
    ).headers["location"]
    assert "Leave the list?" in (await ben.look(own, cancel="yes")).text
    assert (await ben.http.post(own)).status_code == 303
    left = await ben.look(own)
    assert "You are not on our list any more." in left.text
    assert "Leave the list" not in left.text


async def test_nobody_waits_for_a_day_on_which_nothing_is_served_or_a_page_without_a_list(
    scene: Scene, rosa: Guest
) -> None:
    link = f"/book/{scene.slug}/wait"
    past = await rosa.look(party="2", day="2026-05-03")
    assert link not in past.text
    all_free = await rosa.look(link, party="2", day="2026-05-08")
    assert "Every time of that day can be booked now." in all_free.text
    assert (await rosa.look(link)).is_redirect
    await scene.change(takes_waiting=False)
    assert link not in (await rosa.look(party="2", day="2026-05-08")).text


async def test_what_a_quiet_time_gives_is_told_before_and_after_and_when_it_is_gone(
    scene: Scene, rosa: Guest, ben: Guest
) -> None:
    five = SlotVoucher(Money(500, "AUD"))
    terms = OfferTerms(name="Early", fullest=100, gives=five, most=500, budget=500)
    said: dict[str, Any] = {"at": scene.now[0], "actor": "test"}
    await add_offer(scene.db, scene.merchant.id, scene.store.id, terms, **said)
    assert "$5.00 off" in (await rosa.look(party="2", day="2026-05-08")).text
    form, late = await rosa.hold(scene.dinner, 18), await ben.hold(scene.dinner, 20)
    for page in (form, late):
        assert "gets a voucher of $5.00" in page.text
    own = await rosa.send(hidden(form))
    assert "You have a voucher of $5.00 for this visit" in own.text
    his = await ben.send(hidden(late), email="ben@example.test")
    assert "Your table is booked" in his.text
    assert "had been given to others by then" in his.text
