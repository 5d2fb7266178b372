"""`/api/bookings/v1`: our own API for bookings, as a Litestar application.

Let in is who has a token of an API account, for the stores that the account reaches. The document
of all calls is at `/api/bookings/v1/openapi.json`, a page to try them at `/api/bookings/v1/docs`.
"""

from litestar import Litestar, MediaType, Response, Router, get
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme, Server

from regulars.faces.assets import asset
from regulars.faces.rest_api.bookings import ROUTES as BOOKINGS
from regulars.faces.rest_api.deps import RestDeps, at_desk
from regulars.faces.rest_api.errors import HANDLERS
from regulars.faces.rest_api.events import ROUTES as EVENTS

BASE = "/api/bookings/v1"
LARGEST_BODY = 64_000
SELF_ALONE = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
ABOUT = """\
Bookings and walk-ins as other systems see them. Log in with the voucher API's `login`, or use a
token that stays; both are made in the console under Settings, and reach the stores that the account
reaches. Refusals are problems of RFC 9457 with a `code` for programs and a `detail` for people.
"""


@get("/docs", include_in_schema=False, media_type=MediaType.HTML)
async def show_docs() -> Response[str]:
    """The page to read the document and to try its calls."""
    return Response(
        f"""<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Bookings API · Regulars</title>
  <link rel="icon" href="{asset("favicon.svg")}">
  <link rel="stylesheet" href="{asset("api.css")}">
  <script type="module" src="{asset("api.js")}"></script>
</head>
<body>
  <main id="api" data-document="{BASE}/openapi.json">
    <noscript>This page needs scripts. The document is at {BASE}/openapi.json.</noscript>
  </main>
</body>
</html>
""",
        headers={"Content-Security-Policy": SELF_ALONE},
    )


def create_rest_api(deps: RestDeps) -> Litestar:
    """The API on a database, reached at `deps.base_url`."""
    desk = {"desk": Provide(at_desk)}
    return Litestar(
        [
            Router(BASE, route_handlers=[*EVENTS, show_docs]),
            Router(BASE, route_handlers=BOOKINGS, dependencies=desk),
        ],
        exception_handlers=HANDLERS,
        state=State({"rest": deps}),
        request_max_body_size=LARGEST_BODY,
        openapi_config=OpenAPIConfig(
            title="Bookings API",
            version="1",
            description=ABOUT,
            path=BASE,
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
            servers=[Server(url=deps.base_url)],
            components=Components(
                security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}
            ),
            security=[{"token": []}],
            use_handler_docstrings=True,
        ),
        logging_config=None,
    )
