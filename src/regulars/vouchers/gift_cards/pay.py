"""A gift card is paid for: its value goes on it, and it goes to whom it is for."""

from datetime import datetime

from regulars.kernel.ids import MerchantId, VoucherId
from regulars.platform import journal
from regulars.platform.db import Database, Transaction
from regulars.vouchers.gift_cards import rules
from regulars.vouchers.gift_cards.errors import GiftCardOver, PaidOtherwise
from regulars.vouchers.gift_cards.facts import GiftCardPaid
from regulars.vouchers.gift_cards.mail import mail_in
from regulars.vouchers.gift_cards.model import GiftCard, GiftCardState
from regulars.vouchers.gift_cards.pages import GiftPages
from regulars.vouchers.gift_cards.read import lock_gift_card, read_gift_card
from regulars.vouchers.issue import put_in
from regulars.vouchers.store import gift_cards as store


async def pay(
    db: Database,
    merchant: MerchantId,
    voucher: VoucherId,
    payment: str,
    *,
    pages: GiftPages,
    at: datetime,
    actor: str,
) -> GiftCard:
    """Note that a gift card was paid for, by `payment`. The same payment again changes nothing.

    Raises `NoSuchGiftCard`, `GiftCardOver`, `PaidOtherwise`, `BadVoucher`.
    """
    payment = rules.payment(payment)

    async def work(tx: Transaction) -> GiftCard:
        card = await lock_gift_card(tx, merchant, voucher)
        if card.state is GiftCardState.CANCELLED:
            raise GiftCardOver("This gift card was cancelled. Sell a new one.")
        if card.state is GiftCardState.PAID:
            return _paid_before(card, payment)
        return await pay_in(tx, merchant, card, payment, pages=pages, at=at, actor=actor)

    return await db.tx(work)


async def pay_in(
    tx: Transaction,
    merchant: MerchantId,
    card: GiftCard,
    payment: str,
    *,
    pages: GiftPages,
    at: datetime,
    actor: str,
) -> GiftCard:
    """The step that pays for a card that is locked, or that nobody else knows yet."""
    await store.pay(tx, merchant, card.id, payment, at=at)
    await put_in(tx, merchant, card.voucher, at=at)
    fact = GiftCardPaid(str(card.id), card.value.minor, payment)
    await journal.write(tx, merchant, fact, at=at, actor=actor)
    if card.mail_to is not None:
        await mail_in(tx, merchant, card, card.mail_to, pages=pages, at=at)
    return await read_gift_card(tx, merchant, card.id)


def _paid_before(card: GiftCard, payment: str) -> GiftCard:
    if card.payment != payment:
        raise PaidOtherwise(f"This gift card was paid for before: {card.payment}.")
    return card
