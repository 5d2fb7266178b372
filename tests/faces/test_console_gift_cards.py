"""Promises of the rooms Gift cards and Mailbox."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
from msgspec import structs
from tests.faces.console import NOON, RING, Browser, browsing, console, hire, open_business

from regulars.kernel.money import Money
from regulars.merchants.model import Merchant, Role
from regulars.platform import mail
from regulars.platform.db import Database
from regulars.platform.mail import Mail, MailJob, MailRefused, Posted
from regulars.vouchers.gift_cards.model import GiftCard, GiftCardState, NewGiftCard
from regulars.vouchers.gift_cards.pages import GiftPages
from regulars.vouchers.gift_cards.read import list_gift_cards
from regulars.vouchers.gift_cards.sell import sell

PAGES = GiftPages("http://hub.test", RING)
ROOM = "/console/gift-cards"
BOX = "/console/mailbox"
KEY = re.compile(r'name="key" value="([^"]+)"')
TYPED = {
    "value": "50",
    "price": "",
    "valid": "36",
    "paid": "now",
    "payment": "Card terminal",
    "recipient_name": "Rosa Marino",
    "recipient_email": "rosa@example.test",
    "buyer_name": "Mia",
    "buyer_email": "",
    "message": "Happy birthday!",
}


class Refuses:
    """A mail server that knows nobody."""

    async def send(self, mail: Posted) -> None:
        raise MailRefused("There is nobody of that name.")

    async def greet(self) -> None:
        """It lets everybody in."""


@dataclass
class Scene:
    """The owner of a merchant in Sydney, signed in."""

    db: Database
    merchant: Merchant
    browser: Browser

    async def cards(self) -> list[GiftCard]:
        return list(await list_gift_cards(self.db, self.merchant.id))

    async def letters(self) -> list[Posted]:
        return list(await mail.newest(self.db, self.merchant.id))

    async def sell(self, **typed: str) -> httpx.Response:
        form = await self.browser.open(f"{ROOM}/new")
        found = KEY.search(form.text)
        assert found is not None
        return await self.browser.send(ROOM, **(TYPED | {"key": found[1]} | typed))

    async def add(self, **more: Any) -> GiftCard:
        value = Money.of("50", self.merchant.currency)
        usual = NewGiftCard(key="1", value=value, price=value, payment="Cash")
        wish = structs.replace(usual, **more)
        return await sell(self.db, self.merchant.id, wish, pages=PAGES, at=NOON, actor="test")


@pytest_asyncio.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    merchant = await open_business(db)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        yield Scene(db, merchant, browser)


async def test_a_sold_card_is_shown_and_its_mail_is_on_its_page(scene: Scene) -> None:
    page = await scene.sell()
    [card] = await scene.cards()
    assert (card.state, card.value, card.price) == (
        GiftCardState.PAID, Money(5000, "AUD"), Money(5000, "AUD")
    )  # fmt: skip
    words = (
        "on its way to rosa@example.test", card.voucher.code, "$50.00", "Card terminal",
        "4 May 2029", "Happy birthday!", "On its way", PAGES.door(scene.merchant.id),
    )  # fmt: skip
    for one in words:
        assert one in page.text
    page = await scene.browser.open(ROOM)
    for one in (card.voucher.code, "Rosa Marino", "Good", "$50.00"):
        assert one in page.text


async def test_a_card_that_is_not_paid_is_marked_as_paid_later(scene: Scene) -> None:
    page = await scene.sell(paid="later", payment="", price="45")
    [card] = await scene.cards()
    assert (card.state, card.price) == (GiftCardState.UNPAID, Money(4500, "AUD"))
    assert "Not paid" in page.text
    assert await scene.letters() == []
    page = await scene.browser.send(f"{ROOM}/{card.id}/payment", payment="")
    assert "on its way to rosa@example.test" in page.text
    [card] = await scene.cards()
    assert (card.state, card.payment) == (GiftCardState.PAID, "At the counter")
    page = await scene.browser.send(f"{ROOM}/{card.id}/payment", payment="Cash")
    assert "paid for before: At the counter" in page.text


async def test_a_form_that_is_sent_twice_sells_one_card(scene: Scene) -> None:
    form = await scene.browser.open(f"{ROOM}/new")
    found = KEY.search(form.text)
    assert found is not None
    for _ in range(2):
        page = await scene.browser.send(ROOM, **(TYPED | {"key": found[1]}))
        assert page.status_code == 200
    page = await scene.browser.send(ROOM, **(TYPED | {"key": found[1], "value": "70"}))
    assert page.status_code == 422
    assert "This form sold a gift card before" in page.text
    assert len(await scene.cards()) == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"value": ""}, "What is it worth?"),
        ({"value": "0"}, "More than zero"),
        ({"value": "-5"}, "zero or more"),
        ({"value": "fifty"}, "is not a number"),
        ({"price": "x"}, "is not a number"),
        ({"recipient_email": "rosa"}, "That is not an e-mail address."),
        ({"message": "x" * 501}, "At most 500 characters."),
        ({"valid": "7"}, "Choose one of these."),
        ({"paid": "maybe"}, "Choose one of these."),
        ({"store": "1"}, "There is no such store."),
        ({"key": ""}, "Open this form anew"),
    ],
)
async def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_sold(
    scene: Scene, wrong: dict[str, str], sentence: str
) -> None:
    page = await scene.sell(**wrong)
    assert page.status_code == 422
    assert sentence in page.text
    assert 'value="Rosa Marino"' in page.text
    assert await scene.cards() == []


async def test_a_card_is_mailed_again_printed_and_cancelled(scene: Scene) -> None:
    card = await scene.add(recipient_email="rosa@example.test", buyer_name="Mia")
    await scene.browser.open(f"{ROOM}/{card.id}")
    page = await scene.browser.send(f"{ROOM}/{card.id}/mail")
    assert "It is mailed to rosa@example.test again." in page.text
    assert len(await scene.letters()) == 2
    page = await scene.browser.open(f"{ROOM}/{card.id}/print")
    assert page.text.count("<svg") >= 2
    assert card.voucher.code in page.text
    await scene.browser.open(f"{ROOM}/{card.id}")
    page = await scene.browser.send(f"{ROOM}/{card.id}/cancellation")
    assert "Pay $50.00 back to the buyer." in page.text
    assert "Cancelled" in page.text
    page = await scene.browser.send(f"{ROOM}/{card.id}/mail")
    assert "mailed to nobody" in page.text


async def test_the_home_page_tells_of_a_sale_without_its_code(scene: Scene) -> None:
    card = await scene.add()
    page = await scene.browser.open("/console/activity")
    assert "A gift card was sold" in page.text
    assert f"{ROOM}/{card.id}" in page.text
    assert card.voucher.code not in page.text


async def test_the_list_is_narrowed_and_goes_on(scene: Scene) -> None:
    for number in range(52):
        await scene.add(key=f"n{number}", recipient_name=f"Guest {number}")
    unpaid = await scene.add(payment=None, recipient_name="Zoë")
    page = await scene.browser.open(f"{ROOM}?state=unpaid")
    assert unpaid.voucher.code in page.text
    assert "Guest" not in page.text
    page = await scene.browser.open(f"{ROOM}?q=zoë", headers={"HX-Request": "true"})
    assert unpaid.voucher.code in page.text
    assert "<html" not in page.text
    page = await scene.browser.open(ROOM)
    further = re.search(rf'href="({ROOM}\?before=[^"]+)"', page.text)
    assert further is not None
    page = await scene.browser.open(further[1])
    assert len(re.findall(r"/console/gift-cards/[0-9a-f-]{36}", page.text)) == 3
    for nonsense in ("?before=x", "?state=x", "?q=%00", "?q=nobody"):
        assert (await scene.browser.open(ROOM + nonsense)).status_code == 200


async def test_staff_see_how_cards_stand_and_neither_codes_nor_mail(scene: Scene) -> None:
    card = await scene.add(recipient_email="rosa@example.test")
    [letter] = await scene.letters()
    await hire(scene.db, scene.merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(scene.db)) as browser:
        await browser.sign_in("jo@example.test")
        for path in (ROOM, f"{ROOM}/{card.id}"):
            page = await browser.open(path)
            assert page.status_code == 200
            assert f"…{card.voucher.code[-4:]}" in page.text
            assert card.voucher.code not in page.text
        read = f"{BOX}/{letter.id}"
        for path in (f"{ROOM}/new", f"{ROOM}/{card.id}/print", BOX, read, f"{read}/looks"):
            assert (await browser.open(path)).status_code == 403
        for path in ("", f"/{card.id}/payment", f"/{card.id}/mail", f"/{card.id}/cancellation"):
            assert (await browser.post(ROOM + path, **TYPED)).status_code == 403
    [unchanged] = await scene.cards()
    assert unchanged == card


async def test_the_cards_and_the_mail_of_another_merchant_are_not_there(scene: Scene) -> None:
    card = await scene.add(recipient_email="rosa@example.test")
    [letter] = await scene.letters()
    await open_business(scene.db, "other@example.test")
    async with browsing(console(scene.db)) as browser:
        await browser.sign_in("other@example.test")
        its, read = f"{ROOM}/{card.id}", f"{BOX}/{letter.id}"
        for path in (its, f"{its}/print", read, f"{read}/looks"):
            assert (await browser.open(path)).status_code == 404
        assert (await browser.open(ROOM)).text.count(card.voucher.code) == 0
        assert (await browser.open(BOX)).text.count("rosa@example.test") == 0
        for path in (f"{ROOM}/{card.id}/payment", f"{BOX}/{letter.id}/again"):
            assert (await browser.post(path, payment="Cash")).status_code == 404
        for path in (f"{ROOM}/{card.id}/mail", f"{ROOM}/{card.id}/cancellation"):
            await browser.send(path)
    [unchanged] = await scene.cards()
    assert unchanged == card
    assert len(await scene.letters()) == 1


async def test_a_kept_mail_is_read_as_its_reader_would(scene: Scene) -> None:
    await scene.add(recipient_email="rosa@example.test", buyer_name="Mia", message="<b>Hi</b>")
    [letter] = await scene.letters()
    await mail.send(scene.db, None, MailJob(scene.merchant.id, letter.id), at=NOON)
    page = await scene.browser.open(BOX)
    for words in (letter.subject, "rosa@example.test", "Kept here"):
        assert words in page.text
    page = await scene.browser.open(f"{BOX}/{letter.id}")
    assert "&lt;b&gt;Hi&lt;/b&gt;" in page.text
    looks = await scene.browser.open(f"{BOX}/{letter.id}/looks")
    assert '<base target="_blank">' in looks.text
    policy = looks.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script" not in policy
    assert "frame-ancestors 'self'" in policy


async def test_a_mail_that_was_refused_says_why_and_is_sent_again(scene: Scene) -> None:
    card = await scene.add(recipient_email="rosa@example.test")
    [letter] = await scene.letters()
    await mail.send(scene.db, Refuses(), MailJob(scene.merchant.id, letter.id), at=NOON)
    for path in (BOX, f"{BOX}/{letter.id}", f"{ROOM}/{card.id}"):
        assert "There is nobody of that name." in (await scene.browser.open(path)).text
    page = await scene.browser.send(f"{BOX}/{letter.id}/again")
    assert "It is sent again." in page.text
    assert "On its way" in page.text


async def test_a_mail_that_lets_its_reader_in_is_hidden_unless_there_is_no_mail_server(
    scene: Scene,
) -> None:
    secret = Mail(
        sender="Harbour", to="rosa@example.test", subject="Your code", body="314159",
        html="<p>314159</p>", about="member:1", confidential=True,
    )  # fmt: skip
    one = await scene.db.tx(lambda tx: mail.post(tx, scene.merchant.id, secret, at=NOON))
    page = await scene.browser.open(f"{BOX}/{one}")
    assert "For its reader alone" in page.text
    assert "314159" not in page.text
    assert (await scene.browser.open(f"{BOX}/{one}/looks")).status_code == 404
    await mail.send(scene.db, None, MailJob(scene.merchant.id, one), at=NOON)
    assert "314159" in (await scene.browser.open(f"{BOX}/{one}")).text
