"""Sales for people to look at."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import MemberId, MerchantId, SaleId, StoreId
from regulars.platform.db import Reads
from regulars.sales.errors import NoSuchSale
from regulars.sales.model import Refund, Sale, SaleRow, SaleVoucher, Takings
from regulars.sales.store import lists, orders, refunds
from regulars.sales.store import sales as store


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
    *,
    store_id: StoreId | None = None,
    member: MemberId | None = None,
    has_member: bool | None = None,
    number: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: tuple[datetime, SaleId] | None = None,
    limit: int = 50,
) -> Sequence[SaleRow]:
    """Sales, the newest first, of a store, of a member, of a span of time.

    `has_member` asks for sales with a member, or for those without one. `number` is how the
    sale's number begins or ends. `before` is the last one of the page before: pages neither skip
    nor repeat while sales come in.
    """
    return await lists.newest(
        reads,
        merchant,
        store_id=store_id,
        member=member,
        has_member=has_member,
        number=number,
        since=since,
        until=until,
        before=before,
        limit=limit,
    )


async def how_many_of(reads: Reads, merchant: MerchantId, member: MemberId) -> int:
    """How many sales a member has, those left out that were taken back."""
    return await lists.how_many_of(reads, merchant, member)


async def takings(
    reads: Reads, merchant: MerchantId, *, since: datetime, until: datetime
) -> Takings:
    """What the sales completed from `since` until before `until` brought."""
    return await lists.takings(reads, merchant, since=since, until=until)
