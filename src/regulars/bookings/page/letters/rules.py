"""Which letter a guest is due, and when. No clock, no database."""

from datetime import UTC, datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from regulars.bookings.model import Booking, Stage, StatusType
from regulars.bookings.page.letters.model import Later, Letter, State, Told
from regulars.bookings.page.model import PageTerms
from regulars.bookings.page.rules import COMING
from regulars.bookings.rules.statuses import stage_of

THANKS_AFTER = timedelta(hours=3)
THANKED_WITHIN = timedelta(days=2)
"""Thanks that could not be sent for so long come too late to be meant."""

SORRY_WITHIN = timedelta(hours=12)
"""Who waited in vain longer ago than that knows."""

A_DAY = 1440


def news(told: Told | None, booking: Booking, *, at: datetime) -> Letter | None:
    """The letter that tells a guest, who knows what they were `told`, how the booking stands.

    What has passed is no news, nor is that they wait for what has begun. Which tables they have is
    the venue's own business.
    """
    state = state_of(booking, told)
    if state is None or booking.ends_at <= at:
        return None
    if state is State.WAITING and booking.starts_at <= at:
        return None
    was = None if told is None else told.state
    if state is not was:
        return _turned(was, state)
    if state is State.OFF or _is_known(told, booking):
        return None
    return Letter.LISTED if state is State.WAITING else Letter.CHANGED


def state_of(booking: Booking, told: Told | None) -> State | None:
    """How a booking stands, as its guest would put it; None where there is nothing to tell them.

    Whoever was told of a table still has one, as far as they know, when staff park the booking on a
    list.
    """
    if booking.status_type is StatusType.CANCELLED:
        return State.OFF
    if booking.status_type not in COMING or awaits_payment(booking):
        return None
    promised = told is not None and told.state is State.BOOKED
    return State.BOOKED if booking.waits is None or promised else State.WAITING


def awaits_payment(booking: Booking) -> bool:
    """Whether the booking stands only once something is paid ahead for it."""
    unpaid = booking.payment is not None and not booking.payment.paid
    return booking.status_type is StatusType.UNCONFIRMED and booking.waits is None and unpaid


def due_at(
    what: Later, booking: Booking, told: Told | None, terms: PageTerms, zone: str
) -> datetime | None:
    """When a letter is to go; None where it makes no sense, or the venue sends none."""
    match what:
        case Later.REMINDER:
            if terms.remind_minutes is None or state_of(booking, told) is not State.BOOKED:
                return None
            return remind_at(booking.starts_at, terms.remind_minutes, zone)
        case Later.THANKS:
            left = stage_of(booking.status_type) is Stage.OVER
            if not terms.thanks or not left or booking.finished_at is None:
                return None
            return booking.finished_at + THANKS_AFTER
        case other:
            assert_never(other)


def too_late_at(what: Later, booking: Booking, due: datetime) -> datetime:
    """From when on a letter that was `due` is better not sent at all."""
    match what:
        case Later.REMINDER:
            return booking.starts_at
        case Later.THANKS:
            return due + THANKED_WITHIN
        case other:
            assert_never(other)


def remind_at(starts_at: datetime, minutes: int, zone: str) -> datetime:
    """When a guest is reminded. Whole days before are by the store's clock: the same hour."""
    days, rest = divmod(minutes, A_DAY)
    there = starts_at.astimezone(ZoneInfo(zone)) - timedelta(days=days)
    return there.astimezone(UTC) - timedelta(minutes=rest)


def _turned(was: State | None, state: State) -> Letter | None:
    match state:
        case State.BOOKED:
            return Letter.BOOKED
        case State.WAITING:
            return Letter.LISTED
        case State.OFF if was is None:
            return None
        case State.OFF:
            return Letter.CANCELLED if was is State.BOOKED else Letter.LEFT_LIST
        case other:
            assert_never(other)


def _is_known(told: Told | None, booking: Booking) -> bool:
    known = told and (told.starts_at, told.covers)
    return known == (booking.starts_at, booking.covers)
