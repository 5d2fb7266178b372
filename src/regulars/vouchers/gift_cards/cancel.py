"""A gift card is cancelled: nobody paid for it, or its buyer gets the money back."""

from datetime import datetime

from msgspec import structs

from regulars.kernel.ids import MerchantId, VoucherId
from regulars.kernel.points import Points
from regulars.ledger.adjust import adjust
from regulars.ledger.errors import NotEnoughPoints
from regulars.ledger.reasons import Adjusted
from regulars.platform import journal
from regulars.platform.db import Database, Transaction
from regulars.vouchers.edit import edit_in
from regulars.vouchers.gift_cards.errors import GiftCardSpent
from regulars.vouchers.gift_cards.facts import GiftCardCancelled
from regulars.vouchers.gift_cards.model import GiftCard, GiftCardState
from regulars.vouchers.gift_cards.read import lock_gift_card, read_gift_card
from regulars.vouchers.store import gift_cards as store

NOTE = "Gift card cancelled"


async def cancel(
    db: Database, merchant: MerchantId, voucher: VoucherId, *, at: datetime, actor: str
) -> GiftCard:
    """Switch a gift card off for good, and take its value out. Once, however often.

    Only while nothing of it is spent or set aside. Raises `NoSuchGiftCard`, `GiftCardSpent`.
    """

    async def work(tx: Transaction) -> GiftCard:
        card = await lock_gift_card(tx, merchant, voucher)
        if card.state is GiftCardState.CANCELLED:
            return card
        terms = structs.replace(card.voucher.terms, active=False)
        await edit_in(tx, merchant, voucher, terms, at=at, actor=actor)
        taken_out = await _take_out(tx, card, at=at, actor=actor)
        await store.cancel(tx, merchant, voucher, at=at)
        fact = GiftCardCancelled(str(voucher), taken_out)
        await journal.write(tx, merchant, fact, at=at, actor=actor)
        return await read_gift_card(tx, merchant, voucher)

    return await db.tx(work)


async def _take_out(tx: Transaction, card: GiftCard, *, at: datetime, actor: str) -> int:
    """All of the value or nothing: the account's own lock says whether all of it is there."""
    if card.state is GiftCardState.UNPAID:
        return 0
    assert card.voucher.account is not None
    try:
        await adjust(
            tx,
            card.voucher.merchant,
            card.voucher.account,
            Points(-card.value.minor),
            key=f"gift_card:{card.id}:cancelled",
            expires_at=None,
            reason=Adjusted(note=NOTE, by=actor),
            at=at,
        )
    except NotEnoughPoints as refusal:
        raise GiftCardSpent(
            "Something of this gift card was spent, or is set aside on an open bill. "
            "It can be cancelled once that came back to it."
        ) from refusal
    return card.value.minor
