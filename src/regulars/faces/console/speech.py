"""Money, numbers and times as a merchant writes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as clock_time
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    get_day_names,
    get_month_names,
)
from babel.numbers import NumberFormatError, format_currency, format_decimal, parse_decimal

from regulars.kernel.errors import Invalid
from regulars.kernel.money import Money, rounded
from regulars.members.birthdays import A_LEAP_YEAR
from regulars.members.model import Birthday
from regulars.merchants.model import Merchant

A_THOUSAND = 1_000
LATELY = {0: "Today", 1: "Yesterday"}


@dataclass(frozen=True, slots=True)
class Speech:
    """Writes in a locale and a time zone."""

    locale: Locale
    zone: ZoneInfo

    @classmethod
    def of(cls, merchant: Merchant) -> "Speech":
        return cls(Locale.parse(merchant.locale), ZoneInfo(merchant.time_zone))

    def money(self, amount: Money) -> str:
        """`$12.50`"""
        return format_currency(amount.major, amount.currency, locale=self.locale)

    def whole_money(self, major: int, currency: str) -> str:
        """`$12`, without the decimals that are none."""
        pattern = self.locale.currency_formats["standard"].pattern.replace(".00", "")
        return format_currency(major, currency, pattern, locale=self.locale, currency_digits=False)

    def glance(self, amount: Money) -> str:
        """`$291,087`: an amount to be read at a glance, from a thousand on without its cents."""
        if abs(amount.major) < A_THOUSAND:
            return self.money(amount)
        return self.whole_money(rounded(amount.major), amount.currency)

    def number(self, value: int | Decimal) -> str:
        """`1,204`"""
        return format_decimal(value, locale=self.locale)

    def day(self, value: date) -> str:
        """`Mon 4`, short enough to stand below a bar."""
        return format_skeleton("EEEd", value, locale=self.locale)

    def day_name(self, value: date) -> str:
        """`Mon, 4 May`"""
        return format_skeleton("MMMEd", value, locale=self.locale)

    def month(self, value: date) -> str:
        """`May 2026`"""
        return format_skeleton("yMMM", value, locale=self.locale)

    def date(self, value: datetime | date) -> str:
        """`4 May 2026`, the day it is at the merchant's."""
        day = value.astimezone(self.zone).date() if isinstance(value, datetime) else value
        return format_date(day, "medium", locale=self.locale)

    def time(self, value: datetime) -> str:
        """`10:00 pm`"""
        return format_time(value, "short", tzinfo=self.zone, locale=self.locale)

    def clock(self, value: clock_time) -> str:
        """`10:00 pm` of any day."""
        return format_time(value, "short", locale=self.locale)

    def moment(self, value: datetime) -> str:
        """`4 May 2026, 10:00 pm`"""
        return f"{self.date(value)}, {self.time(value)}"

    def when(self, value: datetime, *, now: datetime) -> str:
        """`Today, 10:00 pm`, or the day in place of the word."""
        ago = now.astimezone(self.zone).date() - value.astimezone(self.zone).date()
        return f"{LATELY.get(ago.days) or self.date(value)}, {self.time(value)}"

    def weekday(self, value: datetime) -> str:
        """`Monday, 4 May`"""
        return format_skeleton("MMMMEEEEd", value, tzinfo=self.zone, locale=self.locale)

    @property
    def weekdays(self) -> Sequence[str]:
        """`Mon` to `Sun`."""
        names = get_day_names("abbreviated", "stand-alone", self.locale)
        return [names[day] for day in range(7)]

    @property
    def months(self) -> Sequence[str]:
        """`Jan` to `Dec`."""
        names = get_month_names("abbreviated", "stand-alone", self.locale)
        return [names[month] for month in range(1, 13)]

    def birthday(self, value: Birthday) -> str:
        """`4 May`, or `4 May 1990` where the year is known."""
        day = date(value.year or A_LEAP_YEAR, value.month, value.day)
        skeleton = "MMMMd" if value.year is None else "yMMMMd"
        return format_skeleton(skeleton, day, locale=self.locale)

    def typed(self, value: datetime | None) -> str:
        """`2026-05-04T22:00`, as a browser's field for a moment has it."""
        return "" if value is None else value.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M")

    def decimal(self, text: str) -> Decimal:
        """The number that `text` is as the merchant writes numbers. Raises `Invalid`."""
        try:
            return Decimal(parse_decimal(text.strip(), locale=self.locale, strict=True))
        except (NumberFormatError, ValueError) as error:
            raise Invalid(f"“{text}” is not a number.") from error
