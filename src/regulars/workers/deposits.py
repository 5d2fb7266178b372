"""Deposits: what is done after a commit, and by the clock."""

from dataclasses import dataclass

from regulars.bookings.deposits.follow import follow_deposit
from regulars.bookings.deposits.job import FOLLOW, DepositJob
from regulars.bookings.deposits.sweep import sweep_deposits
from regulars.bookings.page.links import BookingLinks
from regulars.kernel.clock import Clock
from regulars.platform.db import Database
from regulars.platform.jobs import Worker
from regulars.platform.payment import PaymentProvider

EVERY_TEN_SECONDS = "* * * * * */10"


@dataclass(frozen=True, slots=True)
class Deposits:
    """What one worker process does for deposits."""

    db: Database
    payments: PaymentProvider | None
    links: BookingLinks
    clock: Clock

    def register(self, worker: Worker) -> None:
        worker.handle(FOLLOW, self.follow)
        worker.every(EVERY_TEN_SECONDS, "sweep_deposits", self.sweep)

    async def follow(self, job: DepositJob) -> None:
        """Bring one deposit to where the provider says that it is."""
        await follow_deposit(self.db, self.payments, job, links=self.links, clock=self.clock)

    async def sweep(self) -> None:
        """Ask about deposits that no news came of, and end those that were not paid in time."""
        await sweep_deposits(self.db, at=self.clock())
