"""What a sheet needs at hand: the store, its own clock, its tables, and the venue's statuses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

from regulars.bookings.floor.model import Floor
from regulars.bookings.floor.read import read_floor
from regulars.bookings.model import Booking, Status
from regulars.bookings.rules.times import day_of
from regulars.bookings.statuses_own import list_statuses
from regulars.faces.console.diary.at_store import Place, place_of
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.speech import Speech
from regulars.kernel.ids import TableId

CHANGED = '{"diary-changed": {"target": "body"}}'
"""Tells the page; the element that asked is gone by then, so that its own event would be lost."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One store, as its host sees it. `speech` writes times by the store's clock."""

    place: Place
    speech: Speech
    floor: Floor
    statuses: Sequence[Status]

    @property
    def address(self) -> str:
        return self.place.address

    @property
    def zone(self) -> str:
        return self.place.store.time_zone

    def tables(self, tables: Iterable[TableId]) -> str:
        """`12 + 13`"""
        return " + ".join(self.table(one) for one in tables)

    def at_tables(self, tables: Sequence[TableId]) -> str:
        """`table 12`, `tables 12 + 13`, and what is said of a party without one."""
        word = "tables" if len(tables) > 1 else "table"
        return f"{word} {self.tables(tables)}" if tables else "no table yet"

    def table(self, table: TableId) -> str:
        found = self.floor.table(table)
        return found.name if found else "(removed)"

    def status(self, booking: Booking) -> str:
        names = (one.name for one in self.statuses if one.code == booking.status)
        return next(names, booking.status)

    def day(self, instant: datetime) -> str:
        """`Monday, 4 May`"""
        return self.speech.weekday(instant)

    def day_named(self, day: date) -> str:
        """`Monday, 4 May` of a day of the diary."""
        return format_skeleton("MMMMEEEEd", day, locale=self.speech.locale)

    def day_of(self, instant: datetime) -> date:
        """The day of the diary that `instant` belongs to."""
        return day_of(instant, self.zone)

    def booking(self, booking: UUID) -> str:
        """Where the sheet of a booking is."""
        return f"{self.address}/bookings/{booking}"


async def desk_of(request: ConsoleRequest, store_id: int) -> Desk:
    """The desk of the store of that number. Raises `NoSuchStore`."""
    place = await place_of(request, store_id)
    merchant, store = request.merchant.id, place.store
    return Desk(
        place,
        replace(request.speech, zone=ZoneInfo(store.time_zone)),
        await read_floor(request.db, merchant, store.id),
        await list_statuses(request.db, merchant),
    )


def sheet(
    request: ConsoleRequest,
    desk: Desk,
    template: str,
    *,
    status: int = 200,
    changed: bool = False,
    **context: Any,
) -> Page:
    """A sheet for the diary's panel, or the page with it alone. `changed` tells the diary."""
    shared: dict[str, Any] = {"desk": desk, "speech": desk.speech, "sheet": template, **context}
    if request.is_htmx:
        answer = request.part(template, status=status, **shared)
    else:
        answer = request.page(
            "diary/alone.html", status=status, here="diary", live="/console/live", **shared
        )
    if changed:
        answer.headers["HX-Trigger"] = CHANGED
    return answer
