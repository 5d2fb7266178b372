"""Testpay as one ASGI application, with what goes wrong on the way to its API."""

import asyncio
import random as randomness
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import httpx
from litestar import Litestar
from litestar.exceptions import HTTPException
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template.config import TemplateConfig

from regulars.simulator.api.app import break_connection
from regulars.simulator.errors import Refused
from regulars.simulator.http import Receive, Scope, Send, error_answer, send_answer
from regulars.simulator.pages import teach_assets
from regulars.simulator.testpay.desk import Desk, Fault
from regulars.simulator.testpay.notices import Notifier
from regulars.simulator.testpay.web import PREFIX, ROUTES
from regulars.simulator.web.answers import refuse, refuse_http

TEMPLATES = Path(__file__).parent.parent / "templates"
API = f"{PREFIX}/v1/"


class Testpay:
    """An ASGI application below `/payments`. Tests also reach into its `desk`."""

    __test__ = False

    def __init__(
        self,
        key: str,
        secret: str,
        *,
        clock: Callable[[], datetime],
        random: randomness.Random,
        client: Callable[[], httpx.AsyncClient],
        path: Path | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        automatic: Callable[[], bool] = lambda: True,
    ) -> None:
        self.desk = Desk(key, secret, clock=clock, random=random, path=path)
        self.notifier = Notifier(self.desk, client, sleep=sleep, automatic=automatic)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = {"testpay": self.desk, "notifier": self.notifier}
        match self.desk.strike(*faults_of(scope)):
            case "server_error":
                await send_answer(send, error_answer(500, "server_error", "Something went wrong."))
            case "refused" | "refund_refused":
                await send_answer(send, error_answer(422, "refused", "This account takes nothing."))
            case "answer_lost" | "refund_lost":
                await cast("Any", site())(scope, receive, unheard)
                await break_connection(send)
            case _:
                await cast("Any", site())(scope, receive, send)

    async def deliver(self) -> int:
        """Send every notice that waits."""
        return await self.notifier.deliver()

    async def aclose(self) -> None:
        await self.notifier.stop()


def faults_of(scope: Scope) -> Sequence[Fault]:
    """What can go wrong with a call: to the API, and to give money back in particular."""
    if not scope["path"].startswith(API):
        return ()
    of_refunds = ("refund_lost", "refund_refused") if scope["path"].endswith("/refunds") else ()
    return ("answer_lost", "server_error", "refused", *of_refunds)


async def unheard(_: MutableMapping[str, Any]) -> None:
    """Where an answer goes that nobody gets."""


@cache
def site() -> Litestar:
    return Litestar(
        route_handlers=[*ROUTES],
        exception_handlers={Refused: refuse, HTTPException: refuse_http},
        template_config=TemplateConfig(
            directory=TEMPLATES, engine=JinjaTemplateEngine, engine_callback=teach_assets
        ),
        logging_config=None,
        openapi_config=None,
    )
