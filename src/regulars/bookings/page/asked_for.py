"""What a guest's form asks for is written down once, and within measure."""

from datetime import datetime, timedelta

from regulars.bookings.model import Booking, StatusType
from regulars.bookings.page.errors import BookedBefore, BookedOtherwise, TooManyBookings
from regulars.bookings.page.model import Asked, Venue, Wish
from regulars.bookings.read import read_booking
from regulars.bookings.store import booking_requests as store
from regulars.kernel.ids import BookingId
from regulars.kernel.sentences import said
from regulars.platform.db import Reads, RunAgain, Transaction
from regulars.platform.secrets import digest

MOST_COMING = 6
MOST_A_DAY = 12
A_DAY = timedelta(days=1)
OFF = (StatusType.CANCELLED, StatusType.NO_SHOW)


async def ask_in(tx: Transaction, venue: Venue, wish: Wish, *, at: datetime) -> Booking | None:
    """Write down what is asked for; what the same form made before is answered. A step.

    Raises `BookedOtherwise`, `BookedBefore` and `TooManyBookings`.
    """
    if not await _write_down(tx, venue, wish, at=at):
        same = await by_form(tx, venue, wish)
        if same is not None:
            return same
        await _clear_the_way(tx, venue, wish)
        if not await _write_down(tx, venue, wish, at=at):
            raise RunAgain
    await _check_counts(tx, venue, wish, at=at)
    return None


async def by_form(reads: Reads, venue: Venue, wish: Wish) -> Booking | None:
    """What the form booked before. Raises `BookedOtherwise` where it said something else then."""
    earlier = await store.by_key(reads, venue.merchant.id, wish.key)
    if earlier is None:
        return None
    booking, was_asked = earlier
    if was_asked != digest(wish):
        sentence = said("This form has booked a table before. Begin anew for another one.")
        raise BookedOtherwise(sentence)
    return await read_booking(reads, venue.merchant.id, booking)


async def _write_down(tx: Transaction, venue: Venue, wish: Wish, *, at: datetime) -> bool:
    return await store.add(
        tx,
        venue.merchant.id,
        wish.key,
        _asked(wish),
        input_hash=digest(wish),
        store=venue.store.id,
        starts_at=wish.starts_at,
        at=at,
    )


async def _clear_the_way(tx: Transaction, venue: Venue, wish: Wish) -> None:
    """Raises `BookedBefore`.

    Whoever knows an address is not shown what it booked: only the mail leads there.
    """
    if not await clear_in(tx, venue, wish.email, wish.starts_at):
        raise BookedBefore(
            said(
                "There is a booking for this time with this e-mail address already. "
                "The mail that confirmed it has a link to it."
            )
        )


async def clear_in(tx: Transaction, venue: Venue, email: str, starts_at: datetime) -> bool:
    """End what the address asked for before, where nothing came of it; False where something did.
    A step.
    """
    merchant = venue.merchant.id
    before = await store.live(tx, merchant, venue.store.id, email, starts_at)
    if before is None:
        return True
    if await _stands(tx, venue, before, starts_at):
        return False
    await store.end(tx, merchant, before)
    return True


async def _stands(reads: Reads, venue: Venue, before: BookingId, starts_at: datetime) -> bool:
    booking = await read_booking(reads, venue.merchant.id, before)
    return booking.status_type not in OFF and booking.starts_at == starts_at


async def _check_counts(reads: Reads, venue: Venue, wish: Wish, *, at: datetime) -> None:
    """A brake on whoever books tables, or has mail sent, by the dozen."""
    merchant = venue.merchant.id
    coming, lately = await store.counts(reads, merchant, wish.email, at=at, since=at - A_DAY)
    if coming >= MOST_COMING:
        raise TooManyBookings(
            said(
                "There are %(count)s bookings to come with this e-mail address. "
                "Please call us for another one.",
                count=coming,
            )
        )
    if lately >= MOST_A_DAY:
        raise TooManyBookings(
            said(
                "This e-mail address has booked many times today. Please call us for another table."
            )
        )


def _asked(wish: Wish) -> Asked:
    name = f"{wish.first_name} {wish.last_name}"
    return Asked(name=name, email=wish.email, language=wish.language)
