"""What the pages of the Kounta app have in common."""

from dataclasses import dataclass

from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.errors import NotFound, RegularsError
from regulars.merchants.connections import connection_for
from regulars.merchants.keys import ConnectionKey, write_key
from regulars.merchants.model import Connection, ConnectionStatus

APP = "kounta"
APPS = "/console/apps"
MANAGE = f"{APPS}/kounta"
CALLBACK = f"{MANAGE}/callback"


@dataclass(frozen=True, slots=True)
class TillUrls:
    """What the merchant enters at the till, and where the till reports to."""

    search: str
    lookup: str
    webhook: str


async def connection_of(request: ConsoleRequest) -> Connection:
    """The merchant's Kounta connection. Raises `NotFound` unless it is enabled."""
    found = await connection_for(request.db, request.merchant.id, APP)
    if found is None or found.status is ConnectionStatus.DISABLED:
        raise NotFound("Kounta is not enabled. Enable it under Settings › Apps.")
    return found


def urls_of(request: ConsoleRequest, connection: Connection) -> TillUrls:
    """The URLs with the connection's present key."""
    key = write_key(
        request.deps.ring, ConnectionKey(connection.merchant, connection.id, connection.key_version)
    )
    base = request.deps.base_url
    return TillUrls(
        search=f"{base}/pos/kounta/{key}/search",
        lookup=f"{base}/pos/kounta/{key}/rewards",
        webhook=f"{base}/hooks/kounta/{key}",
    )


async def subscribe(request: ConsoleRequest, connection: Connection) -> str:
    """Have the till report to our address; the sentence of what went wrong, or nothing."""
    link = request.deps.tills.link(connection.merchant, connection.id)
    try:
        await link.subscribe(urls_of(request, connection).webhook)
    except RegularsError as refusal:
        return f"The till was not told where to report sales: {refusal.sentence} Save once more."
    return ""
