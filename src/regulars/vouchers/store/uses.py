"""Uses of vouchers as rows, and what is counted of them."""

from collections.abc import Sequence
from typing import NamedTuple

from regulars.kernel.ids import (
    HoldId,
    MemberId,
    MerchantId,
    RedemptionId,
    SaleId,
    StoreId,
    UseId,
    VoucherId,
)
from regulars.kernel.money import Money
from regulars.platform.db import Reads, Row, Transaction
from regulars.vouchers.model import Problem, Use, UseState, Voucher

COLUMNS = """
    u.id, u.voucher_id, u.state, u.store_id, u.order_ref, u.sale_id, u.member_id, u.hold_id,
    u.discount_minor, u.drawn_minor, u.given_back_minor, u.counted, u.problem, u.used_at,
    u.ended_at, v.code, merchant.currency
"""

JOINS = """
      from voucher_uses as u
      join vouchers as v on (v.merchant_id, v.id) = (u.merchant_id, u.voucher_id)
      join merchants as merchant on merchant.merchant_id = u.merchant_id
"""

READ = f"select {COLUMNS} {JOINS} where u.merchant_id = $1 and u.id = $2"
OF_SALE = f"""
    select {COLUMNS} {JOINS} where u.merchant_id = $1 and u.sale_id = $2 order by u.id
"""
LOCK = READ + " for no key update of u"
LOCK_OF_REDEMPTION = f"""
    select {COLUMNS} {JOINS}
     where u.merchant_id = $1 and u.redemption_id = $2
       for no key update of u
"""

MEMBER_USES = """
    select used from voucher_members
     where merchant_id = $1 and voucher_id = $2 and member_id = $3
"""

GIVEN_BY = """
    select coalesce(sum(u.discount_minor), 0)::bigint as minor
      from voucher_uses as u
     where u.merchant_id = $1 and u.voucher_id = $2 and u.state = 'used'
"""

# Counting and writing down are one statement, and nothing is counted that was written before. The
# limits are looked at before; their checks refuse what a mistake would let through.
INSERT = """
    with use as (
        insert into voucher_uses (
            merchant_id, id, voucher_id, state, store_id, order_ref, sale_id, redemption_id,
            member_id, hold_id, discount_minor, drawn_minor, used_at, problem, counted)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            on conflict (merchant_id, id) do nothing
        returning voucher_id, member_id, counted
    ),
    voucher as (
        update vouchers as v
           set used = v.used + 1
          from use
         where v.merchant_id = $1 and v.id = use.voucher_id and use.counted
    ),
    member as (
        insert into voucher_members as known (merchant_id, voucher_id, member_id, used, most)
        select $1, voucher_id, member_id, 1, $16 from use where counted and member_id is not null
            on conflict (merchant_id, voucher_id, member_id) do update
           set used = known.used + 1, most = excluded.most
    )
    select true from use
"""

UPDATE = """
    update voucher_uses
       set state = $3, sale_id = $4, discount_minor = $5, drawn_minor = $6,
           given_back_minor = $7, counted = $8, ended_at = $9
     where merchant_id = $1 and id = $2
"""

ON_SALE = """
    update voucher_uses set sale_id = $3 where merchant_id = $1 and id = any($2)
"""

DRAW_AGAIN = "update voucher_uses set hold_id = $3 where merchant_id = $1 and id = $2"

COUNT_AGAIN = """
    with voucher as (
        update vouchers set used = used + 1 where merchant_id = $1 and id = $2
    )
    update voucher_members set used = used + 1
     where merchant_id = $1 and voucher_id = $2 and member_id = $3
"""

UNCOUNT = """
    with voucher as (
        update vouchers set used = used - 1 where merchant_id = $1 and id = $2
    )
    update voucher_members set used = used - 1
     where merchant_id = $1 and voucher_id = $2 and member_id = $3
"""


class OfVoucher(NamedTuple):
    """A use, and the code of its voucher."""

    use: Use
    code: str


async def read(reads: Reads, merchant: MerchantId, use: UseId) -> Use | None:
    row = await reads.one_or_none(READ, merchant, use)
    return None if row is None else use_of(row)


async def of_sale(reads: Reads, merchant: MerchantId, sale: SaleId) -> Sequence[Use]:
    return [use_of(row) for row in await reads.all(OF_SALE, merchant, sale)]


async def lock(tx: Transaction, merchant: MerchantId, use: UseId) -> OfVoucher | None:
    return _of_voucher(await tx.one_or_none(LOCK, merchant, use))


async def lock_of_redemption(
    tx: Transaction, merchant: MerchantId, redemption: RedemptionId
) -> OfVoucher | None:
    return _of_voucher(await tx.one_or_none(LOCK_OF_REDEMPTION, merchant, redemption))


async def member_uses(
    reads: Reads, merchant: MerchantId, voucher: VoucherId, member: MemberId
) -> int:
    """How often the member has used the voucher."""
    return await reads.value(MEMBER_USES, merchant, voucher, member) or 0


async def given_by(reads: Reads, merchant: MerchantId, voucher: VoucherId) -> int:
    """What finished bills got by the voucher, in minor units."""
    return int(await reads.value(GIVEN_BY, merchant, voucher))


async def insert(
    tx: Transaction,
    merchant: MerchantId,
    use: Use,
    voucher: Voucher,
    redemption: RedemptionId | None,
) -> bool:
    """Write a use down, and count it if it is to be. False when it was written before."""
    written = await tx.value(
        INSERT,
        merchant,
        use.id,
        use.voucher,
        use.state,
        use.store,
        use.order,
        use.sale,
        redemption,
        use.member,
        use.hold,
        use.discount.minor,
        use.drawn.minor,
        use.used_at,
        use.problem or "",
        use.counted,
        voucher.terms.limit_per_member,
    )
    return written is not None


async def update(tx: Transaction, merchant: MerchantId, before: Use, after: Use) -> None:
    """Write down how far a use has come; one that no longer counts frees its limits."""
    await tx.run(
        UPDATE,
        merchant,
        after.id,
        after.state,
        after.sale,
        after.discount.minor,
        after.drawn.minor,
        after.given_back.minor,
        after.counted,
        after.ended_at,
    )
    if before.counted and not after.counted:
        await tx.run(UNCOUNT, merchant, before.voucher, before.member)


async def count_again(tx: Transaction, merchant: MerchantId, before: Use, after: Use) -> None:
    """Write down that a use stands again, on the hold that it has now."""
    await update(tx, merchant, before, after)
    await tx.run(DRAW_AGAIN, merchant, after.id, after.hold)
    if after.counted and not before.counted:
        await tx.run(COUNT_AGAIN, merchant, before.voucher, before.member)


def _of_voucher(row: Row | None) -> OfVoucher | None:
    return None if row is None else OfVoucher(use_of(row), row["code"])


async def on_sale(
    tx: Transaction, merchant: MerchantId, settled: Sequence[UseId], sale: SaleId
) -> None:
    """Remember which sale the uses belong to."""
    await tx.run(ON_SALE, merchant, settled, sale)


def use_of(row: Row) -> Use:
    currency = row["currency"]
    return Use(
        id=UseId(row["id"]),
        voucher=VoucherId(row["voucher_id"]),
        state=UseState(row["state"]),
        store=StoreId(row["store_id"]),
        order=row["order_ref"],
        sale=None if row["sale_id"] is None else SaleId(row["sale_id"]),
        member=None if row["member_id"] is None else MemberId(row["member_id"]),
        hold=None if row["hold_id"] is None else HoldId(row["hold_id"]),
        discount=Money(row["discount_minor"], currency),
        drawn=Money(row["drawn_minor"], currency),
        given_back=Money(row["given_back_minor"], currency),
        counted=row["counted"],
        problem=Problem(row["problem"]) if row["problem"] else None,
        used_at=row["used_at"],
        ended_at=row["ended_at"],
    )
