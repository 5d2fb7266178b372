"""Signatures: the documented ones, worth nothing for another purpose or another installation."""

import hmac

import pytest

from regulars.platform.secrets import KeyRing

OLD, NEW = (
    b"an older key of thirty-two bytes",
    b"a newer key that is rather longer than thirty-two bytes",
)
RING = KeyRing([NEW, OLD])


@pytest.mark.parametrize("message", [b"", b"a claim", b"long " * 100])
def test_a_signature_is_the_beginning_of_an_hmac_with_a_key_of_its_purpose(message: bytes) -> None:
    key = hmac.digest(NEW, b"regulars:redemption", "sha256")
    assert RING.sign(message, purpose="redemption") == hmac.digest(key, message, "sha256")[:16]


def test_what_an_older_key_signed_is_still_good_and_nothing_else_is() -> None:
    signature = KeyRing([OLD]).sign(b"claim", purpose="redemption")
    assert RING.verify(b"claim", signature, purpose="redemption")
    assert not RING.verify(b"claim", signature, purpose="csrf")
    assert not RING.verify(b"claims", signature, purpose="redemption")
    assert not KeyRing([NEW]).verify(b"claim", signature, purpose="redemption")
