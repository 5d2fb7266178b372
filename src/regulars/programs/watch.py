"""Redemptions that nothing has been heard of: when it is time to ask the till."""

from collections.abc import Sequence
from datetime import datetime

from regulars.platform.db import Database, Transaction
from regulars.programs.store import redemptions as store
from regulars.programs.store.redemptions import OpenOrder

__all__ = ["OpenOrder", "orders_to_ask_about"]


async def orders_to_ask_about(db: Database, *, at: datetime, limit: int) -> Sequence[OpenOrder]:
    """Orders that carry something of ours and have been silent; each is not answered again soon.

    The wait doubles with each time, from a quarter of a minute to half an hour.
    """

    async def take(tx: Transaction) -> Sequence[OpenOrder]:
        due = await store.open_orders(tx, at=at, limit=limit)
        for order in due:
            await store.look_later(tx, order, at=at)
        return due

    return await db.tx(take)
