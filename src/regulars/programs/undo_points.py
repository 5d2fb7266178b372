"""Points that somebody gave or took by hand, or a bonus, turn out to be a mistake."""

from datetime import datetime
from uuid import UUID

from regulars.kernel.errors import NotFound
from regulars.kernel.ids import EntryId, MemberId, MerchantId
from regulars.ledger.model import Posting
from regulars.ledger.reasons import Reversed
from regulars.ledger.reverse import reverse
from regulars.ledger.statement import read_entry
from regulars.members.read import read_member
from regulars.platform import journal
from regulars.platform.db import Database, Transaction
from regulars.programs.facts import PointsUndone
from regulars.programs.notes import checked_note


async def undo_points(
    db: Database,
    merchant: MerchantId,
    member: MemberId,
    entry: EntryId,
    *,
    note: str,
    key: UUID,
    at: datetime,
    actor: str,
) -> Posting:
    """Undo one line of the member's statement, once: what was taken comes back with its days.

    What was given is taken again, as far as it is there; the posting says how much was not. The
    same `key` again changes nothing. Raises `Invalid` for a missing note, `NotFound` for a line
    that is not the member's, `CannotReverse` for one that cannot be undone, or was before.
    """
    note = checked_note(note)

    async def work(tx: Transaction) -> Posting:
        account = (await read_member(tx, merchant, member)).account
        found = await read_entry(tx, merchant, entry)
        if found is None or found[0] != account:
            raise NotFound("There is no such line on this statement.")
        posting = await reverse(
            tx,
            merchant,
            entry,
            key=f"undo:{key}",
            reason=Reversed(note=note, by=actor, of=str(entry)),
            at=at,
        )
        if not posting.replayed:
            fact = PointsUndone(member=str(member), points=posting.points)
            await journal.write(tx, merchant, fact, at=at, actor=actor)
        return posting

    return await db.tx(work)
