"""Which webhooks we have at a till, so that they are found and taken away again."""

from collections.abc import Mapping

from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.merchants.store import webhooks as store
from regulars.platform.db import Database, Transaction


async def read_webhooks(
    db: Database, merchant: MerchantId, connection: ConnectionId
) -> Mapping[str, str]:
    """The till's id of each webhook of ours, by topic."""
    return await store.all_of(db, merchant, connection)


async def keep_webhook(
    db: Database, merchant: MerchantId, connection: ConnectionId, topic: str, remote_id: str
) -> None:
    """Remember the webhook of `topic`, in place of one before."""

    async def work(tx: Transaction) -> None:
        await store.keep(tx, merchant, connection, topic, remote_id)

    await db.tx(work)


async def forget_webhook(
    db: Database, merchant: MerchantId, connection: ConnectionId, topic: str
) -> None:
    """Forget the webhook of `topic`. Safe to repeat."""

    async def work(tx: Transaction) -> None:
        await store.forget(tx, merchant, connection, topic)

    await db.tx(work)
