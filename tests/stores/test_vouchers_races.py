"""Tills after the same voucher and the same wallet in one moment, on real connections."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from uuid import uuid4

import pytest_asyncio
from tests.stores.counters import OFTEN, Counter, a_counter, aud, off, share
from tests.stores.people import AT

from regulars.kernel.ids import UseId, uuid7
from regulars.platform.db import Database
from regulars.vouchers.edit import edit
from regulars.vouchers.errors import BadVoucher, CodeTaken
from regulars.vouchers.model import Problem, Terms, Use, Voucher

TILLS = 50


@pytest_asyncio.fixture
async def till(database_url: str) -> AsyncIterator[Counter]:
    """A counter with a connection for each of fifty tills."""
    database = await Database.open(database_url, connections=TILLS)
    yield await a_counter(database)
    await database.close()


async def at_once(*calls: Awaitable[Use]) -> list[Use]:
    return await asyncio.gather(*calls)


async def test_of_fifty_tills_after_the_last_use_one_has_it(till: Counter) -> None:
    """A voucher for one use is not used twice in one moment (D1.1 to D1.5, D1.7)."""
    last = await till.issue(share(10))
    uses = await at_once(*(till.consume(last, "4", order=f"{n}") for n in range(TILLS)))
    assert sorted(use.counted for use in uses) == [False] * (TILLS - 1) + [True]
    assert {use.problem for use in uses if not use.counted} == {Problem.USED_UP}
    assert (await till.read(last.id)).used == 1
    assert await till.off() == []


async def test_a_voucher_for_three_uses_is_used_three_times(till: Counter) -> None:
    """A limit is looked at by whoever has the lock (D1.6)."""
    three = await till.issue(off("5"), OFTEN, limit_total=3)
    uses = await at_once(*(till.consume(three, "5") for _ in range(20)))
    assert sum(use.counted for use in uses) == 3
    assert (await till.read(three.id)).used == 3


async def test_a_members_last_use_is_had_once(till: Counter) -> None:
    ada, bob = await till.enrol("Ada"), await till.enrol("Bob")
    twice = await till.issue(off("5"), OFTEN, limit_per_member=2)
    uses = await at_once(
        *(till.consume(twice, "5", member=one.id) for one in (ada, bob) for _ in range(10))
    )
    for one in (ada, bob):
        assert sum(use.counted for use in uses if use.member == one.id) == 2
    assert {use.problem for use in uses if not use.counted} == {Problem.MEMBER_USED_UP}
    assert await till.off() == []


async def test_fifty_tills_on_one_wallet_never_draw_more_than_is_there(till: Counter) -> None:
    """Nobody's wallet goes below zero (D1.12), and nothing of it is lost."""
    ada = await till.enrol()
    await till.spent(ada, "2000")
    wallet = await till.wallet_voucher(ada)
    uses = await at_once(*(till.consume(wallet, "7", order=f"{n}") for n in range(TILLS)))
    drawn = [use.drawn for use in uses]
    assert sum(one.minor for one in drawn) == 200_00
    assert sorted(set(drawn)) == [aud("0"), aud("4"), aud("7")]
    assert (await till.wallet(ada)).left == aud("0")
    assert await till.off() == []


async def test_one_order_that_comes_many_times_at_once_draws_once(till: Counter) -> None:
    """Twice within milliseconds is once (D1.10)."""
    made = await till.issue(off("10"))
    use = UseId(uuid7(AT))
    uses = await at_once(*(till.consume(made, "4", use=use) for _ in range(20)))
    assert {one.drawn for one in uses} == {aud("4")}
    assert (await till.read(made.id)).used == 1
    assert await till.left(made) == aud("6")


async def test_orders_that_top_a_wallet_up_and_draw_on_it_lose_nothing(till: Counter) -> None:
    """Credit that comes twice under one key comes once (D1.11)."""
    ada = await till.enrol()
    wallet = await till.wallet_voucher(ada)
    key = f"{uuid4()}"
    await asyncio.gather(
        *(till.spent(ada, "30") for _ in range(10)),
        *(till.spent(ada, "100", key=key) for _ in range(10)),
        *(till.consume(wallet, "1") for _ in range(10)),
    )
    found = await till.wallet(ada)
    assert (found.progress, found.owed) == (aud("0"), aud("0"))
    assert await till.off() == []


async def test_refunds_that_race_give_back_once(till: Counter) -> None:
    """A refund is not given twice because two came at once (D1.9)."""
    made = await till.issue(off("10"))
    use = await till.consume(made, "8")
    back = await asyncio.gather(*(till.give_back(use, "0", whole=True) for _ in range(10)))
    assert sorted(back) == [aud("0")] * 9 + [aud("8")]
    assert await till.left(made) == aud("10")
    assert await till.off() == []


async def test_of_two_who_make_one_code_one_has_it(till: Counter) -> None:
    made = await asyncio.gather(
        *(till.issue(off("5"), code=code) for code in ("Hello", "HELLO") * 5),
        return_exceptions=True,
    )
    assert sum(isinstance(one, Voucher) for one in made) == 1
    assert sum(isinstance(one, CodeTaken) for one in made) == 9


async def test_a_limit_that_is_lowered_while_it_is_used_holds(till: Counter) -> None:
    made = await till.issue(off("5"), OFTEN)
    terms = Terms(minimum=aud("0"), limit_total=2)

    async def lower() -> None:
        try:
            await edit(till.db, till.merchant, made.id, terms, at=AT, actor="test")
        except BadVoucher:
            return

    await asyncio.gather(lower(), *(till.consume(made, "5") for _ in range(8)))
    found = await till.read(made.id)
    assert found.terms.limit_total is None or found.used <= 2
    assert await till.off() == []
