"""A visit: a seated party and its bill, as one record."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import msgspec

from regulars.bookings.model import Kind, StatusType
from regulars.kernel.ids import BookingId, GuestId, MemberId, SaleId, StoreId
from regulars.kernel.money import Money, rounded
from regulars.sales.model import SaleLine, SalePayment


class Which(msgspec.Struct, frozen=True, kw_only=True):
    """Which visits are asked for. `first` and `last` are days of the diary, both counted in.

    `named` is a part of a name, or of a booking's code.
    """

    store: StoreId | None = None
    first: date | None = None
    last: date | None = None
    kind: Kind | None = None
    named: str = ""


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """A party that sat down. `minutes` is how long, until now if it still sits.

    `spent` is what its sales came to, refunds taken off, tips left out; None while nothing is paid.
    `sale` is the newest of them, `payments` are those of all.
    """

    booking: BookingId
    store: StoreId
    store_name: str
    time_zone: str
    day: date
    code: str
    kind: Kind
    status: StatusType
    name: str
    guest: GuestId | None
    member: MemberId | None
    covers: int
    tables: tuple[str, ...]
    seated_at: datetime
    left_at: datetime | None
    minutes: int
    sale: SaleId | None
    sale_number: str
    lines: Sequence[SaleLine]
    payments: Sequence[SalePayment]
    spent: Money | None
    tips: Money

    @property
    def items(self) -> Decimal:
        """How many things were on the bill."""
        return sum((line.quantity for line in self.lines), Decimal(0))


class DayFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What one day of the diary brought, by bookings and by walk-ins."""

    day: date
    booked_covers: int
    walk_in_covers: int
    booked_spent: Money
    walk_in_spent: Money


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """What a span of days brought. `minutes` is the mean time at table of those who have left.

    `paid_covers` are those of visits with a sale.
    """

    visits: int
    walk_ins: int
    covers: int
    paid_covers: int
    spent: Money
    minutes: int
    no_shows: int

    @property
    def a_head(self) -> Money | None:
        """What one cover spent, half up to the minor unit."""
        return each(self.spent, self.paid_covers)


def each(spent: Money | None, covers: int) -> Money | None:
    """The share of one of so many, half up to the minor unit."""
    if spent is None or covers < 1:
        return None
    return Money(rounded(Decimal(spent.minor) / covers), spent.currency)
