"""Whether an unsafe request comes from one of our own pages.

A signed-in browser proves it with its session's token, another one with a token that is signed for
its visitor cookie: as a form's field, or as a header that htmx adds.
"""

import hmac

from regulars.kernel.errors import RegularsError
from regulars.platform.secrets import KeyRing, to_text

FIELD = "_csrf_token"
HEADER = "X-CSRFToken"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class ForeignForm(RegularsError):
    """The form was not one of ours, or stood open until its session was over."""

    code = "foreign_form"


def token_of(ring: KeyRing, visitor: str) -> str:
    """What a browser without a session has to send back."""
    return to_text(ring.sign(visitor.encode(), purpose="csrf"))


def check(expected: str, sent: str) -> None:
    """Raises `ForeignForm` unless the browser sent what its page was given."""
    if not hmac.compare_digest(expected.encode(), sent.encode()):
        raise ForeignForm("This page stood open for too long. Load it again, then try once more.")
