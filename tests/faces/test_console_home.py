"""Promises of the first page, of live pages, and of how figures are written."""

import asyncio
import itertools
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from tests.faces.console import NOON, browsing, console, open_business
from tests.faces.selling import open_shop

from regulars.faces.console import live
from regulars.faces.console.forms import Form
from regulars.faces.console.home.days import edges, last_days, month_of
from regulars.faces.console.home.routes import greeting
from regulars.faces.console.speech import Speech
from regulars.kernel.errors import Invalid
from regulars.kernel.ids import MerchantId, uuid7
from regulars.kernel.money import Money
from regulars.members.model import NewMember
from regulars.merchants.connections import authorised, enable, save_mapping
from regulars.merchants.model import ConnectionSettings, Merchant, SiteMapping
from regulars.merchants.sign_in import sign_out
from regulars.merchants.stores import add_store, stores
from regulars.platform.db import Database, Transaction
from regulars.programs.join import join
from regulars.sales.external import take_order
from regulars.sales.model import ExternalOrder
from regulars.sales.refund import refund


async def test_home_says_what_is_still_to_do(db: Database) -> None:
    merchant = await open_business(db)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        assert "0 of 4 done" in (await browser.open("/console")).text

        connection = await enable(db, merchant.id, "kounta", at=NOON)
        await authorised(db, merchant.id, connection.id, "5801", "Harbour Group", at=NOON)
        assert "0 of 4 done" in (await browser.open("/console")).text

        [store] = await stores(db, merchant.id)
        sites = (SiteMapping("4201", "Harbour", store.id),)
        await save_mapping(db, merchant.id, connection.id, sites, ConnectionSettings(), at=NOON)
        assert "1 of 4 done" in (await browser.open("/console")).text


async def test_an_empty_day_is_shown_in_the_merchants_words(db: Database) -> None:
    await open_business(db)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        page = await browser.open("/console/today")

    assert "$0.00" in page.text
    assert "no sale yet" in page.text


async def test_the_day_counts_its_finished_sales_and_who_came_with_them(db: Database) -> None:
    merchant = await open_business(db)
    connection = await enable(db, merchant.id, "kounta", at=NOON)
    [store] = await stores(db, merchant.id)
    rosa = await join(db, merchant.id, NewMember(first_name="Rosa"), at=NOON, actor="test")
    insert = """
        insert into sales (
            merchant_id, id, store_id, connection_id, order_ref, version, bill_hash, status,
            total_minor, tax_minor, tips_minor, discount_minor, lines, payments,
            completed_at, recorded_at, member_id
        ) values ($1, $2, $3, $4, $5, 1, '', $6, 1000, 0, 0, 150, '[]', '[]', $7, $7, $8)
    """
    yesterday = NOON - timedelta(hours=13)
    finished = [("complete", NOON, rosa.id)] * 3 + [("complete", NOON, None)] * 5
    left_out = [("void", NOON, rosa.id), ("complete", yesterday, rosa.id)]

    async def sell(tx: Transaction) -> None:
        for number, (status, at, member) in enumerate([*finished, *left_out]):
            ids = merchant.id, uuid7(at), store.id, connection.id, f"o-{number}"
            await tx.run(insert, *ids, status, at, member)

    await db.tx(sell)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        text = (await browser.open("/console/today")).text

    assert "$80.00" in text
    assert "38 % of sales" in text
    assert "$12.00" in text


SYDNEY = ZoneInfo("Australia/Sydney")


@pytest.mark.parametrize(
    ("at", "hours"),
    [("2026-04-05T02:00Z", 25), ("2026-10-04T02:00Z", 23), ("2026-05-04T02:00Z", 24)],
)
def test_a_day_lasts_as_long_as_the_clocks_make_it(at: str, hours: int) -> None:
    days = last_days(datetime.fromisoformat(at), SYDNEY, 1)
    begins, ends = (edge.astimezone(UTC) for edge in edges(days, SYDNEY))

    assert ends - begins == timedelta(hours=hours)


def test_the_last_days_end_with_today_where_the_merchant_is() -> None:
    late = datetime(2026, 5, 4, 15, 0, tzinfo=UTC)

    assert [str(day) for day in last_days(late, SYDNEY, 2)] == ["2026-05-04", "2026-05-05"]
    assert [edge.date() for edge in month_of(datetime(2026, 1, 31, 14, tzinfo=UTC), SYDNEY)] == [
        date(2026, 2, 1),
        date(2026, 3, 1),
    ]


async def test_takings_fall_on_the_merchants_days_with_members_apart(db: Database) -> None:
    """On the day on which clocks go back, with a sale just inside each of its midnights."""
    shop = await open_shop(db)
    rosa = await shop.enrol("Rosa")
    begins = datetime(2026, 4, 4, 13, 0, tzinfo=UTC)
    ends = begins + timedelta(hours=25)
    await shop.sell("1", at=begins - timedelta(seconds=1))
    await shop.sell("20", rosa, at=begins)
    await shop.sell("300", at=ends - timedelta(seconds=1))
    await shop.sell("4000", rosa, at=ends)
    await shop.void(await shop.sell("50000", rosa, at=begins))
    async with browsing(console(db, clock=lambda: ends)) as browser:
        await browser.sign_in("mia@example.test")
        page = unescape((await browser.open("/console/pictures")).text)

    with_member, without = re.findall(r'"values": \[([^\]]+)\]', page)[:2]
    assert with_member.endswith("0, 2000, 400000")
    assert without.endswith("100, 30000, 0")
    assert "$4,000.00" in page


async def test_points_are_drawn_as_they_were_earned(db: Database) -> None:
    shop = await open_shop(db)
    rosa = await shop.enrol("Rosa")
    await shop.sell("38.50", rosa, at=NOON - timedelta(days=1))
    await shop.sell("12", rosa)
    await shop.sell("99")
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        page = unescape((await browser.open("/console/pictures")).text)

    earned, redeemed = re.findall(r'"values": \[([^\]]+)\]', page)[2:]
    assert earned.endswith("0, 38, 12")
    assert set(redeemed.split(", ")) == {"0"}


async def test_who_came_most_often_this_month_is_named_first(db: Database) -> None:
    shop = await open_shop(db)
    rosa, ben, ada = [await shop.enrol(name) for name in ("Rosa", "Ben", "Ada")]
    for member in (rosa, ben, rosa, ben):
        await shop.sell("10", member)
    await shop.sell("5", ben)
    await shop.void(await shop.sell("5", rosa))
    await shop.sell("500", ada, at=NOON - timedelta(days=5))
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        page = (await browser.open("/console/regulars")).text

    assert re.findall(r"<strong>(\w+)</strong>", page) == ["Ben", "Rosa"]
    assert "$25.00" in page
    assert "25 points earned" in page


async def test_what_happened_lately_is_told_in_sentences(db: Database) -> None:
    shop = await open_shop(db)
    rosa = await shop.enrol("Rosa", "Kettle")
    paid = await shop.sell("38.50", rosa)
    await shop.sell("1.20", rosa, site="2")
    await shop.sell("0.90", rosa)
    await shop.sell("14", site="2")
    await shop.void(paid)
    front = next(store for store in await stores(db, shop.merchant.id) if store.name != "Garden")
    reported = ExternalOrder(id="77", member_code=rosa.code, total=Money.of("20", "AUD"))
    await take_order(db, shop.merchant.id, front.id, reported, at=NOON, actor="test")
    half = Money.of("10", "AUD")
    await refund(db, shop.merchant.id, front.id, "77", amount=half, key="1", at=NOON, actor="test")
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        page = (await browser.open("/console/activity")).text

    for sentence in (
        "Rosa Kettle joined<",
        "Rosa Kettle earned 38 points at Front room<",
        "Rosa Kettle earned 1 point at Garden<",
        "Rosa Kettle paid $0.90 at Front room<",
        "A guest paid $14.00 at Garden<",
        "A sale at Front room was voided<",
        "38 points taken back",
        "$10.00 went back to a guest at Front room<",
    ):
        assert sentence in page


async def test_the_first_page_shows_nothing_of_another_merchant(db: Database) -> None:
    other = await open_shop(db, "ada@example.test")
    await other.sell("123.45", await other.enrol("Rosa", "Kettle"))
    await open_business(db)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        page = (await browser.open("/console")).text

    assert "Rosa" not in page
    assert "123" not in page.replace(page[: page.index("<main")], "")
    assert "data-chart" not in page
    assert "Nobody this month yet" in page


def test_people_are_greeted_by_the_hour() -> None:
    said = {hour: greeting(hour).split()[1] for hour in (0, 4, 5, 11, 12, 17, 18, 23)}

    assert list(said.values()) == [
        *("evening", "evening"),
        *("morning", "morning"),
        *("afternoon", "afternoon"),
        *("evening", "evening"),
    ]


async def test_a_live_page_hears_of_what_happens_and_only_at_its_own_merchant(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOKS_EVERY", 0)
    mine = await open_business(db)
    other = await open_business(db, "ada@example.test")
    listening, happened = asyncio.Event(), asyncio.Event()

    def answers() -> Iterator[bool]:
        """Go on until it happened, then for one more look."""
        listening.set()
        while not happened.is_set():
            yield False
        yield False
        yield True

    stopping = answers()
    app = console(db, stopping=lambda: next(stopping))
    async with browsing(app) as browser:
        await browser.sign_in("mia@example.test")
        stream = asyncio.create_task(browser.open("/console/live"))
        await listening.wait()
        await add_store(db, mine, "Garden", at=NOON)
        await add_store(db, other, "Elsewhere", at=NOON)
        happened.set()
        heard = (await stream).text

    assert heard.count("event: ") == 1
    garden = next(store for store in await stores(db, mine.id) if store.name == "Garden")
    assert "event: store.added\nid: " in heard
    assert f"data: store:{garden.id}\n\n" in heard


async def test_what_happens_while_a_page_is_on_its_way_is_told_once_it_listens(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOKS_EVERY", 0)
    mine = await open_business(db)
    await add_store(db, mine, "Garden", at=NOON - timedelta(seconds=10))
    looks = itertools.count()
    app = console(db, stopping=lambda: next(looks) > 0)
    async with browsing(app) as browser:
        await browser.sign_in("mia@example.test")
        page = await browser.open("/console")
        [address] = re.findall(r'hx-sse:connect="([^"]+)"', page.text)
        await add_store(db, mine, "Terrace", at=NOON)
        heard = (await browser.open(address)).text
        numbers = {store.name: store.id for store in await stores(db, mine.id)}
        assert f"data: store:{numbers['Terrace']}\n" in heard
        assert f"data: store:{numbers['Garden']}\n" not in heard
        assert (await browser.open("/console/live?since=soon")).status_code == 400


async def test_a_live_page_ends_with_its_session(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOKS_EVERY", 0)
    monkeypatch.setattr(live, "BEATS_EVERY", 1)
    await open_business(db)
    listening = asyncio.Event()

    def go_on() -> bool:
        listening.set()
        return False

    async with browsing(console(db, stopping=go_on)) as browser:
        await browser.sign_in("mia@example.test")
        stream = asyncio.create_task(browser.open("/console/live"))
        await listening.wait()
        await sign_out(db, browser.client.cookies["regulars_session"])

        assert (await stream).status_code == 200


def speech(locale: str, zone: str = "Australia/Sydney") -> Speech:
    return Speech.of(Merchant(MerchantId(UUID(int=1)), "Harbour", "AU", "AUD", locale, zone))


def test_figures_are_written_as_the_merchant_does() -> None:
    sydney, athens = speech("en_AU"), speech("el_GR", "Europe/Athens")
    amount = Money(120450, "EUR")

    assert (sydney.money(amount), athens.money(amount)) == ("EUR1,204.50", "1.204,50\xa0€")
    assert (sydney.number(1204), athens.number(1204)) == ("1,204", "1.204")
    assert (sydney.date(NOON), athens.date(NOON)) == ("4 May 2026", "4 Μαΐ 2026")
    late = datetime(2026, 5, 4, 15, 30, tzinfo=UTC)
    assert (sydney.date(late), athens.date(late)) == ("5 May 2026", "4 Μαΐ 2026")


@pytest.mark.parametrize(
    ("locale", "typed", "amount"),
    [
        ("en_AU", "12.50", 1250),
        ("en_AU", "1,204.5", 120450),
        ("el_GR", "12,50", 1250),
        ("el_GR", "1.204,50", 120450),
        ("en_AU", " 5 ", 500),
        ("en_AU", "0", 0),
    ],
)
def test_money_is_read_as_the_merchant_writes_it(locale: str, typed: str, amount: int) -> None:
    form = Form({"price": typed})

    assert form.money("price", speech(locale), "AUD") == Money(amount, "AUD")
    assert form.is_good


@pytest.mark.parametrize(
    "typed", ["-1", "1,2,3", "12,50", "abc", "1e400", "NaN", "Infinity", "9" * 19, "9" * 30, "١٢,٣"]
)
def test_what_is_no_amount_is_said_and_not_guessed(typed: str) -> None:
    form = Form({"price": typed})

    assert form.money("price", speech("en_AU"), "AUD") is None
    assert form.error("price")


@pytest.mark.parametrize("typed", ["1.5", "ten", "٣", "1" * 30, "-1", "101", "\x00"])
def test_what_is_no_whole_number_is_said(typed: str) -> None:
    form = Form({"points": typed})

    assert form.whole("points", most=100) is None
    assert form.error("points")


def test_a_refusal_stands_beside_its_field_or_above_the_form() -> None:
    form = Form({"name": ""})

    form.refuse(Invalid("Too short.", field="name"))
    form.refuse(Invalid("Too late.", field="not on this form"))

    assert form.error("name") == "Too short."
    assert form.failure == "Too late."
    assert not form.is_good
