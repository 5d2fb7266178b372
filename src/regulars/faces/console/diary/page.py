"""The diary's page, and a day of it as data."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from regulars.bookings.diary import read_day, write_note
from regulars.bookings.floor.read import read_plan
from regulars.bookings.model import Day, Waits
from regulars.bookings.rules.times import minute_of
from regulars.bookings.statuses_own import list_statuses
from regulars.bookings.waitlist import fits
from regulars.faces.console.diary.at_store import DIARY, Place, asked_day, place_of
from regulars.faces.console.diary.drawn import DrawnDay, drawn_day
from regulars.faces.console.diary.kept import KeptDays
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.ids import BookingId, TableId
from regulars.kernel.money import decimals_of
from regulars.merchants.model import Role
from regulars.merchants.stores import stores

VIEWS = ("timeline", "floor", "list")


@get(DIARY)
async def find_diary(request: ConsoleRequest) -> Redirect:
    """To the first store."""
    [first, *_] = await stores(request.db, request.merchant.id)
    return request.go_to(f"{DIARY}/{first.id}")


@get(f"{DIARY}/{{store_id:int}}")
async def show_diary(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    """A day of a store. What is on it, the page's script fetches."""
    place = await place_of(request, store_id)
    day, view = asked_day(request, place), request.query_params.get("view", "")
    return request.page(
        "diary/diary.html",
        here="diary",
        live="/console/live",
        place=place,
        day=day,
        day_name=request.speech.day_name(day),
        before=day - timedelta(days=1),
        after=day + timedelta(days=1),
        view=view if view in VIEWS else VIEWS[0],
        decimals=decimals_of(request.merchant.currency),
        may_set_up=request.me.role is not Role.STAFF,
    )


@get(f"{DIARY}/{{store_id:int}}/day.json")
async def give_day(request: ConsoleRequest, store_id: FromPath[int]) -> Response[bytes]:
    """Everything that is on a day. One that has not changed since is not sent again."""
    place = await place_of(request, store_id)
    day, kept = asked_day(request, place), kept_days(request)
    found = await kept.get(
        request.db,
        (request.merchant.id, place.store.id, day),
        at=request.now,
        read=lambda: read_drawn(request, place, day),
    )
    headers = {"ETag": found.tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match") == found.tag:
        return Response(b"", status_code=304, headers=headers)
    now = minute_of(request.now, day, place.store.time_zone)
    body = msgspec.json.encode({"now": now, "day": found.body})
    return Response(body, media_type="application/json", headers=headers)


@post(f"{DIARY}/{{store_id:int}}/note", may=Role.STAFF)
async def note_day(request: ConsoleRequest, store_id: FromPath[int]) -> Response[Any]:
    """What everybody should know of a day."""
    place, form = await place_of(request, store_id), await request.read_form()
    day = asked_day(request, place)
    await write_note(
        request.db,
        request.merchant.id,
        place.store.id,
        day,
        form.value("note").strip(),
        at=request.now,
        actor=request.actor,
    )
    return Response(None, status_code=204)


async def read_drawn(request: ConsoleRequest, place: Place, day: date) -> DrawnDay:
    merchant, store = request.merchant.id, place.store.id
    plan = await read_plan(request.db, merchant, store, day)
    found = await read_day(request.db, merchant, store, day, at=request.now)
    statuses = await list_statuses(request.db, merchant)
    return drawn_day(plan, found, statuses, await fitting(request, place, found))


async def fitting(
    request: ConsoleRequest, place: Place, day: Day
) -> Mapping[BookingId, tuple[TableId, ...]]:
    """The tables that parties who wait now could have."""
    waiting = any(one.booking.waits is Waits.WAITLIST for one in day.bookings)
    if not waiting or day.day != place.today:
        return {}
    return await fits(request.db, request.merchant.id, place.store.id, at=request.now)


def kept_days(request: ConsoleRequest) -> KeptDays:
    kept: KeptDays = request.scope["state"]["kept_days"]
    return kept


ROUTES = [find_diary, show_diary, give_day, note_day]
