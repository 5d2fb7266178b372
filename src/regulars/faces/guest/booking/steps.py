"""The steps to a table as pages: how many and which day, what time, and then the form."""

from collections.abc import Sequence
from datetime import date

from regulars.bookings.model import Slot
from regulars.bookings.page import words
from regulars.bookings.page.hold import read_held
from regulars.bookings.page.model import Held
from regulars.bookings.page.wait import times_to_wait_for
from regulars.bookings.quiet.read import offers_for
from regulars.faces.guest.answers import Page
from regulars.faces.guest.booking import calendar
from regulars.faces.guest.booking.choice import Choice
from regulars.faces.guest.booking.extras import given
from regulars.faces.guest.booking.form import show_form
from regulars.faces.guest.booking.times import by_service
from regulars.faces.guest.booking.typed import Typed
from regulars.faces.guest.booking.walk import Walk
from regulars.kernel.sentences import said
from regulars.platform.languages import say

AT_A_GLANCE = 10
"""So many sizes of party have a button; larger ones are typed."""


def show_closed(walk: Walk, choice: Choice) -> Page:
    """The page takes nothing at the moment."""
    return walk.page("booking/closed.html", choice)


async def show_start(walk: Walk, choice: Choice, *, notice: str = "", status: int = 200) -> Page:
    """How many, and a month with the days that have a table for them."""
    first, last = walk.days
    asked = calendar.first_of(min(max(choice.month or first, first), last))
    month = await _month(walk, choice, asked)
    if choice.month is None and not month.has_any and month.after:
        later = await _month(walk, choice, calendar.next_month(asked))
        month = later if later.has_any else month
    sizes = range(1, min(walk.venue.terms.most_covers, AT_A_GLANCE) + 1)
    return walk.page(
        "booking/start.html",
        choice,
        status=status,
        parties=[(size, choice.of(size).query) for size in sizes],
        month=month,
        notice=say(walk.venue.language, notice),
    )


async def _month(walk: Walk, choice: Choice, month: date) -> calendar.Month:
    days = await walk.open_days(month, calendar.last_of(month), choice)
    return calendar.draw(walk.venue, choice, month, days, walk.days)


async def show_times(
    walk: Walk, choice: Choice, day: date, *, notice: str = "", status: int = 200
) -> Page:
    """The times of a day, with what is given for quiet ones; where there are none, days nearby."""
    venue = walk.venue
    slots = await walk.times(day, choice)
    quiet = await offers_for(walk.db, venue, day, slots, at=walk.at, but_hold=choice.key or None)
    more = {slot: given(venue, offered) for slot, offered in quiet.items()}
    return walk.page(
        "booking/times.html",
        choice,
        status=status,
        back=choice.looking_at(calendar.first_of(day)).query,
        day=words.full_day(venue, day),
        groups=by_service(venue, choice, slots, await walk.services(), more, walk.instead_of),
        near=[] if slots else await walk.near(choice, day),
        wait=choice.on(day).query if await _can_wait(walk, choice, day, slots) else "",
        notice=say(venue.language, notice),
    )


async def _can_wait(walk: Walk, choice: Choice, day: date, slots: Sequence[Slot]) -> bool:
    """Whether others may have what the guest would like, on a day with a service at all."""
    if not walk.venue.terms.takes_waiting or walk.instead_of is not None:
        return False
    if slots:
        return True
    return bool(await times_to_wait_for(walk.db, walk.venue, day, choice.party, at=walk.at))


async def show_chosen(walk: Walk, typed: Typed) -> Page:
    """The form for a time that was chosen; the times that are left where it is gone by now."""
    choice = typed.choice
    assert choice.day is not None
    assert choice.time is not None
    held = await _held(walk, typed)
    if held is not None or await _is_offered(walk, typed, choice.day):
        return await show_form(walk, typed, held=held)
    return await show_chosen_is_gone(walk, choice, choice.day)


async def show_chosen_is_gone(walk: Walk, choice: Choice, day: date) -> Page:
    """The times that are left of a day."""
    assert choice.time is not None
    when = words.clock(walk.venue, choice.time)
    notice = said("%(time)s cannot be booked any more.", time=when)
    return await show_times(walk, choice, day, notice=notice, status=409)


async def _held(walk: Walk, typed: Typed) -> Held | None:
    """What is held under the form's name, if it is what was chosen."""
    choice = typed.choice
    held = await read_held(walk.db, walk.venue, typed.key, at=walk.at)
    chosen = (choice.time, choice.service, choice.party)
    return held if held and (held.starts_at, held.service, held.covers) == chosen else None


async def _is_offered(walk: Walk, typed: Typed, day: date) -> bool:
    choice = typed.choice
    chosen = (choice.time, choice.service)
    slots = await walk.times(day, choice)
    return any((slot.starts_at, slot.service) == chosen for slot in slots)
