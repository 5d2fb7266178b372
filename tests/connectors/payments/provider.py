"""A hub's way to Testpay, which is mounted as a transport, and a guest with a card."""

import random
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from regulars.connectors.payments import Testpay
from regulars.simulator.testpay import Testpay as Provider
from regulars.simulator.testpay.desk import Fault

URL = "https://pay.test/payments"
KEY, SECRET = "a-key", "a-secret"

App = Callable[..., Awaitable[None]]


@dataclass
class Paying:
    """`provider` is the stranger, `payments` our connector to it. `hub` hears its notices."""

    now: list[datetime] = field(default_factory=lambda: [datetime(2026, 5, 4, 12, tzinfo=UTC)])
    hub: App | None = None
    automatic: bool = False

    def __post_init__(self) -> None:
        self.provider = Provider(
            KEY,
            SECRET,
            clock=lambda: self.now[0],
            random=random.Random(7),  # noqa: S311 - a provider that can be repeated
            client=lambda: httpx.AsyncClient(transport=httpx.ASGITransport(self._hub)),
            sleep=self.sleep,
            automatic=lambda: self.automatic,
        )
        self.transport = httpx.ASGITransport(self.provider)
        self.payments = Testpay(URL, KEY, SECRET, transport=self.transport)

    async def pay(self, url: str, card: str = "good") -> httpx.Response:
        """A person on the provider's page."""
        async with httpx.AsyncClient(transport=self.transport) as browser:
            assert (await browser.get(url)).status_code == 200
            return await browser.post(url, data={"card": card})

    async def sleep(self, seconds: float) -> None:
        self.forward(seconds=seconds)

    def forward(self, **time: float) -> None:
        self.now[0] += timedelta(**time)

    def fault(self, *kinds: Fault) -> None:
        self.provider.desk.faults += kinds

    async def _hub(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        assert self.hub is not None
        await self.hub(scope, receive, send)
