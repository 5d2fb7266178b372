"""How much came onto vouchers and wallets and was spent from them over time, for pictures."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import MerchantId
from regulars.platform.db import Reads
from regulars.vouchers.store import flow as store
from regulars.vouchers.views import Flow


async def flow_between(
    reads: Reads, merchant: MerchantId, edges: Sequence[datetime]
) -> Sequence[Flow]:
    """What moved in each span between neighbouring `edges`, which go up: one less than them."""
    return await store.flow(reads, merchant, edges)
