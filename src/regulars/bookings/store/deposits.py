"""Deposits that guests were asked for, as rows."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from regulars.bookings.deposits.model import Checkout, CheckoutState
from regulars.kernel.ids import BookingId, MerchantId
from regulars.kernel.money import Money
from regulars.platform.db import Reads, Row, Transaction

COLUMNS = """
    merchant_id, id, booking_id, provider, reference, url, amount_minor, refunded_minor, back_minor,
    back_at, currency, state, problem, created_at, ends_at
"""

ADD = """
    insert into deposit_checkouts (merchant_id, id, booking_id, provider, amount_minor, currency,
                                   state, created_at, ends_at, look_again_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""

READ = f"select {COLUMNS} from deposit_checkouts where merchant_id = $1 and id = $2"

LOCK = f"{READ} for update"

OF_BOOKING = f"""
    select {COLUMNS} from deposit_checkouts
     where merchant_id = $1 and booking_id = $2
     order by state = 'paid' desc, created_at desc, id desc
     limit 1
"""

WRITE = """
    update deposit_checkouts
       set reference = $3, url = $4, refunded_minor = $5, back_minor = $6, back_at = $7,
           state = $8, problem = $9, look_again_at = $10,
           settled_at = case when $10::timestamptz is null then $11::timestamptz end
     where merchant_id = $1 and id = $2
"""

DUE = f"""
    select {COLUMNS} from deposit_checkouts
     where look_again_at <= $1
     order by look_again_at
     limit $2
       for update skip locked
"""

NOTE_WRITTEN = """
    update deposit_checkouts set written_at = $3
     where merchant_id = $1 and id = $2 and written_at is null
"""

LOOK_LATER = """
    update deposit_checkouts set look_again_at = $3 where merchant_id = $1 and id = $2
"""


async def add(tx: Transaction, checkout: Checkout, *, look_again_at: datetime | None) -> None:
    await tx.run(
        ADD,
        checkout.merchant,
        checkout.id,
        checkout.booking,
        checkout.provider,
        checkout.amount.minor,
        checkout.amount.currency,
        checkout.state.value,
        checkout.created_at,
        checkout.ends_at,
        look_again_at,
    )


async def read(reads: Reads, merchant: MerchantId, checkout: UUID) -> Checkout | None:
    row = await reads.one_or_none(READ, merchant, checkout)
    return None if row is None else _checkout(row)


async def lock(tx: Transaction, merchant: MerchantId, checkout: UUID) -> Checkout:
    """A checkout that is there, and that nobody else changes until `tx` ends."""
    return _checkout(await tx.one(LOCK, merchant, checkout))


async def of_booking(reads: Reads, merchant: MerchantId, booking: BookingId) -> Checkout | None:
    """The deposit that counts: the one that is paid, else what the guest was asked for last."""
    row = await reads.one_or_none(OF_BOOKING, merchant, booking)
    return None if row is None else _checkout(row)


async def write(
    tx: Transaction, checkout: Checkout, *, look_again_at: datetime | None, at: datetime
) -> None:
    """Write down how a checkout stands. Without a time to look again it is settled."""
    await tx.run(
        WRITE,
        checkout.merchant,
        checkout.id,
        checkout.reference,
        checkout.url,
        checkout.refunded.minor,
        checkout.back.minor,
        checkout.back_at,
        checkout.state.value,
        checkout.problem,
        look_again_at,
        at,
    )


async def note_written(tx: Transaction, checkout: Checkout, *, at: datetime) -> bool:
    """Whether the guest was not written to yet, and is now."""
    return bool(await tx.run(NOTE_WRITTEN, checkout.merchant, checkout.id, at))


async def due(tx: Transaction, *, at: datetime, limit: int) -> Sequence[Checkout]:
    """What the provider is to be asked about now."""
    return [_checkout(row) for row in await tx.all(DUE, at, limit)]


async def look_later(tx: Transaction, checkout: Checkout, *, at: datetime | None) -> None:
    await tx.run(LOOK_LATER, checkout.merchant, checkout.id, at)


def _checkout(row: Row) -> Checkout:
    currency = row["currency"]
    return Checkout(
        id=row["id"],
        merchant=MerchantId(row["merchant_id"]),
        booking=BookingId(row["booking_id"]),
        provider=row["provider"],
        reference=row["reference"],
        url=row["url"],
        amount=Money(row["amount_minor"], currency),
        refunded=Money(row["refunded_minor"], currency),
        back=Money(row["back_minor"], currency),
        back_at=row["back_at"],
        state=CheckoutState(row["state"]),
        problem=row["problem"],
        created_at=row["created_at"],
        ends_at=row["ends_at"],
    )
