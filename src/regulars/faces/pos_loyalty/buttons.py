"""What a member can use now, each as a button of the till with a claim of its own."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import assert_never
from uuid import uuid4
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from regulars.faces.pos_loyalty.answers import RewardAnswer
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.programs.benefits.model import ByHand
from regulars.programs.model import (
    AtTill,
    Claim,
    MemberAtTill,
    Offer,
    Reward,
    Usable,
    VoucherAtTill,
)
from regulars.vouchers.model import AmountOff, ShareOff

RedeemUrl = Callable[[Claim], str]
"""Where a button leads that carries the claim."""


def buttons_of(
    seen: AtTill, member: MemberAtTill, url: RedeemUrl, *, at: datetime
) -> list[RewardAnswer]:
    """Rewards first, then offers, then the wallet and the vouchers."""
    return [
        *(_reward(url, seen, member, one, at) for one in seen.rewards),
        *(_offer(url, seen, member, offer, at) for offer in seen.offers),
        *(_voucher(url, seen, member, voucher, at) for voucher in seen.vouchers),
    ]


def _reward(
    url: RedeemUrl, seen: AtTill, member: MemberAtTill, usable: Usable, at: datetime
) -> RewardAnswer:
    reward = usable.reward
    return RewardAnswer(
        id=str(reward.id),
        title=reward.title,
        redeem_url=url(Claim(uuid4(), member.id, reward.id, None, reward.points, at)),
        terms=_said(reward, seen),
        points_required=usable.points,
        points_label=seen.points_label,
        action_label=reward.action_label,
        variable_quantity=reward.variable,
    )


def _offer(
    url: RedeemUrl, seen: AtTill, member: MemberAtTill, offer: Offer, at: datetime
) -> RewardAnswer:
    return RewardAnswer(
        id=str(offer.id),
        title=offer.title,
        redeem_url=url(Claim(uuid4(), member.id, None, offer.id, Points(0), at)),
        terms=_said(offer, seen),
        action_label=offer.action_label,
    )


def _voucher(
    url: RedeemUrl, seen: AtTill, member: MemberAtTill, voucher: VoucherAtTill, at: datetime
) -> RewardAnswer:
    claim = Claim(uuid4(), member.id, None, None, Points(0), at, voucher.id)
    return RewardAnswer(
        id=str(voucher.id),
        title=_title(voucher, seen.locale),
        redeem_url=url(claim),
        terms=_terms(voucher, seen),
        action_label="Use",
    )


def _title(voucher: VoucherAtTill, locale: str) -> str:
    """`Wallet: $12.50` says what is left. Else what it is called, or `$5.00 off`, or `10 % off`."""
    match voucher.worth:
        case AmountOff(value) if voucher.stores_value:
            return f"{voucher.name or 'Voucher'}: {money(value, locale)}"
        case _ if voucher.name:
            return voucher.name
        case AmountOff(value):
            return f"{money(value, locale)} off"
        case ShareOff(basis_points):
            return f"{format_decimal(Decimal(basis_points) / 100, locale=locale)} % off"
        case other:
            assert_never(other)


def _said(subject: Reward | Offer, seen: AtTill) -> str:
    """What the merchant says of it; without a word of theirs, what the cashier has to know."""
    if subject.terms:
        return subject.terms
    conditions = subject.conditions
    terms = [subject.benefit.what] if isinstance(subject.benefit, ByHand) else []
    if conditions.minimum:
        terms.append(f"On bills from {money(conditions.minimum, seen.locale)}.")
    if conditions.ends_at is not None:
        terms.append(f"Until {last_day(conditions.ends_at, seen)}.")
    return " ".join(terms)


def _terms(voucher: VoucherAtTill, seen: AtTill) -> str:
    terms = []
    if voucher.minimum:
        terms.append(f"On bills from {money(voucher.minimum, seen.locale)}.")
    if voucher.ends_at is not None:
        terms.append(f"Until {last_day(voucher.ends_at, seen)}.")
    if voucher.stores_value:
        terms.append("Takes what is left, at most the bill.")
    return " ".join(terms)


def last_day(ends_at: datetime, seen: AtTill) -> str:
    """The last day on which something can be used that ends at `ends_at`."""
    return _day(ends_at - timedelta(microseconds=1), seen.time_zone, seen.locale)


# The same few days and amounts are on nearly every lookup, and take longer to write than to sign.
@lru_cache(maxsize=1024)
def _day(at: datetime, time_zone: ZoneInfo, locale: str) -> str:
    return format_date(at.astimezone(time_zone), "medium", locale=locale)


@lru_cache(maxsize=1024)
def money(amount: Money, locale: str) -> str:
    return format_currency(amount.major, amount.currency, locale=locale)
