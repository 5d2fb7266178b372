"""Two members are one person: what both have comes together, and nothing is lost or made."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
import pytest_asyncio
from tests.stores.merging import in_the_middle_of_merging, somebody_waits
from tests.stores.ordering import Counter, aud, counter_of
from tests.stores.people import AT

from regulars.kernel.errors import NotFound
from regulars.kernel.points import Points
from regulars.ledger.statement import balance, lots_of, statement
from regulars.members.edit import edit
from regulars.members.errors import CannotMerge
from regulars.members.find import find
from regulars.members.model import Birthday, Changes, Member
from regulars.members.read import by_code, by_contact, how_many, newest, read_member
from regulars.platform import journal
from regulars.platform.db import Database
from regulars.programs.adjust_points import adjust_points
from regulars.sales.errors import UnknownMember
from regulars.sales.merge_members import merge_members
from regulars.sales.model import OwnOrder
from regulars.vouchers.counter import customer_vouchers
from regulars.vouchers.model import Sought, UseType
from regulars.vouchers.read import read_voucher

LATER = AT + timedelta(hours=1)


@pytest_asyncio.fixture
async def till(db: Database) -> AsyncIterator[Counter]:
    yield await counter_of(db)


async def merge(till: Counter, gone: Member, into: Member) -> None:
    await merge_members(
        till.db, till.club.merchant, gone=gone.id, into=into.id, at=LATER, actor="user:mia"
    )


async def now(till: Counter, member: Member) -> Member:
    return await read_member(till.db, till.club.merchant, member.id)


async def two_cards(till: Counter) -> tuple[Member, Member]:
    """Rosa enrolled twice: with her telephone number and a card, and once more with her e-mail."""
    rosa = await till.club.enrol("Rosa", "Kowalska", phone="0412 345 678")
    again = await till.club.enrol(
        "Rosie", phone="0499 000 111", email="rosa@example.com", card_number="CARD-7"
    )
    return rosa, again


async def test_points_wallet_vouchers_and_sales_of_both_are_those_of_the_one_who_is_kept(
    till: Counter,
) -> None:
    rosa, again = await two_cards(till)
    coupon = await till.voucher(share=1000, use=UseType.MULTI_USE, member=again.id)
    await till.order("1", total="30", member=rosa)
    await till.order("2", total="170", member=again)
    await till.order("3", total="35", member=again, voucher=coupon)
    await till.top_up(again, "7")
    was = await lots_of(till.db, till.club.merchant, again.account)
    assert [await till.points(one) for one in (rosa, again)] == [30, 201]

    await merge(till, again, rosa)
    await merge(till, again, rosa)

    assert [await till.points(one) for one in (rosa, again)] == [231, 0]
    kept = {lot.earned_at: lot for lot in await lots_of(till.db, till.club.merchant, rosa.account)}
    assert all(kept[lot.earned_at].expires_at == lot.expires_at for lot in was)
    # Both had spent towards the next five dollars: 30, and 20 and 31.50 after fifteen came.
    wallet = await till.wallet(rosa)
    assert (wallet.left, wallet.progress) == (aud("27"), aud("31.50"))
    assert (await till.wallet(again)).progress == aud("0")
    assert {sale.member for sale in await till.sales()} == {rosa.id}
    assert (await read_voucher(till.db, till.club.merchant, coupon.id)).terms.member == rosa.id
    [told] = await journal.newest(till.db, till.club.merchant, subject=f"member:{rosa.id}", limit=1)
    assert (told.kind, told.data["gone"], told.actor) == (
        "member.merged", str(again.id), "user:mia",
    )  # fmt: skip
    assert await till.discrepancies() == []
    early = await statement(till.db, till.club.merchant, again.account)
    assert [entry.kind for entry in early] == ["transfer", "earn", "earn"]


async def test_all_that_the_one_was_found_by_finds_the_other_once(till: Counter) -> None:
    rosa, again = await two_cards(till)
    await merge(till, again, rosa)
    club = till.club
    for keyword in ("Rosie", "rosa", again.code, "0499 000 111", "0412 345 678", "rosa@example"):
        found = await find(club.db, club.merchant, keyword, country="AU", at=AT)
        assert [one.id for one in found] == [rosa.id], keyword
    for code in (again.code, rosa.code):
        assert (await by_code(club.db, club.merchant, code)) == await now(till, rosa)
    told = await by_contact(
        club.db, club.merchant, email="rosa@example.com", phone="", at_store=club.store
    )
    assert told == await now(till, rosa)
    for sought in (Sought(member_code=again.code), Sought(phone_number="0499 000 111")):
        shown = await customer_vouchers(club.db, club.merchant, club.store, sought, at=AT)
        assert shown is not None
        assert shown.member.id == rosa.id
    assert await how_many(club.db, club.merchant) == 1
    assert [one.id for one in await newest(club.db, club.merchant, at=AT)] == [rosa.id]


async def test_the_one_who_is_kept_takes_over_what_only_the_other_had_said(till: Counter) -> None:
    rosa, again = await two_cards(till)
    await edit(
        till.db, till.club.merchant, again.id, Changes(birthday=Birthday(2, 29)), country="AU",
        at=AT, actor="test",
    )  # fmt: skip
    await merge(till, again, rosa)
    kept = await now(till, rosa)
    assert (kept.name, kept.phone) == ("Rosa Kowalska", "+61412345678")
    assert (kept.email, kept.card_number) == ("rosa@example.com", "CARD7")
    assert kept.birthday == Birthday(2, 29)
    # Her second number still finds her, and may become her own.
    changed = await edit(
        till.db, till.club.merchant, rosa.id, Changes(phone="0499 000 111"), country="AU",
        at=LATER, actor="test",
    )  # fmt: skip
    assert changed.phone == "+61499000111"


async def test_two_cards_for_one_guest_are_one_after_merging(till: Counter) -> None:
    """An order that is settled with the second card counts for the guest of the first.

    https://github.com/odoo/odoo/pull/145782
    """
    rosa, again = await two_cards(till)
    await till.top_up(again, "10")
    await merge(till, again, rosa)
    await till.order("1", total="40", member=again)
    await till.order("2", total="25", voucher=again.code, discount="10", member=again)
    assert await till.points(rosa) == 55
    assert await till.points(again) == 0
    assert (await till.wallet(rosa)).left == aud("5")
    assert {sale.member for sale in await till.sales()} == {rosa.id}
    placed = await till.place(OwnOrder(id="own", total=aud("9"), guest=again.id))
    assert placed.member == rosa.id
    assert await till.discrepancies() == []


async def test_limits_of_both_add_up_and_nobody_gets_a_use_more(till: Counter) -> None:
    rosa, again = await two_cards(till)
    once = await till.voucher(share=1000, use=UseType.MULTI_USE, limit_per_member=2)
    for number, member in enumerate((rosa, again, again)):
        await till.order(str(number), total="10", discount="1", voucher=once, member=member)
    await merge(till, again, rosa)
    await till.order("4", total="10", discount="1", voucher=once, member=again)
    assert await till.codes() == ["voucher_member_used_up"]
    await till.cancel("1")
    await till.cancel("2")
    await till.order("5", total="10", discount="1", voucher=once, member=rosa)
    assert await till.codes() == ["voucher_member_used_up"]
    assert await till.discrepancies() == []


async def test_a_refund_of_a_sale_from_before_comes_off_the_one_who_is_kept(till: Counter) -> None:
    rosa, again = await two_cards(till)
    await till.top_up(again, "8")
    await till.order("1", total="60", voucher=again.code, discount="8", member=again)
    await till.order("2", total="40", member=rosa)
    await merge(till, again, rosa)
    assert (await till.points(rosa), (await till.wallet(rosa)).left) == (92, aud("5"))
    await till.cancel("1")
    assert await till.points(rosa) == 40
    wallet = await till.wallet(rosa)
    assert (wallet.left, wallet.progress) == (aud("8"), aud("40"))
    assert (await till.wallet(again)).left == aud("0")
    assert await till.discrepancies() == []


async def test_a_member_is_not_merged_with_themselves_twice_or_with_another_merchants(
    till: Counter,
) -> None:
    rosa, again = await two_cards(till)
    third = await till.enrol("Third")
    with pytest.raises(CannotMerge, match="the same member"):
        await merge(till, rosa, rosa)
    stranger = await (await till.club.another()).enrol("Stranger")
    for gone, into in ((stranger, rosa), (rosa, stranger)):
        with pytest.raises(NotFound):
            await merge(till, gone, into)
    await merge(till, again, rosa)
    for gone, into in ((again, third), (third, again), (rosa, again)):
        with pytest.raises(CannotMerge, match="merged with somebody already"):
            await merge(till, gone, into)
    with pytest.raises(NotFound, match="merged"):
        await edit(
            till.db, till.club.merchant, again.id, Changes(first_name="New"), country="AU",
            at=LATER, actor="test",
        )  # fmt: skip


async def test_whoever_was_merged_goes_along_when_the_other_is_merged_too(till: Counter) -> None:
    rosa, again = await two_cards(till)
    third = await till.enrol("Third")
    await till.order("1", total="60", member=again)
    await merge(till, again, rosa)
    await merge(till, rosa, third)
    assert (await now(till, again)).merged_into == third.id
    await till.order("2", total="10", member=again)
    await till.top_up(third, "4")
    assert await till.points(third) == 70
    await till.order("3", total="20", voucher=again.code, discount="4")
    assert (await till.wallet(third)).left == aud("5")
    await till.cancel("1")
    assert await till.points(third) == 26
    assert await till.discrepancies() == []


async def test_points_given_by_hand_to_the_one_reach_the_other(till: Counter) -> None:
    rosa, again = await two_cards(till)
    await merge(till, again, rosa)
    await adjust_points(
        till.db, till.club.merchant, again.id, Points(12), note="Sorry", key=uuid4(),
        time_zone="Australia/Sydney", at=LATER, actor="test",
    )  # fmt: skip
    assert [await till.points(one) for one in (rosa, again)] == [12, 0]


async def test_of_two_who_merge_both_ways_at_once_one_wins(till: Counter) -> None:
    rosa, again = await two_cards(till)
    await till.order("1", total="60", member=again)
    await till.order("2", total="30", member=rosa)
    outcomes = await asyncio.gather(
        merge(till, again, rosa), merge(till, rosa, again), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["CannotMerge", "NoneType"]
    one, other = await now(till, rosa), await now(till, again)
    kept = one if one.merged_into is None else other
    assert await till.points(kept) == 90
    assert await till.discrepancies() == []


async def test_sales_of_both_that_complete_during_the_merge_are_all_of_the_one(
    till: Counter,
) -> None:
    rosa, again = await two_cards(till)
    await till.top_up(again, "20")
    await till.order("before", total="10", member=again)

    async def sell(number: int) -> None:
        voucher, discount = (again.code, "2") if number % 3 == 0 else (None, None)
        who = again if number % 2 else rosa
        await till.order(str(number), total="30", voucher=voucher, discount=discount, member=who)

    await asyncio.gather(
        *(sell(number) for number in range(6)),
        merge(till, again, rosa),
        *(sell(number) for number in range(6, 12)),
        till.cancel("before"),
    )
    assert {sale.member for sale in await till.sales()} == {rosa.id}
    assert [await till.points(one) for one in (rosa, again)] == [12 * 30 - 4 * 2, 0]
    left = await balance(till.db, till.club.merchant, again.account, at=LATER)
    assert (left.available, left.held, left.debt) == (0, 0, 0)
    # 352 dollars bring seven credits of five.
    wallet = await till.wallet(rosa)
    assert (wallet.left, wallet.progress) == (aud("20") - aud("8") + aud("35"), aud("2"))
    assert (await till.wallet(again)).left == aud("0")
    assert await till.discrepancies() == []


async def test_a_sale_that_is_kept_while_its_member_goes_is_of_the_one_who_stays(
    till: Counter,
) -> None:
    """It waits for the members' rows, and finds out who its member is by now."""
    rosa, again = await two_cards(till)
    async with in_the_middle_of_merging(till.db, till.club.merchant, again, rosa):
        selling = asyncio.create_task(till.order("1", total="40", member=again))
        await somebody_waits(till.db)
    await selling
    [sale] = await till.sales()
    assert (sale.member, sale.points_earned) == (rosa.id, 40)
    assert [await till.points(one) for one in (rosa, again)] == [40, 0]
    assert await till.discrepancies() == []


async def test_a_code_of_nobody_is_still_refused(till: Counter) -> None:
    with pytest.raises(UnknownMember):
        await till.order("1", member="ZZZZ-ZZZZ")
