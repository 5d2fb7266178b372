"""The till's memory against what we recorded of it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from regulars.faces.cli.simulate.kiosk import Kiosk
from regulars.faces.cli.simulate.opening import DISCOUNT_PRODUCT, OWN_METHOD
from regulars.faces.cli.simulate.world import World

SALES = """
    select order_ref, status, total_minor, refunded_minor, discount_minor
      from sales
     where merchant_id = $1 and channel = 'till'
"""
CARRIED = """
    select order_ref, sum(carried_minor)::bigint as carried
      from redemptions
     where merchant_id = $1 and carried_minor is not null
     group by order_ref
"""


def minor(amount: Decimal) -> int:
    return int(amount * 100)


def own_orders(world: World) -> Iterator[Any]:
    """Every order of the till that is a sale of its own, and no refund of one."""
    for order in world.till.cloud.state.orders.values():
        if order.refunded_order_id is None:
            yield order


def refunded(world: World, sale: Any) -> int:
    """What the till gave back for a sale, in minor units."""
    cloud = world.till.cloud
    given = 0
    for order in cloud.state.orders.values():
        if order.refunded_order_id == sale.id and order.status == "COMPLETE":
            bill = cloud.bill(order)
            went = bill.total if order.lines or bill.total else bill.paid
            given -= minor(went) - paid_by_us(order)
    return given


async def every_bill_is_a_sale(world: World, _: Kiosk) -> list[str]:
    """Each finished order is one sale with its total, and nothing else is a sale."""
    rows = {row["order_ref"]: row for row in await world.db.all(SALES, world.merchant)}
    wrong = []
    for order in own_orders(world):
        row = rows.pop(str(order.id), None)
        status = row["status"] if row else "not recorded"
        if order.status != "COMPLETE":
            if status == "complete":
                wrong.append(f"Order {order.id} is {order.status} and stands as a sale.")
            continue
        total = minor(world.till.cloud.bill(order).total) - paid_by_us(order)
        if row is None or status != "complete":
            wrong.append(f"Order {order.id} of {total} is finished and its sale is {status}.")
        elif row["total_minor"] != total:
            wrong.append(f"Order {order.id} came to {total}, its sale to {row['total_minor']}.")
        elif row["refunded_minor"] != (given := min(refunded(world, order), max(total, 0))):
            wrong.append(
                f"Of order {order.id} went back {given}, of its sale {row['refunded_minor']}."
            )
    return wrong + [f"The sale {ref} is of no order of the till." for ref in rows]


async def rewards_are_on_bills(world: World, _: Kiosk) -> list[str]:
    """What redemptions were settled for is what our part of the bill came to."""
    rows = await world.db.all(CARRIED, world.merchant)
    carried = {row["order_ref"]: row["carried"] for row in rows}
    wrong = []
    for order in own_orders(world):
        if order.status != "COMPLETE":
            continue
        settled, given = carried.get(str(order.id), 0), ours(world, order)
        if settled != given and order.discount_by != "staff":
            wrong.append(f"Order {order.id} got {given} from us, and {settled} was settled for it.")
        elif settled > given:
            wrong.append(f"Order {order.id} got {given} off, and {settled} was settled for it.")
    return wrong


def ours(world: World, order: Any) -> int:
    """What came off a bill by an order-wide discount, by our product and by our way to pay."""
    bill = world.till.cloud.bill(order)
    by_product = sum(
        price.total
        for line, price in zip(order.lines, bill.lines, strict=True)
        if str(line.product_id) == DISCOUNT_PRODUCT
    )
    return minor(-bill.discount - by_product) + paid_by_us(order)


def paid_by_us(order: Any) -> int:
    """What was paid by our way to pay: it comes off what the guest pays."""
    return minor(sum(one.amount for one in order.payments if str(one.method_id) == OWN_METHOD))
