"""Promises of the room Guests."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest_asyncio
from tests.faces.console import Browser, browsing, console, hire
from tests.faces.evening import SEVEN, Evening, open_evening

from regulars.bookings.guest import Guest, NewGuest
from regulars.bookings.guests import read_guest
from regulars.bookings.model import Booking
from regulars.bookings.set_status import set_status
from regulars.members.model import Member, NewMember
from regulars.merchants.model import Role
from regulars.platform.db import Database
from regulars.programs.join import join

PART = {"HX-Request": "true"}
GUESTS = "/console/guests"


@dataclass
class Scene:
    """Somebody of the staff, on a Friday at seven, looking at guests."""

    evening: Evening
    browser: Browser

    async def enrol(self, first: str, last: str = "", **more: str) -> Member:
        new = NewMember(first, last, **more)  # type: ignore[arg-type] # texts alone
        db, merchant = self.evening.db, self.evening.merchant.id
        return await join(db, merchant, new, at=SEVEN, actor="test")

    async def guest(self, booking: Booking) -> Guest:
        assert booking.guest is not None
        return await read_guest(self.evening.db, self.evening.merchant.id, booking.guest)


@pytest_asyncio.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    evening = await open_evening(db)
    await hire(db, evening.merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(db, clock=lambda: SEVEN)) as browser:
        await browser.sign_in("jo@example.test")
        yield Scene(evening, browser)


async def test_an_empty_list_says_where_guests_come_from(scene: Scene) -> None:
    page = await scene.browser.open(GUESTS)
    assert "No guests yet" in page.text
    assert 'href="/console/diary"' in page.text


async def test_guests_and_members_are_found_as_one_types(scene: Scene) -> None:
    nakou = NewGuest(first_name="Eleni", last_name="Nakou", phone="0412 345 678")
    booking = await scene.evening.take("19:30", 2, "", "3", guest=nakou)
    rosa = await scene.enrol("Rosa", "Kowalska", email="rosa@example.com")
    listed = await scene.browser.open(GUESTS)
    assert "Eleni Nakou" in listed.text
    for typed in ("nak", "0412 345", "%2B61412345678"):
        found = await scene.browser.open(f"{GUESTS}?q={typed}", headers=PART)
        assert "<html" not in found.text
        assert f'href="{GUESTS}/{booking.guest}"' in found.text, typed
    member = await scene.browser.open(f"{GUESTS}?q=kowal", headers=PART)
    assert f'href="/console/members/{rosa.id}"' in member.text
    assert "Nobody found" in (await scene.browser.open(f"{GUESTS}?q=zzz", headers=PART)).text
    assert (await scene.browser.open(f"{GUESTS}?before=nonsense")).status_code == 200


async def test_a_guest_is_seen_at_a_glance_with_past_and_coming_visits(scene: Scene) -> None:
    evening = scene.evening
    nakou = NewGuest(first_name="Eleni", last_name="Nakou", phone="0412 345 678")
    first = await evening.take("18:30", 2, "", "3", guest=nakou)
    for status in ("seated", "finished"):
        await set_status(evening.db, evening.merchant.id, first.id, status, at=SEVEN, actor="x")
    missed = await evening.take("18:00", 2, "", "4", guest=nakou)
    await set_status(evening.db, evening.merchant.id, missed.id, "no_show", at=SEVEN, actor="x")
    coming = await evening.take("21:00", 4, "", "12", guest=nakou)

    page = (await scene.browser.open(f"{GUESTS}/{coming.guest}")).text
    ahead, past = page.split("Past visits", 1)
    assert f"/bookings/{coming.id}" in ahead
    assert f"/bookings/{first.id}" in past
    assert "No-show" in past
    assert 'href="tel:+61412345678"' in page
    assert "Not a member" in page
    assert "first_name=Eleni" in page
    assert '<div class="is-bad"><dt>No-shows</dt><dd>1</dd></div>' in page


async def test_staff_note_what_they_know_of_a_guest(scene: Scene) -> None:
    nakou = NewGuest(first_name="Eleni", phone="0412 345 678")
    booking = await scene.evening.take("19:30", 2, "", "3", guest=nakou)
    at = f"{GUESTS}/{booking.guest}"
    await scene.browser.open(f"{at}/edit")
    known = {"first_name": "Eleni", "last_name": "Nakou", "phone": "0413 000 111", "email": ""}
    told = {"vip": "on", "tags": "window, vegan", "note": "Likes red.\nNo nuts."}
    page = await scene.browser.send(at, **known, **told, birth_month="2", birth_day="29")
    assert "Changes saved." in page.text
    assert "29 Feb" in page.text
    guest = await scene.guest(booking)
    assert (guest.name, guest.phone, guest.vip) == ("Eleni Nakou", "+61413000111", True)
    assert guest.tags == ("window", "vegan")
    assert guest.birthday == (2, 29)

    await scene.browser.open(f"{at}/edit")
    bad = {"phone": "12", "birth_month": "2", "birth_day": "", "note": "Keep me"}
    page = await scene.browser.send(at, **(known | bad))
    assert page.status_code == 422
    assert "Both the month and the day, please." in page.text
    assert "Keep me" in page.text
    page = await scene.browser.send(at, **known, birth_month="2", birth_day="31")
    assert "There is no such day in the year." in page.text
    page = await scene.browser.send(at, **(known | {"phone": "12"}))
    assert 'id="error-phone"' in page.text
    assert (await scene.guest(booking)).note == guest.note


async def test_a_members_name_and_contact_stay_the_members(scene: Scene) -> None:
    rosa = await scene.enrol("Rosa", "Kowalska", phone="0412 345 678")
    booking = await scene.evening.take("19:30", 2, "", "3", guest=NewGuest(member=rosa.id))
    at = f"{GUESTS}/{booking.guest}"
    page = await scene.browser.open(f"{at}/edit")
    assert 'name="first_name"' not in page.text
    await scene.browser.send(at, first_name="Other", phone="0413 000 111", note="Window")
    guest = await scene.guest(booking)
    assert (guest.name, guest.phone, guest.note) == ("Rosa Kowalska", "+61412345678", "Window")
    page = await scene.browser.open(at)
    assert rosa.code in page.text
    assert f'href="/console/members/{rosa.id}"' in page.text


async def test_a_members_page_shows_the_visits_beside_the_points(scene: Scene) -> None:
    rosa = await scene.enrol("Rosa", "Kowalska")
    nothing = await scene.browser.open(f"/console/members/{rosa.id}")
    assert "Has not booked yet." in nothing.text
    booking = await scene.evening.take("19:30", 2, "", "3", guest=NewGuest(member=rosa.id))
    page = await scene.browser.open(f"/console/members/{rosa.id}")
    assert f'href="{GUESTS}/{booking.guest}"' in page.text
    assert f"/bookings/{booking.id}" in page.text


async def test_a_guest_of_another_merchant_is_not_found(scene: Scene, db: Database) -> None:
    other = await open_evening(db, "sam@example.test")
    theirs = await other.take("19:30", 2, "Theirs", "3")
    await scene.browser.open(GUESTS)
    for address in (f"{GUESTS}/{theirs.guest}", f"{GUESTS}/{uuid4()}"):
        assert (await scene.browser.open(address)).status_code == 404
        assert (await scene.browser.open(f"{address}/edit")).status_code == 404
        assert (await scene.browser.post(address, note="Mine")).status_code == 404
    assert "Theirs" not in (await scene.browser.open(f"{GUESTS}?q=theirs")).text


async def test_a_form_from_elsewhere_changes_no_guest(scene: Scene) -> None:
    booking = await scene.evening.take("19:30", 2, "Nakou", "3")
    path = f"{GUESTS}/{booking.guest}"
    assert (await scene.browser.client.post(path, data={"note": "x"})).status_code == 403
    scene.browser.client.cookies.clear()
    stranger = await scene.browser.client.get(path)
    assert stranger.headers["location"].startswith("/console/sign-in")


async def test_a_long_list_comes_in_pages(scene: Scene) -> None:
    evening = scene.evening
    for number in range(52):
        await evening.take(
            "19:30", 1, f"Guest {number:02}", waits="waitlist", at=SEVEN + timedelta(seconds=number)
        )
    page = await scene.browser.open(GUESTS)
    assert "Guest 51" in page.text
    assert "Guest 00" not in page.text
    more = page.text.split('rel="prev"')[-1]
    path = more.split(f'href="{GUESTS}?before=')[1].split('"')[0]
    rest = await scene.browser.open(f"{GUESTS}?before={path}")
    assert "Guest 00" in rest.text
    assert "Guest 51" not in rest.text
