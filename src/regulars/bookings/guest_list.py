"""The guests of a merchant, for a page."""

from collections.abc import Sequence

from regulars.bookings.model import FoundGuest
from regulars.bookings.store import guest_list as store
from regulars.kernel.ids import GuestId, MerchantId
from regulars.platform.db import Reads


async def newest_guests(
    reads: Reads, merchant: MerchantId, *, before: GuestId | None = None, limit: int = 50
) -> Sequence[FoundGuest]:
    """Those who came to be guests last, the newest first; further on, those `before` another."""
    return await store.newest(reads, merchant, before=before, limit=limit)
