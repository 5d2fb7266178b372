"""The unguessable key in the URLs that a till is given: it says whose they are.

A key is merchant, connection, version and a signature over them, so that a request can be trusted,
and routed to its merchant's rows, before anything is read. Raising the version ends old keys.
"""

from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.platform.secrets import SIGNATURE, KeyRing, from_text, to_text

PURPOSE = "connection-key"
KEPT = 4_096
"""Keys that are not worked out anew: each request of a till comes with one."""
LENGTH = 16 + 16 + 4 + SIGNATURE


class ConnectionKey(NamedTuple):
    """A key that we signed. Whether its version is still good is for the connection to say."""

    merchant: MerchantId
    connection: ConnectionId
    version: int


@lru_cache(maxsize=KEPT)
def write_key(ring: KeyRing, key: ConnectionKey) -> str:
    """The text of a key, for a URL."""
    body = key.merchant.bytes + key.connection.bytes + key.version.to_bytes(4)
    return to_text(body + ring.sign(body, purpose=PURPOSE))


@lru_cache(maxsize=KEPT)
def read_key(ring: KeyRing, text: str) -> ConnectionKey | None:
    """The key that `text` is, or None for anything that we did not sign."""
    try:
        raw = from_text(text)
    except ValueError:
        return None
    if len(raw) != LENGTH or to_text(raw) != text:
        return None
    body, signature = raw[:-SIGNATURE], raw[-SIGNATURE:]
    if not ring.verify(body, signature, purpose=PURPOSE):
        return None
    return ConnectionKey(
        MerchantId(UUID(bytes=body[:16])),
        ConnectionId(UUID(bytes=body[16:32])),
        int.from_bytes(body[32:36]),
    )
