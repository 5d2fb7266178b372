"""Promises of the lists and sums of sales: what they cost does not grow with the years."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from msgspec.structs import replace
from tests.faces.console import NOON
from tests.faces.selling import Shop, open_shop

from regulars.ledger.flow import flow_between
from regulars.platform.db import Database, Row, Transaction
from regulars.sales.figures import regulars, takings_between
from regulars.sales.read import list_sales
from regulars.sales.records.model import Came, Which
from regulars.sales.records.read import sums

T = TypeVar("T")

MANY = 5_000
SHOWN = 20
"""On a page."""

# Copies of each sale, a minute apart, going back in time.
COPIES = """
    insert into sales
    select (jsonb_populate_record(s, jsonb_build_object(
               'id', gen_random_uuid(), 'order_ref', 'copy-' || n, 'number', 'T1-' || n,
               'completed_at', s.completed_at - n * interval '1 minute'))).*
      from sales s, generate_series(1000, $2) as n
     where s.merchant_id = $1
"""


class Watched:
    """Runs each read, and adds up how many rows its plan looked at."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.touched = 0

    async def all(self, sql: str, *args: object) -> Sequence[Row]:
        await self._watch(sql, *args)
        return await self.tx.all(sql, *args)

    async def one(self, sql: str, *args: object) -> Row:
        return await self.tx.one(sql, *args)

    async def one_or_none(self, sql: str, *args: object) -> Row | None:
        return await self.tx.one_or_none(sql, *args)

    async def value(self, sql: str, *args: object) -> Any:
        return await self.tx.value(sql, *args)

    async def together(self, about: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        return await self.tx.together(about, read)

    async def _watch(self, sql: str, *args: object) -> None:
        [plan] = await self.tx.value(f"explain (analyze, format json) {sql}", *args)
        self.touched += sum(rows_of(step) for step in steps(plan["Plan"]))


def rows_of(step: Any) -> int:
    """How many rows a step of a plan looked at."""
    if "Scan" not in step["Node Type"]:
        return 0
    removed = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    rows = step["Actual Rows"] + sum(step.get(why, 0) for why in removed)
    return int(rows * step["Actual Loops"])


def steps(plan: Any) -> Sequence[Any]:
    return [plan, *(step for part in plan.get("Plans", []) for step in steps(part))]


async def long_open(db: Database) -> tuple[Shop, Any]:
    """A shop with many sales at one store lately, and many to a member at another one long ago."""
    shop = await open_shop(db)
    rosa = await shop.enrol("Rosa")
    await shop.sell("10")
    await shop.sell("5", rosa, at=NOON - timedelta(days=300), site="2")

    async def copy(tx: Transaction) -> None:
        await tx.run(COPIES, shop.merchant.id, 1000 + MANY)

    await db.tx(copy)

    async def look(tx: Transaction) -> None:
        await tx.run("analyze sales")

    await db.tx(look)
    return shop, rosa


async def test_no_list_reads_much_more_than_it_shows(db: Database) -> None:
    shop, rosa = await long_open(db)
    garden = await shop.store("Garden")
    asked = [
        Which(),
        Which(store=garden),
        Which(has_member=True),
        Which(has_member=False),
        Which(member=rosa.id),
        Which(number="T1-500"),
        Which(number="5500"),
        Which(since=NOON - timedelta(days=3), until=NOON - timedelta(days=2)),
        Which(until=NOON - timedelta(days=200)),
    ]

    async def work(tx: Transaction) -> None:
        await tx.run("set local random_page_cost = 1.1")
        for which in asked:
            watched = Watched(tx)
            shown = await list_sales(watched, shop.merchant.id, which, limit=SHOWN)
            assert shown, which
            assert watched.touched < 10 * SHOWN, which

    await db.tx(work)


async def test_what_no_index_knows_is_looked_for_in_its_days_alone(db: Database) -> None:
    shop, _ = await long_open(db)
    days = Which(since=NOON - timedelta(minutes=1099), until=NOON - timedelta(minutes=1069))
    in_them = 30
    asked = [
        replace(days, came=Came.NEITHER),
        replace(days, came=Came.BOOKING),
        replace(days, named="Rosa"),
        replace(days, least_covers=2, most_covers=4),
        replace(days, paid_by="Voucher"),
        replace(days, least_minor=100_000, most_minor=200_000),
        replace(days, has_reward=True),
        days,
    ]

    async def work(tx: Transaction) -> None:
        await tx.run("set local random_page_cost = 1.1")
        for which in asked:
            watched = Watched(tx)
            await list_sales(watched, shop.merchant.id, which, limit=SHOWN)
            found = await sums(watched, shop.merchant.id, which)
            assert watched.touched < 10 * in_them, which
        assert found.sales == in_them

    await db.tx(work)


async def test_a_picture_reads_its_days_alone(db: Database) -> None:
    shop, _ = await long_open(db)
    edges = [NOON - timedelta(minutes=1100 - 10 * number) for number in range(4)]
    in_them = 30

    async def work(tx: Transaction) -> None:
        await tx.run("set local random_page_cost = 1.1")
        watched = Watched(tx)
        spans = await takings_between(watched, shop.merchant.id, edges)
        await regulars(watched, shop.merchant.id, since=edges[0], until=edges[-1], limit=5)
        await flow_between(watched, shop.merchant.id, edges)
        assert [span.sales for span in spans] == [10, 10, 10]
        assert watched.touched < 10 * in_them

    await db.tx(work)
