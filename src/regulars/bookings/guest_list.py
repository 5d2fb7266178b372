"""The guests of a merchant, for a page."""

from collections.abc import Sequence

from regulars.bookings.guest import FoundGuest
from regulars.bookings.store import guest_list as store
from regulars.bookings.store import guests
from regulars.kernel.ids import GuestId, MemberId, MerchantId
from regulars.platform.db import Reads


async def newest_guests(
    reads: Reads, merchant: MerchantId, *, before: GuestId | None = None, limit: int = 50
) -> Sequence[FoundGuest]:
    """Those who came to be guests last, the newest first; further on, those `before` another."""
    return await store.newest(reads, merchant, before=before, limit=limit)


async def guest_of(reads: Reads, merchant: MerchantId, member: MemberId) -> GuestId | None:
    """The guest that a member is; None for one who has never booked."""
    found = await guests.of_member(reads, merchant, member)
    return None if found is None else found.id
