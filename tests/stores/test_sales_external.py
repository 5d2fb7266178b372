"""Promises of orders that a till reports by the voucher API."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.stores.ordering import NOTHING, Counter, aud, counter_of
from tests.stores.people import AT, club_of

from regulars.kernel.errors import NotFound, RegularsError
from regulars.kernel.ids import StoreId
from regulars.kernel.money import Money
from regulars.platform import journal
from regulars.platform.db import Database
from regulars.programs.earning.model import one_for_each
from regulars.sales.errors import BadOrder, OrderDiffers, UnknownMember, UnknownVoucher
from regulars.sales.exceptions import list_exceptions
from regulars.sales.external import take_order
from regulars.sales.model import Channel, ExternalOrder, SaleStatus
from regulars.vouchers.model import UseType, WalletScheme

TILLS = 50


async def reported(counter: Counter, orders: list[ExternalOrder]) -> list[str]:
    """Report all orders at once; answers the codes of the refusals."""
    answers = await asyncio.gather(*map(counter.send, orders), return_exceptions=True)
    failed = [one for one in answers if isinstance(one, BaseException)]
    assert all(isinstance(one, RegularsError) for one in failed), failed
    return [one.code for one in failed if isinstance(one, RegularsError)]


async def test_an_order_without_voucher_and_member_is_simply_kept(db: Database) -> None:
    counter = await counter_of(db)
    await counter.order("5968", discounted="180", discount="20")
    [sale] = await counter.sales()
    assert (sale.order, sale.number, sale.channel) == ("5968", "5968", Channel.EXTERNAL)
    assert (sale.total, sale.discount, sale.member) == (aud(180), aud(20), None)
    assert (sale.status, sale.connection, sale.points_earned) == (SaleStatus.COMPLETE, None, 0)


async def test_a_wallet_is_spent_and_its_owner_collects_on_what_was_paid(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol(wallet="5.50")
    await counter.order(voucher=rosa.code.lower(), discounted="194.50", discount="5.50")
    wallet = await counter.wallet(rosa)
    assert await counter.points(rosa) == 194
    assert (wallet.left, wallet.progress) == (aud(15), aud("44.50"))
    assert await counter.listed() == []


async def test_one_members_voucher_is_spent_and_the_other_member_collects_once(
    db: Database,
) -> None:
    counter = await counter_of(db)
    rosa, bert = await counter.enrol("Rosa", wallet="20"), await counter.enrol("Bert")
    await counter.order(voucher=rosa.code, member=bert, discount="20")
    assert [await counter.points(rosa), await counter.points(bert)] == [0, 180]
    assert (await counter.wallet(rosa)).left == NOTHING
    assert (await counter.wallet(bert)).left == aud(15)


async def test_an_empty_wallet_collects_and_nobody_is_told(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol()
    await counter.order(voucher=rosa.code)
    await counter.order(voucher=rosa.code.replace("-", ""), discount="0")
    assert await counter.points(rosa) == 400
    assert await counter.listed() == []


async def test_a_wallet_never_falls_below_zero_whatever_the_till_gave(db: Database) -> None:
    counter = await counter_of(db, wallet=None)
    rosa = await counter.enrol(wallet="5.50")
    await counter.order(voucher=rosa.code, discount="20")
    assert (await counter.wallet(rosa)).left == NOTHING
    [notice] = await counter.listed()
    assert notice.code == "voucher_too_much"
    assert "20.00 AUD" in notice.sentence


async def test_a_wallet_is_credited_for_every_full_amount_and_carries_the_rest(
    db: Database,
) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol()
    await counter.order(member=rosa, total="49.99")
    assert (await counter.wallet(rosa)).left == NOTHING
    await counter.order(member=rosa, total="150.02")
    wallet = await counter.wallet(rosa)
    assert (wallet.left, wallet.progress) == (aud(20), aud("0.01"))


async def test_points_and_wallet_can_each_stand_alone(db: Database) -> None:
    counter = await counter_of(db, wallet=None)
    rosa = await counter.enrol()
    await counter.order(member=rosa)
    assert (await counter.points(rosa), (await counter.wallet(rosa)).left) == (200, NOTHING)
    await counter.program(
        terms=one_for_each(aud(1), 0), wallet=WalletScheme(per=aud(100), credit=aud(1))
    )
    await counter.order(member=rosa)
    assert (await counter.points(rosa), (await counter.wallet(rosa)).left) == (200, aud(2))


async def test_a_program_may_say_that_a_bill_with_a_voucher_earns_nothing(db: Database) -> None:
    counter = await counter_of(db, terms=one_for_each(aud(1), earn_when_redeeming=False))
    rosa = await counter.enrol(wallet="10")
    await counter.order(voucher=rosa.code, discount="10")
    assert (await counter.points(rosa), (await counter.wallet(rosa)).progress) == (0, NOTHING)
    await counter.order(voucher=rosa.code, discount="0")
    assert await counter.points(rosa) == 200


async def test_before_there_is_a_program_an_order_is_kept_and_earns_nothing(db: Database) -> None:
    counter = Counter(await club_of(db))
    rosa = await counter.enrol()
    await counter.order(member=rosa)
    assert [sale.points_earned for sale in await counter.sales()] == [0]


async def test_the_same_order_again_changes_nothing_however_it_is_written(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol(wallet="20")
    order = ExternalOrder(
        id="5968", voucher_code=rosa.code, total=aud("200"), discounted=aud(180), discount=aud(20)
    )
    await counter.send(order)
    before = await counter.wallet(rosa), await counter.points(rosa)
    for written in ("200.0", "200.00", Decimal("2e2")):
        again = ExternalOrder(
            id="5968",
            voucher_code=rosa.code.lower(),
            total=aud(written),
            discounted=aud(180),
            discount=aud(20),
        )
        await counter.send(again, at=AT + timedelta(hours=1))
    assert (await counter.wallet(rosa), await counter.points(rosa)) == before
    assert len(await counter.sales()) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"total": "201"},
        {"discounted": "180"},
        {"discount": "20"},
        {"member": "other"},
        {"voucher": "none"},
    ],
    ids=str,
)
async def test_an_order_with_other_content_is_refused(db: Database, other: dict[str, str]) -> None:
    counter = await counter_of(db)
    rosa, bert = await counter.enrol("Rosa", wallet="20"), await counter.enrol("Bert")
    first: dict[str, Any] = {"total": "200", "voucher": rosa.code, "member": rosa.code}
    await counter.order("7", **first)
    before = await counter.wallet(rosa)
    names = {"other": bert.code, "none": None}
    changed = first | {key: names.get(value, value) for key, value in other.items()}
    with pytest.raises(OrderDiffers):
        await counter.order("7", **changed)
    assert await counter.wallet(rosa) == before


async def test_each_store_has_orders_of_its_own(db: Database) -> None:
    counter = await counter_of(db)
    other = await counter.other_store()
    rosa = await counter.enrol()
    await counter.order("7", member=rosa)
    await other.order("7", member=rosa, total="100")
    assert await counter.points(rosa) == 300


async def test_another_merchants_codes_are_unknown(db: Database) -> None:
    counter, stranger = await counter_of(db), await counter_of(db)
    rosa = await stranger.enrol(wallet="20")
    with pytest.raises(UnknownVoucher):
        await counter.order(voucher=rosa.code)
    with pytest.raises(UnknownMember):
        await counter.order(member=rosa)
    with pytest.raises(NotFound):
        await take_order(
            db, counter.club.merchant, stranger.club.store,
            ExternalOrder(id="1", total=aud(1)), at=AT, actor="till",
        )  # fmt: skip
    with pytest.raises(NotFound):
        await take_order(
            db, counter.club.merchant, StoreId(1),
            ExternalOrder(id="1", total=aud(1)), at=AT, actor="till",
        )  # fmt: skip
    assert await counter.sales() == []


@pytest.mark.parametrize("order_id", ["", " ", "x" * 101, "1\x002", "1\n2"])
async def test_an_id_that_cannot_be_kept_is_refused(db: Database, order_id: str) -> None:
    counter = await counter_of(db)
    with pytest.raises(BadOrder):
        await counter.send(ExternalOrder(id=order_id, total=aud(1)))


@pytest.mark.parametrize("code", ["\x00", "a\x00b", "x" * 500, "ﬃ", "🎟️", "'; drop table sales; --"])
async def test_a_code_that_nobody_can_have_is_unknown(db: Database, code: str) -> None:
    counter = await counter_of(db)
    with pytest.raises(UnknownVoucher):
        await counter.order(voucher=code)
    with pytest.raises(UnknownMember):
        await counter.order(member=code)


async def test_a_voucher_that_gave_nothing_keeps_its_use(db: Database) -> None:
    counter = await counter_of(db)
    once = await counter.voucher(share=1000)
    await counter.order(voucher=once, discount="0")
    assert await counter.used(once) == 0
    await counter.order(voucher=once)
    assert await counter.used(once) == 1
    assert await counter.codes() == []


async def test_a_limit_holds_for_each_member(db: Database) -> None:
    counter = await counter_of(db)
    rosa, bert = await counter.enrol("Rosa"), await counter.enrol("Bert")
    coupon = await counter.voucher(amount="3", use=UseType.MULTI_USE, limit_per_member=1)
    await counter.order(voucher=coupon, member=rosa)
    await counter.order(voucher=coupon, member=bert)
    assert (await counter.used(coupon), await counter.codes()) == (2, [])
    await counter.order(voucher=coupon, member=rosa, discount="3")
    assert (await counter.used(coupon), await counter.codes()) == (2, ["voucher_member_used_up"])


async def test_a_whole_bill_paid_by_voucher_comes_to_nothing_exactly(db: Database) -> None:
    """No cent is left over, neither on the bill nor on the voucher."""
    counter = await counter_of(db)
    all_off = await counter.voucher(share=10_000)
    gift = await counter.voucher(amount="33.33")
    await counter.order(voucher=all_off, total="12.55")
    await counter.order(voucher=gift, total="33.33", at=AT + timedelta(hours=1))
    assert [(sale.total, sale.discount) for sale in await counter.sales()] == [
        (NOTHING, aud("12.55")),
        (NOTHING, aud("33.33")),
    ]
    assert await counter.left(gift) == NOTHING


@pytest.mark.parametrize(
    ("total", "off", "left"),
    [("78.00", "43.48", "6.52"), ("49.99", "49.99", "0.01"), ("10.00", "9.99", "40.01")],
)
async def test_what_leaves_a_voucher_is_what_the_bill_got(
    db: Database, total: str, off: str, left: str
) -> None:
    counter = await counter_of(db)
    gift = await counter.voucher(amount="50")
    await counter.order(voucher=gift, total=total, discount=off)
    [sale] = await counter.sales()
    assert (sale.total + sale.discount, sale.discount) == (aud(total), aud(off))
    assert await counter.left(gift) == aud(left)


async def test_several_vouchers_on_several_orders_add_up_to_the_cent(db: Database) -> None:
    counter = await counter_of(db)
    gifts = [await counter.voucher(amount="3.33") for _ in range(3)]
    for gift in gifts:
        await counter.order(voucher=gift, total="10")
    off = sum((sale.discount for sale in await counter.sales()), NOTHING)
    assert off == aud("9.99")
    assert [await counter.left(gift) for gift in gifts] == [NOTHING] * 3


async def test_fifty_tills_with_one_order_record_one_sale(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol(wallet="100")
    order = ExternalOrder(id="5968", voucher_code=rosa.code, total=aud(200), discount=aud(20))
    assert await reported(counter, [order] * TILLS) == []
    assert len(await counter.sales()) == 1
    assert (await counter.wallet(rosa)).left == aud(95)
    assert await counter.points(rosa) == 180
    assert await counter.discrepancies() == []


async def test_fifty_orders_on_one_wallet_draw_what_was_there(db: Database) -> None:
    counter = await counter_of(db, wallet=None)
    rosa = await counter.enrol(wallet="100")
    orders = [
        ExternalOrder(id=str(n), voucher_code=rosa.code, total=aud(10), discount=aud(3))
        for n in range(TILLS)
    ]
    assert await reported(counter, orders) == []
    assert (await counter.wallet(rosa)).left == NOTHING
    assert await counter.points(rosa) == TILLS * 7
    assert await drawn(counter) == aud(100)
    assert await counter.discrepancies() == []


async def test_what_is_worked_out_at_many_tills_at_once_is_what_is_drawn(db: Database) -> None:
    """Nobody earns less for a discount that another till had first."""
    counter = await counter_of(db, wallet=None)
    rosa = await counter.enrol(wallet="25")
    orders = [ExternalOrder(id=str(n), voucher_code=rosa.code, total=aud(10)) for n in range(TILLS)]
    assert await reported(counter, orders) == []
    assert await drawn(counter) == aud(25)
    assert await counter.points(rosa) == TILLS * 10 - 25
    assert await list_exceptions(db, counter.club.merchant) == []
    assert await counter.discrepancies() == []


async def test_a_wallet_is_credited_once_for_each_amount_by_fifty_tills(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol()
    orders = [ExternalOrder(id=str(n), member_code=rosa.code, total=aud(30)) for n in range(TILLS)]
    assert await reported(counter, orders) == []
    wallet = await counter.wallet(rosa)
    assert (wallet.left, wallet.progress) == (aud(150), NOTHING)
    assert await counter.discrepancies() == []


async def test_fifty_tills_on_the_last_use_count_one(db: Database) -> None:
    counter = await counter_of(db)
    once = await counter.voucher(share=1000)
    orders = [
        ExternalOrder(id=str(n), voucher_code=once.code, total=aud(10), discount=aud(1))
        for n in range(TILLS)
    ]
    assert await reported(counter, orders) == []
    assert await counter.used(once) == 1
    assert await counter.codes() == ["voucher_used_up"] * (TILLS - 1)


async def test_spending_each_others_wallets_at_once_ends_well(db: Database) -> None:
    counter = await counter_of(db)
    rosa, bert = (
        await counter.enrol("Rosa", wallet="100"),
        await counter.enrol("Bert", wallet="100"),
    )
    orders = [
        ExternalOrder(
            id=str(n),
            voucher_code=(rosa if n % 2 else bert).code,
            member_code=(bert if n % 2 else rosa).code,
            total=aud(60),
            discount=aud(10),
        )
        for n in range(20)
    ]
    assert await reported(counter, orders) == []
    assert (await counter.wallet(rosa)).left == aud(50)
    assert (await counter.wallet(bert)).left == aud(50)
    assert await counter.discrepancies() == []


async def test_a_fact_says_what_came_of_an_order(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol(wallet="20")
    await counter.order("5968", voucher=rosa.code, discount="20")
    told = {fact.kind: fact for fact in await journal.newest(db, counter.club.merchant)}
    data = told["sale.completed"].data
    assert told["sale.completed"].actor == "till"
    assert (data["channel"], data["order"], data["points_earned"]) == ("external", "5968", 180)
    assert (data["discount_minor"], data["credit_minor"]) == (20_00, 15_00)


async def drawn(counter: Counter) -> Money:
    """What all uses have taken out of stored value."""
    sql = "select coalesce(sum(drawn_minor - given_back_minor), 0) from voucher_uses"
    return Money(int(await counter.db.value(sql)), "AUD")


@given(
    bills=st.lists(
        st.tuples(st.integers(0, 60_00), st.integers(0, 30_00), st.booleans()), max_size=8
    )
)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_no_value_is_made_or_lost(db: Database, bills: list[tuple[int, int, bool]]) -> None:
    """What is left is what was put in, less what was drawn, plus the credit that was won."""
    counter = await counter_of(db)
    rosa = await counter.enrol(wallet="50")
    for total, off, twice in bills:
        order = ExternalOrder(
            id=str(next(counter.numbers)),
            voucher_code=rosa.code,
            total=Money(total, "AUD"),
            discount=Money(min(off, total), "AUD"),
        )
        for _ in range(1 + twice):
            await counter.send(order)
    paid = sum(max(total - off, 0) for total, off, _ in bills)
    wallet = await counter.wallet(rosa)
    out = await db.value(
        "select coalesce(sum(drawn_minor), 0)::bigint from voucher_uses where merchant_id = $1",
        counter.club.merchant,
    )
    assert wallet.left.minor == 50_00 - out + paid // 50_00 * 5_00
    assert wallet.progress.minor == paid % 50_00
    assert await counter.points(rosa) == sum(max(t - o, 0) // 100 for t, o, _ in bills)
    assert await counter.discrepancies() == []
