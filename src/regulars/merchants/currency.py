"""The currency that a merchant keeps its books in."""

from regulars.kernel.errors import NotFound
from regulars.kernel.ids import MerchantId
from regulars.merchants.store import merchants as store
from regulars.platform.db import Reads


async def currency_of(db: Reads, merchant: MerchantId) -> str:
    """ISO 4217. Raises `NotFound`."""
    found = await store.read_merchant(db, merchant)
    if found is None:
        raise NotFound("There is no such merchant.")
    return found.currency
