"""Vouchers that can be used still, and the names of what was used."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from regulars.kernel.ids import MerchantId
from regulars.kernel.money import Money
from regulars.platform.db import Reads
from regulars.reports.model import Outstanding, VoucherKind

USABLE = """
    v.active and v.replaced_by is null and (v.ends_at is null or v.ends_at > $2)
       and (v.limit_total is null or v.used < v.limit_total)
"""

# Most members' wallets are empty: from the accounts, these are left out before anything is joined.
OUTSTANDING = f"""
    select case when v.source = 'LOYALTY' then 'wallet'
                when exists (select from gift_cards c
                              where (c.merchant_id, c.voucher_id) = ($1, v.id)) then 'gift_card'
                else 'stored' end as kind,
           count(*) as vouchers, sum(a.available + a.held)::bigint as minor
      from ledger_accounts a
      join vouchers v on (v.merchant_id, v.account_id) = ($1, a.id)
     where a.merchant_id = $1 and a.unit = $3 and a.available + a.held > 0 and {USABLE}
     group by kind
    union all
    select 'discount', count(*), 0
      from vouchers v
     where v.merchant_id = $1 and v.account_id is null and {USABLE}
"""

NAMES = """
    select id, title from rewards where merchant_id = $1 and id = any($2::uuid[])
    union all
    select id, title from offers where merchant_id = $1 and id = any($2::uuid[])
"""

CURRENCY = "select currency from merchants where merchant_id = $1"


async def outstanding(
    reads: Reads, merchant: MerchantId, currency: str, *, at: datetime
) -> Sequence[Outstanding]:
    """What can be used at an instant, of every kind, in the order of the kinds."""
    found = {row["kind"]: row for row in await reads.all(OUTSTANDING, merchant, at, currency)}
    return [
        Outstanding(
            kind=kind,
            vouchers=found[kind]["vouchers"] if kind in found else 0,
            left=Money(found[kind]["minor"] if kind in found else 0, currency),
        )
        for kind in VoucherKind
    ]


async def names_of(reads: Reads, merchant: MerchantId, what: Collection[UUID]) -> dict[UUID, str]:
    """The titles of rewards and offers."""
    rows = await reads.all(NAMES, merchant, list(what)) if what else []
    return {row["id"]: row["title"] for row in rows}


async def currency_of(reads: Reads, merchant: MerchantId) -> str:
    currency: str = await reads.value(CURRENCY, merchant)
    return currency
