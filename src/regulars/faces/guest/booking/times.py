"""The times of a day as a guest sees them, by service."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import groupby

from regulars.bookings.floor.model import Service
from regulars.bookings.model import Booking, Slot
from regulars.bookings.page import words
from regulars.bookings.page.model import Venue
from regulars.faces.guest.booking.choice import MINUTES, Choice
from regulars.faces.guest.booking.extras import Given


@dataclass(frozen=True, slots=True)
class Time:
    """A time that can be had.

    `value` is for a button, `note` its day, where that is the next, and `tag` what is given for
    it. What the guest has already `is_now`.
    """

    label: str
    value: str
    note: str
    tag: str = ""
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The times of one service, and what is given for some of them."""

    name: str
    times: Sequence[Time]
    given: Sequence[Given]


def by_service(
    venue: Venue,
    choice: Choice,
    slots: Iterable[Slot],
    services: Sequence[Service],
    more: Mapping[Slot, Given],
    now: Booking | None = None,
) -> Sequence[Group]:
    """`slots` under the names of their services, in the venue's order.

    `more` is what is given for some of them, and `now` what the guest has.
    """
    order = {service.id: index for index, service in enumerate(services)}
    names = {service.id: service.terms.name for service in services}
    known = [slot for slot in slots if slot.service in order]
    known.sort(key=lambda slot: (order[slot.service], slot.starts_at))
    same_party = now is not None and now.covers == choice.party
    groups = []
    for service, same in groupby(known, key=lambda slot: slot.service):
        these = list(same)
        times = [
            time_of(venue, slot, more.get(slot), same_party and _is(slot, now)) for slot in these
        ]
        given = dict.fromkeys(more[slot] for slot in these if slot in more)
        groups.append(Group(names[service], times, list(given)))
    return groups


def time_of(venue: Venue, slot: Slot, given: Given | None = None, is_now: bool = False) -> Time:
    night = words.night_of(venue, slot.starts_at)
    return Time(
        label=words.clock(venue, slot.starts_at),
        value=f"{slot.starts_at.astimezone(UTC).strftime(MINUTES)} {slot.service}",
        note=words.day_there(venue, slot.starts_at) if night else "",
        tag=given.tag if given else "",
        is_now=is_now,
    )


def _is(slot: Slot, booking: Booking | None) -> bool:
    return booking is not None and (slot.starts_at, slot.service) == (
        booking.starts_at,
        booking.service,
    )
