"""The coming week as a table: how full each hour is, and which have an offer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from regulars.bookings.quiet.model import Fullness
from regulars.bookings.quiet.week import DAYS, HOUR, SlotNow
from regulars.faces.console.services.clock import said_minute
from regulars.faces.console.speech import Speech

SHADES = 5


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of a day. `shade` is from 0, empty, to 4, full; `offers` have times in it."""

    percent: int
    shade: int
    offers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Week:
    """The days, and a line for each hour; an hour in which nobody begins is None."""

    days: Sequence[str]
    lines: Sequence[tuple[str, Sequence[Hour | None]]]


def week_of(
    slots: Sequence[SlotNow], first: date, names: Mapping[object, str], speech: Speech
) -> Week | None:
    """None where no time can be booked in the whole week."""
    hours: defaultdict[tuple[date, int], list[SlotNow]] = defaultdict(list)
    for slot in slots:
        hours[slot.day, slot.hour].append(slot)
    if not hours:
        return None
    days = [first + timedelta(days=number) for number in range(DAYS)]
    shown = sorted({hour for _, hour in hours})
    return Week(
        days=[speech.day(day) for day in days],
        lines=[
            (
                said_minute(hour * HOUR, speech),
                [hour_of(hours.get((day, hour)), names) for day in days],
            )
            for hour in shown
        ],
    )


def hour_of(slots: Sequence[SlotNow] | None, names: Mapping[object, str]) -> Hour | None:
    if not slots:
        return None
    taken = sum(min(slot.fullness.taken, slot.fullness.of) for slot in slots)
    percent = Fullness(taken, sum(slot.fullness.of for slot in slots)).percent
    offered = dict.fromkeys(names[slot.offer] for slot in slots if slot.offer in names)
    return Hour(percent, min(percent * SHADES // 100, SHADES - 1), list(offered))
