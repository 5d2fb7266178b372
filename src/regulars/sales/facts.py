"""What happens to sales."""

from typing import ClassVar

import msgspec


class SaleCompleted(msgspec.Struct, frozen=True):
    """A finished order was recorded, or read again with other content."""

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

    @property
    def subject(self) -> str:
        return f"sale:{self.sale}"


class SaleVoided(msgspec.Struct, frozen=True):
    """A recorded order was deleted or rejected at the till afterwards."""

    kind: ClassVar[str] = "sale.voided"
    sale: str
    store: int
    order: str
    points_taken_back: int
    points_missing: int

    @property
    def subject(self) -> str:
        return f"sale:{self.sale}"
