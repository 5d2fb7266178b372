"""The hub as it answers over HTTP: every face under one roof."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from typing import cast

from litestar import Litestar

from regulars.bookings.page.links import PATH as BOOKING_PAGES
from regulars.bookings.page.links import BookingLinks
from regulars.faces.console.app import create_console
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
from regulars.platform import log, metrics, server
from regulars.platform.asgi import App, Front, Lasting, Mount, Scope
from regulars.platform.health import Figures, Ready, healthz
from regulars.platform.metrics import Metrics
from regulars.platform.server import Stopping
from regulars.platform.settings import Settings
from regulars.vouchers.gift_cards.pages import PATH as GIFT_PAGES
from regulars.vouchers.gift_cards.pages import GiftPages
from regulars.wiring.hub import Hub, open_hub

TILL_FUNCTIONS = ("search", "rewards", "redeem")


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
            Mount("", "console", console, matched),
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
