"""What the console is given to work with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import httpx

from regulars.kernel.clock import Clock
from regulars.merchants.model import Credentials
from regulars.platform.db import Database
from regulars.platform.secrets import KeyRing
from regulars.pos.port import Tills


@dataclass(frozen=True, slots=True)
class ConsoleDeps:
    """The console's parts, handed in by the wiring.

    `base_url` is the address that browsers and tills reach the hub at, without a slash at the end.
    Open live pages end once `stopping` answers yes, so that a server that stops need not wait.
    `add_on` are the credentials that the installation brings for merchants without their own.
    Its own address is asked by `outward`, by the network where that is None. `takes_payments` is
    whether a payment provider is set up.
    """

    db: Database
    ring: KeyRing
    clock: Clock
    tills: Tills
    base_url: str
    add_on: Credentials | None = None
    stopping: Callable[[], bool] = lambda: False
    outward: httpx.AsyncBaseTransport | None = None
    takes_payments: bool = False

    @property
    def secure(self) -> bool:
        """Whether browsers reach the hub over TLS, so that cookies must not go any other way."""
        return self.base_url.startswith("https:")

    def now(self) -> datetime:
        return self.clock()
