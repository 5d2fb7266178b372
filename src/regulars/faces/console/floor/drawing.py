"""The plan as data, and what a hand draws on it: each change is saved by itself."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from regulars.bookings.floor.model import Floor, NewTable, Shape, Spot
from regulars.bookings.floor.tables import add_table, move_tables, remove_table
from regulars.faces.console.errors import status_of
from regulars.faces.console.floor.at_store import AT, Drawn, drawn_at
from regulars.faces.console.floor.free import free_spot, next_names, size_of
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.errors import Invalid, RegularsError
from regulars.kernel.ids import SectionId, TableId

T = TypeVar("T")


class Moved(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where tables stand now."""

    spots: Mapping[TableId, Spot]


class Placed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table as a hand puts it down. No name means the next one, no spot means a free one."""

    section: SectionId
    shape: Shape
    least: int = 2
    most: int = 4
    online: bool = True
    name: str = ""
    spot: Spot | None = None
    near: Spot | None = None


class Added(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    tables: Sequence[Placed]


class Removed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    tables: Sequence[TableId]


@get(f"{AT}/plan.json")
async def give_plan(request: ConsoleRequest, store_id: FromPath[int]) -> Response[bytes]:
    """All that stands in the store."""
    return answer((await drawn_at(request, store_id)).floor)


@post(f"{AT}/drawing/moved")
async def move(request: ConsoleRequest, store_id: FromPath[int]) -> Response[bytes]:
    """Tables were dragged, turned or made larger."""
    drawn = await drawn_at(request, store_id)
    try:
        sent = read(await request.body(), Moved)
        await move_tables(
            request.db,
            request.merchant.id,
            drawn.place.store.id,
            sent.spots,
            at=request.now,
            actor=request.actor,
        )
    except RegularsError as refusal:
        return refuse(refusal)
    return await now(request, store_id)


@post(f"{AT}/drawing/added")
async def add(request: ConsoleRequest, store_id: FromPath[int]) -> Response[bytes]:
    """Tables were put down."""
    added = []
    try:
        for placed in read(await request.body(), Added).tables:
            drawn = await drawn_at(request, store_id)
            table = await add_table(
                request.db,
                request.merchant.id,
                drawn.place.store.id,
                completed(drawn, placed),
                at=request.now,
                actor=request.actor,
            )
            added.append(table.id)
    except RegularsError as refusal:
        return refuse(refusal)
    return await now(request, store_id, added=added)


@post(f"{AT}/drawing/removed")
async def remove(request: ConsoleRequest, store_id: FromPath[int]) -> Response[bytes]:
    """Tables were taken away."""
    drawn = await drawn_at(request, store_id)
    try:
        for number in read(await request.body(), Removed).tables:
            table = drawn.table(number)
            await remove_table(
                request.db, request.merchant.id, table.id, at=request.now, actor=request.actor
            )
    except RegularsError as refusal:
        return refuse(refusal)
    return await now(request, store_id)


def completed(drawn: Drawn, placed: Placed) -> NewTable:
    """With a name and a spot. Raises `BadFloor`, `NoSuchPlace`."""
    section = drawn.section(placed.section)
    width, height = size_of(placed.shape, placed.most)
    if placed.near is not None:
        width, height = placed.near.width, placed.near.height
    spot = placed.spot or free_spot(section, drawn.floor.tables, width, height, near=placed.near)
    if placed.near is not None:
        spot = msgspec.structs.replace(spot, turned=placed.near.turned)
    return NewTable(
        section=section.id,
        name=placed.name or next(next_names(drawn.floor, section.id)),
        least=placed.least,
        most=placed.most,
        shape=placed.shape,
        spot=spot,
        online=placed.online,
    )


async def now(
    request: ConsoleRequest, store_id: int, *, added: Sequence[TableId] = ()
) -> Response[bytes]:
    return answer((await drawn_at(request, store_id)).floor, added=added)


def answer(floor: Floor, *, added: Sequence[TableId] = ()) -> Response[bytes]:
    return said({"floor": floor, "added": added})


def refuse(refusal: RegularsError) -> Response[bytes]:
    """A refusal, for the script to show."""
    return said({"sentence": refusal.sentence}, status=status_of(refusal))


def said(body: Mapping[str, Any], *, status: int = 200) -> Response[bytes]:
    headers = {"Cache-Control": "no-store"}
    encoded = msgspec.json.encode(body)
    return Response(encoded, media_type="application/json", status_code=status, headers=headers)


def read(body: bytes, kind: type[T]) -> T:
    """What the script sent. Raises `Invalid`."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise Invalid("This cannot be read.") from error


ROUTES = [give_plan, move, add, remove]
