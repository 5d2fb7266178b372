"""Promises of the booking page: a guest books what can be kept, once, and can take it back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest_asyncio
from msgspec import structs
from tests.faces.booking import (
    FRIDAY,
    LINKS,
    POLICY,
    Guest,
    Scene,
    hidden,
    in_sydney,
    instead,
    open_venue,
    telephone,
    terms_of,
)
from tests.faces.console import NOON

from regulars.bookings.floor.blockouts import block
from regulars.bookings.floor.model import NewBlockout
from regulars.bookings.floor.services import add_service, change_service
from regulars.bookings.model import Source
from regulars.bookings.page.change import open_page
from regulars.bookings.set_status import set_status
from regulars.kernel.ids import BookingId, MerchantId, uuid7
from regulars.members.model import NewMember
from regulars.merchants.stores import add_store
from regulars.platform.db import Database
from regulars.programs.join import join


@pytest_asyncio.fixture
async def scene(db: Database) -> Scene:
    return await open_venue(db)


@pytest_asyncio.fixture
async def rosa(scene: Scene) -> AsyncIterator[Guest]:
    async with telephone(scene.app, scene.slug) as guest:
        yield guest


async def test_a_guest_books_what_is_free_and_is_mailed_a_link(scene: Scene, rosa: Guest) -> None:
    await scene.change(place="12 Quay St, Sydney", phone="+61 2 5550 1234", intro="By the <water>")
    start = await rosa.look()
    for words in ("Harbour Kitchen, Front room", "By the &lt;water&gt;", "May 2026", "12 Quay St"):
        assert words in start.text
    assert 'aria-label="Friday, 8 May 2026"' in start.text
    times = await rosa.look(party="2", day="2026-05-08")
    assert times.text.index("Lunch") < times.text.index("12:00") < times.text.index("Dinner")

    form = await rosa.choose(scene.dinner, 19, 30)
    page = await rosa.send(form, phone="0412 345 678", request="A high chair\nplease")
    assert "Your table is booked" in page.text
    for words in ("Friday, 8 May 2026", "7:30", "2 people", "12 Quay St", "A high chair", POLICY):
        assert words in page.text
    [booking] = await scene.bookings()
    assert booking.source is Source.ONLINE
    assert booking.status == "confirmed"
    assert (booking.starts_at, booking.covers) == (in_sydney(19, 30), 2)
    assert (booking.service, booking.created_by) == (scene.dinner.id, "guest")
    assert len(booking.tables) == 1
    [mail] = await scene.mails()
    assert mail.to == "rosa@example.test"
    assert mail.subject.startswith("Your table: Friday, 8 May 2026, 7:30")
    link = LINKS.booking(scene.slug, scene.merchant.id, booking.id)
    for words in ("Rosa Kettle", POLICY, "12 Quay St", "2 people", "+61 2 5550 1234", link):
        assert words in mail.body
        assert words in (mail.html or "")
    assert urlsplit(link).path == urlsplit(str(page.url)).path


async def test_the_same_form_twice_is_one_booking(scene: Scene, rosa: Guest) -> None:
    form = await rosa.choose(scene.dinner, 19)
    pages = await asyncio.gather(*(rosa.send(form) for _ in range(4)))
    assert {page.status_code for page in pages} == {200}
    assert len({str(page.url) for page in pages}) == 1
    assert len(await scene.bookings()) == 1
    assert len(await scene.mails()) == 1
    await scene.change(open=False)
    scene.now[0] = in_sydney(23)
    assert (await rosa.send(form)).url == pages[0].url
    later = {**form, "time": in_sydney(20).strftime("%Y-%m-%dT%H:%MZ")}
    other = await rosa.send(later)
    assert other.status_code == 409
    assert "This form has booked a table before" in other.text
    assert len(await scene.bookings()) == 1


async def test_the_same_address_has_one_booking_for_a_time_and_no_stranger_sees_it(
    scene: Scene, rosa: Guest
) -> None:
    await rosa.send(await rosa.choose(scene.dinner, 19))
    [booking] = await scene.bookings()
    again = await rosa.send(await rosa.choose(scene.dinner, 19), email="ROSA@example.test ")
    assert again.status_code == 409
    assert "a booking for this time with this e-mail address already" in again.text
    assert scene.address_of(booking) not in again.text
    await rosa.http.post(scene.address_of(booking))
    scene.now[0] += timedelta(seconds=1)
    third = await rosa.send(await rosa.choose(scene.dinner, 19))
    assert "Your table is booked" in third.text
    assert [one.status for one in await scene.bookings()] == ["cancelled", "confirmed"]


async def test_a_time_that_staff_took_back_can_be_booked_again(scene: Scene, rosa: Guest) -> None:
    await rosa.send(await rosa.choose(scene.dinner, 19))
    [booking] = await scene.bookings()
    await set_status(
        scene.db, scene.merchant.id, booking.id, "cancelled", at=NOON, actor="user:mia"
    )
    page = await rosa.send(await rosa.choose(scene.dinner, 19))
    assert "Your table is booked" in page.text


async def test_of_fifty_guests_on_the_last_table_one_has_it(db: Database) -> None:
    scene = await open_venue(db, tables=[(1, 4)])
    async with AsyncExitStack() as stack:
        app = scene.app
        guests = [
            await stack.enter_async_context(telephone(app, scene.slug, number))
            for number in range(1, 51)
        ]
        forms = [await guests[0].choose(scene.dinner, 19, party=4) for _ in guests]
        pages = await asyncio.gather(
            *(
                guest.send(form, email=f"guest{number}@example.test", first_name=f"Nr{number}")
                for number, (guest, form) in enumerate(zip(guests, forms, strict=True))
            )
        )
    assert sorted(page.status_code for page in pages) == [200] + [409] * 49
    assert [one.starts_at for one in await scene.bookings()] == [in_sydney(19)]
    assert len(await scene.mails()) == 1
    for page in pages:
        if page.status_code == 409:
            assert "That time has just been taken" in page.text
            assert in_sydney(21).strftime("%Y-%m-%dT%H:%MZ") in instead(page)[0]
            assert 'value="guest' in page.text
            assert "Nr" in page.text.partition('name="first_name"')[2][:80]


async def test_who_was_too_late_takes_another_time_with_what_was_typed(
    db: Database,
) -> None:
    scene = await open_venue(db, tables=[(1, 4)])
    async with telephone(scene.app, scene.slug) as rosa, telephone(scene.app, scene.slug) as ben:
        form = await rosa.choose(scene.dinner, 18)
        await ben.send(await ben.choose(scene.dinner, 18, 30), email="ben@example.test")
        gone = await rosa.send(form, request="By the window")
        assert gone.status_code == 409
        assert "By the window" in gone.text
        other = instead(gone)[-1]
        page = await rosa.send(hidden(gone), slot=other, request="By the window")
        assert "Your table is booked" in page.text
        assert other.startswith(in_sydney(21).strftime("%Y-%m-%dT%H:%MZ"))
        late = await ben.look(
            party="2", day="2026-05-08", time=form["time"], service=form["service"]
        )
        assert late.status_code == 409
        assert "cannot be booked any more" in late.text


async def test_a_full_day_says_so_and_leads_to_days_nearby_and_the_telephone(db: Database) -> None:
    scene = await open_venue(db, tables=[(1, 4)])
    await scene.change(phone="+61 2 5550 1234")
    closed = NewBlockout(
        starts_at=in_sydney(4), ends_at=in_sydney(28), online_only=True, reason="Private party"
    )
    async with telephone(scene.app, scene.slug) as rosa:
        form = await rosa.choose(scene.dinner, 19)
        await block(scene.db, scene.merchant.id, scene.store.id, closed, at=NOON, actor="test")
        day = await rosa.look(party="2", day="2026-05-08")
        assert "There is no table for 2 people on Friday, 8 May 2026" in day.text
        assert "Call +61 2 5550 1234" in day.text
        assert "day=2026-05-07" in day.text
        assert "day=2026-05-09" in day.text
        assert "Private party" not in day.text
        start = await rosa.look()
        assert 'aria-label="Friday, 8 May 2026"' not in start.text
        gone = await rosa.send(form)
        assert gone.status_code == 409
        assert "Nothing else is free that day" in gone.text
        assert "day=2026-05-09" in gone.text
        assert "Private party" not in gone.text
    assert await scene.bookings() == []


async def test_a_month_that_is_over_leads_to_the_next_one_with_a_table(
    scene: Scene, rosa: Guest
) -> None:
    scene.now[0] = in_sydney(23, day=date(2026, 5, 31))
    assert "June 2026" in (await rosa.look()).text
    nothing = await rosa.look(party="8")
    assert "No table for 8 people can be booked in May 2026." in nothing.text
    assert "May 2026" in (await rosa.look(month="2026-05")).text


async def test_larger_parties_and_what_nobody_can_choose_get_a_sentence(
    scene: Scene, rosa: Guest
) -> None:
    await scene.change(most_covers=4, phone="+61 2 5550 1234")
    larger = await rosa.look(party="5")
    assert larger.status_code == 422
    assert (
        "Parties of up to 4 can be booked here. Please call us on +61 2 5550 1234." in larger.text
    )
    for asked, sentence in (
        ({"party": "0"}, "how many you are"),
        ({"party": "-1"}, "how many you are"),
        ({"party": "٣"}, "how many you are"),
        ({"party": "9" * 400}, "Parties of up to 4"),
        ({"day": "2026-02-30"}, "There is no such day"),
        ({"day": "9999-12-31"}, "There is no such day"),
        ({"day": "0001-01-01"}, "There is no such day"),
        ({"month": "9999-12"}, "There is no such month"),
        ({"day": "'; drop table"}, "There is no such day"),
        ({"month": "2026-13"}, "There is no such month"),
        ({"day": "2026-05-08", "time": "half past"}, "There is no such time"),
        ({"day": "2026-05-08", "time": "2026-05-08T09:00Z", "service": "x"}, "no such time"),
    ):
        page = await rosa.look(**asked)
        assert page.status_code == 422, asked
        assert sentence in page.text
    for day in ("2026-05-03", "2020-01-01", "2027-05-08"):
        page = await rosa.look(day=day)
        assert page.status_code == 200
        assert "Nothing is free" in page.text
    for query in ("party=%ff", "day=%00", "party=2&party=", "time=%ff%fe", "x" * 5000):
        page = await rosa.look(f"/book/{scene.slug}?{query}")
        assert page.status_code in (200, 422)
    assert (await rosa.look(month="2199-12")).status_code == 200
    assert (await rosa.look(month="2000-01")).status_code == 200


async def test_what_cannot_be_used_is_said_at_its_field(scene: Scene, rosa: Guest) -> None:
    form = await rosa.choose(scene.dinner, 19)
    wrong = [
        ("first_name", " ", "Your first name, please."),
        ("last_name", "", "Your last name, please."),
        ("first_name", "Buy at www.spam.test", "A name only, please."),
        ("first_name", "x" * 81, "at most 80"),
        ("email", "", "Your e-mail address, please"),
        ("email", "rosa at home", "not an e-mail address"),
        ("phone", "12", "not a telephone number"),
        ("request", "x" * 501, "At most 500 characters."),
        ("request", "nothing\0", "characters that cannot be kept"),
    ]
    for field, typed, sentence in wrong:
        page = await rosa.send(form, **{field: typed})
        assert page.status_code == 422
        assert sentence in page.text.partition(f'id="error-{field}"')[2][:400]
        assert page.text.count("field-error") == 1
        assert 'value="Kettle"' in page.text or field == "last_name"
    assert await scene.bookings() == []
    assert await scene.mails() == []


async def test_a_form_that_was_made_up_books_nothing(scene: Scene, rosa: Guest) -> None:
    form = await rosa.choose(scene.dinner, 19)
    at = "%Y-%m-%dT%H:%MZ"
    made_up: list[tuple[dict[str, str], int]] = [
        ({"time": in_sydney(19, 7).strftime(at)}, 409),
        ({"time": in_sydney(3).strftime(at)}, 409),
        ({"time": (NOON - timedelta(days=3)).strftime(at), "day": "2026-05-01"}, 409),
        ({"service": str(scene.lunch.id)}, 409),
        ({"service": str(uuid7(NOON))}, 409),
        ({"party": "9"}, 422),
        ({"party": "8", "day": "2199-12-31", "time": "2199-12-31T23:59Z"}, 409),
        ({"time": ""}, 422),
        ({"website": "https://spam.test"}, 422),
    ]
    for changes, status in made_up:
        page = await rosa.send(form, **changes)
        assert page.status_code == status, changes
    broken = await rosa.http.post(f"/book/{scene.slug}", content=b"\xff=1&a=%ff")
    assert broken.status_code == 422
    huge = await rosa.http.post(f"/book/{scene.slug}", content=b"a=" + b"x" * 100_000)
    assert huge.status_code == 413
    assert await scene.bookings() == []


async def test_notice_and_how_far_ahead_are_kept(scene: Scene, rosa: Guest) -> None:
    await scene.change(notice_minutes=120, days_ahead=4)
    scene.now[0] = in_sydney(17, 15, day=date(2026, 5, 4))
    today = await rosa.look(day="2026-05-04")
    assert "7:30" in today.text
    assert "7:00" not in today.text
    form = await rosa.choose(scene.dinner, 19, 30, day=date(2026, 5, 4))
    scene.now[0] += timedelta(minutes=16)
    late = await rosa.send(form)
    assert late.status_code == 409
    assert instead(late)[0].startswith("2026-05-04T10:00Z")
    assert await scene.bookings() == []
    assert "Nothing is free" not in (await rosa.look(day="2026-05-08")).text
    assert "Nothing is free" in (await rosa.look(day="2026-05-09")).text
    start = await rosa.look()
    assert 'aria-label="Friday, 8 May 2026"' in start.text
    assert 'aria-label="Saturday, 9 May 2026"' not in start.text


async def test_a_time_after_midnight_names_the_day_that_it_is(scene: Scene, rosa: Guest) -> None:
    said: dict[str, Any] = {"at": NOON, "actor": "test"}
    late = await add_service(
        scene.db, scene.merchant.id, scene.store.id, terms_of("Late", 23, 25), **said
    )
    times = await rosa.look(party="2", day="2026-05-08")
    assert "12:30" in times.text
    assert "Saturday, 9 May 2026" in times.text
    page = await rosa.send(await rosa.choose(late, 24, 30))
    assert "Saturday, 9 May 2026" in page.text
    assert "the night of Friday, 8 May 2026" in page.text
    [booking] = await scene.bookings()
    assert (booking.starts_at, booking.day) == (in_sydney(24, 30), FRIDAY)
    [mail] = await scene.mails()
    assert "the night of Friday, 8 May 2026" in mail.body


async def test_the_night_on_which_the_clock_is_put_forward_has_no_hour_that_is_not(
    scene: Scene, rosa: Guest
) -> None:
    said: dict[str, Any] = {"at": NOON, "actor": "test"}
    night = terms_of("Night", 25, 27)
    service = await add_service(scene.db, scene.merchant.id, scene.store.id, night, **said)
    await scene.change(days_ahead=200)
    spring = date(2026, 10, 3)  # Sydney: on the 4th two o'clock is three.
    page = await rosa.look(party="2", day=spring.isoformat())
    shown = page.text.partition("Night")[2]
    assert "1:30" in shown
    assert "2:00" not in shown
    assert "2:30" not in shown
    assert "3:00" in shown
    form = await rosa.choose(service, 25, 30, day=spring)
    await rosa.send(form)
    [booking] = await scene.bookings()
    assert booking.starts_at == datetime(2026, 10, 3, 15, 30, tzinfo=UTC)


async def test_nobody_learns_who_is_a_member(scene: Scene, rosa: Guest) -> None:
    new = NewMember("Rosalind", "Secret-Name", email="rosa@example.test", phone="0412345678")
    await join(scene.db, scene.merchant.id, new, at=NOON, actor="test")
    members = await rosa.send(await rosa.choose(scene.dinner, 18))
    scene.now[0] += timedelta(seconds=1)
    strangers = await rosa.send(
        await rosa.choose(scene.dinner, 18), email="ines@example.test", phone="0412 345 679"
    )
    scene.now[0] += timedelta(seconds=1)
    third = await rosa.send(
        await rosa.choose(scene.dinner, 20, 30), email="other@example.test", phone="0412345678"
    )
    for page in (members, strangers, third):
        assert page.status_code == 200
        assert "Rosa Kettle" in page.text
    blank = members.text.replace(urlsplit(str(members.url)).path, "")
    assert blank == strangers.text.replace(urlsplit(str(strangers.url)).path, "")
    assert [mail.to for mail in await scene.mails()] == [
        "rosa@example.test", "ines@example.test", "other@example.test",
    ]  # fmt: skip
    assert all("Secret" not in mail.body + (mail.html or "") for mail in await scene.mails())
    bookings = await scene.bookings()
    assert [one.member is not None for one in bookings] == [True, False, True]
    await rosa.http.post(scene.address_of(bookings[2]))
    assert (await scene.mails())[-1].to == "other@example.test"


async def test_a_guest_cancels_once_and_the_table_is_free_at_once(db: Database) -> None:
    scene = await open_venue(db, tables=[(1, 2)])
    async with telephone(scene.app, scene.slug) as rosa:
        await rosa.send(await rosa.choose(scene.dinner, 19))
        [booking] = await scene.bookings()
        where = scene.address_of(booking)
        asks = await rosa.look(f"{where}?cancel")
        assert "Cancel this booking?" in asks.text
        assert (await scene.bookings())[0].status == "confirmed"
        scene.now[0] += timedelta(seconds=1)
        answers = await asyncio.gather(*(rosa.http.post(where) for _ in range(4)))
        assert {answer.status_code for answer in answers} == {303}
        page = await rosa.look(where)
        assert "This booking is cancelled" in page.text
        assert "Book another time" in page.text
        assert [mail.subject.split(":")[0] for mail in await scene.mails()] == [
            "Your table",
            "Cancelled",
        ]
        row = await db.one("select actor from facts where kind = 'booking.status_changed'")
        assert row["actor"] == "guest"
        assert "7:00" in (await rosa.look(party="2", day="2026-05-08")).text


async def test_after_the_limit_a_guest_is_asked_to_call(scene: Scene, rosa: Guest) -> None:
    await scene.change(cancel_minutes=120, phone="+61 2 5550 1234")
    await rosa.send(await rosa.choose(scene.dinner, 19))
    [booking] = await scene.bookings()
    where = scene.address_of(booking)
    scene.now[0] = in_sydney(17)
    assert "You can change or cancel here until 5:00" in (await rosa.look(where)).text
    scene.now[0] = in_sydney(17, 1)
    for page in (await rosa.look(f"{where}?cancel"), await rosa.http.post(where)):
        assert "This could be changed or cancelled here until 5:00" in page.text
        assert "Call +61 2 5550 1234" in page.text
    assert (await scene.bookings())[0].status == "confirmed"
    said: dict[str, Any] = {"at": scene.now[0], "actor": "user:mia"}
    for status, heading in (
        ("seated", "You are at your table"),
        ("finished", "Thank you for your visit"),
        ("no_show", "This booking is closed"),
    ):
        await set_status(scene.db, scene.merchant.id, booking.id, status, **said)
        assert heading in (await rosa.look(where)).text
        refused = await rosa.http.post(where)
        assert refused.status_code == 409
        assert heading in refused.text


async def test_only_a_link_that_was_signed_leads_to_a_booking(scene: Scene, rosa: Guest) -> None:
    await rosa.send(await rosa.choose(scene.dinner, 19))
    [booking] = await scene.bookings()
    where = scene.address_of(booking)
    nobodys = LINKS.token_of(scene.merchant.id, BookingId(uuid7(NOON)))
    others = LINKS.token_of(MerchantId(uuid7(NOON)), booking.id)
    token = where.rpartition("/")[2]
    garden = await add_store(scene.db, scene.merchant, "Garden", at=NOON)
    page = await open_page(scene.db, scene.merchant.id, garden.id, at=NOON, actor="test")
    assert (await rosa.look(f"/book/{page.terms.slug}/{token}")).status_code == 404
    for bad in ("x", token[:-1], token.swapcase(), nobodys, others, str(booking.id), booking.code):
        for answer in (
            await rosa.look(f"/book/{scene.slug}/{bad}"),
            await rosa.http.post(f"/book/{scene.slug}/{bad}"),
        ):
            assert answer.status_code == 404
            assert "Rosa" not in answer.text
    assert (await rosa.look("/book/nobody-at-all")).status_code == 404
    assert (await rosa.look("/book/UPPER%00")).status_code == 404
    assert (await scene.bookings())[0].status == "confirmed"


async def test_an_address_that_was_given_up_leads_on(scene: Scene, rosa: Guest) -> None:
    await rosa.send(await rosa.choose(scene.dinner, 19))
    [booking] = await scene.bookings()
    before = scene.address_of(booking)
    await scene.change(slug="the-quay")
    moved = await rosa.look(f"/book/{rosa.slug}", party="3")
    assert (moved.status_code, moved.headers["location"]) == (301, "/book/the-quay?party=3")
    onward = await rosa.http.get(before, follow_redirects=True)
    assert "Your table is booked" in onward.text
    left = (await rosa.http.post(before)).headers["location"]
    assert left == f"{scene.address_of(booking)}?lang=en"


async def test_a_closed_page_takes_nothing_and_still_shows_what_was_booked(
    scene: Scene, rosa: Guest
) -> None:
    await rosa.send(await rosa.choose(scene.dinner, 19))
    form = await rosa.choose(scene.dinner, 20)
    await scene.change(open=False, phone="+61 2 5550 1234")
    page = await rosa.look()
    assert "cannot be booked on this page at the moment" in page.text
    assert "Call +61 2 5550 1234" in page.text
    assert (await rosa.send(form)).status_code == 409
    [booking] = await scene.bookings()
    assert "Your table is booked" in (await rosa.look(scene.address_of(booking))).text


async def test_floods_are_slowed_with_a_sentence(db: Database) -> None:
    scene = await open_venue(db, tables=[(1, 2)] * 8)
    app = scene.app
    async with telephone(app, scene.slug, 1) as flood, telephone(app, scene.slug, 2) as other:
        form = await flood.choose(scene.dinner, 19)
        for _ in range(20):
            assert (await flood.send(form, email="")).status_code == 422
        slowed = await flood.send(form)
        assert slowed.status_code == 429
        assert "Please wait ten minutes, or call us." in slowed.text
        assert 'value="Rosa"' in slowed.text
        booked = await other.send(await other.choose(scene.dinner, 19))
        assert "Your table is booked" in booked.text
        for number in range(20):
            hidden_behind = {"X-Forwarded-For": f"10.9.9.9, 10.1.1.{number}"}
            await flood.http.post(f"/book/{scene.slug}", data=form, headers=hidden_behind)
        behind = {"X-Forwarded-For": "10.9.9.9, 10.1.1.77"}
        page = await flood.http.post(f"/book/{scene.slug}", data=form, headers=behind)
        assert page.status_code == 422
        scene.now[0] = NOON + timedelta(minutes=10)
        for hour, minute in ((18, 0), (18, 30), (19, 30), (20, 0), (20, 30)):
            page = await flood.send(await flood.choose(scene.dinner, hour, minute))
            assert page.status_code == 200, page.text
        many = await flood.send(await flood.choose(scene.dinner, 21))
        assert many.status_code == 429
        assert "There are 6 bookings to come with this e-mail address" in many.text
    assert len(await scene.bookings()) == 6


async def test_who_books_and_cancels_again_and_again_is_stopped(scene: Scene, rosa: Guest) -> None:
    for number in range(12):
        scene.now[0] = NOON + number * timedelta(minutes=10)
        page = await rosa.send(await rosa.choose(scene.dinner, 19))
        assert page.status_code == 200, page.text
        await rosa.http.post(urlsplit(str(page.url)).path)
    page = await rosa.send(await rosa.choose(scene.dinner, 19))
    assert page.status_code == 429
    assert "has booked many times today" in page.text
    scene.now[0] = NOON + timedelta(days=1, minutes=1)
    page = await rosa.send(await rosa.choose(scene.dinner, 19))
    assert "Your table is booked" in page.text


async def test_a_service_that_is_not_for_guests_is_not_offered(scene: Scene, rosa: Guest) -> None:
    form = await rosa.choose(scene.dinner, 19)
    terms = structs.replace(scene.dinner.terms, online=False)
    await change_service(scene.db, scene.merchant.id, scene.dinner.id, terms, at=NOON, actor="test")
    page = await rosa.look(party="2", day="2026-05-08")
    assert "Lunch" in page.text
    assert "Dinner" not in page.text
    assert (await rosa.send(form)).status_code == 409
