"""Accounts of points, and of money on vouchers. Nothing here knows whose they are.

An account of money has its currency as its unit, and counts minor units as points.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from regulars.kernel.ids import AccountId, EntryId, HoldId, LotId, MerchantId
from regulars.kernel.points import Points
from regulars.ledger.reasons import Reason


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
