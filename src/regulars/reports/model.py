"""What days of the diary came to: figures that add up, from one store's day to any sum of them.

Money is in minor units of the merchant's currency. A day is one of the diary: it begins at four in
the morning by the clock of its store. docs/algorithms/reports.md says what each figure counts.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

import msgspec

from regulars.kernel.ids import StoreId
from regulars.kernel.money import Money

LARGEST_PARTY = 9
"""Parties of so many and more are counted together."""

STAY_MINUTES = 15
"""How long parties stayed is counted by quarters of an hour."""

LEADS = (0, 1, 2, 4, 8, 15, 31)
"""How many days ahead bookings were taken, by the lowest: on the day, the day before, 2 or 3 …"""


class Period(msgspec.Struct, frozen=True):
    """Days of the diary, `first` and `last` counted in."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Period":
        """As many days, directly before."""
        length = timedelta(days=self.days)
        return Period(self.first - length, self.last - length)


class Paid(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Visits whose bill was paid, how many they were, and what they spent."""

    visits: int = 0
    covers: int = 0
    minor: int = 0

    def __add__(self, other: Self) -> Self:
        return type(self)(
            self.visits + other.visits, self.covers + other.covers, self.minor + other.minor
        )


class Used(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How often a reward or an offer was used, what it took off bills, and the points it cost."""

    uses: int = 0
    minor: int = 0
    points: int = 0

    def __add__(self, other: Self) -> Self:
        return type(self)(
            self.uses + other.uses, self.minor + other.minor, self.points + other.points
        )


class Booked(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Bookings, and how many guests they were for."""

    bookings: int = 0
    covers: int = 0

    def __add__(self, other: Self) -> Self:
        return type(self)(self.bookings + other.bookings, self.covers + other.covers)


class Figures(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a day of one store came to, or any sum of days and stores.

    Sales: finished bills that were not taken back. `spent_minor` is what they came to after what
    went back, without tips. `member_sales` and `member_minor` are those of members.

    Visits: parties that sat down. `visit_minor` is what the `paid_covers` of them spent, those with
    a bill. `left` have gone, and sat `minutes` together. `by_hour` has covers by the hour in which
    they sat down, by the store's clock, 4 to 27: 25 is one in the morning after. `by_party` is by
    size up to `LARGEST_PARTY`, `by_stay` by the quarter of an hour in which the stay ended (of
    those who left), in minutes: 60 is from 60 to 74. Both have visits with a bill only.

    Guests: visits, and sales that are of no visit, by whether that guest had come before, to any
    store. Nobody knows who `unknown_guests` were.

    Bookings: what was booked for the day, whatever became of it; walk-ins and lists left out.
    `by_lead` is by the days from taking it to the day, from the lowest of each of `LEADS` on.

    Points: `earned` by the day's sales and for quiet times, and `burned` by what was redeemed, less
    what went back. `rewards` are rewards and offers that were used.
    """

    sales: int = 0
    spent_minor: int = 0
    tips_minor: int = 0
    discount_minor: int = 0
    member_sales: int = 0
    member_minor: int = 0
    visits: int = 0
    walk_ins: int = 0
    covers: int = 0
    paid_covers: int = 0
    visit_minor: int = 0
    left: int = 0
    minutes: int = 0
    new_guests: int = 0
    returning_guests: int = 0
    unknown_guests: int = 0
    bookings: int = 0
    booked_covers: int = 0
    cancelled: int = 0
    cancelled_covers: int = 0
    no_shows: int = 0
    no_show_covers: int = 0
    earned: int = 0
    burned: int = 0
    rewards: dict[UUID, Used] = {}
    by_hour: dict[int, int] = {}
    by_party: dict[int, Paid] = {}
    by_stay: dict[int, Paid] = {}
    by_lead: dict[int, int] = {}
    by_source: dict[str, Booked] = {}


class DayOf(msgspec.Struct, frozen=True):
    """What one day came to, of all stores that were asked for."""

    day: date
    figures: Figures


class StoreFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What a period came to at one store, and the one before."""

    store: StoreId
    name: str
    total: Figures
    before: Figures


class VoucherKind(StrEnum):
    """What is outstanding: members' wallets, gift cards that were sold, other vouchers with a
    value that is left, and vouchers that take something off without having a value to use up.
    """

    WALLET = "wallet"
    GIFT_CARD = "gift_card"
    STORED = "stored"
    DISCOUNT = "discount"


class Outstanding(msgspec.Struct, frozen=True, kw_only=True):
    """Vouchers of one kind that can be used still, and what is left on them: none on discounts."""

    kind: VoucherKind
    vouchers: int
    left: Money


class Dashboard(msgspec.Struct, frozen=True, kw_only=True):
    """What a period came to, compared with the one before and between stores.

    `days` are all days of the period in order, also those on which nothing was. `stores` are those
    that were asked for, by name. `outstanding` is as of now, of the whole merchant. `names` are the
    titles of the rewards and offers that were used.
    """

    period: Period
    currency: str
    days: Sequence[DayOf]
    total: Figures
    before: Figures
    stores: Sequence[StoreFigures]
    outstanding: Sequence[Outstanding]
    names: Mapping[UUID, str]
