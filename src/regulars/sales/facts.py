"""What happens to sales."""

from typing import ClassVar

import msgspec


class SaleCompleted(msgspec.Struct, frozen=True):
    """A finished order was recorded, or read again with other content.

    `channel` is who it came from: `till`, `external` or `own`. A party from the diary has its
    `booking`, how many `covers` it was, and when it sat down.
    """

    kind: ClassVar[str] = "sale.completed"
    sale: str
    store: int
    order: str
    number: str
    version: int
    total_minor: int
    currency: str
    member: str
    points_earned: int
    channel: str = "till"
    discount_minor: int = 0
    credit_minor: int = 0
    booking: str = ""
    covers: int = 0
    seated_at: str = ""

    @property
    def subject(self) -> str:
        return f"sale:{self.sale}"


class SaleMemberSet(msgspec.Struct, frozen=True):
    """Somebody said whose sale it was; without a `member`, nobody's. `before` had it before."""

    kind: ClassVar[str] = "sale.member_set"
    sale: str
    store: int
    order: str
    member: str
    before: str
    note: str

    @property
    def subject(self) -> str:
        return f"sale:{self.sale}"


class SaleVoided(msgspec.Struct, frozen=True):
    """A recorded order was deleted, rejected or cancelled afterwards."""

    kind: ClassVar[str] = "sale.voided"
    sale: str
    store: int
    order: str
    points_taken_back: int
    points_missing: int

    @property
    def subject(self) -> str:
        return f"sale:{self.sale}"


class SaleRefunded(msgspec.Struct, frozen=True):
    """Money of a sale went back to the guest, and what came with the sale went with it.

    `refund` is the till's order that gave it back, where it was one. Figures are below zero where
    that order was deleted, or came to less, so that what it had taken is the sale's again.
    """

    kind: ClassVar[str] = "sale.refunded"
    sale: str
    store: int
    order: str
    amount_minor: int
    currency: str
    voucher_minor: int
    points_taken_back: int
    points_missing: int
    credit_minor: int
    refund: str = ""

    @property
    def subject(self) -> str:
        return f"sale:{self.sale}"


class ExceptionNoted(msgspec.Struct, frozen=True):
    """Something could not be done as it was asked, or was done although something was wrong.

    `store` is 0 where it concerns none.
    """

    kind: ClassVar[str] = "exception.noted"
    exception: str
    about: str
    code: str
    store: int
    order: str

    @property
    def subject(self) -> str:
        return f"exception:{self.exception}"


class ExceptionEnded(msgspec.Struct, frozen=True):
    """An exception was resolved by sending its order again, or put aside."""

    kind: ClassVar[str] = "exception.ended"
    exception: str
    state: str

    @property
    def subject(self) -> str:
        return f"exception:{self.exception}"
