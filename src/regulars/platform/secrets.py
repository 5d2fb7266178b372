"""Secrets at rest and signatures: one key ring, from the settings.

Values are encrypted with AES in GCM and bound to the place where they are kept, so that a row's
value cannot be moved to another row. Signatures are HMAC-SHA256 with keys derived for each purpose.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from regulars.kernel.errors import Invalid

NONCE = 12
SIGNATURE = 16


class SecretUnreadable(Invalid):
    """A value was encrypted with a key that this program was not given, or was tampered with."""

    code = "secret_unreadable"


class KeyRing:
    """Encrypts and signs with the first key; still reads what the others wrote."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) < 32 for key in keys):
            raise Invalid("A secret key has at least 32 bytes.")
        self._keys = [bytes(key) for key in keys]

    def __repr__(self) -> str:
        return f"KeyRing(•••, {len(self._keys)} keys)"

    def seal(self, value: object, *, place: str) -> bytes:
        """Encrypt `value` (anything JSON can say) for `place`."""
        nonce = os.urandom(NONCE)
        box = _box(self._keys[0])
        return nonce + box.encrypt(nonce, msgspec.json.encode(value), place.encode())

    def open(self, sealed: bytes, *, place: str) -> Any:
        """Decrypt what was sealed for `place`. Raises `SecretUnreadable`."""
        for key in self._keys:
            try:
                return msgspec.json.decode(
                    _box(key).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
                )
            except InvalidTag:
                continue
        raise SecretUnreadable(
            "A stored secret cannot be read with this REGULARS_SECRET_KEY. "
            "Put the key back that it was written with."
        )

    def sign(self, message: bytes, *, purpose: str) -> bytes:
        """A signature of `message`, 16 bytes, worth nothing for any other purpose."""
        return _signature(self._keys[0], purpose, message)

    def verify(self, message: bytes, signature: bytes, *, purpose: str) -> bool:
        """Whether one of the keys signed `message` for `purpose`."""
        return any(
            hmac.compare_digest(_signature(key, purpose, message), signature) for key in self._keys
        )


@cache
def _derived(key: bytes, purpose: str) -> bytes:
    return hmac.digest(key, b"regulars:" + purpose.encode(), "sha256")


def _signature(key: bytes, purpose: str, message: bytes) -> bytes:
    """The beginning of HMAC-SHA256. A lookup at the till signs a dozen times."""
    inner, outer = (half.copy() for half in _halves(key, purpose))
    inner.update(message)
    outer.update(inner.digest())
    return outer.digest()[:SIGNATURE]


@cache
def _halves(key: bytes, purpose: str) -> tuple["hashlib._Hash", "hashlib._Hash"]:
    """Both hashes of HMAC with the key in them (RFC 2104), which takes most of its time."""
    block = _derived(key, purpose).ljust(hashlib.sha256().block_size, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in block) for pad in (0x36, 0x5C))
    return hashlib.sha256(inner), hashlib.sha256(outer)


@cache
def _box(key: bytes) -> AESGCM:
    return AESGCM(_derived(key, "seal"))


def digest(*parts: object) -> bytes:
    """A hash of what was asked, to tell a repeated request from another one under the same key."""
    return hashlib.sha256(msgspec.json.encode(parts, order="deterministic")).digest()


def to_text(raw: bytes) -> str:
    """Bytes as text for a URL, without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    """The bytes that `to_text` wrote. Raises `ValueError` for anything else."""
    padded = text.encode("ascii") + b"=" * (-len(text) % 4)
    return base64.b64decode(padded, altchars=b"-_", validate=True)
