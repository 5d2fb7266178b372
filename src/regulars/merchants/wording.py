"""Amounts and days in the words of a merchant, for what guests read."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency
from msgspec import structs

from regulars.kernel.money import Money
from regulars.merchants.model import Merchant
from regulars.platform.languages import Language, locale_in


def speaking(merchant: Merchant, language: Language, *, country: str = "") -> Merchant:
    """`merchant` with days and amounts as readers of `language` do in `country`, or at home."""
    locale = locale_in(language, own=merchant.locale, country=country or merchant.country)
    return structs.replace(merchant, locale=locale)


def money(merchant: Merchant, amount: Money) -> str:
    """`$12.50`"""
    locale = Locale.parse(merchant.locale)
    return format_currency(amount.major, amount.currency, locale=locale)


def day(merchant: Merchant, moment: datetime, *, time_zone: str = "") -> str:
    """`4 May 2026`, the day it is in `time_zone`, without one at the merchant's."""
    there = moment.astimezone(ZoneInfo(time_zone or merchant.time_zone))
    return format_date(there.date(), "long", locale=Locale.parse(merchant.locale))


def last_day(merchant: Merchant, ends_at: datetime) -> str:
    """The last day of what is good until before `ends_at`."""
    return day(merchant, ends_at - timedelta(microseconds=1))
