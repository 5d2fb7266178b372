"""Promises of gift cards: worth what was paid for them, once, and never a cent more."""

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from msgspec import structs
from tests.stores.people import AT, Club, club_of

from regulars.kernel.errors import NotFound, RegularsError
from regulars.kernel.ids import MerchantId, UseId, VoucherId, uuid7
from regulars.kernel.money import Money
from regulars.ledger.check import check
from regulars.platform import journal, mail
from regulars.platform.db import Database, Transaction
from regulars.platform.mail import Posted
from regulars.platform.secrets import KeyRing
from regulars.vouchers.edit import edit
from regulars.vouchers.errors import BadVoucher, CannotUse
from regulars.vouchers.gift_cards.cancel import cancel
from regulars.vouchers.gift_cards.errors import (
    GiftCardOver,
    GiftCardSpent,
    GiftCardUnpaid,
    NoAddress,
    PaidOtherwise,
    SoldOtherwise,
)
from regulars.vouchers.gift_cards.mail import mail_again
from regulars.vouchers.gift_cards.model import GiftCard, GiftCardState, NewGiftCard
from regulars.vouchers.gift_cards.pages import GiftPages
from regulars.vouchers.gift_cards.pay import pay
from regulars.vouchers.gift_cards.read import list_gift_cards, read_gift_card, totals
from regulars.vouchers.gift_cards.sell import sell
from regulars.vouchers.give_back import give_back
from regulars.vouchers.model import Problem, Use
from regulars.vouchers.quote import quote
from regulars.vouchers.use import consume

PAGES = GiftPages("https://hub.test", KeyRing([b"k" * 32]))
ZERO = Money.zero("AUD")


def aud(amount: str) -> Money:
    return Money.of(amount, "AUD")


@dataclass
class Counter:
    """Where gift cards are sold and spent."""

    club: Club

    @property
    def db(self) -> Database:
        return self.club.db

    async def sell(self, value: str = "50", **more: Any) -> GiftCard:
        return await self.sell_as(new(value, **more))

    async def sell_as(self, wish: NewGiftCard, *, at: datetime = AT) -> GiftCard:
        return await sell(self.db, self.club.merchant, wish, pages=PAGES, at=at, actor="user:mia")

    async def pay(self, card: GiftCard, payment: str = "Cash") -> GiftCard:
        return await pay(
            self.db, self.club.merchant, card.id, payment, pages=PAGES, at=AT, actor="user:mia"
        )

    async def cancel(self, card: GiftCard) -> GiftCard:
        return await cancel(self.db, self.club.merchant, card.id, at=AT, actor="user:mia")

    async def mail_again(self, card: GiftCard) -> GiftCard:
        return await mail_again(self.db, self.club.merchant, card.id, pages=PAGES, at=AT)

    async def spend(self, card: GiftCard, amount: str) -> Use:
        """A till that is the master reports an order with the card on it."""
        judged = await self.judge(card)

        async def work(tx: Transaction) -> Use:
            return await consume(
                tx, self.club.merchant, card.voucher, use=UseId(uuid7(AT)), store=self.club.store,
                order=str(uuid4()), sale=None, member=None, discount=aud(amount), problem=judged,
                at=AT,
            )  # fmt: skip

        return await self.db.tx(work)

    async def return_(self, use: Use) -> None:
        async def work(tx: Transaction) -> None:
            await give_back(
                tx, self.club.merchant, use.id, to_stand=ZERO, whole=True, key="1", at=AT
            )

        await self.db.tx(work)

    async def judge(self, card: GiftCard, *, at: datetime = AT) -> Problem | None:
        answer = await quote(
            self.db, self.club.merchant, self.club.store, card.voucher.code, aud("100"), at=at
        )
        return answer.problem

    async def left(self, card: GiftCard) -> Money:
        return (await read_gift_card(self.db, self.club.merchant, card.id)).left

    async def letters(self) -> list[Posted]:
        return list(await mail.newest(self.db, self.club.merchant))

    async def told(self, card: GiftCard) -> list[str]:
        subject = f"voucher:{card.id}"
        facts = await journal.newest(self.db, self.club.merchant, subject=subject)
        return sorted(fact.kind for fact in facts if fact.kind.startswith("gift_card."))


def new(value: str = "50", **more: Any) -> NewGiftCard:
    wish = NewGiftCard(
        key=str(uuid4()),
        value=aud(value),
        price=aud(value),
        buyer_name="Mia Tran",
        recipient_name="Rosa",
        recipient_email="rosa@example.test",
        message="Happy birthday!",
        payment="Card",
    )
    return structs.replace(wish, **more)


@pytest_asyncio.fixture
async def counter(db: Database) -> Any:
    counter = Counter(await club_of(db))
    yield counter
    assert [one.sentence async for one in check(db)] == []


async def test_a_card_that_is_paid_for_is_mailed_with_all_its_recipient_needs(
    counter: Counter,
) -> None:
    card = await counter.sell(ends_at=datetime.fromisoformat("2029-11-21T00:00+11:00"))
    assert (card.state, card.left, card.mailed_at) == (GiftCardState.PAID, aud("50"), AT)
    [letter] = await counter.letters()
    assert letter.to == "rosa@example.test"
    assert letter.subject.startswith("A gift from Mia Tran: $50.00 for Club ")
    assert letter.html is not None
    for text in (letter.body, letter.html):
        for words in ("Rosa", "Happy birthday!", "$50.00", "20 November 2029", card.voucher.code):
            assert words in text
        assert f"{PAGES.card(counter.club.merchant, card.voucher.code)}?lang=en" in text
    assert 'src="data:image/png;base64,' in letter.html
    assert await counter.told(card) == ["gift_card.paid", "gift_card.sold"]


async def test_it_is_mailed_in_the_language_of_the_business(counter: Counter) -> None:
    await counter.club.db.tx(lambda tx: tx.run("update merchants set locale = 'el_GR'"))
    await counter.sell(ends_at=datetime.fromisoformat("2029-11-21T00:00+11:00"))
    [letter] = await counter.letters()
    assert letter.subject.startswith("Ένα δώρο από Mia Tran: 50,00")
    for text in (letter.body, letter.html or ""):
        assert re.search(r"https://hub\.test/gift/[^\s\"?]+\?lang=el\b", text)
    for text in (letter.body, letter.html or ""):
        assert "Ισχύει έως 20 Νοεμβρίου 2029." in text
        assert "to spend" not in text
    assert '<html lang="el">' in (letter.html or "")


async def test_what_people_typed_is_only_text_in_the_mail(counter: Counter) -> None:
    await counter.sell(message="<img src=x>\nBcc: all", buyer_name="Mia <b>", recipient_name="")
    [letter] = await counter.letters()
    assert letter.html is not None
    assert "&lt;img src=x&gt;" in letter.html
    assert "<b>" not in letter.html
    assert "<img src=x>\nBcc: all" in letter.body


async def test_without_an_address_it_is_printed_and_to_the_buyer_it_reads_as_theirs(
    counter: Counter,
) -> None:
    printed = await counter.sell(recipient_email=None)
    assert (printed.mailed_at, await counter.letters()) == (None, [])
    with pytest.raises(NoAddress):
        await counter.mail_again(printed)
    await counter.sell(recipient_email=None, buyer_email="mia@example.test")
    [letter] = await counter.letters()
    assert letter.to == "mia@example.test"
    assert "Hello Mia Tran" in letter.body


async def test_an_unpaid_card_is_worth_nothing_until_it_is_paid_for(counter: Counter) -> None:
    card = await counter.sell(payment=None)
    assert (card.state, card.left) == (GiftCardState.UNPAID, ZERO)
    assert await counter.judge(card) is Problem.UNPAID
    assert (await counter.spend(card, "20")).drawn == ZERO
    with pytest.raises(GiftCardUnpaid):
        await counter.mail_again(card)
    assert await counter.letters() == []

    paid = await counter.pay(card)
    assert (paid.state, paid.left, paid.payment) == (GiftCardState.PAID, aud("50"), "Cash")
    assert await counter.judge(card) is None
    assert len(await counter.letters()) == 1


async def test_a_payment_that_arrives_twice_counts_once(counter: Counter) -> None:
    card = await counter.sell(payment=None)
    await asyncio.gather(*(counter.pay(card, "Transfer 81") for _ in range(8)))
    assert await counter.left(card) == aud("50")
    assert len(await counter.letters()) == 1
    with pytest.raises(PaidOtherwise, match="Transfer 81"):
        await counter.pay(card, "Transfer 82")
    assert await counter.left(card) == aud("50")


async def test_a_form_that_is_sent_twice_sells_one_card(counter: Counter) -> None:
    wish = new()
    cards = await asyncio.gather(*(counter.sell_as(wish) for _ in range(8)))
    assert len({card.id for card in cards}) == 1
    assert len(await counter.letters()) == 1
    with pytest.raises(SoldOtherwise):
        await counter.sell_as(structs.replace(wish, value=aud("500")))
    assert (await totals(counter.db, counter.club.merchant)).value == aud("50")


async def test_a_purchase_that_is_taken_back_leaves_nothing_to_spend(counter: Counter) -> None:
    """It stayed spendable: https://github.com/Setono/SyliusGiftCardPlugin/issues/284 (D2.22)."""
    card = await counter.sell()
    cancelled = await counter.cancel(card)
    assert (cancelled.state, cancelled.left) == (GiftCardState.CANCELLED, ZERO)
    assert await counter.judge(card) is Problem.INACTIVE
    assert (await counter.spend(card, "20")).drawn == ZERO
    for again in (counter.pay(card), counter.mail_again(card)):
        with pytest.raises(GiftCardOver):
            await again


async def test_a_purchase_is_taken_back_once_however_often_it_is_asked(counter: Counter) -> None:
    card, other = await counter.sell(), await counter.sell()
    await asyncio.gather(*(counter.cancel(card) for _ in range(8)))
    assert (await counter.told(card)).count("gift_card.cancelled") == 1
    assert (await counter.left(card), await counter.left(other)) == (ZERO, aud("50"))


async def test_a_cancelled_card_that_is_switched_on_again_is_still_worth_nothing(
    counter: Counter,
) -> None:
    card = await counter.sell()
    await counter.cancel(card)
    await edit(
        counter.db, counter.club.merchant, card.id, card.voucher.terms, at=AT, actor="user:mia"
    )
    assert await counter.judge(card) is Problem.UNPAID
    assert (await counter.spend(card, "20")).drawn == ZERO


async def test_a_card_of_which_something_is_spent_is_cancelled_once_that_came_back(
    counter: Counter,
) -> None:
    card = await counter.sell()
    use = await counter.spend(card, "20")
    with pytest.raises(GiftCardSpent):
        await counter.cancel(card)
    assert await counter.left(card) == aud("30")
    assert await counter.judge(card) is None
    await counter.return_(use)
    assert (await counter.cancel(card)).left == ZERO


async def test_between_spending_and_cancelling_one_is_first(counter: Counter) -> None:
    for _ in range(5):
        card = await counter.sell()
        used, cancelled = await asyncio.gather(
            counter.spend(card, "50"), counter.cancel(card), return_exceptions=True
        )
        assert isinstance(used, Use)
        assert (used.drawn == aud("50")) is isinstance(cancelled, GiftCardSpent)
        assert await counter.left(card) == ZERO


async def test_many_tills_spend_a_card_no_further_than_its_value(counter: Counter) -> None:
    """A card was redeemed many times: https://github.com/odoo/odoo/issues/79235 (D5.52)."""
    card = await counter.sell("50")
    uses = await asyncio.gather(*(counter.spend(card, "20") for _ in range(6)))
    assert sum(use.drawn.minor for use in uses) == 5000
    assert await counter.left(card) == ZERO
    with pytest.raises((CannotUse, GiftCardSpent)):
        await counter.cancel(card)


async def test_an_empty_card_does_nothing_on_a_bill_that_is_paid_back(counter: Counter) -> None:
    """An empty card could be used: https://github.com/odoo/odoo/issues/135393 (D2.21)."""
    card = await counter.sell()
    await counter.spend(card, "50")
    for total in ("-20", "0"):
        answer = await quote(
            counter.db, counter.club.merchant, counter.club.store, card.voucher.code, aud(total),
            at=AT,
        )  # fmt: skip
        assert (answer.discount, answer.problem) == (ZERO, Problem.USED_UP)


async def test_an_unpaid_card_can_be_cancelled_and_never_be_paid_for_then(
    counter: Counter,
) -> None:
    card = await counter.sell(payment=None)
    await counter.cancel(card)
    with pytest.raises(GiftCardOver):
        await counter.pay(card)
    assert await counter.left(card) == ZERO


async def test_the_mail_of_a_card_that_was_printed_again_has_the_same_code(
    counter: Counter,
) -> None:
    """Printed codes were no longer good: https://github.com/pretix/pretix/issues/6248 (D5.51)."""
    card = await counter.sell()
    await counter.mail_again(card)
    first, second = await counter.letters()
    assert card.voucher.code in first.body
    assert first.body == second.body


async def test_a_card_ends_on_its_day(counter: Counter) -> None:
    card = await counter.sell(ends_at=AT + timedelta(days=1))
    assert await counter.judge(card) is None
    assert await counter.judge(card, at=AT + timedelta(days=1)) is Problem.ENDED


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"value": ZERO}, "value"),
        ({"value": Money(-1, "AUD")}, "value"),
        ({"value": Money(10**16, "AUD")}, "value"),
        ({"value": Money(100, "EUR")}, "value"),
        ({"price": Money(-1, "AUD")}, "price"),
        ({"recipient_email": "rosa"}, "recipient_email"),
        ({"buyer_email": "mia@"}, "buyer_email"),
        ({"buyer_name": "x" * 121}, "buyer_name"),
        ({"message": "x" * 501}, "message"),
        ({"message": "\ud800"}, "message"),
        ({"payment": " "}, "payment"),
        ({"store": 1}, "store"),
    ],
)
async def test_what_makes_no_gift_card_is_refused_by_its_field(
    counter: Counter, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadVoucher) as refusal:
        await counter.sell_as(structs.replace(new(), **wrong))
    assert refusal.value.field == field
    assert await list_gift_cards(counter.db, counter.club.merchant) == []
    assert await counter.db.value("select count(*) from vouchers") == 0


async def test_cards_are_found_by_code_names_and_state(counter: Counter) -> None:
    first = await counter.sell("20", recipient_name="Ada 100%")
    wish = new("30", payment=None, buyer_email="bo@example.test")
    second = await counter.sell_as(wish, at=AT + timedelta(minutes=1))

    async def found(keyword: str = "", state: GiftCardState | None = None) -> list[VoucherId]:
        cards = await list_gift_cards(
            counter.db, counter.club.merchant, keyword=keyword, state=state
        )
        return [card.id for card in cards]

    assert await found() == [second.id, first.id]
    assert await found(first.voucher.code[5:].lower()) == [first.id]
    assert await found("bo@exam") == [second.id]
    assert await found("0%") == [first.id]
    assert await found("_") == []
    assert await found(state=GiftCardState.UNPAID) == [second.id]
    mark = (second.sold_at, second.id)
    later = await list_gift_cards(counter.db, counter.club.merchant, before=mark)
    assert [card.id for card in later] == [first.id]
    sums = await totals(counter.db, counter.club.merchant)
    assert (sums.paid, sums.unpaid) == (1, 1)
    assert (sums.value, sums.left) == (aud("20"), aud("20"))


async def test_the_gift_cards_of_another_merchant_are_not_there(counter: Counter) -> None:
    card = await counter.sell(payment=None)
    other = Counter(await counter.club.another())
    assert await list_gift_cards(other.db, other.club.merchant) == []
    for act in (other.pay(card), other.cancel(card), other.mail_again(card)):
        with pytest.raises(NotFound):
            await act
    with pytest.raises(RegularsError):
        await other.judge(card)
    assert await counter.left(card) == ZERO


def test_a_merchants_pages_stand_under_a_key_that_nobody_can_make_up() -> None:
    merchant = MerchantId(uuid4())
    key = PAGES.key_of(merchant)
    assert PAGES.merchant_of(key) == merchant
    assert PAGES.card(merchant, "A B/ü").endswith(f"/gift/{key}/A%20B%2F%C3%BC")
    other = GiftPages("", KeyRing([b"o" * 32])).key_of(merchant)
    for wrong in ("", "ü", key[:-1], key + "A", key.swapcase(), other):
        assert PAGES.merchant_of(wrong) is None
