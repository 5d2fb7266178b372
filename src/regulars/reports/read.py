"""The dashboard: what a period came to, beside the one before."""

from collections.abc import Collection
from datetime import datetime

from regulars.kernel.ids import MerchantId, StoreId
from regulars.platform.db import Reads
from regulars.reports.model import Dashboard, Period


async def dashboard(
    reads: Reads,
    merchant: MerchantId,
    period: Period,
    stores: Collection[StoreId] = (),
    *,
    at: datetime,
) -> Dashboard:
    """What `period` came to at some stores of a merchant, or at all of them. `at` is now."""
    raise NotImplementedError
