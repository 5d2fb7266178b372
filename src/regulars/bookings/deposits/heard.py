"""The provider tells of a payment. What it tells is asked of it again, and not taken from there."""

from regulars.bookings.deposits.job import hand_out
from regulars.bookings.store import deposits as store
from regulars.platform.db import Database, Transaction
from regulars.platform.payment import Ours


async def heard_of(db: Database, ours: Ours) -> bool:
    """Have a deposit looked after; False for one that is not ours."""

    async def work(tx: Transaction) -> bool:
        known = await store.read(tx, ours.merchant, ours.checkout) is not None
        if known:
            await hand_out(tx, ours.merchant, ours.checkout)
        return known

    return await db.tx(work)
