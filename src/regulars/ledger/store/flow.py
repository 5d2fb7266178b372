"""Sums of entries of points over spans of time, for pictures."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import MerchantId, lowest_uuid7
from regulars.kernel.points import Points
from regulars.ledger.model import Flow
from regulars.platform.db import Reads

# An entry's id begins with its time, so the primary key finds a span of time.
FLOW = """
    select width_bucket(at, $2::timestamptz[]) as span,
           coalesce(sum(entry.available) filter (where kind = 'earn'), 0)::bigint as earned,
           coalesce(sum(-entry.held - entry.available) filter (where kind = 'settle'), 0)
               ::bigint as redeemed
      from ledger_entries as entry
      join ledger_accounts as account
        on account.merchant_id = entry.merchant_id and account.id = entry.account_id
     where entry.merchant_id = $1 and entry.id >= $3 and entry.id < $4
       and kind in ('earn', 'settle') and account.unit = 'points'
     group by span
"""


async def flow(reads: Reads, merchant: MerchantId, edges: Sequence[datetime]) -> Sequence[Flow]:
    first, end = lowest_uuid7(edges[0]), lowest_uuid7(edges[-1])
    rows = await reads.all(FLOW, merchant, edges, first, end)
    of_span = {row["span"]: Flow(Points(row["earned"]), Points(row["redeemed"])) for row in rows}
    return [of_span.get(span, Flow(Points(0), Points(0))) for span in range(1, len(edges))]
