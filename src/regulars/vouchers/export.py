"""Vouchers leave as rows that can be imported again as they are."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from regulars.kernel.ids import MerchantId, VoucherId
from regulars.platform.db import Reads
from regulars.platform.spreadsheets import Cell
from regulars.vouchers.model import AmountOff, Filter, Voucher, Worth
from regulars.vouchers.rows import ONLY_SHOWN, Column
from regulars.vouchers.store import lists as store
from regulars.vouchers.store import vouchers as store_of_vouchers

AT_ONCE = 1_000
FIRST = VoucherId(UUID(int=0))
"""Below the id of every voucher."""

HEADINGS = (*(column.value for column in Column), *ONLY_SHOWN[:2])


async def after(
    reads: Reads, merchant: MerchantId, which: Filter, last: VoucherId = FIRST, *, limit: int
) -> Sequence[Voucher]:
    """Some of the vouchers in the order they were made: those that follow `last`."""
    found = await store.after(reads, merchant, which, last, limit=limit)
    return [voucher for voucher, _ in found]


async def these(
    reads: Reads, merchant: MerchantId, vouchers: Sequence[VoucherId]
) -> Sequence[Voucher]:
    """Vouchers by id, in that order; what is not the merchant's is left out."""
    found = await store_of_vouchers.read(reads, merchant, vouchers)
    return [found[one] for one in vouchers if one in found]


async def pages(
    reads: Reads, merchant: MerchantId, which: Filter, *, zone: str
) -> AsyncIterator[Sequence[Sequence[Cell]]]:
    """All of the vouchers as rows under `HEADINGS`, a page at a time, with times of `zone`."""
    clock, last = ZoneInfo(zone), FIRST
    while page := await store.after(reads, merchant, which, last, limit=AT_ONCE):
        yield [row_of(voucher, member_code, clock) for voucher, member_code in page]
        last = page[-1][0].id


def row_of(voucher: Voucher, member_code: str, zone: ZoneInfo) -> Sequence[Cell]:
    terms = voucher.terms
    cells: dict[Column, Cell] = {
        Column.CODE: voucher.code,
        Column.DISCOUNT: _worth(voucher.worth),
        Column.DISCOUNT_TYPE: voucher.discount_type.value,
        Column.TYPE: voucher.use_type.value,
        Column.MINIMUM: terms.minimum.major if terms.minimum else None,
        Column.STARTS: _moment(terms.starts_at, zone),
        Column.ENDS: _moment(terms.ends_at, zone),
        Column.ACTIVE: terms.active,
        Column.EXTERNAL_ID: terms.external_id,
        Column.DESCRIPTION: terms.description,
        Column.MEMBER: member_code,
        Column.STORES: "|".join(map(str, terms.stores)),
        Column.LIMIT_TOTAL: terms.limit_total,
        Column.LIMIT_PER_MEMBER: terms.limit_per_member,
    }
    left = None if voucher.left is None else voucher.left.major
    return [*(cells[column] for column in Column), left, voucher.used]


def _worth(worth: Worth) -> Decimal:
    if isinstance(worth, AmountOff):
        return worth.value.major
    return Decimal(worth.basis_points) / 100


def _moment(at: datetime | None, zone: ZoneInfo) -> str | None:
    return None if at is None else at.astimezone(zone).isoformat(timespec="seconds")
