"""Which stores tell tills of public vouchers."""

from typing import Any

from litestar import Response, post

from regulars.faces.console.requests import ConsoleRequest
from regulars.merchants.stores import list_public_vouchers, stores


@post("/console/program/stores")
async def save_stores(request: ConsoleRequest) -> Response[Any]:
    form = await request.read_form()
    venues = await stores(request.db, request.merchant.id)
    chosen = [store.id for store in venues if form.flag(f"store_{store.id}")]
    await list_public_vouchers(
        request.db, request.merchant.id, chosen, at=request.now, actor=request.actor
    )
    return request.go_to("/console/program/wallet", good="Saved. It holds from the next lookup on.")


async def listing(request: ConsoleRequest) -> list[tuple[str, str, bool]]:
    """Every store, and whether it does."""
    venues = await stores(request.db, request.merchant.id)
    return [(f"store_{one.id}", one.name, one.lists_public_vouchers) for one in venues]


ROUTES = [save_stores]
