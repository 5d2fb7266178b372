"""The simulator as one ASGI application: the API, the till's calls, the consent page."""

import asyncio
import random as randomness
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import httpx
import msgspec
from litestar import Litestar, post
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template.config import TemplateConfig

from regulars.simulator.api.app import Api
from regulars.simulator.cloud import Clock, Cloud
from regulars.simulator.config import SimulatorConfig
from regulars.simulator.deliveries import Deliverer
from regulars.simulator.errors import Refused
from regulars.simulator.faults import Faults
from regulars.simulator.http import Receive, Scope, Send
from regulars.simulator.log import Log
from regulars.simulator.loyalty.calls import LoyaltyCalls
from regulars.simulator.model import Delivery, State
from regulars.simulator.pages import Pages, static_files, teach_assets
from regulars.simulator.seed import seeded
from regulars.simulator.switches import turned
from regulars.simulator.web import consent, experiment, till
from regulars.simulator.web.answers import refuse, refuse_http, shown

Http = httpx.AsyncClient | httpx.AsyncBaseTransport
TEMPLATES = Path(__file__).parent / "templates"


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
        self._http = client_for(http)
        self._deliverer = Deliverer(cloud, lambda: self._http, sleep=sleep)
        self._api = Api(cloud, sleep=sleep)
        self._web = self._litestar()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and f"{scope['path']}/".startswith("/v1/"):
            await self._api(scope, receive, send)
        else:
            await cast("Any", self._web)(scope, receive, send)

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
        self._http = client_for(http)

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
        self.cloud.save()

    async def aclose(self) -> None:
        await self._deliverer.stop()
        self.cloud.save()

    def _litestar(self) -> Litestar:
        desk = till.Desk(self.cloud, LoyaltyCalls(self.cloud, lambda: self._http))

        @post("/simulator/reset", status_code=200)
        async def reset() -> Any:
            self.reset()
            return shown({"done": True})

        return Litestar(
            route_handlers=[
                till.TillCalls,
                till.SaleCalls,
                till.MemberCalls,
                till.OrderCalls,
                experiment.SettingsCalls,
                experiment.FaultCalls,
                experiment.LogCalls,
                experiment.DeliveryCalls,
                consent.Consent,
                reset,
                Pages,
                static_files(),
            ],
            dependencies={
                "desk": Provide(lambda: desk, sync_to_thread=False),
                "cloud": Provide(lambda: self.cloud, sync_to_thread=False),
                "deliverer": Provide(lambda: self._deliverer, sync_to_thread=False),
            },
            exception_handlers={Refused: refuse, HTTPException: refuse_http},
            template_config=TemplateConfig(
                directory=TEMPLATES,
                engine=JinjaTemplateEngine,
                engine_callback=teach_assets,
            ),
            on_startup=[self._start],
            on_shutdown=[self.aclose],
            openapi_config=None,
        )

    async def _start(self) -> None:
        self.cloud.wake_deliveries()


def client_for(http: Http | None) -> httpx.AsyncClient:
    """A client whose time limits are the till's own."""
    if isinstance(http, httpx.AsyncClient):
        return http
    return httpx.AsyncClient(transport=http, timeout=None)  # noqa: S113 the till's switch limits it
