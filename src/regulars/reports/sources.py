"""What figures are made of: parties, bills and redemptions of one day, as their rows say."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from regulars.bookings.model import StatusType
from regulars.kernel.ids import StoreId


class StoreDay(msgspec.Struct, frozen=True, order=True):
    """One day of one store's diary."""

    store: StoreId
    day: date


class Span(msgspec.Struct, frozen=True):
    """A store's day by the clock: it begins at `begins`, and is over at `ends`."""

    of: StoreDay
    begins: datetime
    ends: datetime


class Coming(msgspec.Struct, frozen=True):
    """Somebody came, with a booking or without. `before` says whether they had come before.

    None is nobody known.
    """

    before: bool | None


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """A booking or a walk-in of the day. `listed` ones wait for a table and have none.

    `came` is there for parties that sat down. `minor` is what their bills came to after what went
    back; None where nothing was paid. `taken_on` is the day of the diary on which it was taken, and
    `hour` the one in which they sat down, by the store's clock. `points` are those that it brought
    for coming at a quiet time.
    """

    walk_in: bool
    listed: bool
    status: StatusType
    source: str
    covers: int
    taken_on: date
    came: Coming | None
    hour: int
    minutes: int | None
    minor: int | None
    points: int = 0


class Bill(msgspec.Struct, frozen=True, kw_only=True):
    """A sale of the day. One that was taken back does not `stand`, yet points of it may.

    `came` is there where it stands and is of no party that sat down.
    """

    stands: bool
    of_member: bool
    minor: int
    tips_minor: int
    discount_minor: int
    points: int
    came: Coming | None


class Redeemed(msgspec.Struct, frozen=True, kw_only=True):
    """A reward or an offer that was redeemed on the day, and was not taken back.

    `points` are those that it costs now, after what came back.
    """

    what: UUID
    minor: int
    points: int


class Rows(msgspec.Struct, frozen=True):
    """All rows of one day."""

    parties: list[Party]
    bills: list[Bill]
    redeemed: list[Redeemed]
