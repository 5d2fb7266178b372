"""What counts of a bill: all that was paid, or the share of some of its goods."""

from collections.abc import Sequence
from decimal import Decimal

from regulars.kernel.money import Money, part_of
from regulars.programs.earning.model import Basket, BasketLine, Terms
from regulars.programs.goods.model import Selection

NOTHING_CHOSEN = Selection()


class Counting:
    """A bill as its terms look at it. What ten rules ask is reckoned once."""

    def __init__(self, terms: Terms, basket: Basket) -> None:
        self.terms = terms
        self.basket = basket
        self.whole = _whole(terms, basket)
        self._lines: dict[Selection, list[BasketLine]] = {}
        self._money: dict[tuple[Selection, ...], Money] = {}

    def money(self, *goods: Selection) -> Money:
        """What counts of the bill; with `goods` chosen, what of it is for goods in every choice.

        A share of goods is that of their lines in all lines, half up. A bill without lines has no
        goods that could be told apart.
        """
        if goods not in self._money:
            self._money[goods] = self._reckoned(goods)
        return self._money[goods]

    def items(self, *goods: Selection) -> Decimal:
        """How many items there are of goods that count and are in every choice."""
        found = sum((line.quantity for line in self._in_every(goods)), Decimal(0))
        return max(found, Decimal(0))

    def has(self, goods: Selection) -> bool:
        """Whether some of `goods` are on the bill; nothing chosen is any bill."""
        return not goods or any(line.quantity > 0 for line in self._in(goods))

    def _reckoned(self, goods: Sequence[Selection]) -> Money:
        whole, chosen = self.whole, any(goods)
        if not chosen and not self.terms.left_out:
            return whole
        if not self.basket.lines:
            return Money.zero(whole.currency) if chosen else whole
        of_all = self._worth(self.basket.lines)
        if of_all <= 0:
            return Money.zero(whole.currency)
        of_chosen = min(max(self._worth(self._in_every(goods)), 0), of_all)
        return Money(part_of(whole.minor, of_chosen, of_all), whole.currency)

    def _in_every(self, goods: Sequence[Selection]) -> list[BasketLine]:
        first, *others = goods or (NOTHING_CHOSEN,)
        return [
            line
            for line in self._in(first)
            if all(not other or _names(other, line) for other in others)
        ]

    def _in(self, goods: Selection) -> list[BasketLine]:
        if goods not in self._lines:
            chosen = [goods] if goods else []
            self._lines[goods] = [
                line for line in self.basket.lines if counts(self.terms, line, chosen)
            ]
        return self._lines[goods]

    def _worth(self, lines: Sequence[BasketLine]) -> int:
        """What lines weigh among all of them, in minor units."""
        gross = sum(line.total.minor for line in lines)
        if self.terms.tax_included:
            return gross
        return gross - sum(line.tax.minor for line in lines)


def counted(terms: Terms, basket: Basket, *goods: Selection) -> Money:
    """What counts of a bill by `terms`, for points as for the wallet; of `goods` if some are."""
    return Counting(terms, basket).money(*goods)


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
    whole = basket.total if terms.tax_included else basket.total - basket.tax
    if terms.discounts_count and basket.discount:
        gross = (basket.total + basket.discount).minor
        whole = Money(gross, whole.currency)
        if not terms.tax_included:
            net, of = _before_tax(basket)
            whole = Money(part_of(gross, net, of), whole.currency)
    return whole if whole.minor > 0 else Money.zero(whole.currency)


def _before_tax(basket: Basket) -> tuple[int, int]:
    """How much of how much is before tax: of what is paid, or of the lines where nothing is."""
    if basket.total.minor > 0:
        return (basket.total - basket.tax).minor, basket.total.minor
    gross = sum(line.total.minor for line in basket.lines)
    net = gross - sum(line.tax.minor for line in basket.lines)
    return (net, gross) if gross > 0 else (1, 1)
