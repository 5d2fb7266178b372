"""Promises of the room Sales."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from tests.faces.console import NOON, Browser, browsing, console, hire, open_business
from tests.faces.selling import Shop, aud, open_shop
from tests.venue import open_venue

from regulars.faces.console.sales import listed
from regulars.merchants.model import Role
from regulars.platform.db import Database
from regulars.sales.external import take_order
from regulars.sales.model import ExternalOrder, OrderItem, OwnOrder
from regulars.sales.own_order import place_order
from regulars.sales.read import list_sales
from regulars.sales.refund import refund

PART = {"HX-Request": "true"}
NUMBER = re.compile(r"Number (T1-\d{4})")
NARROWED = {
    "member=with": ["T1-0003", "T1-0001"],
    "member=without": ["T1-0004", "T1-0002"],
    "q=T1-0003": ["T1-0003"],
    "q=%230003": ["T1-0003"],
    "q=T1-": ["T1-0004", "T1-0003", "T1-0002", "T1-0001"],
    "q=%25": [],
    "q=000": [],
    "from=2026-05-04&to=2026-05-04": ["T1-0003", "T1-0002"],
    "to=2026-05-03": ["T1-0001"],
    "from=2026-05-05": ["T1-0004"],
    "from=2026-05-04&member=with": ["T1-0003"],
}
WRONG = {
    "from=yesterday": "The first day has to be a day",
    "to=2026-02-30": "The last day has to be a day",
    "from=0001-01-01": "in this century",
    "to=9999-12-31": "in this century",
    "from=2026-05-04&to=2026-05-03": "before the first one",
    "store=12": "There is no such store.",
    "store=1%27--": "There is no such store.",
    "member=perhaps": "Choose one of these.",
    "q=%00": "cannot be used",
    f"q={'1' * 41}": "At most 40 characters.",
    "before=now": "This page of the list does not exist.",
    "before=2026-05-04T02:00%2B00:00_0196": "This page of the list does not exist.",
    f"before=0001-01-01T00:00%2B14:00_{UUID(int=7)}": "This page of the list does not exist.",
}
MORE = re.compile(r'href="([^"]+)"[^>]*rel="next"')


@pytest_asyncio.fixture
async def shop(db: Database) -> Shop:
    return await open_shop(db)


@pytest_asyncio.fixture
async def mia(shop: Shop) -> AsyncIterator[Browser]:
    """The owner of the shop, signed in."""
    async with browsing(console(shop.db)) as browser:
        await browser.sign_in("mia@example.test")
        yield browser


def numbers(page: httpx.Response) -> list[str]:
    """The sales of a list, as they stand on it."""
    assert page.status_code == 200, page.text
    return NUMBER.findall(page.text)


async def test_an_empty_list_says_what_to_do(db: Database) -> None:
    await hire(db, await open_business(db), Role.STAFF, "jo@example.test")
    async with browsing(console(db)) as owner, browsing(console(db)) as staff:
        await owner.sign_in("mia@example.test")
        await staff.sign_in("jo@example.test")
        seen_by_owner = (await owner.open("/console/sales")).text
        seen_by_staff = (await staff.open("/console/sales")).text

    assert "No sale yet" in seen_by_owner
    assert "Connect your till" in seen_by_owner
    assert "No sale yet" in seen_by_staff
    assert "Connect your till" not in seen_by_staff


async def test_a_sale_shows_when_where_to_whom_and_what_it_did(shop: Shop, mia: Browser) -> None:
    rosa = await shop.enrol("Rosa", "Kettle")
    await shop.sell("38.50", rosa, site="2")
    text = (await mia.open("/console/sales")).text

    for part in ("Today, 12:00", "T1-0001", "Garden", "Rosa Kettle", "$38.50", "+38"):
        assert part in text
    assert f'href="/console/members/{rosa.id}"' in text
    assert "Void" not in text


async def test_the_newest_sale_is_the_first_whatever_came_in_first(
    shop: Shop, mia: Browser
) -> None:
    await shop.sell("1")
    await shop.sell("2", at=NOON - timedelta(hours=1))
    await shop.sell("3", at=NOON + timedelta(hours=1))

    assert numbers(await mia.open("/console/sales")) == ["T1-0003", "T1-0001", "T1-0002"]


async def test_a_time_is_told_by_the_clock_of_its_store(shop: Shop, mia: Browser) -> None:
    await shop.db.value(
        "update stores set time_zone = 'Australia/Perth' where id = $1 returning id",
        await shop.store("Garden"),
    )
    await shop.sell("1", site="2")
    sale = await shop.newest()

    assert "Today, 10:00" in (await mia.open("/console/sales")).text
    assert "Today, 10:00" in (await mia.open(f"/console/sales/{sale.id}")).text


async def test_the_list_is_narrowed_down(shop: Shop, mia: Browser) -> None:
    """A day begins and ends at midnight in Sydney, which is 14:00 UTC."""
    rosa = await shop.enrol("Rosa")
    midnight = datetime(2026, 5, 3, 14, 0, tzinfo=UTC)
    await shop.sell("1", rosa, at=midnight - timedelta(seconds=1))
    await shop.sell("2", at=midnight)
    await shop.sell("3", rosa, at=midnight + timedelta(hours=24, seconds=-1))
    await shop.sell("4", at=midnight + timedelta(hours=24))

    found = {asked: numbers(await mia.open(f"/console/sales?{asked}")) for asked in NARROWED}
    assert found == NARROWED


async def test_the_list_of_a_store_has_its_sales_alone(shop: Shop, mia: Browser) -> None:
    await shop.sell("1", site="1")
    await shop.sell("2", site="2")
    garden = await shop.store("Garden")

    assert numbers(await mia.open(f"/console/sales?store={garden}")) == ["T1-0002"]


async def test_pages_neither_skip_nor_repeat_while_sales_come_in(
    shop: Shop, mia: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listed, "ON_A_PAGE", 2)
    rosa = await shop.enrol("Rosa")
    for _ in range(5):
        await shop.sell("1", rosa)
    page = await mia.open("/console/sales?member=with")
    seen = numbers(page)
    while more := MORE.search(page.text):
        await shop.sell("9", rosa, at=NOON + timedelta(minutes=1))
        page = await mia.open(unescape(more[1]))
        seen += numbers(page)

    assert sorted(seen) == ["T1-0001", "T1-0002", "T1-0003", "T1-0004", "T1-0005"]


async def test_the_live_list_asks_again_for_just_what_it_shows(shop: Shop, mia: Browser) -> None:
    await shop.sell("1", await shop.enrol("Rosa"))
    page = await mia.open("/console/sales?q=&member=with&from=2026-05-01")
    [again] = re.findall(r'id="sales" hx-get="([^"]+)"', page.text)
    await shop.sell("2")
    await shop.sell("3", await shop.enrol("Ben"), at=NOON + timedelta(minutes=1))
    part = await mia.open(unescape(again), headers=PART)

    assert numbers(part) == ["T1-0003", "T1-0001"]
    assert "<html" not in part.text
    assert part.headers["hx-replace-url"] == "/console/sales?member=with&from=2026-05-01"


async def test_what_cannot_be_asked_is_said(shop: Shop, mia: Browser) -> None:
    await shop.sell("1")
    for asked, sentence in WRONG.items():
        for headers in ({}, PART):
            page = await mia.open(f"/console/sales?{asked}", headers=headers)
            assert page.status_code == 422, asked
            assert sentence in page.text
            assert "T1-0001" not in page.text


async def test_a_bill_has_its_lines_its_sums_and_whose_it_was(shop: Shop, mia: Browser) -> None:
    rosa = await shop.enrol("Rosa", "Kettle")
    await shop.sell("38.50", rosa)
    sale = await shop.newest()
    text = (await mia.open(f"/console/sales/{sale.id}")).text

    for part in ("Risotto", "Card", "$38.50", "Rosa Kettle", rosa.code, "order 901"):
        assert part in text
    assert "$38.50, 38 points earned" in text
    assert "Rewards, offers and vouchers" not in text


async def test_a_void_sale_says_so_and_keeps_its_history(shop: Shop, mia: Browser) -> None:
    await shop.void(await shop.sell("38.50", await shop.enrol("Rosa")))
    sale = await shop.newest()
    listed_as = (await mia.open("/console/sales")).text
    text = (await mia.open(f"/console/sales/{sale.id}")).text

    assert "Void" in listed_as
    assert "Void: the order was taken back" in text
    assert "38 points taken back" in text
    assert "$38.50, 38 points earned" in text


async def test_an_order_that_a_till_reported_shows_its_voucher_and_what_went_back(
    shop: Shop, mia: Browser
) -> None:
    rosa = await shop.enrol("Rosa", "Kettle")
    front, merchant = await shop.store("Front room"), shop.merchant.id
    order = ExternalOrder(id="5968", voucher_code=rosa.code, total=aud("200"), discount=aud("20"))
    await take_order(shop.db, merchant, front, order, at=NOON, actor="till")
    await refund(shop.db, merchant, front, "5968", amount=aud("45"), key="a", at=NOON, actor="till")
    rows = (await mia.open("/console/sales")).text
    bill = (await mia.open(f"/console/sales/{(await shop.newest()).id}")).text

    assert "Number 5968" in rows
    assert "Refunded" in rows
    assert f"{rosa.code} <span" in bill
    assert "This voucher has been used up." in bill
    assert "order 5968 of a till that reports by the voucher API" in bill
    assert "$180.00, 180 points earned" in bill
    assert "$45.00, 45 points taken back" in bill
    assert "−$45.00" in bill


async def test_an_order_of_our_own_shows_its_items(shop: Shop, mia: Browser) -> None:
    items = (OrderItem("Risotto", Decimal(2), aud("21.50")),)
    await place_order(
        shop.db, shop.merchant.id, await shop.store("Garden"), OwnOrder(id="W-1", items=items),
        at=NOON, actor="own",
    )  # fmt: skip
    bill = (await mia.open(f"/console/sales/{(await shop.newest()).id}")).text

    assert "Risotto" in bill
    assert "$43.00" in bill
    assert "order W-1 of our own ordering" in bill


async def test_a_sale_of_another_merchant_is_not_there(shop: Shop, mia: Browser) -> None:
    other = await open_shop(shop.db, "ada@example.test")
    await other.sell("12.34")
    sale = await other.newest()

    assert (await mia.open(f"/console/sales/{sale.id}")).status_code == 404
    assert "12.34" not in (await mia.open("/console/sales")).text
    store = await other.store("Garden")
    assert (await mia.open(f"/console/sales?store={store}")).status_code == 422


async def test_staff_may_look(shop: Shop) -> None:
    await hire(shop.db, shop.merchant, Role.STAFF, "jo@example.test")
    await shop.sell("1")
    sale = await shop.newest()
    async with browsing(console(shop.db)) as browser:
        await browser.sign_in("jo@example.test")

        assert numbers(await browser.open("/console/sales")) == ["T1-0001"]
        assert (await browser.open(f"/console/sales/{sale.id}")).status_code == 200


async def test_what_was_redeemed_stands_on_the_bill_and_on_the_first_page(
    db: Database, database_url: str
) -> None:
    """One reward is paid for, another was taken off again before."""
    async with open_venue(db, database_url) as venue:
        rosa = await venue.enrol("Rosa Kettle", points=340)
        await venue.ring()
        await venue.choose(rosa)
        await venue.redeem(venue.rewards["tenth"])
        await venue.do("DELETE", "/sale/discount")
        venue.watch.forward(5)
        await venue.redeem(venue.rewards["five"])
        await venue.pay()
        await venue.deliver()
        [sale] = await list_sales(db, venue.merchant)
        async with browsing(console(db, clock=venue.watch)) as browser:
            await browser.sign_in("owner@example.test", "correct horse battery")
            bill = (await browser.open(f"/console/sales/{sale.id}")).text
            rewarded = (await browser.open("/console/sales?reward=with")).text
            plain = (await browser.open("/console/sales?reward=without")).text
            lately = (await browser.open("/console/activity")).text
            drawn = unescape((await browser.open("/console/pictures")).text)

    assert re.search(r"\$5 off <span[^>]*>Redeemed<", bill)
    assert "100 points" in bill
    assert re.search(r"10 % off <span[^>]*>Came back<", bill)
    assert f"Number {sale.number}" in rewarded
    assert 'title="$5 off"' in rewarded
    assert "No sale fits" in plain
    earned = f"Rosa Kettle earned {sale.points_earned} points at Harbour Kitchen"
    assert earned in lately
    assert "Rosa Kettle redeemed $5 off" in lately
    assert "Rosa Kettle did not use 10 % off" in lately
    assert "Rosa Kettle joined at Harbour Kitchen" in lately
    assert '"name": "Redeemed"' in drawn
    assert '"100"]' in drawn
