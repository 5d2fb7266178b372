"""Which use case does which job."""

from dataclasses import dataclass
from functools import partial

from regulars.bookings.merge_guests import merge_guests
from regulars.bookings.page.call_waiting import call_waiting
from regulars.bookings.page.job import CALL_WAITING, TELL_GUEST, WELCOME, FreedJob, GuestJob
from regulars.bookings.page.letters.tell import tell_guest
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.list_by_staff import welcome
from regulars.bookings.quiet.job import KEEP, PromiseJob
from regulars.bookings.quiet.keep_promise import keep_promise
from regulars.bookings.till.callback import Callbacks
from regulars.bookings.till.follow import follow_ticket
from regulars.bookings.till.job import SYNC, BookingJob
from regulars.bookings.till.sync import sync_order
from regulars.kernel.clock import Clock
from regulars.kernel.errors import RegularsError, Unavailable
from regulars.platform import inbox, log, mail
from regulars.platform.db import Database
from regulars.platform.inbox import WORK_ON, DeliveryJob
from regulars.platform.jobs import Worker
from regulars.platform.mail import SEND, MailJob, MailServer
from regulars.pos.errors import NotAuthorised, PosRefused
from regulars.pos.port import Tills
from regulars.programs.goods.refresh import REFRESH, GoodsJob, refresh_goods
from regulars.sales.follow import follow
from regulars.sales.merge_members import MERGED, MergedJob
from regulars.sales.spending import PARTY_PAID, PartyJob
from regulars.sales.sweep import FOLLOW, OrderJob
from regulars.sales.unread import note_unread
from regulars.vouchers import batches
from regulars.vouchers.batch import WORK_ON_BATCH, BatchJob


@dataclass(frozen=True, slots=True)
class Handlers:
    """The jobs of one worker process."""

    db: Database
    tills: Tills
    clock: Clock
    mail_server: MailServer | None = None
    callbacks: Callbacks | None = None
    links: BookingLinks | None = None

    def register(self, worker: Worker) -> None:
        worker.handle(WORK_ON, self.work_on, given_up=self.list_undelivered)
        worker.handle(FOLLOW, self.follow, given_up=self.list_unread)
        worker.handle(SYNC, self.sync)
        worker.handle(MERGED, self.members_merged)
        worker.handle(KEEP, self.keep_promise)
        worker.handle(PARTY_PAID, self.keep_promise)
        worker.handle(REFRESH, self.refresh_goods)
        worker.handle(SEND, self.send_mail)
        worker.handle(WORK_ON_BATCH, self.work_on_batch)
        if self.links is not None:
            worker.handle(TELL_GUEST, partial(self.tell_guest, links=self.links))
            worker.handle(WELCOME, partial(self.welcome, links=self.links))
            worker.handle(CALL_WAITING, partial(self.call_waiting, links=self.links))

    async def work_on(self, job: DeliveryJob) -> None:
        """A till told us of an order: read the order, and mark the delivery as done."""
        delivery = await inbox.read(self.db, job.merchant, job.delivery)
        if delivery is None or delivery.handled_at is not None:
            return
        order = str(delivery.body["order"])
        await self.follow(OrderJob(job.merchant, delivery.connection, order))
        await self.db.tx(lambda tx: inbox.done(tx, job.merchant, job.delivery, at=self.clock()))

    async def list_undelivered(self, job: DeliveryJob, reason: RegularsError) -> None:
        """The order that a till told us of could not be read however often it was tried."""
        delivery = await inbox.read(self.db, job.merchant, job.delivery)
        assert delivery is not None, "it was read before"
        order = str(delivery.body["order"])
        await self.list_unread(OrderJob(job.merchant, delivery.connection, order), reason)

    async def follow(self, job: OrderJob) -> None:
        """Bring our side to where one order is: sale, redemptions, and the booking it is of."""
        try:
            seen = await follow(
                self.db, self.tills, job.merchant, job.connection, job.order, clock=self.clock
            )
        except Unavailable:
            raise
        except RegularsError as reason:
            # The sweep asks again, and finds out when somebody has mended it.
            log.warning("order not read", order=job.order, reason=reason.sentence)
            await self.list_unread(job, reason)
            return
        if seen is not None:
            await follow_ticket(
                self.db, job.merchant, job.connection, seen.order, job.order, clock=self.clock
            )

    async def list_unread(self, job: OrderJob, reason: RegularsError) -> None:
        """An order could not be brought home: somebody has to see to it."""
        await note_unread(self.db, job.merchant, job.connection, job.order, reason, at=self.clock())

    async def sync(self, job: BookingJob) -> None:
        """Bring the order of a booking to where the booking is."""
        await sync_order(self.db, self.tills, job, callbacks=self.callbacks, clock=self.clock)

    async def keep_promise(self, job: PromiseJob | PartyJob) -> None:
        """Give what was promised for a quiet time, or take it back, as the bills stand now."""
        await keep_promise(self.db, job.merchant, job.booking, at=self.clock())

    async def members_merged(self, job: MergedJob) -> None:
        """Two members are one: in the diary they are one guest."""
        await merge_guests(self.db, job.merchant, gone=job.gone, into=job.into, at=job.at)

    async def refresh_goods(self, job: GoodsJob) -> None:
        """Read what the tills of a connection sell."""
        try:
            await refresh_goods(self.db, self.tills, job.merchant, job.connection, at=self.clock())
        except (NotAuthorised, PosRefused) as reason:
            # It is read again once the connection is authorised anew, and each night.
            log.warning("goods not read", reason=reason.sentence)

    async def work_on_batch(self, job: BatchJob) -> None:
        """Many vouchers were asked for at once: make or change them, piece by piece."""
        await batches.work_on(self.db, job, clock=self.clock)

    async def send_mail(self, job: MailJob) -> None:
        """Give a mail to the mail server; without one it is kept for the console."""
        await mail.send(self.db, self.mail_server, job, at=self.clock())

    async def tell_guest(self, job: GuestJob, *, links: BookingLinks) -> None:
        """Write to the guest of a booking that changed."""
        await tell_guest(self.db, job, links=links, at=self.clock())

    async def welcome(self, job: GuestJob, *, links: BookingLinks) -> None:
        """Write to a party that staff put on a list."""
        await welcome(self.db, job, links=links, at=self.clock())

    async def call_waiting(self, job: FreedJob, *, links: BookingLinks) -> None:
        """Offer what became free to whoever waits for it."""
        await call_waiting(self.db, job, links=links, at=self.clock())
