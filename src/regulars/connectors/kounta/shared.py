"""What all connections to Kounta share in one process."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx

from regulars.kernel.clock import Clock
from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.merchants import connections
from regulars.merchants.budget import Budget
from regulars.merchants.model import Credentials
from regulars.platform.db import Database
from regulars.platform.secrets import KeyRing

Sleep = Callable[[float], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where Kounta is: its API, and the page on which a merchant grants access."""

    api: str = "https://api.kounta.com"
    consent: str = "https://my.kounta.com"


@dataclass(frozen=True, slots=True)
class Shared:
    """`installed` are the add-on credentials for merchants who have none of their own."""

    transport: httpx.AsyncBaseTransport
    db: Database
    ring: KeyRing
    clock: Clock
    installed: Credentials | None = None
    addresses: Addresses = field(default_factory=Addresses)
    budget: Budget = field(default_factory=Budget)
    sleep: Sleep = asyncio.sleep

    async def credentials(self, merchant: MerchantId, connection: ConnectionId) -> Credentials:
        return await connections.credentials(
            self.db, self.ring, merchant, connection, installed=self.installed
        )
