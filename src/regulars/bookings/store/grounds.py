"""What has to be known of a store before anything is booked in it, and its days."""

from datetime import date
from typing import NamedTuple

from regulars.bookings.model import Status, StatusType
from regulars.kernel.ids import MerchantId, StoreId
from regulars.platform.db import Reads, Transaction

GROUND = """
    select s.time_zone, s.country, m.currency,
           coalesce((select jsonb_agg(jsonb_build_array(o.code, o.name, o.type))
                       from booking_statuses o
                      where o.merchant_id = $1 and o.active), '[]') as own
      from stores s
      join merchants m using (merchant_id)
     where s.merchant_id = $1 and s.id = $2
"""

# Locked even where the row is there and nothing in it changes.
LOCK_DAY = """
    insert into diary_days (merchant_id, store_id, day)
    values ($1, $2, $3)
    on conflict (merchant_id, store_id, day) do update set note = diary_days.note
"""

WRITE_NOTE = """
    insert into diary_days (merchant_id, store_id, day, note)
    values ($1, $2, $3, $4)
    on conflict (merchant_id, store_id, day) do update set note = excluded.note
"""


class Ground(NamedTuple):
    """A store's clock, country and money, and the statuses that its venue has added."""

    time_zone: str
    country: str
    currency: str
    own: tuple[Status, ...]


async def ground(reads: Reads, merchant: MerchantId, store: StoreId) -> Ground | None:
    row = await reads.one_or_none(GROUND, merchant, store)
    if row is None:
        return None
    own = (Status(code, name, StatusType(type_), own=True) for code, name, type_ in row["own"])
    return Ground(row["time_zone"], row["country"], row["currency"], tuple(own))


async def lock_day(tx: Transaction, merchant: MerchantId, store: StoreId, day: date) -> None:
    """Wait for a day of the diary: who adds covers to it does so one after the other."""
    await tx.run(LOCK_DAY, merchant, store, day)


async def write_note(
    tx: Transaction, merchant: MerchantId, store: StoreId, day: date, note: str
) -> None:
    await tx.run(WRITE_NOTE, merchant, store, day, note)
