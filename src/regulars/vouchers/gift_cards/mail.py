"""The mail that a gift card comes in."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from regulars.kernel.ids import MerchantId, VoucherId
from regulars.kernel.sentences import Language, Sentence, said
from regulars.merchants import wording
from regulars.merchants.read import read_merchant
from regulars.platform.db import Database, Transaction
from regulars.platform.languages import language_of, say, teach
from regulars.platform.mail import Mail, post
from regulars.vouchers.gift_cards.errors import GiftCardOver, GiftCardUnpaid, NoAddress
from regulars.vouchers.gift_cards.model import GiftCard, GiftCardState
from regulars.vouchers.gift_cards.pages import GiftPages
from regulars.vouchers.gift_cards.read import lock_gift_card, read_gift_card
from regulars.vouchers.store import gift_cards as store

DOTS = 6
"""Pixels of a dot of the QR code: sharp on a telephone, small in a mail."""


async def mail_again(
    db: Database, merchant: MerchantId, voucher: VoucherId, *, pages: GiftPages, at: datetime
) -> GiftCard:
    """Mail a gift card once more, as it stands now.

    Raises `NoSuchGiftCard`, `GiftCardOver`, `GiftCardUnpaid`, `NoAddress`.
    """

    async def work(tx: Transaction) -> GiftCard:
        card = await lock_gift_card(tx, merchant, voucher)
        if card.state is GiftCardState.CANCELLED:
            raise GiftCardOver("This gift card was cancelled, so it is mailed to nobody.")
        if card.state is GiftCardState.UNPAID:
            raise GiftCardUnpaid("This gift card is mailed once it is paid for.")
        if card.mail_to is None:
            raise NoAddress("This gift card was sold without an e-mail address. Print it.")
        await mail_in(tx, merchant, card, card.mail_to, pages=pages, at=at)
        return await read_gift_card(tx, merchant, voucher)

    return await db.tx(work)


async def mail_in(
    tx: Transaction,
    merchant: MerchantId,
    card: GiftCard,
    to: str,
    *,
    pages: GiftPages,
    at: datetime,
) -> None:
    """The step that has the gift card mailed, in the language of the business."""
    business = await read_merchant(tx, merchant)
    language = language_of(business.locale) or Language.ENGLISH
    value = wording.money(business, card.value)
    ends_at = card.voucher.terms.ends_at
    parts: dict[str, Any] = {
        "card": card,
        "business": business.name,
        "value": value,
        "code": card.voucher.code,
        "page": pages.card_in(language, merchant, card.voucher.code),
        "until": "" if ends_at is None else wording.last_day(business, ends_at),
        "qr": segno.make(card.voucher.code, error="m", micro=False).png_data_uri(scale=DOTS),
    }
    letter = Mail(
        sender=business.name,
        to=to,
        subject=say(language, _subject(card, value, business.name)),
        body=_templates(language).get_template("mail.txt").render(parts),
        html=_templates(language).get_template("mail.html").render(parts),
        about=f"voucher:{card.id}",
    )
    await post(tx, merchant, letter, at=at)
    await store.mailed(tx, merchant, card.id, at=at)


def _subject(card: GiftCard, amount: str, business: str) -> Sentence:
    if card.recipient_email and card.buyer_name:
        return said(
            "A gift from %(name)s: %(amount)s for %(business)s",
            name=card.buyer_name,
            amount=amount,
            business=business,
        )
    return said("Your gift card: %(amount)s for %(business)s", amount=amount, business=business)


@cache
def _templates(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    return teach(environment, language)
