"""Bills and rules to work out: a café where coffee is a category, and gift cards another."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from regulars.kernel.ids import RuleId, StoreId
from regulars.kernel.money import Money
from regulars.programs.earning.model import Basket, BasketLine, EarningRule, Gives
from regulars.programs.goods.model import GoodsId, Selection

SYDNEY = ZoneInfo("Australia/Sydney")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SYDNEY)
"""A Monday."""
STORE = StoreId(100_000_001)

COFFEE, CARDS = GoodsId("0a/coffee"), GoodsId("0a/cards")
FLAT_WHITE, RISOTTO, GIFT_CARD = GoodsId("0a/1"), GoodsId("0a/2"), GoodsId("0a/3")
OF_COFFEE, OF_CARDS = Selection(categories=(COFFEE,)), Selection(categories=(CARDS,))
CATEGORIES = {FLAT_WHITE: (COFFEE,), RISOTTO: (), GIFT_CARD: (CARDS,)}


def aud(amount: str | int) -> Money:
    return Money.of(amount, "AUD")


def line(product: GoodsId, total: str, tax: str = "0", quantity: str = "1") -> BasketLine:
    return BasketLine(product, CATEGORIES[product], Decimal(quantity), aud(total), aud(tax))


def bill(total: str, *lines: BasketLine, tax: str = "0", off: str = "0", **more: Any) -> Basket:
    fields: dict[str, Any] = {"store": STORE, "at": NOON, "lines": lines} | more
    return Basket(total=aud(total), tax=aud(tax), discount=aud(off), **fields)


def rule(gives: Gives, number: int = 1, **more: Any) -> EarningRule:
    return EarningRule(id=RuleId(UUID(int=number)), name=f"Rule {number}", gives=gives, **more)
