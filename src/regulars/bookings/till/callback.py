"""The address at which a till tells what becomes of one order."""

from regulars.merchants.keys import ConnectionKey, write_key
from regulars.merchants.model import Connection
from regulars.platform.secrets import KeyRing


class Callbacks:
    """Addresses of the hub that stand at `base_url`.

    A till does not sign what it tells there, so the address has the connection's key, and nothing
    that is told is believed.
    """

    def __init__(self, base_url: str, ring: KeyRing) -> None:
        self._base_url = base_url
        self._ring = ring

    def of(self, connection: Connection, reference: str) -> str:
        """Where the till tells of the order with `reference`."""
        key = ConnectionKey(connection.merchant, connection.id, connection.key_version)
        return f"{self._base_url}/hooks/kounta/{write_key(self._ring, key)}/orders/{reference}"
