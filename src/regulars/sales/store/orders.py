"""Orders that no connected till brought, as rows: each is kept once."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar
from uuid import UUID

from regulars.kernel.ids import (
    AccountId,
    ExceptionId,
    LotId,
    MemberId,
    MerchantId,
    SaleId,
    StoreId,
    UseId,
    VoucherId,
)
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.platform.db import Reads, Row, Transaction
from regulars.sales.model import Channel, Sale, SaleStatus, SaleVoucher
from regulars.sales.store.sales import Known
from regulars.vouchers.model import Problem

T = TypeVar("T")

# Whatever was wrong with the order before is over once it is kept.
KEEP = """
    with resolved as (
        update exceptions
           set state = 'resolved', ended_at = $14, ended_by = $16
         where merchant_id = $1 and kind = 'external_order' and subject = $15 and state = 'open'
        returning id
    )
    insert into sales (merchant_id, id, store_id, channel, order_ref, number, version, bill_hash,
                       status, member_id, total_minor, tax_minor, tips_minor, discount_minor,
                       lines, payments, completed_at, recorded_at, program_version)
    values ($1, $2, $3, $4, $5, $6, 1, $7, 'complete', $8, $9, 0, 0, $10, $11, $12, $13, $14, $17)
    on conflict (merchant_id, store_id, channel, order_ref) do nothing
    returning array(select id from resolved) as resolved
"""

COLLECTED = """
    update sales
       set points_earned = $3, lot_id = $4, wallet_spent_minor = $5, credit_minor = $6
     where merchant_id = $1 and id = $2
"""

LOCK = """
    select s.id
      from sales s
     where s.merchant_id = $1 and s.store_id = $2 and s.channel = $3 and s.order_ref = $4
       for update
"""

# After the lock, in a statement of its own: one that waits does not see what others added to
# other tables meanwhile. Of a sale whose bill was not kept in its day, what it had earned follows
# from its refunds.
KEPT = """
    select s.id, s.version, s.bill_hash, s.status, s.member_id, s.points_earned, s.let_go, s.lot_id,
           s.total_minor, s.discount_minor, s.refunded_minor, s.wallet_spent_minor, p.account_id,
           m.currency,
           coalesce((select (w.worked ->> 'points')::bigint from sale_versions w
                      where w.merchant_id = s.merchant_id and w.sale_id = s.id
                      order by w.version desc limit 1),
                    s.points_earned + coalesce(gone.points, 0)::bigint) as earned,
           s.credit_minor + coalesce(gone.credit_minor, 0)::bigint as credited_minor,
           coalesce(v.terms ->> 'when_spent' = 'debt', false) as owe
      from sales s
      join merchants m using (merchant_id)
      left join members p on (p.merchant_id, p.id) = (s.merchant_id, s.member_id)
      left join program_versions v
        on (v.merchant_id, v.version) = (s.merchant_id, s.program_version)
      left join lateral (
            select sum(r.points) as points, sum(r.credit_minor) as credit_minor
              from sale_refunds r
             where r.merchant_id = s.merchant_id and r.sale_id = s.id) as gone on true
     where s.merchant_id = $1 and s.id = $2
"""

VOUCHERS = """
    select u.id, u.voucher_id, u.state, u.discount_minor, u.drawn_minor, u.given_back_minor,
           u.problem, u.used_at, v.code, m.currency
      from voucher_uses u
      join merchants m using (merchant_id)
      join vouchers v on (v.merchant_id, v.id) = (u.merchant_id, u.voucher_id)
     where u.merchant_id = $1 and u.sale_id = $2
     order by u.id
"""

IS_NEW_GUEST = """
    select not exists (
           select 1 from sales s
            where s.merchant_id = $1 and s.member_id = $2 and s.status = 'complete')
"""


class Kept(NamedTuple):
    """A sale that is kept, locked, and what of it stands.

    `earned` and `credited` are what came of it at first. `account` is that of its member's points.
    With `owe`, its member owes points that are spent when they have to go back.
    """

    known: Known
    account: AccountId | None
    total: Money
    discount: Money
    refunded: Money
    earned: Points
    credited: Money
    owe: bool

    @property
    def left(self) -> Money:
        """What of the total has not been refunded."""
        return self.total - self.refunded


async def keep(
    tx: Transaction,
    merchant: MerchantId,
    sale: Sale,
    content: bytes,
    *,
    program_version: int | None,
    subject: str,
    actor: str,
) -> Sequence[ExceptionId] | None:
    """Keep a new sale; None when another one has its order. Names the exceptions that it ended.

    It keeps to `program_version`.
    """
    row = await tx.one_or_none(
        KEEP,
        merchant,
        sale.id,
        sale.store,
        sale.channel,
        sale.order,
        sale.number,
        content,
        sale.member,
        sale.total.minor,
        sale.discount.minor,
        sale.lines,
        sale.payments,
        sale.completed_at,
        sale.recorded_at,
        subject,
        actor,
        program_version,
    )
    return None if row is None else [ExceptionId(found) for found in row["resolved"]]


async def collected(
    tx: Transaction,
    merchant: MerchantId,
    sale: Sale,
    lot: LotId | None,
    *,
    wallet_spent: Money,
    credit: Money,
) -> None:
    """Remember what came of a new sale for its member."""
    await tx.run(
        COLLECTED,
        merchant,
        sale.id,
        sale.points_earned,
        lot,
        wallet_spent.minor,
        credit.minor,
    )


async def lock(
    tx: Transaction, merchant: MerchantId, store: StoreId, channel: Channel, order: str
) -> Kept | None:
    """Wait for an order's sale and keep it. None when there is no such order."""
    sale = await tx.value(LOCK, merchant, store, channel, order)
    if sale is None:
        return None
    row = await tx.one(KEPT, merchant, sale)
    currency = row["currency"]
    return Kept(
        known=Known(
            id=SaleId(row["id"]),
            version=row["version"],
            bill_hash=row["bill_hash"],
            status=SaleStatus(row["status"]),
            member=_maybe(MemberId, row["member_id"]),
            points_earned=Points(row["points_earned"]),
            lot=row["lot_id"],
            wallet_spent_minor=row["wallet_spent_minor"],
            let_go=Points(row["let_go"]),
        ),
        account=_maybe(AccountId, row["account_id"]),
        total=Money(row["total_minor"], currency),
        discount=Money(row["discount_minor"], currency),
        refunded=Money(row["refunded_minor"], currency),
        earned=Points(row["earned"]),
        credited=Money(row["credited_minor"], currency),
        owe=row["owe"],
    )


async def vouchers(reads: Reads, merchant: MerchantId, sale: SaleId) -> list[SaleVoucher]:
    """The vouchers of a sale, also those that have come off it."""
    return [_voucher(row) for row in await reads.all(VOUCHERS, merchant, sale)]


async def is_new_guest(tx: Transaction, merchant: MerchantId, guest: MemberId) -> bool:
    """Whether nothing that stands was sold to the guest yet."""
    return bool(await tx.value(IS_NEW_GUEST, merchant, guest))


def _voucher(row: Row) -> SaleVoucher:
    currency = row["currency"]
    return SaleVoucher(
        use=UseId(row["id"]),
        voucher=VoucherId(row["voucher_id"]),
        code=row["code"],
        discount=Money(row["discount_minor"], currency),
        drawn=Money(row["drawn_minor"], currency),
        given_back=Money(row["given_back_minor"], currency),
        stands=row["state"] == "used",
        problem=Problem(row["problem"]) if row["problem"] else None,
        at=row["used_at"],
    )


def _maybe(kind: Callable[[UUID], T], found: UUID | None) -> T | None:
    return None if found is None else kind(found)
