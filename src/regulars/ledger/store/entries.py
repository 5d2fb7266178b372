"""Reading entries back: for a request that came before, for statements."""

from collections.abc import Sequence

import msgspec

from regulars.kernel.ids import AccountId, BookingId, EntryId, MerchantId, SaleId
from regulars.kernel.points import Points
from regulars.ledger.model import Draft, Entry, Kind, Posting
from regulars.ledger.reasons import Reason
from regulars.ledger.rules import moved
from regulars.platform.db import Reads, Row

# The request's own key counts before the natural key.
EARLIER = """
    select id, account_id, kind, available, held, available_after, held_after, short,
           owed, hold_id, lot_id, key, input_hash
      from ledger_entries
     where merchant_id = $1 and (key = $2 or natural_key = $3)
     order by key = $2 desc
     limit 1
"""

ENTRY = """
    select id, number, kind, available, held, available_after, held_after, short,
           owed, hold_id, lot_id, reason, at
      from ledger_entries
     where merchant_id = $1 and natural_key = $2
"""

BY_ID = """
    select id, account_id, number, kind, available, held, available_after, held_after, short,
           owed, hold_id, lot_id, reason, at
      from ledger_entries
     where merchant_id = $1 and id = $2
"""

MOVED_ON = """
    select exists (
        select from ledger_entries
         where merchant_id = $1 and account_id = $2 and number > $3
           and kind = 'transfer' and least(available, owed) < 0)
"""

OF_SALE = """
    select coalesce(sum(available - owed), 0)::bigint
      from ledger_entries
     where merchant_id = $1 and account_id = $2 and kind in ('earn', 'take_back')
       and reason ->> 'sale' = $3
"""

OF_QUIET_TIME = """
    select coalesce(sum(available - owed), 0)::bigint
      from ledger_entries
     where merchant_id = $1 and account_id = $2 and kind in ('earn', 'take_back')
       and reason ->> 'kind' = 'quiet_time' and reason ->> 'booking' = $3
"""

UNDONE = """
    select substr(natural_key, 9)::uuid as entry
      from ledger_entries
     where merchant_id = $1 and natural_key = any($2)
"""

STATEMENT = """
    select id, number, kind, available, held, available_after, held_after, short,
           owed, hold_id, lot_id, reason, at
      from ledger_entries
     where merchant_id = $1 and account_id = $2
       and number < coalesce(
               (select number from ledger_entries where merchant_id = $1 and id = $3),
               9223372036854775807)
     order by number desc
     limit $4
"""


class Earlier(msgspec.Struct, frozen=True):
    """An entry that took a key, and what the request behind it was."""

    posting: Posting
    key: str
    input_hash: bytes


async def earlier(reads: Reads, draft: Draft) -> Earlier | None:
    """The entry that has the key or the natural key of `draft`."""
    row = await reads.one_or_none(EARLIER, draft.merchant, draft.key, draft.natural_key)
    if row is None:
        return None
    return Earlier(posting_of(row, replayed=True), row["key"], row["input_hash"])


async def by_natural_key(reads: Reads, merchant: MerchantId, natural_key: str) -> Entry | None:
    row = await reads.one_or_none(ENTRY, merchant, natural_key)
    return _entry_of(row) if row else None


async def by_id(reads: Reads, merchant: MerchantId, id_: EntryId) -> tuple[AccountId, Entry] | None:
    """An entry, and the account it is of."""
    row = await reads.one_or_none(BY_ID, merchant, id_)
    return (row["account_id"], _entry_of(row)) if row else None


async def moved_on(reads: Reads, merchant: MerchantId, account: AccountId, number: int) -> bool:
    """Whether what the account had moved to another one after its entry `number`."""
    return bool(await reads.value(MOVED_ON, merchant, account, number))


async def of_sale(reads: Reads, merchant: MerchantId, account: AccountId, sale: SaleId) -> Points:
    return Points(await reads.value(OF_SALE, merchant, account, str(sale)))


async def of_quiet_time(
    reads: Reads, merchant: MerchantId, account: AccountId, booking: BookingId
) -> Points:
    return Points(await reads.value(OF_QUIET_TIME, merchant, account, str(booking)))


async def undone(
    reads: Reads, merchant: MerchantId, entries: Sequence[EntryId]
) -> frozenset[EntryId]:
    """Those of `entries` that were undone by hand."""
    rows = await reads.all(UNDONE, merchant, [f"reverse:{entry}" for entry in entries])
    return frozenset(EntryId(row["entry"]) for row in rows)


async def statement(
    reads: Reads, merchant: MerchantId, account: AccountId, before: EntryId | None, limit: int
) -> Sequence[Entry]:
    """The newest entries first, those older than `before` if it is given."""
    rows = await reads.all(STATEMENT, merchant, account, before, limit)
    return [_entry_of(row) for row in rows]


def posting_of(row: Row, *, replayed: bool = False) -> Posting:
    return Posting(
        entry=row["id"],
        account=row["account_id"],
        points=moved(Kind(row["kind"]), row["available"], row["held"]),
        short=row["short"],
        owed=row["owed"],
        available=row["available_after"],
        held=row["held_after"],
        hold=row["hold_id"],
        lot=row["lot_id"],
        replayed=replayed,
    )


def _entry_of(row: Row) -> Entry:
    return Entry(
        id=row["id"],
        number=row["number"],
        kind=Kind(row["kind"]),
        available=row["available"],
        held=row["held"],
        available_after=row["available_after"],
        held_after=row["held_after"],
        short=row["short"],
        owed=row["owed"],
        hold=row["hold_id"],
        lot=row["lot_id"],
        reason=msgspec.convert(row["reason"], Reason),
        at=row["at"],
    )
