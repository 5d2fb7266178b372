"""What goes wrong: at the till's cloud, on the way, with the hub, its database and its clock."""

from datetime import timedelta
from random import Random
from typing import Any

from regulars.faces.cli.simulate.fuse import Dies
from regulars.faces.cli.simulate.world import World

ORDERS = "*/orders/*"
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "slow_answer", "path": ORDERS, "seconds": 3},
    {"kind": "server_error", "path": ORDERS, "times": 2},
    {"kind": "server_error", "path": ORDERS, "times": 9},
    {"kind": "answer_lost", "path": ORDERS, "method": "PUT", "times": 9},
    {"kind": "answer_lost", "path": ORDERS},
    {"kind": "answer_lost", "method": "POST", "times": 3},
    {"kind": "request_lost", "path": ORDERS, "times": 9},
    {"kind": "request_lost"},
    {"kind": "rate_limited", "seconds": 20},
    {"kind": "unauthorized"},
    {"kind": "empty_body", "path": ORDERS, "method": "PUT"},
    {"kind": "expire_tokens"},
    {"kind": "huge_order_id"},
    {"kind": "order_refused"},
    {"kind": "order_unheard"},
    {"kind": "webhook_duplicate", "times": 3},
    {"kind": "webhook_reordered", "times": 3},
    {"kind": "webhook_lost", "times": 3},
    {"kind": "webhook_wrong_signature"},
    {"kind": "order_deleted_before_redeem"},
    {"kind": "discount_already_present"},
    {"kind": "loyalty_timeout"},
)
JUMPS = (timedelta(hours=-1), timedelta(seconds=-30), timedelta(seconds=40), timedelta(hours=2))


async def strike(world: World, draw: Random) -> None:
    """One thing goes wrong, now or at the next occasion."""
    match draw.choices(("till", "hub", "database", "power", "clock"), (60, 14, 8, 2, 10))[0]:
        case "till":
            await at_the_till(world, draw)
        case "hub":
            world.fuse.arm(Dies.HUB, after=draw.randint(1, 60))
            world.story.went_wrong("crash of the hub")
            world.tell("trouble", "the hub is about to die")
        case "database":
            world.fuse.arm(Dies.DATABASE, after=draw.randint(1, 60))
            world.story.went_wrong("database cut off")
            world.tell("trouble", "the database is about to go")
        case "power":
            world.story.went_wrong("database stopped dead")
            world.tell("trouble", "the database stops dead")
            await (world.power.fail or world.power.cut)()
        case _:
            world.clock.off, world.clock_was_wrong = draw.choice(JUMPS), True
            world.story.went_wrong("clock put wrong")
            world.tell("trouble", f"the hub's clock is off by {world.clock.off}")


async def at_the_till(world: World, draw: Random) -> None:
    fault = draw.choice(FAULTS)
    answer = await world.outside.post("/simulator/faults", json=fault)
    answer.raise_for_status()
    world.story.went_wrong(fault["kind"].replace("_", " "))
    world.tell("trouble", f"{fault['kind']} at the till")


async def mend(world: World) -> None:
    """Nothing goes wrong from now on."""
    await mend_the_till(world)
    world.clock.off = timedelta()
    if not world.fuse.is_blown:
        world.fuse.mend()


async def mend_the_till(world: World) -> None:
    answer = await world.outside.delete("/simulator/faults")
    answer.raise_for_status()
