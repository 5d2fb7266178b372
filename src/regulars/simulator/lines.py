"""Writing the lines of an order."""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import UNSET, UnsetType, structs

from regulars.simulator.catalogue import Product
from regulars.simulator.cloud import Cloud
from regulars.simulator.drafts import LineDraft
from regulars.simulator.errors import Refused
from regulars.simulator.model import NO_AMOUNT, NO_VARIATION, Line, Order
from regulars.simulator.pricing import price_of

STATUSES_THAT_NEED_STOCK = ("ON_HOLD", "PENDING", "COMPLETE")


def add_lines(cloud: Cloud, order: Order, drafts: Sequence[LineDraft]) -> None:
    for draft in drafts:
        order.lines.append(new_line(cloud, order, draft))


def replace_lines(cloud: Cloud, order: Order, drafts: Sequence[LineDraft]) -> None:
    """The lines are what was sent; one with a known number and no product is that line again."""
    again = [draft for draft in drafts if draft.product_id is UNSET]
    if len({draft.number for draft in again}) < len(again):
        raise Refused("product_id is required on a line.")
    order.lines = [line_again(cloud, order, draft) for draft in again]
    add_lines(cloud, order, [draft for draft in drafts if draft.product_id is not UNSET])


def line_again(cloud: Cloud, order: Order, draft: LineDraft) -> Line:
    line = order.line(draft.number or 0)
    if line is None:
        raise Refused("product_id is required on a line.")
    if is_price_as_read(cloud, line, draft.unit_price):
        # It was rounded for reading: taking it would change the bill.
        draft = structs.replace(draft, unit_price=UNSET)
    write_line(cloud, line, draft)
    return line


def is_price_as_read(cloud: Cloud, line: Line, price: Decimal | UnsetType | None) -> bool:
    if not isinstance(price, Decimal) or not price.is_finite():
        return False
    return price == price_of(line, cloud.rounding).unit_ex_tax


def new_line(cloud: Cloud, order: Order, draft: LineDraft) -> Line:
    if draft.product_id is UNSET:
        raise Refused("product_id is required on a line.")
    product = product_in_body(cloud, draft.product_id)
    if order.site_id in product.not_sold_at:
        raise Refused(f"Product {product.id} is not available at site {order.site_id}.")
    line = Line(
        number=max((line.number for line in order.lines), default=0) + 1,
        line_id=f"{cloud.random.getrandbits(64):016x}",
        product_id=product.id,
        name=product.name,
        quantity=NO_VARIATION,
        unit_price=product.unit_price,
        price_with_tax=True,
        taxes=[cloud.state.taxes[tax_id] for tax_id in product.tax_ids],
    )
    write_line(cloud, line, draft)
    return line


def write_line(cloud: Cloud, line: Line, draft: LineDraft) -> None:
    """Put what `draft` holds on `line`."""
    if draft.quantity is not UNSET:
        line.quantity = draft.quantity
    if draft.modifiers is not UNSET:
        line.modifiers = draft.modifiers or []
    if draft.option_sets is not UNSET:
        line.option_sets = draft.option_sets or []
    if draft.notes is not UNSET:
        line.notes = draft.notes
    if draft.price_variation is not UNSET:
        line.price_variation = or_neutral(draft.price_variation, NO_VARIATION)
    if draft.price_fixed_variation is not UNSET:
        line.price_fixed_variation = or_neutral(draft.price_fixed_variation, NO_AMOUNT)
    write_price(cloud, line, draft)
    check_line(line)


def write_price(cloud: Cloud, line: Line, draft: LineDraft) -> None:
    if isinstance(draft.unit_price, Decimal):
        line.unit_price, line.price_with_tax, line.own_price = draft.unit_price, False, True
    elif isinstance(draft.unit_price_inc_tax, Decimal):
        line.unit_price, line.price_with_tax, line.own_price = draft.unit_price_inc_tax, True, True
    elif not line.own_price:
        added = [product_in_body(cloud, each).unit_price for each in line.modifiers if each > 0]
        line.unit_price = cloud.product(line.product_id).unit_price + sum(added, NO_AMOUNT)


def check_line(line: Line) -> None:
    varied = line.price_variation != NO_VARIATION
    fixed = line.price_fixed_variation != NO_AMOUNT
    if varied and fixed:
        raise Refused("A line has price_variation or price_fixed_variation, not both.")
    if line.option_sets and (varied or fixed):
        raise Refused("A line with option_sets takes no variation.")
    if line.option_sets and line.modifiers:
        raise Refused("A line has modifiers or option_sets, not both.")


def or_neutral(value: Decimal | None, neutral: Decimal) -> Decimal:
    return neutral if value is None else value


def product_in_body(cloud: Cloud, product_id: int) -> Product:
    product = cloud.state.products.get(product_id)
    if product is None:
        raise Refused(f"There is no product {product_id}.")
    return product


def check_stock(cloud: Cloud, order: Order) -> None:
    """Unavailable products are refused in open and finished orders."""
    statuses: tuple[str, ...] = STATUSES_THAT_NEED_STOCK
    if cloud.switches.stock_rule_for_submitted:
        statuses = (*statuses, "SUBMITTED")
    if order.status not in statuses:
        return
    for line in order.lines:
        if order.site_id in cloud.product(line.product_id).unavailable_at:
            raise Refused(f"Product {line.product_id} is out of stock.")
