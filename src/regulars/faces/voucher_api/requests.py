"""What the calls carry, parsed at the edge. What is left out of an update stays as it is."""

import json
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType, field

from regulars.faces.voucher_api.errors import NotJson, Unreadable
from regulars.faces.voucher_api.figures import LONGEST_ID
from regulars.vouchers.model import DiscountType, Source, UseType

T = TypeVar("T")

MOST_PARAMETERS = 50
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
OMITTED = Raw

Number = Annotated[int, Meta(ge=0, le=10**18)]
Id = Number | Annotated[str, Meta(max_length=LONGEST_ID)]
"""A code or an id; tills send what looks like a number as one."""

NeededId = Number | Annotated[str, Meta(max_length=LONGEST_ID, pattern=r"\S")]
"""A code or an id that must not be empty."""

Uses = Annotated[int, Meta(ge=1, le=10**9)]
StoreNumber = Annotated[int, Meta(ge=1, le=2**31 - 1)]


class Login(msgspec.Struct, frozen=True):
    """A till's user name and password."""

    username: str
    password: str


class RefreshBody(msgspec.Struct, frozen=True, rename="camel"):
    """The refresh token of the last login or refresh."""

    refresh_token: str


class ValidateOrder(msgspec.Struct, frozen=True, rename="camel"):
    """What would a voucher do to a bill?"""

    voucher_code: NeededId
    total_non_discounted_price: Raw


class ValidateCode(msgspec.Struct, frozen=True):
    """Can a voucher be used now?"""

    code: NeededId


class ExternalOrderBody(msgspec.Struct, frozen=True, rename="camel"):
    """A finished order. Of the two discounted figures each may be left out, and both."""

    external_order_id: NeededId
    total_non_discounted_price: Raw
    voucher_code: Id | None = None
    member_code: Id | None = None
    total_discounted_price: Raw = field(default_factory=OMITTED)
    total_discount: Raw = field(default_factory=OMITTED)


class RefundBody(msgspec.Struct, frozen=True):
    """Money that goes back to the guest. Without an amount, all that is left of the order."""

    key: NeededId
    amount: Raw = field(default_factory=OMITTED)


class OrderedItem(msgspec.Struct, frozen=True):
    """So many of something on the menu, at a price each."""

    name: Annotated[str, Meta(max_length=120, pattern=r"\S")]
    price: Raw
    quantity: Raw = field(default_factory=OMITTED)


class OwnOrderBody(msgspec.Struct, frozen=True, rename="camel"):
    """An order of the merchant's own channel: items, or only what they come to."""

    order_id: NeededId
    items: list[OrderedItem] = field(default_factory=list)
    total_non_discounted_price: Raw = field(default_factory=OMITTED)
    voucher_code: Id | None = None
    redeem: bool | None = None


class GuestCodeBody(msgspec.Struct, frozen=True):
    """Whom to send a code."""

    email: str


class GuestTokenBody(msgspec.Struct, frozen=True):
    """The address, and the code that was sent there."""

    email: str
    code: NeededId


class VoucherChange(msgspec.Struct, frozen=True, rename="camel"):
    """A voucher as it shall be. What is left out stays; `null` clears."""

    code: Id | UnsetType | None = UNSET
    discount: Raw = field(default_factory=OMITTED)
    initial_value: Raw = field(default_factory=OMITTED)
    discount_type: DiscountType | UnsetType | None = UNSET
    type: UseType | UnsetType | None = UNSET
    source: Source | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    order_min_amount: Raw = field(default_factory=OMITTED)
    start_date: str | UnsetType | None = UNSET
    end_date: str | UnsetType | None = UNSET
    is_active: bool | UnsetType = UNSET
    external_id: Id | UnsetType | None = UNSET
    category_ids: list[Id] | UnsetType | None = UNSET
    schedule_id: Id | UnsetType | None = UNSET
    duration_in_months: int | UnsetType | None = UNSET
    max_uses: Uses | UnsetType | None = UNSET
    max_uses_per_member: Uses | UnsetType | None = UNSET
    stores: list[StoreNumber] | UnsetType | None = UNSET
    member_code: Id | UnsetType | None = UNSET
    is_public: bool | UnsetType = UNSET


class NewVoucherBody(VoucherChange, frozen=True, rename="camel"):
    """A voucher to be made. Without a code, one is drawn that nobody can guess."""


class JsonOf:
    """Reads the JSON of one kind of body. Made once, since it is made for speed."""

    def __init__(self, kind: type[T]) -> None:
        self.kind = kind
        self._decoder = msgspec.json.Decoder(kind)

    def read(self, body: bytes, content_type: str) -> Any:
        """The body. Raises `NotJson`, and `Unreadable` with the field where there is one."""
        check_type(content_type)
        if body.startswith(BYTE_ORDER_MARK):
            raise Unreadable("The body begins with a byte order mark. Leave it out.")
        try:
            found = self._decoder.decode(body)
            # The decoder takes the last of two fields of one name; which one was meant is open.
            _FIELDS.decode(body.decode())
        except msgspec.ValidationError as error:
            sentence, field = _said(str(error))
            raise Unreadable(sentence, field=field) from error
        except (ValueError, RecursionError) as error:
            raise Unreadable("This is no JSON, or not whole.") from error
        return found


def check_type(content_type: str) -> None:
    """Raises `NotJson` for everything that does not say it is JSON."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise NotJson("Send JSON, with the header Content-Type: application/json.")


def parameters(query: bytes) -> dict[str, str]:
    """The query. Raises `Unreadable` for one that stands there twice or is no text."""
    try:
        pairs = parse_qsl(
            query.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError as error:
        raise Unreadable("The query cannot be read.") from error
    return dict(_each_once(pairs))


def _once(pairs: list[tuple[str, Any]]) -> None:
    _each_once(pairs)


def _each_once(pairs: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            raise Unreadable("This stands there twice.", field=name[:100])
        seen.add(name)
    return pairs


_FIELDS = json.JSONDecoder(object_pairs_hook=_once, parse_int=len, parse_float=len)
"""Reads nothing but the names of fields; numbers are left as they are, however long."""


def _said(message: str) -> tuple[str, str | None]:
    """The decoder's words as a sentence, and the field that they are about."""
    what, _, path = message.partition(" - at `$")
    if "matching regex" in what:
        what = "This must not be empty"
    if path:
        return f"{what}.", path.rstrip("`").lstrip(".")
    missing = what.rpartition("field `")[2].rstrip("`") if "missing required field" in what else ""
    return ("This is needed.", missing) if missing else (f"{what}.", None)
