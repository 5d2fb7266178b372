"""Promises of the diary's panel: what a host does with a booking, and what a refusal offers."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from tests.faces.console import Browser, browsing, console, hire, open_business
from tests.faces.evening import FRIDAY, SEVEN, Evening, open_evening

from regulars.bookings.change import change
from regulars.bookings.diary import read_day
from regulars.bookings.guest import GuestChanges, NewGuest
from regulars.bookings.guests import edit
from regulars.bookings.model import Booking, Changes, PaymentType, StatusType, Waits
from regulars.bookings.payments import payments_of
from regulars.bookings.set_status import set_status
from regulars.bookings.statuses_own import add_status
from regulars.kernel.money import Money
from regulars.members.model import NewMember
from regulars.merchants.model import Role
from regulars.merchants.stores import add_store, stores
from regulars.platform.db import Database
from regulars.programs.join import join

PART = {"HX-Request": "true"}
HIDDEN = re.compile(r'name="(\w+)" value="([^"]*)"')


def aud(amount: str) -> Money:
    return Money.of(amount, "AUD")


@dataclass
class Watch:
    """A clock that a test sets on."""

    time: datetime = SEVEN

    def __call__(self) -> datetime:
        return self.time


@dataclass
class Host:
    """Somebody of the staff at the panel of a Friday evening, at seven."""

    evening: Evening
    browser: Browser
    watch: Watch

    def at(self, booking: Booking, then: str = "") -> str:
        return f"{self.evening.address}/bookings/{booking.id}{then}"

    async def look(self, path: str) -> str:
        """A sheet as htmx fetches it."""
        answer = await self.browser.open(path, headers=PART)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def press(self, path: str, **fields: Any) -> httpx.Response:
        """A form as htmx sends it."""
        headers = {**PART, "X-CSRFToken": self.browser.token}
        data = {name: str(value) for name, value in fields.items()}
        return await self.browser.client.post(path, data=data, headers=headers)

    async def set(self, booking: Booking, status: str, **more: Any) -> httpx.Response:
        fields = {"status": status, "version": booking.version, **more}
        return await self.press(self.at(booking, "/status"), **fields)

    async def save(self, booking: Booking, what: str, **fields: Any) -> httpx.Response:
        known = {"what": what, "version": booking.version}
        if what == "visit":
            known |= {"covers": booking.covers, "minutes": booking.duration_minutes}
            known |= {"day": booking.day, "time": "19:30"}
            known["tables"] = ",".join(map(str, booking.tables))
        return await self.press(self.at(booking, "/edit"), **(known | fields))

    async def bookings(self) -> list[Booking]:
        found = await read_day(
            self.evening.db,
            self.evening.merchant.id,
            self.evening.store.id,
            FRIDAY,
            at=SEVEN,
        )
        return [one.booking for one in found.bookings]


@pytest_asyncio.fixture
async def host(db: Database) -> AsyncIterator[Host]:
    evening = await open_evening(db)
    await hire(db, evening.merchant, Role.STAFF, "jo@example.test")
    watch = Watch()
    async with browsing(console(db, clock=watch)) as browser:
        await browser.sign_in("jo@example.test")
        await browser.open("/console/members")
        yield Host(evening, browser, watch)


def ids(evening: Evening, *names: str) -> str:
    return ",".join(map(str, evening.tables(*names)))


async def test_all_that_a_host_wants_to_know_stands_in_the_panel(host: Host) -> None:
    evening = host.evening
    details = NewMember("Eleni", "Nakou", "eleni@example.test", "0412 345 678")
    member = await join(evening.db, evening.merchant.id, details, at=SEVEN, actor="test")
    before = await evening.take("19:00", 2, "", "3", guest=NewGuest(member=member.id))
    for status in ("seated", "finished"):
        await set_status(evening.db, evening.merchant.id, before.id, status, at=SEVEN, actor="test")
    nakou = await evening.take(
        "19:30",
        4,
        "",
        "12",
        guest=NewGuest(member=member.id),
        request="A quiet corner",
        note="Card from the kitchen",
        tags=("anniversary",),
        payment=(PaymentType.DEPOSIT, aud("80")),
    )
    assert nakou.guest is not None
    known = GuestChanges(vip=True, tags=("window",), note="Likes red", birthday=(5, 10))
    await edit(evening.db, evening.merchant.id, nakou.guest, known, at=SEVEN, actor="test")

    page = await host.look(host.at(nakou))
    for said in (
        "Eleni Nakou", "VIP", "Birthday 10 May", "window", "anniversary", "4 people",
        "Today, 7:30", "table 12", 'href="tel:+61412345678"', member.code,
        f'href="/console/members/{member.id}"', "A quiet corner", "Card from the kitchen",
        "Likes red", "$80.00", "Taken by phone", "8 May 2026", "All statuses", nakou.code,
    ):  # fmt: skip
        assert said in page, said
    assert "<html" not in page
    assert "<html" in (await host.browser.open(host.at(nakou))).text


async def test_each_next_step_is_one_press_and_told_to_the_diary(host: Host) -> None:
    nakou = await host.evening.take("19:30", 4, "Nakou", "12")
    steps = ("arrived", "seated", "ordered", "mains_away", "billed", "paid", "finished")
    for status in steps:
        page = await host.look(host.at(nakou))
        assert f'name="status" value="{status}"' in page.split("All statuses")[0], status
        answer = await host.set(nakou, status)
        assert answer.status_code == 200
        assert "diary-changed" in answer.headers["HX-Trigger"]
        nakou = await host.evening.now(nakou)
        assert nakou.status_type == status
    assert "Left" in answer.text
    assert "Jo Park" in answer.text


async def test_the_same_press_twice_is_once(host: Host) -> None:
    nakou = await host.evening.take("19:30", 4, "Nakou", "12")
    await host.look(host.at(nakou))
    for _ in range(2):
        assert (await host.set(nakou, "arrived")).status_code == 200
    assert (await host.evening.now(nakou)).version == nakou.version + 1


async def test_a_venues_own_statuses_stand_where_their_type_does(host: Host) -> None:
    evening = host.evening
    own = await add_status(
        evening.db, evening.merchant.id, "At the bar", StatusType.ARRIVED, at=SEVEN, actor="test"
    )
    nakou = await evening.take("19:30", 4, "Nakou", "12")
    menu = (await host.look(host.at(nakou))).split("All statuses")[1]
    coming = menu.split("At the table")[0]
    assert coming.index("Arrived") < coming.index("At the bar")
    await host.set(nakou, own.code)
    assert (await evening.now(nakou)).status == own.code
    assert "At the bar" in await host.look(host.at(nakou))


async def test_a_table_somebody_sits_at_is_refused_with_one_that_is_free(host: Host) -> None:
    evening = host.evening
    ford = await evening.take("18:30", 4, "Ford", "12")
    await set_status(evening.db, evening.merchant.id, ford.id, "seated", at=SEVEN, actor="test")
    nakou = await evening.take("21:00", 4, "Nakou", "12")
    await host.look(host.at(nakou))

    answer = await host.set(nakou, "seated")
    assert answer.status_code == 409
    assert "Ford" in answer.text
    offered = re.search(r'name="instead" value="([^"]+)"', answer.text)
    assert offered is not None
    assert (await evening.now(nakou)).status_type is StatusType.CONFIRMED

    seated = await host.set(nakou, "seated", instead=offered[1])
    assert seated.status_code == 200
    after = await evening.now(nakou)
    assert after.status_type is StatusType.SEATED
    assert ",".join(map(str, after.tables)) == offered[1]
    assert "Undo: not seated" in seated.text

    undone = await host.set(after, "confirmed")
    assert "Undo: not seated" not in undone.text
    assert (await evening.now(nakou)).seated_at is None


async def test_somebody_elses_change_is_shown_and_nothing_typed_is_lost(host: Host) -> None:
    evening = host.evening
    nakou = await evening.take("19:30", 4, "Nakou", "12")
    opened = await host.look(host.at(nakou, "?open=words"))
    seen = re.search(r"changed\?seen=([0-9a-f-]+)", opened)
    assert seen is not None
    quiet = await host.browser.client.get(host.at(nakou, f"/changed?seen={seen[1]}"))
    assert quiet.status_code == 204
    other = Changes(covers=3)
    await change(
        evening.db, evening.merchant.id, nakou.id, other, version=None, at=SEVEN, actor="x"
    )
    told = await host.browser.client.get(host.at(nakou, f"/changed?seen={seen[1]}"))
    assert "Somebody changed this booking just now" in told.text

    answer = await host.save(nakou, "words", note="Allergic to nuts", request="", tags="")
    assert answer.status_code == 409
    assert "Somebody changed" in answer.text
    assert "Allergic to nuts" in answer.text
    assert (await evening.now(nakou)).note == ""
    fresh = dict(HIDDEN.findall(answer.text))
    saved = await host.save(nakou, "words", note="Allergic to nuts", version=fresh["version"])
    assert saved.status_code == 200
    after = await evening.now(nakou)
    assert (after.note, after.covers) == ("Allergic to nuts", 3)

    stale = await host.set(nakou, "arrived")
    assert stale.status_code == 409
    assert "Somebody changed" in stale.text
    assert (await evening.now(nakou)).status_type is StatusType.CONFIRMED


async def test_the_panel_is_sent_again_only_when_something_happened(host: Host) -> None:
    nakou = await host.evening.take("19:30", 4, "Nakou", "12")
    seen = re.search(r"\?seen=([0-9a-f-]+)", await host.look(host.at(nakou)))
    assert seen is not None
    again = await host.browser.client.get(host.at(nakou, f"?seen={seen[1]}"), headers=PART)
    assert again.status_code == 204
    await host.set(nakou, "arrived")
    again = await host.browser.client.get(host.at(nakou, f"?seen={seen[1]}"), headers=PART)
    assert again.status_code == 200


async def test_a_visit_is_moved_and_a_taken_table_is_answered_with_ways_out(host: Host) -> None:
    evening = host.evening
    await evening.take("19:30", 4, "Ford", "11")
    nakou = await evening.take("19:30", 4, "Nakou", "12")
    page = await host.look(host.at(nakou, "?open=visit"))
    assert f'value="{ids(evening, "12")}" checked' in page
    assert f'value="{ids(evening, "11")}"' not in page

    taken = await host.save(nakou, "visit", other_tables="11")
    assert taken.status_code == 409
    assert "Ford’s" in taken.text
    assert 'name="instead"' in taken.text
    unknown = await host.save(nakou, "visit", other_tables="99")
    assert unknown.status_code == 422
    assert "There is no table 99 here." in unknown.text

    moved = await host.save(nakou, "visit", time="20:00", covers=3, other_tables="5")
    assert moved.status_code == 200, moved.text
    after = await evening.now(nakou)
    assert evening.names(after) == ["5"]
    assert after.covers == 3
    assert after.starts_at == nakou.starts_at + timedelta(minutes=30)

    closed = await host.save(after, "visit", time="10:15")
    assert closed.status_code == 409
    assert 'name="all_the_same"' in closed.text
    knowingly = await host.save(after, "visit", time="10:15", all_the_same="on")
    assert knowingly.status_code == 200


async def test_what_is_paid_ahead_is_recorded_once_and_given_back(host: Host) -> None:
    evening = host.evening
    nakou = await evening.take("19:30", 4, "Nakou", "12")
    asked = await host.save(nakou, "deposit", payment="deposit", amount="80")
    assert "$80.00" in asked.text
    form = dict(HIDDEN.findall(await host.look(host.at(nakou, "?open=payment"))))
    paid = {"key": form["key"], "way": "paid", "amount": "50", "paid_at": "2026-05-08T18:00"}
    for _ in range(2):
        answer = await host.press(host.at(nakou, "/payments"), **paid)
        assert answer.status_code == 200
    [payment] = await payments_of(evening.db, evening.merchant.id, nakou.id)
    assert payment.amount == aud("50")
    assert "$30.00" in answer.text
    assert "$50.00 paid ahead" in answer.text

    other = await host.press(host.at(nakou, "/payments"), **(paid | {"amount": "60"}))
    assert other.status_code == 422
    nothing = await host.press(host.at(nakou, "/payments"), **(paid | {"amount": ""}))
    assert "How much was it?" in nothing.text
    back = {"way": "back", "amount": "20", "transaction_id": "R-1", "paid_at": ""}
    answer = await host.press(host.at(nakou, "/payments"), **back)
    assert "$20.00 given back" in answer.text
    after = await evening.now(nakou)
    assert after.payment is not None
    assert after.payment.paid == aud("30")


async def test_a_booking_is_taken_with_what_was_found_while_typing(host: Host) -> None:
    evening = host.evening
    details = NewMember("Eleni", "Nakou", None, "0412 345 678")
    member = await join(evening.db, evening.merchant.id, details, at=SEVEN, actor="test")
    new = f"{evening.address}/new"
    page = await host.look(f"{new}?day={FRIDAY}&minute=1200&tables={ids(evening, '5')}&covers=4")
    assert 'name="time" value="20:00" checked' in page
    assert f'value="{ids(evening, "5")}" checked' in page
    found = await host.press(f"{new}/guests", name="nak")
    assert f'value="member:{member.id}"' in found.text

    form = {"key": dict(HIDDEN.findall(page))["key"], "day": FRIDAY, "covers": 4, "time": "20:00"}
    form |= {"tables": ids(evening, "5"), "who": f"member:{member.id}", "name": "nak"}
    form |= {"note": "High chair", "amount": "40", "tags": "family, window"}
    for _ in range(2):
        taken = await host.press(new, **form)
        assert taken.status_code == 200, taken.text
        assert "The booking is taken." in taken.text
        assert "diary-changed" in taken.headers["HX-Trigger"]
    [booking] = await host.bookings()
    assert booking.member == member.id
    assert evening.names(booking) == ["5"]
    assert booking.tags == ("family", "window")
    assert booking.payment is not None
    assert booking.payment.due == aud("40")


async def test_bad_input_is_said_beside_the_field_and_nothing_typed_is_lost(host: Host) -> None:
    new = f"{host.evening.address}/new"
    await host.look(new)
    answer = await host.press(
        new, day="soon", covers="none", time="", name="", phone="12x", note="Keep me", amount="x"
    )
    assert answer.status_code == 422
    for sentence in ("Which day?", "What time?", "Keep me", "12x", 'id="error-amount"'):
        assert sentence in answer.text, sentence
    good = {"day": FRIDAY, "covers": 2, "time": "20:00", "name": "Ann", "phone": "12"}
    answer = await host.press(new, **good)
    assert answer.status_code == 422
    assert 'id="error-phone"' in answer.text
    nobody = await host.press(new, **(good | {"name": "", "phone": ""}))
    assert "Whom is it for?" in nobody.text
    assert await host.bookings() == []


async def test_what_cannot_be_kept_is_shown_and_can_be_taken_all_the_same(host: Host) -> None:
    new = f"{host.evening.address}/new"
    await host.look(new)
    times = await host.press(f"{new}/times", day=FRIDAY, covers=40)
    assert times.text.count("is-full") > 3
    form = {"day": FRIDAY, "covers": 2, "other_time": "16:10", "name": "Ann"}
    closed = await host.press(new, **form)
    assert closed.status_code == 409
    assert 'name="all_the_same"' in closed.text
    assert 'value="Ann"' in closed.text
    assert (await host.press(new, **form, all_the_same="on")).status_code == 200
    too_many = await host.press(new, **(form | {"covers": 40, "all_the_same": "on"}))
    assert too_many.status_code == 409
    standby = await host.press(new, **(form | {"covers": 40, "tables": "none"}))
    assert standby.status_code == 200
    assert {one.waits for one in await host.bookings()} == {None, Waits.WAITLIST}


async def test_a_walk_in_is_seated_with_two_presses_and_once(host: Host) -> None:
    evening = host.evening
    at = f"{evening.address}/walk-in"
    assert 'name="covers" value="4"' in await host.look(at)
    page = await host.look(f"{at}?covers=4")
    offered = re.search(r'name="tables" value="([^"]+)"', page)
    assert offered is not None
    form = {"key": dict(HIDDEN.findall(page))["key"], "covers": 4, "tables": offered[1]}
    for _ in range(2):
        seated = await host.press(at, **form)
        assert seated.status_code == 200, seated.text
    [party] = await host.bookings()
    assert party.status_type is StatusType.SEATED
    assert ",".join(map(str, party.tables)) == offered[1]
    assert party.guest is None

    taken = await host.press(at, covers=4, tables=offered[1])
    assert taken.status_code == 409
    assert 'name="instead"' in taken.text
    assert "free" in (await host.look(f"{at}?covers=60"))


async def test_a_table_that_is_needed_soon_comes_last_and_says_so(host: Host) -> None:
    evening = host.evening
    await evening.take("19:45", 2, "Ford", "1")
    await evening.take("19:20", 2, "Nakou", "2")
    page = await host.look(f"{evening.address}/walk-in?covers=2&tables={ids(evening, '9')}")
    offered = re.findall(r"Seat at (\w+)(?:<small>([^<]+))?", page)
    assert offered[0] == ("9", "seats 1–2")
    assert "2" not in dict(offered)
    assert "1" not in dict(offered)

    page = await host.look(f"{evening.address}/walk-in?covers=7")
    assert "Seat at 8" in page
    await evening.take("20:00", 8, "Coach", "8")
    page = await host.look(f"{evening.address}/walk-in?covers=7")
    last = re.findall(r"Seat at ([^<]+)<small>([^<]+)", page)[-1]
    assert last[0] == "8"
    assert last[1].replace("\u202f", " ") == "only until 8:00 pm"


async def test_who_cannot_be_seated_is_told_how_long_it_takes(host: Host) -> None:
    evening = host.evening
    for name in ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"):
        covers = next(one.most for one in evening.floor.tables if one.name == name)
        booking = await evening.take("18:00", covers, f"At {name}", name, over_pacing=True)
        await set_status(
            evening.db, evening.merchant.id, booking.id, "seated", at=SEVEN, actor="test"
        )
    host.watch.time = SEVEN + timedelta(minutes=50)
    page = await host.look(f"{evening.address}/walk-in?covers=2")
    assert "Seat at" not in page
    assert "is free before" in page
    quoted = re.search(r'name="quoted"[^>]*value="(\d+)"', page)
    assert quoted is not None
    assert int(quoted[1]) % 5 == 0
    told = {"covers": 2, "name": "Theo", "quoted": quoted[1]}
    answer = await host.press(f"{evening.address}/waitlist", **told)
    assert f"quoted {quoted[1]} min" in answer.text


async def test_who_waits_is_seated_when_a_table_fits(host: Host) -> None:
    evening = host.evening
    at = f"{evening.address}/waitlist"
    assert "Nobody waits" in await host.look(at)
    party = {"covers": 2, "name": "Theo", "phone": "0413 222 333", "quoted": 20, "key": "a"}
    for _ in range(2):
        assert "Theo is on the list." in (await host.press(at, **party)).text
    unnamed = await host.press(at, **(party | {"name": ""}))
    assert unnamed.status_code == 422
    assert "Whom shall we call?" in unnamed.text
    host.watch.time += timedelta(minutes=5)
    await host.press(at, covers=30, name="Coach", key="b")
    page = await host.look(at)
    assert page.index("Theo") < page.index("Coach")
    assert "quoted 20 min" in page
    assert "No table fits yet" in page

    theo = next(one for one in await host.bookings() if one.name == "Theo")
    coach = next(one for one in await host.bookings() if one.name == "Coach")
    offered = re.search(r'name="tables" value="([^"]+)"', page)
    assert offered is not None
    form = {"version": theo.version, "tables": offered[1]}
    seated = await host.press(host.at(theo, "/seat-waiting"), **form)
    assert "Theo sits at table" in seated.text
    assert (await evening.now(theo)).status_type is StatusType.SEATED
    off = await host.press(host.at(coach, "/stop-waiting"), version=coach.version)
    assert "Nobody waits" in off.text
    assert (await evening.now(coach)).status_type is StatusType.CANCELLED


async def test_standby_for_a_later_day_is_placed_when_something_is_free(host: Host) -> None:
    evening, tomorrow = host.evening, FRIDAY + timedelta(days=1)
    at = f"{evening.address}/waitlist"
    form = {"day": tomorrow, "covers": 4, "name": "Ida", "time": "20:00"}
    page = (await host.press(at, **form)).text
    assert "Standby" in page
    assert "Place at" in page
    found = re.search(r"bookings/([0-9a-f-]{36})/seat-waiting", page)
    offered = re.search(r'name="tables" value="([^"]+)"', page)
    assert found is not None
    assert offered is not None
    path = f"{evening.address}/bookings/{found[1]}/seat-waiting"
    placed = await host.press(path, version=1, tables=offered[1])
    assert "Ida has table" in placed.text
    booking = await host.look(f"{evening.address}/bookings/{found[1]}")
    assert "on standby" not in booking


async def test_what_is_not_of_this_store_is_not_found(host: Host) -> None:
    evening = host.evening
    nakou = await evening.take("19:30", 4, "Nakou", "12")
    other = await add_store(evening.db, evening.merchant, "Terrace", at=SEVEN)
    stranger = await open_business(evening.db, "sam@example.test")
    [theirs] = await stores(evening.db, stranger.id)
    await host.look(host.at(nakou))
    for address in (
        f"/console/diary/{other.id}/bookings/{nakou.id}",
        f"/console/diary/{theirs.id}/bookings/{nakou.id}",
        f"{evening.address}/bookings/{uuid4()}",
        f"/console/diary/{theirs.id}/new",
        f"/console/diary/{theirs.id}/waitlist",
        f"/console/diary/{theirs.id}/walk-in",
    ):
        assert (await host.browser.open(address)).status_code == 404, address
        if "bookings" in address:
            pressed = await host.press(f"{address}/status", status="arrived")
            assert pressed.status_code == 404, address
    assert (await evening.now(nakou)).version == nakou.version


@pytest.mark.parametrize("what", ["status", "edit", "payments", "place", "send-again"])
async def test_a_form_from_elsewhere_and_a_stranger_change_nothing(host: Host, what: str) -> None:
    nakou = await host.evening.take("19:30", 4, "Nakou", "12")
    path = host.at(nakou, f"/{what}")
    forged = await host.browser.client.post(path, data={"status": "arrived"})
    assert forged.status_code == 403
    host.browser.client.cookies.clear()
    assert (await host.browser.client.post(path)).headers["location"].endswith("sign-in")
    assert (await host.evening.now(nakou)).version == nakou.version


async def test_without_a_script_a_form_leads_back_to_the_booking(host: Host) -> None:
    nakou = await host.evening.take("19:30", 4, "Nakou", "12")
    await host.browser.open(host.at(nakou))
    page = await host.browser.send(host.at(nakou, "/status"), status="no_show", version="1")
    assert page.url.path == host.at(nakou)
    assert "No-show" in page.text
    assert (await host.evening.now(nakou)).status_type is StatusType.NO_SHOW
