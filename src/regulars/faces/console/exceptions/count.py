"""How many exceptions wait, for the navigation of every page."""

from typing import Any

from litestar import Request

from regulars.faces.console.codes import may_see_codes
from regulars.faces.console.requests import ConsoleRequest
from regulars.sales.exceptions import count_open


async def count_exceptions(request: Request[Any, Any, Any]) -> None:
    """Count them for a page with the navigation; a part has none, and staff have no such room."""
    assert isinstance(request, ConsoleRequest)
    if request.signed_in is not None and may_see_codes(request.me) and not request.is_htmx:
        waiting = await count_open(request.db, request.merchant.id)
        request.scope["state"]["open_exceptions"] = waiting
