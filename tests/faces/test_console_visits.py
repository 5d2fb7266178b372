"""Promises of the room Visits: who sat down, for how long, and what they spent."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import httpx
import openpyxl
import pytest
import pytest_asyncio
from tests.faces.console import NOON, Browser, browsing, console, hire
from tests.faces.selling import open_shop
from tests.faces.sitting import Evening, open_evening

from regulars.merchants.model import Role
from regulars.platform.db import Database
from regulars.sales.guests_of_orders import OrderGuest, name_guest

LATER = NOON + timedelta(hours=3)
PART = {"HX-Request": "true"}
WRONG = {
    "from=yesterday": "The first day has to be a day",
    "to=2026-02-30": "The last day has to be a day",
    "from=2026-05-04&to=2026-05-03": "before the first one",
    "from=2020-01-01&to=2026-05-04": "Choose 400 days at most.",
    "store=12": "There is no such store.",
    "kind=perhaps": "Choose one of these.",
    "q=%00": "cannot be used",
    "before=now": "This page of the list does not exist.",
}


@pytest_asyncio.fixture
async def evening(db: Database) -> Evening:
    return await open_evening(db)


@pytest_asyncio.fixture
async def mia(evening: Evening) -> AsyncIterator[Browser]:
    async with browsing(console(evening.shop.db, clock=lambda: LATER)) as browser:
        await browser.sign_in("mia@example.test")
        yield browser


def text(page: httpx.Response) -> str:
    """What the page says, as one line."""
    assert page.status_code == 200, page.text
    return " ".join(unescape(page.text).split())


async def test_without_a_visit_the_page_leads_to_the_diary(mia: Browser) -> None:
    page = await mia.open("/console/visits")
    assert "Nobody sat down in these days" in text(page)
    assert 'href="/console/diary"' in page.text


async def test_a_visit_has_its_guest_table_covers_items_payments_and_time(
    evening: Evening, mia: Browser
) -> None:
    elif_ = await evening.shop.enrol("Elif", "Yıldız")
    party = await evening.walk_in(2, member=elif_)
    await evening.pay(party, "84.50", minutes=95)
    page = text(await mia.open("/console/visits"))
    for said in ("Elif Yıldız", party.code, "1 h 35 min", "Card", "$84.50", "$42.25", "Member"):
        assert said in page
    assert "1 walked in" in page
    assert "$42.25 a head" in page


async def test_a_member_who_sat_down_gets_the_points_of_the_bill(evening: Evening) -> None:
    elif_ = await evening.shop.enrol("Elif", "Yıldız")
    party = await evening.walk_in(2, member=elif_)
    await evening.pay(party, "84.50", minutes=95)
    sale = await evening.shop.newest()
    assert (sale.member, sale.points_earned) == (elif_.id, 84)


async def test_who_still_sits_is_there_without_a_bill(evening: Evening, mia: Browser) -> None:
    await evening.walk_in(3, name="Blue jacket")
    page = text(await mia.open("/console/visits"))
    assert "Blue jacket" in page
    assert "still there" in page
    assert "3 h 00 min" in page


async def test_who_never_sat_down_is_no_visit_but_a_no_show_is_counted(
    evening: Evening, mia: Browser
) -> None:
    await evening.book(2, "Aroha")
    await evening.set(await evening.book(4, "Tama"), "no_show", at=LATER)
    await evening.set(await evening.book(2, "Noor"), "cancelled", at=LATER)
    slip = await evening.set(await evening.book(2, "Isla"), "seated", at=NOON)
    await evening.set(slip, "confirmed", at=NOON + timedelta(minutes=1))
    seated = await evening.book(2, "Ruby")
    await evening.set(seated, "seated", at=NOON)
    page = text(await mia.open("/console/visits"))
    assert "Ruby" in page
    for name in ("Aroha", "Tama", "Noor", "Isla"):
        assert name not in page
    assert "Did not come" in page


async def test_the_sums_are_those_of_all_visits_and_not_of_one_page(
    evening: Evening, mia: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.faces.console.visits.shown.ON_A_PAGE", 1)
    for minutes, amount in ((60, "30.00"), (80, "50.00")):
        await evening.pay(await evening.walk_in(2), amount, minutes=minutes)
    page = await mia.open("/console/visits")
    assert "$80.00" in text(page)
    assert "1 h 10 min" in text(page)
    assert 'rel="next"' in page.text


async def test_a_refund_comes_off_what_was_spent_and_a_void_sale_is_none(
    evening: Evening, mia: Browser
) -> None:
    party = await evening.walk_in(2, name="Two prams")
    order = f"90{next(evening.shop.numbers) + 1}"
    assert party.seated_at
    seat = OrderGuest(party.id, None, 2, party.seated_at)
    connection = evening.shop.connection
    await evening.shop.db.tx(
        lambda tx: name_guest(tx, evening.merchant, connection.id, order, seat)
    )
    await evening.shop.void(await evening.shop.sell("40.00"))
    page = text(await mia.open("/console/visits"))
    assert "Two prams" in page
    assert "$40.00" not in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kind=walk_in", {"Blue jacket"}),
        ("kind=booking", {"Ruby"}),
        ("q=ruby", {"Ruby"}),
        ("q=%25", set()),
        ("q=_", set()),
        ("from=2026-05-05", set()),
        ("from=2026-05-04&to=2026-05-04", {"Ruby", "Blue jacket"}),
    ],
)
async def test_the_list_is_narrowed(
    evening: Evening, mia: Browser, query: str, names: set[str]
) -> None:
    await evening.walk_in(2, name="Blue jacket")
    await evening.set(await evening.book(2, "Ruby"), "seated", at=NOON)
    part = await mia.open(f"/console/visits?{query}&to=2026-05-06", headers=PART)
    found = {name for name in ("Ruby", "Blue jacket") if name in part.text}
    assert found == names
    assert not names or f"/console/visits/export.csv?{query.partition('&to')[0]}" in part.text


@pytest.mark.parametrize("query", WRONG)
async def test_what_cannot_be_asked_for_is_refused_in_words(mia: Browser, query: str) -> None:
    page = await mia.open(f"/console/visits?{query}")
    assert page.status_code == 422
    assert WRONG[query] in unescape(page.text)


async def test_the_file_has_every_visit_and_only_managers_take_it(
    evening: Evening, mia: Browser
) -> None:
    party = await evening.walk_in(3, name="=cmd|'/c calc'!A1")
    await evening.pay(party, "100.00", minutes=61)
    plain = await mia.open("/console/visits/export.csv")
    [row] = csv.DictReader(io.StringIO(plain.content.decode("utf-8-sig")))
    assert (row["covers"], row["minutes"], row["spent"], row["spent a head"]) == (
        "3",
        "61",
        "100.00",
        "33.33",
    )
    assert row["guest"].startswith("'=")
    book = await mia.open("/console/visits/export.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    assert sheet.max_row == 2
    await hire(evening.shop.db, evening.shop.merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(evening.shop.db)) as jo:
        await jo.sign_in("jo@example.test")
        assert (await jo.open("/console/visits")).status_code == 200
        assert (await jo.open("/console/visits/export.csv")).status_code == 403


async def test_another_merchants_visits_are_nowhere(evening: Evening) -> None:
    await evening.walk_in(2, name="Blue jacket")
    other = await open_shop(evening.shop.db, "leo@example.test")
    async with browsing(console(other.db)) as leo:
        await leo.sign_in("leo@example.test")
        assert "Blue jacket" not in (await leo.open("/console/visits")).text
        mine = await leo.open(f"/console/visits?store={evening.store}")
        assert "There is no such store." in mine.text
