"""Applications of a test, served to a real browser by this process on free ports."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from granian.constants import Interfaces
from granian.server.embed import Server

from regulars.platform.asgi import App, Receive, Scope, Send
from regulars.platform.ports import a_free_port

HOST = "127.0.0.1"


@asynccontextmanager
async def served(make: Callable[[str], Any]) -> AsyncIterator[str]:
    """Serve what `make` makes for its own address; the address, without a slash at the end."""
    port = a_free_port(HOST)
    address = f"http://{HOST}:{port}"
    app = Open(make(address))
    server = Server(app, HOST, port, interface=Interfaces.ASGI, log_enabled=False)
    serving = asyncio.create_task(server.serve())
    try:
        await answers(port)
        yield address
    finally:
        server.stop()  # type: ignore[no-untyped-call]
        await serving


class Open:
    """An application that its test has opened and will close: the server's start and end are none
    of its business.
    """

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        else:
            await self._app(scope, receive, send)


async def answers(port: int) -> None:
    """Wait until somebody listens at the port."""
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection(HOST, port)
            except OSError:
                await asyncio.sleep(0)
            else:
                writer.close()
                return
