"""Sales as rows: recorded once, read again in versions."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

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
from regulars.sales.store.order_guests import OrderGuest
from regulars.vouchers.model import WalletScheme

COLUMNS = """
    s.id, s.store_id, s.channel, s.connection_id, s.order_ref, s.number, s.version, s.status,
    s.member_id, s.total_minor, s.tax_minor, s.tips_minor, s.discount_minor, s.points_earned,
    s.lines, s.payments, s.refunded_minor, s.completed_at, s.recorded_at, s.booking_id, s.covers,
    s.seated_at, m.currency
"""

# The row is the lock: of two who read the same order, one records it, one finds it recorded.
# An update that changes nothing is what locks and answers a row that was there. What else the sale
# needs to know comes with it, to save the round trips. Whoever was merged is who they are now.
CLAIM = """
    insert into sales (merchant_id, id, store_id, connection_id, order_ref, version, bill_hash,
                       status, total_minor, tax_minor, tips_minor, discount_minor, lines, payments,
                       completed_at, recorded_at)
    values ($1, $2, $3, $4, $5, 1, '', 'complete', 0, 0, 0, 0, '[]', '[]', $6, $6)
    on conflict (merchant_id, store_id, channel, order_ref)
       do update set order_ref = excluded.order_ref
    returning id, version, bill_hash, status, member_id, points_earned, lot_id, wallet_spent_minor,
              (select time_zone from stores s where s.merchant_id = $1 and s.id = $3) as time_zone,
              (select (now.id, now.account_id)
                 from members m
                 join members now
                   on (now.merchant_id, now.id) = (m.merchant_id, coalesce(m.merged_into, m.id))
                where m.merchant_id = $1 and m.id = $7) as named,
              (select (g.booking_id, now.id, g.covers, g.seated_at, now.account_id,
                      g.sent_member_id)
                 from order_guests g
                 left join members m on (m.merchant_id, m.id) = (g.merchant_id, g.member_id)
                 left join members now
                   on (now.merchant_id, now.id) = (m.merchant_id, coalesce(m.merged_into, m.id))
                where g.merchant_id = $1 and g.connection_id = $4 and g.order_ref = $5) as party
"""

KNOWN = """
    select s.id, s.version, s.bill_hash, s.status, s.member_id, s.points_earned, s.lot_id,
           s.wallet_spent_minor
      from sales s
     where s.merchant_id = $1 and s.store_id = $2 and s.channel = 'till' and s.order_ref = $3
       for update
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
           seated_at = $21,
           credit_minor = $18 + case when member_id is not distinct from $6
                                     then credit_minor else 0 end
     where merchant_id = $1 and id = $2
"""

VOID = """
    update sales
       set status = 'void', points_earned = $3, version = version + 1, bill_hash = '',
           wallet_spent_minor = 0, credit_minor = 0
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
    """

    id: SaleId
    version: int
    bill_hash: bytes
    status: SaleStatus
    member: MemberId | None
    points_earned: Points
    lot: LotId | None
    wallet_spent_minor: int = 0

    @property
    def is_new(self) -> bool:
        """Whether nothing has been recorded under it yet."""
        return not self.bill_hash and self.version == 1

    def counted_for(self, member: MemberId | None) -> int:
        """What of it counts towards the next credit of `member`, in minor units."""
        return self.wallet_spent_minor if member == self.member else 0


class Claimed(NamedTuple):
    """An order's row, locked, with its store's time zone, and the member named with the account.

    `party` is what the diary told of the order, and the account of its member; `sent` is the member
    that the order was made for.
    """

    known: Known
    time_zone: str
    member: MemberId | None
    account: AccountId | None
    party: OrderGuest | None
    party_account: AccountId | None
    sent: MemberId | None


async def claim(
    tx: Transaction,
    merchant: MerchantId,
    sale: SaleId,
    store: StoreId,
    connection: ConnectionId,
    order: str,
    *,
    member: MemberId | None,
    at: datetime,
) -> Claimed:
    """The order's row, made if it was not there, and locked. `member` is who the order names."""
    row = await tx.one(CLAIM, merchant, sale, store, connection, order, at, member)
    member, account = row["named"] or (None, None)
    return Claimed(_known(row), row["time_zone"], member, account, *_party(row))


async def known(tx: Transaction, merchant: MerchantId, store: StoreId, order: str) -> Known | None:
    """The order's row, locked, if it has been recorded."""
    row = await tx.one_or_none(KNOWN, merchant, store, order)
    return None if row is None else _known(row)


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
    wallet_spent: Money,
    credit: Money,
) -> None:
    """Write the newest version of a sale over the one before.

    `wallet_spent` counts towards its member's next credit, `credit` came with this version.
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
    )


async def void(tx: Transaction, merchant: MerchantId, sale: SaleId, *, points_left: Points) -> None:
    """Mark a sale as taken back. `points_left` could not be, since they were spent."""
    await tx.run(VOID, merchant, sale, points_left)


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


def _known(row: Row) -> Known:
    return Known(
        id=SaleId(row["id"]),
        version=row["version"],
        bill_hash=row["bill_hash"],
        status=SaleStatus(row["status"]),
        member=None if row["member_id"] is None else MemberId(row["member_id"]),
        points_earned=Points(row["points_earned"]),
        lot=None if row["lot_id"] is None else LotId(row["lot_id"]),
        wallet_spent_minor=row["wallet_spent_minor"],
    )


def _party(row: Row) -> tuple[OrderGuest | None, AccountId | None, MemberId | None]:
    if row["party"] is None:
        return None, None, None
    booking, member, covers, seated_at, account, sent = row["party"]
    guest = OrderGuest(BookingId(booking), _member(member), covers, seated_at)
    return guest, None if account is None else AccountId(account), _member(sent)


def _member(id_: UUID | None) -> MemberId | None:
    return None if id_ is None else MemberId(id_)


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
