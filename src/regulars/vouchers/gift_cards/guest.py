"""What a guest who has a code may see: what is left of stored value, and where it went.

Whoever has the code may spend it, so the code is all that is asked for. A member's own vouchers
and wallet are nobody else's to see, and have no page here.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from regulars.kernel.ids import MerchantId
from regulars.kernel.money import Money
from regulars.platform.db import Reads
from regulars.vouchers.gift_cards.model import GiftCard
from regulars.vouchers.model import Source, Voucher
from regulars.vouchers.read import by_code, story
from regulars.vouchers.store import gift_cards as store
from regulars.vouchers.views import StoryLine


class ForGuest(msgspec.Struct, frozen=True):
    """Stored value as its holder sees it. `card` says more of one that was sold as a gift card."""

    voucher: Voucher
    card: GiftCard | None
    story: Sequence[StoryLine]

    @property
    def left(self) -> Money:
        assert self.voucher.left is not None
        return self.voucher.left


async def for_guest(
    reads: Reads, merchant: MerchantId, code: str, *, at: datetime
) -> ForGuest | None:
    """What `code` opens; None for every code that a guest is not told about."""
    voucher = await by_code(reads, merchant, code)
    if voucher is None or not _is_anybodys_value(voucher):
        return None
    card = await store.read(reads, merchant, voucher.id)
    return ForGuest(voucher, card, await story(reads, merchant, voucher.id, at=at))


def _is_anybodys_value(voucher: Voucher) -> bool:
    is_stores = voucher.source is Source.STORE and voucher.terms.member is None
    return is_stores and voucher.stores_value
