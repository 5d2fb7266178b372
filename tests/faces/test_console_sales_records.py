"""Promises of sales as records: narrowed down, added up, and taken along."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import openpyxl
import pytest_asyncio
from tests.faces.console import NOON, Browser, browsing, console, hire
from tests.faces.sitting import Evening, open_evening

from regulars.merchants.model import Role
from regulars.platform.db import Database

LATER = NOON + timedelta(hours=3)
PARTY, WALK_IN, COUNTER = "T1-0002", "T1-0004", "T1-0005"
"""A booking of four without a member, a walk-in of two with one, and a sale at the counter."""
NARROWED = {
    "": {PARTY, WALK_IN, COUNTER},
    "came=booking": {PARTY},
    "came=walk_in": {WALK_IN},
    "came=neither": {COUNTER},
    "covers_from=3": {PARTY},
    "covers_to=3": {WALK_IN},
    "covers_from=2&covers_to=4": {PARTY, WALK_IN},
    "paid_by=Cash": {WALK_IN},
    "paid_by=Card": {PARTY, COUNTER},
    "paid_by=%25": set(),
    "total_from=84.50": {PARTY, WALK_IN},
    "total_to=84.50": {WALK_IN, COUNTER},
    "total_from=6&total_to=100": {WALK_IN},
    "name=yildiz": {WALK_IN},
    "name=eli+yil": {WALK_IN},
    "name=%25": set(),
    "reward=without": {PARTY, WALK_IN, COUNTER},
    "reward=with": set(),
    "from=2026-05-05": set(),
    "from=2026-05-04&came=neither&paid_by=Card": {COUNTER},
}
WRONG = {
    "came=perhaps": "Choose one of these.",
    "covers_from=some": "A whole number, please.",
    "covers_to=401": "Between 0 and 400, please.",
    "total_from=much": "is not a number",
    "total_from=9&total_to=8": "The largest total is below the smallest one.",
    "reward=perhaps": "Choose one of these.",
    "from=2020-01-01": "Choose 800 days at most.",
}


@pytest_asyncio.fixture
async def evening(db: Database) -> Evening:
    """Three sales; the member sat down as a walk-in."""
    evening = await open_evening(db)
    ruby = await evening.book(4, "Ruby")
    await evening.pay(await evening.set(ruby, "seated", at=NOON), "120.00", minutes=90)
    elif_ = await evening.shop.enrol("Elif", "Yıldız")
    two = await evening.walk_in(2, member=elif_)
    await evening.pay(two, "84.50", minutes=95, method="Cash")
    await evening.shop.sell("5.50", at=NOON)
    return evening


@pytest_asyncio.fixture
async def mia(evening: Evening) -> AsyncIterator[Browser]:
    async with browsing(console(evening.shop.db, clock=lambda: LATER)) as browser:
        await browser.sign_in("mia@example.test")
        yield browser


async def test_every_filter_leaves_what_fits_and_its_file_has_the_same(mia: Browser) -> None:
    for query, numbers in NARROWED.items():
        file = await mia.open(f"/console/sales/export.csv?{query}")
        rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
        page = (await mia.open(f"/console/sales?{query}")).text
        shown = {number for number in (PARTY, WALK_IN, COUNTER) if number in page}

        assert {row["number"] for row in rows} == shown == numbers, query


async def test_what_cannot_be_asked_for_is_said(mia: Browser) -> None:
    for query, sentence in WRONG.items():
        page = await mia.open(f"/console/sales?{query}")
        assert page.status_code == 422, query
        assert sentence in unescape(page.text)
        assert (await mia.open(f"/console/sales/export.xlsx?{query}")).status_code == 422


async def test_the_sums_are_of_all_that_fits_with_each_party_once(
    evening: Evening, mia: Browser
) -> None:
    """A second bill of the same party brings money and no covers. A void sale brings nothing."""
    await evening.shop.void(await evening.shop.sell("999.00"))
    await evening.shop.db.value(
        """update sales s set booking_id = p.booking_id, covers = p.covers
             from sales p
            where p.number = $1 and s.number = $2
           returning s.id""",
        PARTY,
        COUNTER,
    )
    page = (await mia.open("/console/sales")).text

    assert "1 void besides" in page
    assert "$210.00" in page
    assert "$70.00 a sale" in page
    assert "6 covers from the diary" in page
    assert "$35.00" in page


async def test_the_files_are_for_managers_and_no_cell_of_them_is_a_formula(
    evening: Evening, mia: Browser
) -> None:
    rosa = await evening.shop.enrol("=HYPERLINK(A1)", "Kettle")
    await evening.shop.sell("10", rosa, at=LATER)
    file = await mia.open("/console/sales/export.csv?from=2026-05-01")
    newest, *_ = csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")))
    book = await mia.open("/console/sales/export.xlsx?came=walk_in")
    [headings, row] = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[0].values
    two = dict(zip(headings, row, strict=True))

    assert newest["member"].startswith("'=")
    assert newest["completed"] == "2026-05-04T15:00:00"
    assert (two["covers"], two["total"], two["paid by"]) == (2, 84.5, "Cash")
    assert (two["member"], two["points earned"]) == ("Elif Yıldız", 84)
    await hire(evening.shop.db, evening.shop.merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(evening.shop.db, clock=lambda: LATER)) as jo:
        await jo.sign_in("jo@example.test")
        listed = await jo.open("/console/sales")
        assert PARTY in listed.text
        assert "Taken" not in listed.text
        assert "export.csv" not in listed.text
        assert (await jo.open("/console/sales/export.csv")).status_code == 403


async def test_a_sale_shows_its_party_and_what_was_paid(evening: Evening, mia: Browser) -> None:
    found = "select id from sales where number = $1"
    sale = await evening.shop.db.value(found, PARTY)
    page = " ".join(unescape((await mia.open(f"/console/sales/{sale}")).text).split())

    for said in ("Ruby Baker", "Booking", "Booked for", "Stayed", "90 min", "$30.00", "Card"):
        assert said in page
    assert f"/console/diary/{evening.store}?day=2026-05-04&booking=" in page


async def test_a_quiet_month_is_not_an_empty_till(evening: Evening) -> None:
    async with browsing(console(evening.shop.db, clock=lambda: NOON + timedelta(days=60))) as mia:
        await mia.sign_in("mia@example.test")
        assert "No sale in the last thirty days" in (await mia.open("/console/sales")).text
        assert PARTY in (await mia.open(f"/console/sales?q={PARTY}")).text
