"""Vouchers by the page, in the order they were made. Wallets are their members', and left out."""

from collections.abc import Sequence
from uuid import UUID

from regulars.kernel.ids import BatchId, MerchantId, VoucherId
from regulars.platform.db import Reads
from regulars.vouchers.model import Voucher
from regulars.vouchers.store.vouchers import COLUMNS, JOINS, voucher_of

FIRST = VoucherId(UUID(int=0))

# A member's code is the code of the member's wallet.
AFTER = f"""
    select {COLUMNS}, coalesce(wallet.code, '') as member_code
      from vouchers as v {JOINS}
      left join vouchers as wallet
        on (wallet.merchant_id, wallet.member_id) = (v.merchant_id, v.member_id)
       and wallet.source = 'LOYALTY'
     where v.merchant_id = $1 and v.source = 'STORE' and v.id > $2
       and ($3::uuid is null or v.batch_id = $3)
     order by v.id
     limit $4
"""


async def after(
    reads: Reads,
    merchant: MerchantId,
    last: VoucherId | None,
    *,
    batch: BatchId | None,
    limit: int,
) -> Sequence[tuple[Voucher, str]]:
    """Vouchers that follow `last`, each with the code of the member whom it is for."""
    rows = await reads.all(AFTER, merchant, last or FIRST, batch, limit)
    return [(voucher_of(row), row["member_code"]) for row in rows]
