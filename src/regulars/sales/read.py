"""Sales for people to look at."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import MemberId, MerchantId, SaleId
from regulars.platform.db import Reads
from regulars.sales.errors import NoSuchSale
from regulars.sales.model import Refund, Sale, SaleVoucher, Takings
from regulars.sales.records.model import SaleRow, Which
from regulars.sales.store import lists, orders, refunds
from regulars.sales.store import sales as store

EVERYTHING = Which()


async def read_sale(reads: Reads, merchant: MerchantId, sale: SaleId) -> Sale:
    """One sale. Raises `NoSuchSale`, also for one of another merchant."""
    found = await store.read(reads, merchant, sale)
    if found is None:
        raise NoSuchSale("There is no such sale.")
    return found


async def vouchers_of(reads: Reads, merchant: MerchantId, sale: SaleId) -> Sequence[SaleVoucher]:
    """The vouchers of a sale, also those that have come off it."""
    return await orders.vouchers(reads, merchant, sale)


async def refunds_of(reads: Reads, merchant: MerchantId, sale: SaleId) -> Sequence[Refund]:
    """What of a sale went back to the guest, the first of it first."""
    return await refunds.of_sale(reads, merchant, sale)


async def list_sales(
    reads: Reads,
    merchant: MerchantId,
    which: Which = EVERYTHING,
    *,
    before: tuple[datetime, SaleId] | None = None,
    limit: int = 50,
) -> Sequence[SaleRow]:
    """The sales that are asked for, the newest first.

    `before` is the last one of the page before: pages neither skip nor repeat while sales come in.
    """
    return await lists.newest(reads, merchant, which, before=before, limit=limit)


async def how_many_of(reads: Reads, merchant: MerchantId, member: MemberId) -> int:
    """How many sales a member has, those left out that were taken back."""
    return await lists.how_many_of(reads, merchant, member)


async def takings(
    reads: Reads, merchant: MerchantId, *, since: datetime, until: datetime
) -> Takings:
    """What the sales completed from `since` until before `until` brought."""
    return await lists.takings(reads, merchant, since=since, until=until)
