"""Parties that sit down at tables: hosts take and seat them, staff work on their orders."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random
from typing import Any

from regulars.bookings.guest import NewGuest
from regulars.bookings.model import Booking, NewBooking, Source
from regulars.bookings.set_status import set_status
from regulars.bookings.take import take
from regulars.bookings.walk_in import walk_in
from regulars.faces.cli.deps import Hub
from regulars.faces.cli.simulate.register import Register
from regulars.faces.cli.simulate.visits import Steps, ending, redeeming
from regulars.faces.cli.simulate.world import World
from regulars.merchants.model import Store

HOST = "host"


async def party(world: World, store: Store, draw: Random) -> Steps:
    """A party is booked or comes in, sits down, and is gone again if that was a slip."""
    booking = await (walked_in if draw.random() < 0.5 else booked)(world, store, draw)
    yield
    if booking is None:
        return
    if draw.random() < 0.2:
        world.watch.forward(timedelta(seconds=draw.choice((20, 200, 299, 301, 400))))
        await becomes(world, booking, draw.choice(("confirmed", "cancelled", "no_show")))
        yield
        if draw.random() < 0.5:
            await becomes(world, booking, "seated")
            yield
    if draw.random() < 0.2:
        await becomes(world, booking, draw.choice(("ordered", "paid", "finished")))


async def walked_in(world: World, store: Store, draw: Random) -> Booking | None:
    covers, guest = draw.randint(1, 6), who(world, draw)

    async def work(hub: Hub) -> Booking:
        return await walk_in(
            hub.db, world.merchant, store.id, covers, guest=guest, at=hub.clock(), actor=HOST
        )

    return await told(world, f"seats a walk-in of {covers} at {store.name}", work)


async def booked(world: World, store: Store, draw: Random) -> Booking | None:
    """A table for soon, and the party comes at once."""
    covers, guest = draw.randint(1, 6), who(world, draw)

    async def work(hub: Hub) -> Booking:
        new = NewBooking(
            store=store.id,
            source=Source.PHONE,
            starts_at=hub.clock() + timedelta(minutes=5),
            covers=covers,
            guest=guest or NewGuest(first_name="Somebody"),
            over_pacing=True,
        )
        return await take(hub.db, world.merchant, new, at=hub.clock(), actor=HOST)

    booking = await told(world, f"books {covers} at {store.name}", work)
    return booking and await becomes(world, booking, "seated")


def who(world: World, draw: Random) -> NewGuest | None:
    """A member more often than not."""
    if draw.random() < 0.7:
        return NewGuest(member=draw.choice(world.members).id)
    return None


async def becomes(world: World, booking: Booking, status: str) -> Booking | None:
    async def work(hub: Hub) -> Booking:
        return await set_status(
            hub.db, world.merchant, booking.id, status, at=hub.clock(), actor=HOST
        )

    return await told(world, f"a party of {booking.covers} becomes {status}", work)


async def told(
    world: World, what: str, work: Callable[[Hub], Awaitable[Booking]]
) -> Booking | None:
    done = await world.act(HOST, what, work)
    return done if isinstance(done, Booking) else None


async def waiter(world: World, till: Register, draw: Random) -> Steps:
    """The order of a party that sat down is taken or turned down, worked on, and paid."""
    await till.look()
    waiting: list[Any] = till.screen.get("waiting") or []
    if not waiting:
        return
    order = draw.choice(waiting)["id"]
    if draw.random() < 0.1:
        await till.press("POST", f"/orders/{order}/rejection", "turns an order down")
        return
    if not await till.press("POST", f"/orders/{order}/acceptance", "takes an order", open=True):
        return
    yield
    for _ in range(draw.randint(1, 3)):
        if till.sale:
            await till.ring(draw)
    yield
    async for _ in redeeming(world, till, draw):
        yield
    async for _ in ending(world, till, draw):
        yield
