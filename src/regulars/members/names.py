"""What members are called, for lists of what they did."""

from collections.abc import Collection, Mapping

from regulars.kernel.ids import MemberId, MerchantId
from regulars.members.model import Named
from regulars.members.store import names as store
from regulars.platform.db import Reads


async def names_of(
    reads: Reads, merchant: MerchantId, members: Collection[MemberId]
) -> Mapping[MemberId, Named]:
    """The names of those of `members` that the merchant has."""
    return await store.names(reads, merchant, members) if members else {}
