"""One day from the first guest to the last: who does something next, and what fails then."""

from collections.abc import AsyncIterator
from datetime import timedelta
from random import Random

from regulars.faces.cli.simulate import trouble
from regulars.faces.cli.simulate.kiosk import Kiosk
from regulars.faces.cli.simulate.manager import desk
from regulars.faces.cli.simulate.parties import party, waiter
from regulars.faces.cli.simulate.register import Register
from regulars.faces.cli.simulate.rush import rush
from regulars.faces.cli.simulate.visits import money_back, resumption, visit
from regulars.faces.cli.simulate.world import World

SWEEPS = ("sweep_open_orders", "sweep_tickets", "hand_out_deliveries", "keep_seated_tables")


class UnderWay:
    """Somebody who is about something, at a register or not."""

    def __init__(self, steps: AsyncIterator[None], *tills: Register) -> None:
        self.steps = steps
        self.tills = tills
        self.is_over = False
        for till in tills:
            till.is_busy = True

    async def go_on(self) -> None:
        """Do the next thing, or find that there is none."""
        try:
            await anext(self.steps)
        except StopAsyncIteration:
            self.is_over = True
            for till in self.tills:
                till.is_busy = False


class Day:
    """`guests` is how many come, about: some of them only want something done again."""

    def __init__(
        self, world: World, registers: list[Register], kiosk: Kiosk, number: int, guests: int
    ) -> None:
        self.world = world
        self.registers = registers
        self.kiosk = kiosk
        self.number = number
        self.guests = guests
        self.draw = world.drawn_for("day", number)
        self.under_way: list[UnderWay] = []
        self.begun = 0

    async def live_through(self) -> None:
        """Until everybody who came has gone. The registers may still have something open."""
        while self.begun < self.guests or self.under_way:
            self.world.watch.forward(timedelta(seconds=self.draw.randint(2, 200)))
            if self.draw.random() < 0.09:
                await trouble.strike(self.world, self.draw)
            if self.begun < self.guests and len(self.under_way) < 4:
                self.under_way.append(self.next_one())
            await self.somebody_goes_on()
            await self.world.recover()
            await self.behind_the_scenes()
            await self.world.recover()

    def next_one(self) -> UnderWay:
        """Somebody comes, for one of the things that people come for."""
        world, number = self.world, self.begun
        self.begun += 1
        draw = world.drawn_for("day", self.number, "guest", number)
        free = [till for till in self.registers if not till.is_busy]
        if not free or draw.random() < 0.35:
            return UnderWay(self.elsewhere(draw))
        if len(free) > 1 and draw.random() < 0.15:
            together = draw.sample(free, 2)
            return UnderWay(rush(world, together, self.kiosk, draw), *together)
        till = draw.choice(free)
        kind = draw.choices((visit, resumption, money_back, waiter), (45, 8, 18, 18))[0]
        return UnderWay(kind(world, till, draw), till)

    def elsewhere(self, draw: Random) -> AsyncIterator[None]:
        match draw.choices(("kiosk", "party", "desk"), (50, 35, 15))[0]:
            case "kiosk":
                return self.kiosk.visit(draw)
            case "party":
                return party(self.world, draw.choice(self.world.stores), draw)
            case _:
                return desk(self.world, draw)

    async def somebody_goes_on(self) -> None:
        """One does the next thing; or several do at the same moment, and the worker perhaps too."""
        if not self.under_way:
            return
        burst = self.draw.random() < 0.3
        wanted = min(len(self.under_way), self.draw.choice((2, 2, 3)) if burst else 1)
        going = self.draw.sample(self.under_way, wanted)
        deeds = [one.go_on() for one in going]
        if burst and self.draw.random() < 0.3:
            deeds.append(self.world.do_jobs())
        if len(deeds) > 1:
            await self.world.at_once(deeds)
        else:
            await deeds[0]
        self.under_way = [one for one in self.under_way if not one.is_over]

    async def behind_the_scenes(self) -> None:
        """Webhooks come now and then, the worker works now and then, and sweeps now and then."""
        if self.draw.random() < 0.4:
            await self.world.till.deliver_pending()
        if self.draw.random() < 0.5:
            await self.world.do_jobs()
        if self.draw.random() < 0.1:
            await self.world.by_the_clock(self.draw.choice(SWEEPS))
