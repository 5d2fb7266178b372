"""The party that a sale was of: how it came, when it sat where, and what one of it spent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from regulars.bookings.errors import NoSuchBooking
from regulars.bookings.floor.read import read_floor
from regulars.bookings.model import Booking, Kind
from regulars.bookings.read import read_booking
from regulars.bookings.visits.model import each
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.sales.model import Sale


@dataclass(frozen=True, slots=True)
class Party:
    """Whom the diary knows of the guests of a sale, in names and values."""

    title: str
    note: str
    href: str
    facts: Sequence[tuple[str, str]]


async def party_of(request: ConsoleRequest, sale: Sale, clock: Speech) -> Party | None:
    """The party from the diary, by the clock of its store; None for a sale without one."""
    if sale.booking is None:
        return None
    db, merchant = request.db, request.merchant.id
    try:
        booking = await read_booking(db, merchant, sale.booking)
    except NoSuchBooking:
        return None
    floor = await read_floor(db, merchant, booking.store)
    tables = [table.name for table in floor.tables if table.id in booking.tables]
    how = "Walk-in" if booking.kind is Kind.WALK_IN else "Booking"
    return Party(
        title=booking.name or how,
        note=f"{how} {booking.code}",
        href=f"/console/diary/{booking.store}?day={booking.day}&booking={booking.id}",
        facts=list(_facts(sale, booking, tables, clock, now=request.now)),
    )


def _facts(
    sale: Sale, booking: Booking, tables: Sequence[str], clock: Speech, *, now: datetime
) -> Iterator[tuple[str, str]]:
    yield "Covers", clock.number(booking.covers)
    if tables:
        yield "Tables" if len(tables) > 1 else "Table", ", ".join(tables)
    if booking.kind is Kind.BOOKING:
        yield "Booked for", clock.when(booking.booked_for, now=now)
    if booking.seated_at:
        yield "Sat down", clock.time(booking.seated_at)
    if booking.seated_at and booking.finished_at:
        stay = (booking.finished_at - booking.seated_at) // timedelta(minutes=1)
        yield "Stayed", f"{stay} min"
    if a_head := each(sale.total - sale.refunded, booking.covers):
        yield "A head", clock.money(a_head)
    if booking.payment:
        yield "Paid ahead", clock.money(booking.payment.paid)
