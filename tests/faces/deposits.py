"""A venue whose guests pay ahead, and the provider that they pay at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Litestar
from tests.connectors.payments.provider import Paying
from tests.faces.booking import LINKS, ROSA, Scene, in_sydney, open_venue
from tests.faces.console import RING

from regulars.bookings.deposits.follow import follow_deposit
from regulars.bookings.deposits.job import DepositJob
from regulars.bookings.deposits.model import Checkout, DepositRule
from regulars.bookings.deposits.read import deposit_asked
from regulars.bookings.model import Booking, StatusType
from regulars.bookings.page.book import book
from regulars.bookings.page.model import Wish
from regulars.bookings.payments import payments_of, record
from regulars.bookings.set_status import set_status
from regulars.faces.inbound import create_inbound
from regulars.kernel.money import Money
from regulars.platform.db import Database
from regulars.platform.jobs import Worker, let_time_pass
from regulars.workers.deposits import Deposits

TWENTY_EACH = DepositRule(name="Dinner", amount_minor=2000)


@dataclass
class Counter:
    """A venue that asks for deposits, and the provider that takes them."""

    scene: Scene
    paying: Paying
    url: str

    async def booked(self, *, hour: int = 19, key: str = "k" * 22, **more: str) -> Booking:
        scene = self.scene
        said: dict[str, Any] = {**ROSA, "service": scene.dinner.id, "covers": 2, **more}
        wish = Wish(key=key, starts_at=in_sydney(hour), **said)
        venue, at = await scene.venue(), scene.now[0]
        return await book(scene.db, venue, wish, links=LINKS, payments=self.paying.payments, at=at)

    async def opened(self, **asked: Any) -> Booking:
        """A booking whose deposit can be paid."""
        booking = await self.booked(**asked)
        await self.follow(booking)
        return booking

    async def paid(self, **asked: Any) -> Booking:
        booking = await self.opened(**asked)
        await self.pay(booking)
        await self.follow(booking)
        assert (await self.now(booking)).status_type is StatusType.CONFIRMED
        return booking

    async def pay(self, booking: Booking) -> None:
        assert (await self.paying.pay((await self.checkout(booking)).url)).status_code == 303

    async def follow(self, booking: Booking) -> None:
        scene, checkout = self.scene, await self.checkout(booking)
        job, clock = DepositJob(checkout.merchant, checkout.id), lambda: scene.now[0]
        await follow_deposit(scene.db, self.paying.payments, job, links=LINKS, clock=clock)

    async def cash(self, booking: Booking, *, number: str = "cash", minor: int = 4000) -> None:
        """Staff write down what they were given; below nothing, what they gave back."""
        await record(
            self.scene.db, self.scene.merchant.id, booking.id, Money(minor, "AUD"), number,
            paid_at=self.scene.now[0], at=self.scene.now[0], actor="user:mia",
        )  # fmt: skip

    async def becomes(self, booking: Booking, status: str) -> None:
        """What a host does."""
        scene, merchant = self.scene, self.scene.merchant.id
        at, actor = scene.now[0], "user:mia"
        await set_status(scene.db, merchant, booking.id, status, at=at, actor=actor)

    async def given_back(self, booking: Booking, minor: int) -> None:
        """Somebody gives it back on the provider's own pages."""
        reference = (await self.checkout(booking)).reference
        assert reference is not None
        self.paying.provider.desk.give_back(reference, Money(minor, "AUD").major)

    async def checkout(self, booking: Booking) -> Checkout:
        found = await deposit_asked(self.scene.db, self.scene.merchant.id, booking.id)
        assert found is not None
        return found

    async def now(self, booking: Booking) -> Booking:
        return next(one for one in await self.scene.bookings() if one.id == booking.id)

    async def moved(self, booking: Booking) -> list[int]:
        """What was paid and what went back, in cents."""
        found = await payments_of(self.scene.db, self.scene.merchant.id, booking.id)
        return sorted((one.amount.minor for one in found), reverse=True)

    async def waiting(self) -> int:
        """How many deposits are to be asked about still."""
        sql = "select count(*) from deposit_checkouts where look_again_at is not null"
        return int(await self.scene.db.value(sql))

    async def letters(self) -> list[str]:
        return [mail.subject.split(":")[0] for mail in await self.scene.mails()]

    def refunds(self) -> list[int]:
        """What went back at the provider, each time, in cents."""
        checkouts = self.paying.provider.desk.books.checkouts.values()
        return [int(100 * refund.amount) for one in checkouts for refund in one.refunds]

    async def work(self) -> None:
        """The worker does its jobs, and what the clock has for deposits."""
        clock = lambda: self.scene.now[0]  # noqa: E731
        worker = await Worker.connect(self.url)
        deposits = Deposits(self.scene.db, self.paying.payments, LINKS, clock)
        try:
            deposits.register(worker)
            await deposits.sweep()
            await let_time_pass(self.scene.db)
            await worker.drain()
        finally:
            await worker.close()


async def open_counter(db: Database, url: str, tables: Sequence[tuple[int, int]]) -> Counter:
    """A venue where everybody pays twenty ahead, in dollars, and cancels until two hours before."""
    scene = await open_venue(db, tables)
    await scene.change(deposits=(TWENTY_EACH,), cancel_minutes=120)
    paying = Paying(scene.now)
    scene.payments = paying.payments
    hooks = create_inbound(db, RING, lambda: scene.now[0], payments=paying.payments)
    paying.hub = Litestar([hooks], logging_config=None)
    return Counter(scene, paying, url)
