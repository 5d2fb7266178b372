"""One venue of a simulation: its till, its hub, the clocks, and what goes on between them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import httpx

from regulars.faces.cli.deps import Hub, Stage, Surroundings, TillOptions, TriedTill
from regulars.faces.cli.simulate import business as places
from regulars.faces.cli.simulate.business import Business
from regulars.faces.cli.simulate.fuse import Crash, Fuse, Line
from regulars.faces.cli.simulate.story import Story
from regulars.faces.cli.simulate.watch import Watch, WrongClock
from regulars.kernel.errors import RegularsError, Unavailable
from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.kernel.money import Money
from regulars.members.model import Member
from regulars.merchants.model import Store
from regulars.platform import jobs
from regulars.platform.db import Database, DatabaseUnavailable, Row
from regulars.platform.jobs import Worker

T = TypeVar("T")

REDIRECT = f"{places.HUB}/apps/kounta/consent"
OPEN_AGAIN = 0.05
PATIENCE = 400
LONG_AGO = datetime.min.replace(tzinfo=UTC)
LONGEST_PATIENCE = timedelta(minutes=5)
"""For how long a job may wait for its next try."""
A_DAY = timedelta(days=1)


@dataclass
class Power:
    """The database's server: `cut` ends all connections, `fail` stops it dead and starts it."""

    cut: Callable[[], Awaitable[object]]
    fail: Callable[[], Awaitable[object]] | None = None


@dataclass(frozen=True, slots=True)
class Plain:
    """A program simple enough for a pencil: `points` for every full `per` minor units."""

    points: int
    per: int
    tax_included: bool
    earn_when_redeeming: bool


@dataclass
class World:
    """Everything of one seed. Whoever acts has a draw of their own, by `drawn_for`."""

    stage: Stage
    business: Business
    url: str
    seed: int
    in_turn: bool
    watch: Watch
    clock: WrongClock
    fuse: Fuse
    power: Power
    to_hub: Line
    to_till: Line
    till: TriedTill
    outside: httpx.AsyncClient
    caller: httpx.AsyncClient
    story: Story
    connection: ConnectionId | None = None
    plain: Plain | None = None
    clock_was_wrong: bool = False
    day: int = 0
    made_due: datetime = LONG_AGO
    members: list[Member] = field(default_factory=list)
    vouchers: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    _life: AsyncExitStack = field(default_factory=AsyncExitStack)
    _hub: Hub | None = None
    _worker: Worker | None = None

    @property
    def hub(self) -> Hub:
        assert self._hub is not None, "the hub is only gone between its death and its start"
        return self._hub

    @property
    def db(self) -> Database:
        return self.hub.db

    @property
    def merchant(self) -> MerchantId:
        return self.business.merchant

    @property
    def stores(self) -> tuple[Store, ...]:
        return self.business.stores

    def money(self, minor: int) -> Money:
        return Money(minor, places.CURRENCY)

    def drawn_for(self, *what: object) -> Random:
        """A draw for somebody, which nobody else's deeds change."""
        return Random(":".join(map(str, (self.seed, *what))))  # noqa: S311 - it has to be the same twice

    def tell(self, who: str, what: str) -> None:
        self.story.tell(self.watch.now, who, what)

    async def start_hub(self) -> None:
        """Open the hub and its worker, as a new process would; patiently, while there is no
        database.
        """
        self.fuse.mend()
        around = Surroundings(self.clock, self.to_till, self.watch.sleep, self.fuse.around)
        settings = places.settings_for(self.url)
        for _ in range(PATIENCE):
            try:
                hub = await self._life.enter_async_context(self.stage.open_hub(settings, around))
                break
            except DatabaseUnavailable:
                await asyncio.sleep(OPEN_AGAIN)
        else:
            raise DatabaseUnavailable("The simulation's database does not come back.")
        self._hub = hub
        self.to_hub.at = mounted(self.stage.answers(hub))
        await self._start_worker(settings.database_url)

    async def _start_worker(self, url: str) -> None:
        worker = await Worker.connect(url, around=self.fuse.around)
        self._life.push_async_callback(worker.close)
        self.stage.register(self.hub, worker)
        self._worker = worker

    async def stop_hub(self) -> None:
        """The hub goes; whatever it was about has ended before."""
        self.to_hub.at = self._hub = self._worker = None
        life, self._life = self._life, AsyncExitStack()
        try:
            await life.aclose()
        except Exception as trouble:  # noqa: BLE001 - a process that dies cannot close in good order
            self.story.count(f"closing failed: {type(trouble).__name__}")

    async def recover(self) -> None:
        """Start the hub again if it died."""
        if self.fuse.is_blown:
            self.tell("hub", "died, and is started again")
            await self.stop_hub()
            await self.start_hub()

    async def act(
        self, who: str, what: str, work: Callable[[Hub], Awaitable[T]]
    ) -> T | RegularsError | None:
        """Somebody uses the hub's pages. A refusal is answered, a crash gives None."""
        try:
            done = await work(self.hub)
        except Crash:
            self.tell(who, f"{what}: the hub died")
            return None
        except RegularsError as refusal:
            self.tell(who, f"{what}: {refusal.code}")
            return refusal
        self.tell(who, what)
        return done

    async def at_once(self, deeds: Sequence[Awaitable[object]]) -> None:
        """Several things at the same moment; one after the other where that is wished."""
        self.tell("all at once", f"{len(deeds)} things happen")
        self.story.count("bursts")
        if not self.in_turn:
            await asyncio.gather(*deeds)
            return
        for deed in deeds:
            await deed
            await self.recover()

    async def rows(self, sql: str) -> Sequence[Row]:
        """What somebody sees on a page of the merchant's; nothing while there is no database."""
        try:
            return await self.db.all(sql, self.merchant)
        except (Crash, DatabaseUnavailable):
            return []

    async def do_jobs(self) -> None:
        """The worker does what is due, until nothing is or it dies."""
        try:
            if self.watch.now - self.made_due >= LONGEST_PATIENCE:
                self.made_due = self.watch.now
                await jobs.let_time_pass(self.db)
            assert self._worker is not None
            while any(await at_the_same_time(self._worker.step, 1 if self.in_turn else 4)):
                pass
        except Crash:
            pass
        except Unavailable:
            self.tell("worker", "had no database")
        except Exception as trouble:  # noqa: BLE001 - the driver's own word for a lost connection
            self.tell("worker", f"lost its connection ({type(trouble).__name__})")
            await self._restart_worker()

    async def _restart_worker(self) -> None:
        try:
            await self._start_worker(self.url)
        except (Crash, DatabaseUnavailable):
            self.fuse.is_blown = True

    async def by_the_clock(self, name: str) -> None:
        """The worker does what happens at certain times."""
        try:
            assert self._worker is not None
            await self._worker.by_the_clock[name]()
        except Crash:
            pass
        except RegularsError as refusal:
            self.tell("worker", f"{name}: {refusal.code}")

    async def all_by_the_clock(self) -> None:
        """Everything that happens by the clock, once."""
        assert self._worker is not None
        for name in list(self._worker.by_the_clock):
            await self.by_the_clock(name)

    def truth(self) -> Any:
        """What the till's cloud remembers."""
        return self.till.cloud


@asynccontextmanager
async def open_world(
    stage: Stage, business: Business, url: str, seed: int, power: Power, *, in_turn: bool
) -> AsyncIterator[World]:
    """A venue whose hub runs on the database at `url`, a copy of the business's."""
    draw = Random(seed)  # noqa: S311 - it has to be the same twice
    watch = Watch(first_morning(draw))
    clock, fuse = WrongClock(watch), Fuse(power.cut)
    to_hub, to_till = Line(), Line(fuse)
    options = TillOptions(
        host="",
        port=0,
        state_path=None,
        client_id=places.CLIENT_ID,
        client_secret=places.CLIENT_SECRET,
        signature_token=places.SIGNATURE_TOKEN,
        redirect_uris=(REDIRECT,),
    )
    till = stage.till(options, Surroundings(watch, to_hub, watch.sleep), Random(draw.random()))  # noqa: S311
    to_till.at = mounted(till)
    async with (
        httpx.AsyncClient(transport=mounted(till), base_url=places.TILL) as outside,
        httpx.AsyncClient(transport=to_hub, base_url=places.HUB, timeout=None) as caller,  # noqa: S113
    ):
        world = World(
            stage=stage,
            business=business,
            url=url,
            seed=seed,
            in_turn=in_turn,
            watch=watch,
            clock=clock,
            fuse=fuse,
            power=power,
            to_hub=to_hub,
            to_till=to_till,
            till=till,
            outside=outside,
            caller=caller,
            story=Story(ZoneInfo(places.ZONE)),
        )
        await world.start_hub()
        try:
            yield world
        finally:
            fuse.mend()
            await world.stop_hub()
            await till.aclose()


async def at_the_same_time(step: Callable[[], Awaitable[bool]], times: int) -> list[bool]:
    """Do `step` so often side by side, and see all of them end. Raises what one of them raised."""
    ended = await asyncio.gather(*(step() for _ in range(times)), return_exceptions=True)
    for one in ended:
        if isinstance(one, BaseException):
            raise one
    return [one for one in ended if one is True]


def mounted(app: Any) -> httpx.ASGITransport:
    """The way to an application in this process. Our ASGI types are plainer than the client's."""
    return httpx.ASGITransport(app)


def first_morning(draw: Random) -> datetime:
    """Ten in the morning of some day within two years: also where clocks change and years end."""
    return datetime(2026, 1, 1, 10, tzinfo=ZoneInfo(places.ZONE)) + draw.randrange(700) * A_DAY
