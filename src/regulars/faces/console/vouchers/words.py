"""What a voucher is and how it stands, in an owner's words."""

from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from markupsafe import Markup

from regulars.faces.console.speech import Speech
from regulars.vouchers.gift_cards.model import GiftCardState
from regulars.vouchers.model import (
    AmountOff,
    DiscountType,
    Hours,
    ShareOff,
    UseType,
    Voucher,
    Worth,
)
from regulars.vouchers.rules import EVERY_DAY, is_used_up
from regulars.vouchers.views import Kind as Types


class Kind(StrEnum):
    """The four things a voucher can do."""

    STORED = "stored"
    AMOUNT = "amount"
    ONCE = "once"
    ALWAYS = "always"


KINDS = {
    Kind.STORED: (
        "An amount, until it is empty",
        "A gift card or a credit: what is not used stays on it.",
        "piggy-bank",
    ),
    Kind.AMOUNT: (
        "The same amount each time",
        "So much off every bill that it is used on.",
        "banknote",
    ),
    Kind.ONCE: ("Per cent off, once", "A share of one bill, then it is used up.", "percent"),
    Kind.ALWAYS: (
        "Per cent off, every time",
        "A share of every bill that it is used on.",
        "repeat",
    ),
}
"""What each is called, what that means, and its picture."""


def kind_of(worth: Worth, use_type: UseType) -> Kind:
    once = use_type is UseType.ONE_TIME_USE
    if isinstance(worth, AmountOff):
        return Kind.STORED if once else Kind.AMOUNT
    return Kind.ONCE if once else Kind.ALWAYS


def kind_named(types: Types) -> Kind:
    """A kind by the names that tills know it by."""
    return next(kind for kind in Kind if types_of(kind) == (types.discount_type, types.use_type))


def types_of(kind: Kind) -> tuple[DiscountType, UseType]:
    """The names that tills know a kind by."""
    match kind:
        case Kind.STORED:
            return DiscountType.MONETARY, UseType.ONE_TIME_USE
        case Kind.AMOUNT:
            return DiscountType.MONETARY, UseType.MULTI_USE
        case Kind.ONCE:
            return DiscountType.PERCENTILE, UseType.ONE_TIME_USE
        case Kind.ALWAYS:
            return DiscountType.PERCENTILE, UseType.MULTI_USE
        case other:
            assert_never(other)


def choices() -> list[tuple[str, str, Markup, str]]:
    """What a form offers, with the names that tills know each kind by."""
    with_names = Markup("{}<br>{}, {}")
    return [
        (kind.value, title, with_names.format(means, *types_of(kind)), picture)
        for kind, (title, means, picture) in KINDS.items()
    ]


def described(worth: Worth, use_type: UseType, speech: Speech) -> str:
    """`€5.00 off each time`"""
    kind = kind_of(worth, use_type)
    match worth:
        case AmountOff(value):
            amount = speech.money(value)
            return f"{amount} to spend" if kind is Kind.STORED else f"{amount} off each time"
        case ShareOff(basis_points):
            share = f"{speech.number(Decimal(basis_points) / 100)}% off"
            return f"{share}, once" if kind is Kind.ONCE else f"{share} each time"
        case other:
            assert_never(other)


def state(voucher: Voucher, gift: GiftCardState | None, at: datetime) -> tuple[str, str]:
    """A word on whether the voucher can be used at `at`, and the kind of its badge."""
    terms = voucher.terms
    if gift is GiftCardState.CANCELLED:
        return "Cancelled", "neutral"
    if not terms.active:
        return "Off", "neutral"
    if gift is GiftCardState.UNPAID:
        return "Not paid for", "wait"
    if terms.ends_at is not None and terms.ends_at <= at:
        return "Ended", "neutral"
    if is_used_up(voucher):
        return "Used up", "neutral"
    if terms.starts_at is not None and at < terms.starts_at:
        return "Not yet", "wait"
    return "Usable", "good"


def when(voucher: Voucher, speech: Speech) -> str:
    """The days on which it can be used, in words."""
    terms, parts = voucher.terms, []
    if terms.starts_at:
        parts.append(f"from {speech.moment(terms.starts_at)}")
    if terms.ends_at:
        parts.append(f"until {speech.moment(terms.ends_at)}")
    said = " ".join(parts)
    return said[:1].upper() + said[1:] or "For ever"


def hours(hours: Hours, speech: Speech) -> str:
    """`Mon, Tue, 5:00 pm to 7:00 pm`"""
    days = [name for day, name in enumerate(speech.weekdays) if hours.weekdays >> day & 1]
    said = "Every day" if hours.weekdays == EVERY_DAY else ", ".join(days)
    if hours.from_minute is None or hours.until_minute is None:
        return said
    since, until = (speech.clock(at(one)) for one in (hours.from_minute, hours.until_minute))
    return f"{said}, {since} to {until}"


def at(minute: int) -> time:
    """The time of a minute of the day; the last one is midnight."""
    return time(minute // 60 % 24, minute % 60)
