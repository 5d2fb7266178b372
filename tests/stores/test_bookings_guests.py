"""One person is one guest, known at a glance, with what was paid ahead."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import pytest_asyncio
from tests.stores.people import club_of
from tests.stores.rooms import FRIDAY, Room, at_clock, aud, open_room

from regulars.bookings.errors import BadBooking, NoSuchBooking, NoSuchGuest
from regulars.bookings.guest import Guest, GuestChanges, NewGuest
from regulars.bookings.guest_list import guest_of
from regulars.bookings.guests import edit, find_guests, glance, history, read_guest
from regulars.bookings.merge_guests import merge_guests
from regulars.bookings.model import PaymentType
from regulars.bookings.payments import payments_of, record
from regulars.kernel.errors import NotFound
from regulars.kernel.ids import BookingId, GuestId, MemberId, uuid7
from regulars.platform.db import Database, Transaction

ADA = NewGuest(first_name="Ada", last_name="Nakou", phone="0412 345 678", email="Ada@Example.test")


@pytest_asyncio.fixture
async def room(database_url: str) -> AsyncIterator[Room]:
    database = await Database.open(database_url, connections=20)
    yield await open_room(database)
    await database.close()


async def change_guest(room: Room, guest: GuestId | None, **changes: object) -> Guest:
    assert guest is not None
    made = GuestChanges(**changes)  # type: ignore[arg-type]
    return await edit(room.db, room.club.merchant, guest, made, at=room.now, actor="host")


async def test_whoever_calls_from_the_same_number_is_the_same_guest(room: Room) -> None:
    first = await room.take("18:00", guest=ADA)
    again = NewGuest(first_name="A.", phone="+61 412 345 678")
    by_mail = NewGuest(first_name="Somebody", email=" ada@example.test ")
    for one in (again, by_mail):
        booking = await room.take("19:00", guest=one)
        assert (booking.guest, booking.name) == (first.guest, "Ada Nakou")
    other = await room.take("19:00", guest=NewGuest(first_name="Ada", last_name="Nakou"))
    assert other.guest != first.guest


async def test_what_was_missing_of_a_guest_is_added_and_nothing_overwritten(room: Room) -> None:
    booking = await room.take("18:00", guest=NewGuest(phone="0412 345 678"), name="Party of Ada")
    assert booking.name == "Party of Ada"
    await room.take("19:00", guest=NewGuest(phone="0412345678", email="ada@example.test"))
    await room.take("20:00", guest=NewGuest(first_name="Eve", email="ada@example.test"))
    assert booking.guest is not None
    found = await read_guest(room.db, room.club.merchant, booking.guest)
    assert (found.name, found.phone, found.email) == (
        "Party of Ada",
        "+61412345678",
        "ada@example.test",
    )


async def test_twenty_calls_from_one_number_at_once_make_one_guest(room: Room) -> None:
    taken = await asyncio.gather(
        *(room.take("18:00", tables=(), guest=ADA, note=str(number)) for number in range(20))
    )
    assert len({booking.guest for booking in taken}) == 1


async def test_a_members_contact_means_the_member(room: Room) -> None:
    before = await room.take("18:00", guest=ADA)
    member = await room.club.enrol("Adamantia", "Nakou", phone="0412 345 678", points=30)
    booking = await room.take("19:00", guest=ADA)
    assert (booking.member, booking.name) == (member.id, "Adamantia Nakou")
    assert booking.guest == before.guest, "who booked before joining stays who they were"
    assert (await room.take("20:00", guest=NewGuest(member=member.id))).guest == booking.guest
    assert booking.guest is not None
    seen = await glance(room.db, room.club.merchant, booking.guest, at=room.now)
    assert (seen.member_code, seen.points, seen.upcoming) == (member.code, 30, 3)
    tomorrow = room.now + timedelta(days=1)
    later = await glance(room.db, room.club.merchant, booking.guest, at=tomorrow)
    assert later.upcoming == 0, "nobody waits for yesterday's party"


async def test_a_guest_is_found_while_one_types(room: Room) -> None:
    booking = await room.take("18:00", guest=ADA)
    member = await room.club.enrol("Nadia", "Katz", phone="0499 111 222")

    async def found(keyword: str) -> list[str]:
        rows = await find_guests(room.db, room.club.merchant, keyword, country="AU", at=room.now)
        return [one.name for one in rows]

    for keyword in ("nako", "Ada N", "ada@example.test", "0412 345 678", "345678", "+61412"):
        assert await found(keyword) == ["Ada Nakou"], keyword
    assert await found("na") == ["Nadia Katz", "Ada Nakou"]
    assert await found("") == []
    [one] = await find_guests(room.db, room.club.merchant, "nadia", country="AU", at=room.now)
    assert (one.member, one.guest) == (member.id, None)
    await room.status(await room.take("18:30", guest=NewGuest(member=member.id)), "Seated")
    [one] = await find_guests(room.db, room.club.merchant, "nadia", country="AU", at=room.now)
    assert one.guest is not None
    assert booking.guest is not None
    other = await club_of(room.db)
    assert await find_guests(room.db, other.merchant, "nako", country="AU", at=room.now) == []
    with pytest.raises(NoSuchGuest):
        await read_guest(room.db, other.merchant, booking.guest)


async def test_guests_are_not_crowded_out_by_members_of_their_name(room: Room) -> None:
    for number in range(6):
        await room.club.enrol("Ada", f"Member {number}")
    await room.take("18:00", guest=ADA)
    rows = await find_guests(room.db, room.club.merchant, "ada", country="AU", at=room.now, limit=4)
    assert len(rows) == 4
    assert rows[-1].name == "Ada Nakou"


async def test_what_is_known_of_a_guest_changes(room: Room) -> None:
    booking = await room.take("18:00", guest=ADA)
    other = await room.take("18:00", guest=NewGuest(first_name="Bob", phone="0498 000 111"))
    changed = await change_guest(
        room, booking.guest, vip=True, tags=("Regular", "regular ", "Nuts"), birthday=(2, 29)
    )
    assert (changed.vip, changed.tags, changed.birthday) == (True, ("Regular", "Nuts"), (2, 29))
    [seen] = [one for one in (await room.day()).bookings if one.booking.id == booking.id]
    assert (seen.vip, seen.guest_tags, seen.phone) == (True, ("Regular", "Nuts"), "+61412345678")
    with pytest.raises(BadBooking, match="Another guest has this telephone number") as refused:
        await change_guest(room, other.guest, phone="0412 345 678")
    assert refused.value.field == "phone"
    for field, value in {
        "birthday": (2, 30), "first_name": "x" * 81, "note": "nul\0", "email": "no", "phone": "12",
    }.items():  # fmt: skip
        with pytest.raises(BadBooking) as refused:
            await change_guest(room, booking.guest, **{field: value})
        assert refused.value.field == field
    stranger = (await club_of(room.db)).merchant
    with pytest.raises(NoSuchGuest):
        await edit(room.db, stranger, changed.id, GuestChanges(vip=False), at=room.now, actor="")


async def test_a_members_name_and_contact_stay_the_members(room: Room) -> None:
    member = await room.club.enrol("Ada", phone="0412 345 678")
    booking = await room.take("18:00", guest=NewGuest(member=member.id))
    changed = await change_guest(room, booking.guest, first_name="Eve", phone=None, note="Window")
    assert (changed.first_name, changed.phone, changed.note) == ("Ada", "+61412345678", "Window")


async def test_the_till_hears_of_what_changes_of_a_guest_who_sits(room: Room) -> None:
    booking = await room.take("18:00", guest=ADA)
    await change_guest(room, booking.guest, vip=True)
    assert await room.jobs(booking) == []
    seated = await room.status(booking, "Seated")
    await change_guest(room, booking.guest, note="Allergic to nuts")
    assert await room.jobs(booking) == [seated.version, seated.version + 1]


async def test_a_guests_visits_no_shows_and_lates_are_known(room: Room) -> None:
    came = await room.take("18:00", guest=ADA)
    late = await room.take("18:00", guest=ADA)
    missed = await room.take("18:30", guest=ADA)
    off = await room.take("19:00", guest=ADA)
    await room.take("20:00", guest=ADA)
    await room.status(came, "seated", clock="18:15")
    await room.status(late, "arrived", clock="18:16")
    await room.status(late, "seated", clock="18:40")
    await room.status(missed, "No_Show")
    await room.status(off, "Cancelled")
    for booking in (came, late):
        await room.status(booking, "finished", clock="19:30")
    assert came.guest is not None
    seen = await glance(room.db, room.club.merchant, came.guest, at=room.now)
    assert (seen.visits, seen.lates, seen.no_shows, seen.cancelled) == (2, 1, 1, 1)
    assert (seen.last_visit, seen.upcoming, seen.spend) == (at_clock("18:40"), 1, aud("0"))
    past = await history(room.db, room.club.merchant, came.guest, 2)
    assert [one.booked_for for one in past] == [at_clock("20:00"), at_clock("19:00")]
    room.now = at_clock("23:00")
    day = await room.day()
    of_day = {one.booking.id: (one.visits, one.no_shows) for one in day.bookings}
    assert of_day[came.id] == (1, 1)
    assert of_day[missed.id] == (2, 0)


async def test_what_a_guest_spent_is_over_bookings_and_other_visits(room: Room) -> None:
    member = await room.club.enrol("Ada")
    booking = await room.take("18:00", guest=NewGuest(member=member.id))
    other = await room.take("18:00", guest=ADA)
    sales = [
        (booking.id, member.id, 80_00, "complete"),
        (None, member.id, 12_50, "complete"),
        (booking.id, None, 5_00, "complete"),
        (booking.id, member.id, 99_00, "void"),
        (other.id, None, 40_00, "complete"),
    ]
    for number, sale in enumerate(sales):
        await room.db.tx(partial(_sold, room, str(number), *sale))
    for one, spend in ((booking, "97.50"), (other, "40")):
        assert one.guest is not None
        assert (await glance(room.db, room.club.merchant, one.guest, at=room.now)).spend == aud(
            spend
        )


async def _sold(
    room: Room,
    order: str,
    booking: BookingId | None,
    member: MemberId | None,
    minor: int,
    status: str,
    tx: Transaction,
) -> None:
    await tx.run(
        "insert into sales (merchant_id, id, store_id, channel, order_ref, version, bill_hash,"
        " status, member_id, total_minor, tax_minor, tips_minor, discount_minor, lines, payments,"
        " completed_at, recorded_at, booking_id)"
        " values ($1, $2, $3, 'own', $4, 1, '', $5, $6, $7, 0, 0, 0, '[]', '[]', $8, $8, $9)",
        room.club.merchant,
        uuid7(room.now),
        room.club.store,
        order,
        status,
        member,
        minor,
        room.now,
        booking,
    )


async def test_a_guest_who_is_seated_late_stays_late_when_the_table_moves(room: Room) -> None:
    """The booked time stays known when seating changes a booking's times."""
    booking = await room.take("18:00", guest=ADA)
    seated = await room.status(booking, "seated", clock="18:16")
    await room.change(seated, tables=room.tables("3"), duration_minutes=60)
    assert booking.guest is not None
    assert (await glance(room.db, room.club.merchant, booking.guest, at=room.now)).lates == 1


async def test_a_payment_is_written_down_once(room: Room) -> None:
    asked = (PaymentType.DEPOSIT, aud("50"))
    booking = await room.take("18:00", payment=asked)
    assert booking.payment is not None
    assert (booking.payment.due, booking.payment.paid) == (aud("50"), aud("0"))

    async def pay(amount: str, transaction: str) -> tuple[str, str]:
        summary = await record(
            room.db, room.club.merchant, booking.id, aud(amount), transaction,
            paid_at=room.now, at=room.now, actor="host",
        )  # fmt: skip
        return str(summary.paid.major), str(summary.due.major)

    several = await asyncio.gather(*(pay("20", "tx-1") for _ in range(10)))
    assert set(several) == {("20.00", "30.00")}
    with pytest.raises(BadBooking, match="another amount") as refused:
        await pay("21", "tx-1")
    assert refused.value.field == "transaction_id"
    room.pass_by(1)
    assert await pay("40", "tx-2") == ("60.00", "0.00")
    room.pass_by(1)
    assert await pay("-10", "back-1") == ("50.00", "0.00")
    for amount, transaction in (("-50.01", "x"), ("0", "y"), ("5", ""), ("5", "a" * 101)):
        with pytest.raises(BadBooking):
            await pay(amount, transaction)
    kept = (await room.read(booking)).payment
    assert kept is not None
    assert (kept.transaction_id, kept.paid_at) == ("back-1", room.now)
    payments = await payments_of(room.db, room.club.merchant, booking.id)
    assert [one.amount for one in payments] == [aud("20"), aud("40"), aud("-10")]
    assert (await room.facts(booking)).count("booking.paid") == 3
    assert await room.jobs(booking) == [], "the till hears of it with the order"


async def test_a_payment_of_a_time_that_no_clock_shows_is_refused(room: Room) -> None:
    """Kept, it could never be shown in the store's own time."""
    booking = await room.take("18:00")
    for paid_at in (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)):
        with pytest.raises(BadBooking) as refused:
            await record(
                room.db, room.club.merchant, booking.id, aud("5"), "tx",
                paid_at=paid_at, at=room.now, actor="host",
            )  # fmt: skip
        assert refused.value.field == "paid_at"
    assert (await room.read(booking)).payment is None


async def test_what_is_paid_without_being_asked_for_is_a_deposit(room: Room) -> None:
    booking = await room.status(await room.take("18:00"), "seated")
    with pytest.raises(NoSuchBooking):
        await record(
            room.db, (await club_of(room.db)).merchant, booking.id, aud("5"), "1",
            paid_at=room.now, at=room.now, actor="host",
        )  # fmt: skip
    summary = await record(
        room.db, room.club.merchant, booking.id, aud("25"), "tx",
        paid_at=room.now, at=room.now, actor="host",
    )  # fmt: skip
    assert (summary.type, summary.amount, summary.due) == (
        PaymentType.DEPOSIT,
        aud("25"),
        aud("0"),
    )
    assert await room.jobs(booking) == [2, 3]
    with pytest.raises(BadBooking, match="paid ahead already"):
        await room.change(booking, payment=None)


async def test_another_merchants_member_and_guest_are_not_found(room: Room) -> None:
    other = await open_room(room.db)
    stranger = await other.club.enrol("Eve")
    booking = await other.take("18:00", guest=ADA)
    with pytest.raises(NotFound):
        await room.take("18:00", guest=NewGuest(member=stranger.id))
    with pytest.raises(NoSuchGuest):
        await room.take("18:00", guest=NewGuest(guest=booking.guest))
    assert (await room.day(FRIDAY)).bookings == []


async def test_two_members_who_are_merged_are_one_guest_with_all_their_bookings(room: Room) -> None:
    merchant = room.club.merchant
    ada = await room.club.enrol("Ada", phone="0412 345 678")
    addie = await room.club.enrol("Addie", phone="0499 000 111")
    eve = await room.club.enrol("Eve")
    first = await room.take("18:00", guest=NewGuest(member=ada.id))
    other = await room.take("19:00", tables=(), guest=NewGuest(member=addie.id))
    await change_guest(room, first.guest, note="Window", tags=["Vegan"])
    await change_guest(room, other.guest, note="Nuts!", tags=["Vegan", "Regular"], vip=True)
    for gone, into in ((addie, ada), (addie, ada), (ada, eve)):
        await merge_guests(room.db, merchant, gone=gone.id, into=into.id, at=room.now)
    assert await guest_of(room.db, merchant, addie.id) is None
    assert await guest_of(room.db, merchant, ada.id) is None
    guest = await guest_of(room.db, merchant, eve.id)
    assert guest is not None
    known = await read_guest(room.db, merchant, guest)
    assert (known.note, known.tags, known.vip) == ("Window\nNuts!", ("Vegan", "Regular"), True)
    found = await history(room.db, merchant, guest, 10)
    assert {one.id for one in found} == {first.id, other.id}
