"""Promises of services, blockouts and statuses: as they are typed, so they hold."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
import pytest_asyncio
from tests.faces.console import NOON, Browser, browsing, console, hire, open_business

from regulars.bookings.floor.blockouts import list_blockouts
from regulars.bookings.floor.model import Blockout, Floor, ServiceKind, ServiceTerms, Stay
from regulars.bookings.floor.read import read_floor, read_services
from regulars.bookings.floor.starter import plant
from regulars.bookings.model import NewBooking, Source, Status, StatusType
from regulars.bookings.statuses_own import list_statuses
from regulars.bookings.take import take
from regulars.merchants.model import Merchant, Role, Store
from regulars.merchants.stores import stores
from regulars.platform.db import Database

DAYS = {f"day_{day}": "on" for day in (3, 4, 5)}
STAYS = {
    "stay_covers_0": "2",
    "stay_minutes_0": "90",
    "stay_covers_1": "6",
    "stay_minutes_1": "120",
    "stay_covers_2": "",
    "stay_minutes_2": "",
}
TYPED = {
    "name": "Late supper",
    "kind": "dinner",
    "first_day": "",
    "last_day": "",
    "first_minute": "18:00",
    "last_minute": "00:30",
    "slot_minutes": "30",
    "slot_covers": "20",
    "turn_minutes": "15",
    "online": "on",
    "policy": "The table is yours for 90 minutes.",
    "active": "on",
}
NEW = TYPED | DAYS | STAYS
BLOCKED = {"day": "2026-05-04", "last_day": "", "reason": "Private party"}


@dataclass
class Scene:
    """The owner of a venue with the example floor, lunch and dinner, signed in."""

    db: Database
    merchant: Merchant
    store: Store
    browser: Browser

    @property
    def services(self) -> str:
        return f"/console/services/{self.store.id}"

    @property
    def blockouts(self) -> str:
        return f"/console/blockouts/{self.store.id}"

    async def floor(self) -> Floor:
        return await read_floor(self.db, self.merchant.id, self.store.id)

    async def terms(self) -> dict[str, ServiceTerms]:
        every = await read_services(self.db, self.merchant.id, self.store.id, also_inactive=True)
        return {one.terms.name: one.terms for one in every}

    async def address(self, name: str) -> str:
        every = await read_services(self.db, self.merchant.id, self.store.id)
        return f"{self.services}/{next(one.id for one in every if one.terms.name == name)}"

    async def blocked(self) -> Sequence[Blockout]:
        first, last = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
        return await list_blockouts(self.db, self.merchant.id, self.store.id, first, last)

    async def book(self, name: str) -> None:
        """A party of four at seven in the evening."""
        seven = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
        new = NewBooking(
            store=self.store.id, source=Source.PHONE, starts_at=seven, covers=4, name=name
        )
        await take(self.db, self.merchant.id, new, at=NOON, actor="test")

    async def own(self) -> list[Status]:
        return [one for one in await list_statuses(self.db, self.merchant.id) if one.own]


@pytest_asyncio.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    merchant = await open_business(db)
    [store] = await stores(db, merchant.id)
    await plant(db, merchant.id, store.id, at=NOON, actor="test")
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        await browser.open(f"/console/services/{store.id}")
        yield Scene(db, merchant, store, browser)


async def test_a_service_that_ends_after_midnight_is_kept_as_it_was_typed_and_shown_again(
    scene: Scene,
) -> None:
    terrace = (await scene.floor()).sections[1]
    page = await scene.browser.send(scene.services, **NEW, **{f"section_{terrace.id}": "on"})
    assert "Late supper is there." in page.text
    assert "Thu–Sat" in page.text
    assert "6:00\u202fpm–12:30\u202fam" in page.text
    assert (await scene.terms())["Late supper"] == ServiceTerms(
        name="Late supper",
        kind=ServiceKind.DINNER,
        weekdays=0b0111000,
        first_minute=18 * 60,
        last_minute=24 * 60 + 30,
        slot_minutes=30,
        slot_covers=20,
        stays=(Stay(2, 90), Stay(6, 120)),
        turn_minutes=15,
        sections=(terrace.id,),
        online=True,
        policy="The table is yours for 90 minutes.",
    )
    form = await scene.browser.open(await scene.address("Late supper"))
    for shown in ('value="00:30"', 'value="18:00"', 'value="120"', "yours for 90 minutes"):
        assert shown in form.text


@pytest.mark.parametrize(
    ("field", "typed", "beside"),
    [
        ("name", "", "name"),
        ("name", "dinner", "name"),
        ("first_minute", "", "first_minute"),
        ("first_minute", "late", "first_minute"),
        ("last_minute", "17:00", "last_minute"),
        ("slot_minutes", "4", "slot_minutes"),
        ("slot_covers", "0", "slot_covers"),
        ("turn_minutes", "241", "turn_minutes"),
        ("first_day", "soon", "first_day"),
        ("policy", "x" * 501, "policy"),
        ("kind", "brunch", "kind"),
    ],
)
async def test_a_field_that_cannot_be_used_has_a_sentence_and_nothing_is_saved(
    scene: Scene, field: str, typed: str, beside: str
) -> None:
    page = await scene.browser.post(scene.services, **NEW | {field: typed})
    assert page.status_code == 422
    assert f'id="error-{beside}"' in page.text
    assert set(await scene.terms()) == {"Lunch", "Dinner"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (dict.fromkeys(DAYS, ""), "Choose at least one day."),
        (dict.fromkeys(STAYS, ""), "How long do parties stay?"),
        ({"stay_minutes_0": "5"}, "A line has covers, and 15 to 720 minutes."),
        ({"stay_minutes_1": ""}, "A line has covers, and 15 to 720 minutes."),
        ({"stay_covers_1": "2"}, "Each line is for larger parties than the one before."),
        ({"first_day": "2026-06-02", "last_day": "2026-06-01"}, "The last day comes after"),
    ],
)
async def test_what_is_wrong_with_days_or_stays_is_said_below_them(
    scene: Scene, changes: dict[str, str], sentence: str
) -> None:
    page = await scene.browser.post(scene.services, **NEW | changes)
    assert page.status_code == 422
    assert sentence in page.text
    assert set(await scene.terms()) == {"Lunch", "Dinner"}


async def test_the_times_of_a_day_follow_what_is_typed_and_save_nothing(scene: Scene) -> None:
    part = await scene.browser.post(f"{scene.services}/preview", **NEW)
    assert "7 May 2026" in part.text
    assert "14 times, 20 covers each: 280 at most." in part.text
    assert "begin at 6:00\u202fpm have their table until 7:30\u202fpm" in part.text
    assert "the next party gets it at 7:45\u202fpm" in part.text
    assert "12:30\u202fam" in part.text
    part = await scene.browser.post(f"{scene.services}/preview", **NEW | {"first_minute": ""})
    assert "once days, times and stays are filled in" in part.text
    assert set(await scene.terms()) == {"Lunch", "Dinner"}


async def test_a_service_is_changed_and_one_with_bookings_is_only_switched_off(
    scene: Scene,
) -> None:
    dates = {"name": "Dinner", "first_day": "2026-05-01", "last_day": "2026-12-24"}
    page = await scene.browser.send(await scene.address("Dinner"), **NEW | dates)
    assert "Bookings that are there stay as they are." in page.text
    changed = (await scene.terms())["Dinner"]
    assert (changed.first_day, changed.last_day) == (date(2026, 5, 1), date(2026, 12, 24))

    await scene.browser.send(
        await scene.address("Lunch"),
        **NEW | {"name": "Evening"} | {f"day_{day}": "on" for day in range(7)},
    )
    await scene.book("Nakou")
    page = await scene.browser.send(f"{await scene.address('Evening')}/remove")
    assert "Evening has bookings, so it is switched off." in page.text
    page = await scene.browser.send(f"{await scene.address('Dinner')}/remove")
    assert "Dinner is gone." in page.text
    assert {name: one.active for name, one in (await scene.terms()).items()} == {"Evening": False}


async def test_a_blockout_lists_the_bookings_in_its_way_and_is_taken_back(scene: Scene) -> None:
    await scene.book("Nakou")
    page = await scene.browser.send(
        scene.blockouts, **BLOCKED, starts="18:00", ends="01:00", online_only="on"
    )
    assert "1 booking is there already" in page.text
    assert "Nakou" in page.text
    assert f"/console/diary/{scene.store.id}?day=2026-05-04&amp;booking=" in page.text
    [one] = await scene.blocked()
    assert one.starts_at == datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
    assert one.ends_at == datetime(2026, 5, 4, 15, 0, tzinfo=UTC)
    assert (one.tables, one.online_only) == ((), True)

    page = await scene.browser.send(f"{scene.blockouts}/{one.id}/remove")
    assert "Nothing is blocked." in page.text
    assert await scene.blocked() == []


async def test_whole_days_and_single_tables_can_be_blocked(scene: Scene) -> None:
    table = (await scene.floor()).tables[6]
    fields = BLOCKED | {"last_day": "2026-05-06", "whole_day": "on", f"table_{table.id}": "on"}
    page = await scene.browser.send(scene.blockouts, **fields)
    assert "Nothing is taken then." in page.text
    assert "4 May 2026 – 6 May 2026 · Table 7" in page.text
    [one] = await scene.blocked()
    assert one.starts_at == datetime(2026, 5, 3, 18, 0, tzinfo=UTC)
    assert one.ends_at == datetime(2026, 5, 6, 18, 0, tzinfo=UTC)
    assert one.tables == (table.id,)


@pytest.mark.parametrize(
    ("changes", "beside"),
    [
        ({"reason": ""}, "reason"),
        ({"day": ""}, "day"),
        ({"day": "0001-01-01"}, "day"),
        ({"last_day": "9999-12-31"}, "last_day"),
        ({"starts": ""}, "starts"),
        ({"ends": "17:00"}, "ends"),
        ({"day": "2026-05-03"}, "ends"),
        ({"day": "2026-10-03", "starts": "02:30"}, "starts"),
    ],
)
async def test_a_time_that_cannot_be_blocked_has_a_sentence_beside_it(
    scene: Scene, changes: dict[str, str], beside: str
) -> None:
    fields = BLOCKED | {"starts": "18:00", "ends": "22:00"} | changes
    page = await scene.browser.post(scene.blockouts, **fields)
    assert page.status_code == 422
    assert f'id="error-{beside}"' in page.text
    assert await scene.blocked() == []


async def test_a_venues_own_status_is_added_renamed_and_switched_off(scene: Scene) -> None:
    page = await scene.browser.send("/console/statuses", name="Running late", type="confirmed")
    assert "can be chosen in the diary" in page.text
    [status] = await scene.own()
    assert (status.name, status.type) == ("Running late", StatusType.CONFIRMED)
    for name in ("", "seated", "running_late", "x" * 31):
        refused = await scene.browser.post("/console/statuses", name=name, type="seated")
        assert refused.status_code == 422
        assert 'id="error-name"' in refused.text

    await scene.browser.send(f"/console/statuses/{status.code}", name="On the way")
    assert await scene.own() == [
        Status(status.code, "On the way", StatusType.CONFIRMED, own=True, active=False)
    ]
    assert (await scene.browser.post("/console/statuses/seated", name="X")).status_code == 404


async def test_staff_look_and_set_nothing(scene: Scene) -> None:
    await scene.browser.send(scene.blockouts, **BLOCKED, whole_day="on")
    [blocked] = await scene.blocked()
    await hire(scene.db, scene.merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(scene.db)) as browser:
        await browser.sign_in("jo@example.test")
        for path, shown, hidden in (
            (scene.services, "Dinner", "New service"),
            (scene.blockouts, "Private party", "Free again"),
            ("/console/statuses", "No-show", "Add status"),
        ):
            page = await browser.open(path)
            assert shown in page.text
            assert hidden not in page.text
        for path in (
            scene.services,
            f"{await scene.address('Dinner')}/remove",
            scene.blockouts,
            f"{scene.blockouts}/{blocked.id}/remove",
            "/console/statuses",
        ):
            assert (await browser.post(path, **NEW)).status_code == 403, path


async def test_what_another_merchant_has_is_not_there(scene: Scene) -> None:
    await scene.browser.send(scene.blockouts, **BLOCKED, whole_day="on")
    await scene.browser.send("/console/statuses", name="Running late", type="confirmed")
    [blocked], [status] = await scene.blocked(), await scene.own()
    dinner = (await scene.address("Dinner")).rpartition("/")[2]
    other = await open_business(scene.db, "sam@example.test")
    [theirs] = await stores(scene.db, other.id)
    async with browsing(console(scene.db)) as browser:
        await browser.sign_in("sam@example.test")
        for path in (
            scene.services,
            scene.blockouts,
            f"/console/services/{theirs.id}/{dinner}",
            f"/console/statuses/{status.code}",
        ):
            assert (await browser.open(path)).status_code == 404, path
        for path in (
            f"/console/services/{theirs.id}/{dinner}",
            f"/console/services/{theirs.id}/{dinner}/remove",
            f"/console/blockouts/{theirs.id}/{blocked.id}/remove",
            f"/console/statuses/{status.code}",
        ):
            assert (await browser.post(path, **NEW)).status_code == 404, path
    assert set(await scene.terms()) == {"Lunch", "Dinner"}
    assert await scene.blocked() == [blocked]
