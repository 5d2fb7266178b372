"""A venue's own statuses as rows."""

from collections.abc import Sequence

from regulars.bookings.model import Status, StatusType
from regulars.kernel.ids import MerchantId
from regulars.platform.db import Reads, Transaction

READ = """
    select code, name, type, active
      from booking_statuses
     where merchant_id = $1
     order by position, code
"""

# Whoever adds one waits for who is adding one.
LOCK = "select from merchants where merchant_id = $1 for no key update"

ADD = """
    insert into booking_statuses (merchant_id, code, name, type, position)
    values ($1, $2, $3, $4, $5)
"""

CHANGE = """
    update booking_statuses set name = $3, active = $4 where merchant_id = $1 and code = $2
"""


async def read(reads: Reads, merchant: MerchantId) -> Sequence[Status]:
    rows = await reads.all(READ, merchant)
    return [
        Status(row["code"], row["name"], StatusType(row["type"]), own=True, active=row["active"])
        for row in rows
    ]


async def lock(tx: Transaction, merchant: MerchantId) -> Sequence[Status]:
    await tx.one(LOCK, merchant)
    return await read(tx, merchant)


async def add(tx: Transaction, merchant: MerchantId, status: Status, *, position: int) -> None:
    await tx.run(ADD, merchant, status.code, status.name, status.type, position)


async def change(tx: Transaction, merchant: MerchantId, status: Status) -> None:
    await tx.run(CHANGE, merchant, status.code, status.name, status.active)
