"""Sales as rows: recorded once, read again in versions."""

from datetime import datetime
from typing import NamedTuple

import msgspec

from regulars.kernel.ids import (
    AccountId,
    BookingId,
    ConnectionId,
    LotId,
    MemberId,
    MerchantId,
    SaleId,
    StoreId,
)
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.platform.db import Reads, Row, Transaction
from regulars.sales.model import Channel, Sale, SaleLine, SalePayment, SaleStatus
from regulars.vouchers.model import WalletScheme

COLUMNS = """
    s.id, s.store_id, s.channel, s.connection_id, s.order_ref, s.number, s.version, s.status,
    s.member_id, s.total_minor, s.tax_minor, s.tips_minor, s.discount_minor, s.points_earned,
    s.lines, s.payments, s.refunded_minor, s.completed_at, s.recorded_at, s.booking_id, s.covers,
    s.seated_at, m.currency
"""

KNOWN = """
    select s.id, s.version, s.bill_hash, s.status, s.member_id, s.points_earned, s.let_go, s.lot_id,
           s.wallet_spent_minor, s.recorded_at,
           (select v.terms ->> 'when_spent' = 'debt' from program_versions v
             where (v.merchant_id, v.version) = (s.merchant_id, s.program_version)) as owe
      from sales s
     where s.merchant_id = $1 and s.store_id = $2 and s.channel = 'till' and s.order_ref = $3
       for update
"""

LOCK = """
    select s.id, s.version, s.bill_hash, s.status, s.member_id, s.points_earned, s.let_go, s.lot_id,
           s.wallet_spent_minor, s.recorded_at, s.program_version, s.by_hand, t.time_zone
      from sales s join stores t on (t.merchant_id, t.id) = (s.merchant_id, s.store_id)
     where s.merchant_id = $1 and s.id = $2
       for update of s
"""

KNOWN_BY_ORDER = """
    select s.store_id
      from sales s
     where s.merchant_id = $1 and s.connection_id = $2 and s.order_ref = $3
"""

WRITE = """
    update sales
       set number = $3, version = $4, bill_hash = $5, status = 'complete', member_id = $6,
           total_minor = $7, tax_minor = $8, tips_minor = $9, discount_minor = $10,
           points_earned = $11, lot_id = $12, lines = $13, payments = $14, completed_at = $15,
           recorded_at = $16, wallet_spent_minor = $17, booking_id = $19, covers = $20,
           seated_at = $21, program_version = $22, refunded_minor = $23, by_hand = $24,
           let_go = $25,
           credit_minor = $18 + case when member_id is not distinct from $6
                                     then credit_minor else 0 end
     where merchant_id = $1 and id = $2
"""

VOID = """
    update sales
       set status = 'void', points_earned = $3, let_go = $3, version = version + 1,
           bill_hash = '', wallet_spent_minor = 0, credit_minor = 0, recorded_at = $4
     where merchant_id = $1 and id = $2
"""

READ = f"""
    select {COLUMNS}
      from sales s join merchants m using (merchant_id)
     where s.merchant_id = $1 and s.id = $2
"""

ACCOUNT = "select account_id from members where merchant_id = $1 and id = $2"

CURRENCY = "select currency from merchants where merchant_id = $1"

# By which rule the sale counted towards the credit of the member, or of who they were then.
SCHEME = """
    select w.per_minor, w.credit_minor, currency
      from wallet_entries w join merchants using (merchant_id)
     where w.merchant_id = $1 and w.sale_id = $3 and w.spent_minor > 0
       and w.member_id = any (array(
           select m.id from members m
            where m.merchant_id = $1 and (m.id = $2 or m.merged_into = $2)))
     order by w.at desc, w.number desc
     limit 1
"""


class Known(NamedTuple):
    """What is recorded of an order: the newest version, and what was posted for it.

    `wallet_spent_minor` is what of its total counts towards a credit of its member's wallet.
    `let_go` is what of the points earned should have gone back, and nobody owes.
    """

    id: SaleId
    version: int
    bill_hash: bytes
    status: SaleStatus
    member: MemberId | None
    points_earned: Points
    lot: LotId | None
    wallet_spent_minor: int = 0
    recorded_at: datetime | None = None
    let_go: Points = Points(0)

    @property
    def due(self) -> Points:
        """What the bill is worth to its member."""
        return Points(self.points_earned - self.let_go)

    @property
    def is_new(self) -> bool:
        """Whether nothing has been recorded under it yet."""
        return not self.bill_hash and self.version == 1

    def counted_for(self, member: MemberId | None) -> int:
        """What of it counts towards the next credit of `member`, in minor units."""
        return self.wallet_spent_minor if member == self.member else 0


class Locked(NamedTuple):
    """A sale's row, locked. It keeps to `program_version`; `by_hand` somebody said whose it is."""

    known: Known
    program_version: int | None
    by_hand: bool
    time_zone: str


async def lock(tx: Transaction, merchant: MerchantId, sale: SaleId) -> Locked | None:
    """Wait for a sale and keep it. None when there is no such sale."""
    row = await tx.one_or_none(LOCK, merchant, sale)
    if row is None:
        return None
    return Locked(known_of(row), row["program_version"], row["by_hand"], row["time_zone"])


async def known(
    tx: Transaction, merchant: MerchantId, store: StoreId, order: str
) -> tuple[Known, bool] | None:
    """The order's row, locked, if it was recorded; and whether points that are spent are owed."""
    row = await tx.one_or_none(KNOWN, merchant, store, order)
    return None if row is None else (known_of(row), bool(row["owe"]))


async def store_of(
    reads: Reads, merchant: MerchantId, connection: ConnectionId, order: str
) -> StoreId | None:
    """Which store an order was recorded for, if it was."""
    store = await reads.value(KNOWN_BY_ORDER, merchant, connection, order)
    return None if store is None else StoreId(store)


async def write(
    tx: Transaction,
    merchant: MerchantId,
    sale: Sale,
    bill_hash: bytes,
    lot: LotId | None,
    *,
    program_version: int | None,
    by_hand: bool,
    wallet_spent: Money,
    credit: Money,
    let_go: Points,
) -> None:
    """Write the newest version of a sale over the one before.

    `let_go` is what of its points should have gone back, and nobody owes. It keeps to
    `program_version`. `wallet_spent` counts towards its member's next credit, `credit` came with
    this version. `by_hand` says that somebody said whose it is.
    """
    await tx.run(
        WRITE,
        merchant,
        sale.id,
        sale.number,
        sale.version,
        bill_hash,
        sale.member,
        sale.total.minor,
        sale.tax.minor,
        sale.tips.minor,
        sale.discount.minor,
        sale.points_earned,
        lot,
        sale.lines,
        sale.payments,
        sale.completed_at,
        sale.recorded_at,
        wallet_spent.minor,
        credit.minor,
        sale.booking,
        sale.covers,
        sale.seated_at,
        program_version,
        sale.refunded.minor,
        by_hand,
        let_go,
    )


async def void(
    tx: Transaction, merchant: MerchantId, sale: SaleId, *, points_left: Points, at: datetime
) -> None:
    """Mark a sale as taken back. `points_left` could not be, since they were spent."""
    await tx.run(VOID, merchant, sale, points_left, at)


async def read(reads: Reads, merchant: MerchantId, sale: SaleId) -> Sale | None:
    row = await reads.one_or_none(READ, merchant, sale)
    return None if row is None else _sale(row)


async def account_of(tx: Transaction, merchant: MerchantId, member: MemberId) -> AccountId | None:
    """The ledger account of a member, or None when the merchant has no such member."""
    account = await tx.value(ACCOUNT, merchant, member)
    return None if account is None else AccountId(account)


async def scheme_of(
    tx: Transaction, merchant: MerchantId, member: MemberId, sale: SaleId
) -> WalletScheme | None:
    """The wallet scheme that a sale counted by, when it counted."""
    row = await tx.one_or_none(SCHEME, merchant, member, sale)
    if row is None:
        return None
    currency = row["currency"]
    return WalletScheme(Money(row["per_minor"], currency), Money(row["credit_minor"], currency))


async def currency_of(tx: Transaction, merchant: MerchantId) -> str:
    return str(await tx.value(CURRENCY, merchant))


def known_of(row: Row) -> Known:
    return Known(
        id=SaleId(row["id"]),
        version=row["version"],
        bill_hash=row["bill_hash"],
        status=SaleStatus(row["status"]),
        member=None if row["member_id"] is None else MemberId(row["member_id"]),
        points_earned=Points(row["points_earned"]),
        lot=None if row["lot_id"] is None else LotId(row["lot_id"]),
        wallet_spent_minor=row["wallet_spent_minor"],
        recorded_at=row["recorded_at"],
        let_go=Points(row["let_go"]),
    )


def _sale(row: Row) -> Sale:
    currency = row["currency"]
    return Sale(
        id=SaleId(row["id"]),
        store=StoreId(row["store_id"]),
        channel=Channel(row["channel"]),
        connection=None if row["connection_id"] is None else ConnectionId(row["connection_id"]),
        order=row["order_ref"],
        number=row["number"],
        version=row["version"],
        status=SaleStatus(row["status"]),
        member=None if row["member_id"] is None else MemberId(row["member_id"]),
        total=Money(row["total_minor"], currency),
        tax=Money(row["tax_minor"], currency),
        tips=Money(row["tips_minor"], currency),
        discount=Money(row["discount_minor"], currency),
        points_earned=Points(row["points_earned"]),
        lines=msgspec.convert(row["lines"], list[SaleLine]),
        payments=msgspec.convert(row["payments"], list[SalePayment]),
        refunded=Money(row["refunded_minor"], currency),
        completed_at=row["completed_at"],
        recorded_at=row["recorded_at"],
        booking=None if row["booking_id"] is None else BookingId(row["booking_id"]),
        covers=row["covers"],
        seated_at=row["seated_at"],
    )
