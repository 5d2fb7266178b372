"""Bookings as rows."""

from datetime import datetime
from typing import Any, NamedTuple

from regulars.bookings.model import (
    Booking,
    Kind,
    PaymentSummary,
    PaymentType,
    Source,
    StatusType,
    Waits,
)
from regulars.bookings.rules.payments import summary
from regulars.kernel.ids import (
    BookingId,
    GuestId,
    MemberId,
    MerchantId,
    ServiceId,
    StoreId,
    TableId,
)
from regulars.kernel.money import Money
from regulars.platform.db import Reads, Row, Transaction

COLUMNS = """
    b.id, b.store_id, b.code, b.kind, b.source, b.waits, b.status, b.status_type, b.day,
    b.starts_at, b.duration_minutes, b.booked_for, b.booked_minutes, b.turn_minutes, b.covers,
    b.service_id, b.guest_id, g.member_id, b.request, b.note, b.tags, b.payment_type,
    b.payment_minor, b.quoted_minutes, b.arrived_at, b.seated_at, b.finished_at, b.version,
    b.created_at, b.created_by, s.time_zone, s.country, m.currency,
    coalesce(nullif(trim(concat_ws(' ', p.first_name, p.last_name)), ''),
             nullif(trim(concat_ws(' ', g.first_name, g.last_name)), ''), b.name) as called,
    at_tables.ids as table_ids, at_tables.names as table_names,
    paid.minor as paid_minor, paid.transaction_id, paid.paid_at
"""

JOINED = """
      from bookings b
      join merchants m using (merchant_id)
      join stores s on (s.merchant_id, s.id) = (b.merchant_id, b.store_id)
      left join guests g on (g.merchant_id, g.id) = (b.merchant_id, b.guest_id)
      left join members p on (p.merchant_id, p.id) = (g.merchant_id, g.member_id)
      left join lateral (
            select array_agg(f.id order by f.position, f.name) as ids,
                   array_agg(f.name order by f.position, f.name) as names
              from booking_tables t
              join floor_tables f on (f.merchant_id, f.id) = (t.merchant_id, t.table_id)
             where t.merchant_id = b.merchant_id and t.booking_id = b.id) as at_tables on true
      left join lateral (
            select sum(y.amount_minor)::bigint as minor, max(y.paid_at) as paid_at,
                   (array_agg(y.transaction_id order by y.paid_at desc, y.id desc))[1]
                       as transaction_id
              from booking_payments y
             where y.merchant_id = b.merchant_id and y.booking_id = b.id) as paid on true
"""

READ = f"select {COLUMNS} {JOINED} where b.merchant_id = $1 and b.id = $2"
BY_CODE = f"select {COLUMNS} {JOINED} where b.merchant_id = $1 and b.code = $2"
OF_GUEST = f"""
    select {COLUMNS} {JOINED}
     where b.merchant_id = $1 and b.guest_id = $2
     order by b.starts_at desc, b.id desc
     limit $3
"""

LOCK = "select id from bookings where merchant_id = $1 and id = any($2) order by id for update"

INSERT = """
    insert into bookings (
        merchant_id, id, code, store_id, kind, source, waits, status, status_type, day, starts_at,
        duration_minutes, booked_for, booked_minutes, turn_minutes, covers, service_id, guest_id,
        name, request, note, tags, payment_type, payment_minor, quoted_minutes, arrived_at,
        seated_at, finished_at, updated_at, created_at, created_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
            $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $29, $30)
    on conflict (merchant_id, code) do nothing
    returning true
"""

UPDATE = """
    update bookings
       set waits = $3, status = $4, status_type = $5, day = $6, starts_at = $7,
           duration_minutes = $8, booked_for = $9, booked_minutes = $10, turn_minutes = $11,
           covers = $12, service_id = $13, guest_id = $14, name = $15, request = $16, note = $17,
           tags = $18, payment_type = $19, payment_minor = $20, quoted_minutes = $21,
           arrived_at = $22, seated_at = $23, finished_at = $24, updated_at = $25,
           version = version + 1
     where merchant_id = $1 and id = $2
"""

STRETCH = "update bookings set duration_minutes = $3 where merchant_id = $1 and id = $2"


class Kept(NamedTuple):
    """A booking as it is kept, what its tables are called, and its store's clock and money."""

    booking: Booking
    table_names: tuple[str, ...]
    time_zone: str
    country: str
    currency: str


async def insert(tx: Transaction, merchant: MerchantId, booking: Booking) -> bool:
    """Keep a new booking; False when another one has its code."""
    fixed = (booking.id, booking.code, booking.store, booking.kind, booking.source)
    made = (booking.created_at, booking.created_by)
    return bool(await tx.value(INSERT, merchant, *fixed, *_kept(booking), *made))


async def update(tx: Transaction, merchant: MerchantId, booking: Booking, *, at: datetime) -> None:
    """Write down what has become of a booking, as its next version."""
    await tx.run(UPDATE, merchant, booking.id, *_kept(booking), at)


async def stretch(
    tx: Transaction, merchant: MerchantId, booking: BookingId, *, minutes: int
) -> None:
    """Let a party stay for so long, as the clock says. Nobody changed it, so no new version."""
    await tx.run(STRETCH, merchant, booking, minutes)


async def read(reads: Reads, merchant: MerchantId, booking: BookingId) -> Kept | None:
    row = await reads.one_or_none(READ, merchant, booking)
    return None if row is None else kept_of(row)


async def by_code(reads: Reads, merchant: MerchantId, code: str) -> Kept | None:
    row = await reads.one_or_none(BY_CODE, merchant, code)
    return None if row is None else kept_of(row)


async def of_guest(
    reads: Reads, merchant: MerchantId, guest: GuestId, *, limit: int
) -> list[Booking]:
    """A guest's bookings, the latest first."""
    rows = await reads.all(OF_GUEST, merchant, guest, limit)
    return [kept_of(row).booking for row in rows]


async def lock(tx: Transaction, merchant: MerchantId, booking: BookingId) -> Kept | None:
    """Wait for a booking and keep others from changing it."""
    return (await lock_all(tx, merchant, [booking])).get(booking)


async def lock_all(
    tx: Transaction, merchant: MerchantId, bookings: list[BookingId]
) -> dict[BookingId, Kept]:
    """Wait for several bookings, in an order that everybody waits in."""
    await tx.all(LOCK, merchant, bookings)
    # In statements of their own: one that waits does not see what others did to other tables.
    found = {one: await read(tx, merchant, one) for one in bookings}
    return {one: kept for one, kept in found.items() if kept is not None}


def _kept(booking: Booking) -> tuple[Any, ...]:
    payment = booking.payment
    return (
        booking.waits,
        booking.status,
        booking.status_type,
        booking.day,
        booking.starts_at,
        booking.duration_minutes,
        booking.booked_for,
        booking.booked_minutes,
        booking.turn_minutes,
        booking.covers,
        booking.service,
        booking.guest,
        # A guest's name is the guest's own, so that it changes, and goes, with the guest.
        "" if booking.guest is not None else booking.name,
        booking.request,
        booking.note,
        list(booking.tags),
        None if payment is None else payment.type,
        None if payment is None else payment.amount.minor,
        booking.quoted_minutes,
        booking.arrived_at,
        booking.seated_at,
        booking.finished_at,
    )


def kept_of(row: Row) -> Kept:
    return Kept(
        booking=_booking(row),
        table_names=tuple(row["table_names"] or ()),
        time_zone=row["time_zone"],
        country=row["country"],
        currency=row["currency"],
    )


def _booking(row: Row) -> Booking:
    waits, service, guest = row["waits"], row["service_id"], row["guest_id"]
    member = row["member_id"]
    return Booking(
        id=BookingId(row["id"]),
        store=StoreId(row["store_id"]),
        code=row["code"],
        kind=Kind(row["kind"]),
        source=Source(row["source"]),
        waits=None if waits is None else Waits(waits),
        status=row["status"],
        status_type=StatusType(row["status_type"]),
        day=row["day"],
        starts_at=row["starts_at"],
        duration_minutes=row["duration_minutes"],
        booked_for=row["booked_for"],
        booked_minutes=row["booked_minutes"],
        turn_minutes=row["turn_minutes"],
        covers=row["covers"],
        service=None if service is None else ServiceId(service),
        guest=None if guest is None else GuestId(guest),
        member=None if member is None else MemberId(member),
        name=row["called"],
        tables=tuple(TableId(one) for one in row["table_ids"] or ()),
        request=row["request"],
        note=row["note"],
        tags=tuple(row["tags"]),
        payment=_payment(row),
        quoted_minutes=row["quoted_minutes"],
        arrived_at=row["arrived_at"],
        seated_at=row["seated_at"],
        finished_at=row["finished_at"],
        version=row["version"],
        created_at=row["created_at"],
        created_by=row["created_by"],
    )


def _payment(row: Row) -> PaymentSummary | None:
    if row["payment_type"] is None:
        return None
    return summary(
        PaymentType(row["payment_type"]),
        Money(row["payment_minor"], row["currency"]),
        Money(row["paid_minor"] or 0, row["currency"]),
        transaction_id=row["transaction_id"] or "",
        paid_at=row["paid_at"],
    )
