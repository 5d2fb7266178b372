"""Bills come out right to the cent."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from regulars.simulator.catalogue import Tax
from regulars.simulator.model import Line, Order, Payment
from regulars.simulator.pricing import Rounding, bill_of, smallest_unit

GST = Tax(id=21, code="GST", name="GST", rate=Decimal("0.1"))
CENTS = Rounding(Decimal("0.01"))
NOW = datetime(2026, 5, 3, tzinfo=UTC)


def line(price: str, quantity: str = "1", **more: object) -> Line:
    fields = {"price_with_tax": True, "taxes": [GST]} | more
    return Line(
        number=1,
        line_id="a",
        product_id=1,
        name="x",
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        **fields,  # type: ignore[arg-type]  # the fields of a line, by name
    )


def order(*lines: Line, variation: str = "1", fixed: str = "0", paid: str = "0") -> Order:
    payment = Payment(
        id=1,
        number=1,
        method_id=1,
        amount=Decimal(paid),
        tip=Decimal("2.00"),
        ref=None,
        created_at=NOW,
    )
    return Order(
        id=1,
        sale_number=None,
        status="ON_HOLD",
        site_id=1,
        register_id=None,
        staff_id=None,
        created_at=NOW,
        updated_at=NOW,
        lines=list(lines),
        payments=[payment],
        price_variation=Decimal(variation),
        price_fixed_variation=Decimal(fixed),
    )


@pytest.mark.parametrize(
    ("lines", "variation", "fixed", "total", "tax"),
    [
        ([line("5.00", "2")], "1", "0", "10.00", "0.91"),
        ([line("5.00", "2")], "1", "-5", "5.00", "0.46"),
        ([line("5.00", "2")], "0.9", "0", "9.00", "0.82"),
        ([line("0.05")], "0.9", "0", "0.05", "0.00"),
        ([line("10.00", price_with_tax=False)], "1", "0", "11.00", "1.00"),
        ([line("4.99", "3", price_variation=Decimal("0.5"))], "1", "0", "7.49", "0.68"),
        ([line("4.99", "3", price_fixed_variation=Decimal(-2))], "1", "0", "12.97", "1.18"),
        ([line("5.00")], "1", "-8", "0.00", "0.00"),
        ([line("5.00", "-2")], "1", "3", "-7.00", "-0.64"),
        ([], "1", "-5", "0.00", "0.00"),
    ],
)
def test_a_bill_is_exact_and_rounded_half_up(
    lines: list[Line], variation: str, fixed: str, total: str, tax: str
) -> None:
    bill = bill_of(order(*lines, variation=variation, fixed=fixed), CENTS)
    assert (bill.total, bill.tax) == (Decimal(total), Decimal(tax))
    assert bill.subtotal + bill.discount == bill.total


def test_unit_price_and_unit_tax_add_up_to_the_price_on_the_menu() -> None:
    price = bill_of(order(line("4.80")), CENTS).lines[0]
    assert (price.unit_ex_tax, price.unit_tax) == (Decimal("4.3636"), Decimal("0.4364"))


def test_tips_are_apart_from_what_is_paid() -> None:
    bill = bill_of(order(line("10.00"), paid="4"), CENTS)
    assert (bill.due, bill.tips) == (Decimal("6.00"), Decimal("2.00"))


def test_an_amount_off_may_be_read_as_without_tax() -> None:
    rounding = Rounding(Decimal("0.01"), fixed_with_tax=False)
    bill = bill_of(order(line("11.00", price_fixed_variation=Decimal(-1))), rounding)
    assert bill.total == Decimal("9.90")


def test_a_currency_without_cents_rounds_to_whole_units() -> None:
    bill = bill_of(order(line("333"), variation="0.5"), Rounding(smallest_unit("JPY")))
    assert bill.total == Decimal(167)
