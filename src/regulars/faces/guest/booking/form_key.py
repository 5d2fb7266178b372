"""The name of a form, by which it books once. It says when it was given out, and is signed."""

import secrets
from datetime import UTC, datetime, timedelta

from regulars.platform.secrets import SIGNATURE, KeyRing, from_text, to_text

PURPOSE = "booking-forms"
DRAWN, SECONDS = 12, 4

CHOOSING = timedelta(hours=1)

QUICKEST = timedelta(seconds=2)
"""Nobody reads a form, has it filled in and sends it any sooner."""


def new_key(ring: KeyRing, *, at: datetime) -> str:
    """A name that no other form has."""
    said = secrets.token_bytes(DRAWN) + int(at.timestamp()).to_bytes(SECONDS)
    return to_text(said + ring.sign(said, purpose=PURPOSE))


def given_out(ring: KeyRing, key: str) -> datetime | None:
    """When a form got its name, to the second; None for a name that we did not give."""
    try:
        raw = from_text(key)
    except ValueError:
        return None
    said, signature = raw[: DRAWN + SECONDS], raw[DRAWN + SECONDS :]
    if len(signature) != SIGNATURE or to_text(raw) != key:
        return None
    if not ring.verify(said, signature, purpose=PURPOSE):
        return None
    return datetime.fromtimestamp(int.from_bytes(said[DRAWN:]), UTC)


def is_of_now(ring: KeyRing, key: str, *, at: datetime) -> bool:
    """Whether it is the name of somebody who still chooses.

    An address with an older one was copied, or came from a friend: who share a name would take
    each other's time away.
    """
    given = given_out(ring, key)
    return given is not None and at - given <= CHOOSING


def is_too_quick(ring: KeyRing, key: str, *, at: datetime) -> bool:
    """Whether a form comes back sooner than anybody could have read it."""
    given = given_out(ring, key)
    return given is None or at - given < QUICKEST
