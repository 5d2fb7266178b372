"""Vouchers by the page."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import assert_never

from regulars.kernel.ids import MemberId, MerchantId, VoucherId
from regulars.members.rules import fold as fold_name
from regulars.members.rules import in_ascii
from regulars.platform.conditions import Asked, anywhere, values_of, written
from regulars.platform.db import Reads
from regulars.vouchers.model import Filter, Page, Voucher, VoucherState
from regulars.vouchers.rules import fold
from regulars.vouchers.store.vouchers import COLUMNS, JOINS, voucher_of

# Only the conditions that are asked for stand in the statement, so that each kind of list has a
# plan of its own.
PAGE = """
    select {columns}
      from vouchers as v {joins}
     where v.merchant_id = $1{conditions}
     order by v.created_at desc, v.id desc
     limit $2 offset $3
"""

COUNT = """
    select count(*)
      from vouchers as v {joins}
     where v.merchant_id = $1{conditions}
"""

# A member's code is the code of the member's wallet.
AFTER = """
    select {columns},
           coalesce((select code from vouchers as wallet
                      where wallet.merchant_id = $1 and wallet.member_id = v.member_id
                        and wallet.source = 'LOYALTY'), '') as member_code
      from vouchers as v {joins}
     where v.merchant_id = $1 and v.id > $2{conditions}
     order by v.id
     limit $3
"""

TEXT = """(v.folded_code like {}
        or v.description ilike {}
        or v.member_id in (select id from members
                            where members.merchant_id = $1 and search_text like {}))"""

ENDED = "coalesce(v.ends_at <= {}, false)"
USED_UP = "(coalesce(a.available <= 0, false) or coalesce(v.used >= v.limit_total, false))"

# What is in a member's hand and can still be used.
OF_MEMBER = f"""
    select {COLUMNS}
      from vouchers as v {JOINS}
     where v.merchant_id = $1 and v.member_id = $2 and v.active
       and coalesce(v.ends_at > $3, true) and (v.source = 'LOYALTY' or not {USED_UP})
     order by v.source, v.created_at desc, v.id desc
     limit 200
"""


async def of_member(
    reads: Reads, merchant: MerchantId, member: MemberId, *, at: datetime
) -> Sequence[Voucher]:
    return [voucher_of(row) for row in await reads.all(OF_MEMBER, merchant, member, at)]


async def page(
    reads: Reads, merchant: MerchantId, which: Filter, *, limit: int, offset: int
) -> Page:
    asked = list(_conditions(which))
    rows = await reads.all(
        _written(PAGE, asked, first=4), merchant, limit, offset, *values_of(asked)
    )
    if offset == 0 and len(rows) < limit:
        return Page(len(rows), [voucher_of(row) for row in rows])
    total = await reads.value(_written(COUNT, asked, first=2), merchant, *values_of(asked))
    return Page(total, [voucher_of(row) for row in rows])


async def after(
    reads: Reads, merchant: MerchantId, which: Filter, last: VoucherId, *, limit: int
) -> Sequence[tuple[Voucher, str]]:
    """Vouchers as they were made, after `last`, each with the code of its member if it has one."""
    asked = list(_conditions(which))
    rows = await reads.all(
        _written(AFTER, asked, first=4), merchant, last, limit, *values_of(asked)
    )
    return [(voucher_of(row), row["member_code"]) for row in rows]


def _conditions(which: Filter) -> Iterator[tuple[str, Sequence[object]]]:
    if which.source is not None:
        yield "v.source = {}", [which.source]
    if text := " ".join(which.text.split()):
        yield TEXT, [anywhere(fold(text)), anywhere(text), anywhere(in_ascii(fold_name(text)))]
    if which.discount_type is not None:
        yield "v.discount_type = {}", [which.discount_type]
    if which.use_type is not None:
        yield "v.use_type = {}", [which.use_type]
    if which.state is not None:
        assert which.as_of is not None, "a state is one of some moment"
        yield _state(which.state, which.as_of)
    if which.store is not None:
        yield "(v.stores = '{{}}' or v.stores @> array[{}::integer])", [which.store]
    if which.batch is not None:
        yield "v.batch_id = {}", [which.batch]
    if which.member is not None:
        yield "v.member_id = {}", [which.member]


def _state(state: VoucherState, at: datetime) -> tuple[str, Sequence[object]]:
    match state:
        case VoucherState.INACTIVE:
            return "not v.active", []
        case VoucherState.ENDED:
            return f"v.active and {ENDED}", [at]
        case VoucherState.USED_UP:
            return f"v.active and not {ENDED} and {USED_UP}", [at]
        case VoucherState.USABLE:
            return f"v.active and not {ENDED} and not {USED_UP}", [at]
        case _:
            assert_never(state)


def _written(sql: str, asked: Asked, *, first: int) -> str:
    conditions = written(asked, first=first)
    return sql.format(columns=COLUMNS, joins=JOINS, conditions=conditions)
