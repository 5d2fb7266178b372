"""What happens to vouchers and wallets."""

from typing import ClassVar

import msgspec


class VoucherIssued(msgspec.Struct, frozen=True):
    """A voucher was made."""

    kind: ClassVar[str] = "voucher.issued"
    voucher: str
    code: str

    @property
    def subject(self) -> str:
        return f"voucher:{self.voucher}"


class VouchersIssued(msgspec.Struct, frozen=True):
    """Many vouchers were made at once."""

    kind: ClassVar[str] = "vouchers.issued"
    batch: str | None
    vouchers: int

    @property
    def subject(self) -> str:
        return f"batch:{self.batch}" if self.batch else "vouchers"


class Change(msgspec.Struct, frozen=True):
    """What one of a voucher's terms was, and what it has become, as they are kept."""

    before: object
    after: object


class VoucherChanged(msgspec.Struct, frozen=True):
    """The terms of a voucher were changed. `changes` has them by name."""

    kind: ClassVar[str] = "voucher.changed"
    voucher: str
    code: str
    changes: dict[str, Change]

    @property
    def subject(self) -> str:
        return f"voucher:{self.voucher}"


class VoucherUsed(msgspec.Struct, frozen=True):
    """An order took a voucher. `state` is held while it is open at a till, else used."""

    kind: ClassVar[str] = "voucher.used"
    voucher: str
    code: str
    use: str
    state: str
    store: int
    order: str
    discount_minor: int
    drawn_minor: int
    problem: str = ""

    @property
    def subject(self) -> str:
        return f"voucher:{self.voucher}"


class VoucherGivenBack(msgspec.Struct, frozen=True):
    """A voucher came off an order again, or some of what it had drawn came back."""

    kind: ClassVar[str] = "voucher.given_back"
    voucher: str
    code: str
    use: str
    order: str
    given_back_minor: int
    whole: bool

    @property
    def subject(self) -> str:
        return f"voucher:{self.voucher}"


class WalletCredited(msgspec.Struct, frozen=True):
    """A wallet was topped up, or something was taken out of it again (below zero)."""

    kind: ClassVar[str] = "wallet.credited"
    member: str
    credited_minor: int
    owed_minor: int

    @property
    def subject(self) -> str:
        return f"member:{self.member}"
