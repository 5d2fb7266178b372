"""The state that goes to the till's consent page and comes back: signed, and good for ten minutes.

It says for which connection the consent was asked, and is bound to the session that asked, so that
nobody can have a merchant connected to somebody else's till.
"""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.merchants.errors import StaleConsent
from regulars.merchants.model import Consent
from regulars.platform.secrets import SIGNATURE, KeyRing, from_text, to_text

PURPOSE = "oauth-state"
GOOD_FOR = timedelta(minutes=10)
NONCE = 8
LENGTH = 16 + 16 + 5 + NONCE + SIGNATURE


def write_state(ring: KeyRing, consent: Consent, *, session: str, at: datetime) -> str:
    """The text that accompanies a browser to the consent page. `session` is its cookie's text."""
    body = (
        consent.merchant.bytes
        + consent.connection.bytes
        + int(at.timestamp()).to_bytes(5)
        + secrets.token_bytes(NONCE)
    )
    return to_text(body + ring.sign(body + _bound_to(session), purpose=PURPOSE))


def read_state(ring: KeyRing, text: str, *, session: str, at: datetime) -> Consent:
    """What `text` was written for. Raises `StaleConsent` when it is not ours, or too old."""
    try:
        raw = from_text(text)
    except ValueError:
        raw = b""
    body, signature = raw[:-SIGNATURE], raw[-SIGNATURE:]
    ours = len(raw) == LENGTH and ring.verify(body + _bound_to(session), signature, purpose=PURPOSE)
    if not ours or at - _written_at(body) > GOOD_FOR:
        raise StaleConsent(
            "This authorisation was started elsewhere or more than ten minutes ago. "
            "Please authorise again."
        )
    return Consent(MerchantId(UUID(bytes=body[:16])), ConnectionId(UUID(bytes=body[16:32])))


def _written_at(body: bytes) -> datetime:
    return datetime.fromtimestamp(int.from_bytes(body[32:37]), UTC)


def _bound_to(session: str) -> bytes:
    return hashlib.sha256(session.encode()).digest()
