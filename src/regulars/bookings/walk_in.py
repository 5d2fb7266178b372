"""A party comes in off the street and is seated."""

from datetime import datetime

from regulars.bookings.guest import NewGuest
from regulars.bookings.model import Booking, Kind, NewBooking, Source, StatusType
from regulars.bookings.take import take
from regulars.kernel.ids import MerchantId, StoreId, TableId
from regulars.platform.db import Database


async def walk_in(
    db: Database,
    merchant: MerchantId,
    store: StoreId,
    covers: int,
    *,
    tables: tuple[TableId, ...] | None = None,
    name: str = "",
    guest: NewGuest | None = None,
    at: datetime,
    actor: str,
) -> Booking:
    """Seat a party that was not expected, now; without `tables`, at the best that are free.

    At tables that somebody is to have soon, it sits for as long as they are free. Neither hours nor
    covers of a slot are in the way of a party that stands in the door. Raises `BadBooking`,
    `NoSuchPlace`, `TableTaken` and `NoTable`.
    """
    new = in_the_door(store, covers, tables=tables, name=name, guest=guest, at=at)
    return await take(db, merchant, new, at=at, actor=actor)


def in_the_door(
    store: StoreId,
    covers: int,
    *,
    tables: tuple[TableId, ...] | None = None,
    name: str = "",
    guest: NewGuest | None = None,
    at: datetime,
) -> NewBooking:
    """A party that was not expected, as it is to be taken."""
    return NewBooking(
        store=store,
        kind=Kind.WALK_IN,
        source=Source.WALK_IN,
        starts_at=at,
        covers=covers,
        tables=tables,
        name=name,
        guest=guest,
        status=StatusType.SEATED,
        over_pacing=True,
    )
