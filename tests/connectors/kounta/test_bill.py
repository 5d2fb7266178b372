"""The arithmetic of a bill holds for every figure, not only for the ones in the other tests."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from tests.connectors.kounta.world import before_ours

from regulars.connectors.kounta.payloads import LineBody, Named, OrderBody, PaymentBody
from regulars.connectors.kounta.take import _line, _payment
from regulars.connectors.kounta.translate import pos_order
from regulars.kernel.money import Money
from regulars.merchants.model import ConnectionSettings
from regulars.pos.model import Part, PosOrder

REDEMPTION = UUID(int=7)
SETTINGS = ConnectionSettings(discount_product_id="9", payment_method_id="5")
AT = datetime(2026, 5, 4, tzinfo=UTC)
CENT = Decimal("0.01")

percentages = st.integers(1, 100).map(lambda percent: Decimal(percent) / 100)
prices = st.lists(st.integers(1, 50_000), min_size=1, max_size=6)


def line(cents: int, notes: str = "") -> LineBody:
    total = Decimal(cents) / 100
    tax = (total / 11).quantize(CENT, ROUND_HALF_UP)
    return LineBody(
        product=Named(1, "Something"),
        quantity=Decimal(1),
        notes=notes,
        line_total_ex_tax=total - tax,
        line_total_tax=tax,
    )


def order(
    lines: list[LineBody], left: Decimal, payments: list[PaymentBody] | None = None
) -> OrderBody:
    """An order from which staff's percentage leaves `left`, totalled as a till does it."""
    whole = sum(
        ((one.line_total_ex_tax or 0) + (one.line_total_tax or 0) for one in lines), Decimal(0)
    )
    total = (whole * left).quantize(CENT, ROUND_HALF_UP)
    return OrderBody(
        id=1,
        created_at=AT,
        status="ON_HOLD",
        total=total,
        price_variation=left,
        lines=lines,
        payments=payments or [],
    )


def read(body: OrderBody) -> PosOrder:
    return pos_order(body, currency="AUD")


def part(cents: int) -> Part:
    return Part(REDEMPTION, "$5 off", Money(cents, "AUD"))


@given(prices, percentages, st.integers(1, 100))
def test_a_line_of_ours_is_worth_its_reward_under_any_percentage_of_the_staffs(
    cents: list[int], left: Decimal, share: int
) -> None:
    plain = read(order([line(one) for one in cents], left))
    reward = max(1, plain.total.minor * share // 100)
    sent = _line(SETTINGS, order([], left), part(reward))
    ours = line(int(Decimal(str(sent["unit_price_inc_tax"])) * 100), str(sent["notes"]))
    marked = read(order([*(line(one) for one in cents), ours], left))
    assert marked.marked == {REDEMPTION: Money(reward, "AUD")}
    assert before_ours(marked) == before_ours(plain) == Money(sum(cents), "AUD")
    assert abs(plain.total.minor - reward - marked.total.minor) <= 1


@given(prices, percentages, st.integers(1, 100))
def test_a_payment_of_ours_is_worth_its_reward_to_the_cent(
    cents: list[int], left: Decimal, share: int
) -> None:
    lines = [line(one) for one in cents]
    plain = read(order(lines, left))
    reward = max(1, plain.total.minor * share // 100)
    sent = _payment(SETTINGS, part(reward))
    ours = PaymentBody(amount=Decimal(str(sent["amount"])), ref=str(sent["ref"]))
    paid = read(order(lines, left, [ours]))
    assert paid.marked == {REDEMPTION: Money(reward, "AUD")}
    assert paid.total == plain.total - Money(reward, "AUD")
    assert before_ours(paid) == before_ours(plain)
    assert paid.payments == ()


@given(prices, st.integers(0, 400_000))
def test_an_amount_off_takes_the_bill_to_zero_at_most(cents: list[int], off: int) -> None:
    whole = sum(cents)
    body = OrderBody(
        id=1,
        created_at=AT,
        status="ON_HOLD",
        total=Decimal(max(whole - off, 0)) / 100,
        price_fixed_variation=Decimal(-off) / 100,
        lines=[line(one) for one in cents],
    )
    bill = read(body)
    assert bill.discount.stated == Money(off, "AUD")
    assert bill.discount.given == Money(min(off, whole), "AUD")
    assert before_ours(bill) == Money(whole, "AUD")
