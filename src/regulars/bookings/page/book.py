"""A guest books by themselves."""

from datetime import datetime

from msgspec import structs

from regulars.bookings.deposits.ask import ask_deposit_in
from regulars.bookings.deposits.asked import deposit_of
from regulars.bookings.guest import NewGuest
from regulars.bookings.model import Booking, Kind, NewBooking, PaymentType, Source, StatusType
from regulars.bookings.page import offers
from regulars.bookings.page.asked_for import ask_in, by_form
from regulars.bookings.page.letters.tell import tell_guest_in
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.model import Venue, Wish
from regulars.bookings.page.rules import checked_wish
from regulars.bookings.quiet.promise import promise_in
from regulars.bookings.store import booking_requests as store
from regulars.bookings.store import holds
from regulars.bookings.take import take_in
from regulars.kernel.money import Money
from regulars.platform.db import Database, Transaction
from regulars.platform.payment import PaymentProvider

GUEST = "guest"
"""How facts name whoever books by themselves."""


async def book(
    db: Database,
    venue: Venue,
    wish: Wish,
    *,
    links: BookingLinks,
    payments: PaymentProvider | None = None,
    at: datetime,
) -> Booking:
    """Take what the guest asks for, if it can be kept, and mail them about it.

    Where a deposit is asked for, and `payments` can take it, the booking is unconfirmed and the
    mail waits until it is paid.

    The same form again is the same booking. A time that is held under the form's key is theirs.
    Raises `BadBooking` with the field that cannot be used; `Closed`, `NoTable`, `TableTaken` and
    `SlotFull` where the time cannot be kept, or not any more; `BookedOtherwise`, `BookedBefore` and
    `TooManyBookings`.
    """
    wish = checked_wish(wish, country=venue.store.country)
    merchant = venue.merchant.id
    earlier = await by_form(db, venue, wish)
    if earlier is not None:
        return earlier
    await offers.slot_of(db, venue, wish, at=at, but_hold=wish.key)
    asked = deposit_of(venue, wish.service, wish.starts_at, wish.covers)
    deposit = asked if payments else None

    async def work(tx: Transaction) -> Booking:
        same = await ask_in(tx, venue, wish, at=at)
        if same is not None:
            return same
        new = with_deposit(new_booking(venue, wish), deposit)
        booking = await take_in(tx, merchant, new, held=wish.key, at=at, actor=GUEST)
        await holds.remove(tx, merchant, wish.key)
        await store.booked(tx, merchant, wish.key, booking.id)
        if deposit is not None and payments is not None:
            provider = payments.name
            await ask_deposit_in(
                tx, merchant, booking, deposit, provider=provider, at=at, actor=GUEST
            )
        await promise_in(tx, merchant, booking, at=at)
        await tell_guest_in(tx, venue, booking, links=links, at=at)
        return booking

    return await db.tx(work)


def new_booking(venue: Venue, wish: Wish) -> NewBooking:
    """What the diary is to take."""
    return NewBooking(
        store=venue.store.id,
        kind=Kind.BOOKING,
        source=Source.ONLINE,
        starts_at=wish.starts_at,
        covers=wish.covers,
        service=wish.service,
        guest=NewGuest(
            first_name=wish.first_name,
            last_name=wish.last_name,
            email=wish.email,
            phone=wish.phone or None,
        ),
        request=wish.request,
    )


def with_deposit(new: NewBooking, deposit: Money | None) -> NewBooking:
    """`new` as it stands until its deposit is paid, where it is to pay one."""
    if deposit is None:
        return new
    asked = (PaymentType.DEPOSIT, deposit)
    return structs.replace(new, status=StatusType.UNCONFIRMED.value, payment=asked)
