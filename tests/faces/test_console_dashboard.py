"""Promises of the room Dashboard: what a span of days came to, in figures, pictures and tables."""

import csv
import io
import re
from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import httpx
import pytest
import pytest_asyncio
from babel import Locale
from tests.faces.console import NOON, Browser, browsing, console, hire
from tests.faces.selling import open_shop
from tests.faces.sitting import Evening, open_evening

from regulars.faces.console.dashboard.headline import change, drawn
from regulars.faces.console.dashboard.spans import spans, weekdays_in, what_of
from regulars.faces.console.speech import Speech
from regulars.merchants.model import Role
from regulars.platform.db import Database
from regulars.reports.model import DayOf, Figures

LATER = NOON + timedelta(hours=3)
PART = {"HX-Request": "true"}
DASHBOARD = "/console/dashboard"
SPEECH = Speech(Locale("en", "AU"), ZoneInfo("Australia/Sydney"))
PICTURES = {
    *("spend", "stores", "guests", "party-size", "hours", "stay", "no-shows", "lead-times"),
    *("sources", "points", "rewards", "vouchers"),
}
WRONG = {
    "range=fortnight": "Choose one of these.",
    "from=yesterday": "The first day has to be a day",
    "from=2026-05-05": "The first day is still to come.",
    "to=2026-05-05": "The last day is still to come.",
    "from=2026-05-04&to=2026-05-03": "before the first one",
    "from=2020-01-01&to=2026-05-04": "Choose 800 days at most.",
}
RANGES = {
    "": "7 Apr – 4 May 2026",
    "range=7": "28 Apr – 4 May 2026",
    "range=90": "4 Feb – 4 May 2026",
    "range=month": "1–4 May 2026",
    "range=last_month": "1–30 Apr 2026",
    "range=year": "1 Jan – 4 May 2026",
    "from=2026-05-03&to=2026-05-04": "3–4 May 2026",
}


@pytest_asyncio.fixture
async def evening(db: Database) -> Evening:
    """A booking of four and a walk-in of two that paid, a counter sale, and two who never came."""
    evening = await open_evening(db)
    await evening.set(await evening.book(4, "Tama"), "no_show", at=LATER)
    await evening.set(await evening.book(2, "Noor"), "cancelled", at=LATER)
    ruby = await evening.set(await evening.book(4, "Ruby"), "seated", at=NOON)
    await evening.pay(ruby, "120.00", minutes=90)
    two = await evening.walk_in(2, member=await evening.shop.enrol("Elif", "Yıldız"))
    await evening.pay(two, "84.50", minutes=95)
    await evening.shop.sell("1005.50", at=NOON, site="2")
    return evening


@pytest_asyncio.fixture
async def mia(evening: Evening) -> AsyncIterator[Browser]:
    async with browsing(console(evening.shop.db, clock=lambda: LATER)) as browser:
        await browser.sign_in("mia@example.test")
        yield browser


def text(page: httpx.Response) -> str:
    """What the page says, as one line without its marks."""
    assert page.status_code == 200, page.text
    bare = re.sub(r"<(style|script|svg).*?</\1>|<[^>]+>", " ", page.text, flags=re.DOTALL)
    return " ".join(unescape(bare).split())


async def table(browser: Browser, picture: str, query: str = "") -> Sequence[dict[str, str]]:
    file = await browser.open(f"{DASHBOARD}/{picture}.csv?{query}")
    assert file.status_code == 200, file.text
    return list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))


async def test_the_days_are_said_in_figures_and_sentences(mia: Browser) -> None:
    page = text(await mia.open(DASHBOARD))

    for said in (
        "7 Apr – 4 May 2026 beside 10 Mar – 6 Apr 2026",
        "Spend $1,210 7% from members $0.00 before",
        "A head $34.08 6 paid covers",
        "Covers 6 2 parties, 1 walked in",
        "No-shows 1 33% of bookings",
        "Beans earned 84",
        "$1,210 on 3 bills, $34.08 a head. 7% came from members.",
        "Garden took most: $1,006, 83% of all.",
        "Parties of 2 spend most a head, $42.25.",
        "The fullest is Mon at 12:00 pm, with 1.5.",
        "Of 3 bookings 33% did not come, 4 covers in all. 1 was cancelled.",
        "100% book for the same day",
        "Phone brings most, 100% of 3 bookings.",
        "84 were earned and 0 redeemed",
    ):
        assert said in page.replace("\u202f", " "), said


async def test_every_picture_has_its_table_on_the_page_and_as_a_file(mia: Browser) -> None:
    page = (await mia.open(DASHBOARD)).text
    assert set(re.findall(r'<section class="card sight[^"]*" id="([^"]+)"', page)) == PICTURES
    for picture in PICTURES - {"rewards", "vouchers"}:
        assert f"{DASHBOARD}/{picture}.csv" in page
        for row in await table(mia, picture):
            assert all(cell is not None for cell in row.values()), picture

    [day] = [row for row in await table(mia, "spend") if row["Together"] != "0.00"]
    assert day["Day"] == "Mon, 4 May"
    assert (day["Members"], day["Others"], day["Together"]) == ("84.50", "1125.50", "1210.00")
    [noon] = await table(mia, "hours")
    assert (noon["Mon"], noon["Tue"]) == ("1.5", "0.0")
    [two, four] = await table(mia, "party-size")
    assert (two["Visits"], two["A head"], four["A head"]) == ("1", "42.25", "30.00")
    assert [row["Store"] for row in await table(mia, "stores")] == ["Front room", "Garden"]


async def test_the_address_says_which_days_and_stores_and_whether_they_are_compared(
    evening: Evening, mia: Browser
) -> None:
    for query, days in RANGES.items():
        page = await mia.open(f"{DASHBOARD}?{query}")
        assert days in text(page).replace("\u2009", " "), query

    asked = f"range=7&from=2020-01-01&to=&store_{evening.store}=on&before=yes&before=no"
    part = await mia.open(f"{DASHBOARD}?{asked}", headers=PART)
    assert part.headers["hx-replace-url"] == f"{DASHBOARD}?range=7&store_{evening.store}=on"
    assert "<html" not in part.text
    assert "$204.50" in part.text
    assert 'id="stores"' not in part.text
    alone = await mia.open(f"{DASHBOARD}?before=no")
    assert " before" not in text(alone).partition("In short")[2]
    assert "Before" not in (await table(mia, "stores", "before=no"))[0]


async def test_what_cannot_be_asked_for_is_said(mia: Browser) -> None:
    for query, sentence in WRONG.items():
        page = await mia.open(f"{DASHBOARD}?{query}")
        assert page.status_code == 422, query
        assert sentence in unescape(page.text)
        assert (await mia.open(f"{DASHBOARD}/spend.csv?{query}")).status_code == 422
    assert (await mia.open(f"{DASHBOARD}/income.csv")).status_code == 404


async def test_days_on_which_nothing_was_lead_to_the_diary(mia: Browser) -> None:
    page = await mia.open(f"{DASHBOARD}?range=last_month")
    assert "Nothing happened in these days" in page.text
    assert "data-chart" not in page.text


async def test_the_dashboard_is_for_managers_and_of_their_merchant_alone(
    evening: Evening, mia: Browser
) -> None:
    shop = evening.shop
    await hire(shop.db, shop.merchant, Role.STAFF, "jo@example.test")
    await open_shop(shop.db, "leo@example.test")
    app = console(shop.db, clock=lambda: LATER)
    async with browsing(app) as jo, browsing(app) as leo:
        await jo.sign_in("jo@example.test")
        await leo.sign_in("leo@example.test")

        assert (await jo.open(DASHBOARD)).status_code == 403
        assert (await jo.open(f"{DASHBOARD}/spend.csv")).status_code == 403
        assert DASHBOARD not in (await jo.open("/console")).text
        assert DASHBOARD in (await mia.open("/console")).text
        assert "Nothing happened in these days" in (await leo.open(DASHBOARD)).text
        foreign = await leo.open(f"{DASHBOARD}?store_{evening.store}=on")
        assert "Nothing happened in these days" in foreign.text


@pytest.mark.parametrize(
    ("days", "what", "labels"),
    [
        (2, "Day", ["Fri, 1 May", "Sat, 2 May"]),
        (36, "Week", ["1–3 May", "4–10 May", "11–17 May", "18–24 May", "25–31 May", "1–5 June"]),
        (200, "Month", ["May 2026", *(f"{name} 2026" for name in ("June", "July", "Aug", "Sept"))]),
    ],
)
def test_many_days_are_put_together_until_they_can_be_told_apart(
    days: int, what: str, labels: list[str]
) -> None:
    """No day is lost, and none counted twice."""
    first = date(2026, 5, 1)
    each = [DayOf(first + timedelta(days=n), Figures(sales=n)) for n in range(days)]
    found = spans(each, SPEECH)

    assert what_of(days) == what
    assert [span.label for span in found][: len(labels)] == labels
    assert sum(span.sum("sales") for span in found) == sum(range(days))
    assert sum(weekdays_in(first, each[-1].day)) == days


@pytest.mark.parametrize(
    ("now", "before", "more_is_good", "said"),
    [
        (120, 100, True, ("20%", "up", "good")),
        (80, 100, True, ("20%", "down", "bad")),
        (80, 100, False, ("20%", "down", "good")),
        (120, 100, False, ("20%", "up", "bad")),
        (120, 100, None, ("20%", "up", "neutral")),
        (1005, 1000, True, ("as before", "flat", "neutral")),
        (994, 1000, True, ("1%", "down", "bad")),
        (7, 0, True, None),
    ],
)
def test_a_change_says_how_far_and_whether_that_is_good(
    now: int, before: int, more_is_good: bool | None, said: tuple[str, str, str] | None
) -> None:
    found = change(SPEECH, now, before, more_is_good=more_is_good)
    assert (None if found is None else (found.text, found.way, found.kind)) == said


def test_the_way_of_a_figure_goes_from_its_least_to_its_most() -> None:
    assert drawn([0, 5, 10]) == "0,26 50,14 100,2"
    assert drawn([4, 4, 4]) == drawn([4]) == drawn([]) == ""
