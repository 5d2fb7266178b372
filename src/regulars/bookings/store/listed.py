"""Guests on a list who are called by mail, as rows."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from regulars.kernel.ids import BookingId, MerchantId, StoreId
from regulars.platform.db import Database, Reads, Transaction

IS_WAITING = "b.waits is not null and b.status_type in ('unconfirmed', 'confirmed', 'arrived')"

JOIN = """
    update booking_requests set flexible_minutes = $3 where merchant_id = $1 and booking_id = $2
"""

# Who let an offer pass comes after those who had none. Staff who park a party on a list see to it
# themselves, as long as it was told of a table.
IN_LINE = f"""
    select b.id
      from bookings b
      join booking_requests r on (r.merchant_id, r.booking_id) = (b.merchant_id, b.id)
     where b.merchant_id = $1 and b.store_id = $2 and b.day = $3 and {IS_WAITING}
       and r.told = 'waiting'
     order by r.calls, b.created_at, b.id
"""

ANYBODY = f"""
    select exists (
        select 1
          from bookings b
          join booking_requests r on (r.merchant_id, r.booking_id) = (b.merchant_id, b.id)
         where b.merchant_id = $1 and b.store_id = $2 and b.day = $3 and {IS_WAITING}
           and r.told = 'waiting'
    )
"""

DAYS = f"""
    select distinct b.merchant_id, b.store_id, b.day
      from bookings b
      join booking_requests r on (r.merchant_id, r.booking_id) = (b.merchant_id, b.id)
     where {IS_WAITING} and r.told = 'waiting'
       and b.starts_at + r.flexible_minutes * interval '1 minute' > $1
     order by b.merchant_id, b.store_id, b.day
"""

# Who asked by themselves waits for their own time, with as much later as they would come. Everybody
# else, and who stands at the door, waits for staff until six in the morning: then the day is over.
IN_VAIN = f"""
    select b.merchant_id, b.id
      from bookings b
      join stores s on (s.merchant_id, s.id) = (b.merchant_id, b.store_id)
      left join booking_requests r on (r.merchant_id, r.booking_id) = (b.merchant_id, b.id)
     where {IS_WAITING}
       and case when r.told = 'waiting' and b.status_type <> 'arrived'
                then b.starts_at + r.flexible_minutes * interval '1 minute' <= $1
                else b.day < (($1 at time zone s.time_zone) - interval '6 hours')::date
           end
"""
ALL_IN_VAIN = f"{IN_VAIN} order by b.merchant_id, b.day, b.id"
ONE_IN_VAIN = f"select exists ({IN_VAIN} and b.merchant_id = $2 and b.id = $3)"

LINE = """
    select flexible_minutes, calls, called_at
      from booking_requests
     where merchant_id = $1 and booking_id = $2
"""

CALLED = """
    update booking_requests set calls = calls + 1, called_at = $3
     where merchant_id = $1 and booking_id = $2
"""

# An offer ends with its time, and when the party it was for has a table, or wants none any more.
LET_GO = f"""
    delete from slot_holds as h
     using bookings b
     where (b.merchant_id, b.id) = (h.merchant_id, h.booking_id)
       and (h.ends_at <= $1 or not ({IS_WAITING}))
"""


class InLine(NamedTuple):
    """How a party waits: what it would take, how often it was offered something, and when last."""

    flexible_minutes: int
    calls: int
    called_at: datetime | None


async def join(
    tx: Transaction, merchant: MerchantId, booking: BookingId, flexible_minutes: int
) -> None:
    """Write down what else a party on a list would take."""
    await tx.run(JOIN, merchant, booking, flexible_minutes)


async def in_line(
    reads: Reads, merchant: MerchantId, store: StoreId, day: date
) -> Sequence[BookingId]:
    """Who waits for a day, in the order in which they are called."""
    rows = await reads.all(IN_LINE, merchant, store, day)
    return [BookingId(row["id"]) for row in rows]


async def is_waited_for(reads: Reads, merchant: MerchantId, store: StoreId, day: date) -> bool:
    """Whether anybody is called who waits for that day."""
    found: bool = await reads.value(ANYBODY, merchant, store, day)
    return found


async def days_waited_for(
    reads: Reads, *, at: datetime
) -> Sequence[tuple[MerchantId, StoreId, date]]:
    """Every day of every store for which somebody still waits to be called."""
    rows = await reads.all(DAYS, at)
    return [(MerchantId(row["merchant_id"]), StoreId(row["store_id"]), row["day"]) for row in rows]


async def in_vain(reads: Reads, *, at: datetime) -> Sequence[tuple[MerchantId, BookingId]]:
    """Every party on a list for which it is too late by now."""
    rows = await reads.all(ALL_IN_VAIN, at)
    return [(MerchantId(row["merchant_id"]), BookingId(row["id"])) for row in rows]


async def waits_in_vain(
    reads: Reads, merchant: MerchantId, booking: BookingId, *, at: datetime
) -> bool:
    """Whether it is too late for that party."""
    found: bool = await reads.value(ONE_IN_VAIN, at, merchant, booking)
    return found


async def read(reads: Reads, merchant: MerchantId, booking: BookingId) -> InLine | None:
    row = await reads.one_or_none(LINE, merchant, booking)
    return None if row is None else InLine(*row.values())


async def called(
    tx: Transaction, merchant: MerchantId, booking: BookingId, *, at: datetime
) -> None:
    await tx.run(CALLED, merchant, booking, at)


async def let_go(db: Database, *, at: datetime) -> None:
    """Give back what was offered in vain, or to somebody who has a table by now."""
    await db.tx(lambda tx: tx.run(LET_GO, at))
