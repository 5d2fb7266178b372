"""What sales come to over time, for pictures. Void sales are left out."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import MerchantId
from regulars.platform.db import Reads
from regulars.sales.model import Regular, Split
from regulars.sales.store import figures as store


async def takings_between(
    reads: Reads, merchant: MerchantId, edges: Sequence[datetime]
) -> Sequence[Split]:
    """What was taken in each span between neighbouring `edges`, which go up: one less than them."""
    return await store.split(reads, merchant, edges)


async def regulars(
    reads: Reads, merchant: MerchantId, *, since: datetime, until: datetime, limit: int
) -> Sequence[Regular]:
    """Who came most often from `since` until before `until`; of equals, who spent most."""
    return await store.regulars(reads, merchant, since=since, until=until, limit=limit)
