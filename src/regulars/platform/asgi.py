"""The front of a web process: each request is named, measured, logged and sent where it belongs.

Plain ASGI, since what stands here is paid for by every request of a cashier.
"""

import gc
import os
import re
from base64 import b32encode
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from structlog.contextvars import bind_contextvars, clear_contextvars

from regulars.platform import log
from regulars.platform.metrics import Metrics

Scope = MutableMapping[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

NAME = re.compile(rb"[A-Za-z0-9._:-]{1,64}")
LEFT = 499
"""The status in logs and figures when nobody waited for the answer."""


@dataclass(frozen=True, slots=True)
class Mount:
    """What answers below a prefix. `route` names the kind of address, without anything secret."""

    prefix: str
    face: str
    app: App
    route: Callable[[Scope], str]


class Front:
    """Sends each request to the first mount whose prefix its path has."""

    def __init__(self, mounts: Sequence[Mount], metrics: Metrics) -> None:
        self._mounts = tuple(mounts)
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = perf_counter()
        mount = self._mount_of(scope["path"])
        name = request_id(scope)
        scope.setdefault("state", {})["request_id"] = name
        clear_contextvars()
        bind_contextvars(request_id=name)
        answer = Answer(send, name.encode())
        try:
            await mount.app(scope, receive, answer)
        except Exception:  # noqa: BLE001  whoever asked needs an answer, whatever went wrong
            log.exception("a request failed", face=mount.face)
            await answer.apologise()
        finally:
            self._note(mount, scope, answer.status or LEFT, perf_counter() - began)

    def _mount_of(self, path: str) -> Mount:
        return next(mount for mount in self._mounts if path.startswith(mount.prefix))

    def _note(self, mount: Mount, scope: Scope, status: int, seconds: float) -> None:
        route = mount.route(scope)
        self._metrics.request(mount.face, route, status, seconds)
        log.request(
            request_id=scope["state"]["request_id"],
            method=scope["method"],
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
        )


class Given:
    """An application that was put together once, with what its handlers work with in here: they
    find `parts` in the state of each request.
    """

    def __init__(self, app: App, **parts: Any) -> None:
        self._app = app
        self.parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {}).update(self.parts)
        await self._app(scope, receive, send)


class Answer:
    """Sends on what an application answers, with the request's name, and remembers the status."""

    __slots__ = ("_name", "_send", "status")

    def __init__(self, send: Send, name: bytes) -> None:
        self._send = send
        self._name = name
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = [*message.get("headers", ()), (b"x-request-id", self._name)]
            message = {**message, "headers": headers}
        await self._send(message)

    async def apologise(self) -> None:
        """Answer for an application that failed, unless it had begun to answer."""
        if not self.status:
            sentence = f"Something went wrong here. Its name in the log is {self._name.decode()}."
            await respond(self, sentence, status=500)


class Lasting:
    """An application that exists while the server runs: opened at its start, closed at its end."""

    def __init__(self, opened: Callable[[], AbstractAsyncContextManager[App]]) -> None:
        self._opened = opened
        self._app: App | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._last(receive, send)
        elif self._app is not None:
            await self._app(scope, receive, send)

    async def _last(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            opened = self._opened()
            self._app = await opened.__aenter__()
            # All this stays. Looking through it for garbage now and then would hold up answers.
            gc.collect()
            gc.freeze()
        except Exception as error:  # noqa: BLE001  the server says it and stops
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await opened.__aexit__(None, None, None)
        await send({"type": "lifespan.shutdown.complete"})


def request_id(scope: Scope) -> str:
    """What a proxy in front of us calls the request, or a name of ours."""
    for header, value in scope["headers"]:
        if header == b"x-request-id" and NAME.fullmatch(value):
            return str(value, "ascii")
    drawn = b32encode(os.urandom(5)).decode()
    return f"{drawn[:4]}-{drawn[4:]}"


async def respond(
    send: Send, text: str | bytes, *, status: int = 200, kind: str = "text/plain; charset=utf-8"
) -> None:
    """Send one whole answer that nobody keeps."""
    body = text.encode() if isinstance(text, str) else text
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def header(scope: Scope, name: bytes) -> str:
    """A header's text, empty when it is not there."""
    return next((str(value, "latin-1") for key, value in scope["headers"] if key == name), "")
