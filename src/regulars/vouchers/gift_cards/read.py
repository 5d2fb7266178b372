"""Gift cards, read: one, many, and all in sum."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import MerchantId, VoucherId
from regulars.platform.db import Reads, Transaction
from regulars.vouchers.gift_cards.errors import NoSuchGiftCard
from regulars.vouchers.gift_cards.model import GiftCard, GiftCardState, Totals
from regulars.vouchers.store import gift_cards as store


async def read_gift_card(reads: Reads, merchant: MerchantId, voucher: VoucherId) -> GiftCard:
    """Raises `NoSuchGiftCard`, also for one of another merchant."""
    found = await store.read(reads, merchant, voucher)
    if found is None:
        raise _none()
    return found


async def lock_gift_card(tx: Transaction, merchant: MerchantId, voucher: VoucherId) -> GiftCard:
    """The step that waits for a gift card and keeps others from it. Raises `NoSuchGiftCard`."""
    found = await store.lock(tx, merchant, voucher)
    if found is None:
        raise _none()
    return found


async def list_gift_cards(
    reads: Reads,
    merchant: MerchantId,
    *,
    state: GiftCardState | None = None,
    keyword: str = "",
    before: tuple[datetime, VoucherId] | None = None,
    limit: int = 50,
) -> Sequence[GiftCard]:
    """The newest first. `keyword` is part of a code, a name or an address of buyer or recipient.

    `before` is the last one of the page before.
    """
    return await store.newest(
        reads, merchant, state=state, keyword=keyword, before=before, limit=limit
    )


async def totals(reads: Reads, merchant: MerchantId) -> Totals:
    """All gift cards of a merchant in sum."""
    return await store.totals(reads, merchant)


async def state_of(reads: Reads, merchant: MerchantId, voucher: VoucherId) -> GiftCardState | None:
    """How a voucher stands as a gift card; None for one that was not sold as such."""
    found = await store.read(reads, merchant, voucher)
    return None if found is None else found.state


async def states_of(
    reads: Reads, merchant: MerchantId, vouchers: Sequence[VoucherId]
) -> dict[VoucherId, GiftCardState]:
    """How those of `vouchers` stand that were sold as gift cards."""
    return await store.states(reads, merchant, vouchers)


def _none() -> NoSuchGiftCard:
    return NoSuchGiftCard("There is no such gift card.")
