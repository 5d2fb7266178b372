"""One merchant."""

from regulars.kernel.errors import NotFound
from regulars.kernel.ids import MerchantId
from regulars.merchants.model import Merchant
from regulars.merchants.store import merchants as store
from regulars.platform.db import Reads


async def read_merchant(reads: Reads, merchant: MerchantId) -> Merchant:
    """Raises `NotFound`."""
    found = await store.read_merchant(reads, merchant)
    if found is None:
        raise NotFound("There is no such merchant.")
    return found
