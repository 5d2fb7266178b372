"""Promises of the rules of earning: typed, said in words, switched, and taken away."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import pytest
import pytest_asyncio
from tests.faces.console import NOON, Browser, browsing, console, open_business
from tests.faces.counter import filled_in, sells_coffee

from regulars.kernel.ids import StoreId, TierId, uuid7
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.merchants.model import Merchant
from regulars.merchants.stores import add_store
from regulars.platform.db import Database
from regulars.programs.define import read_program, set_program
from regulars.programs.earning.model import (
    EarningRule,
    Extra,
    FirstVisit,
    Gives,
    PerAmount,
    PerItem,
    PerVisit,
    one_for_each,
)
from regulars.programs.goods.model import GoodsId, Selection
from regulars.programs.model import Program
from regulars.programs.tiers.model import Tier, TierScheme
from regulars.vouchers.model import Hours

RULES = "/console/program/rules"
GOLD = TierId(uuid7(NOON))
RULE = {
    "gives": "per_amount",
    "amount_points": "2",
    "amount_per": "1.50",
    "name": "",
    "active": "on",
}

BAD: list[tuple[dict[str, str], str]] = [
    ({"amount_points": ""}, "amount_points"),
    ({"amount_points": "0"}, "amount_points"),
    ({"amount_points": "1.5"}, "amount_points"),
    ({"amount_points": "1000001"}, "amount_points"),
    ({"amount_per": "0"}, "amount_per"),
    ({"amount_per": "1e999"}, "amount_per"),
    ({"gives": "per_visit", "visit_points": ""}, "visit_points"),
    ({"gives": "per_visit", "visit_points": "1", "cooldown": "x"}, "cooldown"),
    ({"gives": "per_visit", "visit_points": "1", "cooldown": "-1"}, "cooldown"),
    ({"gives": "per_visit", "visit_points": "1", "cooldown": "99999"}, "cooldown"),
    ({"gives": "per_item", "item_points": "-1"}, "item_points"),
    ({"gives": "extra", "extra": "0"}, "extra"),
    ({"gives": "extra", "extra": "1001"}, "extra"),
    ({"gives": "first_visit", "first_points": "x"}, "first_points"),
    ({"name": "x" * 61}, "name"),
    ({"from_time": "14:00"}, "until_time"),
    ({"from_time": "25:00", "until_time": "17:00"}, "from_time"),
    ({"from_day": "soon"}, "from_day"),
    ({"from_day": "2026-05-02", "to_day": "2026-05-01"}, "to_day"),
    ({"minimum": "-5"}, "minimum"),
    ({"most_a_day": "0"}, "most_a_day"),
    ({"product:nobody/1": "on"}, "goods"),
]
"""What cannot be typed, and the field that says why."""


@dataclass
class Scene:
    """The owner of a merchant whose program has one rule and one tier, signed in."""

    db: Database
    merchant: Merchant
    browser: Browser
    sold: dict[str, GoodsId]

    async def rules(self) -> tuple[EarningRule, ...]:
        return (await read_program(self.db, self.merchant.id)).terms.rules

    async def version(self) -> str:
        return str((await read_program(self.db, self.merchant.id)).version)

    async def add(self, **fields: str) -> EarningRule:
        """Type a rule. The page that was seen last then is the program's."""
        typed = RULE | {"based_on": await self.version()} | fields
        page = await self.browser.send(RULES, **typed)
        assert page.status_code == 200, page.text
        return (await self.rules())[-1]


@pytest_asyncio.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    merchant = await open_business(db)
    tiers = TierScheme((Tier(GOLD, "Gold", 1_000),))
    terms = one_for_each(Money(100, "AUD"), tiers=tiers)
    await set_program(db, Program(merchant.id, "Regulars", "Beans", terms), at=NOON, actor="test")
    sold = await sells_coffee(db, merchant.id)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        await browser.open(f"{RULES}/new")
        yield Scene(db, merchant, browser, sold)


@pytest.mark.parametrize(
    ("fields", "gives", "said"),
    [
        ({}, PerAmount(Points(2), Money(150, "AUD")), "2 Beans for every $1.50 spent"),
        (
            {"gives": "per_visit", "visit_points": "1", "cooldown": "0.5"},
            PerVisit(Points(1), 30),
            "1 Bean for each visit, once in 30 minutes",
        ),
        ({"gives": "per_item", "item_points": "3"}, PerItem(Points(3)), "3 Beans for each item"),
        ({"gives": "extra", "extra": "50"}, Extra(5_000), "50% more Beans"),
        ({"gives": "extra", "extra": "200 %"}, Extra(20_000), "Triple Beans"),
        (
            {"gives": "first_visit", "first_points": "50"},
            FirstVisit(Points(50)),
            "50 Beans for the first visit",
        ),
    ],
)
async def test_a_rule_of_each_kind_is_kept_said_and_filled_in_again(
    scene: Scene, fields: dict[str, str], gives: Gives, said: str
) -> None:
    rule = await scene.add(**fields)
    assert (rule.gives, rule.name, rule.version, rule.active) == (gives, said, 1, True)
    page = (await scene.browser.open("/console/program")).text
    assert said in page
    form = filled_in((await scene.browser.open(f"{RULES}/{rule.id}")).text)
    version = await scene.version()
    await scene.browser.send(f"{RULES}/{rule.id}", **form | {"based_on": version})
    assert (await scene.rules())[-1] == rule
    assert await scene.version() == version


async def test_a_rule_with_everything_is_kept_said_and_filled_in_again(scene: Scene) -> None:
    bar = await add_store(scene.db, scene.merchant, "Garden bar", at=NOON)
    rule = await scene.add(
        **{
            "name": "Happy hour",
            "gives": "extra",
            "extra": "100",
            "day_1": "on",
            "from_time": "14:00",
            "until_time": "17:00",
            "from_day": "2026-05-01",
            "to_day": "2026-08-31",
            "minimum": "20",
            "most_a_day": "100",
            f"store_{bar.id}": "on",
            f"tier_{GOLD}": "on",
            f"category:{scene.sold['Coffee']}": "on",
            f"product:{scene.sold['Coffee cake']}": "on",
        }
    )
    assert rule == EarningRule(
        id=rule.id,
        name="Happy hour",
        gives=Extra(10_000),
        goods=Selection((scene.sold["Coffee cake"],), (scene.sold["Coffee"],)),
        stores=(bar.id,),
        hours=Hours(0b10, 14 * 60, 17 * 60),
        from_day=date(2026, 5, 1),
        to_day=date(2026, 8, 31),
        tiers=(GOLD,),
        minimum=Money(2_000, "AUD"),
        most_a_day=Points(100),
    )
    page = (await scene.browser.open("/console/program")).text.replace("\u202f", " ")
    for words in (
        "Double Beans on bills with Coffee or Coffee cake",
        "Tue, 2:00 pm to 5:00 pm",
        "Until 31 Aug 2026",
        "At Garden bar",
        "For Gold",
        "On bills from $20.00",
        "At most 100 Beans a day",
    ):
        assert words in page
    form = filled_in((await scene.browser.open(f"{RULES}/{rule.id}")).text)
    version = await scene.version()
    await scene.browser.send(f"{RULES}/{rule.id}", **form | {"based_on": version})
    assert (await scene.rules())[-1] == rule


async def test_a_field_that_cannot_be_used_has_a_sentence_and_nothing_is_saved(
    scene: Scene,
) -> None:
    for fields, wrong in BAD:
        page = await scene.browser.post(RULES, **RULE | {"based_on": "1"} | fields)
        assert page.status_code == 422, fields
        assert f'id="error-{wrong}"' in page.text, fields
    assert await scene.version() == "1"


async def test_of_two_managers_the_second_is_told_and_undoes_nothing(scene: Scene) -> None:
    first = await scene.add(name="Mine")
    for based_on in ("1", "", "x", "-1", "9" * 30):
        page = await scene.browser.post(RULES, **RULE | {"name": "Theirs", "based_on": based_on})
        assert page.status_code == 422
        assert "Somebody else has changed the program." in page.text
        assert 'value="Theirs"' in page.text
    stale = {"based_on": "1", "active": ""}
    for path in ("active", "remove"):
        page = await scene.browser.send(f"{RULES}/{first.id}/{path}", **stale)
        assert "Somebody else has changed the program." in page.text
    assert [rule.name for rule in await scene.rules()] == ["Every bill", "Mine"]


async def test_a_rule_is_switched_off_and_taken_away(scene: Scene) -> None:
    rule = await scene.add(name="Happy hour")
    page = await scene.browser.send(f"{RULES}/{rule.id}/active", active="", based_on="2")
    assert "“Happy hour” is off from the next sale on." in page.text
    assert [each.active for each in await scene.rules()] == [True, False]
    assert (await scene.rules())[1].version == 2
    page = await scene.browser.send(f"{RULES}/{rule.id}/remove", based_on="3")
    assert "“Happy hour” is gone." in page.text
    assert [each.name for each in await scene.rules()] == ["Every bill"]
    for path in ("", "/active", "/remove"):
        answer = await scene.browser.post(f"{RULES}/{rule.id}{path}", **RULE)
        assert answer.status_code == 404


async def test_the_bill_shows_a_rule_before_it_is_saved(scene: Scene) -> None:
    coffee = f"category:{scene.sold['Coffee']}"
    typed = RULE | {"gives": "per_item", "item_points": "5", coffee: "on", "bill_count_0": "3"}
    part = await scene.browser.post(f"{RULES}/example", **typed)
    for words in ("5 Beans for each Coffee", "3 × Coffee.", "+15", "bill_price_0"):
        assert words in part.text
    part = await scene.browser.post(f"{RULES}/example", **typed | {"item_points": "x"})
    assert part.status_code == 200
    assert "for each Coffee" not in part.text
    assert await scene.version() == "1"


async def test_goods_are_looked_for_and_stay_chosen(scene: Scene) -> None:
    white = f"product:{scene.sold['Flat white']}"
    part = await scene.browser.post("/console/picking/goods", goods_keyword="cof", **{white: "on"})
    assert f'name="{white}" checked' in part.text
    assert f'name="category:{scene.sold["Coffee"]}">' in part.text
    assert f'name="product:{scene.sold["Coffee cake"]}">' in part.text
    part = await scene.browser.post("/console/picking/goods", goods_keyword="tea")
    assert "Nothing is called that." in part.text
    # Without script the whole page comes back with them.
    page = await scene.browser.post(RULES, **RULE | {"look": "goods", "goods_keyword": "flat"})
    assert (page.status_code, f'name="{white}"' in page.text) == (200, True)
    assert await scene.version() == "1"


async def test_what_is_not_the_merchants_cannot_be_chosen(scene: Scene) -> None:
    other = await open_business(scene.db, "other@example.test")
    theirs = await sells_coffee(scene.db, other.id)
    await set_program(
        scene.db,
        Program(other.id, "Theirs", "Points", one_for_each(Money(100, "AUD"))),
        at=NOON,
        actor="test",
    )
    page = await scene.browser.post(
        RULES, **RULE | {"based_on": "1", f"product:{theirs['Flat white']}": "on"}
    )
    assert (page.status_code, "There is no such product." in page.text) == (422, True)
    part = await scene.browser.post(
        "/console/picking/goods", **{f"product:{theirs['Flat white']}": "on"}
    )
    assert "Flat white" not in part.text
    rule = await scene.add(**{f"tier_{uuid4()}": "on", f"store_{StoreId(1)}": "on"})
    assert (rule.tiers, rule.stores) == ((), ())


async def test_before_a_till_has_told_what_it_sells_the_form_says_how_to_get_there(
    db: Database,
) -> None:
    merchant = await open_business(db)
    program = Program(merchant.id, "Regulars", "Beans", one_for_each(Money(100, "AUD")))
    await set_program(db, program, at=NOON, actor="test")
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        page = await browser.open(f"{RULES}/new")
    assert "Products come from your till." in page.text
    assert 'href="/console/apps"' in page.text
