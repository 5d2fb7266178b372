"""What a booking can be given while it is typed: times, the best first to see, and tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from regulars.bookings.availability import available, free_tables
from regulars.bookings.floor.model import Plan
from regulars.bookings.floor.read import read_plan
from regulars.bookings.model import Booking
from regulars.bookings.page.read import calls_by_mail, page_of
from regulars.bookings.rules.availability import beginnings, runs_on, service_at, stay_of
from regulars.bookings.rules.times import MINUTE, minute_of
from regulars.bookings.take import USUAL_STAY
from regulars.faces.console.diary.desk import Desk
from regulars.faces.console.diary.typed import (
    as_clock,
    typed_covers,
    typed_day,
    typed_minutes,
    typed_start,
    typed_tables,
)
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.ids import TableId

PASSED = timedelta(minutes=30)
"""A time that is gone by more than this is not offered any more."""
SHOWN = 5
USUAL_PARTY = 2


@dataclass(frozen=True, slots=True)
class Time:
    """A time that can be pressed: as the form has it, as people read it, and whether it is free."""

    value: str
    label: str
    is_free: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Tables that can be pressed: as the form has them, by name, and a word on them."""

    value: str
    label: str
    note: str


async def offers(
    request: ConsoleRequest, desk: Desk, form: Form, *, of: Booking | None = None
) -> Mapping[str, Any]:
    """What the form, as far as it is filled in, can be given; `of` is a booking that is changed."""
    # Read apart, so that what is not typed yet is no mistake.
    typed = Form(form.fields)
    covers = typed_covers(typed) or USUAL_PARTY
    day = typed_day(typed)
    places = await places_of(
        request,
        desk,
        typed_start(typed, desk),
        covers,
        chosen=None if typed.value("tables") == "none" else typed_tables(typed, desk),
        minutes=typed_minutes(typed),
        of=of,
    )
    return {
        "form": form,
        "times": await times_of(request, desk, day, covers) if day and of is None else (),
        "places": places,
        "best_of_all": of is None,
        "calls": await mails_who_waits(request, desk),
        "waits_on": "Standby" if day and day > desk.place.today else "Waitlist",
    }


async def mails_who_waits(request: ConsoleRequest, desk: Desk) -> bool:
    """Whether parties on a list are offered by mail what becomes free."""
    page = await page_of(request.db, request.merchant.id, desk.place.store.id)
    return page is not None and calls_by_mail(page)


async def times_of(
    request: ConsoleRequest, desk: Desk, day: date, covers: int
) -> Sequence[tuple[str, Sequence[Time]]]:
    """The times of each service of a day, with those that can be kept for the party."""
    db, merchant, store = request.db, request.merchant.id, desk.place.store.id
    plan = await read_plan(db, merchant, store, day)
    slots = await available(
        db,
        merchant,
        store,
        day,
        covers,
        at=request.now,
        online=False,
        notice_minutes=-(PASSED // MINUTE),
    )
    free = {(slot.service, slot.starts_at) for slot in slots}
    services = [one for one in plan.services if runs_on(one.terms, day)]
    offered = [
        (
            one.terms.name,
            [
                _time(desk, day, begins, is_free=(one.id, begins) in free)
                for begins in beginnings(one.terms, day, desk.zone)
                if begins >= request.now - PASSED
            ],
        )
        for one in services
    ]
    return [(name, times) for name, times in offered if times]


async def places_of(
    request: ConsoleRequest,
    desk: Desk,
    starts_at: datetime | None,
    covers: int,
    *,
    chosen: tuple[TableId, ...] | None = None,
    minutes: int | None = None,
    of: Booking | None = None,
) -> Sequence[Place]:
    """The tables that the party could have then, the best first; what is chosen stays in sight."""
    if starts_at is None:
        return [_place(desk, chosen, "")] if chosen else []
    plan = await read_plan(
        request.db, request.merchant.id, desk.place.store.id, desk.day_of(starts_at)
    )
    free = await free_tables(
        request.db,
        request.merchant.id,
        desk.place.store.id,
        starts_at,
        held_for(plan, starts_at, covers, minutes),
        covers,
        but=of.id if of else None,
    )
    shown = list(free[:SHOWN])
    if chosen and chosen not in shown:
        shown.append(chosen)
    return [
        _place(desk, one, seats(desk, one) if one in free else "not free, or too small")
        for one in shown
    ]


def held_for(plan: Plan, starts_at: datetime, covers: int, minutes: int | None) -> int:
    """How long the party keeps its tables, the turn included."""
    service = service_at(plan, starts_at)
    if service is None:
        return minutes or USUAL_STAY
    return (minutes or stay_of(service.terms, covers)) + service.terms.turn_minutes


def seats(desk: Desk, tables: Sequence[TableId]) -> str:
    """`2–4 seats` of a table; a combination says how many it was made for in the plan."""
    if len(tables) > 1:
        made = (one for one in desk.floor.combinations if set(one.tables) == set(tables))
        return next((_seats(one.least, one.most) for one in made), "together")
    found = desk.floor.table(tables[0])
    return _seats(found.least, found.most) if found else ""


def _seats(least: int, most: int) -> str:
    return f"seats {most}" if least == most else f"seats {least}–{most}"


def _time(desk: Desk, day: date, begins: datetime, *, is_free: bool) -> Time:
    value = as_clock(minute_of(begins, day, desk.zone))
    return Time(value, desk.speech.time(begins), is_free)


def _place(desk: Desk, tables: Sequence[TableId], note: str) -> Place:
    return Place(",".join(map(str, tables)), desk.tables(tables), note)
