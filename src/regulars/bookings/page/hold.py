"""A time is held for a guest while they type, or for a party on a list to whom it was offered."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from regulars.bookings.model import Booking, Slot
from regulars.bookings.page import offers
from regulars.bookings.page.errors import TooManyHolds
from regulars.bookings.page.model import Held, HoldWish, Venue
from regulars.bookings.rules.times import MINUTE, day_of
from regulars.bookings.store import grounds, holds
from regulars.kernel.ids import BookingId, MerchantId, StoreId
from regulars.kernel.sentences import said
from regulars.platform.db import Database, Reads, Transaction

HOLD_FOR = timedelta(minutes=5)
LONGEST = timedelta(minutes=10)
"""Who asks for the same time again and again has it no longer than this."""

MOST_AT_ONCE = 4
"""So many times are held for one `client`, who may be a family behind one connection."""


async def hold(
    db: Database,
    venue: Venue,
    wish: HoldWish,
    *,
    at: datetime,
    client: str,
    but: BookingId | None = None,
) -> Held:
    """Keep a time for whoever fills in the form of `wish.key`, instead of what it kept before.

    `client` is who types, as far as their connection says, and `but` the booking that they would
    have at this time instead. Raises as `book` does: `Closed`, `BadBooking` and `NoTable`; and
    `TooManyHolds`.
    """
    offers.check_taken_here(venue, wish.covers)
    merchant, at_store = venue.merchant.id, venue.store.id

    async def work(tx: Transaction) -> Held:
        await _lock_day(tx, venue, wish.starts_at, at=at)
        others = await holds.besides(tx, merchant, at_store, client, wish.key, at=at)
        if others >= MOST_AT_ONCE:
            sentence = said("You look at many times at once. Please choose one of them.")
            raise TooManyHolds(sentence)
        slot = await offers.slot_of(tx, venue, wish, at=at, but=but, but_hold=wish.key)
        held = _held(wish.key, slot, wish.covers, ends_at=at + HOLD_FOR)
        return await _put(tx, venue, held, slot, client=client, at=at)

    return await db.tx(work)


async def release(db: Database, venue: Venue, key: str) -> None:
    """Let others have what is held under `key`, if anything is."""
    await db.tx(lambda tx: holds.remove(tx, venue.merchant.id, key))


async def read_held(reads: Reads, venue: Venue, key: str, *, at: datetime) -> Held | None:
    """What is held under `key` at that moment."""
    return await holds.read(reads, venue.merchant.id, venue.store.id, key, at=at)


async def read_offered(
    reads: Reads, merchant: MerchantId, store: StoreId, *, at: datetime
) -> Mapping[BookingId, Held]:
    """What is offered to parties on the lists of a store at that moment."""
    return await holds.for_list(reads, merchant, store, at=at)


async def hold_for_booking(
    tx: Transaction, venue: Venue, booking: Booking, slot: Slot, *, ends_at: datetime, at: datetime
) -> Held:
    """Keep `slot` for a party on a list until `ends_at`. A step.

    Raises `NoTable` where it is not offered any more.
    """
    wish = HoldWish(
        key=key_of(booking.id),
        starts_at=slot.starts_at,
        service=slot.service,
        covers=booking.covers,
    )
    await _lock_day(tx, venue, slot.starts_at, at=at)
    slot = await offers.slot_of(tx, venue, wish, at=at, but_hold=wish.key)
    held = _held(wish.key, slot, wish.covers, ends_at=ends_at)
    return await _put(tx, venue, held, slot, booking=booking.id, longest=ends_at - at, at=at)


def key_of(booking: BookingId) -> str:
    """Under which key something is held for a party on a list. No form has such a one."""
    return f"list:{booking}"


async def forget_ended_holds(db: Database, *, at: datetime) -> None:
    """Drop what was held for guests who went away."""
    await db.tx(lambda tx: holds.forget(tx, at=at))


async def _lock_day(tx: Transaction, venue: Venue, starts_at: datetime, *, at: datetime) -> None:
    """Wait for a day that guests can book. Raises `NoTable` for another."""
    day = day_of(starts_at, venue.store.time_zone)
    if not offers.first_day(venue, at=at) <= day <= offers.last_day(venue, at=at):
        raise offers.gone(venue, starts_at)
    await grounds.lock_day(tx, venue.merchant.id, venue.store.id, day)


def _held(key: str, slot: Slot, covers: int, *, ends_at: datetime) -> Held:
    return Held(
        key=key,
        starts_at=slot.starts_at,
        service=slot.service,
        covers=covers,
        ends_at=ends_at,
    )


async def _put(
    tx: Transaction,
    venue: Venue,
    held: Held,
    slot: Slot,
    *,
    booking: BookingId | None = None,
    client: str = "",
    longest: timedelta = LONGEST,
    at: datetime,
) -> Held:
    taken_for = (slot.duration_minutes + slot.turn_minutes) * MINUTE
    return await holds.put(
        tx,
        venue.merchant.id,
        venue.store.id,
        held,
        day=day_of(slot.starts_at, venue.store.time_zone),
        until=slot.starts_at + taken_for,
        tables=slot.tables,
        booking=booking,
        client=client,
        at=at,
        longest=longest,
    )
