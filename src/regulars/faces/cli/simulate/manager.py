"""What is done at the manager's desk while the venue is open."""

from random import Random
from uuid import UUID

from regulars.faces.cli.deps import Hub
from regulars.faces.cli.simulate import business as places
from regulars.faces.cli.simulate.visits import Steps
from regulars.faces.cli.simulate.world import World
from regulars.kernel.points import Points
from regulars.programs.adjust_points import adjust_points
from regulars.vouchers.credit_by_hand import credit_by_hand

MANAGER = "manager"


async def desk(world: World, draw: Random) -> Steps:
    """One deed, some of them with the button pressed twice."""
    deed = draw.choice((points_by_hand, credit))
    await deed(world, draw)
    yield


async def points_by_hand(world: World, draw: Random) -> None:
    member, points = draw.choice(world.members), draw.choice((-40, -5, 5, 20, 60))
    key = UUID(int=draw.getrandbits(128))

    async def work(hub: Hub) -> None:
        await adjust_points(
            hub.db,
            world.merchant,
            member.id,
            Points(points),
            note="as seemed fair",
            key=key,
            time_zone=places.ZONE,
            at=hub.clock(),
            actor=MANAGER,
        )

    for _ in range(draw.choice((1, 1, 2))):
        await world.act(MANAGER, f"{points} points for {member.name}", work)


async def credit(world: World, draw: Random) -> None:
    member, amount = draw.choice(world.members), world.money(draw.choice((-300, 250, 1000)))
    key = UUID(int=draw.getrandbits(128))

    async def work(hub: Hub) -> None:
        await credit_by_hand(
            hub.db,
            world.merchant,
            member.id,
            amount,
            note="as seemed fair",
            key=key,
            at=hub.clock(),
            actor=MANAGER,
        )

    for _ in range(draw.choice((1, 1, 2))):
        await world.act(MANAGER, f"{amount.major} into the wallet of {member.name}", work)
