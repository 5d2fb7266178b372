"""Wallets: what is spent tops them up, exactly, and what is taken back goes again."""

import asyncio

import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.stores.counters import FIVE_FOR_FIFTY, Counter, a_counter, aud
from tests.stores.people import AT
from tests.worked import table

from regulars.kernel.errors import NotFound
from regulars.kernel.ids import MemberId, VoucherId, uuid7
from regulars.kernel.money import Money
from regulars.ledger.errors import NotEnoughPoints
from regulars.platform.db import Database
from regulars.programs.define import find_program, set_program
from regulars.programs.earning.model import one_for_each
from regulars.programs.errors import BadReward
from regulars.programs.model import Program
from regulars.vouchers.model import Problem, WalletScheme
from regulars.vouchers.wallet import credit


@pytest_asyncio.fixture
async def till(db: Database) -> Counter:
    return await a_counter(db)


async def test_a_wallet_has_the_code_of_its_member_and_nothing_in_it(till: Counter) -> None:
    member = await till.enrol()
    wallet = await till.wallet(member)
    assert (wallet.code, wallet.left, wallet.progress) == (member.code, aud("0"), aud("0"))
    assert (await till.quote(member.code, "10")).problem is Problem.USED_UP


async def test_a_sale_may_be_worth_several_credits_and_the_rest_counts_on(till: Counter) -> None:
    member = await till.enrol()
    assert await till.spent(member, "49.99") == aud("0")
    assert await till.spent(member, "120.01") == aud("15")
    wallet = await till.wallet(member)
    assert (wallet.left, wallet.progress) == (aud("15"), aud("20"))


async def test_the_same_key_counts_once(till: Counter) -> None:
    member = await till.enrol()
    for _ in range(3):
        assert await till.spent(member, "70", key="sale 1") == aud("5")
    for _ in range(3):
        assert await till.unspent(member, "70", key="sale 1 undone") == aud("5")
    wallet = await till.wallet(member)
    assert (wallet.left, wallet.progress, wallet.owed) == (aud("0"), aud("0"), aud("0"))


async def test_credit_that_was_used_is_kept_back_from_what_comes(till: Counter) -> None:
    """The figures are those of docs/algorithms/vouchers.md."""
    member = await till.enrol()
    voucher = await till.wallet_voucher(member)
    for what, amount, left, owed in table("vouchers", "A wallet's credit", 2):
        if what == "a bill takes":
            await till.consume(voucher, amount[1:])
        else:
            await (till.spent if what == "spent" else till.unspent)(member, amount[1:])
        wallet = await till.wallet(member)
        assert (wallet.left, wallet.owed) == (aud(left[1:]), aud(owed[1:]))
    assert await till.off() == []


async def test_a_sale_is_taken_back_by_the_rule_it_was_made_under(till: Counter) -> None:
    member = await till.enrol()
    generous = WalletScheme(per=aud("10"), credit=aud("9"))
    await till.spent(member, "20", generous)
    await till.spent(member, "60", FIVE_FOR_FIFTY)
    assert await till.unspent(member, "20", generous) == aud("9")
    assert (await till.wallet(member)).left == aud("14")
    assert await till.off() == []


async def test_an_easier_rule_gives_no_credit_for_what_was_spent_before_it(till: Counter) -> None:
    ada = await till.enrol()
    await till.spent(ada, "45")
    easier = WalletScheme(per=aud("5"), credit=aud("5"))
    assert await till.spent(ada, "1", easier) == aud("5")
    assert (await till.wallet(ada)).progress == aud("0.99")
    assert await till.off() == []


async def test_a_manager_gives_by_hand_and_never_takes_more_than_there_is(till: Counter) -> None:
    member = await till.enrol()

    async def by_hand(amount: str, key: str) -> Money:
        return await till.step(
            credit, member.id, aud(amount), key=key, note="Sorry", by="Mia", at=AT
        )

    for _ in range(2):
        await by_hand("7.50", "first")
    await by_hand("-2.50", "second")
    with pytest.raises(NotEnoughPoints):
        await by_hand("-5.01", "third")
    wallet = await till.wallet(member)
    assert (wallet.left, wallet.progress) == (aud("5"), aud("0"))
    assert await till.off() == []


async def test_a_program_keeps_its_scheme_and_refuses_one_that_gives_nothing(
    till: Counter,
) -> None:
    terms = one_for_each(aud("1"))
    program = Program(till.merchant, "Regulars", "Points", terms, 1, wallet=FIVE_FOR_FIFTY)
    await set_program(till.db, program, at=AT, actor="test")
    assert await find_program(till.db, till.merchant) == program
    for scheme, field in (
        (WalletScheme(aud("0"), aud("5")), "wallet_per"),
        (WalletScheme(aud("50"), aud("0")), "wallet_credit"),
    ):
        with pytest.raises(BadReward) as refused:
            await set_program(till.db, replace(program, wallet=scheme), at=AT, actor="test")
        assert refused.value.field == field
    stranger = replace(program, new_guest_voucher=VoucherId(uuid7(AT)))
    with pytest.raises(BadReward) as refused:
        await set_program(till.db, stranger, at=AT, actor="test")
    assert refused.value.field == "new_guest_voucher"
    assert await find_program(till.db, till.merchant) == program


async def test_nobody_has_no_wallet(till: Counter) -> None:
    other = Counter(till.db, await till.club.another())
    member = await other.enrol()
    stranger = replace(member, id=MemberId(uuid7(AT)))
    for one in (member, stranger):
        with pytest.raises(NotFound):
            await till.spent(one, "50")


STEPS = st.lists(st.tuples(st.booleans(), st.integers(1, 30_000)), min_size=1, max_size=12)


def test_a_wallet_is_what_the_sum_of_its_sales_makes_it(database_url: str) -> None:
    """In any order, with any of them taken back: credit for every full amount, the rest kept on."""
    with asyncio.Runner() as runner:
        db = runner.run(Database.open(database_url))
        till = runner.run(a_counter(db))

        @settings(max_examples=25, deadline=None)
        @given(steps=STEPS, per=st.integers(1, 9_000), credit=st.integers(1, 900))
        def holds(steps: list[tuple[bool, int]], per: int, credit: int) -> None:
            runner.run(play(till, steps, WalletScheme(aud_minor(per), aud_minor(credit))))

        try:
            holds()
            assert runner.run(till.off()) == []
        finally:
            runner.run(db.close())


async def play(till: Counter, steps: list[tuple[bool, int]], scheme: WalletScheme) -> None:
    member = await till.enrol()
    total, standing = 0, list[int]()
    for is_sale, minor in steps:
        if is_sale or not standing:
            await till.spent(member, f"{aud_minor(minor).major}", scheme)
            standing.append(minor)
            total += minor
        else:
            gone = standing.pop(minor % len(standing))
            await till.unspent(member, f"{aud_minor(gone).major}", scheme)
            total -= gone
        wallet = await till.wallet(member)
        times, rest = divmod(total, scheme.per.minor)
        assert wallet.left == aud_minor(times * scheme.credit.minor)
        assert (wallet.progress, wallet.owed) == (aud_minor(rest), aud("0"))


def aud_minor(minor: int) -> Money:
    return Money(minor, "AUD")
