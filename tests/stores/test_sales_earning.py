"""What a connected till's sales earn, by which terms, and that it can be worked out again."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from tests.faces.console import NOON
from tests.faces.selling import Shop, aud, open_shop
from tests.stores.earning import (
    all_explained,
    books,
    change,
    explained,
    give_to,
    lots,
    points,
    rule,
    stands,
    went_back,
    with_lines,
)
from tests.worked import table

from regulars.kernel.points import Points
from regulars.ledger.adjust import adjust
from regulars.ledger.reasons import Adjusted
from regulars.members.model import Member
from regulars.platform.db import Database, Transaction
from regulars.pos.model import OrderStatus, PosOrder
from regulars.programs.earning.model import (
    Extra,
    FirstVisit,
    Idle,
    MonthsSince,
    Part,
    PerAmount,
    PerItem,
    PerVisit,
    WhenSpent,
    WhyNot,
)
from regulars.programs.goods.model import Goods, Selection, goods_id
from regulars.programs.store import goods as goods_store
from regulars.sales.errors import Overtaken

SYDNEY = ZoneInfo("Australia/Sydney")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
A_POINT = rule(PerAmount(Points(1), aud("1")))
TWO_POINTS = rule(PerAmount(Points(2), aud("1")))


def clock(text: str) -> datetime:
    """A time of the day in words of the page: `at 11:50`."""
    hour, minute = text.removeprefix("at ").split(":")
    return NOON.astimezone(SYDNEY).replace(hour=int(hour), minute=int(minute))


@pytest.mark.parametrize(("_", "finished", "heard", "by"), list(table("earning", "Which terms")))
async def test_a_changed_rule_never_applies_backwards(
    db: Database, _: str, finished: str, heard: str, by: str
) -> None:
    shop = await open_shop(db)
    await change(shop, A_POINT, at=NOON - DAY)
    rosa = await shop.enrol("Rosa")
    first, *edited = finished.split(", edited ")
    order = None
    if edited or clock(heard) < NOON:
        order = await shop.sell("10", rosa, at=clock(first))
    await change(shop, TWO_POINTS, at=NOON)
    if order is None:
        order = await shop.sell("10", rosa, at=clock(first))
    elif edited:
        at = clock(edited[0])
        await shop.report(replace(order, total=aud("20"), updated_at=at), at=clock(heard))
    each = int(by.split(maxsplit=1)[0])
    assert await stands(shop, order) == (20 if edited else 10) * each


async def test_what_happens_to_a_sale_after_a_change_goes_by_what_it_began_with(
    db: Database,
) -> None:
    shop = await open_shop(db)
    rosa, bob = await shop.enrol("Rosa"), await shop.enrol("Bob")
    order = await shop.sell("10", rosa, at=NOON)
    await change(shop, TWO_POINTS, at=NOON + MINUTE)
    later = NOON + 2 * DAY
    await shop.report(replace(order, total=aud("30"), updated_at=later), at=later)
    assert await stands(shop, order) == 30
    await give_to(shop, order, bob.id, at=later)
    assert (await points(shop, rosa, at=later)).available == 0
    assert (await points(shop, bob, at=later)).available == 30
    assert (await explained(shop, order)).program_version == 1
    back = replace(order, ref="back", total=aud("-10"), lines=(), refund_of=order.ref)
    await went_back(shop, back, at=later)
    assert await stands(shop, order) == 20
    fresh = await shop.sell("10", bob, at=later)
    assert (await explained(shop, fresh)).program_version == 2
    assert (await points(shop, bob, at=later)).available == 40
    assert await books(shop) == []


async def test_a_sale_that_somebody_gave_to_a_member_stays_theirs(db: Database) -> None:
    """The till still says whom it always said."""
    shop = await open_shop(db)
    rosa, bob = await shop.enrol("Rosa"), await shop.enrol("Bob")
    order = await shop.sell("10")
    await give_to(shop, order, bob.id)
    assert (await points(shop, bob)).available == 10
    named = replace(order, member_reference=str(rosa.id), total=aud("12"))
    await shop.report(named, at=NOON)
    assert (await points(shop, bob)).available == 12
    assert (await points(shop, rosa)).available == 0
    await give_to(shop, order, None)
    await shop.report(replace(named, total=aud("14")), at=NOON)
    assert (await points(shop, bob)).available == 0
    assert await stands(shop, order) == 0
    assert await books(shop) == []


async def test_two_tills_pass_no_limit_of_a_day_and_take_no_first_visit_twice(
    db: Database,
) -> None:
    shop = await open_shop(db)
    await change(
        shop,
        A_POINT,
        rule(FirstVisit(Points(100)), 2),
        rule(PerVisit(Points(7), 60), 3),
        rule(PerAmount(Points(1), aud("1")), 4, most_a_day=Points(25)),
        at=NOON - DAY,
        most_a_day=Points(170),
    )
    rosa = await shop.enrol("Rosa")
    orders = await asyncio.gather(*[shop.sell("10", rosa) for _ in range(6)])
    assert (await points(shop, rosa)).available == 170
    given = dict.fromkeys((1, 2, 3, 4), 0)
    for order in orders:
        for part in (await explained(shop, order)).worked.parts:
            given[part.rule.int] += part.points
    assert (given[2], given[3]) == (100, 7)
    assert given[4] <= 25
    await shop.sell("10", rosa, at=NOON + DAY)
    assert (await points(shop, rosa)).available == 170 + 10 + 7 + 10
    assert await books(shop) == []


async def test_what_went_back_on_the_day_makes_room_for_a_later_bill(db: Database) -> None:
    shop = await open_shop(db)
    await change(shop, A_POINT, at=NOON - DAY, most_a_day=Points(15))
    rosa = await shop.enrol("Rosa")
    first = await shop.sell("10", rosa)
    second = await shop.sell("10", rosa)
    assert await stands(shop, second) == 5
    await shop.void(first)
    await shop.report(replace(second, total=aud("12")), at=NOON)
    assert await stands(shop, second) == 12
    third = await shop.sell("10", rosa)
    assert await stands(shop, third) == 3
    await shop.report(replace(third, tips=aud("1")), at=NOON)
    assert await stands(shop, third) == 3


async def test_a_pause_between_visits_holds_for_bills_in_any_order(db: Database) -> None:
    shop = await open_shop(db)
    await change(shop, rule(PerVisit(Points(5), 60)), at=NOON - DAY)
    rosa = await shop.enrol("Rosa")
    late = await shop.sell("10", rosa, at=NOON + 90 * MINUTE)
    early = await shop.sell("10", rosa, at=NOON + 31 * MINUTE)
    before = await shop.sell("10", rosa, at=NOON + 30 * MINUTE)
    assert [await stands(shop, one) for one in (late, early, before)] == [5, 0, 5]
    [passed] = (await explained(shop, early)).worked.passed
    assert passed.why is WhyNot.TOO_SOON


async def test_an_edited_bill_keeps_what_was_known_of_its_member(db: Database) -> None:
    """A first visit stays one, though others came since; another member's is their own."""
    shop = await open_shop(db)
    await change(shop, A_POINT, rule(FirstVisit(Points(50)), 2), at=NOON - DAY)
    rosa, bob = await shop.enrol("Rosa"), await shop.enrol("Bob")
    first = await shop.sell("10", rosa)
    await shop.sell("10", rosa)
    await shop.report(replace(first, total=aud("12")), at=NOON)
    assert await stands(shop, first) == 62
    await give_to(shop, first, bob.id)
    assert await stands(shop, first) == 62
    assert (await points(shop, rosa)).available == 10


async def test_a_sale_that_was_taken_back_is_no_first_visit_after_another(db: Database) -> None:
    shop = await open_shop(db)
    first, visit = rule(FirstVisit(Points(50))), rule(PerVisit(Points(5), 60), number=2)
    await change(shop, first, visit, at=NOON - DAY)
    rosa = await shop.enrol("Rosa")
    order = await shop.sell("10", rosa, at=NOON)
    await shop.void(order)
    await shop.sell("10", rosa, at=NOON + 10 * MINUTE)
    await shop.report(order, at=NOON + 20 * MINUTE)
    assert (await points(shop, rosa)).available == 55
    assert await stands(shop, order) == 0
    assert await books(shop) == []


async def test_what_was_asked_for_before_another_recorded_it_is_asked_for_again(
    db: Database,
) -> None:
    """Two workers hear of an order at once, and the slower one has the older answer."""
    shop = await open_shop(db)
    rosa = await shop.enrol("Rosa")
    order = await shop.sell("10", rosa, at=NOON)
    edited = replace(order, total=aud("30"))
    asked, later = NOON + timedelta(seconds=10), NOON + timedelta(seconds=12)
    await shop.report(edited, at=later)
    await shop.report(edited, read_at=asked, at=later)
    for older in (order, replace(order, status=OrderStatus.REJECTED)):
        with pytest.raises(Overtaken):
            await shop.report(older, read_at=asked, at=later)
    assert await stands(shop, order) == 30
    await shop.report(order, at=later)
    assert await stands(shop, order) == 10

    await shop.report(replace(order, status=OrderStatus.REJECTED), at=later + MINUTE)
    with pytest.raises(Overtaken):
        await shop.report(order, read_at=later + MINUTE / 2, at=later + MINUTE)
    assert (await points(shop, rosa)).available == 0
    assert await books(shop) == []


async def test_goods_are_told_by_the_categories_of_the_till(db: Database) -> None:
    shop = await open_shop(db)
    connection = shop.connection.id
    coffee, white = goods_id(connection, "c1"), goods_id(connection, "8")
    sold = [
        Goods(coffee, "category", "Coffee"),
        Goods(white, "product", "Flat white", (coffee,)),
    ]

    async def know(tx: Transaction) -> None:
        await goods_store.refresh(tx, shop.merchant.id, connection, sold, at=NOON)

    await db.tx(know)
    of_coffee = Selection(categories=(coffee,))
    await change(
        shop,
        rule(PerItem(Points(2)), 1, goods=of_coffee),
        rule(PerAmount(Points(1), aud("1")), 2, goods=of_coffee),
        rule(Extra(10_000), 3, goods=of_coffee),
        at=NOON - DAY,
    )
    rosa = await shop.enrol("Rosa")
    order = with_lines(await shop.sell("24"), ("8", "3", "12"), ("7", "1", "24"))
    order = replace(order, member_reference=str(rosa.id))
    await shop.report(order, at=NOON)
    kept = await explained(shop, order)
    assert [(part.points, part.base) for part in kept.worked.parts] == [
        (6, 3),
        (12, 1200),
        (18, 18),
    ]
    assert kept.basket.lines[0].categories == (coffee,)


async def test_points_are_handed_to_the_ledger_with_their_days(db: Database) -> None:
    shop = await open_shop(db)
    rosa = await shop.enrol("Rosa")
    await change(shop, at=NOON, pending_days=2, expiry=Idle(6))
    await shop.sell("10", rosa, at=NOON)
    found = await points(shop, rosa)
    assert (found.available, found.pending) == (0, 10)
    [lot] = await lots(shop, rosa)
    assert (lot.matures_at, lot.idle_months) == (datetime(2026, 5, 6, tzinfo=SYDNEY), 6)
    assert lot.expires_at == datetime(2026, 11, 5, tzinfo=SYDNEY)
    await change(shop, at=NOON + DAY, pending_days=0, expiry=MonthsSince(1))
    await shop.sell("0.50", rosa, at=NOON + 30 * DAY)
    assert (await lots(shop, rosa))[0].expires_at == datetime(2026, 11, 5, tzinfo=SYDNEY)
    await shop.sell("5", rosa, at=NOON + 31 * DAY)
    by_end = sorted(lot.expires_at for lot in await lots(shop, rosa) if lot.expires_at)
    assert by_end == [datetime(2026, 7, 5, tzinfo=SYDNEY), datetime(2026, 12, 5, tzinfo=SYDNEY)]


async def test_points_that_were_let_go_are_never_asked_for_again(db: Database) -> None:
    shop = await open_shop(db)
    rosa = await shop.enrol("Rosa")
    large = await shop.sell("100", rosa)
    await spend(shop, rosa, 100)
    await shop.report(replace(large, total=aud("20")), at=NOON)
    await shop.sell("50", rosa)
    assert (await points(shop, rosa)).available == 50

    await shop.report(replace(large, total=aud("20"), tips=aud("3")), at=NOON)
    assert (await points(shop, rosa)).available == 50

    # What she kept of it is not given to her a second time.
    await shop.report(replace(large, total=aud("90")), at=NOON)
    assert (await points(shop, rosa)).available == 50
    await shop.report(replace(large, total=aud("130")), at=NOON)
    assert (await points(shop, rosa)).available == 80


@pytest.mark.parametrize(
    ("when_spent", "owed", "left", "standing"),
    [(WhenSpent.DEBT, 30, 0, 0), (WhenSpent.LET_GO, 0, 12, 30)],
)
async def test_points_that_go_back_and_are_spent_are_owed_if_the_program_says_so(
    db: Database, when_spent: WhenSpent, owed: int, left: int, standing: int
) -> None:
    shop = await open_shop(db)
    await change(shop, at=NOON - DAY, when_spent=when_spent)
    rosa = await shop.enrol("Rosa")
    order = await shop.sell("38", rosa)
    await spend(shop, rosa, 30)
    await change(shop, at=NOON, when_spent=WhenSpent.LET_GO)
    await shop.void(order)
    assert (await points(shop, rosa)).debt == owed
    assert await stands(shop, order) == standing
    await shop.sell("12", rosa)
    assert (await points(shop, rosa)).available == left
    assert await books(shop) == []


async def spend(shop: Shop, member: Member, many: int) -> None:
    async def work(tx: Transaction) -> None:
        await adjust(
            tx, shop.merchant.id, member.account, Points(-many), key="spent", expires_at=None,
            reason=Adjusted(note="spent", by="test"), at=NOON,
        )  # fmt: skip

    await shop.db.tx(work)


async def test_every_version_of_a_busy_day_can_be_worked_out_again(db: Database) -> None:
    """From what is kept alone: terms, bill, and what was known of the member."""
    shop = await open_shop(db)
    chance = Random(8)  # noqa: S311 - a day that is the same each time
    rules = [
        A_POINT,
        rule(PerItem(Points(3)), 2, most_a_day=Points(12)),
        rule(PerVisit(Points(5), 120), 3),
        rule(FirstVisit(Points(50)), 4),
        rule(Extra(5_000), 5, minimum=aud("20")),
    ]
    members = [await shop.enrol(name) for name in ("Rosa", "Bob", "Ana")]
    known: list[PosOrder] = []
    at = NOON - 6 * 60 * MINUTE
    for step in range(60):
        at += chance.randrange(1, 20) * MINUTE
        if step % 12 == 5:
            some = chance.sample(rules, 3)
            await change(shop, *some, at=at, most_a_day=Points(chance.randrange(40, 90)))
        elif known and chance.random() < 0.4:
            order = chance.choice(known)
            match chance.randrange(4):
                case 0:
                    await shop.report(
                        replace(order, total=aud(str(chance.randrange(1, 60))), updated_at=at),
                        at=at,
                    )
                case 1:
                    who = chance.choice(members)
                    await shop.report(replace(order, member_reference=str(who.id)), at=at)
                case 2:
                    await give_to(shop, order, chance.choice(members).id, at=at)
                case _:
                    await shop.void(order)
        else:
            anybody = chance.choice([*members, None])
            known.append(await shop.sell(str(chance.randrange(1, 60)), anybody, at=at))
    kept = await all_explained(shop)
    assert len(kept) > len(known) > 20
    assert [one.worked for one, _ in kept] == [reckoned for _, reckoned in kept]
    last = {order.ref: await explained(shop, order) for order in known}
    for order in known:
        assert await stands(shop, order) in (0, last[order.ref].worked.points)
    held = sum([(await points(shop, member, at=at)).available for member in members])
    assert held == sum([await stands(shop, order) for order in known])
    assert await books(shop) == []


async def test_a_refund_and_its_order_at_one_moment_leave_what_is_left(db: Database) -> None:
    """Whoever of the two comes second finds the other."""
    shop = await open_shop(db)
    rosa = await shop.enrol("Rosa")
    order = await shop.sell("0")
    pairs = []
    for number in range(8):
        sold = replace(order, ref=f"7{number}", total=aud("10"), member_reference=str(rosa.id))
        back = replace(sold, ref=f"8{number}", total=aud("-4"), lines=(), refund_of=sold.ref)
        pairs += [shop.report(sold, at=NOON), went_back(shop, back)]
    await asyncio.gather(*pairs)
    assert (await points(shop, rosa)).available == 8 * 6
    assert await books(shop) == []


async def test_a_part_says_what_it_was_reckoned_from(db: Database) -> None:
    shop = await open_shop(db)
    rosa = await shop.enrol("Rosa")
    order = await shop.sell("38.50", rosa)
    [part] = (await explained(shop, order)).worked.parts
    assert part == Part(A_POINT.id, 1, "Every bill", Points(38), 3850)
