"""Tiers that change without a sale: a span moves on, a grace ends, the tiers are others now."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from regulars.kernel.ids import MemberId
from regulars.platform.db import Database, Transaction
from regulars.programs.define import find_program
from regulars.programs.store import tiers as store
from regulars.programs.store.tiers import Counted, Due
from regulars.programs.tiers import rules
from regulars.programs.tiers.evaluate import WITHOUT_TIERS, place
from regulars.programs.tiers.model import TierScheme

AT_ONCE = 1_000


async def sweep_tiers(db: Database, *, at: datetime) -> None:
    """Bring all members' tiers to where their sales put them.

    Of each merchant once on every day that begins there, and once after each change of the program.
    """
    for due in await store.due(db, at):
        await _sweep(db, due, at=at)


async def _sweep(db: Database, due: Due, *, at: datetime) -> None:
    program = await find_program(db, due.merchant)
    scheme = (program.terms.tiers if program else None) or WITHOUT_TIERS
    here, after = at.astimezone(ZoneInfo(due.time_zone)), None
    while page := await _page(db, due, scheme, here, after=after):
        for counted in page:
            figure = rules.figure(scheme, counted.figures)
            if rules.stands(scheme, counted.member, counted.held, figure, at=here) != counted.held:
                await db.tx(partial(_place, due, counted.member, scheme, at=at))
        after = page[-1].member
    await db.tx(lambda tx: store.done(tx, due.merchant, here.date(), due.version))


async def _page(
    db: Database, due: Due, scheme: TierScheme, here: datetime, *, after: MemberId | None
) -> Sequence[Counted]:
    return await store.page(
        db,
        due.merchant,
        rules.counted_from(scheme, here),
        holders=not scheme.tiers,
        after=after,
        limit=AT_ONCE,
    )


async def _place(
    due: Due, member: MemberId, scheme: TierScheme, tx: Transaction, *, at: datetime
) -> None:
    await place(tx, due.merchant, member, scheme, at=at)
