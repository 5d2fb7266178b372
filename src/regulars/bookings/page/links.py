"""Where guests book, and where they come back to what they booked.

A booking's link is the booking and a signature over it and its merchant, so that it is trusted
before anything is read, and nobody comes to another's booking by guessing.
"""

from typing import NamedTuple
from uuid import UUID

from regulars.kernel.ids import BookingId, MerchantId
from regulars.platform.languages import Language, asked_in
from regulars.platform.secrets import SIGNATURE, KeyRing, from_text, to_text

PURPOSE = "booking-links"
PATH = "/book"


class BookingLinks(NamedTuple):
    """The booking pages of a hub that is reached at `base_url`."""

    base_url: str
    ring: KeyRing

    def page(self, slug: str) -> str:
        """The address of a store's booking page."""
        return f"{self.base_url}{PATH}/{slug}"

    def page_in(self, language: Language, slug: str) -> str:
        """The address of a store's booking page, for whoever reads `language`."""
        return asked_in(language, self.page(slug))

    def booking(self, slug: str, merchant: MerchantId, booking: BookingId) -> str:
        """The address of what a guest booked, good for looking and for cancelling."""
        return f"{self.page(slug)}/{self.token_of(merchant, booking)}"

    def booking_in(
        self, language: Language, slug: str, merchant: MerchantId, booking: BookingId
    ) -> str:
        """The address of what was booked by a guest who reads `language`."""
        return asked_in(language, self.booking(slug, merchant, booking))

    def calendar_file_in(
        self, language: Language, slug: str, merchant: MerchantId, booking: BookingId
    ) -> str:
        """The address of the calendar file of what a guest booked."""
        return asked_in(language, f"{self.booking(slug, merchant, booking)}/calendar.ics")

    def token_of(self, merchant: MerchantId, booking: BookingId) -> str:
        signed = self.ring.sign(merchant.bytes + booking.bytes, purpose=PURPOSE)
        return to_text(booking.bytes + signed)

    def booking_of(self, merchant: MerchantId, token: str) -> BookingId | None:
        """Which booking of `merchant` a link is of; None for anything that we did not sign."""
        try:
            raw = from_text(token)
        except ValueError:
            return None
        if len(raw) != 16 + SIGNATURE or to_text(raw) != token:
            return None
        if not self.ring.verify(merchant.bytes + raw[:16], raw[16:], purpose=PURPOSE):
            return None
        return BookingId(UUID(bytes=raw[:16]))
