"""Points of each sale, worked out from its final bill with a pencil."""

from fractions import Fraction
from typing import Any

from regulars.faces.cli.simulate.kiosk import Kiosk
from regulars.faces.cli.simulate.world import World

SALES = """
    select s.order_ref, s.channel, s.status, s.total_minor, s.tax_minor, s.refunded_minor,
           s.member_id is not null as has_member, s.points_earned,
           exists (select from redemptions as r
                    where r.merchant_id = s.merchant_id and r.connection_id = s.connection_id
                      and r.order_ref = s.order_ref and r.state = 'settled') as redeemed,
           exists (select from redemptions as r
                    where r.merchant_id = s.merchant_id and r.connection_id = s.connection_id
                      and r.order_ref = s.order_ref and r.state = 'released'
                      and r.carried_minor is not null) as came_back,
           coalesce((select sum(e.short) from ledger_entries as e
                      where e.merchant_id = s.merchant_id
                        and e.reason ->> 'sale' = s.id::text), 0) as short
      from sales as s
     where s.merchant_id = $1 and s.channel = 'till'
"""


async def points_are_what_bills_bring(world: World, _: Kiosk) -> list[str]:
    """No sale has fewer points than its bill brings, and more only where they had been spent."""
    plain = world.plain
    if plain is None:
        return []
    wrong = []
    for row in await world.db.all(SALES, world.merchant):
        if row["came_back"] and not plain.earn_when_redeeming:
            continue  # whether it counts as redeemed hangs on what came first
        due = worked_out(row, plain) if row["status"] == "complete" and row["has_member"] else 0
        if not due <= row["points_earned"] <= due + row["short"]:
            wrong.append(
                f"The sale {row['order_ref']} brings {due} points and has {row['points_earned']}; "
                f"{row['short']} could not be taken back."
            )
    return wrong


def worked_out(row: Any, plain: Any) -> int:
    """So many points for every full amount; after refunds the same share of them, half up."""
    if row["redeemed"] and not plain.earn_when_redeeming:
        return 0
    counted = row["total_minor"] - (0 if plain.tax_included else row["tax_minor"])
    whole = max(counted, 0) // plain.per * plain.points
    left = row["total_minor"] - row["refunded_minor"]
    if not left:
        return whole if not row["refunded_minor"] else 0
    return int(Fraction(whole * left, row["total_minor"]) + Fraction(1, 2))
