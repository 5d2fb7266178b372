"""What pages show of vouchers beside the vouchers themselves."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from regulars.kernel.ids import MerchantId, SaleId, StoreId, UseId, VoucherId
from regulars.kernel.money import Money
from regulars.vouchers.facts import Change
from regulars.vouchers.model import DiscountType, Problem, UseType


class Happened(StrEnum):
    """What a line of a voucher's story says."""

    ISSUED = "issued"
    CHANGED = "changed"
    PAID = "paid"
    SET_ASIDE = "set_aside"
    USED = "used"
    GIVEN_BACK = "given_back"
    CREDITED = "credited"
    CREDIT_TAKEN_BACK = "credit_taken_back"
    ADJUSTED = "adjusted"
    MOVED = "moved"
    ENDED = "ended"


class StoryLine(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened to a voucher.

    `discount` is what a bill got. `moved` is what the stored value gained, below zero what it lost,
    and `left` what it was then; both are None for vouchers without a balance. `use` ties the line
    of a use to those of what came back. `changes` has what the terms were and have become, by name.
    """

    what: Happened
    at: datetime
    by: str = ""
    note: str = ""
    store: StoreId | None = None
    store_name: str = ""
    order: str = ""
    sale: SaleId | None = None
    use: UseId | None = None
    discount: Money | None = None
    moved: Money | None = None
    left: Money | None = None
    counted: bool = True
    problem: Problem | None = None
    changes: Mapping[str, Change] = msgspec.field(default_factory=dict)


class Kind(msgspec.Struct, frozen=True):
    """A kind of voucher, by what it takes off and how long it lasts."""

    discount_type: DiscountType
    use_type: UseType


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over some vouchers. The amounts are of stored value, and zero for other kinds.

    `put_in` is what came in: first values, credits, and what was given or taken by hand.
    `spent` left it, and `given_back` of that came back; `left` can be spent and `held` is set aside
    on open bills. `uses` stand, and `discount` is what the bills got by them.
    """

    vouchers: int
    uses: int
    discount: Money
    put_in: Money
    spent: Money
    given_back: Money
    held: Money
    left: Money


class Outstanding(msgspec.Struct, frozen=True, kw_only=True):
    """What was issued and what is left of it.

    `by_kind` has all of the merchant's own vouchers; `ended` are those of them that are over or
    switched off with something left, `unpaid` the gift cards that wait for their money, at face
    value. `owed` is what the wallets keep back from coming credits.
    """

    by_kind: Sequence[tuple[Kind, Tally]]
    ended: int
    ended_left: Money
    unpaid: int
    unpaid_face: Money
    wallets: Tally
    owed: Money


class Used(msgspec.Struct, frozen=True):
    """Uses of a span of time that stand."""

    uses: int
    discount: Money


class Flow(msgspec.Struct, frozen=True):
    """A span of time: what came onto vouchers and wallets, and what was spent from them.

    What came back of what was spent is taken off where it came back.
    """

    put_in: Money
    spent: Money


class Discrepancy(msgspec.Struct, frozen=True):
    """A figure of a voucher or wallet that its books do not bear out. Amounts in minor units."""

    merchant: MerchantId
    voucher: VoucherId
    code: str
    what: str
    expected: int
    found: int

    @property
    def sentence(self) -> str:
        return (
            f"Voucher {self.code}: {self.what} is {self.found}, "
            f"but its books make it {self.expected}."
        )
