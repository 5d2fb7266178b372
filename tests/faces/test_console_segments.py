"""The room of segments: who it is, in words and as a list, and what is refused."""

from datetime import timedelta
from uuid import UUID

import msgspec
from tests.faces.console import NOON, browsing, console
from tests.faces.selling import Shop, aud, open_shop

from regulars.kernel.ids import TierId
from regulars.platform.db import Database
from regulars.programs.define import change_terms
from regulars.programs.segments.define import list_segments
from regulars.programs.segments.model import BirthdayIn, Criteria
from regulars.programs.tiers.model import Tier, TierScheme

GOLD = Tier(TierId(UUID(int=12)), "Gold", 100)


async def with_gold(shop: Shop) -> None:
    await change_terms(
        shop.db,
        shop.merchant.id,
        lambda terms: msgspec.structs.replace(terms, tiers=TierScheme((GOLD,))),
        based_on=None,
        at=NOON,
        actor="test",
    )


async def test_a_segment_is_described_looked_into_changed_and_deleted(db: Database) -> None:
    shop = await open_shop(db)
    await with_gold(shop)
    rosa, _ = await shop.enrol("Rosa", "Diaz"), await shop.enrol("Omar")
    await shop.sell("120", rosa, at=NOON - timedelta(days=20))
    typed = {
        "name": "Away gold",
        "not_seen_days": "14",
        "birthday": "",
        f"tier_{GOLD.id}": "on",
        "least_visits": "1",
        "least_spent": "99.50",
        "within_days": "90",
    }
    async with browsing(console(db)) as mia:
        await mia.sign_in("mia@example.test")
        assert "Begin with one of these" in (await mia.open("/console/segments")).text
        begun = await mia.open("/console/segments/new?name=Birthday+this+month&birthday=month")
        assert "Members who have their birthday this month. Nobody is in it now." in begun.text

        page = await mia.send("/console/segments", **typed)
        words = (
            "Members who were not seen for 14 days, are in Gold, came at least once in the last 90 "
            "days and spent at least $99.50 in the last 90 days."
        )
        assert words in page.text
        assert "Rosa Diaz" in page.text
        assert "Omar" not in page.text
        [kept] = await list_segments(db, shop.merchant.id)
        assert kept.criteria == Criteria(
            not_seen_days=14,
            tiers=(GOLD.id,),
            least_visits=1,
            least_spent=aud("99.50"),
            within_days=90,
        )
        assert words in (await mia.open("/console/segments")).text

        form = await mia.open(f"/console/segments/{kept.id}/edit")
        assert 'value="99.50"' in form.text
        assert "One member is in it now." in form.text
        changed = {"name": "Away", "not_seen_days": "14", "birthday": "week"}
        assert "Nobody now" in (await mia.send(f"/console/segments/{kept.id}", **changed)).text
        [kept] = await list_segments(db, shop.merchant.id)
        assert kept.criteria == Criteria(not_seen_days=14, birthday=BirthdayIn.WEEK)

        gone = await mia.send(f"/console/segments/{kept.id}/delete")
        assert "“Away” is deleted." in gone.text
        assert await list_segments(db, shop.merchant.id) == []


async def test_the_file_has_everybody_and_no_formula(db: Database) -> None:
    shop = await open_shop(db)
    await shop.enrol("=HYPERLINK(1)")
    for number in range(60):
        await shop.enrol(f"Guest {number}")
    async with browsing(console(db)) as mia:
        await mia.sign_in("mia@example.test")
        await mia.open("/console/segments/new")
        made = await mia.post("/console/segments", name="Neu & schön!", joined_days="30")
        address = made.headers["location"]
        first = (await mia.open(address)).text
        assert "61 members now" in first
        assert "before=" in first
        file = await mia.open(f"{address}/members.csv")
        assert 'filename="neu---sch-n-2026-05-04.csv"' in file.headers["content-disposition"]
        lines = file.text.strip().splitlines()
        assert len(lines) == 62
        assert not any(line.lstrip('"').startswith("=") for line in lines)
        assert (await mia.open(f"{address}?before=nonsense")).status_code == 200


async def test_what_cannot_be_is_said_and_changes_nothing(db: Database) -> None:
    shop = await open_shop(db)
    bad: dict[str, dict[str, str]] = {
        "What is it called?": {"name": " ", "seen_days": "3"},
        "Choose at least one thing": {"name": "All", "within_days": "30"},
        "A whole number, please.": {"name": "All", "seen_days": "three"},
        "Between 1 and 3660, please.": {"name": "All", "seen_days": "0"},
        "More than zero, please.": {"name": "All", "least_spent": "0"},
        "Choose one of these.": {"name": "All", "birthday": "someday"},
        "That is fewer than the least.": {"name": "All", "least_visits": "3", "most_visits": "2"},
    }
    async with browsing(console(db)) as mia:
        await mia.sign_in("mia@example.test")
        await mia.open("/console/segments/new")
        for sentence, typed in bad.items():
            answer = await mia.send("/console/segments", **typed)
            assert answer.status_code == 422, sentence
            assert sentence in answer.text
            counted = await mia.post("/console/segments/count", **typed)
            assert counted.status_code == 200
        await mia.post("/console/segments", name="Away", not_seen_days="60")
        again = await mia.send("/console/segments", name="away", not_seen_days="30")
        assert "Another segment has this name." in again.text
    [kept] = await list_segments(db, shop.merchant.id)
    assert (kept.name, kept.criteria) == ("Away", Criteria(not_seen_days=60))
