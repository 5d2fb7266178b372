"""What guests asked for on booking pages, as rows."""

from datetime import datetime

from regulars.bookings.page.model import Asked
from regulars.kernel.ids import BookingId, MerchantId, StoreId
from regulars.kernel.sentences import Language
from regulars.platform.db import Reads, Transaction

ADD = """
    insert into booking_requests (merchant_id, key, input_hash, store_id, name, email, language,
                                  starts_at, asked_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict do nothing
"""

BY_KEY = """
    select booking_id, input_hash from booking_requests where merchant_id = $1 and key = $2
"""

LIVE = """
    select booking_id from booking_requests
     where merchant_id = $1 and store_id = $2 and email = $3 and starts_at = $4 and live
       for update
"""

END = "update booking_requests set live = false where merchant_id = $1 and booking_id = $2"

BOOKED = "update booking_requests set booking_id = $3 where merchant_id = $1 and key = $2"

ASKED = """
    select name, email, language from booking_requests where merchant_id = $1 and booking_id = $2
"""

COUNTS = """
    select count(*) filter (where b.starts_at > $3
                                  and b.status_type in ('unconfirmed', 'confirmed')) as coming,
           count(*) filter (where r.asked_at > $4) as lately
      from booking_requests as r
      join bookings as b on (b.merchant_id, b.id) = (r.merchant_id, r.booking_id)
     where r.merchant_id = $1 and r.email = $2
"""


async def add(
    tx: Transaction,
    merchant: MerchantId,
    key: str,
    asked: Asked,
    *,
    input_hash: bytes,
    store: StoreId,
    starts_at: datetime,
    at: datetime,
) -> bool:
    """Write down what is asked for; False when the form, or the guest for that time, was before."""
    who = (asked.name, asked.email, asked.language.value)
    added = await tx.run(ADD, merchant, key, input_hash, store, *who, starts_at, at)
    return bool(added)


async def by_key(reads: Reads, merchant: MerchantId, key: str) -> tuple[BookingId, bytes] | None:
    """What a form booked, and the hash of what it asked for."""
    row = await reads.one_or_none(BY_KEY, merchant, key)
    return None if row is None else (BookingId(row["booking_id"]), row["input_hash"])


async def live(
    tx: Transaction, merchant: MerchantId, store: StoreId, email: str, starts_at: datetime
) -> BookingId | None:
    """What that address booked for that time before, and keep others from asking meanwhile."""
    found = await tx.value(LIVE, merchant, store, email, starts_at)
    return None if found is None else BookingId(found)


async def end(tx: Transaction, merchant: MerchantId, booking: BookingId) -> None:
    """The booking is no more in the way of the same guest asking for the same time."""
    await tx.run(END, merchant, booking)


async def booked(tx: Transaction, merchant: MerchantId, key: str, booking: BookingId) -> None:
    """What was asked for led to `booking`."""
    await tx.run(BOOKED, merchant, key, booking)


async def asked(reads: Reads, merchant: MerchantId, booking: BookingId) -> Asked | None:
    row = await reads.one_or_none(ASKED, merchant, booking)
    if row is None:
        return None
    language = Language(row["language"])
    return Asked(name=row["name"], email=row["email"], language=language)


async def counts(
    reads: Reads, merchant: MerchantId, email: str, *, at: datetime, since: datetime
) -> tuple[int, int]:
    """How many bookings of an address are to come, and how many it asked for `since`."""
    row = await reads.one_or_none(COUNTS, merchant, email, at, since)
    return (row["coming"], row["lately"]) if row else (0, 0)
