"""Why points moved, or the value of a voucher: what a statement says as a sentence.

Kept with each entry as it was, in words of that day.
"""

from datetime import datetime
from typing import Literal, TypeAlias

import msgspec


class Earned(msgspec.Struct, frozen=True, omit_defaults=True, tag="earned", tag_field="kind"):
    """For a sale of `total_minor` at a store, in that version of its bill; 0 if nobody kept it."""

    sale: str
    store: int
    total_minor: int
    currency: str
    version: int = 0


class Granted(msgspec.Struct, frozen=True, tag="granted", tag_field="kind"):
    """A bonus of the program as it was in that version, without a sale."""

    what: Literal["sign_up", "birthday"]
    program_version: int


class Redeemed(msgspec.Struct, frozen=True, tag="redeemed", tag_field="kind"):
    """Set aside for a reward on an order that is still open."""

    title: str
    order: str
    store: int


class Settled(msgspec.Struct, frozen=True, tag="settled", tag_field="kind"):
    """The order is complete and carried the reward."""

    title: str
    order: str
    store: int


class Released(msgspec.Struct, frozen=True, tag="released", tag_field="kind"):
    """The reward did not come about, so its points came back."""

    title: str
    order: str
    why: Literal["rejected", "taken_off", "deleted", "refused", "abandoned"]


class Expired(msgspec.Struct, frozen=True, tag="expired", tag_field="kind"):
    """What was left of an earning at its last day."""

    earned_at: datetime


class ExpiredOnReturn(msgspec.Struct, frozen=True, tag="expired_on_return", tag_field="kind"):
    """Points that were set aside on their last day, and came back after it."""

    earned_at: datetime
    expired_at: datetime


class TakenBack(
    msgspec.Struct, frozen=True, omit_defaults=True, tag="taken_back", tag_field="kind"
):
    """The sale that earned them was voided, refunded or edited: by that version of its bill."""

    sale: str
    store: int
    total_minor: int
    currency: str
    version: int = 0


class QuietTime(msgspec.Struct, frozen=True, tag="quiet_time", tag_field="kind"):
    """A party came when it was quiet: `basis_points` times what its bill brought by what was spent.

    That was `of` points, in that version of what stands for the booking. With less of the bill,
    points were `taken_back`.
    """

    booking: str
    store: int
    basis_points: int
    of: int
    version: int
    taken_back: bool = False


class Repaid(msgspec.Struct, frozen=True, tag="repaid", tag_field="kind"):
    """Points that came in paid what was owed."""


class Adjusted(msgspec.Struct, frozen=True, tag="adjusted", tag_field="kind"):
    """Somebody gave or took points by hand."""

    note: str
    by: str


class Reversed(msgspec.Struct, frozen=True, tag="reversed", tag_field="kind"):
    """Somebody undid the entry `of`, which was made by hand or was a bonus."""

    note: str
    by: str
    of: str


class Moved(msgspec.Struct, frozen=True, tag="moved", tag_field="kind"):
    """Two members turned out to be one: what `gone` had is `into`'s now."""

    gone: str
    into: str


class Issued(msgspec.Struct, frozen=True, tag="issued", tag_field="kind"):
    """The first value of a voucher. `what` says what it was issued as, in words of that day."""

    code: str
    what: str


class Spent(msgspec.Struct, frozen=True, tag="spent", tag_field="kind"):
    """An order that was finished elsewhere drew on the voucher."""

    order: str
    store: int
    code: str


GiveBackWhy: TypeAlias = Literal["cancelled", "refunded", "changed", "undone"]
"""Why what was spent came back: the order was undone, in part paid back, or edited to less; or
somebody undid the redemption alone."""


class GivenBack(msgspec.Struct, frozen=True, tag="given_back", tag_field="kind"):
    """The order was taken back, or came to less, so what it drew came back.

    `note` and `by` are those of somebody who undid it.
    """

    order: str
    store: int
    why: GiveBackWhy
    note: str = ""
    by: str = ""


class Credited(msgspec.Struct, frozen=True, tag="credited", tag_field="kind"):
    """Credit for a sale of `total_minor` at a store. What is credited by hand is `Adjusted`."""

    sale: str
    store: int
    total_minor: int
    currency: str


class CreditTakenBack(msgspec.Struct, frozen=True, tag="credit_taken_back", tag_field="kind"):
    """The sale that was credited for came to less, or to nothing."""

    sale: str
    store: int
    total_minor: int
    currency: str


class Rewarded(msgspec.Struct, frozen=True, tag="rewarded", tag_field="kind"):
    """Credit that a reward gave, on an order that is complete; or `taken_back` with the order."""

    title: str
    order: str
    store: int
    taken_back: bool = False


OfMoney: TypeAlias = Issued | Spent | GivenBack | Credited | CreditTakenBack | Rewarded
"""Why the value of a voucher moved, where points never do."""

Reason: TypeAlias = (
    Earned
    | Redeemed
    | Settled
    | Released
    | Expired
    | ExpiredOnReturn
    | TakenBack
    | QuietTime
    | Repaid
    | Adjusted
    | Granted
    | Reversed
    | Moved
    | OfMoney
)
"""Why points moved: what a statement says as a sentence. Kept as it was, in words of that day."""
