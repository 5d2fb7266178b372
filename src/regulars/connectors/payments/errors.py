"""Where everything that can go wrong with the provider becomes a refusal of ours.

Nothing else in this package catches an exception of httpx or looks at a failed answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import msgspec

from regulars.platform.payment import PaymentRefused, PaymentSilent

LONGEST_REASON = 200

BROKEN = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError)
"""Whatever httpx can raise. `TimeoutError` is an `OSError`."""

TRY_AGAIN = frozenset({408, 425, 429})


class ErrorBody(msgspec.Struct):
    message: str = ""
    error_description: str = ""


@contextmanager
def translated() -> Iterator[None]:
    """A broken connection, a time-out and an answer in no language of ours are all silence."""
    try:
        yield
    except BROKEN as error:
        raise PaymentSilent("The payment provider did not answer.") from error
    except msgspec.MsgspecError as error:
        raise PaymentSilent("The payment provider's answer cannot be read.") from error


def checked(answer: httpx.Response) -> httpx.Response:
    """A success. A clear no is told from a provider that is not well."""
    if answer.is_success:
        return answer
    status = answer.status_code
    if status >= 500 or status < 400 or status in TRY_AGAIN:
        raise PaymentSilent(f"The payment provider did not answer as it should (status {status}).")
    reason = reason_of(answer) or f"status {status}"
    raise PaymentRefused(f"The payment provider refused: {reason.rstrip('.')}.")


def reason_of(answer: httpx.Response) -> str:
    """The provider's own reason in a failed answer, in one line; empty when it gives none."""
    try:
        body = msgspec.json.decode(answer.content, type=ErrorBody)
    except msgspec.MsgspecError:
        return ""
    return " ".join((body.message or body.error_description).split())[:LONGEST_REASON]
