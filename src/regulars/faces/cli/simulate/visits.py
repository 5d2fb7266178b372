"""What cashiers do with a sale, right and wrong. Between two steps others may do something."""

from collections.abc import AsyncIterator, Awaitable, Callable
from decimal import Decimal
from random import Random
from typing import TypeAlias

from regulars.faces.cli.simulate import trouble
from regulars.faces.cli.simulate.register import Register
from regulars.faces.cli.simulate.world import World

Steps: TypeAlias = AsyncIterator[None]
Slip: TypeAlias = Callable[[World, Register, Random], Awaitable[object]]


async def visit(world: World, till: Register, draw: Random) -> Steps:
    """A guest orders at the counter, may be a member, may redeem, and mostly pays."""
    for _ in range(draw.randint(1, 3)):
        await till.ring(draw)
    yield
    if draw.random() < 0.85:
        await till.choose(draw.choice(world.members), draw)
        yield
        async for _ in redeeming(world, till, draw):
            yield
    async for _ in ending(world, till, draw):
        yield


async def redeeming(world: World, till: Register, draw: Random) -> Steps:
    """Some of what the screen offers is pressed, some of it twice, with slips in between."""
    for _ in range(draw.choice((0, 1, 1, 1, 2, 3))):
        if draw.random() < 0.3:
            await draw.choice(SLIPS)(world, till, draw)
            yield
        shown = till.rewards()
        if not shown or not till.sale:
            return
        reward = draw.choice(shown)
        await till.redeem(reward, draw)
        if draw.random() < 0.15 and reward in till.rewards():
            await till.redeem(reward, draw)
        yield


async def ending(world: World, till: Register, draw: Random) -> Steps:
    """The sale is paid, left for later, or thrown away."""
    if draw.random() < 0.35:
        await draw.choice(SLIPS)(world, till, draw)
        yield
    if not till.sale:
        return
    match draw.choices(("pay", "hold", "void"), (80, 10, 10))[0]:
        case "pay":
            await till.pay(draw)
            world.story.count("sales paid")
        case "hold":
            await till.hold()
        case _:
            await till.void()


async def resumption(world: World, till: Register, draw: Random) -> Steps:
    """A sale that was left for later is taken up again, at whichever register."""
    await till.look()
    held = till.screen.get("held") or []
    if not held:
        return
    order = draw.choice(held)["id"]
    if not await till.press("POST", f"/orders/{order}/resumption", "takes a sale up again"):
        return
    yield
    async for _ in redeeming(world, till, draw):
        yield
    async for _ in ending(world, till, draw):
        yield


async def money_back(world: World, till: Register, draw: Random) -> Steps:
    """Some of a finished sale goes back: all of it, a dish, an amount; or that is taken back."""
    await till.look()
    finished = [one for one in till.screen.get("recent") or [] if one["status"] == "COMPLETE"]
    if not finished:
        return
    sale = draw.choice(finished)
    path = f"/orders/{sale['id']}"
    left = sale.get("refundable")
    if sale.get("can_be_taken_back") and draw.random() < 0.3:
        # Here it is taken back days later, and the sweep looks back for less than one.
        await trouble.mend_the_till(world)
        if await till.press("DELETE", f"{path}/refund", "takes a refund back"):
            world.story.count("refunds taken back")
    elif sale.get("can_be_opened") and draw.random() < 0.2:
        if await till.press("POST", f"{path}/reopening", "opens a finished sale again"):
            world.story.count("sales opened again")
            yield
            await draw.choice(SLIPS)(world, till, draw)
            yield
            async for _ in ending(world, till, draw):
                yield
    elif left:
        body, told = wanted(left, draw)
        if await till.press("POST", f"{path}/refund", told, **body):
            world.story.count("refunds")


OUR_DISCOUNT = "Loyalty discount"


def wanted(left: dict[str, object], draw: Random) -> tuple[dict[str, object], str]:
    """What to ask for, of what is left of a sale."""
    assert isinstance(left["lines"], list)
    lines = [one for one in left["lines"] if one["name"] != OUR_DISCOUNT]
    most = int(Decimal(str(left["amount"])) * 100)
    kind = draw.choice(("all", "lines", "amount"))
    if kind == "lines" and left["by_line"] and lines:
        line = draw.choice(lines)
        return {"lines": [{"number": line["number"], "quantity": 1}]}, f"refunds {line['name']}"
    if kind == "amount" and most > 1:
        minor = draw.randint(1, most)
        amount = f"{minor // 100}.{minor % 100:02}"
        return {"amount": amount}, f"refunds {amount}"
    return {}, "refunds all that is left"


async def another_dish(_: World, till: Register, draw: Random) -> None:
    if till.sale:
        await till.ring(draw)


async def a_dish_less(_: World, till: Register, draw: Random) -> None:
    lines = till.sale["lines"] if till.sale else []
    if len(lines) > 1:
        line = draw.choice(lines)
        await till.press("DELETE", f"/sale/lines/{line['number']}", f"takes {line['name']} off")


async def fewer_of_it(_: World, till: Register, draw: Random) -> None:
    lines = [one for one in (till.sale or {}).get("lines", ()) if Decimal(one["quantity"]) > 1]
    if lines:
        line = draw.choice(lines)
        told = f"only 1 × {line['name']}"
        await till.press("PUT", f"/sale/lines/{line['number']}", told, quantity=1)


async def dish_discounted(_: World, till: Register, draw: Random) -> None:
    lines = [one for one in (till.sale or {}).get("lines", ()) if Decimal(one["total"]) > 1]
    if lines:
        line = draw.choice(lines)
        told = f"{line['name']} for a fifth less"
        await till.press("PUT", f"/sale/lines/{line['number']}", told, percent_off=20)


async def staff_discount(_: World, till: Register, draw: Random) -> None:
    if till.sale:
        body = draw.choice(({"percent": 10}, {"amount": "2.00"}))
        await till.press("PUT", "/sale/discount", f"gives a discount of {body}", **body)


async def no_discount(_: World, till: Register, __: Random) -> None:
    if till.sale and till.sale["discount"]:
        await till.press("DELETE", "/sale/discount", "takes the discount off")


async def another_member(world: World, till: Register, draw: Random) -> None:
    if till.sale:
        await till.choose(draw.choice(world.members), draw)


async def nobody(_: World, till: Register, __: Random) -> None:
    if till.sale and till.sale["customer"]:
        await till.press("DELETE", "/sale/customer", "takes the member off")


async def split(_: World, till: Register, draw: Random) -> None:
    lines = till.sale["lines"] if till.sale else []
    if len(lines) > 1:
        line = draw.choice(lines)
        body = {"lines": [{"number": line["number"], "quantity": 1}]}
        await till.press("POST", "/sale/split", f"splits {line['name']} off", **body)


SLIPS: tuple[Slip, ...] = (
    another_dish,
    a_dish_less,
    fewer_of_it,
    dish_discounted,
    staff_discount,
    no_discount,
    another_member,
    nobody,
    split,
)
