"""What was promised with bookings, as rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from regulars.bookings.quiet.model import Promise, PromiseState
from regulars.bookings.store.quiet_offers import gives_of
from regulars.kernel.ids import (
    BookingId,
    LotId,
    MemberId,
    MerchantId,
    QuietOfferId,
    VoucherId,
)
from regulars.platform.db import Reads, Row, Transaction

READ = """
    select p.booking_id, p.offer_id, p.gives, p.state, p.starts_at, p.most, p.given,
           p.voucher_id, p.member_id, p.lot_id, p.let_go, p.version, p.given_up, p.promised_at,
           coalesce(v.code, '') as code
      from slot_promises p
      left join vouchers v on (v.merchant_id, v.id) = (p.merchant_id, p.voucher_id)
     where p.merchant_id = $1 and p.booking_id = $2
"""
LOCK = READ + " for update of p"

# What came to nothing for another time gives way to what is promised for the new one. The points
# of both are told apart by the version, which goes on.
WRITE = """
    insert into slot_promises (
        merchant_id, booking_id, offer_id, gives, state, starts_at, most, given, voucher_id,
        member_id, lot_id, let_go, version, promised_at, settled_at, given_up)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
    on conflict (merchant_id, booking_id) do update
       set offer_id = $3, gives = $4, state = $5, starts_at = $6, most = $7, given = $8,
           voucher_id = $9, member_id = $10, lot_id = $11, let_go = $12, version = $13,
           promised_at = $14, settled_at = $15, given_up = $16
"""

# A voucher may be used on a bill that no booking is known of.
DUE = """
    select p.merchant_id, p.booking_id
      from slot_promises p
     where p.state = 'promised'
       and (p.starts_at < $1
            or exists (select from voucher_uses u
                        where (u.merchant_id, u.voucher_id) = (p.merchant_id, p.voucher_id)
                          and u.state = 'used'))
     order by p.starts_at
     limit $2
"""


class Due(NamedTuple):
    """A promise that somebody has to look at."""

    merchant: MerchantId
    booking: BookingId


async def read(reads: Reads, merchant: MerchantId, booking: BookingId) -> Promise | None:
    row = await reads.one_or_none(READ, merchant, booking)
    return None if row is None else _promise(row)


async def lock(tx: Transaction, merchant: MerchantId, booking: BookingId) -> Promise | None:
    """A promise that nobody else settles until `tx` ends."""
    row = await tx.one_or_none(LOCK, merchant, booking)
    return None if row is None else _promise(row)


async def write(
    tx: Transaction, merchant: MerchantId, promise: Promise, *, settled_at: datetime | None
) -> None:
    """Write a promise over what was promised with the booking before."""
    await tx.run(
        WRITE,
        merchant,
        promise.booking,
        promise.offer,
        promise.gives,
        promise.state,
        promise.starts_at,
        promise.most,
        promise.given,
        promise.voucher,
        promise.member,
        promise.lot,
        promise.let_go,
        promise.version,
        promise.promised_at,
        settled_at,
        promise.given_up,
    )


async def due(reads: Reads, before: datetime, *, limit: int) -> Sequence[Due]:
    """Promises that wait for a bill, for times before then or with a voucher that was used."""
    rows = await reads.all(DUE, before, limit)
    return [Due(MerchantId(row["merchant_id"]), BookingId(row["booking_id"])) for row in rows]


def _promise(row: Row) -> Promise:
    return Promise(
        booking=BookingId(row["booking_id"]),
        offer=QuietOfferId(row["offer_id"]),
        gives=gives_of(row["gives"]),
        state=PromiseState(row["state"]),
        starts_at=row["starts_at"],
        most=row["most"],
        given=row["given"],
        voucher=None if row["voucher_id"] is None else VoucherId(row["voucher_id"]),
        code=row["code"],
        member=None if row["member_id"] is None else MemberId(row["member_id"]),
        lot=None if row["lot_id"] is None else LotId(row["lot_id"]),
        let_go=row["let_go"],
        version=row["version"],
        given_up=row["given_up"],
        promised_at=row["promised_at"],
    )
