"""What other tills reported against what we recorded of it."""

from regulars.faces.cli.simulate.kiosk import Kiosk
from regulars.faces.cli.simulate.world import World

SALES = """
    select s.store_id, s.order_ref, s.total_minor + s.discount_minor as before,
           s.discount_minor,
           (select coalesce(sum(u.discount_minor), 0) from voucher_uses as u
             where u.merchant_id = s.merchant_id and u.sale_id = s.id) as by_voucher
      from sales as s
     where s.merchant_id = $1 and s.channel = 'external'
"""


async def reports_are_sales(world: World, kiosk: Kiosk) -> list[str]:
    """What was heard is one sale with its figures; what was refused is none."""
    rows = await world.db.all(SALES, world.merchant)
    kept = {(row["store_id"], row["order_ref"]): row for row in rows}
    wrong = []
    for told in kiosk.orders:
        row = kept.pop((told.store.id, told.id), None)
        if told.heard == "unheard":
            wrong.append(f"Order {told.id} was said again and again, and nobody heard it.")
        elif (row is not None) != (told.heard == "taken"):
            wrong.append(f"Order {told.id} was {told.heard}, and there is {row and 'a'} sale.")
        elif row is not None and row["before"] != int(told.body["totalNonDiscountedPrice"] * 100):
            wrong.append(f"Order {told.id} of {told.body} is a sale of {row['before']}.")
        elif row is not None and row["by_voucher"] > row["discount_minor"]:
            wrong.append(f"Order {told.id} got less off than its voucher gave: {dict(row)}.")
    return wrong + [f"Nobody reported order {order}." for _, order in kept]
