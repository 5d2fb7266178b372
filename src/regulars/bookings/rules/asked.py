"""What is asked for when a booking is taken or changed, as it can be kept."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec import UNSET

from regulars.bookings.errors import BadBooking
from regulars.bookings.model import Changes, NewBooking, PaymentType
from regulars.bookings.rules import texts
from regulars.kernel.ids import TableId
from regulars.kernel.money import LARGEST, Money

MOST_COVERS = 400
SHORTEST_STAY = 5
LONGEST_STAY = 1440
MOST_TABLES = 40
LONGEST_QUOTE = 600
FARTHEST = timedelta(days=800)
LATEST = timedelta(days=1)
"""Staff may still write down what began a while ago."""


def checked(new: NewBooking, *, currency: str, at: datetime) -> NewBooking:
    """`new` as it can be kept. Raises `BadBooking` with the first field that cannot be."""
    return msgspec.structs.replace(
        new,
        starts_at=start(new.starts_at, at=at),
        covers=covers(new.covers),
        duration_minutes=None if new.duration_minutes is None else stay(new.duration_minutes),
        tables=None if new.tables is None else tables(new.tables),
        name=texts.line(new.name, most=texts.LONGEST_NAME, field="name"),
        request=texts.paragraph(new.request, field="request"),
        note=texts.paragraph(new.note, field="note"),
        tags=texts.tags(new.tags),
        payment=payment(new.payment, currency=currency),
        quoted_minutes=quote(new.quoted_minutes),
    )


def checked_changes(changes: Changes, *, currency: str, at: datetime) -> Changes:
    """`changes` as they can be kept. Raises `BadBooking` with the first field that cannot be."""
    made = msgspec.structs.asdict(changes)
    kept: dict[str, Callable[[Any], Any]] = {
        "starts_at": lambda value: start(value, at=at),
        "duration_minutes": stay,
        "covers": covers,
        "tables": tables,
        "name": lambda value: texts.line(value, most=texts.LONGEST_NAME, field="name"),
        "request": lambda value: texts.paragraph(value, field="request"),
        "note": lambda value: texts.paragraph(value, field="note"),
        "tags": texts.tags,
        "payment": lambda value: payment(value, currency=currency),
        "quoted_minutes": quote,
    }
    wanted = {name: keep(made[name]) for name, keep in kept.items() if made[name] is not UNSET}
    return msgspec.structs.replace(changes, **wanted)


def start(starts_at: datetime, *, at: datetime) -> datetime:
    """When a party begins, in UTC, on the minute."""
    if starts_at.tzinfo is None:
        raise BadBooking("The time needs its offset from UTC.", field="starts_at")
    if not at - LATEST <= starts_at <= at + FARTHEST:
        raise BadBooking("That time is past, or too far ahead.", field="starts_at")
    return on_the_minute(starts_at)


def on_the_minute(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(second=0, microsecond=0)


def covers(number: int) -> int:
    if not 1 <= number <= MOST_COVERS:
        raise BadBooking(f"A party has 1 to {MOST_COVERS} covers.", field="covers")
    return number


def stay(minutes: int) -> int:
    if not SHORTEST_STAY <= minutes <= LONGEST_STAY:
        sentence = f"A party stays for {SHORTEST_STAY} to {LONGEST_STAY} minutes."
        raise BadBooking(sentence, field="duration_minutes")
    return minutes


def tables(given: Sequence[TableId]) -> tuple[TableId, ...]:
    once = tuple(dict.fromkeys(given))
    if len(once) > MOST_TABLES:
        raise BadBooking(f"A party has at most {MOST_TABLES} tables.", field="tables")
    return once


def quote(minutes: int | None) -> int | None:
    if minutes is not None and not 0 <= minutes <= LONGEST_QUOTE:
        sentence = f"A wait of 0 to {LONGEST_QUOTE} minutes can be told."
        raise BadBooking(sentence, field="quoted_minutes")
    return minutes


def payment(
    asked: tuple[PaymentType, Money] | None, *, currency: str
) -> tuple[PaymentType, Money] | None:
    if asked is not None and (not 0 < asked[1].minor <= LARGEST or asked[1].currency != currency):
        raise BadBooking(f"What is paid ahead is an amount in {currency}.", field="payment")
    return asked
