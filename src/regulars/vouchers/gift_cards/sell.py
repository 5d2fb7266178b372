"""A gift card is sold: paid for at once, or later."""

from datetime import datetime

from regulars.kernel.ids import MerchantId
from regulars.kernel.money import Money
from regulars.platform import journal
from regulars.platform.db import Database, ReferenceRefused, RunAgain, Transaction
from regulars.platform.secrets import digest
from regulars.vouchers.errors import BadVoucher
from regulars.vouchers.gift_cards.errors import SoldOtherwise
from regulars.vouchers.gift_cards.facts import GiftCardSold
from regulars.vouchers.gift_cards.model import GiftCard, NewGiftCard
from regulars.vouchers.gift_cards.pages import GiftPages
from regulars.vouchers.gift_cards.pay import pay_in
from regulars.vouchers.gift_cards.read import read_gift_card
from regulars.vouchers.gift_cards.rules import checked
from regulars.vouchers.issue import issue_in
from regulars.vouchers.model import AmountOff, NewVoucher, Terms, UseType, Voucher
from regulars.vouchers.store import gift_cards as store

DESCRIPTION = "Gift card"


async def sell(
    db: Database,
    merchant: MerchantId,
    new: NewGiftCard,
    *,
    pages: GiftPages,
    at: datetime,
    actor: str,
) -> GiftCard:
    """Sell a gift card under a drawn code. One that is paid for is mailed, if somebody gets it.

    The same again is the same sale. Raises `BadVoucher` with the field that cannot be used, and
    `SoldOtherwise`.
    """
    new = checked(new)
    asked = digest(new)

    async def work(tx: Transaction) -> GiftCard:
        earlier = await store.by_key(tx, merchant, new.key)
        if earlier is not None:
            voucher, was_asked = earlier
            if was_asked != asked:
                raise SoldOtherwise("This form sold a gift card before. Open it anew for another.")
            return await read_gift_card(tx, merchant, voucher)
        return await _sell(tx, merchant, new, asked, pages=pages, at=at, actor=actor)

    return await db.tx(work)


async def _sell(
    tx: Transaction,
    merchant: MerchantId,
    new: NewGiftCard,
    asked: bytes,
    *,
    pages: GiftPages,
    at: datetime,
    actor: str,
) -> GiftCard:
    voucher = await issue_in(tx, merchant, _voucher(new), at=at, actor=actor, paid=False)
    await _write_down(tx, merchant, voucher, new, asked, at=at, actor=actor)
    fact = GiftCardSold(str(voucher.id), new.value.minor, new.price.minor, new.store)
    await journal.write(tx, merchant, fact, at=at, actor=actor)
    card = await read_gift_card(tx, merchant, voucher.id)
    if new.payment is None:
        return card
    return await pay_in(tx, merchant, card, new.payment, pages=pages, at=at, actor=actor)


def _voucher(new: NewGiftCard) -> NewVoucher:
    terms = Terms(
        description=DESCRIPTION, ends_at=new.ends_at, minimum=Money.zero(new.value.currency)
    )
    return NewVoucher(worth=AmountOff(new.value), use_type=UseType.ONE_TIME_USE, terms=terms)


async def _write_down(
    tx: Transaction,
    merchant: MerchantId,
    voucher: Voucher,
    new: NewGiftCard,
    asked: bytes,
    *,
    at: datetime,
    actor: str,
) -> None:
    try:
        added = await store.add(tx, merchant, voucher.id, new, input_hash=asked, by=actor, at=at)
    except ReferenceRefused as refused:
        raise BadVoucher("There is no such store.", field="store") from refused
    if not added:
        raise RunAgain
