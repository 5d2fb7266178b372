"""Amounts, ids and moments as tills write them, and as they are written back. No float."""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from msgspec import Raw

from regulars.faces.voucher_api.errors import Unreadable
from regulars.kernel.money import BASIS_POINTS, LARGEST, Money, decimals_of

NUMBER = rb"-?[0-9]{1,40}(?:\.[0-9]{1,400})?(?:[eE][+-]?[0-9]{1,3})?"
WRITTEN = re.compile(rb'(?:(%b)|"(%b)")' % (NUMBER, NUMBER))
NOTHING = Raw()
LONGEST_ID = 100
MOST_ITEMS = 10_000
LARGEST_EXPONENT = len(str(LARGEST))
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def amount(raw: Raw, currency: str, field: str, *, exact: bool = False) -> Money | None:
    """An amount of zero or more, written as a number or as text; None when it is not there.

    What has more decimals than the currency is rounded half up, or refused if it has to be
    `exact`. Raises `Unreadable`.
    """
    number = _decimal(raw, field)
    if number is None:
        return None
    if exact and -_exponent(number) > decimals_of(currency):
        raise Unreadable(f"At most {decimals_of(currency)} decimals, please.", field=field)
    if number.scaleb(decimals_of(currency)) > LARGEST:
        raise Unreadable("This is more than any bill.", field=field)
    return Money.of(number, currency)


def needed(raw: Raw, currency: str, field: str) -> Money:
    """An amount that has to be there. Raises `Unreadable`."""
    found = amount(raw, currency, field)
    if found is None:
        raise Unreadable("An amount, please.", field=field)
    return found


def basis_points(raw: Raw, field: str) -> int | None:
    """A share in percent, above 0 and up to 100, with two decimals at most. Raises `Unreadable`."""
    percent = _decimal(raw, field)
    if percent is None:
        return None
    if not 0 < percent <= 100 or -_exponent(percent) > 2:
        sentence = "A percentage above 0 and up to 100 with at most two decimals, please."
        raise Unreadable(sentence, field=field)
    return int(percent * BASIS_POINTS / 100)


def count(raw: Raw, field: str) -> Decimal | None:
    """How many of something: more than none, with three decimals at most. Raises `Unreadable`."""
    number = _decimal(raw, field)
    if number is not None and not (0 < number <= MOST_ITEMS and -_exponent(number) <= 3):
        raise Unreadable("A quantity such as 1 or 0.5, please.", field=field)
    return number


def text(value: int | str | None, field: str, *, most: int = LONGEST_ID) -> str | None:
    """An id or a code, whether it came as a number or as text; None when it is empty."""
    written = "" if value is None else str(value).strip()
    if len(written) > most:
        raise Unreadable(f"At most {most} characters, please.", field=field)
    if not written.isprintable():
        raise Unreadable("This has characters that cannot be used.", field=field)
    return written or None


def needed_text(value: int | str | None, field: str, *, most: int = LONGEST_ID) -> str:
    """An id or a code that has to be there. Raises `Unreadable`."""
    found = text(value, field, most=most)
    if found is None:
        raise Unreadable("This must not be empty.", field=field)
    return found


def moment(
    written: str | None, zone: ZoneInfo, field: str, *, last: bool = False
) -> datetime | None:
    """A point in time. What names no zone is the store's; a day alone is meant wholly.

    So a day is its midnight, or the one after it if it is the `last` day. Raises `Unreadable`.
    """
    if not written:
        return None
    try:
        if DAY.fullmatch(written):
            day = date.fromisoformat(written) + timedelta(days=1 if last else 0)
            return datetime.combine(day, time(), zone).astimezone(UTC)
        found = datetime.fromisoformat(written)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable("A time such as 2026-05-04T10:00:00Z, please.", field=field) from error


def shown(money: Money) -> Decimal:
    """An amount for an answer: 200, not 200.00, but 5.50."""
    whole, rest = divmod(money.minor, 10 ** decimals_of(money.currency))
    return money.major if rest else Decimal(whole)


def shown_percent(points: int) -> Decimal:
    """A share for an answer in percent: 10, or 12.5."""
    percent = Decimal(points) * 100 / BASIS_POINTS
    return Decimal(int(percent)) if percent == int(percent) else percent.normalize()


def _decimal(raw: Raw, field: str) -> Decimal | None:
    written = bytes(raw)
    if written in (b"", b"null", b'""'):
        return None
    found = WRITTEN.fullmatch(written)
    if found is None:
        raise Unreadable("An amount such as 5.50, please.", field=field)
    number = Decimal((found[1] or found[2]).decode())
    if number < 0:
        raise Unreadable("An amount of zero or more, please.", field=field)
    if number.adjusted() > LARGEST_EXPONENT:
        raise Unreadable("This is more than any bill.", field=field)
    return number


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent
