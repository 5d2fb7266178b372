"""The bill of an example: its fields, and the basket that they make."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from regulars.faces.console.benefits import plain
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.voice import Voice, sentence
from regulars.kernel.ids import StoreId
from regulars.kernel.money import Money
from regulars.programs.earning.model import Basket, BasketLine, Standing, Terms
from regulars.programs.goods.model import GoodsId, Selection

BILL, PRICE = Decimal("38.50"), Decimal("4.50")
TAX = 909
"""A tenth on top of the price is this share of what is paid, in basis points."""
MOST_COUNT = 1000
SOMETHING = GoodsId("example")
NO_STORE = StoreId(0)


@dataclass(frozen=True, slots=True)
class Item:
    """Goods that the terms name: a line of the bill. `number` is in the names of its fields."""

    number: int
    label: str
    total: str


def selections(terms: Terms) -> list[Selection]:
    """The goods that the terms name, each choice of them once."""
    chosen = [rule.goods for rule in terms.rules if rule.active] + [terms.left_out]
    return list(dict.fromkeys(each for each in chosen if each))


def with_bill(form: Form, request: ConsoleRequest) -> Form:
    """`form` with an ordinary bill, where none has been typed into it yet."""
    speech, currency = request.speech, request.merchant.currency
    ordinary = {
        "bill_rest": plain(Money.of(BILL, currency), speech),
        "bill_when": speech.typed(request.now),
    }
    return Form(ordinary | form.fields)


def read_basket(
    form: Form, request: ConsoleRequest, voice: Voice, about: Sequence[Selection]
) -> Basket:
    """The bill as the rules see it. What cannot be read has a sentence, and counts as nothing."""
    currency = request.merchant.currency
    rest = form.money("bill_rest", request.speech, currency) or Money.zero(currency)
    lines = [_line(SOMETHING, (), Decimal(1), rest)] if rest else []
    for number, chosen in enumerate(about):
        count, price = _count(form, number), _price(form, number, request)
        if count:
            total = Money(price.minor * count, currency)
            lines.append(_line(*_one_of(chosen), Decimal(count), total))
    whole = sum((line.total for line in lines), Money.zero(currency))
    discount = form.money("bill_discount", request.speech, currency) or Money.zero(currency)
    off = min(discount, whole)
    paid = whole - off
    return Basket(
        store=_store(form, voice),
        at=_when(form, request),
        total=paid,
        tax=paid.share(TAX),
        discount=off,
        lines=tuple(lines),
        redeemed=form.flag("bill_redeemed"),
    )


def read_standing(form: Form, voice: Voice) -> Standing:
    """What the example says of the guest."""
    typed = form.value("bill_tier")
    tier = next((one.id for one in voice.tiers if str(one.id) == typed), None)
    return Standing(tier=tier, visited_before=not form.flag("bill_first"))


def items(
    form: Form, request: ConsoleRequest, voice: Voice, about: Sequence[Selection]
) -> list[Item]:
    """A line for each choice of goods; its fields are filled in where nothing was typed."""
    shown = []
    for number, chosen in enumerate(about):
        price, count = _price(form, number, request), _count(form, number)
        form.fields.setdefault(f"bill_count_{number}", str(count))
        form.fields.setdefault(f"bill_price_{number}", plain(price, request.speech))
        total = request.speech.money(Money(price.minor * count, price.currency))
        shown.append(Item(number, sentence(voice.selection(chosen)), total))
    return shown


def _count(form: Form, number: int) -> int:
    name = f"bill_count_{number}"
    return form.whole(name, most=MOST_COUNT) or 0 if name in form.fields else 2


def _price(form: Form, number: int, request: ConsoleRequest) -> Money:
    currency, name = request.merchant.currency, f"bill_price_{number}"
    if name not in form.fields:
        return Money.of(PRICE, currency)
    return form.money(name, request.speech, currency) or Money.zero(currency)


def _one_of(chosen: Selection) -> tuple[GoodsId, tuple[GoodsId, ...]]:
    """A product that the choice names."""
    if chosen.products:
        return chosen.products[0], ()
    return SOMETHING, chosen.categories[:1]


def _line(
    product: GoodsId, categories: tuple[GoodsId, ...], count: Decimal, total: Money
) -> BasketLine:
    return BasketLine(product, categories, count, total, total.share(TAX))


def _store(form: Form, voice: Voice) -> StoreId:
    typed = form.value("bill_store")
    known = (one.id for one in voice.venues if str(one.id) == typed)
    return next(known, voice.venues[0].id if voice.venues else NO_STORE)


def _when(form: Form, request: ConsoleRequest) -> datetime:
    typed = form.moment("bill_when", request.speech) or request.now
    return typed.astimezone(request.speech.zone)
