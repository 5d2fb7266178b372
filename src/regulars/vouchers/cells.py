"""What the text of a cell means: numbers, days and yes or no, as a merchant writes them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from regulars.kernel.errors import Invalid
from regulars.kernel.money import decimals_of

PLAIN = re.compile(r"\d{1,15}(\.\d+)?", re.ASCII)
NOT_DIGITS = re.compile(r"\D+", re.ASCII)
TIME = re.compile(r"(.+?)[ T,]+(\d{1,2}:\d{2})(:\d{2})?", re.ASCII)
YES = frozenset({"true", "yes", "y", "1", "on", "active"})
NO = frozenset({"false", "no", "n", "0", "off", "inactive"})
MOST_USES = 10**9
EXAMPLES = {"dmy": "31/12/2026", "mdy": "12/31/2026", "ymd": "2026/12/31"}


class Habits(msgspec.Struct, frozen=True, kw_only=True):
    """How a merchant writes: amounts of `currency`, and the order of a day's numbers (`dmy`)."""

    currency: str
    zone: str
    decimal_sign: str = "."
    group_sign: str = ","
    day_order: str = "dmy"


def amount(text: str, habits: Habits) -> Decimal:
    """An amount of money of zero or more. Raises `Invalid`."""
    value = number(text, habits)
    most = decimals_of(habits.currency)
    if value != round(value, most):
        raise Invalid(f"An amount in {habits.currency} has at most {most} decimals.")
    return value


def share(text: str, habits: Habits) -> int:
    """Per cent, with or without the sign, as basis points. Raises `Invalid`."""
    points = number(text.removesuffix("%").strip(), habits) * 100
    if points != int(points) or not 0 < points <= 10_000:
        raise Invalid("Per cent are more than 0 and at most 100, with two decimals.")
    return int(points)


def number(text: str, habits: Habits) -> Decimal:
    """A number, written with a point or as the merchant does. Raises `Invalid`."""
    readings = {_grouped(text, habits)}
    if PLAIN.fullmatch(text):
        readings.add(Decimal(text))
    match list(readings - {None}):
        case [Decimal() as only]:
            return only
        case []:
            example = f"12{habits.decimal_sign}50"
            raise Invalid(f"A number of zero or more is needed, such as {example}.")
        case _:
            raise Invalid("This can be read in two ways. Write it without signs for thousands.")


def _grouped(text: str, habits: Habits) -> Decimal | None:
    """The number that `text` is with the merchant's signs, or None."""
    # A blank between thousands is written in several widths.
    group = r"\s" if habits.group_sign.isspace() else re.escape(habits.group_sign)
    sign = re.escape(habits.decimal_sign)
    if not re.fullmatch(rf"(\d{{1,15}}|\d{{1,3}}({group}\d{{3}})+)({sign}\d+)?", text):
        return None
    return Decimal(re.sub(group, "", text).replace(habits.decimal_sign, "."))


def whole(text: str) -> int:
    """A number of uses: a whole one from 1. Raises `Invalid`."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:20]) <= MOST_USES):
        raise Invalid("A whole number from 1 is needed.")
    return int(text)


def yes(text: str) -> bool:
    """Raises `Invalid` for what is neither yes nor no."""
    word = text.casefold()
    if word not in YES | NO:
        raise Invalid("This is yes or no: true or false is needed.")
    return word in YES


def moment(text: str, habits: Habits, *, ends: bool = False) -> datetime:
    """When something begins, or ends: a day includes itself. Raises `Invalid`.

    A day and a time without an offset are those of the merchant.
    """
    try:
        found = _moment(text, habits, ends=ends).astimezone(UTC)
    except (ValueError, OverflowError):
        found = None
    example = EXAMPLES.get(habits.day_order, EXAMPLES["ymd"])
    if found is None or not 2000 <= found.year < 2100:
        raise Invalid(f"A day is needed, such as 2026-12-31 or {example}.")
    return found


def _moment(text: str, habits: Habits, *, ends: bool) -> datetime:
    zone = ZoneInfo(habits.zone)
    if day := _day(text, habits.day_order):
        last = timedelta(days=1) if ends else timedelta()
        return datetime.combine(day + last, time(), zone)
    if (cut := TIME.fullmatch(text)) and (day := _day(cut[1], habits.day_order)):
        at = time.fromisoformat(f"{cut[2]:0>5}{cut[3] or ''}")
        return datetime.combine(day, at, zone)
    at_once = datetime.fromisoformat(text)
    return at_once if at_once.tzinfo else at_once.replace(tzinfo=zone)


def _day(text: str, order: str) -> date | None:
    """The day that `text` is, in the ISO form or in the merchant's; None for anything else."""
    parts = NOT_DIGITS.split(text.strip().rstrip("."))
    if len(parts) != 3 or not all(parts):
        return None
    if len(parts[0]) == 4:
        order = "ymd"
    numbers = dict(zip(order, map(int, parts), strict=True))
    year = numbers["y"] if len(parts[order.index("y")]) > 2 else 2000 + numbers["y"]
    return date(year, numbers["m"], numbers["d"])
