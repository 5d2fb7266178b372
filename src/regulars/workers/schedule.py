"""What happens by the clock. Of all workers, one does it each time."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from regulars.bookings.close_day import close_days
from regulars.bookings.overrun import keep_seated_tables
from regulars.bookings.page.call_waiting import call_all_waiting
from regulars.bookings.page.close_list import close_lists
from regulars.bookings.page.hold import forget_ended_holds
from regulars.bookings.page.letters.send_due import send_due
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.quiet.sweep import sweep_promises
from regulars.bookings.till.sweep import sweep_tickets
from regulars.kernel.clock import Clock
from regulars.ledger.expire import expire_due
from regulars.platform import inbox, jobs, mail
from regulars.platform.db import Database, Transaction
from regulars.platform.inbox import WORK_ON
from regulars.platform.jobs import Worker
from regulars.pos.port import Tills
from regulars.programs.birthdays import give_birthdays
from regulars.programs.goods.refresh import ask_for_all_goods
from regulars.programs.tiers.sweep import sweep_tiers
from regulars.reports.fold import fold_days
from regulars.sales.sweep import sweep_finished_orders, sweep_open_orders
from regulars.vouchers import batches

EVERY_TEN_SECONDS = "* * * * * */10"
EVERY_MINUTE = "* * * * *"
EVERY_HALF_HOUR = "*/30 * * * *"
EVERY_NIGHT = "17 3 * * *"

JOBS_ARE_REMEMBERED = timedelta(days=30)
PREVIEWS_ARE_REMEMBERED = timedelta(days=7)

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Schedule:
    """The clockwork of one worker process."""

    db: Database
    tills: Tills
    clock: Clock
    links: BookingLinks | None = None

    def register(self, worker: Worker) -> None:
        worker.every(EVERY_TEN_SECONDS, "sweep_open_orders", self.sweep_open_orders)
        worker.every(EVERY_TEN_SECONDS, "sweep_tickets", self.sweep_tickets)
        worker.every(EVERY_MINUTE, "keep_seated_tables", self.keep_seated_tables)
        worker.every(EVERY_MINUTE, "forget_ended_holds", self.forget_ended_holds)
        worker.every(EVERY_MINUTE, "hand_out_deliveries", self.hand_out_deliveries)
        worker.every(EVERY_MINUTE, "hand_out_batches", self.hand_out_batches)
        worker.every(EVERY_MINUTE, "expire_points", self.expire_points)
        worker.every(EVERY_MINUTE, "sweep_tiers", self.sweep_tiers)
        worker.every(EVERY_HALF_HOUR, "give_birthdays", self.give_birthdays)
        worker.every(EVERY_HALF_HOUR, "close_days", self.close_days)
        worker.every(EVERY_HALF_HOUR, "sweep_promises", self.sweep_promises)
        worker.every(EVERY_MINUTE, "fold_days", self.fold_days)
        worker.every(EVERY_HALF_HOUR, "hand_out_left_mail", self.hand_out_left_mail)
        worker.every(EVERY_HALF_HOUR, "sweep_finished_orders", self.sweep_finished_orders)
        worker.every(EVERY_NIGHT, "ask_for_goods", self.ask_for_goods)
        worker.every(EVERY_NIGHT, "forget_old_jobs", self.forget_old_jobs)
        worker.every(EVERY_NIGHT, "forget_previews", self.forget_previews)
        if self.links is not None:
            send, call = partial(self.send_letters, self.links), partial(self.call, self.links)
            worker.every(EVERY_MINUTE, "send_letters", send)
            worker.every(EVERY_MINUTE, "call_waiting", call)
            close = partial(self.close_lists, self.links)
            worker.every(EVERY_MINUTE, "close_lists", close)

    async def sweep_open_orders(self) -> None:
        """Ask about orders that carry something of ours and have been silent."""
        await sweep_open_orders(self.db, clock=self.clock)

    async def sweep_tickets(self) -> None:
        """Ask about orders of parties that nothing was heard of for a while."""
        await sweep_tickets(self.db, clock=self.clock)

    async def keep_seated_tables(self) -> None:
        """Let parties that sit past their end keep their tables."""
        await keep_seated_tables(self.db, at=self.clock())

    async def forget_ended_holds(self) -> None:
        """Drop the times that were held for guests who went away."""
        await forget_ended_holds(self.db, at=self.clock())

    async def close_days(self) -> None:
        """Finish parties that still sit from a day that is over."""
        await close_days(self.db, at=self.clock())

    async def fold_days(self) -> None:
        """Keep what days that are over came to, for the dashboard."""
        await fold_days(self.db, at=self.clock())

    async def sweep_promises(self) -> None:
        """Settle what was promised for quiet times and nobody came to pay for."""
        await sweep_promises(self.db, at=self.clock())

    async def sweep_finished_orders(self) -> None:
        """Look for finished orders that no webhook told us of."""
        await sweep_finished_orders(self.db, self.tills, clock=self.clock)

    async def expire_points(self) -> None:
        """Take points off whose day has passed."""
        while await expire_due(self.db, at=self.clock(), limit=AT_ONCE):
            pass

    async def sweep_tiers(self) -> None:
        """Bring tiers to where a new day, or another program, puts them."""
        await sweep_tiers(self.db, at=self.clock())

    async def give_birthdays(self) -> None:
        """Give points to members whose birthday it is."""
        await give_birthdays(self.db, at=self.clock())

    async def ask_for_goods(self) -> None:
        """Have it read again what the tills sell."""
        await ask_for_all_goods(self.db)

    async def hand_out_left_mail(self) -> None:
        """Have mail sent that the mail server had no time for so far."""
        await mail.hand_out_left(self.db, at=self.clock())

    async def forget_old_jobs(self) -> None:
        """Keep what the queue writes about finished jobs from growing without end."""
        await jobs.forget(self.db, before=self.clock() - JOBS_ARE_REMEMBERED)

    async def forget_previews(self) -> None:
        """Drop the rows of files that were looked at and never applied."""
        before = self.clock() - PREVIEWS_ARE_REMEMBERED
        await batches.forget_previews(self.db, before=before)

    async def hand_out_batches(self) -> None:
        """Have batches of vouchers worked on whose job was lost or given up."""
        await batches.hand_out_left(self.db)

    async def hand_out_deliveries(self) -> None:
        """Have deliveries worked on whose job was lost or given up."""
        waiting = await inbox.waiting(self.db, at=self.clock())

        async def hand_out(tx: Transaction) -> None:
            for delivery in waiting:
                await jobs.enqueue(tx, WORK_ON, delivery, once=str(delivery.delivery))

        if waiting:
            await self.db.tx(hand_out)

    async def send_letters(self, links: BookingLinks) -> None:
        """Remind guests of their tables, and thank those who were there."""
        await send_due(self.db, links=links, at=self.clock())

    async def close_lists(self, links: BookingLinks) -> None:
        """Take off the lists for whom no table became free."""
        await close_lists(self.db, links=links, at=self.clock())

    async def call(self, links: BookingLinks) -> None:
        """Offer what is free to whoever waits for it."""
        await call_all_waiting(self.db, links=links, at=self.clock())
