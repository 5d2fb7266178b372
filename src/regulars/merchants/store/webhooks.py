"""The webhooks that we registered with tills, by their topic."""

from collections.abc import Mapping

from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.platform.db import Reads, Transaction

ALL = """
    select topic, remote_id from connection_webhooks
     where merchant_id = $1 and connection_id = $2
     order by topic
"""

KEEP = """
    insert into connection_webhooks (merchant_id, connection_id, topic, remote_id)
    values ($1, $2, $3, $4)
    on conflict (merchant_id, connection_id, topic) do update set remote_id = excluded.remote_id
"""

FORGET = """
    delete from connection_webhooks
     where merchant_id = $1 and connection_id = $2 and topic = $3
"""


async def all_of(db: Reads, merchant: MerchantId, connection: ConnectionId) -> Mapping[str, str]:
    """The till's id of each webhook, by topic."""
    rows = await db.all(ALL, merchant, connection)
    return {row["topic"]: row["remote_id"] for row in rows}


async def keep(
    tx: Transaction, merchant: MerchantId, connection: ConnectionId, topic: str, remote_id: str
) -> None:
    await tx.run(KEEP, merchant, connection, topic, remote_id)


async def forget(
    tx: Transaction, merchant: MerchantId, connection: ConnectionId, topic: str
) -> None:
    await tx.run(FORGET, merchant, connection, topic)
