"""A floor to begin with."""

from typing import Any

from litestar import Response, post
from litestar.params import FromPath

from regulars.bookings.floor.starter import plant
from regulars.faces.console.floor.at_store import AT, drawn_at
from regulars.faces.console.requests import ConsoleRequest


@post(f"{AT}/starter")
async def start_with_example(request: ConsoleRequest, store_id: FromPath[int]) -> Response[Any]:
    """A floor and services to begin with, for a store that has none."""
    drawn = await drawn_at(request, store_id)
    if drawn.floor.sections:
        return request.go_to(drawn.address, info="This store has a floor already.")
    await plant(
        request.db, request.merchant.id, drawn.place.store.id, at=request.now, actor=request.actor
    )
    return request.go_to(drawn.address, good="A floor to begin with. Move everything as it is.")


ROUTES = [start_with_example]
