"""Recompute the budgets of offers on quiet slots from what was promised and given of them."""

from collections.abc import Sequence

from regulars.bookings.quiet.model import Discrepancy
from regulars.bookings.store import quiet_offers as store
from regulars.kernel.ids import MerchantId
from regulars.platform.db import Reads


async def check_budgets(reads: Reads, merchant: MerchantId) -> Sequence[Discrepancy]:
    """Every budget of a merchant's offers that is not what its promises make it."""
    return await store.off_budget(reads, merchant)
