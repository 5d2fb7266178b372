"""Vouchers against plain ones kept in memory: tills in any order, and no value made or lost."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
import pytest_asyncio
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)
from tests.exploring import explore
from tests.stores.counters import OFTEN, Counter, a_counter, aud, off, share
from tests.stores.people import AT

from regulars.kernel.ids import ConnectionId, MemberId, RedemptionId, UseId, uuid7
from regulars.kernel.money import Money
from regulars.members.model import Member
from regulars.merchants.connections import enable
from regulars.platform.db import Database, Transaction
from regulars.vouchers.errors import CannotUse
from regulars.vouchers.model import Problem, Use, UseState, Voucher
from regulars.vouchers.set_aside import release, set_aside, settle
from regulars.vouchers.store import uses

T = TypeVar("T")

REDEEMED = """
    insert into redemptions (merchant_id, id, claim, quantity, connection_id, store_id, order_ref,
                             order_number, member_id, voucher_id, title, points, discount_minor,
                             requested_at, state, look_again_at)
    values ($1, $2, $2, 0, $3, $4, 'order ' || ($2::uuid), '1', $5, $6, 'Voucher', 0, $7,
            $8, 'asked', $8)
"""

FACE = 5_000
LIMIT = 3
MINOR = st.integers(0, 2_000)
"""Amounts in cents, some of them more than there is in the end."""


@dataclass
class Till:
    """A till whose orders stay open until they are paid."""

    counter: Counter
    connection: ConnectionId
    member: MemberId

    async def set_aside(self, voucher: Voucher, discount: Money) -> Use:
        redemption = RedemptionId(uuid7(AT))

        async def work(tx: Transaction) -> Use:
            await tx.run(
                REDEEMED, self.counter.merchant, redemption, self.connection, self.counter.store,
                self.member, voucher.id, discount.minor, AT,
            )  # fmt: skip
            return await set_aside(
                tx, self.counter.merchant, voucher, use=UseId(redemption), redemption=redemption,
                store=self.counter.store, order="1", member=self.member, discount=discount, at=AT,
            )  # fmt: skip

        return await self.counter.db.tx(work)

    async def settle(self, held: Use, carried: Money) -> None:
        await self.counter.step(settle, RedemptionId(held.id), carried, sale=None, at=AT)

    async def release(self, held: Use) -> None:
        await self.counter.step(release, RedemptionId(held.id), why="taken_off", at=AT)

    async def use(self, use: Use) -> Use:
        found = await uses.read(self.counter.db, self.counter.merchant, use.id)
        assert found
        return found


async def a_till(db: Database) -> Till:
    counter = await a_counter(db)
    connection = await enable(db, counter.merchant, "kounta", at=AT, actor="test")
    return Till(counter, connection.id, (await counter.enrol()).id)


@pytest_asyncio.fixture
async def till(db: Database) -> Till:
    return await a_till(db)


async def test_value_that_is_set_aside_is_nobody_elses(till: Till) -> None:
    made = await till.counter.issue(off("10"), code="TENNER")
    held = await till.set_aside(made, aud("8"))
    assert (held.state, held.drawn, held.counted) == (UseState.HELD, aud("8"), True)
    voucher = await till.counter.read(made.id)
    assert (voucher.left, voucher.held) == (aud("2"), aud("8"))
    with pytest.raises(CannotUse) as refused:
        await till.set_aside(made, aud("3"))
    assert refused.value.problem is Problem.TOO_MUCH
    elsewhere = await till.counter.consume(made, "3")
    assert elsewhere.drawn == aud("2")
    with pytest.raises(CannotUse) as refused:
        await till.set_aside(made, aud("3"))
    assert refused.value.problem is Problem.USED_UP
    await till.settle(held, aud("5"))
    await till.settle(held, aud("1"))
    await till.release(held)
    settled = await till.use(held)
    assert (settled.state, settled.discount, settled.drawn) == (UseState.USED, aud("5"), aud("5"))
    assert await till.counter.left(made) == aud("3")
    assert await till.counter.give_back(settled, "0", whole=True) == aud("5")
    assert await till.counter.left(made) == aud("8")
    assert await till.counter.off() == []


async def test_a_use_that_comes_off_again_is_free_for_another(till: Till) -> None:
    made = await till.counter.issue(share(10))
    held = await till.set_aside(made, aud("4"))
    with pytest.raises(CannotUse):
        await till.set_aside(made, aud("4"))
    for _ in range(2):
        await till.release(held)
    assert (await till.use(held)).state is UseState.GIVEN_BACK
    assert (await till.counter.read(made.id)).used == 0
    again = await till.set_aside(made, aud("4"))
    assert again.counted
    assert await till.counter.off() == []


@pytest.mark.parametrize(
    ("terms", "problem"),
    [
        ({"active": False}, Problem.INACTIVE),
        ({"ends_at": AT}, Problem.ENDED),
        ({"minimum": aud("20")}, Problem.BELOW_MINIMUM),
    ],
)
async def test_what_cannot_be_used_is_not_set_aside(
    till: Till, terms: dict[str, Any], problem: Problem
) -> None:
    made = await till.counter.issue(off("10"), **terms)
    with pytest.raises(CannotUse) as refused:
        await till.counter.step(
            set_aside, made, use=UseId(uuid7(AT)), redemption=RedemptionId(uuid7(AT)),
            store=till.counter.store, order="1", member=till.member, discount=aud("5"),
            total=aud("19.99"), at=AT,
        )  # fmt: skip
    assert refused.value.problem is problem
    assert await till.counter.left(made) == aud("10")


async def test_a_voucher_of_another_member_is_not_set_aside(till: Till) -> None:
    other: Member = await till.counter.enrol("Bob")
    made = await till.counter.issue(off("10"), member=other.id)
    with pytest.raises(CannotUse) as refused:
        await till.set_aside(made, aud("5"))
    assert refused.value.problem is Problem.NOT_THE_MEMBERS


@dataclass
class Plain:
    """What is known of a use in memory, in cents."""

    use: Use
    drawn: int
    counted: bool
    open: bool


class Vouchers(RuleBasedStateMachine):
    """Does to a gift of value and to a voucher with a limit what it does to two numbers."""

    runner: asyncio.Runner
    db: Database

    held: Bundle[Plain] = Bundle("held")
    used: Bundle[Plain] = Bundle("used")

    @initialize()
    def issue(self) -> None:
        self.till = self.run(a_till(self.db))
        self.stored = self.run(self.till.counter.issue(off(str(FACE // 100))))
        self.limited = self.run(self.till.counter.issue(off("5"), OFTEN, limit_total=LIMIT))
        self.left = FACE
        self.counted = 0
        self.free = LIMIT

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @rule(target=used, minor=MINOR, times=st.integers(1, 2))
    def a_finished_order_draws(self, minor: int, times: int) -> Plain:
        use = UseId(uuid7(AT))
        for _ in range(times):
            taken = self.run(self.till.counter.consume(self.stored, f"{minor / 100:.2f}", use=use))
        drawn = min(minor, self.left)
        assert taken.drawn.minor == drawn
        short = Problem.TOO_MUCH if drawn else Problem.USED_UP
        assert taken.problem is (short if drawn < minor else None)
        assert taken.counted == (drawn > 0)
        self.left -= drawn
        self.counted += taken.counted
        return Plain(taken, drawn, taken.counted, open=False)

    @rule(target=held, minor=st.integers(1, 2_000))
    def an_open_order_sets_aside(self, minor: int) -> Any:
        try:
            taken = self.run(self.till.set_aside(self.stored, Money(minor, "AUD")))
        except CannotUse:
            assert minor > self.left
            return multiple()
        assert minor <= self.left
        self.left -= minor
        self.counted += 1
        return Plain(taken, minor, counted=True, open=True)

    @rule(target=used, held=consumes(held), carried=MINOR, times=st.integers(1, 2))
    def the_open_order_is_finished(self, held: Plain, carried: int, times: int) -> Plain:
        for _ in range(times):
            self.run(self.till.settle(held.use, Money(carried, "AUD")))
        settled = min(carried, held.drawn)
        self.left += held.drawn - settled
        return Plain(held.use, settled, counted=True, open=False)

    @rule(held=consumes(held), times=st.integers(1, 2))
    def the_open_order_is_dropped(self, held: Plain, times: int) -> None:
        for _ in range(times):
            self.run(self.till.release(held.use))
        self.left += held.drawn
        self.counted -= 1

    @rule(used=used, percent=st.integers(0, 100), times=st.integers(1, 2))
    def some_is_paid_back(self, used: Plain, percent: int, times: int) -> None:
        to_stand = used.drawn * percent // 100
        back = [
            self.run(self.till.counter.give_back(used.use, f"{to_stand / 100:.2f}")).minor
            for _ in range(times)
        ]
        assert back == [used.drawn - to_stand, *[0] * (times - 1)]
        self.left += used.drawn - to_stand
        used.drawn = to_stand

    @rule(used=consumes(used), times=st.integers(1, 2))
    def all_is_paid_back(self, used: Plain, times: int) -> None:
        for _ in range(times):
            self.run(self.till.counter.give_back(used.use, "0", whole=True))
        self.left += used.drawn
        self.counted -= used.counted

    @rule()
    def the_limit_is_used(self) -> None:
        taken = self.run(self.till.counter.consume(self.limited, "5"))
        assert taken.counted == (self.free > 0)
        self.free -= taken.counted

    @invariant()
    def both_say_the_same(self) -> None:
        stored = self.run(self.till.counter.read(self.stored.id))
        assert stored.left is not None
        assert 0 <= stored.left.minor == self.left
        assert stored.used == self.counted
        limited = self.run(self.till.counter.read(self.limited.id))
        assert limited.used == LIMIT - self.free

    def teardown(self) -> None:
        assert self.run(self.till.counter.off()) == []


def test_no_value_is_made_or_lost_whatever_tills_do(database_url: str) -> None:
    with asyncio.Runner() as runner:
        db = runner.run(Database.open(database_url))
        try:
            explore(Vouchers, examples=15, steps=20, runner=runner, db=db)
        finally:
            runner.run(db.close())
