"""Sums over all vouchers of a merchant."""

from datetime import datetime

from regulars.kernel.ids import MerchantId
from regulars.kernel.money import Money
from regulars.platform.db import Reads, Row
from regulars.vouchers.model import DiscountType, UseType
from regulars.vouchers.views import Kind, Outstanding, Tally, Used

# What was spent is what the holds of the uses have settled: a hold that was released drew nothing.
TALLIES = """
    with uses as (
        select u.voucher_id, count(*) filter (where u.counted) as uses,
               sum(u.discount_minor) filter (where u.state = 'used') as discount,
               sum(h.settled) as spent, sum(h.given_back) as given_back
          from voucher_uses as u
          left join ledger_holds as h on (h.merchant_id, h.id) = (u.merchant_id, u.hold_id)
         where u.merchant_id = $1
         group by u.voucher_id
    )
    select v.source, v.discount_type, v.use_type, count(*) as vouchers,
           coalesce(sum(uses.uses), 0)::bigint as uses,
           coalesce(sum(uses.discount), 0)::bigint as discount,
           coalesce(sum(a.available + a.held) + sum(coalesce(uses.spent - uses.given_back, 0)), 0)
               ::bigint as put_in,
           coalesce(sum(uses.spent), 0)::bigint as spent,
           coalesce(sum(uses.given_back), 0)::bigint as given_back,
           coalesce(sum(a.held), 0)::bigint as held,
           coalesce(sum(a.available), 0)::bigint as left
      from vouchers as v
      left join ledger_accounts as a on (a.merchant_id, a.id) = (v.merchant_id, v.account_id)
      left join uses on uses.voucher_id = v.id
     where v.merchant_id = $1
     group by v.source, v.discount_type, v.use_type
     order by v.source, v.discount_type, v.use_type
"""

BESIDE = """
    select m.currency, ended.vouchers as ended, ended.left as ended_left,
           unpaid.cards as unpaid, unpaid.face as unpaid_face, wallets.owed
      from merchants as m
     cross join (
            select count(*) as vouchers, coalesce(sum(a.available), 0)::bigint as left
              from vouchers as v
              join ledger_accounts as a on (a.merchant_id, a.id) = (v.merchant_id, v.account_id)
             where v.merchant_id = $1 and v.source = 'STORE' and a.available > 0
               and (not v.active or v.ends_at <= $2)) as ended
     cross join (
            select count(*) as cards, coalesce(sum(value_minor), 0)::bigint as face
              from gift_cards
             where merchant_id = $1 and state = 'unpaid') as unpaid
     cross join (
            select coalesce(sum(owed_minor), 0)::bigint as owed
              from wallets
             where merchant_id = $1) as wallets
     where m.merchant_id = $1
"""

USED = """
    select m.currency, count(u.id) as uses,
           coalesce(sum(u.discount_minor), 0)::bigint as discount
      from merchants as m
      left join voucher_uses as u
        on u.merchant_id = m.merchant_id and u.state = 'used'
       and u.used_at >= $2 and u.used_at < $3
     where m.merchant_id = $1
     group by m.currency
"""


async def outstanding(reads: Reads, merchant: MerchantId, *, at: datetime) -> Outstanding:
    beside = await reads.one(BESIDE, merchant, at)
    currency = beside["currency"]
    rows = await reads.all(TALLIES, merchant)
    wallets = [_tally(row, currency) for row in rows if row["source"] == "LOYALTY"]
    return Outstanding(
        by_kind=[(_kind(row), _tally(row, currency)) for row in rows if row["source"] == "STORE"],
        ended=beside["ended"],
        ended_left=Money(beside["ended_left"], currency),
        unpaid=beside["unpaid"],
        unpaid_face=Money(beside["unpaid_face"], currency),
        wallets=wallets[0] if wallets else nothing(currency),
        owed=Money(beside["owed"], currency),
    )


async def used_between(
    reads: Reads, merchant: MerchantId, *, since: datetime, until: datetime
) -> Used:
    row = await reads.one(USED, merchant, since, until)
    return Used(row["uses"], Money(row["discount"], row["currency"]))


def nothing(currency: str) -> Tally:
    none = Money.zero(currency)
    return Tally(
        vouchers=0,
        uses=0,
        discount=none,
        put_in=none,
        spent=none,
        given_back=none,
        held=none,
        left=none,
    )


def _kind(row: Row) -> Kind:
    return Kind(DiscountType(row["discount_type"]), UseType(row["use_type"]))


def _tally(row: Row, currency: str) -> Tally:
    return Tally(
        vouchers=row["vouchers"],
        uses=row["uses"],
        discount=Money(row["discount"], currency),
        put_in=Money(row["put_in"], currency),
        spent=Money(row["spent"], currency),
        given_back=Money(row["given_back"], currency),
        held=Money(row["held"], currency),
        left=Money(row["left"], currency),
    )
