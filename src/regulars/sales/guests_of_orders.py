"""Whose order it is, told from above: the sale then has booking, covers and member."""

from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.platform import jobs
from regulars.platform.db import Transaction
from regulars.sales.store import order_guests as store
from regulars.sales.store.order_guests import OrderGuest
from regulars.sales.sweep import FOLLOW_SOON, OrderJob

__all__ = ["OrderGuest", "name_guest"]


async def name_guest(
    tx: Transaction,
    merchant: MerchantId,
    connection: ConnectionId,
    order: str,
    guest: OrderGuest,
) -> None:
    """Say whose `order` is. A sale that was recorded without is read and recorded again. A step."""
    if await store.name(tx, merchant, connection, order, guest):
        await jobs.enqueue(tx, FOLLOW_SOON, OrderJob(merchant, connection, order))
