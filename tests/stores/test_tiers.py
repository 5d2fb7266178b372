"""Promises of tiers, bonuses and birthdays, on sales as a till reports them."""

import itertools
from dataclasses import replace as replaced
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from tests.faces.console import NOON, NoTills
from tests.faces.selling import Shop, open_shop
from tests.stores.ordering import counter_of
from tests.stores.test_sales_lists import COPIES, steps

from regulars.kernel.ids import TierId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.ledger.statement import balance, statement
from regulars.members.edit import edit
from regulars.members.model import Birthday, Changes, Member
from regulars.platform import journal
from regulars.platform.db import Database
from regulars.programs.birthdays import give_birthdays
from regulars.programs.define import change_terms, find_program
from regulars.programs.earning.model import Idle, Terms, one_for_each
from regulars.programs.store.tiers import FIGURES
from regulars.programs.tiers.model import Measure, Span, Tier, TierScheme
from regulars.programs.tiers.read import how_many, progress_of, tier_of
from regulars.programs.tiers.sweep import sweep_tiers
from regulars.workers.schedule import Schedule

SILVER = Tier(TierId(UUID(int=11)), "Silver", 100)
GOLD = Tier(TierId(UUID(int=12)), "Gold", 500)
SCHEME = TierScheme((SILVER, GOLD), span=Span.YEAR, grace_days=30)
DAY = timedelta(days=1)


async def change(shop: Shop, **fields: Any) -> Terms:
    """The program in another version."""
    program = await change_terms(
        shop.db,
        shop.merchant.id,
        lambda terms: msgspec.structs.replace(terms, **fields),
        based_on=None,
        at=NOON,
        actor="test",
    )
    return program.terms


async def tier(shop: Shop, member: Member) -> str:
    found = await tier_of(shop.db, shop.merchant.id, member.id)
    return found.name if found else "none"


async def told(shop: Shop, kind: str) -> list[dict[str, Any]]:
    facts = await journal.newest(shop.db, shop.merchant.id, limit=200)
    return [fact.data for fact in reversed(facts) if fact.kind == kind]


async def test_a_sale_that_reaches_a_tier_brings_it_at_once_and_says_so(db: Database) -> None:
    shop = await open_shop(db)
    terms = await change(shop, tiers=SCHEME)
    rosa = await shop.enrol("Rosa")

    await shop.sell("99", rosa)
    assert await tier(shop, rosa) == "none"
    await shop.sell("1", rosa)
    assert await tier(shop, rosa) == "Silver"
    await shop.sell("400", rosa)
    assert await tier(shop, rosa) == "Gold"

    assert {(one["before"], one["tier"]) for one in await told(shop, "tier.changed")} == {
        ("", str(SILVER.id)),
        (str(SILVER.id), str(GOLD.id)),
    }
    assert await how_many(db, shop.merchant.id) == {GOLD.id: 1}
    progress = await progress_of(db, shop.merchant.id, rosa.id, terms, at=NOON)
    assert progress is not None
    assert (progress.tier, progress.next, progress.figure) == (GOLD, None, 500)


async def test_a_void_sale_takes_a_tier_away_only_after_the_grace(db: Database) -> None:
    shop = await open_shop(db)
    await change(shop, tiers=SCHEME)
    rosa = await shop.enrol("Rosa")
    order = await shop.sell("500", rosa)

    await shop.void(order)
    assert await tier(shop, rosa) == "Gold"
    for days, name in ((29, "Gold"), (30, "none")):
        await sweep_tiers(db, at=NOON + days * DAY)
        assert await tier(shop, rosa) == name, days


async def test_a_bill_that_is_another_guests_after_all_brings_the_tier_to_them(
    db: Database,
) -> None:
    shop = await open_shop(db)
    await change(shop, tiers=msgspec.structs.replace(SCHEME, grace_days=0))
    rosa, omar = await shop.enrol("Rosa"), await shop.enrol("Omar")
    order = await shop.sell("100", rosa)

    await shop.report(replaced(order, member_reference=str(omar.id)), at=NOON)
    assert (await tier(shop, rosa), await tier(shop, omar)) == ("none", "Silver")


async def test_the_tier_is_the_same_in_whatever_order_a_till_reports(db: Database) -> None:
    shop = await open_shop(db)
    await change(shop, tiers=msgspec.structs.replace(SCHEME, grace_days=0))
    reported = itertools.permutations([("450", False), ("60", False), ("60", True), ("39", False)])
    for order in itertools.islice(reported, 0, None, 5):
        rosa = await shop.enrol("Rosa")
        for amount, is_void in order:
            sold = await shop.sell(amount, rosa)
            if is_void:
                await shop.void(sold)
        assert await tier(shop, rosa) == "Gold", order
        await shop.void(await shop.sell("1000", rosa))
        assert await tier(shop, rosa) == "Gold"


async def test_orders_of_any_till_and_what_goes_back_of_them_count(db: Database) -> None:
    counter = await counter_of(db)
    tiers = TierScheme((SILVER, GOLD), grace_days=0)
    await counter.program(terms=one_for_each(Money.of(1, "AUD"), tiers=tiers))
    rosa = await counter.enrol()

    async def held() -> str:
        found = await tier_of(db, counter.club.merchant, rosa.id)
        return found.name if found else "none"

    await counter.order("7", member=rosa, total="500")
    assert await held() == "Gold"
    await counter.refund("7", "1")
    assert await held() == "Silver"
    await counter.refund("7", "400", key="second")
    assert await held() == "none"
    await counter.order("8", member=rosa, total="450")
    assert await held() == "Gold"
    await counter.cancel("8")
    assert await held() == "none"


async def test_a_new_year_takes_the_tiers_of_the_old_one_after_the_grace(db: Database) -> None:
    shop = await open_shop(db)
    await change(shop, tiers=SCHEME)
    rosa, omar = await shop.enrol("Rosa"), await shop.enrol("Omar")
    await shop.sell("500", rosa)
    await shop.sell("500", omar)
    eve = datetime(2026, 12, 31, 23, 30, tzinfo=ZoneInfo("Australia/Sydney"))

    await sweep_tiers(db, at=eve)
    await sweep_tiers(db, at=eve + timedelta(hours=1))
    await shop.sell("120", rosa, at=eve + 5 * DAY)
    assert (await tier(shop, rosa), await tier(shop, omar)) == ("Gold", "Gold")
    await sweep_tiers(db, at=eve + timedelta(hours=1) + 30 * DAY)
    assert (await tier(shop, rosa), await tier(shop, omar)) == ("Silver", "none")


async def test_another_scheme_is_everybodys_without_waiting_for_a_sale(db: Database) -> None:
    shop = await open_shop(db)
    rosa, omar = await shop.enrol("Rosa"), await shop.enrol("Omar")
    await shop.sell("40", rosa)
    await shop.sell("60", rosa)
    await shop.sell("600", omar)

    visits = Tier(TierId(UUID(int=13)), "Twice here", 2)
    await change(shop, tiers=TierScheme((visits,), measure=Measure.VISITS))
    await sweep_tiers(db, at=NOON)
    assert (await tier(shop, rosa), await tier(shop, omar)) == ("Twice here", "none")

    dear = Tier(TierId(UUID(int=14)), "$500", 50_000)
    await change(shop, tiers=TierScheme((dear,), measure=Measure.SPEND))
    await sweep_tiers(db, at=NOON)
    assert (await tier(shop, rosa), await tier(shop, omar)) == ("none", "$500")

    await change(shop, tiers=None)
    await sweep_tiers(db, at=NOON)
    assert await how_many(db, shop.merchant.id) == {}
    assert {"before": str(dear.id), "tier": "", "member": str(omar.id)} in await told(
        shop, "tier.changed"
    )


async def test_a_sweep_looks_at_nobody_twice_a_day(db: Database) -> None:
    shop = await open_shop(db)
    await change(shop, tiers=SCHEME)
    rosa = await shop.enrol("Rosa")
    await sweep_tiers(db, at=NOON)
    await db.value(
        "insert into member_tiers values ($1, $2, $3, $4) returning 1",
        shop.merchant.id,
        rosa.id,
        GOLD.id,
        NOON,
    )
    await sweep_tiers(db, at=NOON + timedelta(hours=9))
    assert await db.value("select until from member_tiers") is None
    await sweep_tiers(db, at=NOON + DAY)
    assert await db.value("select until from member_tiers") is not None


async def points(shop: Shop, member: Member) -> int:
    return (await balance(shop.db, shop.merchant.id, member.account, at=NOON)).available


async def test_who_joins_gets_what_the_program_gives_for_it_once(db: Database) -> None:
    shop = await open_shop(db)
    early = await shop.enrol("Omar")
    terms = await change(shop, sign_up=Points(25), expiry=Idle(3))
    rosa = await shop.enrol("Rosa")

    assert (await points(shop, early), await points(shop, rosa)) == (0, 25)
    [line] = await statement(db, shop.merchant.id, rosa.account, before=None, limit=10)
    assert msgspec.to_builtins(line.reason) == {
        "kind": "granted",
        "what": "sign_up",
        "program_version": (await version(shop)),
    }
    assert terms.sign_up == 25
    [fact] = await told(shop, "bonus.granted")
    assert (fact["member"], fact["points"]) == (str(rosa.id), 25)


async def version(shop: Shop) -> int:
    program = await find_program(shop.db, shop.merchant.id)
    assert program is not None
    return program.version


async def born(shop: Shop, name: str, birthday: Birthday) -> Member:
    member = await shop.enrol(name)
    return await tell(shop, member, birthday)


async def tell(shop: Shop, member: Member, birthday: Birthday) -> Member:
    return await edit(
        shop.db,
        shop.merchant.id,
        member.id,
        Changes(birthday=birthday),
        country="AU",
        at=NOON,
        actor="test",
    )


async def test_a_birthday_is_paid_once_a_year_whatever_is_changed_about_it(db: Database) -> None:
    shop = await open_shop(db)
    await change(shop, birthday=Points(50))
    rosa = await born(shop, "Rosa", Birthday(5, 4, 1990))
    omar = await born(shop, "Omar", Birthday(5, 5))

    for hour in range(3):
        await give_birthdays(db, at=NOON + timedelta(hours=hour))
    assert (await points(shop, rosa), await points(shop, omar)) == (50, 0)

    await tell(shop, rosa, Birthday(5, 5))
    await change(shop, birthday=Points(60))
    await give_birthdays(db, at=NOON + DAY)
    assert (await points(shop, rosa), await points(shop, omar)) == (50, 60)

    await give_birthdays(db, at=datetime(2027, 5, 4, 22, 0, tzinfo=UTC))
    assert (await points(shop, rosa), await points(shop, omar)) == (110, 120)


async def test_a_birthday_begins_at_midnight_where_the_merchant_is(db: Database) -> None:
    shop = await open_shop(db)
    await change(shop, birthday=Points(50))
    rosa = await born(shop, "Rosa", Birthday(5, 10))
    sydney = ZoneInfo("Australia/Sydney")

    await give_birthdays(db, at=datetime(2026, 5, 9, 23, 59, tzinfo=sydney))
    assert await points(shop, rosa) == 0
    await give_birthdays(db, at=datetime(2026, 5, 10, 0, 1, tzinfo=sydney))
    assert await points(shop, rosa) == 50


async def test_birthdays_while_nothing_ran_are_made_up_for(db: Database) -> None:
    shop = await open_shop(db)
    await change(shop, birthday=Points(50))
    rosa = await born(shop, "Rosa", Birthday(5, 6))
    leap = await born(shop, "Luz", Birthday(2, 29))
    await give_birthdays(db, at=NOON)

    await give_birthdays(db, at=NOON + 5 * DAY)
    assert (await points(shop, rosa), await points(shop, leap)) == (50, 0)
    late = await born(shop, "Late", Birthday(5, 8))
    await give_birthdays(db, at=datetime(2027, 2, 27, tzinfo=UTC))
    await give_birthdays(db, at=datetime(2027, 3, 2, tzinfo=UTC))
    assert (await points(shop, leap), await points(shop, late)) == (50, 0)


async def test_the_clockwork_does_both(db: Database) -> None:
    shop = await open_shop(db)
    rosa = await born(shop, "Rosa", Birthday(5, 4))
    await shop.sell("100", rosa)
    await change(shop, birthday=Points(50), tiers=SCHEME)

    schedule = Schedule(db, NoTills(), lambda: NOON)
    await schedule.sweep_tiers()
    await schedule.give_birthdays()
    assert (await tier(shop, rosa), await points(shop, rosa)) == ("Silver", 150)


async def test_what_sales_come_to_is_read_from_one_index(db: Database) -> None:
    shop = await open_shop(db)
    rosa, omar = await shop.enrol("Rosa"), await shop.enrol("Omar")
    await shop.sell("20", omar)
    await db.value(COPIES, shop.merchant.id, 4_000)
    await shop.sell("20", rosa)
    await db.value("vacuum analyze sales")
    plan = await db.value(
        f"explain (format json, analyze) {FIGURES}", shop.merchant.id, rosa.id, NOON - 20 * DAY
    )
    found = [step for step in steps(plan[0]["Plan"]) if "Relation Name" in step]
    assert [(step["Node Type"], step["Index Name"]) for step in found] == [
        ("Index Only Scan", "sales_standing")
    ]
