"""New URLs, for when the old ones got into the wrong hands."""

from typing import Any

from litestar import Response, post

from regulars.faces.console.apps.kounta import MANAGE, connection_of, subscribe
from regulars.faces.console.requests import ConsoleRequest
from regulars.merchants.connections import new_key


@post(f"{MANAGE}/urls")
async def renew_urls(request: ConsoleRequest) -> Response[Any]:
    """End the old URLs. The webhooks follow by themselves, the others are copied by hand."""
    connection = await connection_of(request)
    connection = await new_key(
        request.db, request.merchant.id, connection.id, at=request.now, actor=request.actor
    )
    untold = await subscribe(request, connection) if connection.sites else ""
    return request.go_to(
        f"{MANAGE}#urls",
        good="The old URLs have ended. Copy the new ones to your till.",
        bad=untold,
    )


ROUTES = [renew_urls]
