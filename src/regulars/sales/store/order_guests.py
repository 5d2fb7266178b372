"""Who sits at an order of a till, as rows."""

from datetime import datetime
from typing import NamedTuple

from regulars.kernel.ids import BookingId, ConnectionId, MemberId, MerchantId
from regulars.platform.db import Transaction

# Whom the order was made for is who is named first, and stays.
NAME = """
    insert into order_guests as known (merchant_id, connection_id, order_ref, booking_id,
                                       member_id, sent_member_id, covers, seated_at)
    values ($1, $2, $3, $4, $5, $5, $6, $7)
    on conflict (merchant_id, connection_id, order_ref) do update
       set booking_id = excluded.booking_id, member_id = excluded.member_id,
           covers = excluded.covers, seated_at = excluded.seated_at
     where (known.booking_id, known.covers, known.seated_at)
               is distinct from (excluded.booking_id, excluded.covers, excluded.seated_at)
        or known.member_id is distinct from excluded.member_id
    returning exists (select from sales s
                       where s.merchant_id = $1 and s.connection_id = $2 and s.order_ref = $3)
"""


class OrderGuest(NamedTuple):
    """The party of an order: its booking, whose member comes, how many, and since when."""

    booking: BookingId
    member: MemberId | None
    covers: int
    seated_at: datetime


async def name(
    tx: Transaction,
    merchant: MerchantId,
    connection: ConnectionId,
    order: str,
    guest: OrderGuest,
) -> bool:
    """Write down whose order it is. Whether that is news to a sale that is recorded already."""
    return bool(await tx.value(NAME, merchant, connection, order, *guest))
