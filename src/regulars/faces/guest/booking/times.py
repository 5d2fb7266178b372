"""The times of a day as a guest sees them, by service."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import groupby

from regulars.bookings.floor.model import Service
from regulars.bookings.model import Slot
from regulars.bookings.page import words
from regulars.bookings.page.model import Venue
from regulars.faces.guest.booking.choice import MINUTES, Choice


@dataclass(frozen=True, slots=True)
class Time:
    """A time that can be had. `value` is for a form; `note` is its day, where that is the next."""

    label: str
    href: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """The times of one service."""

    name: str
    times: Sequence[Time]


def by_service(
    venue: Venue, choice: Choice, slots: Iterable[Slot], services: Sequence[Service]
) -> Sequence[Group]:
    """`slots` under the names of their services, in the venue's order."""
    order = {service.id: index for index, service in enumerate(services)}
    names = {service.id: service.terms.name for service in services}
    known = [slot for slot in slots if slot.service in order]
    known.sort(key=lambda slot: (order[slot.service], slot.starts_at))
    return [
        Group(names[service], [time_of(venue, choice, slot) for slot in same])
        for service, same in groupby(known, key=lambda slot: slot.service)
    ]


def time_of(venue: Venue, choice: Choice, slot: Slot) -> Time:
    there = choice.at(slot)
    night = words.night_of(venue, slot.starts_at)
    return Time(
        label=words.clock(venue, slot.starts_at),
        href=there.query,
        value=f"{slot.starts_at.astimezone(UTC).strftime(MINUTES)} {slot.service}",
        note=words.day_there(venue, slot.starts_at) if night else "",
    )
