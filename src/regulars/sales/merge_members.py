"""Two members are one person: everything that one has is the other's from now on.

Whatever is under way for either waits, or finds out when it writes and begins anew: a sale that is
recorded, a reward that is redeemed. What comes back later of a reward on an open bill goes on to
the one who was kept.
"""

from datetime import datetime

import msgspec

from regulars.kernel.ids import MemberId, MerchantId
from regulars.ledger.reasons import Moved
from regulars.ledger.transfer import transfer
from regulars.members.merge import Merged, merge
from regulars.platform import jobs
from regulars.platform.db import Database, Transaction
from regulars.platform.jobs import JobKind
from regulars.programs import merge as programs
from regulars.programs.define import find_program
from regulars.programs.tiers.evaluate import evaluate
from regulars.sales.store import merging as store
from regulars.vouchers import merge as vouchers
from regulars.vouchers.lock import lock_vouchers


class MergedJob(msgspec.Struct, frozen=True):
    """One member has been merged into another: whoever else knows them follows."""

    merchant: MerchantId
    gone: MemberId
    into: MemberId
    at: datetime


MERGED = JobKind("sales.members_merged", MergedJob)


async def merge_members(
    db: Database,
    merchant: MerchantId,
    *,
    gone: MemberId,
    into: MemberId,
    at: datetime,
    actor: str,
) -> None:
    """Make `gone` and `into` one member, who is `into`. The same again changes nothing.

    Points and wallet value come with their lots and their days, and so do vouchers, redemptions,
    sales, and what is counted towards limits. Raises `NotFound`, `CannotMerge`.
    """

    async def work(tx: Transaction) -> None:
        await store.lock(tx, merchant, gone)
        await programs.lock_redeemed(tx, merchant, gone)
        await lock_vouchers(tx, merchant, (), wallets_of=(gone, into))
        both = await merge(tx, merchant, gone, into, at=at, actor=actor)
        if both is not None:
            await bring_along(tx, merchant, both, at=at)
            await jobs.enqueue(tx, MERGED, MergedJob(merchant, gone, into, at))

    await db.tx(work)


async def bring_along(tx: Transaction, merchant: MerchantId, both: Merged, *, at: datetime) -> None:
    """All that the one has is the other's. A step."""
    gone, into = both.gone.id, both.into.id
    program = await find_program(tx, merchant)
    await transfer(
        tx,
        merchant,
        both.gone.account,
        both.into.account,
        key=f"merge:{gone}:points",
        reason=Moved(gone=str(gone), into=str(into)),
        at=at,
    )
    await vouchers.bring_along(tx, merchant, gone, into, program.wallet if program else None, at=at)
    await programs.bring_along(tx, merchant, gone, into)
    await store.bring_along(tx, merchant, gone, into)
    await evaluate(tx, merchant, [into], program.terms if program else None, at=at)
