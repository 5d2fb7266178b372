"""Where guests look at their gift cards.

A merchant's pages stand under a key: the merchant and a signature over it, so that what is asked
for can be trusted, and routed to its merchant's rows, before anything is read.
"""

from typing import NamedTuple
from urllib.parse import quote
from uuid import UUID

from regulars.kernel.ids import MerchantId
from regulars.platform.languages import Language, asked_in
from regulars.platform.secrets import SIGNATURE, KeyRing, from_text, to_text

PURPOSE = "gift-pages"
PATH = "/gift"


class GiftPages(NamedTuple):
    """The guests' pages of a hub that is reached at `base_url`."""

    base_url: str
    ring: KeyRing

    def door(self, merchant: MerchantId) -> str:
        """The address where a code can be typed in."""
        return f"{self.base_url}{PATH}/{self.key_of(merchant)}"

    def card(self, merchant: MerchantId, code: str) -> str:
        """The address of what is left of one voucher."""
        return f"{self.door(merchant)}/{quote(code, safe='')}"

    def card_in(self, language: Language, merchant: MerchantId, code: str) -> str:
        """The address of what is left of one voucher, for whoever reads `language`."""
        return asked_in(language, self.card(merchant, code))

    def key_of(self, merchant: MerchantId) -> str:
        return to_text(merchant.bytes + self.ring.sign(merchant.bytes, purpose=PURPOSE))

    def merchant_of(self, key: str) -> MerchantId | None:
        """Whose pages these are; None for anything that we did not sign."""
        try:
            raw = from_text(key)
        except ValueError:
            return None
        if len(raw) != 16 + SIGNATURE or to_text(raw) != key:
            return None
        if not self.ring.verify(raw[:16], raw[16:], purpose=PURPOSE):
            return None
        return MerchantId(UUID(bytes=raw[:16]))
