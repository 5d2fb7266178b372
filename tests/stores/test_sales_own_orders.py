"""Promises of orders that our own channel takes."""

import asyncio
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from tests.stores.ordering import DAY, NOTHING, Counter, aud, counter_of
from tests.stores.people import AT

from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import MemberId
from regulars.platform.db import Database
from regulars.sales.errors import (
    BadOrder,
    BadTotals,
    OrderDiffers,
    UnknownMember,
    UnknownVoucher,
)
from regulars.sales.model import Channel, OrderItem, OwnOrder, Placed, SaleLine
from regulars.vouchers.errors import CannotUse
from regulars.vouchers.model import Problem, UseType

TILLS = 20


def order(**asked: Any) -> OwnOrder:
    """An order for 100, unless something else is asked."""
    if "items" not in asked:
        asked = {"total": aud(100), **asked}
    return OwnOrder(**{"id": "7", **asked})


async def test_not_signed_in_with_a_wallets_code_redeems_and_collects(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol(wallet="20")
    placed = await counter.place(order(voucher_code=rosa.code))
    assert (placed.discount, placed.to_pay, placed.member) == (aud(20), aud(80), rosa.id)
    assert (placed.points, placed.credit, placed.voucher) == (80, aud(5), rosa.code)
    assert (placed.progress, placed.per) == (aud(30), aud(50))
    assert (await counter.wallet(rosa)).left == aud(5)


async def test_signed_in_with_a_wallets_code_collects(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol(wallet="20")
    placed = await counter.place(order(guest=rosa.id, voucher_code=rosa.code))
    assert (placed.discount, placed.points, placed.voucher) == (NOTHING, 100, None)
    assert (await counter.wallet(rosa)).left == aud(30)


async def test_signed_in_redeems_too_when_the_order_says_so(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol(wallet="20")
    placed = await counter.place(order(guest=rosa.id, voucher_code=rosa.code, redeem=True))
    assert (placed.discount, placed.points) == (aud(20), 80)


async def test_signed_in_with_somebody_elses_wallet_collects_for_the_guest(db: Database) -> None:
    counter = await counter_of(db)
    rosa, bert = await counter.enrol("Rosa", wallet="20"), await counter.enrol("Bert")
    await counter.place(order(guest=bert.id, voucher_code=rosa.code, redeem=True))
    assert (await counter.points(rosa), await counter.points(bert)) == (0, 80)
    assert (await counter.wallet(rosa)).left == NOTHING


async def test_nobody_in_particular_may_collect_without_redeeming(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol(wallet="20")
    placed = await counter.place(order(voucher_code=rosa.code, redeem=False))
    assert (placed.discount, placed.points) == (NOTHING, 100)


async def test_an_empty_wallet_collects_unless_it_is_asked_to_pay(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol()
    assert (await counter.place(order(voucher_code=rosa.code, total=aud(40)))).points == 40
    with pytest.raises(CannotUse) as refused:
        await counter.place(order(id="8", voucher_code=rosa.code, redeem=True))
    assert refused.value.problem is Problem.USED_UP


async def test_a_store_voucher_gives_its_discount_to_whoever_orders(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol()
    tenth = await counter.voucher(share=1000, use=UseType.MULTI_USE)
    with_guest = await counter.place(order(guest=rosa.id, voucher_code=tenth.code))
    without = await counter.place(order(id="8", voucher_code=tenth.code))
    assert (with_guest.discount, with_guest.points) == (aud(10), 90)
    assert (without.discount, without.points, without.member) == (aud(10), 0, None)


@pytest.mark.parametrize(
    ("terms", "problem"),
    [
        ({"ends_at": AT}, Problem.ENDED),
        ({"starts_at": AT + DAY}, Problem.NOT_YET),
        ({"active": False}, Problem.INACTIVE),
        ({"minimum": aud("100.01")}, Problem.BELOW_MINIMUM),
    ],
    ids=str,
)
async def test_what_cannot_be_used_is_refused_and_changes_nothing(
    db: Database, terms: dict[str, Any], problem: Problem
) -> None:
    counter = await counter_of(db)
    voucher = await counter.voucher(amount="10", **terms)
    with pytest.raises(CannotUse) as refused:
        await counter.place(order(voucher_code=voucher.code))
    assert refused.value.problem is problem
    assert (await counter.left(voucher), await counter.sales()) == (aud(10), [])


async def test_an_assigned_voucher_is_refused_to_another_guest(db: Database) -> None:
    counter = await counter_of(db)
    rosa, bert = await counter.enrol("Rosa"), await counter.enrol("Bert")
    hers = await counter.voucher(amount="10", member=rosa.id)
    with pytest.raises(CannotUse) as refused:
        await counter.place(order(guest=bert.id, voucher_code=hers.code))
    assert refused.value.problem is Problem.NOT_THE_MEMBERS
    assert (await counter.place(order(guest=rosa.id, voucher_code=hers.code))).discount == aud(10)


async def test_items_are_added_up_and_kept_as_lines(db: Database) -> None:
    counter = await counter_of(db)
    items = (
        OrderItem("Risotto", Decimal(2), aud("21.50")),
        OrderItem("Olives, by weight", Decimal("0.333"), aud("10.00")),
    )
    placed = await counter.place(order(items=items))
    assert placed.total == aud("46.33")
    [sale] = await counter.sales()
    assert (sale.channel, sale.lines) == (
        Channel.OWN,
        [
            SaleLine("Risotto", Decimal(2), 43_00),
            SaleLine("Olives, by weight", Decimal("0.333"), 3_33),
        ],
    )


ITEM = OrderItem("Risotto", Decimal(1), aud(20))


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"items": ()}, BadOrder),
        ({"items": (ITEM,) * 501}, BadOrder),
        ({"items": (ITEM,), "total": aud(20)}, BadOrder),
        ({"items": (OrderItem("", Decimal(1), aud(1)),)}, BadOrder),
        ({"items": (OrderItem("a\x00", Decimal(1), aud(1)),)}, BadOrder),
        ({"items": (OrderItem("Risotto", Decimal(0), aud(1)),)}, BadOrder),
        ({"items": (OrderItem("Risotto", Decimal(-1), aud(1)),)}, BadOrder),
        ({"items": (OrderItem("Risotto", Decimal("NaN"), aud(1)),)}, BadOrder),
        ({"items": (OrderItem("Risotto", Decimal(1), aud(-1)),)}, BadOrder),
        ({"total": aud(-1)}, BadTotals),
        ({"id": ""}, BadOrder),
        ({"voucher_code": "NO-SUCH"}, UnknownVoucher),
        ({"guest": MemberId(UUID(int=7))}, UnknownMember),
    ],
)
async def test_a_bad_order_is_refused_and_changes_nothing(
    db: Database, asked: dict[str, Any], refusal: type[RegularsError]
) -> None:
    counter = await counter_of(db)
    with pytest.raises(refusal):
        await counter.place(order(**asked))
    assert await counter.sales() == []


async def test_the_same_order_again_answers_as_it_did(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol(wallet="20")
    asked = order(voucher_code=rosa.code)
    first = await counter.place(asked)
    assert await counter.place(asked) == first
    await counter.refund("7", "50", channel=Channel.OWN)
    again = await counter.place(asked)
    assert (again.points, again.credit, again.discount) == (80, aud(5), aud(20))
    with pytest.raises(OrderDiffers):
        await counter.place(order(voucher_code=rosa.code, total=aud(99)))


async def test_one_id_may_be_reported_and_ordered(db: Database) -> None:
    counter = await counter_of(db)
    rosa = await counter.enrol()
    await counter.order("7", member=rosa, total="100")
    await counter.place(order(guest=rosa.id))
    await counter.cancel("7", channel=Channel.OWN)
    assert await counter.points(rosa) == 100
    assert [sale.channel for sale in await counter.sales() if sale.points_earned] == [
        Channel.EXTERNAL
    ]


async def test_a_new_guests_first_order_gets_the_voucher_for_new_guests(db: Database) -> None:
    counter = await counter_of(db)
    welcome = await counter.voucher(amount="5", use=UseType.MULTI_USE, minimum=aud(30))
    await counter.program(new_guest_voucher=welcome.id)
    rosa = await counter.enrol()
    small = await counter.place(order(total=aud(29), guest=rosa.id, id="a"))
    assert small.discount == NOTHING
    bert = await counter.enrol("Bert")
    first = await counter.place(order(total=aud(30), guest=bert.id, id="b"))
    assert (first.discount, first.voucher, first.points) == (aud(5), welcome.code, 25)
    second = await counter.place(order(total=aud(30), guest=bert.id, id="c"))
    assert second.discount == NOTHING
    unknown = await counter.place(order(total=aud(30), id="d"))
    assert unknown.discount == NOTHING


async def test_the_voucher_for_new_guests_keeps_its_limits(db: Database) -> None:
    counter = await counter_of(db)
    welcome = await counter.voucher(amount="5", use=UseType.MULTI_USE, limit_total=1)
    await counter.program(new_guest_voucher=welcome.id)
    rosa, bert = await counter.enrol("Rosa"), await counter.enrol("Bert")
    assert (await counter.place(order(guest=rosa.id, id="a"))).discount == aud(5)
    assert (await counter.place(order(guest=bert.id, id="b"))).discount == NOTHING
    assert await counter.used(welcome) == 1


async def test_an_order_that_was_cancelled_was_not_the_first(db: Database) -> None:
    counter = await counter_of(db)
    welcome = await counter.voucher(amount="5", use=UseType.MULTI_USE)
    await counter.program(new_guest_voucher=welcome.id)
    rosa = await counter.enrol()
    await counter.place(order(guest=rosa.id, id="a"))
    await counter.cancel("a", channel=Channel.OWN)
    assert (await counter.place(order(guest=rosa.id, id="b"))).discount == aud(5)


async def test_of_many_first_orders_at_once_one_is_the_first(db: Database) -> None:
    counter = await counter_of(db)
    welcome = await counter.voucher(amount="5", use=UseType.MULTI_USE)
    await counter.program(new_guest_voucher=welcome.id)
    rosa = await counter.enrol()
    placed = await asyncio.gather(
        *(counter.place(order(guest=rosa.id, id=str(number))) for number in range(TILLS))
    )
    assert sorted(one.discount for one in placed) == [NOTHING] * (TILLS - 1) + [aud(5)]
    assert await counter.discrepancies() == []


async def placed_at_once(counter: Counter, orders: list[OwnOrder]) -> list[Placed]:
    """Place all orders at once; answers those that were not refused."""
    answers = await asyncio.gather(*map(counter.place, orders), return_exceptions=True)
    assert {type(one) for one in answers if isinstance(one, BaseException)} <= {CannotUse}
    return [one for one in answers if isinstance(one, Placed)]


async def test_of_many_orders_after_the_last_use_one_gets_it(db: Database) -> None:
    counter = await counter_of(db)
    once = await counter.voucher(share=1000)
    orders = [order(id=str(number), voucher_code=once.code) for number in range(TILLS)]
    [placed] = await placed_at_once(counter, orders)
    assert placed.discount == aud(10)
    assert (await counter.used(once), len(await counter.sales())) == (1, 1)


async def test_many_orders_on_one_card_give_no_more_than_is_on_it(db: Database) -> None:
    counter = await counter_of(db)
    gift = await counter.voucher(amount="50")
    orders = [
        order(id=str(number), voucher_code=gift.code, total=aud(20)) for number in range(TILLS)
    ]
    placed = await placed_at_once(counter, orders)
    given = sum((one.discount for one in placed), NOTHING)
    left = await counter.left(gift)
    assert left is not None
    assert given + left == aud(50)
    assert await counter.discrepancies() == []
