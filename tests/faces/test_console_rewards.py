"""Promises of the room Rewards."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio
from tests.faces.console import NOON, Browser, browsing, console, hire, open_business
from tests.faces.counter import filled_in, sells_coffee

from regulars.kernel.ids import RewardId, uuid7
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.merchants.model import Merchant, Role
from regulars.merchants.stores import add_store
from regulars.platform.db import Database
from regulars.programs.benefits.model import (
    AmountOff,
    Benefit,
    ByHand,
    FreeProduct,
    GoodsAmountOff,
    GoodsPercentOff,
    PercentOff,
    PointsForMoney,
    WalletCredit,
)
from regulars.programs.conditions.model import Conditions, Period
from regulars.programs.define import list_rewards, save_reward
from regulars.programs.goods.model import Selection
from regulars.programs.model import Reward
from regulars.vouchers.model import Hours

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(60)
WEBP = b"RIFF\x40\0\0\0WEBPVP8 " + bytes(60)
PICTURE = re.compile(r'src="(/console/pictures/[^"]+)"')
FIVE_OFF = {
    "title": "$5 off",
    "benefit": "amount_off",
    "value": "5",
    "points": "100",
    "action_label": "Redeem",
    "terms": "",
    "active": "on",
}


@dataclass
class Scene:
    """The owner of a merchant, signed in."""

    db: Database
    merchant: Merchant
    browser: Browser

    async def rewards(self) -> list[Reward]:
        return list(await list_rewards(self.db, self.merchant.id))

    async def add(self, title: str, *, position: int = 0) -> Reward:
        benefit = AmountOff(Money(500, "AUD"))
        reward = Reward(RewardId(uuid7(NOON)), title, benefit, Points(100), position=position)
        await save_reward(self.db, self.merchant.id, reward, at=NOON, actor="test")
        return reward


@pytest_asyncio.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    merchant = await open_business(db)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        yield Scene(db, merchant, browser)


async def test_a_reward_of_each_kind_is_kept_listed_and_filled_in_again(scene: Scene) -> None:
    sold = await sells_coffee(scene.db, scene.merchant.id)
    coffee = Selection(categories=(sold["Coffee"],))
    chosen = {f"category:{sold['Coffee']}": "on"}
    five = Money(500, "AUD")
    kinds: list[tuple[dict[str, str], Benefit, str]] = [
        ({"value": "7.50"}, AmountOff(Money(750, "AUD")), "$7.50 off"),
        (
            {"benefit": "percent_off", "percent": "12.5", "most": "15"},
            PercentOff(1250, Money(1500, "AUD")),
            "12.5% off, at most $15.00",
        ),
        ({"benefit": "percent_off", "percent": "10 %", "most": ""}, PercentOff(1000), "10% off"),
        (
            {"benefit": "points_for_money", "value": "5", "unit": "100", "points": "1000"},
            PointsForMoney(five, Points(100)),
            "$5.00 off for every 100 Points",
        ),
        (
            {"benefit": "free_product", "most": "5"} | chosen,
            FreeProduct(coffee, five),
            "One Coffee free, at most $5.00",
        ),
        (
            {"benefit": "goods_amount_off", "value": "5", "items": "2"} | chosen,
            GoodsAmountOff(coffee, five, 2),
            "$5.00 off Coffee each, up to 2",
        ),
        (
            {"benefit": "goods_percent_off", "percent": "50", "items": "1"} | chosen,
            GoodsPercentOff(coffee, 5_000, 1),
            "50% off Coffee, one of them",
        ),
        ({"benefit": "wallet_credit"}, WalletCredit(five), "$5.00 into the wallet"),
        ({"benefit": "by_hand", "what": "A bag of beans"}, ByHand("A bag of beans"), "A bag of"),
    ]
    await scene.browser.open("/console/rewards/new")
    for fields, benefit, said in kinds:
        page = await scene.browser.send("/console/rewards", **FIVE_OFF | fields)
        reward = (await scene.rewards())[-1]
        assert (reward.benefit, reward.active) == (benefit, True)
        assert said in page.text
        page = await scene.browser.open(f"/console/rewards/{reward.id}")
        await scene.browser.send(f"/console/rewards/{reward.id}", **filled_in(page.text))
        assert (await scene.rewards())[-1] == reward


async def test_conditions_are_kept_said_and_filled_in_again(scene: Scene) -> None:
    bar = await add_store(scene.db, scene.merchant, "Garden bar", at=NOON)
    conditions = {
        "day_0": "on",
        "from_time": "22:00",
        "until_time": "01:00",
        f"store_{bar.id}": "on",
        "minimum": "20",
        "limit_total": "50",
        "limit_per_member": "1",
        "per": "week",
        "budget": "200",
        "alone": "on",
    }
    await scene.browser.open("/console/rewards/new")
    page = await scene.browser.send("/console/rewards", **FIVE_OFF | conditions)
    [reward] = await scene.rewards()
    assert reward.conditions == Conditions(
        stores=(bar.id,),
        hours=Hours(1, 22 * 60, 60),
        minimum=Money(2_000, "AUD"),
        limit_total=50,
        limit_per_member=1,
        per=Period.WEEK,
        budget=Money(20_000, "AUD"),
        alone=True,
    )
    said = page.text.replace("\u202f", " ")
    for words in (
        "Mon, 10:00 pm to 1:00 am, at Garden bar",
        "On bills from $20.00, with nothing else",
        "Once a member a week, 50 times in all, $200.00 in all",
        "0 of 50 · $200.00 of $200.00 left",
    ):
        assert words in said
    page = await scene.browser.open(f"/console/rewards/{reward.id}")
    await scene.browser.send(f"/console/rewards/{reward.id}", **filled_in(page.text))
    assert await scene.rewards() == [reward]


BAD: list[tuple[dict[str, str], str]] = [
    ({"title": ""}, "title"),
    ({"title": "x" * 81}, "title"),
    ({"action_label": ""}, "action_label"),
    ({"action_label": "x" * 21}, "action_label"),
    ({"terms": "x" * 201}, "terms"),
    ({"points": ""}, "points"),
    ({"points": "0"}, "points"),
    ({"points": "many"}, "points"),
    ({"points": "10000001"}, "points"),
    ({"value": ""}, "value"),
    ({"value": "0"}, "value"),
    ({"value": "-1"}, "value"),
    ({"value": "9" * 20}, "value"),
    ({"benefit": "percent_off", "percent": ""}, "percent"),
    ({"benefit": "percent_off", "percent": "0"}, "percent"),
    ({"benefit": "percent_off", "percent": "100.01"}, "percent"),
    ({"benefit": "percent_off", "percent": "1.234"}, "percent"),
    ({"benefit": "percent_off", "percent": "NaN"}, "percent"),
    ({"benefit": "percent_off", "percent": "10", "most": "0"}, "most"),
    ({"benefit": "points_for_money", "unit": "0"}, "unit"),
    ({"benefit": "points_for_money", "unit": ""}, "unit"),
    ({"benefit": "free_product"}, "goods"),
    ({"benefit": "free_product", "product:nobody/1": "on"}, "goods"),
    ({"benefit": "goods_amount_off", "items": "0"}, "items"),
    ({"benefit": "wallet_credit", "value": ""}, "value"),
    ({"benefit": "by_hand", "what": " "}, "what"),
    ({"benefit": "by_hand", "what": "x" * 101}, "what"),
    ({"from_time": "10:00"}, "until_time"),
    ({"starts_at": "2026-06-02T00:00", "ends_at": "2026-06-01T00:00"}, "ends_at"),
    ({"minimum": "0"}, "minimum"),
    ({"budget": "-1"}, "budget"),
    ({"limit_total": "0"}, "limit_total"),
    ({"per": "century"}, "per"),
]
"""What cannot be typed, and the field that says why."""


async def test_a_field_that_cannot_be_used_has_a_sentence_and_nothing_is_saved(
    scene: Scene,
) -> None:
    await scene.browser.open("/console/rewards/new")
    for fields, wrong in BAD:
        page = await scene.browser.post("/console/rewards", **FIVE_OFF | fields)
        assert page.status_code == 422, fields
        assert f'id="error-{wrong}"' in page.text, fields
    assert await scene.rewards() == []


async def test_a_picture_is_kept_shown_to_guests_and_taken_away(scene: Scene) -> None:
    await scene.browser.open("/console/rewards/new")
    await scene.browser.send_with("/console/rewards", {"picture": ("a.txt", PNG)}, **FIVE_OFF)
    [reward] = await scene.rewards()
    page = await scene.browser.open("/console/rewards")
    [first] = PICTURE.findall(page.text)
    async with browsing(console(scene.db)) as guest:
        seen = await guest.open(first)
        assert (seen.content, seen.headers["content-type"]) == (PNG, "image/png")
        assert seen.headers["x-content-type-options"] == "nosniff"
        other = await open_business(scene.db, "other@example.test")
        theirs = first.replace(str(scene.merchant.id), str(other.id))
        assert (await guest.open(theirs)).status_code == 404
    address = f"/console/rewards/{reward.id}"
    await scene.browser.open(address)
    await scene.browser.send_with(address, {"picture": ("b", WEBP)}, **FIVE_OFF)
    [second] = PICTURE.findall((await scene.browser.open("/console/rewards")).text)
    assert (await scene.browser.open(second)).headers["content-type"] == "image/webp"
    assert (await scene.browser.open(first)).status_code == 404
    await scene.browser.open(address)
    await scene.browser.send(address, **FIVE_OFF | {"picture_off": "on"})
    assert PICTURE.findall((await scene.browser.open("/console/rewards")).text) == []
    assert (await scene.browser.open(second)).status_code == 404


async def test_a_file_that_is_no_picture_or_too_large_is_refused_and_nothing_is_saved(
    scene: Scene,
) -> None:
    await scene.browser.open("/console/rewards/new")
    svg, page = b"<svg onload=alert(1)>", b"<html><script>alert(1)</script>"
    for odd in (b"GIF89a" + bytes(200), svg, page, PNG[:8] + svg, PNG + bytes(1_000_000)):
        answer = await scene.browser.send_with(
            "/console/rewards", {"picture": ("a.png", odd)}, **FIVE_OFF
        )
        assert (answer.status_code, 'id="error-picture"' in answer.text) == (422, True)
    huge = {"picture": ("a.png", PNG + bytes(6_000_000))}
    answer = await scene.browser.send_with("/console/rewards", huge, **FIVE_OFF)
    assert answer.status_code == 413
    # A form that is refused for something else leaves no picture behind.
    answer = await scene.browser.send_with(
        "/console/rewards", {"picture": ("a.png", PNG)}, **FIVE_OFF | {"title": ""}
    )
    assert answer.status_code == 422
    assert await scene.rewards() == []
    assert await scene.db.value("select count(*) from pictures") == 0


async def test_a_kind_of_benefit_that_does_not_exist_is_refused(scene: Scene) -> None:
    await scene.browser.open("/console/rewards/new")
    page = await scene.browser.post("/console/rewards", **FIVE_OFF | {"benefit": "free_beer"})
    assert page.status_code == 422
    assert "Choose one of these." in page.text
    assert await scene.rewards() == []


async def test_the_form_shows_the_fields_of_a_kind_and_the_reward_as_at_the_till(
    scene: Scene,
) -> None:
    await scene.browser.open("/console/rewards/new")
    part = await scene.browser.post("/console/rewards/fields", benefit="percent_off")
    assert 'name="percent"' in part.text
    assert 'name="value"' not in part.text
    part = await scene.browser.post("/console/rewards/preview", **FIVE_OFF | {"terms": "Dine in"})
    for words in ("$5 off", "100 Points", "Dine in", "Redeem"):
        assert words in part.text
    part = await scene.browser.post("/console/rewards/preview", title="x")
    assert "Not complete yet" in part.text
    assert await scene.rewards() == []


async def test_rewards_are_shown_in_the_order_they_were_moved_to(scene: Scene) -> None:
    one, two, three = [await scene.add(title) for title in ("One", "Two", "Three")]
    before = [reward.id for reward in await scene.rewards()]
    await scene.browser.open("/console/rewards")
    await scene.browser.send(f"/console/rewards/{before[2]}/place", way="up")
    assert [r.id for r in await scene.rewards()] == [before[0], before[2], before[1]]
    await scene.browser.send(f"/console/rewards/{before[0]}/place", way="up")
    await scene.browser.send(f"/console/rewards/{before[1]}/place", way="down")
    assert [r.id for r in await scene.rewards()] == [before[0], before[2], before[1]]
    await scene.browser.send("/console/rewards", **FIVE_OFF)
    assert (await scene.rewards())[-1].title == "$5 off"
    assert {one.id, two.id, three.id} == set(before)


async def test_a_reward_is_switched_off_and_on_again(scene: Scene) -> None:
    reward = await scene.add("$5 off")
    await scene.browser.open("/console/rewards")
    page = await scene.browser.send(f"/console/rewards/{reward.id}/active", active="")
    assert "is off." in page.text
    assert not (await scene.rewards())[0].active
    await scene.browser.send(f"/console/rewards/{reward.id}/active", active="on")
    assert await scene.rewards() == [reward]


async def test_staff_look_at_rewards_and_change_none(scene: Scene) -> None:
    reward = await scene.add("$5 off")
    await hire(scene.db, scene.merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(scene.db)) as browser:
        await browser.sign_in("jo@example.test")
        page = await browser.open("/console/rewards")
        assert "$5 off" in page.text
        assert "Switch off" not in page.text
        for path in ("new", f"{reward.id}"):
            assert (await browser.open(f"/console/rewards/{path}")).status_code == 403
        for path in ("", f"/{reward.id}", f"/{reward.id}/active", f"/{reward.id}/place"):
            assert (await browser.post(f"/console/rewards{path}", **FIVE_OFF)).status_code == 403
    assert await scene.rewards() == [reward]


async def test_the_rewards_of_another_merchant_are_not_there(scene: Scene) -> None:
    other = await open_business(scene.db, "other@example.test")
    theirs = await Scene(scene.db, other, scene.browser).add("Theirs")
    assert "Theirs" not in (await scene.browser.open("/console/rewards")).text
    await scene.browser.open("/console/rewards/new")
    assert (await scene.browser.open(f"/console/rewards/{theirs.id}")).status_code == 404
    await scene.browser.open("/console/rewards/new")
    for path in ("", "/active", "/place"):
        answer = await scene.browser.post(f"/console/rewards/{theirs.id}{path}", **FIVE_OFF)
        assert answer.status_code == 404
    assert list(await list_rewards(scene.db, other.id)) == [theirs]
