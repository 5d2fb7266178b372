"""Two members are one: what was redeemed, and what is counted of it, comes together."""

from regulars.kernel.ids import MemberId, MerchantId
from regulars.platform.db import Transaction
from regulars.programs.store import merging


async def lock_redeemed(tx: Transaction, merchant: MerchantId, member: MemberId) -> None:
    """Wait for all that `member` ever redeemed, before anything of theirs is moved. A step."""
    await merging.lock(tx, merchant, member)


async def bring_along(
    tx: Transaction, merchant: MerchantId, gone: MemberId, into: MemberId
) -> None:
    """What `gone` redeemed and earned is `into`'s, and counts towards `into`'s limits. A step."""
    await merging.bring_along(tx, merchant, gone, into)
