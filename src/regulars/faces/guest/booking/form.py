"""The form of a booking page: who comes, for a time that was chosen."""

from collections.abc import Sequence
from datetime import timedelta

from regulars.bookings.page import words
from regulars.bookings.page.hold import read_held
from regulars.bookings.page.model import Held
from regulars.bookings.rules.availability import nearest
from regulars.faces.guest.answers import Page
from regulars.faces.guest.booking.extras import extras_of
from regulars.faces.guest.booking.times import Time, time_of
from regulars.faces.guest.booking.typed import TRAP, Typed
from regulars.faces.guest.booking.walk import Walk
from regulars.platform.languages import say

INSTEAD = 6
CLOSE = timedelta(hours=3)
"""Who wants a table for dinner is not helped by lunch, as long as there is anything else."""


async def show_form(walk: Walk, typed: Typed, *, held: Held | None) -> Page:
    """The form for a time that is `held`, or that could be had just now."""
    return await _show(walk, typed, held=held)


async def show_again(walk: Walk, typed: Typed, *, notice: str = "", status: int) -> Page:
    """The form as it was typed, with what is wrong with it."""
    held = await read_held(walk.db, walk.venue, typed.key, at=walk.at)
    return await _show(walk, typed, held=held, notice=notice, status=status)


async def show_gone(walk: Walk, typed: Typed) -> Page:
    """The time was taken meanwhile: the nearest ones, with what was typed kept."""
    choice = typed.choice
    assert choice.time is not None
    assert choice.day is not None
    slots = await walk.times(choice.day, choice)
    close = [slot for slot in slots if abs(slot.starts_at - choice.time) <= CLOSE]
    around = nearest(close or slots, choice.time, limit=INSTEAD)
    return await _show(
        walk,
        typed,
        status=409,
        is_gone=True,
        instead=[time_of(walk.venue, slot) for slot in around],
        near=[] if around else await walk.near(choice, choice.day),
    )


async def _show(
    walk: Walk,
    typed: Typed,
    *,
    held: Held | None = None,
    status: int = 200,
    notice: str = "",
    is_gone: bool = False,
    instead: Sequence[Time] = (),
    near: Sequence[tuple[str, str]] = (),
) -> Page:
    choice, venue = typed.choice, walk.venue
    assert choice.time is not None
    assert choice.service is not None
    services = await walk.services()
    service = next((one.terms for one in services if one.id == choice.service), None)
    extras = await extras_of(
        walk.db,
        venue,
        choice.time,
        choice.service,
        choice.party,
        at=walk.at,
        key=typed.key,
        but=walk.but,
        asks_deposit=walk.takes_deposits and walk.instead_of is None,
    )
    return walk.page(
        "booking/alter.html" if walk.instead_of else "booking/details.html",
        choice,
        status=status,
        typed=typed,
        trap=TRAP,
        day=words.day_there(venue, choice.time),
        time=words.clock(venue, choice.time),
        night=words.night_of(venue, choice.time),
        policy=service.policy if service else "",
        held_until=words.clock(venue, held.ends_at) if held else "",
        held_for=int((held.ends_at - walk.at).total_seconds()) if held else 0,
        extras=extras,
        to_times=choice.of(choice.party).query,
        is_gone=is_gone,
        instead=instead,
        near=near,
        notice=say(venue.language, notice),
    )
