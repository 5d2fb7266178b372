"""Bookings under the ids that other systems have for them."""

from regulars.kernel.ids import BookingId, MerchantId, StoreId
from regulars.platform.db import Transaction

CLAIM = """
    insert into booking_externals (merchant_id, store_id, external_id, input_hash)
    values ($1, $2, $3, $4)
    on conflict do nothing
"""

KNOWN = """
    select booking_id, input_hash from booking_externals
     where merchant_id = $1 and store_id = $2 and external_id = $3
"""

LED_TO = """
    update booking_externals set booking_id = $4
     where merchant_id = $1 and store_id = $2 and external_id = $3
"""


async def claim(
    tx: Transaction, merchant: MerchantId, store: StoreId, external_id: str, input_hash: bytes
) -> bool:
    """Whether the id is new. Waits for whoever is using it at this moment."""
    return bool(await tx.run(CLAIM, merchant, store, external_id, input_hash))


async def known(
    tx: Transaction, merchant: MerchantId, store: StoreId, external_id: str
) -> tuple[BookingId, bytes]:
    """The booking that the id led to, and the hash of what was asked for."""
    row = await tx.one(KNOWN, merchant, store, external_id)
    return BookingId(row["booking_id"]), row["input_hash"]


async def led_to(
    tx: Transaction, merchant: MerchantId, store: StoreId, external_id: str, booking: BookingId
) -> None:
    await tx.run(LED_TO, merchant, store, external_id, booking)
