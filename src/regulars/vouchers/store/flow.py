"""Sums of what moved on vouchers and wallets over spans of time, for pictures."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import MerchantId, lowest_uuid7
from regulars.kernel.money import Money
from regulars.platform.db import Reads
from regulars.vouchers.views import Flow

# An entry's id begins with its time, so the primary key finds a span of time.
FLOW = """
    select width_bucket(e.at, $2::timestamptz[]) as span,
           coalesce(sum(e.available) filter (where e.kind in ('earn', 'adjust', 'take_back')), 0)
               ::bigint as put_in,
           coalesce(-sum(e.available + e.held)
                    filter (where e.kind in ('spend', 'settle', 'give_back')), 0)::bigint as spent
      from ledger_entries as e
      join ledger_accounts as a on (a.merchant_id, a.id) = (e.merchant_id, e.account_id)
     where e.merchant_id = $1 and e.id >= $3 and e.id < $4 and a.unit <> 'points'
     group by span
"""

CURRENCY = "select currency from merchants where merchant_id = $1"


async def flow(reads: Reads, merchant: MerchantId, edges: Sequence[datetime]) -> Sequence[Flow]:
    first, end = lowest_uuid7(edges[0]), lowest_uuid7(edges[-1])
    rows = await reads.all(FLOW, merchant, edges, first, end)
    currency = await reads.value(CURRENCY, merchant)
    of_span = {
        row["span"]: Flow(Money(row["put_in"], currency), Money(row["spent"], currency))
        for row in rows
    }
    nothing = Flow(Money.zero(currency), Money.zero(currency))
    return [of_span.get(span, nothing) for span in range(1, len(edges))]
