"""Our webhooks at Kounta: registered once, found again, taken away."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from regulars.connectors.kounta.client import KountaClient
from regulars.connectors.kounta.errors import Refused
from regulars.connectors.kounta.payloads import WebhookBody
from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.merchants.webhooks import forget_webhook, keep_webhook, read_webhooks
from regulars.platform import log
from regulars.platform.db import Database
from regulars.pos.errors import PosUnavailable
from regulars.pos.model import Reported

COMPLETED = "orders/completed"
DELETED = "orders/deleted"
"""Not every till offers this topic; without it, deleted orders are found by asking."""


class Webhooks:
    """The webhooks of one connection, and what we remember of them."""

    def __init__(self, db: Database, merchant: MerchantId, connection: ConnectionId) -> None:
        self._db = db
        self._merchant = merchant
        self._connection = connection

    async def register(self, client: KountaClient, company: str, address: str) -> None:
        """Have both topics reported to `address`. What stands already is used again."""
        standing = await client.pages(f"{company}/webhooks", WebhookBody)
        known = await read_webhooks(self._db, self._merchant, self._connection)
        for topic in (COMPLETED, DELETED):
            of_topic = [webhook for webhook in standing if webhook.topic == topic]
            wanted = address_for(address, topic)
            try:
                remote_id = _with_address(of_topic, wanted) or await _write(
                    client, company, topic, wanted, _still_there(of_topic, known.get(topic))
                )
            except Refused as refused:
                if topic != DELETED:
                    raise
                log.warning("till refused a webhook", topic=topic, reason=refused.sentence)
            else:
                await keep_webhook(self._db, self._merchant, self._connection, topic, remote_id)

    async def standing(self, client: KountaClient, company: str, address: str) -> Reported:
        """Which topics are reported to `address` now."""
        found = await client.pages(f"{company}/webhooks", WebhookBody)
        finished, deleted = (
            any(one.topic == topic and one.address == address_for(address, topic) for one in found)
            for topic in (COMPLETED, DELETED)
        )
        return Reported(finished, deleted)

    async def take_away(self, client: KountaClient, company: str) -> None:
        """Delete at the till what we remember, and forget it."""
        known: Mapping[str, str] = await read_webhooks(self._db, self._merchant, self._connection)
        for topic, remote_id in known.items():
            try:
                await client.delete(_path(company, remote_id))
            except Refused as refused:
                if refused.status not in (403, 404):
                    raise
            await forget_webhook(self._db, self._merchant, self._connection, topic)

    async def forget(self) -> None:
        """Forget all, without a word to the till."""
        for topic in await read_webhooks(self._db, self._merchant, self._connection):
            await forget_webhook(self._db, self._merchant, self._connection, topic)


def address_for(address: str, topic: str) -> str:
    """The address for one topic: nothing else in a delivery names it."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'topic': topic}, safe='/')}"


def _with_address(webhooks: Sequence[WebhookBody], address: str) -> str:
    return next((str(webhook.id) for webhook in webhooks if webhook.address == address), "")


def _still_there(webhooks: Sequence[WebhookBody], remote_id: str | None) -> str:
    return next((str(webhook.id) for webhook in webhooks if str(webhook.id) == remote_id), "")


async def _write(
    client: KountaClient, company: str, topic: str, address: str, remote_id: str
) -> str:
    """Point the webhook that we have to another address, or make a new one; answer its id."""
    if remote_id:
        await client.put(_path(company, remote_id), {"address": address})
        return remote_id
    body = {"topic": topic, "address": address, "format": "json"}
    if made := await client.post(f"{company}/webhooks", body):
        return made
    raise PosUnavailable("The till's system did not say where the new webhook is.")


def _path(company: str, remote_id: str) -> str:
    return f"{company}/webhooks/{quote(remote_id, safe='')}"
