"""The simulator as one ASGI application: the API, the till's calls, the consent page, Testpay."""

import asyncio
import random as randomness
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import httpx
import msgspec

from regulars.simulator.api.app import Api
from regulars.simulator.cloud import Clock, Cloud
from regulars.simulator.config import SimulatorConfig
from regulars.simulator.deliveries import Deliverer
from regulars.simulator.faults import Faults
from regulars.simulator.http import Receive, Scope, Send
from regulars.simulator.log import Log
from regulars.simulator.loyalty.calls import LoyaltyCalls
from regulars.simulator.model import Delivery, State
from regulars.simulator.seed import seeded
from regulars.simulator.switches import turned
from regulars.simulator.testpay import PREFIX, Testpay
from regulars.simulator.web.site import site
from regulars.simulator.web.till import Desk

Http = httpx.AsyncClient | httpx.AsyncBaseTransport


def create_simulator(
    config: SimulatorConfig,
    *,
    clock: Clock,
    random: randomness.Random,
    http: Http | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> "Simulator":
    """A till and its cloud. `clock` answers aware times; `http` makes the outgoing calls."""
    cloud = Cloud(remembered(config, clock), clock=clock, random=random, path=config.state_path)
    return Simulator(cloud, config, http, sleep=sleep)


def remembered(config: SimulatorConfig, clock: Clock) -> State:
    """The state kept in the file, with what is configured of the add-on now, or the seed."""
    if config.state_path is None or not config.state_path.exists():
        return seeded(config, clock())
    state = msgspec.json.decode(config.state_path.read_bytes(), type=State)
    kept = state.addons.get(config.addon.client_id, config.addon)
    given = {name: value for name, value in msgspec.structs.asdict(config.addon).items() if value}
    state.addons[config.addon.client_id] = msgspec.structs.replace(kept, **given)
    return state


def beside(path: Path | None) -> Path | None:
    """Where Testpay keeps what it remembers."""
    return None if path is None else path.with_name(f"testpay-{path.name}")


class Simulator:
    """An ASGI application. Tests also reach into its `cloud`, `log` and `faults`."""

    def __init__(
        self,
        cloud: Cloud,
        config: SimulatorConfig,
        http: Http | None,
        *,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self.cloud = cloud
        self._config = config
        self._http = http
        self._deliverer = Deliverer(cloud, self._outgoing, sleep=sleep)
        self._desk = Desk(cloud, LoyaltyCalls(cloud, self._outgoing))
        self._api = Api(cloud, sleep=sleep)
        self.testpay = Testpay(
            config.testpay.key,
            config.testpay.secret,
            clock=cloud.clock,
            random=cloud.random,
            client=self._outgoing,
            path=beside(config.state_path),
            sleep=sleep,
            automatic=lambda: cloud.switches.webhook_delivery == "automatic",
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif f"{scope['path']}/".startswith("/v1/"):
            await self._api(scope, receive, send)
        elif scope["path"].startswith(f"{PREFIX}/"):
            await self.testpay(scope, receive, send)
        else:
            scope["state"] = {
                "desk": self._desk,
                "deliverer": self._deliverer,
                "reset": self.reset,
            }
            await cast("Any", site())(scope, receive, send)

    @property
    def log(self) -> Log:
        return self.cloud.log

    @property
    def faults(self) -> Faults:
        return self.cloud.faults

    def turn(self, **switches: object) -> None:
        """Turn switches by name."""
        self.cloud.state.switches = turned(self.cloud.switches, switches)

    def connect(self, http: Http) -> None:
        """Make outgoing calls through `http` from now on."""
        self._http = http

    async def deliver_pending(self) -> list[Delivery]:
        """Attempt every webhook and callback that waits, due or not; each once."""
        return await self._deliverer.deliver_waiting()

    def reset(self) -> None:
        """Start again from the seed, with the switches as configured."""
        for delivery in self.cloud.state.deliveries:
            delivery.state = "given_up"
        self.cloud.state = seeded(self._config, self.cloud.now())
        self.cloud.faults.clear()
        self.cloud.log.entries.clear()
        self._api.limiter.clear()
        self.cloud.save()

    async def aclose(self) -> None:
        await self._deliverer.stop()
        await self.testpay.aclose()
        self.cloud.save()

    def _outgoing(self) -> httpx.AsyncClient:
        if not isinstance(self._http, httpx.AsyncClient):
            # No time limit here: the till's own switches say how long it waits.
            self._http = httpx.AsyncClient(transport=self._http, timeout=None)  # noqa: S113
        return self._http

    async def _live(self, receive: Receive, send: Send) -> None:
        """Take up deliveries that a former run left, and stop them at the end."""
        await receive()
        self._deliverer.wake()
        self.testpay.desk.wake()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.aclose()
        await send({"type": "lifespan.shutdown.complete"})
