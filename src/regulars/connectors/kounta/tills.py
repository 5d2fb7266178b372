"""All tills of the make Kounta: what the wiring plugs in."""

from regulars.connectors.kounta.link import KountaLink
from regulars.connectors.kounta.oauth import Grants
from regulars.connectors.kounta.shared import Shared
from regulars.connectors.kounta.till import KountaTill
from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.merchants.model import Connection
from regulars.pos.port import Haste


class KountaTills:
    """The way to each connection's tills. One for a process: its tokens are shared."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._grants = Grants(shared)

    def at(
        self,
        merchant: MerchantId,
        connection: ConnectionId,
        *,
        haste: Haste = Haste.NOBODY,
        known: Connection | None = None,
    ) -> KountaTill:
        """The tills of a connection. Costs nothing until something is asked of them."""
        return KountaTill(
            self._shared, self._grants, merchant, connection, haste=haste, known=known
        )

    def link(self, merchant: MerchantId, connection: ConnectionId) -> KountaLink:
        """The connection itself, to set it up."""
        return KountaLink(self._shared, self._grants, merchant, connection)
