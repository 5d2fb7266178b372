"""The list of who waits for a table, as staff see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from regulars.bookings.availability import free_tables
from regulars.bookings.diary import read_day
from regulars.bookings.model import Booking, InDiary, Stage, Waits
from regulars.bookings.page.hold import read_offered
from regulars.bookings.page.model import Held
from regulars.bookings.rules.statuses import stage_of
from regulars.bookings.waitlist import fits
from regulars.faces.console.diary.desk import Desk
from regulars.faces.console.diary.offered import mails_who_waits
from regulars.faces.console.diary.shown import minutes_between, span
from regulars.faces.console.diary.story import people_of
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.ids import TableId


@dataclass(frozen=True, slots=True)
class Line:
    """A party that waits."""

    booking: Booking
    name: str
    vip: bool
    phone: str
    people: str
    waits: str
    is_long: bool
    quoted: str
    fits: str
    tables: str
    offered: str


async def listed(request: ConsoleRequest, desk: Desk, day: date) -> Mapping[str, Any]:
    """The parties of a day that wait, in the order of asking, each with what fits."""
    merchant, store = request.merchant.id, desk.place.store.id
    found = await read_day(request.db, merchant, store, day, at=request.now)
    waiting = [one for one in found.bookings if _is_waiting(one.booking)]
    waiting.sort(key=lambda one: one.booking.created_at)
    is_today = day <= desk.place.today
    now = await fits(request.db, merchant, store, at=request.now) if is_today and waiting else {}
    offered = await read_offered(request.db, merchant, store, at=request.now) if waiting else {}
    lines = [
        _line(
            one,
            desk,
            request.now,
            now.get(one.booking.id) or await _later(request, one.booking),
            offered.get(one.booking.id),
        )
        for one in waiting
    ]
    return {
        "calls": await mails_who_waits(request, desk),
        "day": day,
        "is_today": is_today,
        "day_name": desk.day_named(day),
        "lines": lines,
    }


async def _later(request: ConsoleRequest, booking: Booking) -> tuple[TableId, ...]:
    """What is free at the time that a party on standby wishes for."""
    if booking.waits is not Waits.STANDBY:
        return ()
    held = booking.duration_minutes + booking.turn_minutes
    merchant, store = request.merchant.id, booking.store
    free = await free_tables(request.db, merchant, store, booking.starts_at, held, booking.covers)
    return free[0] if free else ()


def _is_waiting(booking: Booking) -> bool:
    return booking.waits is not None and stage_of(booking.status_type) is Stage.COMING


def _line(
    one: InDiary,
    desk: Desk,
    now: datetime,
    tables: tuple[TableId, ...],
    offered: Held | None,
) -> Line:
    booking, quoted = one.booking, one.booking.quoted_minutes
    waited = minutes_between(booking.created_at, now)
    on_standby = booking.waits is Waits.STANDBY
    return Line(
        booking=booking,
        name=name_of(booking),
        vip=one.vip,
        phone=one.phone or "",
        people=people_of(booking.covers),
        waits=f"for {desk.speech.time(booking.starts_at)}" if on_standby else span(waited),
        is_long=not on_standby and quoted is not None and waited > quoted,
        quoted=f"quoted {span(quoted)}" if quoted is not None else "",
        fits=desk.tables(tables) if tables else "",
        tables=",".join(map(str, tables)),
        offered=_offered(offered, desk) if offered else "",
    )


def _offered(held: Held, desk: Desk) -> str:
    """`offered 7:30 pm, until 6:42 pm`"""
    when, until = desk.speech.time(held.starts_at), desk.speech.time(held.ends_at)
    return f"offered {when}, until {until}"


def name_of(booking: Booking) -> str:
    """What staff call a party."""
    return booking.name or "The party"
