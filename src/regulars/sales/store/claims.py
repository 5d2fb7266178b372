"""The row of an order of a till, locked with all that recording it has to know."""

from datetime import datetime
from typing import NamedTuple, TypeAlias
from uuid import UUID

import msgspec

from regulars.kernel.ids import (
    AccountId,
    BookingId,
    ConnectionId,
    MemberId,
    MerchantId,
    SaleId,
    StoreId,
)
from regulars.kernel.money import Money
from regulars.platform.db import Row, Transaction
from regulars.programs.earning.model import Terms
from regulars.programs.earning.refunds import Back, BackLine, together
from regulars.programs.earning.stored import terms_from
from regulars.sales.store.order_guests import OrderGuest
from regulars.sales.store.sales import Known, known_of
from regulars.vouchers.model import WalletScheme

# Whoever was merged is who they are now.
MEMBER = """
    select (now.id, now.account_id)
      from members m
      join members now
        on (now.merchant_id, now.id) = (m.merchant_id, coalesce(m.merged_into, m.id))
     where m.merchant_id = $1 and m.id
"""

# A sale keeps to the terms that were in force when its bill was finished; without any, the oldest.
TERMS = """
    select (v.version, v.terms::text)
      from program_versions v
     where v.merchant_id = $1 and v.version = coalesce(
           sales.program_version,
           (select max(version) from program_versions where merchant_id = $1 and from_at <= $8),
           (select min(version) from program_versions where merchant_id = $1))
"""

# The program as it is now, and whether it ever had points that wait for the next visit.
PROGRAM = """
    select (v.terms::text, p.wallet_per_minor, p.wallet_credit_minor, m.currency,
            exists (select from program_versions v
                     where v.merchant_id = $1 and v.terms -> 'expiry' ->> 'kind' = 'idle'))
      from programs p
      join merchants m using (merchant_id)
      join program_versions v using (merchant_id, version)
     where p.merchant_id = $1
"""

# The row is the lock: of two who read the same order, one records it, one finds it recorded.
# An update that changes nothing is what locks and answers a row that was there. What else the sale
# needs to know comes with it, to save the round trips.
CLAIM = f"""
    insert into sales (merchant_id, id, store_id, connection_id, order_ref, version, bill_hash,
                       status, total_minor, tax_minor, tips_minor, discount_minor, lines, payments,
                       completed_at, recorded_at)
    values ($1, $2, $3, $4, $5, 1, '', 'complete', 0, 0, 0, 0, '[]', '[]', $8, $6)
    on conflict (merchant_id, store_id, channel, order_ref)
       do update set order_ref = excluded.order_ref
    returning id, version, bill_hash, status, member_id, points_earned, let_go, lot_id,
              wallet_spent_minor, recorded_at, by_hand, completed_at,
              (select time_zone from stores s where s.merchant_id = $1 and s.id = $3) as time_zone,
              ({MEMBER} = $7) as named,
              ({MEMBER} = sales.member_id) as holder,
              (select (g.booking_id, now.id, g.covers, g.seated_at, now.account_id,
                      g.sent_member_id)
                 from order_guests g
                 left join members m on (m.merchant_id, m.id) = (g.merchant_id, g.member_id)
                 left join members now
                   on (now.merchant_id, now.id) = (m.merchant_id, coalesce(m.merged_into, m.id))
                where g.merchant_id = $1 and g.connection_id = $4 and g.order_ref = $5) as party,
              (select json_agg(json_build_array(r.total_minor, r.lines))
                 from till_refunds r
                where r.merchant_id = $1 and r.connection_id = $4 and r.refund_of = $5
                  and r.status = 'complete')::text as refunds,
              ({TERMS}) as terms,
              ({PROGRAM}) as program
"""


Refunded: TypeAlias = tuple[int, tuple[BackLine, ...]]
"""How much went back at one time, in minor units, and for which goods."""


class Holder(NamedTuple):
    """A member, and the account of their points."""

    member: MemberId
    account: AccountId


class InForce(NamedTuple):
    """The program as it is now: its terms, how wallets fill, and whether points ever idled."""

    terms: Terms
    wallet: WalletScheme | None
    idles: bool


class Claimed(NamedTuple):
    """An order's row, locked, with all that recording it has to know.

    `finished_at` is when its bill was first finished. `named` is who the order names, `holder` who
    it was recorded for, which somebody said `by_hand`. `party` is what the diary told of the order,
    and `its_holder` the member of that party; `sent` is the member that the order was made for.
    `back` is all that went back of it. `terms` are what the sale keeps to, with their version.
    """

    known: Known
    time_zone: str
    finished_at: datetime
    named: Holder | None
    holder: Holder | None
    by_hand: bool
    party: OrderGuest | None
    its_holder: Holder | None
    sent: MemberId | None
    back: Back
    terms: tuple[int, Terms] | None
    in_force: InForce | None


async def claim(
    tx: Transaction,
    merchant: MerchantId,
    sale: SaleId,
    store: StoreId,
    connection: ConnectionId,
    order: str,
    *,
    member: MemberId | None,
    currency: str,
    finished_at: datetime,
    at: datetime,
) -> Claimed:
    """The order's row, made if it was not there, and locked. `member` is who the order names."""
    row = await tx.one(CLAIM, merchant, sale, store, connection, order, at, member, finished_at)
    return Claimed(
        known_of(row),
        row["time_zone"],
        row["completed_at"],
        _holder(row["named"]),
        _holder(row["holder"]),
        row["by_hand"],
        *_party(row),
        _back(row["refunds"], currency),
        _terms(row["terms"]),
        _in_force(row["program"]),
    )


def _party(row: Row) -> tuple[OrderGuest | None, Holder | None, MemberId | None]:
    if row["party"] is None:
        return None, None, None
    booking, member, covers, seated_at, account, sent = row["party"]
    guest = OrderGuest(BookingId(booking), _member(member), covers, seated_at)
    return guest, _holder((member, account)), _member(sent)


def _holder(found: tuple[UUID | None, UUID | None] | None) -> Holder | None:
    if found is None or found[0] is None or found[1] is None:
        return None
    return Holder(MemberId(found[0]), AccountId(found[1]))


def _back(text: str | None, currency: str) -> Back:
    found = [] if text is None else msgspec.json.decode(text, type=list[Refunded])
    return together([Back(Money(minor, currency), lines) for minor, lines in found], currency)


def _terms(found: tuple[int, str] | None) -> tuple[int, Terms] | None:
    return None if found is None else (found[0], terms_from(found[1]))


def _in_force(found: tuple[str, int | None, int, str, bool] | None) -> InForce | None:
    if found is None:
        return None
    text, per, credit, currency, idles = found
    wallet = None if per is None else WalletScheme(Money(per, currency), Money(credit, currency))
    return InForce(terms_from(text), wallet, idles)


def _member(id_: UUID | None) -> MemberId | None:
    return None if id_ is None else MemberId(id_)
