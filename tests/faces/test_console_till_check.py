"""Promises of the page that compares the diary with the till."""

from collections.abc import AsyncIterator
from html import unescape

import httpx
import pytest_asyncio
from tests.faces.console import Browser, browsing, console, hire
from tests.venue import API, Venue, open_venue

from regulars.bookings.floor.model import NewTable, Spot
from regulars.bookings.floor.read import read_floor
from regulars.bookings.floor.sections import add_section
from regulars.bookings.floor.tables import add_table
from regulars.bookings.rules.doctor import Mismatch
from regulars.bookings.till.doctor import examine
from regulars.merchants.model import Role
from regulars.merchants.read import read_merchant
from regulars.platform.db import Database

AT_THE_TILL = [str(number) for number in range(1, 15)]
"""The tables that the simulator's first site has."""


@pytest_asyncio.fixture
async def venue(db: Database, database_url: str) -> AsyncIterator[Venue]:
    async with open_venue(db, database_url) as venue:
        yield venue


@pytest_asyncio.fixture
async def mia(venue: Venue) -> AsyncIterator[Browser]:
    app = console(venue.db, tills=venue.tills, clock=venue.watch)
    async with browsing(app) as browser:
        await browser.sign_in("owner@example.test", password="correct horse battery")
        yield browser


async def draw(venue: Venue, *names: str) -> None:
    """Draw tables of these names into the store's one section."""
    floor = await read_floor(venue.db, venue.merchant, venue.store.id)
    at = venue.watch()
    section = (
        floor.sections[0]
        if floor.sections
        else await add_section(
            venue.db, venue.merchant, venue.store.id, "Room", at=at, actor="test"
        )
    )
    for name in names:
        new = NewTable(section=section.id, name=name, least=2, most=4, spot=Spot(0, 0))
        await add_table(venue.db, venue.merchant, venue.store.id, new, at=at, actor="test")


async def names(venue: Venue) -> set[str]:
    floor = await read_floor(venue.db, venue.merchant, venue.store.id)
    return {table.name for table in floor.tables}


def text(page: httpx.Response) -> str:
    assert page.status_code == 200, page.text
    return " ".join(unescape(page.text).split())


async def test_tables_of_the_same_names_fit(venue: Venue, mia: Browser) -> None:
    await draw(venue, *AT_THE_TILL)
    page = text(await mia.open("/console/till-check"))
    assert "14 tables have the same names" in page
    assert "Garden Bar" in page, "the till's other site has no store"


async def test_a_table_that_is_written_differently_is_mended_with_one_press(
    venue: Venue, mia: Browser
) -> None:
    await draw(venue, "T01", *AT_THE_TILL[1:])
    floor = await read_floor(venue.db, venue.merchant, venue.store.id)
    [table] = [one for one in floor.tables if one.name == "T01"]
    assert "Call it 1" in text(await mia.open("/console/till-check"))
    page = await mia.send(
        "/console/till-check/rename", store=str(venue.store.id), table=str(table.id), name="1"
    )
    assert "Table T01 is called 1 now." in text(page)
    assert await names(venue) == set(AT_THE_TILL)


async def test_a_table_that_only_the_till_has_is_added_with_one_press(
    venue: Venue, mia: Browser
) -> None:
    await draw(venue, *AT_THE_TILL[:-1])
    assert "Add it to the floor" in text(await mia.open("/console/till-check"))
    await mia.send("/console/till-check/add", store=str(venue.store.id), name="14")
    assert await names(venue) == set(AT_THE_TILL)


async def test_a_table_that_only_the_diary_has_is_named(venue: Venue) -> None:
    await draw(venue, "Window", *AT_THE_TILL)
    found = await examine(venue.db, venue.tills, venue.merchant)
    [check] = [one for one in found.sites if one.store]
    [finding] = check.findings
    assert finding.ours
    assert (finding.kind, finding.ours.name) == (Mismatch.ONLY_HERE, "Window")


async def test_a_silent_till_is_said_and_nothing_breaks(venue: Venue, mia: Browser) -> None:
    await draw(venue, "1")
    await venue.fault("server_error", times=50)
    page = await mia.open("/console/till-check")
    assert page.status_code == 200
    assert 'role="alert"' in page.text


async def test_a_till_without_tables_is_no_mismatch(venue: Venue, mia: Browser) -> None:
    await draw(venue, "1")
    answer = await venue.outside.put(f"{API}/simulator/switches", json={"tables_addon": False})
    assert answer.is_success, answer.text
    assert "could not be compared" in text(await mia.open("/console/till-check"))


async def test_only_a_manager_looks_and_mends_and_only_at_home(venue: Venue, mia: Browser) -> None:
    await draw(venue, "1")
    merchant = await read_merchant(venue.db, venue.merchant)
    await hire(venue.db, merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(venue.db, tills=venue.tills)) as jo:
        await jo.sign_in("jo@example.test")
        assert (await jo.open("/console/till-check")).status_code == 403
        assert (await jo.post("/console/till-check/add", store="1", name="9")).status_code == 403
    await mia.open("/console/till-check")
    for store in ("12", "", "x"):
        answer = await mia.post("/console/till-check/add", store=store, name="99")
        assert answer.status_code == 404
    wrong = await mia.post(
        "/console/till-check/rename", store=str(venue.store.id), table="x", name="99"
    )
    assert wrong.status_code == 404
    assert await names(venue) == {"1"}
