"""How this face says no: the envelope with a code and a sentence, and the one status it has.

A finished order is refused in another way, which is dictated too (`orders.py`).
"""

from datetime import datetime

import msgspec

from regulars.faces.voucher_api.wire import Answer, Scope, TooLarge
from regulars.kernel.errors import (
    Conflict,
    Invalid,
    NotFound,
    RegularsError,
    Unavailable,
)
from regulars.kernel.ids import MerchantId
from regulars.members.errors import GuestSignInRefused
from regulars.merchants.errors import SignInRefused, TokenRefused
from regulars.platform import log
from regulars.vouchers.errors import CodeTaken

ALREADY_PRESENT = "CUSTOMER_VOUCHER_ALREADY_PRESENT"
SPOKEN_CODES: dict[type[RegularsError], str] = {CodeTaken: ALREADY_PRESENT}
"""Codes that this API has of its own; all others are those of the whole program."""


class Unreadable(Invalid):
    """What was sent is no JSON, or a field of it cannot be read."""

    code = "unreadable"

    @property
    def sentence(self) -> str:
        where = f"{self.field}: " if self.field else ""
        return f"Failed to read request. {where}{self}"


class NotJson(Invalid):
    """The call carries something else than JSON, or does not say what it carries."""

    code = "not_json"


class Unauthorised(RegularsError):
    """There is no token, or one that expired or was ended."""

    code = "unauthorised"


class OutOfReach(RegularsError):
    """The account reaches some stores, and this is also about others."""

    code = "out_of_reach"


class NoSuchCall(NotFound):
    """The address is none of this API's."""

    code = "no_such_call"


class WrongMethod(Invalid):
    """The address is one of this API's, but not with this method."""

    code = "wrong_method"

    def __init__(self, allowed: str) -> None:
        super().__init__(f"Call this with {allowed}.")
        self.allowed = allowed


class Failed(RegularsError):
    """Something that nobody expected. It is in the log."""

    code = "failed"


STATUS: dict[type[RegularsError], int] = {
    Unauthorised: 401,
    SignInRefused: 401,
    TokenRefused: 401,
    GuestSignInRefused: 401,
    OutOfReach: 403,
    WrongMethod: 405,
    TooLarge: 413,
    NotJson: 415,
    NotFound: 404,
    Invalid: 400,
    Conflict: 409,
    Unavailable: 503,
    Failed: 500,
}


class ErrorEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is wrong. `field` names the part of the request that it is about."""

    message: str
    code: str
    field: str | None = None


class ErrorEnvelope(msgspec.Struct, frozen=True):
    """What a refused call answers. `tenant` is the merchant, once it is known who calls."""

    status: int
    time: datetime
    path: str
    method: str
    errors: list[ErrorEntry]
    tenant: str | None


_encoder = msgspec.json.Encoder()


def refuse(
    refusal: RegularsError, scope: Scope, *, at: datetime, merchant: MerchantId | None = None
) -> Answer:
    """The envelope for a refusal."""
    status = status_of(refusal)
    if isinstance(refusal, Unavailable):
        log.warning("unavailable", reason=refusal.sentence, error_code=refusal.code)
    field = refusal.field if isinstance(refusal, Invalid) else None
    envelope = ErrorEnvelope(
        status=status,
        time=at,
        path=scope["path"],
        method=scope["method"],
        errors=[ErrorEntry(refusal.sentence, code_of(refusal), field)],
        tenant=str(merchant) if merchant else None,
    )
    return Answer(status, _encoder.encode(envelope), tuple(_headers(refusal, status)))


def status_of(refusal: RegularsError) -> int:
    return next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), 400)


def code_of(refusal: RegularsError) -> str:
    return SPOKEN_CODES.get(type(refusal), refusal.code)


def _headers(refusal: RegularsError, status: int) -> list[tuple[bytes, bytes]]:
    if isinstance(refusal, WrongMethod):
        return [(b"allow", refusal.allowed.encode())]
    if isinstance(refusal, Unauthorised):
        return [(b"www-authenticate", b"Bearer")]
    return [(b"retry-after", b"1")] if status == 503 else []
