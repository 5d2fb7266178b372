"""What goes with a time besides the table, in a guest's words: a deposit, and what is given."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import assert_never

from babel.numbers import format_decimal

from regulars.bookings.deposits.asked import deposit_of
from regulars.bookings.page import words
from regulars.bookings.page.model import Venue
from regulars.bookings.quiet.model import Gives, Multiplier, Offered, SlotVoucher
from regulars.bookings.quiet.read import offer_at
from regulars.kernel.ids import BookingId, ServiceId
from regulars.merchants import wording
from regulars.platform.db import Reads
from regulars.platform.languages import translations

ONCE = 10_000
"""Basis points of the points that a bill brings anyhow."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is given for coming at a time: a few letters beside it, and a sentence."""

    tag: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Extras:
    """What a guest knows of a time before they book it; empty where there is nothing."""

    deposit: str = ""
    given: Given | None = None


async def extras_of(
    reads: Reads,
    venue: Venue,
    starts_at: datetime,
    service: ServiceId,
    covers: int,
    *,
    at: datetime,
    key: str = "",
    but: BookingId | None = None,
    asks_deposit: bool = True,
) -> Extras:
    """For a time that is held under `key`, instead of the booking `but`."""
    offered = await offer_at(reads, venue, starts_at, service, at=at, but_hold=key or None, but=but)
    return Extras(
        deposit=_deposit(venue, starts_at, service, covers, at=at) if asks_deposit else "",
        given=given(venue, offered) if offered else None,
    )


def given(venue: Venue, offered: Offered) -> Given:
    """What a quiet time gives, before it is booked."""
    _ = _said(venue)
    figure = _figure(venue, offered.gives)
    match offered.gives:
        case Multiplier():
            sentence = _(
                "It is quiet then: members of ours collect %(figure)s times the points on the "
                "bill, up to %(most)s more."
            ) % {"figure": figure, "most": _number(venue, offered.most)}
        case SlotVoucher():
            sentence = _(
                "It is quiet then: whoever books this time gets a voucher of %(figure)s for it."
            ) % {"figure": figure}
        case never:
            assert_never(never)
    return Given(tag(venue, offered.gives), sentence)


def tag(venue: Venue, gives: Gives) -> str:
    """`2× points`, `$5 off`"""
    _ = _said(venue)
    template = _("%(figure)s× points") if isinstance(gives, Multiplier) else _("%(figure)s off")
    return template % {"figure": _figure(venue, gives)}


def promised(venue: Venue, gives: Gives, *, code: str) -> Given:
    """What was promised with a booking. `code` is the voucher's."""
    _ = _said(venue)
    figure = _figure(venue, gives)
    match gives:
        case Multiplier():
            template = _("As a member you collect %(figure)s times the points on this bill.")
        case SlotVoucher():
            template = _(
                "You have a voucher of %(figure)s for this visit: %(code)s. Show it when you pay."
            )
        case never:
            assert_never(never)
    return Given(tag(venue, gives), template % {"figure": figure, "code": code})


def _deposit(
    venue: Venue, starts_at: datetime, service: ServiceId, covers: int, *, at: datetime
) -> str:
    amount = deposit_of(venue, service, starts_at, covers)
    if amount is None:
        return ""
    _ = _said(venue)
    limit = starts_at - timedelta(minutes=venue.terms.cancel_minutes)
    template = (
        _(
            "A deposit of %(amount)s is asked for. You pay it in the next step, and it comes off "
            "your bill. If you cancel by %(until)s, it goes back to you."
        )
        if at < limit
        else _(
            "A deposit of %(amount)s is asked for. You pay it in the next step, and it comes off "
            "your bill. So short before the time it does not go back if you cancel."
        )
    )
    amount_there = wording.money(venue.merchant, amount)
    return template % {"amount": amount_there, "until": words.moment(venue, limit)}


def _figure(venue: Venue, gives: Gives) -> str:
    match gives:
        case Multiplier(basis_points=points):
            return _number(venue, Decimal(points) / ONCE)
        case SlotVoucher(value=value):
            return wording.money(venue.merchant, value)
        case never:
            assert_never(never)


def _number(venue: Venue, number: int | Decimal) -> str:
    return format_decimal(number, locale=venue.merchant.locale)


def _said(venue: Venue) -> Callable[[str], str]:
    return translations(venue.language).gettext
