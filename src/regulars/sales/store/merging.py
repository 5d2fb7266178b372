"""One member's sales become another's, as rows."""

from regulars.kernel.ids import MemberId, MerchantId
from regulars.platform.db import Transaction

LOCK = """
    select id from sales
     where merchant_id = $1 and member_id = $2
     order by id
       for update
"""

SALES = "update sales set member_id = $3 where merchant_id = $1 and member_id = $2"
VERSIONS = "update sale_versions set member_id = $3 where merchant_id = $1 and member_id = $2"

# The till still names whom it was told of, and that one is found as the other.
PARTIES = """
    update order_guests
       set member_id = case when member_id = $2 then $3 else member_id end,
           sent_member_id = case when sent_member_id = $2 then $3 else sent_member_id end
     where merchant_id = $1 and (member_id = $2 or sent_member_id = $2)
"""


async def lock(tx: Transaction, merchant: MerchantId, member: MemberId) -> None:
    """Wait for all sales of a member, and keep them."""
    await tx.run(LOCK, merchant, member)


async def bring_along(
    tx: Transaction, merchant: MerchantId, gone: MemberId, into: MemberId
) -> None:
    """Sales, what they were worked out from, and the orders of parties from the diary."""
    for statement in (SALES, VERSIONS, PARTIES):
        await tx.run(statement, merchant, gone, into)
