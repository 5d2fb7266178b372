"""The composition root: settings in; web application, worker and commands out.

The one place that knows every part. It decides nothing; it says who is given what.
"""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import cast
from urllib.request import getproxies, proxy_bypass

import httpx
import uvloop
from litestar import Litestar

from regulars.bookings.page.links import PATH as BOOKING_PAGES
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.till.callback import Callbacks
from regulars.connectors.kounta import Addresses, KountaTills, Shared
from regulars.connectors.mail import SmtpServer
from regulars.connectors.payments import Testpay
from regulars.faces.cli.deps import CommandDeps, Stage, Surroundings, TillOptions, TriedTill
from regulars.faces.console.app import create_console
from regulars.faces.console.apps.kounta import CALLBACK
from regulars.faces.console.deps import ConsoleDeps
from regulars.faces.guest import GuestDeps, create_guest
from regulars.faces.inbound import create_inbound
from regulars.faces.pos_loyalty.app import PosLoyalty
from regulars.faces.pos_loyalty.pictures import draw
from regulars.faces.rest_api import BASE as REST
from regulars.faces.rest_api import RestDeps, create_rest_api
from regulars.faces.voucher_api.app import VoucherApi
from regulars.faces.voucher_api.route import BASE
from regulars.faces.voucher_api.routes import find
from regulars.kernel.clock import Clock, system_clock
from regulars.merchants.budget import Budget
from regulars.merchants.model import Credentials
from regulars.platform import log, metrics, server
from regulars.platform.asgi import App, Front, Lasting, Mount, Scope
from regulars.platform.db import Database
from regulars.platform.health import Figures, Ready, healthz
from regulars.platform.jobs import Worker
from regulars.platform.mail import MailServer
from regulars.platform.metrics import Metrics
from regulars.platform.payment import PaymentProvider
from regulars.platform.pool import Connection
from regulars.platform.secrets import KeyRing
from regulars.platform.server import Stopping
from regulars.platform.settings import Settings
from regulars.pos.port import Tills
from regulars.simulator import Account, Addon, SimulatorConfig, Switches, create_simulator
from regulars.vouchers.gift_cards.pages import PATH as GIFT_PAGES
from regulars.vouchers.gift_cards.pages import GiftPages
from regulars.workers.deposits import Deposits
from regulars.workers.handlers import Handlers
from regulars.workers.run import run as run_worker
from regulars.workers.schedule import Schedule

Sleep = Callable[[float], Awaitable[None]]
Around = Callable[[Connection], Connection]

TILL_FUNCTIONS = ("search", "rewards", "redeem")


@dataclass(frozen=True, slots=True)
class Outside:
    """What the hub reaches the world by. Tests put a clock and a till of their own here.

    `around` is put around each connection to the database.
    """

    clock: Clock = system_clock
    transport: httpx.AsyncBaseTransport | None = None
    sleep: Sleep = asyncio.sleep
    around: Around | None = None


@dataclass(frozen=True, slots=True)
class Hub:
    """The parts that every way of running the hub is made of."""

    settings: Settings
    db: Database
    ring: KeyRing
    clock: Clock
    tills: Tills
    add_on: Credentials | None
    mail_server: MailServer | None
    payments: PaymentProvider | None

    @property
    def base_url(self) -> str:
        return self.settings.address


@asynccontextmanager
async def open_hub(settings: Settings, outside: Outside | None = None) -> AsyncIterator[Hub]:
    """The hub's parts, opened; `settings` name a database that answers, and keys."""
    outside = outside or Outside()
    ring = KeyRing(settings.secret_keys)
    add_on = installed(settings)
    db = await Database.open(
        settings.database_url,
        connections=settings.db_connections,
        prepared_statements=not settings.db_pooler,
        around=outside.around,
    )
    try:
        async with (
            outside.transport or way_out(settings.kounta_api_url) as transport,
            payment_provider(settings, outside) as payments,
        ):
            tills = KountaTills(
                Shared(
                    transport=transport,
                    db=db,
                    ring=ring,
                    clock=outside.clock,
                    installed=add_on,
                    addresses=Addresses(settings.kounta_api_url, settings.kounta_consent_url),
                    budget=Budget(per_minute=settings.kounta_per_minute),
                    sleep=outside.sleep,
                )
            )
            mails = mail_server(settings)
            yield Hub(settings, db, ring, outside.clock, tills, add_on, mails, payments)
    finally:
        await db.close()


def way_out(address: str) -> httpx.AsyncBaseTransport:
    """The way to `address`, through the proxy that the environment names for it, if any."""
    to = httpx.URL(address)
    proxies = getproxies()
    proxy = None if proxy_bypass(to.host) else proxies.get(to.scheme, proxies.get("all"))
    return httpx.AsyncHTTPTransport(proxy=proxy)


def installed(settings: Settings) -> Credentials | None:
    """The add-on that the installation brings for merchants who have none of their own."""
    if not settings.kounta_client_id:
        return None
    return Credentials(
        settings.kounta_client_id,
        settings.kounta_client_secret,
        settings.kounta_signature_token,
    )


def mail_server(settings: Settings) -> MailServer | None:
    """What mail leaves by; None when it is to be kept."""
    return SmtpServer(settings.smtp_url, settings.mail_from) if settings.smtp_url else None


@asynccontextmanager
async def payment_provider(
    settings: Settings, outside: Outside
) -> AsyncIterator[PaymentProvider | None]:
    """What takes guests' deposits; None where nothing does."""
    if not settings.payments_url:
        yield None
        return
    async with outside.transport or way_out(settings.payments_url) as transport:
        account = (settings.payments_url, settings.payments_key, settings.payments_secret)
        yield Testpay(*account, transport=transport)


def web_app(hub: Hub, *, stopping: Stopping = lambda: False) -> App:
    """Everything that answers over HTTP, as one application. What a cashier waits for is first."""
    figures = Metrics()
    console = create_console(
        ConsoleDeps(
            hub.db,
            hub.ring,
            hub.clock,
            hub.tills,
            hub.base_url,
            hub.add_on,
            stopping=stopping,
            takes_payments=hub.payments is not None,
        )
    )
    guest = create_guest(
        GuestDeps(
            hub.db,
            hub.clock,
            GiftPages(hub.base_url, hub.ring),
            BookingLinks(hub.base_url, hub.ring),
            hub.payments,
        )
    )
    rest = create_rest_api(RestDeps(hub.db, hub.clock, hub.base_url))
    operator = Figures(hub.db, figures, hub.settings.metrics_token)
    return Front(
        [
            *for_tills(hub),
            Mount(f"{REST}/", "rest_api", cast("App", rest), matched),
            Mount(GIFT_PAGES, "guest", cast("App", guest), matched),
            Mount(f"{BOOKING_PAGES}/", "guest", cast("App", guest), matched),
            Mount("/healthz", "operator", healthz, fixed("/healthz")),
            Mount("/readyz", "operator", Ready(hub.db), fixed("/readyz")),
            Mount("/metrics", "operator", operator, fixed("/metrics")),
            Mount("", "console", cast("App", console), matched),
        ],
        figures,
    )


def for_tills(hub: Hub) -> list[Mount]:
    """What tills ask for and report to."""
    loyalty = PosLoyalty(hub.db, hub.ring, hub.tills, hub.clock, hub.base_url)
    vouchers = VoucherApi(hub.db, hub.clock, hub.base_url)
    inbound = Litestar(
        [create_inbound(hub.db, hub.ring, hub.clock, installed=hub.add_on, payments=hub.payments)],
        openapi_config=None,
        logging_config=None,
    )
    return [
        Mount("/pos/kounta/", "pos_loyalty", loyalty, till_route),
        Mount(f"{BASE}/", "voucher_api", vouchers, api_route),
        Mount("/pictures/", "pos_loyalty", draw, fixed("/pictures/{picture}")),
        Mount("/hooks/", "inbound", cast("App", inbound), hook_route),
    ]


def fixed(route: str) -> Callable[[Scope], str]:
    return lambda _: route


def till_route(scope: Scope) -> str:
    """The address holds a key, which is for nobody's log."""
    function = scope["path"].rpartition("/")[2]
    return f"/pos/kounta/{{key}}/{function if function in TILL_FUNCTIONS else '…'}"


def hook_route(scope: Scope) -> str:
    """The address of a till's holds a key."""
    path: str = scope["path"]
    return "/hooks/payments" if path == "/hooks/payments" else "/hooks/kounta/{key}"


def api_route(scope: Scope) -> str:
    """The address holds ids of stores, vouchers and orders."""
    found = find(scope["path"])
    return next(iter(found.routes.values())).path if found else "…"


def matched(scope: Scope) -> str:
    """The route that the framework found, or that it found none."""
    return str(scope.get("path_template") or "…")


def web(settings: Settings, stopping: Stopping) -> App:
    """The web application of one process of the server: it opens and closes its own hub."""
    log.configure(level=settings.log_level, as_json=settings.logs_json)

    @asynccontextmanager
    async def opened() -> AsyncIterator[App]:
        async with open_hub(settings) as hub:
            yield web_app(hub, stopping=stopping)

    return Lasting(opened)


def serve(settings: Settings, *, processes: int, reload: bool) -> None:
    """Answer over HTTP until told to stop. `settings` name a database that answers."""
    together = metrics.shared(settings.data_dir / "metrics") if processes > 1 else nullcontext()
    with together:
        server.serve(
            partial(web, settings),
            host=settings.host,
            port=settings.port,
            processes=processes,
            reload=reload,
        )


def run_till(options: TillOptions) -> None:
    """Run the till simulator alone until told to stop."""
    server.serve(partial(till, options), host=options.host, port=options.port)


def till(options: TillOptions, _: Stopping) -> App:
    """The simulator as an application, with one add-on registered."""
    config = till_config(options)
    simulator = create_simulator(config, clock=system_clock, random=random.SystemRandom())
    return cast("App", simulator)


def till_config(options: TillOptions) -> SimulatorConfig:
    add_on = Addon(
        client_id=options.client_id,
        client_secret=options.client_secret,
        name=options.name,
        signature_token=options.signature_token,
        redirect_uris=list(options.redirect_uris),
    )
    testpay = Account(options.payments_key, options.payments_secret)
    return SimulatorConfig(addon=add_on, testpay=testpay, state_path=options.state_path)


def commands() -> CommandDeps:
    """What the command line is given."""
    stage = Stage(open_hub_among, answers, register, try_out)
    return CommandDeps(os.environ, system_clock, CALLBACK, open_hub, serve, work, run_till, stage)


def open_hub_among(settings: Settings, around: Surroundings) -> AbstractAsyncContextManager[Hub]:
    """The hub's parts with a clock, a network and a way to the database of somebody else's."""
    outside = Outside(around.clock, around.transport, around.sleep, around.around_connection)
    return open_hub(settings, outside)


def answers(hub: Hub) -> App:
    """What tills ask for and report to, as one application without any pages."""
    return Front(for_tills(hub), Metrics())


def try_out(options: TillOptions, around: Surroundings, drawing: random.Random) -> TriedTill:
    """A till in this process, that delivers when it is told to."""
    simulator = create_simulator(
        replace(till_config(options), switches=Switches(webhook_delivery="manual")),
        clock=around.clock,
        random=drawing,
        http=around.transport,
        sleep=around.sleep,
    )
    return cast("TriedTill", simulator)


def work(settings: Settings) -> None:
    """Do jobs until told to stop, then finish what is under way."""
    uvloop.run(_work(settings))


async def _work(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_hub(settings) as hub:
        await run_worker(settings.database_url, partial(register, hub), stop)


def register(hub: Hub, worker: Worker) -> None:
    """Tell `worker` what it does: the jobs, and what happens by the clock."""
    callbacks = Callbacks(hub.base_url, hub.ring)
    links = BookingLinks(hub.base_url, hub.ring)
    Handlers(hub.db, hub.tills, hub.clock, hub.mail_server, callbacks, links).register(worker)
    Schedule(hub.db, hub.tills, hub.clock, links).register(worker)
    Deposits(hub.db, hub.payments, links, hub.clock).register(worker)
