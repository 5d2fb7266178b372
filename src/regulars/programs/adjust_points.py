"""A manager gives a member points, or takes some, and says why."""

from datetime import datetime
from uuid import UUID

from regulars.kernel.ids import MemberId, MerchantId
from regulars.kernel.points import Points
from regulars.ledger.adjust import adjust
from regulars.ledger.model import Posting
from regulars.ledger.reasons import Adjusted
from regulars.members.read import read_member
from regulars.platform import journal
from regulars.platform.db import Database, Transaction
from regulars.programs.earning.lasting import FOR_GOOD, lasting
from regulars.programs.facts import PointsAdjusted
from regulars.programs.notes import checked_note
from regulars.programs.store import program as programs


async def adjust_points(
    db: Database,
    merchant: MerchantId,
    member: MemberId,
    points: Points,
    *,
    note: str,
    key: UUID,
    time_zone: str,
    at: datetime,
    actor: str,
) -> Posting:
    """Give `points`, which expire like earned ones, or take them when below zero.

    The same `key` again changes nothing. Raises `Invalid` for a missing note, `NotFound` for a
    member who is not there, `NotEnoughPoints` and `BadPoints` as the ledger does.
    """
    note = checked_note(note)

    async def work(tx: Transaction) -> Posting:
        account = (await read_member(tx, merchant, member)).account
        program = await programs.program(tx, merchant)
        given = lasting(program.terms, at, time_zone) if program else FOR_GOOD
        posting = await adjust(
            tx,
            merchant,
            account,
            points,
            key=f"adjust:{key}",
            expires_at=given.expires_at,
            idle_months=given.idle_months,
            reason=Adjusted(note=note, by=actor),
            at=at,
        )
        if not posting.replayed:
            fact = PointsAdjusted(member=str(member), points=points)
            await journal.write(tx, merchant, fact, at=at, actor=actor)
        return posting

    return await db.tx(work)
