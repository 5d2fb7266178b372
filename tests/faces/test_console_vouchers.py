"""Promises of the room Vouchers."""

import csv
import io
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest_asyncio
from tests.faces.console import NOON, Browser, browsing, console, hire, open_business

from regulars.kernel.ids import StoreId, VoucherId
from regulars.kernel.money import Money
from regulars.members.model import Member, NewMember
from regulars.merchants.model import Merchant, Role
from regulars.merchants.stores import stores
from regulars.platform.db import Database
from regulars.programs.join import join
from regulars.sales.external import take_order
from regulars.sales.model import ExternalOrder
from regulars.vouchers.issue import issue
from regulars.vouchers.model import (
    AmountOff,
    Filter,
    Hours,
    NewVoucher,
    ShareOff,
    Terms,
    UseType,
    Voucher,
)
from regulars.vouchers.read import list_vouchers, read_voucher

DAY = timedelta(days=1)
SORRY = {
    "kind": "stored",
    "code": "SORRY-25",
    "value": "25",
    "percent": "",
    "description": "For the long wait",
    "starts_at": "",
    "ends_at": "",
    "minimum": "",
    "limit_total": "",
    "limit_per_member": "",
    "from_time": "",
    "until_time": "",
    "member": "",
    "external_id": "",
    "active": "on",
}


@dataclass
class Scene:
    """The owner of a merchant in Sydney, signed in."""

    db: Database
    merchant: Merchant
    store: StoreId
    browser: Browser

    async def vouchers(self) -> list[Voucher]:
        return list((await list_vouchers(self.db, self.merchant.id, Filter())).vouchers)

    async def read(self, voucher: Voucher) -> Voucher:
        return await read_voucher(self.db, self.merchant.id, voucher.id)

    async def make(
        self,
        code: str,
        worth: AmountOff | ShareOff | None = None,
        use_type: UseType = UseType.ONE_TIME_USE,
        **terms: Any,
    ) -> Voucher:
        new = NewVoucher(
            code=code,
            worth=worth or AmountOff(Money(2_500, "AUD")),
            use_type=use_type,
            terms=Terms(**{"minimum": Money.zero("AUD"), **terms}),
        )
        return await issue(self.db, self.merchant.id, new, at=NOON, actor="test")

    async def spend(self, code: str, total: str, order: str = "A-1") -> None:
        told = ExternalOrder(id=order, voucher_code=code, total=Money.of(total, "AUD"))
        await take_order(self.db, self.merchant.id, self.store, told, at=NOON, actor="test")

    async def enrol(self, name: str) -> Member:
        return await join(self.db, self.merchant.id, NewMember(name), at=NOON, actor="test")

    async def page(self, voucher: Voucher) -> str:
        return (await self.browser.open(f"/console/vouchers/{voucher.id}")).text


@pytest_asyncio.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    merchant = await open_business(db)
    [store] = await stores(db, merchant.id)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        yield Scene(db, merchant, store.id, browser)


async def test_a_voucher_is_made_as_it_was_typed_and_can_be_scanned(scene: Scene) -> None:
    rosa = await scene.enrol("Rosa")
    await scene.browser.open("/console/vouchers/new")
    typed = SORRY | {
        "starts_at": "2026-06-01T00:00",
        "ends_at": "2026-06-08T17:30",
        "minimum": "10",
        "limit_total": "5",
        "limit_per_member": "2",
        "member": str(rosa.id),
        "public": "on",
        "external_id": "crm-7",
        f"store_{scene.store}": "on",
        "day_1": "on",
        "day_3": "on",
        "from_time": "17:00",
        "until_time": "00:00",
    }
    page = (await scene.browser.send("/console/vouchers", **typed)).text
    [voucher] = await scene.vouchers()
    assert (voucher.code, voucher.worth) == ("SORRY-25", AmountOff(Money(2_500, "AUD")))
    assert voucher.terms == Terms(
        description="For the long wait",
        starts_at=datetime(2026, 5, 31, 14, 0, tzinfo=UTC),
        ends_at=datetime(2026, 6, 8, 7, 30, tzinfo=UTC),
        minimum=Money(1_000, "AUD"),
        limit_total=5,
        limit_per_member=2,
        stores=(scene.store,),
        hours=Hours(0b1010, 17 * 60, 24 * 60),
        member=rosa.id,
        public=True,
        external_id="crm-7",
    )
    for words in ("SORRY-25 can be used", "Rosa", "Front room", "Tue, Thu, 5:00", "of 5"):
        assert words in page
    assert "<title>Voucher SORRY-25</title>" in page
    form = (await scene.browser.open(f"/console/vouchers/{voucher.id}/edit")).text
    for name, value in typed.items():
        if value == "on":
            assert re.search(rf'name="{name}" checked', form), name
        elif name not in ("kind", "code", "value", "percent", "minimum"):
            assert f'value="{value}"' in form, name


async def test_every_kind_can_be_made_and_its_code_is_drawn(scene: Scene) -> None:
    kinds: list[tuple[str, dict[str, str], Any, UseType]] = [
        ("amount", {"value": "3.50"}, AmountOff(Money(350, "AUD")), UseType.MULTI_USE),
        ("once", {"percent": "12.5"}, ShareOff(1_250), UseType.ONE_TIME_USE),
        ("always", {"percent": "10%"}, ShareOff(1_000), UseType.MULTI_USE),
    ]
    await scene.browser.open("/console/vouchers/new")
    for kind, fields, worth, use_type in kinds:
        known = {one.id for one in await scene.vouchers()}
        typed = SORRY | {"kind": kind, "code": ""} | fields
        await scene.browser.send("/console/vouchers", **typed)
        [voucher] = [one for one in await scene.vouchers() if one.id not in known]
        assert (voucher.worth, voucher.use_type) == (worth, use_type)
        assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", voucher.code)


WRONG: list[tuple[dict[str, str], str]] = [
    ({"code": "X"}, "code"),
    ({"code": "taken"}, "code"),
    ({"code": "ABCD-EFGH"}, "code"),
    ({"value": ""}, "value"),
    ({"value": "0"}, "value"),
    ({"kind": "once"}, "percent"),
    ({"kind": "always", "percent": "101"}, "percent"),
    ({"kind": "free"}, "kind"),
    ({"minimum": "-1"}, "minimum"),
    ({"starts_at": "tomorrow"}, "starts_at"),
    ({"starts_at": "2026-06-08T00:00", "ends_at": "2026-06-01T00:00"}, "ends_at"),
    ({"limit_total": "0"}, "limit_total"),
    ({"limit_per_member": "9999999999"}, "limit_per_member"),
    ({"from_time": "17:00"}, "until_time"),
    ({"until_time": "17:00"}, "from_time"),
    ({"from_time": "17:00", "until_time": "17:00"}, "until_time"),
    ({"from_time": "25:00", "until_time": "26:00"}, "from_time"),
    ({"member": str(uuid4())}, "member"),
    ({"member": "rosa"}, "member"),
    ({"external_id": "x" * 101}, "external_id"),
]


async def test_a_field_that_cannot_be_used_has_a_sentence_and_nothing_is_made(scene: Scene) -> None:
    await scene.make("TAKEN")
    await scene.browser.open("/console/vouchers/new")
    for fields, wrong in WRONG:
        page = await scene.browser.post("/console/vouchers", **SORRY | fields)
        assert page.status_code == 422, fields
        beside = f'id="error-{wrong}"' in page.text
        assert beside or (wrong in ("member", "kind") and "field-error" in page.text), fields
    assert len(await scene.vouchers()) == 1


async def test_terms_are_changed_and_what_was_issued_is_shown_and_stays(scene: Scene) -> None:
    voucher = await scene.make("SORRY-25")
    page = (await scene.browser.open(f"/console/vouchers/{voucher.id}/edit")).text
    assert "These three stay as they were issued" in page
    for name in ("code", "value", "percent"):
        assert f'name="{name}"' not in page
    typed = SORRY | {"code": "OTHER", "value": "99", "description": "Sorry again"}
    page = (await scene.browser.send(f"/console/vouchers/{voucher.id}", **typed)).text
    changed = await scene.read(voucher)
    assert (changed.code, changed.worth) == (voucher.code, voucher.worth)
    assert changed.terms.description == "Sorry again"
    assert "description: none → Sorry again · By Mia Tran" in page


async def test_a_voucher_is_switched_off_and_on_again(scene: Scene) -> None:
    voucher = await scene.make("SORRY-25")
    await scene.page(voucher)
    address = f"/console/vouchers/{voucher.id}/active"
    page = (await scene.browser.send(address, active="")).text
    assert "SORRY-25 is off" in page
    assert "Switched off" in page
    assert not (await scene.read(voucher)).terms.active
    await scene.browser.send(address, active="on")
    assert (await scene.read(voucher)).terms == voucher.terms


async def test_its_page_tells_where_it_was_used_and_what_is_left(scene: Scene) -> None:
    voucher = await scene.make("SORRY-25", ends_at=NOON + DAY)
    await scene.spend("SORRY-25", "18.00")
    page = await scene.page(voucher)
    for words in ("Order A-1 at Front room", "−$18.00", "$7.00 left", "Until 5 May 2026"):
        assert words in page
    sale = re.search(r'href="(/console/sales/[^"]+)">Used', page)
    assert sale is not None
    assert (await scene.browser.open(sale[1])).status_code == 200
    # What is over is told too, where the till had given more than there was.
    await scene.spend("SORRY-25", "20.00", "A-2")
    assert "Used up" in await scene.page(voucher)


async def test_a_form_shows_what_the_voucher_does_to_a_bill(scene: Scene) -> None:
    await scene.browser.open("/console/vouchers/new")
    address = "/console/vouchers/example"
    part = (await scene.browser.post(address, **SORRY | {"bill": "18"})).text
    assert "−$18.00" in part
    assert "$7.00 stays on the voucher" in part
    part = (await scene.browser.post(address, **SORRY | {"bill": "18", "minimum": "20"})).text
    assert "too small" in part
    once = SORRY | {"bill": "18", "kind": "once", "percent": "50"}
    assert "Then it is used up" in (await scene.browser.post(address, **once)).text
    part = (await scene.browser.post(address, **SORRY | {"bill": "18", "value": ""})).text
    assert "Fill in the form" in part
    voucher = await scene.make("SORRY-25")
    await scene.spend("SORRY-25", "20.00")
    part = (await scene.browser.post(f"/console/vouchers/{voucher.id}/example", bill="18")).text
    assert "−$5.00" in part


async def test_the_list_is_narrowed_down_by_kind_state_words_and_member(scene: Scene) -> None:
    rosa = await scene.enrol("Rosa Lemon")
    await scene.make("USABLE", description="Green cards")
    await scene.make("OVER", ends_at=NOON - DAY)
    await scene.make("SWITCHED", active=False)
    await scene.make("PERCENT", ShareOff(1_000), UseType.MULTI_USE, member=rosa.id)
    await scene.make("EMPTY")
    await scene.spend("EMPTY", "30")
    shown = {
        "": {"USABLE", "OVER", "SWITCHED", "PERCENT", "EMPTY"},
        "state=usable": {"USABLE", "PERCENT"},
        "state=ended": {"OVER"},
        "state=inactive": {"SWITCHED"},
        "state=used_up": {"EMPTY"},
        "kind=always": {"PERCENT"},
        "kind=stored&state=usable": {"USABLE"},
        "q=green": {"USABLE"},
        "q=rosa lem": {"PERCENT"},
        "q=swit": {"SWITCHED"},
        "of=wallets": {rosa.code},
    }
    for query, codes in shown.items():
        page = (await scene.browser.open(f"/console/vouchers?{query}")).text
        assert set(re.findall(r'<strong class="code">([^<]+)<', page)) == codes, query
    page = (await scene.browser.open("/console/vouchers?state=odd")).text
    assert "Choose one of these" in page


async def test_a_gift_card_says_that_nobody_has_paid_for_it(scene: Scene) -> None:
    await scene.browser.open("/console/gift-cards/new")
    card = {"value": "50", "price": "50", "paid": "later", "key": str(uuid4())}
    page = await scene.browser.send("/console/gift-cards", **card)
    assert page.status_code == 200
    [voucher] = await scene.vouchers()
    for path in ("", f"/{voucher.id}"):
        page = await scene.browser.open(f"/console/vouchers{path}")
        assert "Not paid for" in page.text
        assert "Used up<" not in page.text.split("</form>")[-1]


async def test_a_long_list_has_pages(scene: Scene) -> None:
    for number in range(52):
        await scene.make(f"CODE-{number}")
    first = (await scene.browser.open("/console/vouchers?kind=stored")).text
    assert "1 to 50 of 52" in first
    [link] = re.findall(r'href="([^"]+)" rel="next"', first)
    second = (await scene.browser.open(link.replace("&amp;", "&"))).text
    assert "51 to 52 of 52" in second
    codes = re.findall(r"CODE-\d+", first + second)
    assert len(set(codes)) == 52
    assert 'rel="prev"' in second


async def test_the_report_adds_up_what_guests_still_have(scene: Scene) -> None:
    await scene.make("FIRST")
    await scene.make("SECOND", ends_at=NOON - DAY)
    await scene.make("SHARE", ShareOff(5_000), UseType.MULTI_USE)
    await scene.spend("FIRST", "10", "A-1")
    await scene.spend("SHARE", "8", "A-2")
    figures = (await scene.browser.open("/console/vouchers/figures")).text
    assert "$40.00" in figures
    assert "$14.00" in figures
    page = (await scene.browser.open("/console/vouchers/report")).text
    assert "on 1 voucher, ended or off" in page
    assert "May 2026" in page
    assert "data-chart=" in page
    file = await scene.browser.open("/console/vouchers/report.csv")
    assert file.headers["content-type"].startswith("text/csv")
    rows = {row["What"]: row for row in csv.DictReader(io.StringIO(file.text))}
    stored = rows["An amount, until it is empty"]
    assert (stored["Put in"], stored["Spent"], stored["Left"]) == ("50.00", "10.00", "40.00")
    assert rows["Per cent off, every time"]["Discount"] == "4.00"


async def test_a_code_with_signs_of_markup_stays_text(scene: Scene) -> None:
    voucher = await scene.make("<b>&\"'")
    page = await scene.page(voucher)
    assert "<b>" not in page
    assert (await scene.browser.open("/console/vouchers?q=<b>")).text.count("<b>") == 0


async def test_staff_may_look_and_change_nothing(scene: Scene) -> None:
    voucher = await scene.make("SORRY-25")
    await hire(scene.db, scene.merchant, Role.STAFF, "jo@example.test")
    await scene.browser.send("/console/sign-out")
    await scene.browser.sign_in("jo@example.test")
    assert "Switch off" not in await scene.page(voucher)
    assert "New voucher" not in (await scene.browser.open("/console/vouchers")).text
    for path in ("new", f"{voucher.id}/edit"):
        assert (await scene.browser.open(f"/console/vouchers/{path}")).status_code == 403
    for path in ("", f"/{voucher.id}", f"/{voucher.id}/active"):
        answer = await scene.browser.post(f"/console/vouchers{path}", **SORRY)
        assert answer.status_code == 403, path
    assert (await scene.read(voucher)).terms == voucher.terms


async def test_staff_see_no_code_that_is_as_good_as_money(scene: Scene) -> None:
    rosa = await scene.enrol("Rosa")
    anybodys, hers = await scene.make("SORRY-25"), await scene.make("ROSAS-25", member=rosa.id)
    await hire(scene.db, scene.merchant, Role.STAFF, "jo@example.test")
    await scene.browser.send("/console/sign-out")
    await scene.browser.sign_in("jo@example.test")
    room = (await scene.browser.open("/console/vouchers")).text
    for page in (room, await scene.page(anybodys)):
        assert "SORRY-25" not in page
        assert "…Y-25" in page
    assert "ROSAS-25" in room
    assert "ROSAS-25" in await scene.page(hers)


async def test_a_voucher_of_another_merchant_is_not_found(scene: Scene) -> None:
    voucher = await scene.make("SORRY-25")
    await open_business(scene.db, "other@example.test")
    await scene.browser.send("/console/sign-out")
    await scene.browser.sign_in("other@example.test")
    for wanted in (voucher.id, VoucherId(UUID(int=7))):
        address = f"/console/vouchers/{wanted}"
        for path in ("", "/edit"):
            assert (await scene.browser.open(address + path)).status_code == 404
        for path in ("", "/active", "/example"):
            assert (await scene.browser.post(address + path, **SORRY)).status_code == 404
    assert (await scene.read(voucher)).terms == voucher.terms


async def test_a_form_from_elsewhere_changes_nothing(scene: Scene) -> None:
    voucher = await scene.make("SORRY-25")
    await scene.page(voucher)
    scene.browser.token = "stolen"
    answer = await scene.browser.post(f"/console/vouchers/{voucher.id}/active", active="")
    assert answer.status_code == 403
    assert (await scene.read(voucher)).terms.active
