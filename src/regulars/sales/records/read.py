"""Sales records to take along, what they come to, and what they can be paid by."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from regulars.kernel.ids import MerchantId, SaleId
from regulars.platform.db import Reads
from regulars.platform.spreadsheets import Cell
from regulars.sales.records.model import SaleRow, Sums, Which
from regulars.sales.store import lists

AT_ONCE = 500

HEADINGS = (
    "completed",
    "store",
    "number",
    "order",
    "channel",
    "status",
    "came as",
    "booking",
    "covers",
    "seated",
    "member",
    "member code",
    "items",
    "total",
    "refunded",
    "discount",
    "tax",
    "tips",
    "points earned",
    "redeemed",
    "paid by",
)


async def sums(reads: Reads, merchant: MerchantId, which: Which) -> Sums:
    """What the sales come to together."""
    return await lists.sums(reads, merchant, which)


async def methods(reads: Reads, merchant: MerchantId) -> Sequence[str]:
    """What sales were paid by lately, in order of the alphabet."""
    return await lists.methods(reads, merchant)


async def pages(
    reads: Reads, merchant: MerchantId, which: Which
) -> AsyncIterator[Sequence[Sequence[Cell]]]:
    """All the sales as rows under `HEADINGS`, the newest first, by the clocks of their stores."""
    mark: tuple[datetime, SaleId] | None = None
    while page := await lists.newest(reads, merchant, which, before=mark, limit=AT_ONCE):
        yield [row_of(sale) for sale in page]
        mark = page[-1].completed_at, page[-1].id


def row_of(sale: SaleRow) -> Sequence[Cell]:
    zone = ZoneInfo(sale.time_zone)
    return (
        _moment(sale.completed_at, zone),
        sale.store_name,
        sale.number,
        sale.order,
        sale.channel.value,
        sale.status.value,
        sale.came.value,
        sale.party,
        sale.covers,
        _moment(sale.seated_at, zone),
        sale.member_name,
        sale.member_code,
        sale.items,
        sale.total.major,
        sale.refunded.major,
        sale.discount.major,
        sale.tax.major,
        sale.tips.major,
        sale.points_earned,
        ", ".join(sale.redeemed),
        sale.paid_by,
    )


def _moment(moment: datetime | None, zone: ZoneInfo) -> str:
    return "" if moment is None else moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S")
