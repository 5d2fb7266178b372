"""The bills of parties from the diary."""

from collections.abc import Sequence

from regulars.kernel.ids import BookingId, MerchantId, SaleId
from regulars.platform.db import Reads

SALES_OF = """
    select id from sales where merchant_id = $1 and booking_id = $2 order by completed_at, id
"""


async def sales_of(reads: Reads, merchant: MerchantId, booking: BookingId) -> Sequence[SaleId]:
    """A party's bills, the first of them first, also those that were taken back."""
    return [SaleId(row["id"]) for row in await reads.all(SALES_OF, merchant, booking)]
