"""Where everything that can go wrong with Kounta becomes a refusal of ours.

Nothing else in this package catches an exception of httpx or looks at a failed answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import msgspec

from regulars.kernel.errors import RegularsError
from regulars.pos.errors import NotAuthorised, PosBusy, PosRefused, PosUnavailable

LONGEST_REASON = 200

BROKEN = (httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict, httpx.StreamError, OSError)
"""Whatever httpx can raise. `TimeoutError` is an `OSError`."""


class NotUnderstood(PosRefused):
    """The answer is well formed, but says something that we have no meaning for."""

    code = "pos_not_understood"


class Refused(PosRefused):
    """A clear no, with the status that it came with."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


@contextmanager
def translated() -> Iterator[None]:
    """The one place where a broken connection or a time-out becomes “it did not answer”."""
    try:
        yield
    except BROKEN as error:
        raise PosUnavailable("The till's system did not answer.") from error


class ErrorBody(msgspec.Struct):
    """A refusal's body. Which of the fields is there depends on what was asked."""

    error_description: object = None
    error_message: object = None
    error: object = None
    code: object = None

    @property
    def reason(self) -> str:
        texts = (self.error_description, self.error_message, self.error, self.code)
        return next((text for text in texts if isinstance(text, str) and text.strip()), "")


def reason_of(answer: httpx.Response) -> str:
    """The till's own reason in a failed answer, in one line; empty when it gives none."""
    try:
        reason = msgspec.json.decode(answer.content, type=ErrorBody).reason
    except msgspec.MsgspecError:
        html = "html" in answer.headers.get("content-type", "")
        reason = "" if html else answer.content.decode(errors="replace")
    return " ".join(reason.split())[:LONGEST_REASON]


def refusal(answer: httpx.Response) -> RegularsError:
    """What an answer that is no success means. A clear no is told from a till that is not well."""
    status = answer.status_code
    if status == 429:
        return PosBusy("The till's system has had too many requests. Try again in a moment.")
    if status >= 500 or status == 408 or status < 400:
        return PosUnavailable(f"The till's system did not answer as it should (status {status}).")
    if speaks_of_token(answer):
        return NotAuthorised(
            "The till no longer accepts our authorisation. Authorise the app again."
        )
    reason = reason_of(answer) or f"status {status}"
    return Refused(f"The till refused: {reason.rstrip('.')}.", status)


def speaks_of_token(answer: httpx.Response) -> bool:
    """Whether a failed answer says that the access token is spent. Some say so with a 400."""
    if answer.status_code == 401:
        return True
    reason = reason_of(answer).lower() if answer.status_code == 400 else ""
    return "token" in reason and ("expired" in reason or "invalid" in reason)
