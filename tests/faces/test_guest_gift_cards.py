"""Promises of the guests' pages: who has a code sees what is left, and nobody learns another."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest_asyncio
from msgspec import structs
from tests.faces.console import NOON, RING, open_business

from regulars.bookings.page.links import BookingLinks
from regulars.faces.guest import GuestDeps, create_guest
from regulars.kernel.ids import MemberId, UseId, uuid7
from regulars.kernel.money import Money
from regulars.members.model import Member, NewMember
from regulars.merchants.model import Merchant
from regulars.merchants.stores import stores
from regulars.platform.db import Database, Transaction
from regulars.programs.join import join
from regulars.vouchers.gift_cards.cancel import cancel
from regulars.vouchers.gift_cards.model import GiftCard, NewGiftCard
from regulars.vouchers.gift_cards.pages import GiftPages
from regulars.vouchers.gift_cards.sell import sell
from regulars.vouchers.issue import issue
from regulars.vouchers.model import AmountOff, NewVoucher, ShareOff, Terms, UseType, Worth
from regulars.vouchers.use import consume

PAGES = GiftPages("http://hub.test", RING)
LINKS = BookingLinks("http://hub.test", RING)
COOKIE = "set-cookie"


@dataclass
class Scene:
    """A guest with a telephone, and the merchant whose card it is."""

    db: Database
    merchant: Merchant
    phone: httpx.AsyncClient
    now: list[Any]

    async def sell(self, value: str = "50", **more: Any) -> GiftCard:
        worth = Money.of(value, "AUD")
        usual = NewGiftCard(key=str(uuid4()), value=worth, price=worth, payment="Cash")
        wish = structs.replace(usual, **more)
        return await sell(self.db, self.merchant.id, wish, pages=PAGES, at=NOON, actor="test")

    async def issue(self, code: str, worth: Worth | None = None, **more: Any) -> None:
        kind = more.pop("use_type", UseType.ONE_TIME_USE)
        terms = Terms(minimum=Money.zero("AUD"), **more)
        value = worth or AmountOff(Money.of("20", "AUD"))
        new = NewVoucher(code=code, worth=value, use_type=kind, terms=terms)
        await issue(self.db, self.merchant.id, new, at=NOON, actor="test")

    async def spend(self, card: GiftCard, amount: str) -> None:
        [store] = await stores(self.db, self.merchant.id)

        async def work(tx: Transaction) -> None:
            await consume(
                tx, self.merchant.id, card.voucher, use=UseId(uuid7(NOON)), store=store.id,
                order=str(uuid4()), sale=None, member=None, discount=Money.of(amount, "AUD"),
                problem=None, at=NOON,
            )  # fmt: skip

        await self.db.tx(work)

    async def look(self, code: str) -> httpx.Response:
        answer = await self.phone.get(PAGES.card(self.merchant.id, code))
        assert COOKIE not in answer.headers
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        return answer


@pytest_asyncio.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    merchant = await open_business(db)
    now = [NOON]
    app: Any = create_guest(GuestDeps(db, lambda: now[0], PAGES, LINKS))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub.test") as phone:
        yield Scene(db, merchant, phone, now)


async def test_a_guest_sees_what_is_left_and_where_it_was_spent(scene: Scene) -> None:
    ends_at = NOON + timedelta(days=365)
    card = await scene.sell(message="Enjoy <it>", ends_at=ends_at)
    await scene.spend(card, "12.50")
    page = await scene.look(card.voucher.code.lower())
    assert page.status_code == 200
    words = (
        "Harbour Kitchen", "$37.50", "left of $50.00", card.voucher.code, "Enjoy &lt;it&gt;",
        "Good until 4 May 2027", "Spent at Front room", "-$12.50", "4 May 2026", "<svg",
    )  # fmt: skip
    for one in words:
        assert one in page.text


async def test_a_card_speaks_the_language_of_whoever_holds_it(scene: Scene) -> None:
    card = await scene.sell(ends_at=NOON + timedelta(days=365))
    await scene.spend(card, "12.50")
    scene.phone.headers["Accept-Language"] = "de-AT"
    german = (await scene.look(card.voucher.code)).text
    for words in ('<html lang="de">', "übrig von 50,00", "Gültig bis 4. Mai 2027", "Eingelöst: Fr"):
        assert words in german
    address = PAGES.card(scene.merchant.id, card.voucher.code)
    greek = (await scene.phone.get(address, params={"lang": "el"})).text
    for words in ('<html lang="el">', "Ισχύει έως 4 Μαΐου 2027", "37,50", "?lang=el"):
        assert words in greek
    door = address.rpartition("/")[0]
    typed = {"code": card.voucher.code, "lang": "el"}
    assert (await scene.phone.get(door, params=typed)).headers["location"].endswith("?lang=el")
    unknown = await scene.phone.get(f"{door}/NOBODYS", params={"lang": "el"})
    assert "Δεν υπάρχει κάρτα με αυτόν τον κωδικό." in unknown.text
    assert 'name="lang" value="el"' in unknown.text


async def test_a_card_that_cannot_be_used_says_why(scene: Scene) -> None:
    unpaid = await scene.sell(payment=None)
    cancelled = await scene.sell()
    await cancel(scene.db, scene.merchant.id, cancelled.id, at=NOON, actor="test")
    spent = await scene.sell()
    await scene.spend(spent, "50")
    ended = await scene.sell(ends_at=NOON + timedelta(days=1))
    scene.now[0] = NOON + timedelta(days=2)
    for card, sentence in (
        (unpaid, "not paid for yet"),
        (cancelled, "was cancelled"),
        (spent, "Everything on it is spent."),
        (ended, "was good until 5 May 2026."),
    ):
        page = await scene.look(card.voucher.code)
        assert sentence in page.text
        assert "Show this page when you pay" not in page.text


async def test_only_value_that_is_whoever_holds_its_is_shown(scene: Scene) -> None:
    member: Member = await join(
        scene.db, scene.merchant.id, NewMember("Rosa"), at=NOON, actor="test"
    )
    await scene.issue("SORRY-20")
    await scene.issue("ROSAS-20", member=MemberId(member.id))
    await scene.issue("TENTH", ShareOff(1000))
    await scene.issue("AGAIN-20", use_type=UseType.MULTI_USE)
    assert "$20.00" in (await scene.look("sorry-20")).text
    for code in (member.code, "ROSAS-20", "TENTH", "AGAIN-20", "NOBODYS", "x" * 500, "ü", "%00"):
        page = await scene.look(code)
        assert page.status_code == 404
        assert "There is no card with this code." in page.text


async def test_a_code_is_typed_in_and_leads_to_its_card(scene: Scene) -> None:
    card = await scene.sell()
    door = await scene.phone.get("/gift", follow_redirects=True)
    assert door.url == PAGES.door(scene.merchant.id)
    assert "Harbour Kitchen" in door.text
    typed = f" {card.voucher.code} "
    page = await scene.phone.get(door.url, params={"code": typed}, follow_redirects=True)
    assert page.url == PAGES.card(scene.merchant.id, card.voucher.code)
    assert "$50.00" in page.text


async def test_a_hub_of_many_merchants_has_a_page_for_each(scene: Scene) -> None:
    card = await scene.sell()
    other = await open_business(scene.db, "other@example.test")
    assert (await scene.phone.get("/gift")).status_code == 404
    page = await scene.phone.get(PAGES.card(other.id, card.voucher.code))
    assert page.status_code == 404
    assert "$50.00" not in page.text


async def test_an_address_that_we_did_not_sign_has_nothing(scene: Scene) -> None:
    card = await scene.sell()
    key = PAGES.key_of(scene.merchant.id)
    for path in ("x", key[:-1], key.swapcase(), f"{key}/a/b"):
        page = await scene.phone.get(f"/gift/{path}/{card.voucher.code}")
        assert page.status_code == 404
        assert "There is nothing here" in page.text
    assert (await scene.phone.post(f"/gift/{key}")).status_code == 404


async def test_who_tries_short_codes_has_to_wait_and_who_has_a_card_has_not(scene: Scene) -> None:
    card = await scene.sell()
    await scene.issue("SORRY-20")
    for number in range(30):
        assert (await scene.look(f"TRY-{number}")).status_code == 404
    for code in ("TRY-31", "SORRY-20"):
        assert (await scene.look(code)).status_code == 429
    assert (await scene.look(card.voucher.code)).status_code == 200
    scene.now[0] = NOON + timedelta(minutes=10)
    assert (await scene.look("SORRY-20")).status_code == 200
