"""What a voucher call wishes, as the vouchers' own words: a new one, or new terms for an old one.

What is left out of an update stays. `null` clears what can be empty. Code, kind and face value stay
as they were issued; an update may repeat them, since callers send back what they have read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Raw, UnsetType

from regulars.faces.voucher_api.errors import Unreadable
from regulars.faces.voucher_api.figures import amount, basis_points, moment, text
from regulars.faces.voucher_api.requests import NewVoucherBody, VoucherChange
from regulars.kernel.ids import MemberId, StoreId
from regulars.kernel.money import Money
from regulars.vouchers.errors import BadVoucher, Fixed
from regulars.vouchers.model import (
    AmountOff,
    DiscountType,
    NewVoucher,
    ShareOff,
    Source,
    Terms,
    UseType,
    Voucher,
    Worth,
)
from regulars.vouchers.rules import fold, worth_now

T = TypeVar("T")

FIELDS = {
    "value": "discount",
    "percent": "discount",
    "minimum": "orderMinAmount",
    "starts_at": "startDate",
    "ends_at": "endDate",
    "limit_total": "maxUses",
    "limit_per_member": "maxUsesPerMember",
    "external_id": "externalId",
    "member": "memberCode",
}
"""What the vouchers call a field, and what this API does."""


class Place(msgspec.Struct, frozen=True):
    """Where a wish is made: the currency of its amounts, the zone of its days."""

    currency: str
    zone: ZoneInfo


def new_voucher(
    asked: NewVoucherBody, place: Place, member: MemberId | None, *, reach: tuple[StoreId, ...]
) -> NewVoucher:
    """The voucher that is asked for, for the stores in `reach` unless it says others.

    Raises `Unreadable`.
    """
    refuse_unknown_limits(asked)
    if _given(asked.source) is Source.LOYALTY:
        raise Unreadable(
            "Only STORE vouchers are made; a wallet comes with its member.", field="source"
        )
    terms = merged(asked, Terms(minimum=Money.zero(place.currency), stores=reach), place, member)
    return NewVoucher(
        code=code_of(asked),
        worth=_worth(asked, place),
        use_type=_given(asked.type) or UseType.ONE_TIME_USE,
        terms=terms,
    )


def merged(asked: VoucherChange, before: Terms, place: Place, member: MemberId | None) -> Terms:
    """`before` with what is asked for put in its place; `member` is who `memberCode` means."""
    refuse_unknown_limits(asked)
    changes: dict[str, Any] = dict(_plain(asked))
    zone = place.zone
    if not isinstance(asked.start_date, UnsetType):
        changes["starts_at"] = moment(asked.start_date, zone, "startDate")
    if not isinstance(asked.end_date, UnsetType):
        changes["ends_at"] = moment(asked.end_date, zone, "endDate", last=True)
    if bytes(asked.order_min_amount):
        least = amount(asked.order_min_amount, place.currency, "orderMinAmount", exact=True)
        changes["minimum"] = least or Money.zero(place.currency)
    if not isinstance(asked.external_id, UnsetType):
        changes["external_id"] = text(asked.external_id, "externalId")
    if not isinstance(asked.stores, UnsetType):
        changes["stores"] = tuple(map(StoreId, asked.stores or ()))
    if not isinstance(asked.member_code, UnsetType):
        changes["member"] = member
    return msgspec.structs.replace(before, **changes)


def refuse_new_face(asked: VoucherChange, voucher: Voucher, place: Place) -> None:
    """Raises `Fixed` when an update is to change what stays as it was issued."""
    code = code_of(asked)
    _stays("code", code is None or fold(code) == fold(voucher.code))
    _stays("type", _given(asked.type) in (None, voucher.use_type))
    _stays("discountType", _given(asked.discount_type) in (None, voucher.discount_type))
    _stays("source", _given(asked.source) in (None, voucher.source))
    kind = voucher.discount_type
    faces = (voucher.worth, worth_now(voucher))
    _stays(
        "initialValue", _read_as(kind, asked.initial_value, "initialValue", place) in (None, *faces)
    )
    _stays("discount", _read_as(kind, asked.discount, "discount", place) in (None, *faces))


def code_of(asked: VoucherChange) -> str | None:
    return None if isinstance(asked.code, UnsetType) else text(asked.code, "code")


def refuse_unknown_limits(asked: VoucherChange) -> None:
    """Raises `Unreadable` for a limit that we could not keep: it would be looser than was asked."""
    if _given(asked.category_ids):
        sentence = "Vouchers cannot be limited to categories. Leave it out, or send []."
        raise Unreadable(sentence, field="categoryIds")
    if _given(asked.schedule_id) not in (None, "null", ""):
        sentence = "Days and hours are set in the console. Leave it out, or send null."
        raise Unreadable(sentence, field="scheduleId")
    if _given(asked.duration_in_months) is not None:
        raise Unreadable("Send endDate instead.", field="durationInMonths")


@contextmanager
def in_our_words() -> Iterator[None]:
    """Say the vouchers' refusals with the fields of this API."""
    try:
        yield
    except BadVoucher as refusal:
        if refusal.field:
            refusal.field = FIELDS.get(refusal.field, refusal.field)
        raise


def _plain(asked: VoucherChange) -> Iterator[tuple[str, object]]:
    """What is taken over as it came."""
    for name, value in (
        ("description", asked.description),
        ("active", asked.is_active),
        ("public", asked.is_public),
        ("limit_total", asked.max_uses),
        ("limit_per_member", asked.max_uses_per_member),
    ):
        if not isinstance(value, UnsetType):
            yield name, "" if name == "description" and value is None else value


def _worth(asked: NewVoucherBody, place: Place) -> Worth:
    """What a new voucher is good for. Its initial value may be left to the discount."""
    kind = _given(asked.discount_type) or DiscountType.MONETARY
    worth = _read_as(kind, asked.discount, "discount", place)
    if worth is None:
        raise Unreadable("An amount or a percentage, please.", field="discount")
    if _read_as(kind, asked.initial_value, "initialValue", place) not in (None, worth):
        sentence = "A new voucher has its whole value. Leave it out, or send the discount again."
        raise Unreadable(sentence, field="initialValue")
    return worth


def _read_as(kind: DiscountType, raw: Raw, field: str, place: Place) -> Worth | None:
    match kind:
        case DiscountType.MONETARY:
            value = amount(raw, place.currency, field, exact=True)
            return None if value is None else AmountOff(value)
        case DiscountType.PERCENTILE:
            share = basis_points(raw, field)
            return None if share is None else ShareOff(share)


def _stays(field: str, same: bool) -> None:
    if not same:
        raise Fixed("This stays as it was issued.", field=field)


def _given(value: T | UnsetType | None) -> T | None:
    return None if isinstance(value, UnsetType) else value
