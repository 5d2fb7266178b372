"""Blockouts: a quick form, and those to come with the bookings that are in their way."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from regulars.bookings.errors import NoSuchPlace
from regulars.bookings.floor.blockouts import (
    block,
    in_the_way,
    list_blockouts,
    read_blockout,
    unblock,
)
from regulars.bookings.floor.model import Blockout, InTheWay
from regulars.bookings.rules.times import bounds, day_of
from regulars.faces.console.blockouts import typed
from regulars.faces.console.diary.at_store import DIARY
from regulars.faces.console.floor.at_store import Drawn, drawn_at, speech_at
from regulars.faces.console.floor.free import names_of
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.services.typed import read_day
from regulars.kernel.errors import Invalid, RegularsError
from regulars.kernel.ids import BlockoutId
from regulars.merchants.model import Role, Store
from regulars.merchants.stores import stores

BLOCKOUTS = "/console/blockouts"
AT = BLOCKOUTS + "/{store_id:int}"
AHEAD = timedelta(days=1000)
MOST_SHOWN = 100


class Listed(NamedTuple):
    """A blockout in words, and who is in its way."""

    blockout: Blockout
    when: str
    where: str
    bookings: Sequence[tuple[InTheWay, str, str]]
    """With when, and where the diary shows it."""


@get(BLOCKOUTS)
async def find_blockouts(request: ConsoleRequest) -> Redirect:
    """To the first store."""
    [first, *_] = await stores(request.db, request.merchant.id)
    return request.go_to(f"{BLOCKOUTS}/{first.id}")


@get(AT)
async def show_blockouts(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    """The day and a table may come from the diary, in the address."""
    drawn = await drawn_at(request, store_id)
    asked = Form({"day": request.query_params.get("day", "")})
    day = read_day(asked, "day") or drawn.place.today
    begun = {"day": day.isoformat(), "whole_day": "on"}
    if table := request.query_params.get("table"):
        begun |= {f"table_{table}": "on"}
    return await show(request, drawn, Form(begun))


@post(AT)
async def add(request: ConsoleRequest, store_id: FromPath[int]) -> Response[Any]:
    drawn, form = await drawn_at(request, store_id), await request.read_form()
    store = drawn.place.store
    new = typed.read_blockout(form, drawn.floor, store.time_zone)
    if new is not None:
        try:
            blockout = await block(
                request.db,
                request.merchant.id,
                store.id,
                new,
                at=request.now,
                actor=request.actor,
            )
            there = await in_the_way(request.db, request.merchant.id, blockout)
            return request.go_to(f"{BLOCKOUTS}/{store.id}", **said(len(there)))
        except RegularsError as refusal:
            refuse(form, refusal)
    return await show(request, drawn, form, status=422)


@post(f"{AT}/{{blockout_id:uuid}}/remove")
async def remove(
    request: ConsoleRequest, store_id: FromPath[int], blockout_id: FromPath[UUID]
) -> Response[Any]:
    drawn = await drawn_at(request, store_id)
    known = await read_blockout(request.db, request.merchant.id, BlockoutId(blockout_id))
    if known.store != drawn.place.store.id:
        raise NoSuchPlace("There is no such place.")
    await unblock(request.db, request.merchant.id, known.id, at=request.now, actor=request.actor)
    return request.go_to(f"{BLOCKOUTS}/{known.store}", good=f"“{known.reason}” is free again.")


def said(in_its_way: int) -> dict[str, str]:
    """What is said of a new blockout."""
    if not in_its_way:
        return {"good": "Nothing is taken then."}
    bookings = "1 booking is" if in_its_way == 1 else f"{in_its_way} bookings are"
    return {"info": f"Nothing more is taken then. {bookings} there already: see below."}


def refuse(form: Form, refusal: RegularsError) -> None:
    """A refusal about an instant stands beside its time."""
    if isinstance(refusal, Invalid) and refusal.field in typed.BESIDE:
        form.errors[typed.BESIDE[refusal.field]] = refusal.sentence
    else:
        form.refuse(refusal)


async def show(request: ConsoleRequest, drawn: Drawn, form: Form, *, status: int = 200) -> Page:
    return request.page(
        "blockouts/list.html",
        status=status,
        here="seating",
        drawn=drawn,
        address=f"{BLOCKOUTS}/{drawn.place.store.id}",
        form=form,
        by_section=[(one.name, options(drawn, form, one.id)) for one in drawn.floor.sections],
        some_tables=any(form.flag(f"table_{one.id}") for one in drawn.floor.tables),
        listed=await listing(request, drawn),
        may_edit=request.me.role is not Role.STAFF,
    )


def options(drawn: Drawn, form: Form, section: UUID) -> list[tuple[str, str, bool]]:
    """The tables of a section to choose from."""
    return [
        (f"table_{one.id}", one.name, form.flag(f"table_{one.id}"))
        for one in drawn.floor.tables
        if one.section == section
    ]


async def listing(request: ConsoleRequest, drawn: Drawn) -> list[Listed]:
    """What is blocked from today on."""
    place = drawn.place
    since, _ = bounds(place.today, place.store.time_zone)
    found = await list_blockouts(
        request.db, request.merchant.id, place.store.id, since, since + AHEAD
    )
    return [await listed(request, drawn, one) for one in found[:MOST_SHOWN]]


async def listed(request: ConsoleRequest, drawn: Drawn, blockout: Blockout) -> Listed:
    store = drawn.place.store
    there = await in_the_way(request.db, request.merchant.id, blockout)
    return Listed(
        blockout,
        when(request, store, blockout.starts_at, blockout.ends_at),
        where(drawn, blockout),
        [
            (one, speech_at(store, request).moment(one.starts_at), in_diary(store, one))
            for one in there
        ],
    )


def where(drawn: Drawn, blockout: Blockout) -> str:
    if not blockout.tables:
        return "Whole store"
    return f"Table {names_of(drawn.floor, blockout.tables)}"


def when(request: ConsoleRequest, store: Store, starts_at: datetime, ends_at: datetime) -> str:
    """`4 May 2026, 12:00 pm–4:00 pm`, or the days alone where it is whole days."""
    speech, zone = speech_at(store, request), store.time_zone
    first = day_of(starts_at, zone)
    last = day_of(ends_at - timedelta(seconds=1), zone)
    if starts_at == bounds(first, zone)[0] and ends_at == bounds(last, zone)[1]:
        return (
            speech.date(first) if first == last else f"{speech.date(first)} – {speech.date(last)}"
        )
    if first == last:
        return f"{speech.date(first)}, {speech.time(starts_at)}–{speech.time(ends_at)}"
    return f"{speech.moment(starts_at)} – {speech.moment(ends_at)}"


def in_diary(store: Store, one: InTheWay) -> str:
    day = day_of(one.starts_at, store.time_zone)
    return f"{DIARY}/{store.id}?{urlencode({'day': day.isoformat(), 'booking': str(one.booking)})}"


ROUTES = [find_blockouts, show_blockouts, add, remove]
