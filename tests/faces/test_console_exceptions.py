"""Promises of the room Exceptions."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import pytest_asyncio
from tests.faces.console import NOON, Browser, browsing, console, hire, open_business

from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import StoreId
from regulars.kernel.money import Money
from regulars.merchants.connections import enable
from regulars.merchants.model import Merchant, Role
from regulars.merchants.stores import add_store, stores
from regulars.platform.db import Database
from regulars.pos.errors import NotAuthorised
from regulars.sales.exceptions import (
    count_open,
    list_exceptions,
    read_exception,
    record_failure,
    record_unreadable,
)
from regulars.sales.external import take_order
from regulars.sales.model import ExceptionState, ExternalOrder, OrderException
from regulars.sales.stray import Stray, note_stray
from regulars.sales.unread import note_unread
from regulars.vouchers.issue import issue
from regulars.vouchers.model import AmountOff, NewVoucher, Terms, UseType

TEN = Money(1_000, "AUD")


@dataclass
class Scene:
    """The owner of a merchant in Sydney, signed in, and a till that calls the voucher API."""

    db: Database
    merchant: Merchant
    store: StoreId
    browser: Browser

    async def order(self, number: str, code: str) -> None:
        """A till reports an order; what is refused is listed, as the API's face does."""
        order = ExternalOrder(id=number, voucher_code=code, total=TEN)
        try:
            await take_order(
                self.db, self.merchant.id, self.store, order, at=NOON, actor="api:test"
            )
        except RegularsError as refusal:
            await record_failure(self.db, self.merchant.id, self.store, order, refusal, at=NOON)

    async def only(self) -> OrderException:
        [one] = await list_exceptions(self.db, self.merchant.id)
        return one

    async def make(self, code: str) -> None:
        new = NewVoucher(
            code=code,
            worth=AmountOff(Money(300, "AUD")),
            use_type=UseType.MULTI_USE,
            terms=Terms(minimum=Money.zero("AUD")),
        )
        await issue(self.db, self.merchant.id, new, at=NOON, actor="test")


@pytest_asyncio.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    merchant = await open_business(db)
    [store] = await stores(db, merchant.id)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        yield Scene(db, merchant, store.id, browser)


async def test_a_refused_order_is_listed_with_its_reason_and_counted_on_every_page(
    scene: Scene,
) -> None:
    assert "Nothing to do" in (await scene.browser.open("/console/exceptions")).text
    await scene.order("A-17", "NOWHERE")
    await scene.order("A-17", "NOWHERE")
    one = await scene.only()
    page = (await scene.browser.open("/console/exceptions")).text
    for words in ("Order A-17 was refused", one.sentence, "Front room"):
        assert words in page
    home = (await scene.browser.open("/console")).text
    assert '<span class="room-count">' in home
    page = (await scene.browser.open(f"/console/exceptions/{one.id}")).text
    for words in ("NOWHERE", "A-17", "$10.00", one.code, "Send again", "Put aside"):
        assert words in page
    assert "<dt>How often</dt><dd>2</dd>" in page


async def test_an_order_that_was_put_right_is_taken_when_it_is_sent_again(scene: Scene) -> None:
    await scene.order("A-18", "LATE10")
    one = await scene.only()
    address = f"/console/exceptions/{one.id}"
    await scene.browser.open(address)
    page = await scene.browser.send(f"{address}/resend")
    assert "It was refused again" in page.text
    assert await count_open(scene.db, scene.merchant.id) == 1

    await scene.make("LATE10")
    page = await scene.browser.send(f"{address}/resend")
    assert "The order was taken." in page.text
    assert '<span class="room-count">' not in page.text
    page = await scene.browser.open("/console/exceptions?state=resolved")
    assert "Order A-18 was refused" in page.text
    page = await scene.browser.open(address)
    assert "by Mia Tran" in page.text
    assert "Send again</span>" not in page.text
    assert (await scene.browser.post(f"{address}/resend")).status_code == 409


async def test_what_found_no_partner_is_listed_with_why(scene: Scene) -> None:
    stray = Stray(
        code="site_without_store",
        sentence="The till reports sales of site 4202, which is none of your stores.",
        store=None,
        about="4202",
    )
    await scene.db.tx(lambda tx: note_stray(tx, scene.merchant.id, stray, at=NOON))
    assert "Nothing to do" in (await scene.browser.open("/console/exceptions")).text
    page = (await scene.browser.open("/console/exceptions?state=notice")).text
    assert "The till reports from a site that is no store" in page
    one = await scene.only()
    page = (await scene.browser.open(f"/console/exceptions/{one.id}")).text
    assert "<dt>Site</dt><dd>4202</dd>" in page
    assert stray.sentence in page
    for words in ("What was sent", "<dt>Store</dt>", "Send again"):
        assert words not in page


async def test_what_nobody_could_read_is_shown_as_it_came_and_can_only_be_put_aside(
    scene: Scene,
) -> None:
    body = '{"externalOrderId": <script>alert(1)</script>'
    refusal = RegularsError("This is no order.")
    await record_unreadable(scene.db, scene.merchant.id, scene.store, body, refusal, at=NOON)
    one = await scene.only()
    address = f"/console/exceptions/{one.id}"
    page = (await scene.browser.open(address)).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "/resend" not in page
    page = (await scene.browser.send(f"{address}/aside")).text
    assert "Nothing to do" in page
    again = await read_exception(scene.db, scene.merchant.id, one.id)
    assert again.state is ExceptionState.PUT_ASIDE
    assert (await scene.browser.post(f"{address}/aside")).status_code == 409


async def test_staff_do_not_see_what_tills_sent(scene: Scene) -> None:
    await scene.order("A-19", "NOWHERE")
    one = await scene.only()
    await hire(scene.db, scene.merchant, Role.STAFF, "jo@example.test")
    await scene.browser.send("/console/sign-out")
    await scene.browser.sign_in("jo@example.test")
    assert "/console/exceptions" not in (await scene.browser.open("/console")).text
    for address in ("/console/exceptions", f"/console/exceptions/{one.id}"):
        assert (await scene.browser.open(address)).status_code == 403
    for verb in ("resend", "aside"):
        answer = await scene.browser.post(f"/console/exceptions/{one.id}/{verb}")
        assert answer.status_code == 403


async def test_an_exception_of_another_merchant_is_not_found(scene: Scene) -> None:
    await scene.order("A-20", "NOWHERE")
    one = await scene.only()
    await open_business(scene.db, "other@example.test")
    await scene.browser.send("/console/sign-out")
    await scene.browser.sign_in("other@example.test")
    for wanted in (one.id, uuid4()):
        address = f"/console/exceptions/{wanted}"
        assert (await scene.browser.open(address)).status_code == 404
        for verb in ("resend", "aside"):
            assert (await scene.browser.post(f"{address}/{verb}")).status_code == 404
    assert await count_open(scene.db, scene.merchant.id) == 1


async def test_the_list_of_one_store_shows_nothing_of_the_others(scene: Scene) -> None:
    page = (await scene.browser.open("/console/exceptions")).text
    assert "Every store" not in page
    yard = await add_store(scene.db, scene.merchant, "Back yard", at=NOON, actor="test")
    await scene.order("A-21", "NOWHERE")
    page = (await scene.browser.open("/console/exceptions")).text
    assert "Every store" in page
    assert "A-21" in page
    assert "A-21" in (await scene.browser.open(f"/console/exceptions?store={scene.store}")).text
    page = (await scene.browser.open(f"/console/exceptions?store={yard.id}")).text
    assert "A-21" not in page
    assert f"state=notice&amp;store={yard.id}" in page


async def test_a_till_that_lets_nobody_in_says_who_can_mend_it(scene: Scene) -> None:
    connection = await enable(scene.db, scene.merchant.id, "kounta", at=NOON)
    refusal = NotAuthorised("The till no longer accepts our authorisation.")
    await note_unread(scene.db, scene.merchant.id, connection.id, "71", refusal, at=NOON)
    page = (await scene.browser.open("/console/exceptions")).text
    assert "The till does not let us in" in page
    assert "You, under Settings › Apps" in page
    one = await scene.only()
    page = (await scene.browser.open(f"/console/exceptions/{one.id}")).text
    assert "/console/apps/kounta" in page
    assert "Ask again" in page
    page = (await scene.browser.send(f"/console/exceptions/{one.id}/resend")).text
    assert "The till is asked again" in page


async def test_an_address_that_makes_no_sense_shows_what_is_to_do(scene: Scene) -> None:
    for odd in ("state=x", "store=x", "before=x", "before=9999-12-31T23:59:59_x"):
        page = await scene.browser.open(f"/console/exceptions?{odd}")
        assert page.status_code == 200
        assert "Nothing to do" in page.text
