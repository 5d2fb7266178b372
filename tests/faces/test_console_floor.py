"""Promises of the floor: drawn, typed, and kept as it was."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tests.faces.console import NOON, Browser, browsing, console, hire, open_business

from regulars.bookings.floor.model import Floor, Shape, Spot, Table
from regulars.bookings.floor.read import read_floor, read_services
from regulars.bookings.floor.starter import plant
from regulars.bookings.model import NewBooking, Source
from regulars.bookings.take import take
from regulars.merchants.model import Merchant, Role, Store
from regulars.merchants.stores import stores
from regulars.platform.db import Database

TYPED = {"name": "40", "least": "2", "most": "6", "shape": "round", "online": "on"}


@dataclass
class Scene:
    """The owner of a venue with the example floor, signed in."""

    db: Database
    merchant: Merchant
    store: Store
    browser: Browser

    @property
    def address(self) -> str:
        return f"/console/floor/{self.store.id}"

    async def floor(self) -> Floor:
        return await read_floor(self.db, self.merchant.id, self.store.id)

    async def table(self, name: str) -> Table:
        return next(one for one in (await self.floor()).tables if one.name == name)

    async def section(self, name: str = "Dining room") -> str:
        found = (one for one in (await self.floor()).sections if one.name == name)
        return str(next(found).id)

    async def draw(self, kind: str, body: Mapping[str, Any] | bytes) -> httpx.Response:
        """What the page's script sends."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"X-CSRFToken": self.browser.token, "Content-Type": "application/json"}
        return await self.browser.client.post(
            f"{self.address}/drawing/{kind}", content=content, headers=headers
        )


@pytest_asyncio.fixture
async def empty(db: Database) -> AsyncIterator[Scene]:
    merchant = await open_business(db)
    [store] = await stores(db, merchant.id)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        await browser.open(f"/console/floor/{store.id}")
        yield Scene(db, merchant, store, browser)


@pytest_asyncio.fixture
async def scene(empty: Scene) -> Scene:
    await plant(empty.db, empty.merchant.id, empty.store.id, at=NOON, actor="test")
    await empty.browser.open(empty.address)
    return empty


async def test_an_empty_store_starts_with_an_example_in_one_press_and_only_once(
    empty: Scene,
) -> None:
    page = await empty.browser.open("/console/floor")
    assert "No table yet" in page.text
    page = await empty.browser.send(f"{empty.address}/starter")
    assert "12 tables, 44 covers" in page.text
    assert "Dining room" in page.text
    assert len(await read_services(empty.db, empty.merchant.id, empty.store.id)) == 2
    await empty.browser.send(f"{empty.address}/starter")
    assert len((await empty.floor()).tables) == 12


async def test_a_section_is_drawn_named_and_taken_away(empty: Scene) -> None:
    size = {"columns": "20", "rows": "12"}
    page = await empty.browser.send(f"{empty.address}/sections", name=" Main  room ", **size)
    assert "This section is empty." in page.text
    [section] = (await empty.floor()).sections
    assert (section.name, section.columns, section.rows) == ("Main room", 20, 12)

    again = await empty.browser.post(f"{empty.address}/sections", name="MAIN ROOM", **size)
    assert again.status_code == 422
    assert 'id="error-name"' in again.text
    narrow = await empty.browser.post(
        f"{empty.address}/sections/{section.id}", name="Hall", columns="3", rows="12"
    )
    assert 'id="error-columns"' in narrow.text

    await empty.browser.send(f"{empty.address}/sections/{section.id}", name="Hall", **size)
    page = await empty.browser.send(f"{empty.address}/sections/{section.id}/remove")
    assert "Hall is gone." in page.text
    assert (await empty.floor()).sections == ()


async def test_a_section_is_not_made_smaller_than_its_tables(scene: Scene) -> None:
    page = await scene.browser.post(
        f"{scene.address}/sections/{await scene.section()}", name="Small", columns="8", rows="16"
    )
    assert page.status_code == 422
    assert "would stand outside of" in page.text


async def test_a_table_is_typed_and_stands_where_there_is_room(scene: Scene) -> None:
    section = await scene.section()
    form = await scene.browser.open(f"{scene.address}/tables/new?section={section}")
    assert 'value="13"' in form.text
    page = await scene.browser.send(f"{scene.address}/tables", **TYPED, section=section)
    assert "Table 40 is there." in page.text
    table = await scene.table("40")
    assert (table.least, table.most, table.shape, table.online) == (2, 6, Shape.ROUND, True)
    for other in (await scene.floor()).tables:
        if other.section == table.section and other.id != table.id:
            assert not overlap(table.spot, other.spot), other.name

    changes = TYPED | {"name": "Window", "online": "", "section": await scene.section("Terrace")}
    await scene.browser.send(f"{scene.address}/tables/{table.id}", **changes)
    changed = await scene.table("Window")
    assert (changed.id, changed.online) == (table.id, False)
    assert str(changed.section) == changes["section"]


def overlap(one: Spot, other: Spot) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "12"),
        ("name", "x" * 21),
        ("least", "0"),
        ("most", ""),
        ("most", "1"),
        ("most", "201"),
        ("section", "elsewhere"),
    ],
)
async def test_a_field_that_cannot_be_used_has_a_sentence_and_nothing_is_saved(
    scene: Scene, field: str, typed: str
) -> None:
    fields = TYPED | {"section": await scene.section()} | {field: typed}
    page = await scene.browser.post(f"{scene.address}/tables", **fields)
    assert page.status_code == 422
    assert f'id="error-{field}"' in page.text
    assert len((await scene.floor()).tables) == 12


async def test_several_tables_come_at_once_or_not_at_all(scene: Scene) -> None:
    fields = {"least": "2", "most": "4", "shape": "square", "section": await scene.section()}
    several = f"{scene.address}/several"
    for wrong, field in (
        ({"first": "9", "last": "14"}, "first"),
        ({"first": "30", "last": "20"}, "last"),
        ({"first": "100", "last": "200"}, "last"),
        ({"first": "20", "last": "25", "least": "9"}, "most"),
    ):
        page = await scene.browser.post(several, **fields | wrong)
        assert page.status_code == 422
        assert f'id="error-{field}"' in page.text
    crowded = await scene.browser.post(several, **fields, first="100", last="150")
    assert "There is no room left in Dining room." in crowded.text
    assert len((await scene.floor()).tables) == 12

    page = await scene.browser.send(several, **fields, first="1", last="3", before="T")
    assert "3 tables are there." in page.text
    assert [one.name for one in (await scene.floor()).tables if one.name[0] == "T"] == [
        "T1",
        "T2",
        "T3",
    ]


async def test_tables_that_are_pushed_together_are_listed_and_kept_apart_again(
    scene: Scene,
) -> None:
    four, five = await scene.table("4"), await scene.table("5")
    form = await scene.browser.open(
        f"{scene.address}/combinations/new?tables={four.id},{five.id}",
        headers={"HX-Request": "true"},
    )
    assert "4 and 5 may be pushed together." in form.text
    assert 'value="5"' in form.text
    assert 'value="8"' in form.text

    alone = await scene.browser.post(
        f"{scene.address}/combinations", least="5", most="8", **{f"table_{four.id}": "on"}
    )
    assert "Choose two tables or more." in alone.text
    both = {f"table_{four.id}": "on", f"table_{five.id}": "on"}
    page = await scene.browser.send(f"{scene.address}/combinations", least="5", most="8", **both)
    assert "4 and 5 may be pushed together for 5 to 8." in page.text
    twice = await scene.browser.post(f"{scene.address}/combinations", least="5", most="8", **both)
    assert "These tables are a combination already." in twice.text

    made = (await scene.floor()).combinations[-1]
    assert made.tables == (four.id, five.id)
    one = f"{scene.address}/combinations/{made.id}"
    await scene.browser.send(one, least="6", most="9", **both)
    assert (await scene.floor()).combinations[-1].most == 9
    page = await scene.browser.send(f"{one}/remove")
    assert "4 and 5 stay apart." in page.text
    assert len((await scene.floor()).combinations) == 3


async def test_a_table_with_a_booking_to_come_stays_and_the_page_says_whose_it_is(
    scene: Scene,
) -> None:
    table = await scene.table("8")
    new = NewBooking(
        store=scene.store.id,
        source=Source.PHONE,
        starts_at=NOON.replace(hour=9),
        covers=4,
        name="Nakou",
        tables=(table.id,),
    )
    await take(scene.db, scene.merchant.id, new, at=NOON, actor="test")
    page = await scene.browser.post(f"{scene.address}/tables/{table.id}/remove")
    assert page.status_code == 409
    assert "Nakou" in page.text
    refused = await scene.draw("removed", {"tables": [str(table.id)]})
    assert refused.status_code == 409
    assert "Nakou" in refused.json()["sentence"]
    page = await scene.browser.post(f"{scene.address}/sections/{await scene.section()}/remove")
    assert "Nakou" in page.text
    assert (await scene.table("8")).removed_at is None

    await scene.browser.send(f"{scene.address}/tables/{(await scene.table('1')).id}/remove")
    assert [one.name for one in (await scene.floor()).tables][:1] == ["2"]


async def test_what_a_hand_draws_is_saved_change_by_change(scene: Scene) -> None:
    one, two = await scene.table("1"), await scene.table("2")
    spot = {"x": 20, "y": 10, "width": 2, "height": 3, "turned": 90}
    answer = await scene.draw("moved", {"spots": {str(one.id): spot}})
    assert answer.status_code == 200
    assert (await scene.table("1")).spot == Spot(**spot)
    assert (await scene.table("2")).spot == two.spot
    drawn = {each["name"]: each["spot"] for each in answer.json()["floor"]["tables"]}
    assert drawn["1"] == spot

    section = await scene.section("Terrace")
    copy = {"section": section, "shape": "long", "least": 3, "most": 6, "near": spot}
    answer = await scene.draw("added", {"tables": [{"section": section, "shape": "bar"}, copy]})
    added = [
        each for each in answer.json()["floor"]["tables"] if each["id"] in answer.json()["added"]
    ]
    assert [(each["name"], each["shape"]) for each in added] == [("13", "bar"), ("14", "long")]
    assert (added[1]["spot"]["height"], added[1]["spot"]["turned"]) == (3, 90)

    await scene.draw("removed", {"tables": [each["id"] for each in added]})
    assert len((await scene.floor()).tables) == 12


async def test_what_cannot_be_drawn_is_refused_with_a_sentence_and_changes_nothing(
    scene: Scene,
) -> None:
    before = await scene.floor()
    table, section = str(before.tables[0].id), await scene.section()
    outside = {"x": 23, "y": 2, "width": 4, "height": 2, "turned": 0}
    for kind, body in (
        ("moved", {"spots": {table: outside}}),
        ("moved", {"spots": {table: {"x": 1}}}),
        ("moved", {"spots": {"x": outside}}),
        ("moved", b"{"),
        ("added", {"tables": [{"section": table, "shape": "round"}]}),
        ("added", {"tables": [{"section": section, "shape": "star"}]}),
        ("added", {"tables": [{"section": section, "shape": "round", "name": "1"}]}),
        ("removed", {"tables": [section]}),
    ):
        answer = await scene.draw(kind, body)
        assert answer.status_code in (404, 422), (kind, body)
        assert answer.json()["sentence"].endswith(".")
    assert await scene.floor() == before


async def test_staff_look_at_the_floor_and_do_not_draw(scene: Scene) -> None:
    await hire(scene.db, scene.merchant, Role.STAFF, "jo@example.test")
    before = await scene.floor()
    async with browsing(console(scene.db)) as browser:
        await browser.sign_in("jo@example.test")
        page = await browser.open(scene.address)
        assert "Dining room" in page.text
        for shown in ("Add a table", "Choose tables", "data-edits", 'href="/console/floor"'):
            assert shown not in page.text
        plan = await browser.open(f"{scene.address}/plan.json")
        assert len(plan.json()["floor"]["tables"]) == 12
        assert (await browser.open(f"{scene.address}/tables/new")).status_code == 403
        staff = Scene(scene.db, scene.merchant, scene.store, browser)
        moved = await staff.draw("moved", {"spots": {str(before.tables[0].id): {"x": 1, "y": 1}}})
        assert moved.status_code == 403
        assert (await browser.post(f"{scene.address}/tables", **TYPED)).status_code == 403
    assert await scene.floor() == before


async def test_the_floor_of_another_merchant_is_not_there(scene: Scene) -> None:
    other = await open_business(scene.db, "sam@example.test")
    [theirs] = await stores(scene.db, other.id)
    table, section = await scene.table("1"), await scene.section()
    combination = (await scene.floor()).combinations[0]
    before = await scene.floor()
    async with browsing(console(scene.db)) as browser:
        await browser.sign_in("sam@example.test")
        own = f"/console/floor/{theirs.id}"
        await browser.open(own)
        for path in (scene.address, f"{scene.address}/plan.json", f"{own}/tables/{table.id}"):
            assert (await browser.open(path)).status_code == 404, path
        for path in (
            f"{own}/tables/{table.id}",
            f"{own}/tables/{table.id}/remove",
            f"{own}/sections/{section}",
            f"{own}/sections/{section}/remove",
            f"{own}/combinations/{combination.id}/remove",
            f"{scene.address}/starter",
        ):
            answer = await browser.post(path, **TYPED, columns="9", rows="9")
            assert answer.status_code == 404, path
        sam = Scene(scene.db, other, theirs, browser)
        spot = {"x": 1, "y": 1, "width": 2, "height": 2, "turned": 0}
        answer = await sam.draw("moved", {"spots": {str(table.id): spot}})
        assert answer.status_code == 404
    assert await scene.floor() == before
