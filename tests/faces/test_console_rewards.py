"""Promises of the room Rewards."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from tests.faces.console import NOON, Browser, browsing, console, hire, open_business

from regulars.kernel.ids import RewardId, uuid7
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.merchants.model import Merchant, Role
from regulars.platform.db import Database
from regulars.programs.define import list_rewards, save_reward
from regulars.programs.model import AmountOff, Benefit, PercentOff, PointsForMoney, Reward

FILLED_IN = re.compile(r'<input class="input" id="field-(\w+)"[^>]* value="([^"]*)"')
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


@pytest.mark.parametrize(
    ("fields", "benefit", "said"),
    [
        ({"value": "7.50"}, AmountOff(Money(750, "AUD")), "$7.50 off"),
        (
            {"benefit": "percent_off", "percent": "12.5", "most": "15"},
            PercentOff(1250, Money(1500, "AUD")),
            "12.5% off, at most $15.00",
        ),
        ({"benefit": "percent_off", "percent": "10 %", "most": ""}, PercentOff(1000), "10% off"),
        (
            {"benefit": "points_for_money", "value": "5", "unit": "100", "points": "1000"},
            PointsForMoney(Money(500, "AUD"), Points(100)),
            "$5.00 off for every 100 points",
        ),
    ],
)
async def test_a_reward_of_each_kind_is_kept_listed_and_filled_in_again(
    scene: Scene, fields: dict[str, str], benefit: Benefit, said: str
) -> None:
    await scene.browser.open("/console/rewards/new")
    page = await scene.browser.send("/console/rewards", **FIVE_OFF | fields)
    [reward] = await scene.rewards()
    assert (reward.benefit, reward.active) == (benefit, True)
    assert said in page.text
    page = await scene.browser.open(f"/console/rewards/{reward.id}")
    typed = dict(
        re.findall(r'<input class="input" id="field-(\w+)"[^>]* value="([^"]*)"', page.text)
    )
    await scene.browser.send(f"/console/rewards/{reward.id}", **FIVE_OFF | fields | typed)
    assert await scene.rewards() == [reward]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
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
        ({"benefit": "points_for_money", "value": "5", "unit": "0"}, "unit"),
        ({"benefit": "points_for_money", "value": "5", "unit": ""}, "unit"),
    ],
)
async def test_a_field_that_cannot_be_used_has_a_sentence_and_nothing_is_saved(
    scene: Scene, fields: dict[str, str], wrong: str
) -> None:
    await scene.browser.open("/console/rewards/new")
    page = await scene.browser.post("/console/rewards", **FIVE_OFF | fields)
    assert page.status_code == 422
    assert f'id="error-{wrong}"' in page.text
    assert await scene.rewards() == []


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
