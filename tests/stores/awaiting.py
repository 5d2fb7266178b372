"""Guests who book, and who wait, without a page between; and the worker that follows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.faces.booking import LINKS, Scene, in_sydney
from tests.faces.console import NoTills

from regulars.bookings.model import Booking
from regulars.bookings.page.book import book
from regulars.bookings.page.model import Held, WaitWish, Wish
from regulars.bookings.page.take_offered import read_offer, take_offered
from regulars.bookings.page.wait import join_list
from regulars.bookings.read import read_booking
from regulars.bookings.set_status import set_status
from regulars.kernel.ids import BookingId
from regulars.platform import jobs
from regulars.platform.jobs import Worker
from regulars.workers.handlers import Handlers
from regulars.workers.schedule import Schedule


class Guests:
    """Those of one venue, each known by a first name."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    @property
    def now(self) -> datetime:
        return self.scene.now[0]

    def wait(self, **passed: int) -> None:
        """Let time pass."""
        self.scene.now[0] += timedelta(**passed)

    async def books(self, name: str, hour: int, minute: int = 0, **more: Any) -> Booking:
        self.wait(seconds=1)
        wish = Wish(**self._wish(name, hour, minute, more))
        venue = await self.scene.venue()
        return await book(self.scene.db, venue, wish, links=LINKS, at=self.now)

    async def waits(self, name: str, hour: int, minute: int = 0, **more: Any) -> Booking:
        self.wait(seconds=1)
        wish = WaitWish(**self._wish(name, hour, minute, more))
        venue = await self.scene.venue()
        return await join_list(self.scene.db, venue, wish, links=LINKS, at=self.now)

    async def takes(self, booking: Booking) -> Booking:
        """Take what was offered."""
        venue = await self.scene.venue()
        return await take_offered(self.scene.db, venue, booking.id, links=LINKS, at=self.now)

    async def offer_to(self, booking: Booking) -> Held | None:
        venue = await self.scene.venue()
        stands = await read_booking(self.scene.db, self.scene.merchant.id, booking.id)
        return await read_offer(self.scene.db, venue, stands, at=self.now)

    async def becomes(self, booking: BookingId, status: str) -> Booking:
        """What a host does."""
        self.wait(seconds=1)
        scene = self.scene
        return await set_status(
            scene.db, scene.merchant.id, booking, status, at=self.now, actor="user:mia"
        )

    async def written_to(self, name: str) -> Sequence[str]:
        """What the letters to somebody are about, oldest first."""
        mails = [mail for mail in await self.scene.mails() if mail.to == f"{name}@example.test"]
        return [mail.subject.partition(":")[0] for mail in mails]

    def _wish(self, name: str, hour: int, minute: int, more: dict[str, Any]) -> dict[str, Any]:
        plain: dict[str, Any] = {
            "key": f"{name}-{hour}-{minute}-key-of-a-form",
            "starts_at": in_sydney(hour, minute),
            "service": self.scene.dinner.id,
            "covers": 2,
            "first_name": name.title(),
            "last_name": "Kettle",
            "email": f"{name}@example.test",
        }
        return plain | more


class Work:
    """A worker of the scene, with the scene's clock."""

    def __init__(self, scene: Scene, worker: Worker) -> None:
        self.scene, self.worker = scene, worker
        clock = lambda: scene.now[0]  # noqa: E731
        Handlers(scene.db, NoTills(), clock, links=LINKS).register(worker)
        Schedule(scene.db, NoTills(), clock, links=LINKS).register(worker)

    async def do(self, *, later: bool = False) -> None:
        """Do what is due; `later` also what waits."""
        if later:
            await jobs.let_time_pass(self.scene.db)
        while await self.worker.step():
            pass

    async def by_the_clock(self, name: str) -> None:
        await self.worker.by_the_clock[name]()
