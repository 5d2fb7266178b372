"""Accounts of points, and of money on vouchers. Nothing here knows whose they are.

An account of money has its currency as its unit, and counts minor units as points.
"""

from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias

import msgspec

from regulars.kernel.ids import AccountId, EntryId, HoldId, LotId, MerchantId
from regulars.kernel.points import Points


class Kind(StrEnum):
    """What an entry does."""

    EARN = "earn"
    HOLD = "hold"
    SETTLE = "settle"
    RELEASE = "release"
    EXPIRE = "expire"
    TAKE_BACK = "take_back"
    ADJUST = "adjust"
    SPEND = "spend"
    GIVE_BACK = "give_back"
    REPAY = "repay"
    REVERSE = "reverse"
    TRANSFER = "transfer"


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
    | Repaid
    | Adjusted
    | Granted
    | Reversed
    | Moved
    | OfMoney
)
"""Why points moved: what a statement says as a sentence. Kept as it was, in words of that day."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An entry about to be posted: all but the points, which the database reckons."""

    id: EntryId
    merchant: MerchantId
    account: AccountId
    kind: Kind
    key: str
    natural_key: str | None
    input_hash: bytes
    reason: Reason
    at: datetime
    hold: HoldId | None = None
    lot: LotId | None = None


class Posting(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a verb. Asked again with the same key it is the same, but for `replayed`.

    `points` are those the verb moved: earned, held, settled, released, taken, spent, given back;
    negative where some were taken away by hand or moved elsewhere. `short` were asked for and not
    there; `owed` were not there either, and are a debt now. `available` and `held` are what the
    entry left on the account, with points that cannot be spent yet. `lot` is the lot of an earning.
    """

    entry: EntryId
    account: AccountId
    points: Points
    short: Points
    owed: Points
    available: Points
    held: Points
    hold: HoldId | None
    lot: LotId | None
    replayed: bool


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a statement. `available`, `held` and `owed` are what it moved, with their sign.

    Points that cannot be spent yet count as available here: maturing is not an entry.
    """

    id: EntryId
    number: int
    kind: Kind
    available: Points
    held: Points
    available_after: Points
    held_after: Points
    short: Points
    owed: Points
    hold: HoldId | None
    lot: LotId | None
    reason: Reason
    at: datetime


class Lot(msgspec.Struct, frozen=True, kw_only=True):
    """The points of one earning.

    `expires_at` is the first moment at which they are gone, `matures_at` the first at which they
    can be spent. With `idle_months` their last day moves on with what the member does (`touch`).
    """

    id: LotId
    earned: Points
    remaining: Points
    expired: Points
    taken_back: Points
    earned_at: datetime
    expires_at: datetime | None
    matures_at: datetime | None
    idle_months: int | None


class NextExpiry(msgspec.Struct, frozen=True):
    """How many points are the next to go, and when."""

    points: Points
    at: datetime


class Balance(msgspec.Struct, frozen=True):
    """What an account has: to spend now, set aside on open orders, and to spend later.

    `debt` is what had to go back and was spent already: whatever comes in pays it first.
    """

    available: Points
    held: Points
    pending: Points
    debt: Points
    next_expiry: NextExpiry | None


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """Points set aside. While it is open, `settled` and `released` are zero.

    `given_back` is what of the settled ones came back later.
    """

    id: HoldId
    account: AccountId
    amount: Points
    settled: Points
    released: Points
    given_back: Points
    created_at: datetime
    times_out: datetime
    closed_at: datetime | None


class Discrepancy(msgspec.Struct, frozen=True):
    """A figure that its entries do not bear out. `what` names it: `lot 0198….remaining`."""

    merchant: MerchantId
    account: AccountId
    what: str
    expected: int
    found: int

    @property
    def sentence(self) -> str:
        return (
            f"Account {self.account}: {self.what} is {self.found}, "
            f"but its entries make it {self.expected}."
        )


class Flow(msgspec.Struct, frozen=True):
    """Points of a span of time: those that were earned, and those that rewards were paid with."""

    earned: Points
    redeemed: Points


class Opening(msgspec.Struct, frozen=True):
    """An account that is opened with `points` in it. `key` is the request's, as for an earning."""

    account: AccountId
    points: Points
    key: str
    reason: Reason
