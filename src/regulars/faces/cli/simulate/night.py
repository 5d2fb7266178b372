"""The night after a day: everything is mended, finished and caught up with, and time passes."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from regulars.faces.cli.simulate import business as places
from regulars.faces.cli.simulate import trouble
from regulars.faces.cli.simulate.kiosk import Kiosk
from regulars.faces.cli.simulate.register import Register
from regulars.faces.cli.simulate.world import World

ROUNDS = 3
A_WHILE = timedelta(minutes=40)
QUIET = ("sweep_open_orders", "sweep_tickets", "sweep_finished_orders", "hand_out_deliveries")
OPENS = time(10)


async def come_to_rest(world: World, registers: list[Register], kiosk: Kiosk, number: int) -> None:
    """From the last guest to the next morning at ten."""
    await trouble.mend(world)
    await world.recover()
    draw = world.drawn_for("night", number)
    for till in registers:
        await till.look()
        if till.sale:
            await finish(till, pays=draw.random() < 0.8)
        for order in till.screen.get("waiting") or []:
            await till.press("POST", f"/orders/{order['id']}/rejection", "turns an order down")
        for order in till.screen.get("held") or []:
            if await till.press("POST", f"/orders/{order['id']}/resumption", "takes a sale up"):
                await finish(till, pays=draw.random() < 0.8)
    await kiosk.say_again()
    await catch_up(world)
    await sleep_until_morning(world)
    await catch_up(world)


async def finish(till: Register, *, pays: bool) -> None:
    """The open sale is paid, or voided where it is empty or nobody pays."""
    sale = till.sale
    if not pays or not sale["lines"]:
        await till.void()
    elif Decimal(sale["due"]) <= 0:
        await till.press("POST", "/sale/completion", "finishes the sale")
    else:
        await till.press("POST", "/sale/payments", "is paid", method_id=501)
        till.world.story.count("sales paid")
    if till.sale:
        await till.void()


async def catch_up(world: World) -> None:
    """Webhooks come, jobs are done, sweeps look after what was lost, until nothing is left."""
    for _ in range(ROUNDS):
        await world.till.deliver_pending()
        await world.do_jobs()
        world.watch.forward(A_WHILE)
        for name in QUIET:
            await world.by_the_clock(name)
        await world.do_jobs()


async def sleep_until_morning(world: World) -> None:
    """What happens by the clock happens in the small hours."""
    zone = ZoneInfo(places.ZONE)
    today = world.watch.now.astimezone(zone).date()
    morning = datetime.combine(today + timedelta(days=1), OPENS, zone)
    world.watch.now = morning.astimezone(world.watch.now.tzinfo) - timedelta(hours=6)
    await world.all_by_the_clock()
    await world.do_jobs()
    world.watch.now = morning.astimezone(world.watch.now.tzinfo)
