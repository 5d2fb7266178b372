"""What an order comes to, and what of it stands after a refund. No clock, no database."""

from regulars.kernel.money import Money, rounded
from regulars.sales.errors import BadOrder, BadTotals
from regulars.sales.model import ExternalOrder, OwnOrder, SaleLine
from regulars.vouchers.rules import fold

LONGEST_ID = 100
LONGEST_NAME = 200
MOST_ITEMS = 500
MOST_OF_ONE = 10_000


def check_id(order_id: str) -> None:
    """Raises `BadOrder` unless the order has an id that can be kept."""
    if not 1 <= len(order_id) <= LONGEST_ID or not legible(order_id) or not order_id.strip():
        raise BadOrder(f"An order has an id of 1 to {LONGEST_ID} characters.", field="id")


def legible(text: str) -> bool:
    """Whether the database could keep `text`."""
    return "\x00" not in text and text.isprintable()


def content(order: ExternalOrder) -> tuple[object, ...]:
    """What makes an order the same when it comes again. What the till left out is left out here."""
    return (
        fold(order.voucher_code or ""),
        fold(order.member_code or ""),
        order.total.minor,
        None if order.discounted is None else order.discounted.minor,
        None if order.discount is None else order.discount.minor,
    )


def own_content(order: OwnOrder) -> tuple[object, ...]:
    """The same of an order of our own channel."""
    return (
        fold(order.voucher_code or ""),
        None if order.guest is None else str(order.guest),
        order.redeem,
        total_of(order).minor,
        [(line.name, str(line.quantity.normalize()), line.total_minor) for line in lines(order)],
    )


def given_by_till(order: ExternalOrder) -> Money | None:
    """The discount that the till gave; None when it says nothing of it.

    Its own figure counts. Without one it is what is missing between the two totals. Raises
    `BadTotals` for figures that no bill has.
    """
    check_amount(order.total, "total")
    discount, discounted = order.discount, order.discounted
    if discounted is not None:
        check_amount(discounted, "discounted")
    if discount is None:
        if discounted is None:
            return None
        if discounted > order.total:
            raise BadTotals("The discounted total is above the total.", field="discounted")
        return order.total - discounted
    check_amount(discount, "discount")
    if discount > order.total:
        raise BadTotals("The discount is above the total.", field="discount")
    return discount


def check_amount(amount: Money, field: str) -> None:
    if amount.minor < 0:
        raise BadTotals(f"{amount.major} cannot be: no figure is below zero.", field=field)


def add_up(order: ExternalOrder) -> bool:
    """Whether the till's figures fit one another."""
    if order.discount is None or order.discounted is None:
        return True
    return order.total - order.discount == order.discounted


def total_of(order: OwnOrder) -> Money:
    """What an order of our own comes to. Raises `BadOrder`, `BadTotals`."""
    if order.total is not None:
        if order.items:
            raise BadOrder("An order has items or a total, not both.", field="total")
        check_amount(order.total, "total")
        return order.total
    if not 1 <= len(order.items) <= MOST_ITEMS:
        raise BadOrder(f"An order has 1 to {MOST_ITEMS} items, or a total.", field="items")
    currency = order.items[0].price.currency
    return sum((Money(line.total_minor, currency) for line in lines(order)), Money.zero(currency))


def lines(order: OwnOrder) -> list[SaleLine]:
    """The order's items as lines of a bill, each rounded for itself. Raises `BadOrder`."""
    found = []
    for item in order.items:
        if not 1 <= len(item.name) <= LONGEST_NAME or not legible(item.name):
            raise BadOrder(f"An item has a name of 1 to {LONGEST_NAME} characters.", field="items")
        countable = item.quantity.is_finite() and 0 < item.quantity <= MOST_OF_ONE
        if not countable or item.price.minor < 0:
            raise BadOrder(
                f"“{item.name}”: so many of it, at that price, cannot be ordered.", field="items"
            )
        found.append(SaleLine(item.name, item.quantity, rounded(item.quantity * item.price.minor)))
    return found


def stands(original: int, *, left: Money, of: Money) -> int:
    """What of `original` stands while `left` of a total stands, half up.

    It follows from the total alone, so many small refunds take as much as a large one.
    """
    if not left:
        return 0
    return (2 * original * left.minor + of.minor) // (2 * of.minor)
