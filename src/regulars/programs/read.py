"""Redemptions for people to look at."""

from collections.abc import Sequence

from regulars.kernel.ids import ConnectionId, MemberId, MerchantId
from regulars.platform.db import Reads
from regulars.programs.model import Redemption
from regulars.programs.store import redemptions as store


async def redemptions_on(
    reads: Reads, merchant: MerchantId, connection: ConnectionId, order: str
) -> Sequence[Redemption]:
    """Everything that was ever redeemed on an order, oldest first, whatever became of it."""
    return await store.on_order(reads, merchant, connection, order)


async def redemptions_of(
    reads: Reads, merchant: MerchantId, member: MemberId, *, limit: int = 50
) -> Sequence[Redemption]:
    """What a member redeemed, newest first."""
    return await store.of_member(reads, merchant, member, limit=limit)
