"""The steps of a booking page as pages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from regulars.bookings.floor.model import Service
from regulars.bookings.floor.read import read_services
from regulars.bookings.page import offers, words
from regulars.bookings.page.links import PATH
from regulars.bookings.page.model import Venue
from regulars.bookings.rules.availability import nearest
from regulars.faces.guest.answers import Page, page
from regulars.faces.guest.booking import calendar
from regulars.faces.guest.booking.choice import Choice
from regulars.faces.guest.booking.times import Time, by_service, time_of
from regulars.faces.guest.booking.typed import TRAP, Typed
from regulars.faces.guest.booking.venue import Host, introduce
from regulars.kernel.sentences import said
from regulars.platform.db import Database
from regulars.platform.languages import say

AT_A_GLANCE = 10
"""So many sizes of party have a button; larger ones are typed."""
INSTEAD = 6
CLOSE = timedelta(hours=3)
"""Who wants a table for dinner is not helped by lunch, as long as there is anything else."""


def show_closed(venue: Venue, choice: Choice) -> Page:
    """The page takes nothing at the moment."""
    return page("booking/closed.html", language=venue.language, venue=_host(venue, choice))


async def show_start(
    db: Database,
    venue: Venue,
    choice: Choice,
    *,
    at: datetime,
    notice: str = "",
    status: int = 200,
) -> Page:
    """How many, and a month with the days that have a table for them."""
    within = offers.first_day(venue, at=at), offers.last_day(venue, at=at)
    asked = calendar.first_of(min(max(choice.month or within[0], within[0]), within[1]))
    month = await _month(db, venue, choice, asked, within, at=at)
    if choice.month is None and not month.has_any and month.after:
        following = calendar.next_month(asked)
        later = await _month(db, venue, choice, following, within, at=at)
        month = later if later.has_any else month
    return page(
        "booking/start.html",
        status=status,
        language=venue.language,
        venue=_host(venue, choice),
        choice=choice,
        parties=[
            (size, choice.of(size).query)
            for size in range(1, min(venue.terms.most_covers, AT_A_GLANCE) + 1)
        ],
        month=month,
        party=words.party(venue, choice.party),
        notice=say(venue.language, notice),
    )


async def _month(
    db: Database,
    venue: Venue,
    choice: Choice,
    month: date,
    within: tuple[date, date],
    *,
    at: datetime,
) -> calendar.Month:
    last = calendar.last_of(month)
    days = await offers.open_days(db, venue, month, last, choice.party, at=at)
    return calendar.draw(venue, choice, month, frozenset(days), within)


async def show_times(
    db: Database,
    venue: Venue,
    choice: Choice,
    day: date,
    *,
    at: datetime,
    notice: str = "",
    status: int = 200,
) -> Page:
    """The times of a day; where there are none, days nearby."""
    slots = await offers.times(db, venue, day, choice.party, at=at)
    near = [] if slots else await _near(db, venue, choice, day, at=at)
    return page(
        "booking/times.html",
        status=status,
        language=venue.language,
        venue=_host(venue, choice),
        choice=choice,
        back=choice.looking_at(calendar.first_of(day)).query,
        day=words.full_day(venue, day),
        party=words.party(venue, choice.party),
        groups=by_service(venue, choice, slots, await _services(db, venue)),
        near=near,
        notice=say(venue.language, notice),
    )


async def show_details(
    db: Database, venue: Venue, typed: Typed, *, notice: str = "", status: int
) -> Page:
    """Who comes, with what is wrong with what was typed, if anything is."""
    return await _form(db, venue, typed, notice=notice, status=status)


async def show_chosen(db: Database, venue: Venue, typed: Typed, *, at: datetime) -> Page:
    """The form for a time that was chosen; the times that are left where it is gone by now."""
    choice = typed.choice
    assert choice.day is not None
    assert choice.time is not None
    slots = await offers.times(db, venue, choice.day, choice.party, at=at)
    if any((one.starts_at, one.service) == (choice.time, choice.service) for one in slots):
        return await _form(db, venue, typed, status=200)
    notice = said("%(time)s cannot be booked any more.", time=words.clock(venue, choice.time))
    return await show_times(db, venue, choice, choice.day, at=at, notice=notice, status=409)


async def show_gone(db: Database, venue: Venue, typed: Typed, *, at: datetime) -> Page:
    """The time was taken meanwhile: the nearest ones, with what was typed kept."""
    choice = typed.choice
    assert choice.time is not None
    assert choice.day is not None
    slots = await offers.times(db, venue, choice.day, choice.party, at=at)
    close = [slot for slot in slots if abs(slot.starts_at - choice.time) <= CLOSE]
    around = nearest(close or slots, choice.time, limit=INSTEAD)
    near = [] if around else await _near(db, venue, choice, choice.day, at=at)
    return await _form(
        db,
        venue,
        typed,
        status=409,
        is_gone=True,
        instead=[time_of(venue, choice, slot) for slot in around],
        near=near,
    )


async def _form(
    db: Database,
    venue: Venue,
    typed: Typed,
    *,
    status: int,
    notice: str = "",
    is_gone: bool = False,
    instead: Sequence[Time] = (),
    near: Sequence[tuple[str, str]] = (),
) -> Page:
    choice = typed.choice
    assert choice.time is not None
    services = await _services(db, venue)
    service = next((one.terms for one in services if one.id == choice.service), None)
    return page(
        "booking/details.html",
        status=status,
        language=venue.language,
        venue=_host(venue, choice),
        choice=choice,
        typed=typed,
        trap=TRAP,
        day=words.day_there(venue, choice.time),
        time=words.clock(venue, choice.time),
        night=words.night_of(venue, choice.time),
        party=words.party(venue, choice.party),
        service=service.name if service else "",
        policy=service.policy if service else "",
        to_times=choice.of(choice.party).query,
        is_gone=is_gone,
        instead=instead,
        near=near,
        notice=say(venue.language, notice),
    )


async def _near(
    db: Database, venue: Venue, choice: Choice, day: date, *, at: datetime
) -> list[tuple[str, str]]:
    """Days nearby with a table: what they are called, and where they are."""
    found = await offers.days_near(db, venue, day, choice.party, at=at)
    return [(words.short_day(venue, one), choice.on(one).query) for one in found]


def _host(venue: Venue, choice: Choice) -> Host:
    home = f"{PATH}/{venue.terms.slug}"
    return introduce(venue, choice.kept, lambda kept: home + replace(choice, kept=kept).query)


async def _services(db: Database, venue: Venue) -> Sequence[Service]:
    return await read_services(db, venue.merchant.id, venue.store.id)
