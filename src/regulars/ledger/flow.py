"""How many points came in and were redeemed over time, for pictures."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import MerchantId
from regulars.ledger.model import Flow
from regulars.ledger.store import flow as store
from regulars.platform.db import Reads


async def flow_between(
    reads: Reads, merchant: MerchantId, edges: Sequence[datetime]
) -> Sequence[Flow]:
    """The points of all members in each span between neighbouring `edges`: one less than them."""
    return await store.flow(reads, merchant, edges)
