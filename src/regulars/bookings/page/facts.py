"""What happens to booking pages."""

from typing import ClassVar

import msgspec


class BookingPageChanged(msgspec.Struct, frozen=True, kw_only=True):
    """A store's booking page was opened, closed or changed."""

    kind: ClassVar[str] = "booking_page.changed"
    store: int
    slug: str
    open: bool

    @property
    def subject(self) -> str:
        return f"store:{self.store}"
