"""Deposits that no news came of: lost notices, workers that died, guests who walked away."""

from datetime import datetime

from regulars.bookings.deposits.job import FOLLOW, DepositJob, next_look
from regulars.bookings.store import deposits as store
from regulars.platform import jobs
from regulars.platform.db import Database, Transaction

AT_ONCE = 200


async def sweep_deposits(db: Database, *, at: datetime) -> int:
    """Hand out the deposits that are to be asked about; how many there were."""

    async def work(tx: Transaction) -> int:
        due = await store.due(tx, at=at, limit=AT_ONCE)
        for checkout in due:
            await store.look_later(tx, checkout, at=next_look(checkout, at=at))
            job = DepositJob(checkout.merchant, checkout.id)
            await jobs.enqueue(tx, FOLLOW, job, once=str(checkout.id))
        return len(due)

    return await db.tx(work)
