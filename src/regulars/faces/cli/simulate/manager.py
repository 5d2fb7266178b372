"""What is done at the manager's desk while the venue is open."""

from collections.abc import Awaitable, Callable
from random import Random
from uuid import UUID

import msgspec

from regulars.faces.cli.deps import Hub
from regulars.faces.cli.simulate import business as places
from regulars.faces.cli.simulate.visits import Steps
from regulars.faces.cli.simulate.world import World
from regulars.kernel.ids import RedemptionId, SaleId
from regulars.kernel.points import Points
from regulars.programs.adjust_points import adjust_points
from regulars.programs.define import change_terms
from regulars.programs.earning.model import EarningRule, PerAmount, Terms
from regulars.sales.merge_members import merge_members
from regulars.sales.set_member import set_member
from regulars.sales.undo import undo_redemption
from regulars.vouchers.credit_by_hand import credit_by_hand

MANAGER, WHY = "manager", "as seemed fair"
SETTLED = """
    select id, title, order_number from redemptions
     where merchant_id = $1 and state = 'settled'
     order by requested_at, title
"""
MERGED = "select id from members where merchant_id = $1 and merged_into is not null"
SALES = """
    select id, number from sales
     where merchant_id = $1 and status = 'complete'
     order by completed_at, order_ref
"""


async def desk(world: World, draw: Random) -> Steps:
    """One deed, some of them with the button pressed twice."""
    deed = draw.choices((points_by_hand, credit, undo, of_another, new_rules, merge), WEIGHTS)[0]
    await deed(world, draw)
    yield


WEIGHTS = (20, 20, 25, 25, 10, 6)


async def points_by_hand(world: World, draw: Random) -> None:
    member, points = draw.choice(world.members), draw.choice((-40, -5, 5, 20, 60))
    key = UUID(int=draw.getrandbits(128))

    async def work(hub: Hub) -> None:
        await adjust_points(
            hub.db,
            world.merchant,
            member.id,
            Points(points),
            note=WHY,
            key=key,
            time_zone=places.ZONE,
            at=hub.clock(),
            actor=MANAGER,
        )

    await press(world, draw, f"{points} points for {member.name}", work)


async def credit(world: World, draw: Random) -> None:
    member, amount = draw.choice(world.members), world.money(draw.choice((-300, 250, 1000)))
    key = UUID(int=draw.getrandbits(128))

    async def work(hub: Hub) -> None:
        await credit_by_hand(
            hub.db,
            world.merchant,
            member.id,
            amount,
            note=WHY,
            key=key,
            at=hub.clock(),
            actor=MANAGER,
        )

    await press(world, draw, f"{amount.major} into the wallet of {member.name}", work)


async def undo(world: World, draw: Random) -> None:
    """A reward is taken off a finished sale again; the guest keeps the bill."""
    settled = await world.rows(SETTLED)
    if not settled:
        return
    found = draw.choice(settled)

    async def work(hub: Hub) -> None:
        await undo_redemption(
            hub.db,
            world.merchant,
            RedemptionId(found["id"]),
            note=WHY,
            at=hub.clock(),
            actor=MANAGER,
        )

    await press(world, draw, f"undoes {found['title']}", work)


async def of_another(world: World, draw: Random) -> None:
    """A sale was somebody else's, or nobody's."""
    sales = await world.rows(SALES)
    if not sales:
        return
    found, member = draw.choice(sales), draw.choice([*world.members, None])

    async def work(hub: Hub) -> None:
        await set_member(
            hub.db,
            world.merchant,
            SaleId(found["id"]),
            member.id if member else None,
            note=WHY,
            at=hub.clock(),
            actor=MANAGER,
        )

    whose = member.name if member else "nobody"
    await press(world, draw, f"a sale is of {whose} from now on", work)


async def new_rules(world: World, draw: Random) -> None:
    """From now on there is more to earn, or less. What was earned stays as it is."""
    if world.plain is not None:
        return
    points = Points(draw.randint(1, 4))

    def change(terms: Terms) -> Terms:
        rules = tuple(with_points(rule, points) for rule in terms.rules)
        return msgspec.structs.replace(terms, rules=rules)

    async def work(hub: Hub) -> None:
        at = hub.clock()
        await change_terms(hub.db, world.merchant, change, based_on=None, at=at, actor=MANAGER)

    await world.act(MANAGER, f"{points} points for each amount from now on", work)


def with_points(rule: EarningRule, points: Points) -> EarningRule:
    if not isinstance(rule.gives, PerAmount):
        return rule
    return msgspec.structs.replace(rule, gives=PerAmount(points, rule.gives.per))


async def merge(world: World, draw: Random) -> None:
    """Two members turn out to be one. The other's card goes on working."""
    if len(world.members) < 3:
        return
    gone, into = draw.sample(world.members, 2)

    async def work(hub: Hub) -> None:
        await merge_members(
            hub.db, world.merchant, gone=gone.id, into=into.id, at=hub.clock(), actor=MANAGER
        )

    await press(world, draw, f"{gone.name} is {into.name}", work)
    rows = await world.rows("select id from members where merchant_id = $1 and merged_into is null")
    if there := {row["id"] for row in rows}:
        world.members = [one for one in world.members if one.id in there]


async def press(
    world: World, draw: Random, what: str, work: Callable[[Hub], Awaitable[None]]
) -> None:
    """Once, or twice by mistake."""
    for _ in range(draw.choice((1, 1, 2))):
        await world.act(MANAGER, what, work)
