"""What counts of a bill: all that was paid, or the share of some of its goods."""

from collections.abc import Sequence
from decimal import Decimal

from regulars.kernel.money import Money, part_of
from regulars.programs.earning.model import Basket, BasketLine, Terms
from regulars.programs.goods.model import Selection


def counted(terms: Terms, basket: Basket, *goods: Selection) -> Money:
    """What counts of the bill; with `goods` chosen, what of it is for goods in every choice.

    A share of goods is that of their lines in all lines, half up. A bill without lines has no
    goods that could be told apart.
    """
    whole = _whole(terms, basket)
    chosen = [choice for choice in goods if choice]
    if not chosen and not terms.left_out:
        return whole
    if not basket.lines:
        return Money.zero(whole.currency) if chosen else whole
    return Money(_share(terms, basket, chosen, whole.minor), whole.currency)


def items(terms: Terms, basket: Basket, *goods: Selection) -> Decimal:
    """How many items there are of goods that count and are in every choice."""
    chosen = [choice for choice in goods if choice]
    found = [line.quantity for line in basket.lines if counts(terms, line, chosen)]
    return max(sum(found, Decimal(0)), Decimal(0))


def has_goods(terms: Terms, basket: Basket, goods: Selection) -> bool:
    """Whether some of `goods` are on the bill; nothing chosen is any bill."""
    return not goods or any(
        line.quantity > 0 and counts(terms, line, [goods]) for line in basket.lines
    )


def asks_for_categories(terms: Terms) -> bool:
    """Whether anything is decided by the categories of goods."""
    choices = [terms.left_out, *(rule.goods for rule in terms.rules)]
    return any(choice.categories for choice in choices)


def counts(terms: Terms, line: BasketLine, chosen: Sequence[Selection]) -> bool:
    """Whether a line is not left out, and in every choice."""
    if _names(terms.left_out, line):
        return False
    return all(_names(choice, line) for choice in chosen)


def _names(choice: Selection, line: BasketLine) -> bool:
    return line.product is not None and choice.names(line.product, line.categories)


def _whole(terms: Terms, basket: Basket) -> Money:
    """The bill as the terms look at it: with or without tax, and what came off. Never below zero.

    What came off has tax in it in the same share as what is paid.
    """
    before_tax = basket.total - basket.tax
    whole = basket.total if terms.tax_included else before_tax
    if terms.discounts_count and basket.discount:
        gross = (basket.total + basket.discount).minor
        whole = Money(gross, whole.currency)
        if not terms.tax_included:
            net, of = _before_tax(basket)
            whole = Money(part_of(gross, net, of), whole.currency)
    return max(whole, Money.zero(whole.currency))


def _before_tax(basket: Basket) -> tuple[int, int]:
    """How much of how much is before tax: of what is paid, or of the lines where nothing is."""
    if basket.total.minor > 0:
        return (basket.total - basket.tax).minor, basket.total.minor
    gross = sum(line.total.minor for line in basket.lines)
    net = gross - sum(line.tax.minor for line in basket.lines)
    return (net, gross) if gross > 0 else (1, 1)


def _share(terms: Terms, basket: Basket, chosen: Sequence[Selection], whole: int) -> int:
    worth = [_worth(terms, line) for line in basket.lines]
    of_all = sum(worth)
    if of_all <= 0:
        return 0
    of_chosen = sum(
        minor
        for line, minor in zip(basket.lines, worth, strict=True)
        if counts(terms, line, chosen)
    )
    return part_of(whole, min(max(of_chosen, 0), of_all), of_all)


def _worth(terms: Terms, line: BasketLine) -> int:
    """What a line weighs among the others, in minor units."""
    return (line.total if terms.tax_included else line.total - line.tax).minor
