"""New accounts with their first lot and their first entry, all in one statement."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import MerchantId
from regulars.kernel.points import Points
from regulars.ledger.model import Draft
from regulars.platform.db import Transaction

OPEN = """
    with opening as (
        select *
          from unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::bigint[], $8::text[], $9::bytea[],
                      $10::jsonb[])
               as opening (account_id, entry_id, lot_id, points, key, input_hash, reason)
    ),
    accounts as (
        insert into ledger_accounts (merchant_id, id, unit, available, entries, created_at)
        select $1, account_id, $2, points, 1, $3 from opening
    ),
    lots as (
        insert into ledger_lots (merchant_id, id, account_id, earned, remaining, earned_at)
        select $1, lot_id, account_id, points, points, $3 from opening
    )
    insert into ledger_entries (
        merchant_id, id, account_id, number, kind, available, held, available_after, held_after,
        short, lot_id, lots, lot_points, key, input_hash, reason, at)
    select $1, entry_id, account_id, 1, 'earn', points, 0, points, 0,
           0, lot_id, array[lot_id], array[points], key, input_hash, reason, $3
      from opening
"""


async def open_funded(
    tx: Transaction,
    merchant: MerchantId,
    openings: Sequence[tuple[Draft, Points]],
    unit: str,
    at: datetime,
) -> None:
    drafts = [draft for draft, _ in openings]
    await tx.run(
        OPEN,
        merchant,
        unit,
        at,
        [draft.account for draft in drafts],
        [draft.id for draft in drafts],
        [draft.lot for draft in drafts],
        [points for _, points in openings],
        [draft.key for draft in drafts],
        [draft.input_hash for draft in drafts],
        [draft.reason for draft in drafts],
    )
