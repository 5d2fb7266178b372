"""Promises of wallets in the console: the program's scheme, and what a member's page says."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import pytest_asyncio
from tests.faces.console import NOON, Browser, browsing, console, hire, open_business

from regulars.kernel.ids import StoreId
from regulars.kernel.money import Money
from regulars.members.model import Member, NewMember
from regulars.merchants.model import Merchant, Role
from regulars.merchants.stores import add_store, stores
from regulars.platform.db import Database
from regulars.programs.define import read_program, set_program
from regulars.programs.earning.model import one_for_each
from regulars.programs.join import join
from regulars.programs.model import Program
from regulars.sales.external import take_order
from regulars.sales.model import ExternalOrder
from regulars.vouchers.issue import issue
from regulars.vouchers.model import AmountOff, NewVoucher, Terms, UseType, Voucher, WalletScheme
from regulars.vouchers.read import wallet_of

WALLET = "/console/program/wallet"
SCHEME = {"wallet": "on", "wallet_credit": "5", "wallet_per": "50"}


@dataclass
class Scene:
    """The owner of a merchant in Sydney, signed in."""

    db: Database
    merchant: Merchant
    store: StoreId
    browser: Browser

    async def enrol(self, name: str) -> Member:
        return await join(self.db, self.merchant.id, NewMember(name), at=NOON, actor="test")

    async def spend(self, member: Member, total: str) -> None:
        order = ExternalOrder(
            id=str(uuid4()), member_code=member.code, total=Money.of(total, "AUD")
        )
        await take_order(self.db, self.merchant.id, self.store, order, at=NOON, actor="test")

    async def welcome(self, code: str) -> Voucher:
        new = NewVoucher(
            code=code,
            worth=AmountOff(Money(300, "AUD")),
            use_type=UseType.MULTI_USE,
            terms=Terms(minimum=Money.zero("AUD"), description="For a first order"),
        )
        return await issue(self.db, self.merchant.id, new, at=NOON, actor="test")

    async def left(self, member: Member) -> Money:
        wallet = await wallet_of(self.db, self.merchant.id, member.id)
        assert wallet is not None
        return wallet.left


@pytest_asyncio.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    merchant = await open_business(db)
    [store] = await stores(db, merchant.id)
    program = Program(merchant.id, "Regulars", "Beans", one_for_each(Money(100, "AUD")))
    await set_program(db, program, at=NOON, actor="test")
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        await browser.open(WALLET)
        yield Scene(db, merchant, store.id, browser)


async def test_a_program_fills_no_wallet_until_somebody_says_so(scene: Scene) -> None:
    await scene.browser.send(WALLET, **SCHEME | {"wallet": ""})
    assert (await read_program(scene.db, scene.merchant.id)).wallet is None
    rosa = await scene.enrol("Rosa")
    await scene.spend(rosa, "80")
    page = (await scene.browser.open(f"/console/members/{rosa.id}")).text
    assert "the program has no wallet scheme" in page
    assert not await scene.left(rosa)
    assert ">Wallet</th>" not in (await scene.browser.open("/console/members")).text


async def test_a_wallet_is_filled_and_how_far_the_next_credit_is_stands_beside_the_member(
    scene: Scene,
) -> None:
    page = await scene.browser.send(WALLET, **SCHEME)
    assert "Nothing comes into the wallet yet: $38.50 of $50.00 counts" in page.text
    assert "$5.00 into the wallet for every $50.00." in page.text
    scheme = WalletScheme(Money(5_000, "AUD"), Money(500, "AUD"))
    assert (await read_program(scene.db, scene.merchant.id)).wallet == scheme
    page = await scene.browser.open(WALLET)
    for field in ('name="wallet" checked', 'value="5.00"', 'value="50.00"'):
        assert field in page.text
    rosa = await scene.enrol("Rosa")
    await scene.spend(rosa, "82")
    page = await scene.browser.open(f"/console/members/{rosa.id}")
    for words in ("$32.00 of $50.00 to the next $5.00", "+$5.00", "Credit for a sale"):
        assert words in page.text
    assert "$32.00 of $50.00" in (await scene.browser.open("/console/members")).text


async def test_a_scheme_that_gives_nothing_is_refused_beside_its_field(scene: Scene) -> None:
    for field in ("wallet_credit", "wallet_per"):
        for odd in ("", "0", "-5", "much", "9" * 15):
            page = await scene.browser.post(WALLET, **SCHEME | {field: odd})
            assert page.status_code == 422
            assert f'id="error-{field}"' in page.text
    assert (await read_program(scene.db, scene.merchant.id)).wallet is None


async def test_the_voucher_of_new_guests_is_looked_for_and_stays_chosen(scene: Scene) -> None:
    voucher = await scene.welcome("HELLO")
    part = await scene.browser.post("/console/program/welcome", keyword="first ord")
    assert f'value="{voucher.id}"' in part.text
    await scene.browser.send(WALLET, new_guest_voucher=str(voucher.id))
    page = await scene.browser.open(WALLET)
    assert f'value="{voucher.id}" checked' in page.text
    assert (await read_program(scene.db, scene.merchant.id)).new_guest_voucher == voucher.id
    for odd in (str(uuid4()), "HELLO"):
        answer = await scene.browser.post(WALLET, new_guest_voucher=odd)
        assert answer.status_code == 422
        assert "There is no such voucher" in answer.text


async def test_a_merchant_says_which_stores_show_public_vouchers(scene: Scene) -> None:
    bar = await add_store(scene.db, scene.merchant, "Garden bar", at=NOON)
    await scene.browser.send(
        "/console/program/stores", **{f"store_{bar.id}": "on", "store_1": "on"}
    )
    listed = {
        one.name: one.lists_public_vouchers for one in await stores(scene.db, scene.merchant.id)
    }
    assert listed == {"Garden bar": True, "Front room": False}
    page = await scene.browser.send("/console/program/stores")
    assert f'name="store_{bar.id}">' in page.text
    assert not any(one.lists_public_vouchers for one in await stores(scene.db, scene.merchant.id))


async def test_money_is_put_into_a_wallet_by_hand_once_and_taken_out_again(scene: Scene) -> None:
    rosa = await scene.enrol("Rosa")
    address = f"/console/members/{rosa.id}/wallet"
    await scene.browser.open(address)
    sorry = {"way": "give", "amount": "7.50", "note": "Sorry for the soup", "key": str(uuid4())}
    for _ in range(2):
        page = (await scene.browser.send(address, **sorry)).text
    assert await scene.left(rosa) == Money(750, "AUD")
    for words in ("Sorry for the soup", "By Mia Tran", "+$7.50", "Credited by hand"):
        assert words in page
    back = sorry | {"way": "take", "amount": "2.50", "key": str(uuid4())}
    assert "−$2.50" in (await scene.browser.send(address, **back)).text
    assert await scene.left(rosa) == Money(500, "AUD")


async def test_a_credit_that_cannot_be_given_is_refused_with_a_sentence(scene: Scene) -> None:
    rosa = await scene.enrol("Rosa")
    address = f"/console/members/{rosa.id}/wallet"
    await scene.browser.open(address)
    good = {"way": "give", "amount": "5", "note": "Sorry", "key": str(uuid4())}
    wrong = [
        ({"amount": ""}, "How much?"),
        ({"amount": "0"}, "More than zero"),
        ({"amount": "1e9999"}, "is not"),
        ({"note": " "}, "Say why"),
        ({"way": "take"}, "less than that in the wallet"),
        ({"way": "burn"}, "Choose one of these"),
        ({"key": "x"}, "Open it again"),
    ]
    for fields, sentence in wrong:
        page = await scene.browser.post(address, **good | fields)
        assert page.status_code == 422, fields
        assert sentence in page.text, fields
    assert not await scene.left(rosa)


async def test_staff_and_other_merchants_move_no_money(scene: Scene) -> None:
    rosa = await scene.enrol("Rosa")
    address = f"/console/members/{rosa.id}/wallet"
    money = {"way": "give", "amount": "5", "note": "Mine", "key": str(uuid4())}
    await hire(scene.db, scene.merchant, Role.STAFF, "jo@example.test")
    await open_business(scene.db, "other@example.test")
    for who, status in (("jo@example.test", 403), ("other@example.test", 404)):
        await scene.browser.send("/console/sign-out")
        await scene.browser.sign_in(who)
        assert (await scene.browser.open(address)).status_code == status
        assert (await scene.browser.post(address, **money)).status_code == status
    await scene.browser.send("/console/sign-out")
    await scene.browser.sign_in("jo@example.test")
    for path in (WALLET, "/console/program/stores"):
        assert (await scene.browser.post(path, **SCHEME)).status_code == 403
    assert not await scene.left(rosa)
