"""The console: pages with which a merchant sets the hub up and sees what happens."""

from functools import cache
from typing import Any, cast

from litestar import Litestar, Response, get
from litestar.response import Redirect
from litestar.static_files import create_static_files_router
from litestar.types import ControllerRouterHandler

from regulars.faces.assets import PREFIX, STATIC
from regulars.faces.console.apps.routes import ROUTES as APPS
from regulars.faces.console.blockouts.routes import ROUTES as BLOCKOUTS
from regulars.faces.console.booking_page.routes import ROUTES as BOOKING_PAGE
from regulars.faces.console.dashboard.routes import ROUTES as DASHBOARD
from regulars.faces.console.deps import ConsoleDeps
from regulars.faces.console.diary.kept import KeptDays
from regulars.faces.console.diary.routes import ROUTES as DIARY
from regulars.faces.console.errors import HANDLERS
from regulars.faces.console.exceptions.count import count_exceptions
from regulars.faces.console.exceptions.routes import ROUTES as EXCEPTIONS
from regulars.faces.console.floor.routes import ROUTES as FLOOR
from regulars.faces.console.gift_cards.routes import ROUTES as GIFT_CARDS
from regulars.faces.console.guards import admit
from regulars.faces.console.guests.routes import ROUTES as GUESTS
from regulars.faces.console.headers import protect
from regulars.faces.console.home.routes import ROUTES as HOME
from regulars.faces.console.live import ROUTES as LIVE
from regulars.faces.console.mailbox.routes import ROUTES as MAILBOX
from regulars.faces.console.members.routes import ROUTES as MEMBERS
from regulars.faces.console.offers.routes import ROUTES as OFFERS
from regulars.faces.console.picking import ROUTES as PICKING
from regulars.faces.console.pictures import ROUTES as PICTURES
from regulars.faces.console.program.routes import ROUTES as PROGRAM
from regulars.faces.console.quiet.routes import ROUTES as QUIET
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.rewards.routes import ROUTES as REWARDS
from regulars.faces.console.sales.routes import ROUTES as SALES
from regulars.faces.console.segments.routes import ROUTES as SEGMENTS
from regulars.faces.console.services.routes import ROUTES as SERVICES
from regulars.faces.console.set_up.routes import ROUTES as SET_UP
from regulars.faces.console.sign_in.routes import ROUTES as SIGN_IN
from regulars.faces.console.statuses.routes import ROUTES as STATUSES
from regulars.faces.console.tiers.routes import ROUTES as TIERS
from regulars.faces.console.till_check.routes import ROUTES as TILL_CHECK
from regulars.faces.console.visits.routes import ROUTES as VISITS
from regulars.faces.console.voucher_access.routes import ROUTES as VOUCHER_ACCESS
from regulars.faces.console.voucher_batches.routes import ROUTES as VOUCHER_BATCHES
from regulars.faces.console.vouchers.routes import ROUTES as VOUCHERS
from regulars.platform.asgi import App, Given

LARGEST_BODY = 1_000_000
FOR_EVER = "public, max-age=31536000, immutable"

ROOMS: list[ControllerRouterHandler] = [
    *SET_UP,
    *SIGN_IN,
    *HOME,
    *DASHBOARD,
    *MEMBERS,
    *SALES,
    *VISITS,
    *TILL_CHECK,
    *PROGRAM,
    *PICKING,
    *PICTURES,
    *REWARDS,
    *OFFERS,
    *TIERS,
    *SEGMENTS,
    *VOUCHERS,
    *VOUCHER_BATCHES,
    *GIFT_CARDS,
    *DIARY,
    *GUESTS,
    *FLOOR,
    *SERVICES,
    *BLOCKOUTS,
    *STATUSES,
    *BOOKING_PAGE,
    *QUIET,
    *MAILBOX,
    *EXCEPTIONS,
    *APPS,
    *VOUCHER_ACCESS,
    *LIVE,
]


async def keep_for_ever(response: Response[Any]) -> Response[Any]:
    """A built file's name changes with its content, so browsers need not ask again."""
    response.headers["Cache-Control"] = FOR_EVER
    return response


@get("/", public=True)
async def start() -> Redirect:
    return Redirect("/console", status_code=303)


def create_console(deps: ConsoleDeps) -> Given:
    """The whole console as one application: `/console/…`, `/static/…`, and `/` leading there."""
    return Given(cast("App", site()), console=deps, kept_days=KeptDays())


@cache
def site() -> Litestar:
    """Every page there is, for any number of consoles: which one is asked stands in the request."""
    files = create_static_files_router(
        PREFIX, [STATIC], opt={"asset": True}, after_request=keep_for_ever
    )
    return Litestar(
        [start, *ROOMS, files],
        request_class=ConsoleRequest,
        guards=[admit],
        before_request=count_exceptions,
        exception_handlers=HANDLERS,
        before_send=[protect],
        request_max_body_size=LARGEST_BODY,
        openapi_config=None,
        logging_config=None,
    )
