"""What one member has in vouchers becomes another's, as rows."""

from regulars.kernel.ids import MemberId, MerchantId
from regulars.platform.db import Transaction

ASSIGNED = """
    update vouchers set member_id = $3
     where merchant_id = $1 and member_id = $2 and source = 'STORE'
"""

USES = "update voucher_uses set member_id = $3 where merchant_id = $1 and member_id = $2"

# Each may have used up a limit: what stands is kept, and is no use less for the two together.
COUNTS = """
    with gone as (
        delete from voucher_members where merchant_id = $1 and member_id = $2
        returning voucher_id, used, most
    )
    insert into voucher_members as known (merchant_id, voucher_id, member_id, used, most)
    select $1, voucher_id, $3, used, most from gone
        on conflict (merchant_id, voucher_id, member_id) do update
       set used = known.used + excluded.used,
           most = greatest(known.most, known.used + excluded.used)
"""

# Whoever names the code of one of these wallets means the other's.
REPLACED = """
    update vouchers as v
       set replaced_by = kept.voucher_id
      from wallets as gone, wallets as kept
     where gone.merchant_id = $1 and gone.member_id = $2
       and kept.merchant_id = $1 and kept.member_id = $3
       and v.merchant_id = $1 and (v.id = gone.voucher_id or v.replaced_by = gone.voucher_id)
"""


async def bring_along(
    tx: Transaction, merchant: MerchantId, gone: MemberId, into: MemberId
) -> None:
    """Vouchers, their uses and what is counted of them; the wallet's code means the other one."""
    for statement in (ASSIGNED, USES, COUNTS, REPLACED):
        await tx.run(statement, merchant, gone, into)
