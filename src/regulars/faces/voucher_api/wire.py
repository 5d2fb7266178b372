"""ASGI, as far as this face needs it: reading what was sent, and sending one whole answer."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from regulars.kernel.errors import Invalid

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

NO_CONTENT = 204
LARGEST_BODY = 64 * 1024
"""Bytes. The longest of the calls has a few hundred."""


class TooLarge(Invalid):
    """The body of a call is larger than any call needs."""

    code = "body_too_large"


class Answer(msgspec.Struct, frozen=True):
    """What goes back. An empty body has no type."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    kind: bytes = b"application/json"


async def read_body(receive: Receive) -> bytes:
    """The whole body. Raises `TooLarge` as soon as it is."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body") and len(body) <= LARGEST_BODY:
        message = await receive()
        body += message.get("body", b"")
    if len(body) > LARGEST_BODY:
        raise TooLarge(f"A call has at most {LARGEST_BODY // 1024} kilobytes.")
    return body


async def send_answer(send: Send, answer: Answer) -> None:
    headers = [
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        *answer.headers,
    ]
    if answer.status != NO_CONTENT:
        headers.append((b"content-length", str(len(answer.body)).encode()))
    if answer.body:
        headers.append((b"content-type", answer.kind))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


def header(scope: Scope, name: bytes) -> str:
    """A header's text, empty when it is not there."""
    return next((str(value, "latin-1") for key, value in scope["headers"] if key == name), "")
