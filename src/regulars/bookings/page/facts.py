"""What happens to booking pages, and to those who wait on them."""

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


class BookingOffered(msgspec.Struct, frozen=True, kw_only=True):
    """A party on a list was offered a table at `starts_at`, kept for it until `until`."""

    kind: ClassVar[str] = "booking.offered"
    booking: str
    store: int
    starts_at: str
    until: str

    @property
    def subject(self) -> str:
        return f"booking:{self.booking}"
