"""The room of tiers: what an owner types is what members get, and nobody else's is touched."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.faces.console import NOON, Browser, browsing, console, hire
from tests.faces.selling import Shop, aud, open_shop

from regulars.kernel.ids import OfferId
from regulars.merchants.model import Role
from regulars.platform.db import Database
from regulars.programs.benefits.model import AmountOff
from regulars.programs.conditions.model import Conditions, OfTiers
from regulars.programs.define import find_program, save_offer
from regulars.programs.model import Offer
from regulars.programs.tiers.model import Measure, Span, TierScheme
from regulars.programs.tiers.sweep import sweep_tiers

TYPED = {
    "measure": "points",
    "span": "months",
    "months": "6",
    "grace_days": "14",
    "rows": "2",
    "name_0": "Gold",
    "threshold_0": "500",
    "extra_0": "50",
    "colour_0": "wait",
    "name_1": "Silver",
    "threshold_1": "100",
    "extra_1": "",
    "colour_1": "neutral",
}
SEGMENT = {"name": "Away", "not_seen_days": "60"}


async def version(shop: Shop) -> str:
    program = await find_program(shop.db, shop.merchant.id)
    assert program is not None
    return str(program.version)


async def scheme(shop: Shop) -> TierScheme | None:
    program = await find_program(shop.db, shop.merchant.id)
    assert program is not None
    return program.terms.tiers


async def set_up(shop: Shop, mia: Browser, **changes: str) -> TierScheme:
    """Mia saves tiers, which are there then."""
    await mia.open("/console/tiers/edit")
    await mia.send("/console/tiers", based_on=await version(shop), **{**TYPED, **changes})
    found = await scheme(shop)
    assert found is not None
    return found


async def test_tiers_are_kept_as_they_are_typed_lowest_first(db: Database) -> None:
    shop = await open_shop(db)
    async with browsing(console(db)) as mia:
        await mia.sign_in("mia@example.test")
        empty = await mia.open("/console/tiers")
        assert "No tiers yet" in empty.text

        kept = await set_up(shop, mia)
        assert [(tier.name, tier.threshold, tier.extra) for tier in kept.tiers] == [
            ("Silver", 100, 0),
            ("Gold", 500, 5_000),
        ]
        assert (kept.measure, kept.span, kept.months, kept.grace_days) == (
            Measure.POINTS,
            Span.MONTHS,
            6,
            14,
        )
        page = (await mia.open("/console/tiers")).text
        assert "50% more Beans" in page
        assert "keeps it for 14 more days" in page

        silver, _ = kept.tiers
        again = {"id_0": "", "name_0": "Gold", "id_1": str(silver.id), "name_1": "Silver Club"}
        renamed = await set_up(shop, mia, **again, measure="spend", threshold_1="99.50")
        assert [tier.name for tier in renamed.tiers] == ["Silver Club", "Gold"]
        assert (renamed.tiers[0].id, renamed.tiers[0].threshold) == (silver.id, 9_950)
        form = (await mia.open("/console/tiers/edit")).text
        assert 'value="99.50"' in form


async def test_a_member_of_a_tier_is_shown_in_it_everywhere(db: Database) -> None:
    shop = await open_shop(db)
    async with browsing(console(db)) as mia:
        await mia.sign_in("mia@example.test")
        kept = await set_up(shop, mia)
        rosa, _ = await shop.enrol("Rosa"), await shop.enrol("Omar")
        await shop.sell("180", rosa)

        assert re.search(r"Members now\D*>1<", (await mia.open("/console/tiers")).text)
        one = (await mia.open(f"/console/tiers/{kept.tiers[0].id}")).text
        assert "Rosa" in one
        assert "Omar" not in one
        assert "320 Beans to Gold" in (await mia.open(f"/console/members/{rosa.id}")).text
        assert "Silver" in (await mia.open("/console/members")).text
        file = await mia.open(f"/console/tiers/{kept.tiers[0].id}/members.csv")
        assert file.headers["content-disposition"].startswith('attachment; filename="silver-2026')
        assert "Rosa" in file.text


async def test_what_cannot_be_is_said_beside_its_field_and_changes_nothing(db: Database) -> None:
    shop = await open_shop(db)
    bad: dict[str, dict[str, str]] = {
        "What is it called?": {"name_0": " "},
        "Where does it begin?": {"threshold_0": ""},
        "A whole number, please.": {"threshold_0": "many"},
        "Between 1 and 60, please.": {"months": "0"},
        "How many days?": {"grace_days": ""},
        "at most 900": {"extra_0": "901"},
        "Two tiers cannot begin at the same figure.": {"threshold_0": "100"},
        "Two tiers cannot have the same name.": {"name_0": "silver"},
        "Name a tier at least.": {"rows": "0"},
        "Choose one of these.": {"measure": "luck"},
        "Somebody else has changed the program": {"based_on": "0"},
    }
    async with browsing(console(db)) as mia:
        await mia.sign_in("mia@example.test")
        await mia.open("/console/tiers/edit")
        for sentence, changes in bad.items():
            typed = {"based_on": await version(shop), **TYPED, **changes}
            answer = await mia.send("/console/tiers", **typed)
            assert answer.status_code == 422, sentence
            assert sentence in answer.text
            assert changes.get("rows") or 'value="Silver"' in answer.text, "it is still there"
    assert await scheme(shop) is None


async def test_a_tier_that_an_offer_is_for_cannot_be_taken_out(db: Database) -> None:
    shop = await open_shop(db)
    async with browsing(console(db)) as mia:
        await mia.sign_in("mia@example.test")
        silver, gold = (await set_up(shop, mia)).tiers
        ids = {"id_0": str(gold.id), "id_1": str(silver.id)}
        offer = Offer(
            OfferId(uuid4()),
            "Gold evening",
            AmountOff(aud("5")),
            conditions=Conditions(audience=OfTiers((gold.id,))),
        )
        await save_offer(db, shop.merchant.id, offer, at=NOON, actor="test")

        less: dict[str, Any] = {**TYPED, **ids, "name_0": "", "threshold_0": "", "extra_0": ""}
        less |= {"id_0": "", "based_on": await version(shop)}
        answer = await mia.send("/console/tiers", **less)
        assert "“Gold evening” is for Gold. Change that first." in answer.text
        stopped = await mia.send("/console/tiers/none", based_on=await version(shop))
        assert "“Gold evening” is for Gold." in stopped.text
        assert (await set_up(shop, mia, **ids)).tiers == (silver, gold)


async def test_without_tiers_nobody_has_one(db: Database) -> None:
    shop = await open_shop(db)
    async with browsing(console(db)) as mia:
        await mia.sign_in("mia@example.test")
        await set_up(shop, mia)
        rosa = await shop.enrol("Rosa")
        await shop.sell("180", rosa)
        await mia.send("/console/tiers/none", based_on=await version(shop))
        assert await scheme(shop) is None
        await sweep_tiers(db, at=NOON + timedelta(minutes=1))
        assert "No tiers yet" in (await mia.open("/console/tiers")).text
        assert "Silver" not in (await mia.open("/console/members")).text


async def test_the_form_grows_shrinks_and_says_what_it_means(db: Database) -> None:
    await open_shop(db)
    async with browsing(console(db)) as mia:
        await mia.sign_in("mia@example.test")
        await mia.open("/console/tiers/edit")
        more = (await mia.post("/console/tiers/fields", **TYPED, add="1")).text
        assert 'name="name_2"' in more
        assert 'name="rows" value="3"' in more
        less = (await mia.post("/console/tiers/fields", **TYPED, remove="0")).text
        assert 'name="rows" value="1"' in less
        assert 'name="name_0" type="text" value="Silver"' in less
        for nonsense in ({"rows": "x"}, {"remove": "9"}, {"rows": "99", "add": "1"}):
            answer = await mia.post("/console/tiers/fields", **{**TYPED, **nonsense})
            assert answer.status_code == 200, nonsense

        said = (await mia.post("/console/tiers/example", **TYPED)).text
        assert "With 500 Beans a member is Gold, and gets 15 Beans where others get 10." in said
        assert "With 99 Beans a member has no tier yet." in said
        unsaid = (await mia.post("/console/tiers/example", **{**TYPED, "name_0": ""})).text
        assert "Give each tier a name" in unsaid


async def test_staff_look_and_another_merchant_sees_nothing(db: Database) -> None:
    shop, _ = await open_shop(db), await open_shop(db, "other@example.test")
    await hire(db, shop.merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(db)) as mia, browsing(console(db)) as jo:
        await mia.sign_in("mia@example.test")
        silver, _ = (await set_up(shop, mia)).tiers
        await mia.open("/console/segments/new")
        made = await mia.post("/console/segments", **SEGMENT)
        segment = made.headers["location"]

        await jo.sign_in("jo@example.test")
        for path in ("/console/tiers", f"/console/tiers/{silver.id}", "/console/segments", segment):
            page = await jo.open(path)
            assert page.status_code == 200, path
            assert "Download CSV" not in page.text
            assert "/edit" not in page.text
        for path in (
            "/console/tiers/edit",
            f"/console/tiers/{silver.id}/members.csv",
            f"{segment}/edit",
            f"{segment}/members.csv",
        ):
            assert (await jo.open(path)).status_code == 403, path
        for path in ("/console/tiers", "/console/tiers/none", segment, f"{segment}/delete"):
            assert (await jo.post(path, **TYPED)).status_code == 403, path

    async with browsing(console(db)) as other:
        await other.sign_in("other@example.test")
        for path in (
            f"/console/tiers/{silver.id}",
            f"/console/tiers/{silver.id}/members.csv",
            segment,
            f"{segment}/edit",
            f"{segment}/members.csv",
        ):
            assert (await other.open(path)).status_code == 404, path
        for path in (segment, f"{segment}/delete"):
            assert (await other.post(path, **SEGMENT)).status_code == 404, path
