"""One deposit against a plain account: guests, staff, the provider and the post in any order."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from tests.exploring import explore
from tests.faces.booking import LINKS
from tests.faces.console import NOON
from tests.faces.deposits import Counter, open_counter

from regulars.bookings.deposits.model import Checkout, CheckoutState
from regulars.bookings.deposits.refund import A_SLIP, keep_what_is_twice, refund
from regulars.bookings.errors import BadBooking, NotNow
from regulars.bookings.model import StatusType
from regulars.bookings.page.cancel import cancel
from regulars.platform.db import Database
from regulars.platform.payment import PaymentSilent
from regulars.simulator.testpay.desk import Fault
from regulars.simulator.testpay.model import Checkout as Theirs

T = TypeVar("T")

ASKED = 4000
AMOUNTS = st.sampled_from([500, 1500, ASKED])
ON_THE_WAY = st.sampled_from([None, "notice_lost", "notice_twice", "notice_late"])
AT_THE_PROVIDER = st.sampled_from(
    [None, None, None, "answer_lost", "server_error", "refund_lost", "refund_refused"]
)
HOSTS_SAY = st.sampled_from(["confirmed", "cancelled", "cancelled", "no_show", "unconfirmed"])


class Deposit(RuleBasedStateMachine):
    """`drawer` is what staff were given by hand. `may_be_gone` says whether there ever was a reason
    to give a deposit back; without one it is kept to the cent.
    """

    runner: asyncio.Runner
    counter: Counter

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @property
    def ours(self) -> Checkout:
        return self.run(self.counter.checkout(self.booking))

    @property
    def theirs(self) -> Theirs:
        reference = self.ours.reference
        assert reference is not None
        return self.counter.paying.provider.desk.checkout(reference)

    @property
    def at_provider(self) -> int:
        """What the provider has of the guest's, in cents."""
        return int(100 * self.theirs.left) if self.theirs.payment else 0

    @property
    def written_down(self) -> int:
        return sum(self.run(self.counter.moved(self.booking)))

    @property
    def status(self) -> StatusType:
        return self.run(self.counter.now(self.booking)).status_type

    @initialize(is_paid=st.sampled_from([True, True, False]))
    def ask(self, is_paid: bool) -> None:
        self.counter.scene.now[0] = NOON
        self.counter.paying.provider.desk.faults.clear()
        key = uuid4().hex
        mine = {"key": key, "email": f"{key}@example.test"}
        self.booking = self.run(self.counter.opened(**mine))
        self.drawer, self.lines = 0, 0
        self.may_be_gone = self.was_kept = False
        self.off_since = NOON
        if is_paid:
            self.pay(None)

    @precondition(lambda self: not self.theirs.payment)
    @rule(post=ON_THE_WAY)
    def pay(self, post: Fault | None) -> None:
        desk = self.counter.paying.provider.desk
        if self.theirs.status(desk.clock()) == "open":
            self.breaks(post)
            desk.pay(self.theirs.id, "good")

    @rule(fault=AT_THE_PROVIDER, times=st.integers(1, 2))
    def hear(self, fault: Fault | None, times: int) -> None:
        """A notice comes, or the guest comes back, or a job that was thought dead goes on."""
        self.breaks(fault)
        for _ in range(times):
            with suppress(PaymentSilent):
                self.run(self.counter.follow(self.booking))
        self.counter.paying.provider.desk.faults.clear()

    @rule(minutes=st.sampled_from([1, 5, 14, 15, 40]))
    def pass_by(self, minutes: int) -> None:
        """Time passes, and the clock looks after what is due."""
        self.counter.paying.forward(minutes=minutes)
        self.sweep()

    @rule()
    def guest_cancels(self) -> None:
        scene = self.counter.scene
        venue, at = self.run(scene.venue()), scene.now[0]
        if self.status is StatusType.CANCELLED:
            return
        with suppress(NotNow):
            self.run(cancel(scene.db, venue, self.booking.id, links=LINKS, at=at))
            self.may_be_gone = True

    @rule(status=HOSTS_SAY)
    def host_says(self, status: str) -> None:
        was, at = self.status, self.counter.scene.now[0]
        if was is StatusType.CANCELLED and at - self.off_since >= A_SLIP:
            self.may_be_gone = True
        if was is not StatusType.CANCELLED:
            self.off_since = at
        self.run(self.counter.becomes(self.booking, status))
        self.was_kept &= was is not StatusType.CANCELLED

    @rule(amount=AMOUNTS)
    def drawer_takes(self, amount: int) -> None:
        self.note(amount)
        self.may_be_gone, self.was_kept = True, False

    @precondition(lambda self: self.drawer)
    @rule(amount=AMOUNTS)
    def drawer_gives(self, amount: int) -> None:
        with suppress(BadBooking):
            self.note(-min(amount, self.drawer))

    @precondition(lambda self: self.at_provider)
    @rule(amount=AMOUNTS, post=ON_THE_WAY)
    def goes_back_at_the_desk(self, amount: int, post: Fault | None) -> None:
        self.breaks(post)
        back = min(amount, self.at_provider)
        self.run(self.counter.given_back(self.booking, back))
        self.may_be_gone = True

    @rule()
    def manager_gives_back(self) -> None:
        scene = self.counter.scene
        with suppress(NotNow):
            self.run(refund(scene.db, scene.merchant.id, self.booking.id, at=scene.now[0]))
            self.may_be_gone = True

    @rule()
    def manager_keeps(self) -> None:
        scene, of = self.counter.scene, (self.counter.scene.merchant.id, self.booking.id)
        is_planned = self.ours.back_at is not None
        with suppress(NotNow):
            self.run(keep_what_is_twice(scene.db, *of, at=scene.now[0]))
            self.was_kept |= is_planned

    @invariant()
    def never_is_more_back_than_was_paid(self) -> None:
        assert self.written_down >= self.drawer >= 0
        ours = self.ours
        assert 0 <= ours.refunded.minor <= ours.back.minor <= ASKED
        # Paid in vain: the table was given up, or nobody came.
        is_late = ours.state.waits and self.status is StatusType.NO_SHOW
        self.may_be_gone |= is_late or ours.state is CheckoutState.ENDED

    def teardown(self) -> None:
        if hasattr(self, "booking"):
            try:
                self.end_well()
            finally:
                self.run(self.counter.becomes(self.booking, "cancelled"))

    def end_well(self) -> None:
        """Everything is heard, and every time comes."""
        is_off = self.status is StatusType.CANCELLED
        self.run(self.counter.follow(self.booking))
        for _ in range(4):
            self.counter.paying.forward(minutes=61)
            self.sweep()
        assert self.due_at() is None, "nothing waits for ever"
        kept, is_paid = self.at_provider, self.theirs.payment is not None
        assert self.written_down == self.drawer + kept
        if self.status is StatusType.CANCELLED:
            assert kept == 0
        elif not self.was_kept:
            assert kept == 0 or kept + self.drawer <= ASKED
        if is_paid and not (is_off or self.may_be_gone):
            assert kept == ASKED

    def sweep(self) -> None:
        due_at = self.due_at()
        if due_at is not None and due_at <= self.counter.scene.now[0]:
            self.run(self.counter.follow(self.booking))

    def due_at(self) -> Any:
        sql = "select look_again_at from deposit_checkouts where id = $1"
        return self.run(self.counter.scene.db.value(sql, self.ours.id))

    def note(self, minor: int) -> None:
        self.lines += 1
        self.run(self.counter.cash(self.booking, number=f"drawer-{self.lines}", minor=minor))
        self.drawer += minor

    def breaks(self, fault: Fault | None) -> None:
        if fault:
            self.counter.paying.fault(fault)


def test_the_venue_has_what_it_says_whatever_happens(database_url: str) -> None:
    with asyncio.Runner() as runner:
        db = runner.run(Database.open(database_url))
        counter = runner.run(open_counter(db, database_url, [(1, 4)] * 4))
        try:
            explore(Deposit, examples=15, steps=20, runner=runner, counter=counter)
        finally:
            runner.run(db.close())
