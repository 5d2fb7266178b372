"""What was given or taken by hand, or given as a bonus, is undone."""

from datetime import datetime

from regulars.kernel.ids import EntryId, MerchantId
from regulars.kernel.points import Points
from regulars.ledger import rules
from regulars.ledger.close import back
from regulars.ledger.draft import draft
from regulars.ledger.errors import AlreadyPosted, CannotReverse, EntryNotFound
from regulars.ledger.lock import lock
from regulars.ledger.model import Draft, Kind, Posting
from regulars.ledger.reasons import Reason
from regulars.ledger.replay import earlier_answer
from regulars.ledger.store import entries, postings, returning
from regulars.platform.db import RunAgain, Transaction


async def reverse(
    tx: Transaction,
    merchant: MerchantId,
    entry: EntryId,
    *,
    key: str,
    reason: Reason,
    at: datetime,
) -> Posting:
    """Undo `entry`, an adjustment or a bonus. It can be done once.

    What was given is taken from its own lot first, then from the others: as with a sale that is
    voided, what is spent cannot be, and the posting says how many (`short`). What was taken goes
    back to the very lots it came from, with their original expiry; what comes too late expires at
    once, and a debt is paid, as entries of their own.
    Raises `EntryNotFound`, `CannotReverse`, `KeyReused`.
    """
    found = await entries.by_id(tx, merchant, entry)
    if found is None:
        raise EntryNotFound("There is no such entry.")
    account, undone = found
    rules.refuse_to_reverse(undone)
    await lock(tx, merchant, account, at=at)
    undoing = draft(
        Kind.REVERSE,
        merchant,
        account,
        asked=(entry,),
        key=key,
        natural_key=f"reverse:{entry}",
        lot=undone.lot,
        reason=reason,
        at=at,
    )
    if before := await _first_answer(tx, undoing):
        return before
    if await entries.moved_on(tx, merchant, account, undone.number):
        raise CannotReverse("These points moved to another member since.")
    if undone.available > 0:
        return await _take(tx, undoing, undone.available)
    return await _give(tx, undoing, undone.id)


async def _first_answer(tx: Transaction, draft: Draft) -> Posting | None:
    try:
        return await earlier_answer(tx, draft)
    except AlreadyPosted as undone_before:
        raise CannotReverse("This was undone before.") from undone_before


async def _take(tx: Transaction, draft: Draft, points: Points) -> Posting:
    posting = await postings.take(tx, draft, points, fewer_will_do=True)
    if posting is None:
        raise RunAgain
    return posting


async def _give(tx: Transaction, draft: Draft, undone: EntryId) -> Posting:
    came = await returning.undo(tx, draft, undone)
    if came is None:
        raise RunAgain
    return await back(tx, draft, came)
