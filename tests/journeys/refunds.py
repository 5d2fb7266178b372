"""Short ways to say what a cashier does with finished sales."""

from typing import Any
from uuid import UUID

from tests.venue import FLAT_WHITE, RISOTTO, Venue

from regulars.kernel.ids import RuleId
from regulars.kernel.points import Points
from regulars.members.model import Member
from regulars.programs.define import change_terms
from regulars.programs.earning.model import EarningRule, PerItem, PerVisit, Terms
from regulars.programs.goods.model import Selection, goods_id
from regulars.programs.model import Redemption
from regulars.programs.read import redemptions_on
from regulars.sales.exceptions import list_exceptions
from regulars.sales.follow import follow
from regulars.sales.model import Sale
from regulars.sales.read import list_sales, read_sale
from regulars.sales.records.model import SaleRow


async def rosa_comes(venue: Venue, points: int = 1_000) -> Member:
    return await venue.enrol("Rosa Kettle", points=points)


async def sold(
    venue: Venue,
    member: Member | None = None,
    *redeem: UUID,
    risottos: int = 1,
    coffees: int = 0,
    points: int | None = None,
    deliver: bool = True,
) -> str:
    """A paid sale of risottos at $26 and flat whites at $5. Answers the till's id of it.

    `points` are those that the cashier chooses where there is a choice.
    """
    if risottos:
        await venue.ring(RISOTTO, risottos)
    if coffees:
        await venue.ring(FLAT_WHITE, coffees)
    if member is not None:
        await venue.choose(member)
    for subject in redeem:
        redeemed = await venue.redeem(subject, **({"quantity": points} if points else {}))
        assert redeemed["redemptions"][-1]["success"], redeemed["message"]
    return await paid(venue, deliver=deliver)


async def paid(venue: Venue, *, deliver: bool = True) -> str:
    """The guest pays what is due on the open sale, if anything is."""
    shown = await venue.do("GET", "")
    if float(shown["sale"]["due"]) > 0:
        done = await venue.pay()
    else:
        done = await venue.do("POST", "/sale/completion")
    venue.watch.forward(15)
    if deliver:
        await venue.deliver()
    return str(done["last_order"]["id"])


async def refund(venue: Venue, sale: str, *, deliver: bool = True, **wanted: Any) -> str:
    """Give all of it back, or `lines`, or an `amount`. Answers the till's id of the refund."""
    done = await venue.do("POST", f"/orders/{sale}/refund", **wanted)
    venue.watch.forward(15)
    if deliver:
        await venue.deliver()
    return str(done["last_order"]["id"])


def item(number: int, quantity: int = 1) -> list[dict[str, int]]:
    """So many of the line with this number."""
    return [{"number": number, "quantity": quantity}]


async def taken_back(venue: Venue, refund: str) -> None:
    """The refund was a mistake."""
    await venue.do("DELETE", f"/orders/{refund}/refund")
    await venue.deliver()


async def opened_again(venue: Venue, sale: str) -> None:
    """The finished sale is on the till's screen again."""
    venue.simulator.turn(order_reopen=True)
    await venue.do("POST", f"/orders/{sale}/reopening")


async def deleted(venue: Venue, sale: str) -> None:
    """The finished sale is opened again and thrown away."""
    await opened_again(venue, sale)
    await venue.do("DELETE", "/sale")
    await venue.deliver()


async def sale_of(venue: Venue, order: str) -> Sale:
    rows: list[SaleRow] = list(await list_sales(venue.db, venue.merchant))
    found = [await read_sale(venue.db, venue.merchant, row.id) for row in rows]
    [sale] = [one for one in found if one.order == order]
    return sale


async def redeemed_on(venue: Venue, order: str) -> list[Redemption]:
    return list(await redemptions_on(venue.db, venue.merchant, venue.connection, order))


async def states_on(venue: Venue, order: str) -> list[str]:
    return [one.state.value for one in await redeemed_on(venue, order)]


async def notices(venue: Venue) -> list[str]:
    """The codes of what is listed for the manager."""
    return [one.code for one in await list_exceptions(venue.db, venue.merchant)]


async def asked_about(venue: Venue, order: str) -> None:
    """The hub reads an order at the till."""
    await follow(venue.db, venue.tills, venue.merchant, venue.connection, order, clock=venue.watch)


async def coffees_count(venue: Venue) -> None:
    """Ten points for each flat white and five for the visit, beside one for each dollar."""
    coffee = goods_id(venue.connection, str(FLAT_WHITE))
    more = (
        EarningRule(
            id=RuleId(UUID(int=2)),
            name="Coffee",
            gives=PerItem(Points(10)),
            goods=Selection(products=(coffee,)),
        ),
        EarningRule(id=RuleId(UUID(int=3)), name="Visit", gives=PerVisit(Points(5))),
    )

    def change(terms: Terms) -> Terms:
        return Terms(rules=(*terms.rules, *more))

    await change_terms(
        venue.db, venue.merchant, change, based_on=None, at=venue.watch(), actor="test"
    )
