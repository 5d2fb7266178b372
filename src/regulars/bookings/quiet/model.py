"""What is given for coming when it is quiet, and what of it was promised to whom."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, TypeAlias

import msgspec

from regulars.bookings.floor.model import EVERY_DAY
from regulars.kernel.ids import (
    BookingId,
    LotId,
    MemberId,
    QuietOfferId,
    ServiceId,
    StoreId,
    VoucherId,
)
from regulars.kernel.money import Money


class Multiplier(msgspec.Struct, frozen=True, tag="multiplier", tag_field="kind"):
    """So many times the points that a bill brings by what was spent: 20 000 doubles them.

    For members: others collect no points.
    """

    basis_points: int


class SlotVoucher(msgspec.Struct, frozen=True, tag="voucher", tag_field="kind"):
    """A voucher of so much, good once at that store on that day, for whoever comes."""

    value: Money


Gives: TypeAlias = Multiplier | SlotVoucher


class OfferTerms(msgspec.Struct, frozen=True, kw_only=True):
    """When an offer holds, what it gives, and how much of it in all.

    It holds in `services` (none means all), on `weekdays` (a bit for each, Monday's the lowest)
    from `first_day` to `last_day`, for parties that begin from `from_minute` to before
    `until_minute` of the store's own clock; all of it in days of the diary. A slot is quiet while
    at most `fullest` per cent of it is taken. `most` is the most that one booking can cost and
    `budget` what all of them can: points, or minor units where a voucher is given.
    """

    name: str
    services: tuple[ServiceId, ...] = ()
    weekdays: int = EVERY_DAY
    from_minute: int | None = None
    until_minute: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    fullest: int
    gives: Gives
    most: int
    budget: int
    active: bool = True


class QuietOffer(msgspec.Struct, frozen=True, kw_only=True):
    """An offer of a store. Of its budget, `promised` is set aside and `spent` was given."""

    id: QuietOfferId
    store: StoreId
    terms: OfferTerms
    promised: int
    spent: int

    @property
    def left(self) -> int:
        """What of the budget can still be promised."""
        return self.terms.budget - self.promised - self.spent


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """What a guest gets for a time that is quiet.

    `most` is the most points that a multiplier adds.
    """

    offer: QuietOfferId
    gives: Gives
    most: int

    @property
    def for_members(self) -> bool:
        """Whether somebody who is no member gets nothing of it."""
        return isinstance(self.gives, Multiplier)


class Fullness(NamedTuple):
    """How much of what a slot takes is taken: covers, or tables."""

    taken: int
    of: int

    @property
    def percent(self) -> int:
        """Rounded up; a slot that takes nothing is full."""
        return -(-100 * self.taken // self.of) if self.of > 0 else 100


class PromiseState(StrEnum):
    """`PROMISED` waits for the bill, `KEPT` was given, `LAPSED` came to nothing."""

    PROMISED = "promised"
    KEPT = "kept"
    LAPSED = "lapsed"


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """What was promised with a booking, for its time.

    `most` is the most that it can cost: set aside of the offer's budget while it is promised.
    `given` is what it came to. Points went to `member`, into `lot`; `let_go` more should have gone
    back since, were spent already, and nobody owes them. `version` counts what was posted. `code`
    is of the voucher. It is `given_up` when its guest chose a time that has nothing.
    """

    booking: BookingId
    offer: QuietOfferId
    gives: Gives
    state: PromiseState = PromiseState.PROMISED
    starts_at: datetime
    most: int
    given: int = 0
    voucher: VoucherId | None = None
    code: str = ""
    member: MemberId | None = None
    lot: LotId | None = None
    let_go: int = 0
    version: int = 0
    given_up: bool = False
    promised_at: datetime

    @property
    def set_aside(self) -> int:
        """What of the offer's budget waits for the bill."""
        return self.most if self.state is PromiseState.PROMISED else 0

    @property
    def for_members(self) -> bool:
        """Whether somebody who is no member gets nothing of it."""
        return isinstance(self.gives, Multiplier)

    @property
    def voucher_waits(self) -> bool:
        """Whether it is a voucher that was not used yet, and still can be."""
        return self.state is PromiseState.PROMISED and isinstance(self.gives, SlotVoucher)


class Discrepancy(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of an offer's budget that its promises do not bear out: points, or minor units."""

    offer: QuietOfferId
    name: str
    what: str
    expected: int
    found: int

    @property
    def sentence(self) -> str:
        return (
            f"Quiet times “{self.name}”: {self.what} is {self.found}, "
            f"but its promises make it {self.expected}."
        )
